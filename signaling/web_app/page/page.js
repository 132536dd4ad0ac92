// The page: the core, its doors, and the view. Everything that is decided is decided in course.js.
import { Awake } from "./awake.js";
import { fingerprintBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from "./bytes.js";
import { Course } from "./course.js";
import { facts } from "./device_facts.js";
import { vouches } from "./identity.js";
import { Line } from "./line.js";
import { Presence } from "./presence.js";
import { receiptText, save } from "./receipt.js";
import { receiptCode } from "./receipt_code.js";
import { reckoned, sha256 } from "./safety.js";
import { ServerLink } from "./server_link.js";
import { Refused, Showing } from "./showing.js";
import { can, whyNot } from "./sources.js";
import { View } from "./view.js";
import { preferred, Words } from "./words.js";

const FOR_THE_PAGE = new Set(["choose", "camera", "look-at-facts", "send-facts", "save-receipt", "begin-again", "keeping", "back", "other-language"]);
const IMPOSSIBLE_FOR = 30; // seconds that the customer has to read why nobody operates the device
const DRAWN_EVERY = 30; // milliseconds
const now = () => performance.now() / 1000;

export class App {
  #lines = new Map();
  #drawing = 0;
  #awake = new Awake();
  #beside = { notChosen: "", impossibleUntil: 0, keeping: false, facts: null, factsSent: false, receiptCode: "" };
  #view = new View((action) => this.#act(action));
  #showing = new Showing((action) => this.#acted(action));
  #presence = new Presence({ now, changed: () => this.#draw(), seen: (after) => this.#seen(after) });

  constructor({ catalogue, config, keys, certificate }) {
    this.catalogue = catalogue;
    this.keys = keys;
    this.certificate = certificate;
    this.fingerprint = ownFingerprint(certificate);
    const asked = new URLSearchParams(location.search).get("lang");
    this.words = new Words(catalogue, preferred(asked, navigator.languages));
    this.link = new ServerLink({
      address: `wss://${location.host}/v1/customer`, subprotocol: `ferndiagnose-${config.version}`,
      happened: (event) => this.#happened(event), pay,
    });
    this.#begin();
  }

  #begin() {
    const abilities = ["chat", "facts", "pointer", ...(can.camera ? ["camera"] : [])];
    const nonce = () => toBase64(crypto.getRandomValues(new Uint8Array(16)));
    this.course = new Course({ nonce, wallOffset: Date.now() / 1000 - now(), abilities });
    Object.assign(this.#beside, { notChosen: "", facts: null, factsSent: false, receiptCode: "" });
  }

  start() {
    this.link.open();
    const ticker = new Worker("ticker_worker.js");
    ticker.onmessage = () => this.#happened({ type: "tick" });
    addEventListener("online", () => this.link.renew());
    addEventListener("pagehide", () => this.#leave());
    this.#drawNow();
  }

  // The page goes: nothing is sent any more, and everybody hears of it.
  #leave() {
    if (this.course.claimed) this.#acted({ type: "end" });
    this.#showing.stop();
  }

  // Back from behind other pages, or from a locked screen: browsers stop pictures and lines meanwhile, and not all say so.
  #seen(afterLong) {
    this.#showing.wake();
    if (afterLong && this.course.step !== "claiming") this.link.renew();
    this.#draw();
  }

  // As often as something happens, drawn seldom enough that nobody can keep the page busy.
  #draw() {
    this.#drawing ||= setTimeout(() => {
      this.#drawing = 0;
      this.#drawNow();
    }, DRAWN_EVERY);
  }

  // Commands are carried out at once, in their order: one that fails, whatever made it fail, keeps none of the others from
  // being done, and is the end.
  #happened(event) {
    if (this.#did(event).includes(false) && event.type !== "fault") {
      this.#stopped();
      this.#happened({ type: "fault" });
    }
    this.#presence.keep(this.course.step);
    this.#draw();
  }

  // Whether each command could be done.
  #did(event) {
    const done = (does) => {
      try {
        does();
        return true;
      } catch {
        return false;
      }
    };
    let commands = [];
    const handled = done(() => { commands = this.course.handle(event, now()); });
    return [handled, ...commands.map((command) => done(() => this.#perform(command)))];
  }

  #acted(action) {
    this.#happened({ type: "acted", action });
  }

  #perform(command) {
    const line = this.#lines.get(command.peer);
    switch (command.do) {
      case "send-link": return this.link.send(command.message);
      case "send-peer": return line?.send(command.channel, command.message);
      case "offer": return this.#offer(command);
      case "accept": return line?.attempt === command.attempt && line.accept(command.sdp);
      case "drop": return this.#drop(command.peer);
      case "open-until": return line?.openUntil(performance.timeOrigin + command.until * 1000);
      case "hold": return line?.hold();
      case "release": return line?.release();
      case "stop-capture": return this.#stopped();
      case "digest": return this.#digest(command.texts);
      case "vouch": return this.#vouch(command.proof);
      case "reckon": return this.#reckon(command);
      case "use-camera": return this.#showing.direct(command).catch(() => {});
      case "say-impossible": this.#beside.impossibleUntil = now() + IMPOSSIBLE_FOR; return undefined;
      default: throw new Error(command.do);
    }
  }

  #offer(command) {
    this.#drop(command.peer);
    const line = new Line(command, { certificate: this.certificate, happened: (event) => this.#happened(event) });
    this.#lines.set(command.peer, line);
    line.show(this.#showing.track);
    line.offer().catch(() => this.#happened({ type: "peer-lost", peer: command.peer, attempt: command.attempt }));
  }

  #drop(peer) {
    this.#lines.get(peer)?.drop();
    this.#lines.delete(peer);
  }

  #stopped() {
    this.#showing.stop();
    for (const line of this.#lines.values()) line.show(null);
  }

  async #digest(texts) {
    const [de, en] = await Promise.all([texts.de, texts.en].map(async (text) => toHex(await sha256(utf8(text)))));
    this.#happened({ type: "digested", digests: { de, en } });
  }

  async #vouch({ session, fingerprint, signature }) {
    const bytes = fingerprintBytes(fingerprint);
    const good = bytes !== null && (await vouches(this.keys, session, bytes, fromBase64(signature)));
    this.#happened({ type: "vouched", fingerprint, good });
  }

  async #reckon({ session, agent, recorder, consent, commitment, ownNonce, agentNonce, attempt }) {
    const seen = {
      session, customer: this.fingerprint, agent: fingerprintBytes(agent), recorder: fingerprintBytes(recorder),
      consent: fromHex(consent),
    };
    const found = await reckoned(seen, fromBase64(commitment), fromBase64(ownNonce), fromBase64(agentNonce));
    this.#happened({ type: "reckoned", attempt, ...found });
  }

  // What the customer does: some of it is for the page alone.
  #act(action) {
    if (action.type === "end") {
      this.#stopped(); // before anything else, whatever it takes to tell the others
    }
    if (!FOR_THE_PAGE.has(action.type)) {
      this.#acted(action);
      return;
    }
    this.#forThePage(action);
    this.#draw();
  }

  #forThePage(action) {
    switch (action.type) {
      case "choose": this.#choose(action); break;
      case "camera": this.#showing.direct(action).catch(() => {}); break;
      case "look-at-facts": this.#look(); break;
      case "send-facts": this.#acted({ type: "send-facts", facts: this.#beside.facts }); this.#beside.factsSent = true; break;
      case "save-receipt": this.#save(); break;
      case "begin-again": location.replace(location.pathname + location.search); break; // without the start page's key
      case "keeping": this.#beside.keeping = true; break;
      case "back": this.#beside.keeping = false; break;
      default: this.words = new Words(this.catalogue, this.words.language === "de" ? "en" : "de");
    }
  }

  // The second yes is what the browser asks for, too: without it nothing is allowed.
  async #choose({ what, file }) {
    this.#beside.notChosen = "";
    try {
      await this.#showing.choose(what, file);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.#beside.notChosen = await whyNot(what, refused);
      this.#draw();
      return;
    }
    const { width, height } = this.#showing.size;
    const source = { kind: what, width, height };
    this.#acted(this.course.step === "choose-access" ? { type: "allow", source } : { type: "give-again", grant: "view" });
    for (const line of this.#lines.values()) line.show(this.#showing.track);
  }

  async #look() {
    this.#beside.facts = await facts();
    this.#draw();
  }

  async #save() {
    const { receipt, noted } = this.course.status();
    const text = receiptText(this.words, receipt, noted, await receiptCode(receipt.session));
    save(text, `${this.words.say("receipt_title")}.txt`);
  }

  #drawNow() {
    const status = this.course.status();
    if (status.receipt && !this.#beside.receiptCode) this.#name(status.receipt.session);
    this.#awake.keep(status.source !== null);
    const impossible = now() < this.#beside.impossibleUntil;
    const more = {
      ...status, ...this.#beside, impossible, note: this.#presence.told(status.step), camera: this.course.camera,
      online: navigator.onLine, time: now(),
    };
    this.#view.draw(this.words, more, { can, preview: this.#showing.preview });
  }

  async #name(session) {
    this.#beside.receiptCode = " ";
    this.#beside.receiptCode = await receiptCode(session);
    this.#draw();
  }
}

function ownFingerprint(certificate) {
  const { value } = certificate.getFingerprints().find(({ algorithm }) => algorithm === "sha-256");
  return fingerprintBytes(value);
}

function pay(challenge, bits) {
  return new Promise((resolve) => {
    const worker = new Worker("toll_worker.js", { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.postMessage({ challenge, bits });
  });
}
