// One customer's session in pure code, as in customer_client/course.py and helping.py: events in, commands out, a status
// to draw. After every event the gate is asked, and what it says is done at once. Time is an argument, in seconds.
import { Account } from "./account.js";
import { Chat } from "./chat.js";
import { Comparing } from "./comparing.js";
import { inputHold, opensUntil, pictureHold, recorded, toRecorder } from "./gate.js";
import { Marks } from "./marks.js";
import { APART_AT_MOST, Meetings, PEERS, PROVEN_WITHIN } from "./meeting.js";
import { Rights } from "./rights.js";
import { ANSWER_WITHIN, LIVE, nextConsent, nextStep } from "./steps.js";
import { customerActed } from "./with_customer.js";
import { peerEvent, peerIsLost } from "./with_peers.js";
import { serverEvent } from "./with_server.js";

const FAREWELL = 0.3;
const WAITING = 64;

export class Course {
  now = 0;
  step = "enter-key";
  consent = "not-asked";
  linkUp = false;
  returning = false;
  problem = null;
  claimed = null;
  first = null;
  typed = "";
  language = "de";
  askedAt = 0;
  digests = {};
  source = null;
  sourceAway = false;
  recordingFlows = null;
  said = null;
  until = 0;
  reason = null;
  receipt = null;
  unsaidEnd = null;
  farewellAt = null;
  told = [];
  camera = null;
  pointed = null;
  commands = [];

  // nonce: gives 16 random bytes in Base64; abilities: what this device can do, for the agent's program.
  constructor({ nonce, wallOffset, abilities }) {
    this.comparing = new Comparing(nonce);
    this.account = new Account(wallOffset);
    this.abilities = abilities;
    this.meetings = new Meetings();
    this.marks = new Marks();
    this.rights = new Rights();
    this.chat = new Chat();
  }

  handle(event, now) {
    this.now = now;
    this.commands = [];
    this.#dispatch(event);
    this.#settle();
    return this.commands;
  }

  #dispatch(event) {
    switch (event.type) {
      case "link-up": case "link-down": case "from-server": case "vouched": case "digested":
        return serverEvent(this, event);
      case "acted": return customerActed(this, event.action);
      case "tick": return this.#tick();
      case "fault": return this.end("fault", "software-fault");
      default: return peerEvent(this, event);
    }
  }

  // What other parts need.

  do(command) { this.commands.push(command); }
  link(message) { this.do({ do: "send-link", message }); }
  agent(message, channel = "control") { this.do({ do: "send-peer", peer: "agent", channel, message }); }
  get session() { return this.claimed?.session ?? ""; }

  // What the recorder is told beside the pictures.
  tell(message) { this.told = [...this.told, message].slice(-WAITING); }

  turn(turn) {
    this.step = nextStep(this.step, turn);
    this.problem = null;
  }

  agree(event) { this.consent = nextConsent(this.consent, event); }

  gate() {
    return {
      consent: this.consent, grants: this.rights.grants, codeMatched: this.comparing.matched,
      storedAt: this.marks.storedAt, sourceThere: this.source !== null && !this.sourceAway,
    };
  }

  // The session is over, for good: first nothing leaves this device, then the others are told.
  end(reason, problem = null, { tellServer = true } = {}) {
    if (this.step === "ended") return;
    this.do({ do: "stop-capture" });
    for (const peer of PEERS) this.do({ do: "hold", peer });
    this.turn("ended");
    if (this.claimed && ["given", "allowed"].includes(this.consent)) this.receipt = this.account.close(this.claimed, this.now);
    Object.assign(this, { reason, problem, source: null, farewellAt: this.now + FAREWELL });
    this.agree("refused");
    this.rights.end();
    this.agent({ type: "ending", reason });
    if (this.claimed && tellServer) this.#sayEnd({ type: "end-session", session: this.session, reason });
  }

  #sayEnd(end) {
    if (this.linkUp) this.link(end);
    else this.unsaidEnd = end;
  }

  // Code or confirmation were wrong, or came out of order: there is no second try.
  mismatched() {
    this.agent({ type: "safety-result", matched: false });
    this.account.note("code-mismatched", this.now);
    this.end("safety-code", "safety-code-mismatch");
  }

  #tick() {
    if (this.step === "ended") return this.#partings();
    if (["asked", "given"].includes(this.consent) && this.now - this.askedAt >= ANSWER_WITHIN) {
      this.end(this.consent === "given" ? "no-access" : "no-consent");
      return;
    }
    const unanswered = this.rights.unanswered(this.now);
    if (unanswered) customerActed(this, { type: "answer-grant", grant: unanswered, given: false });
    for (const peer of PEERS) if (this.meetings[peer].passed(this.now)) peerIsLost(this, peer);
    if (this.meetings.unprovenFor(this.now) > PROVEN_WITHIN) this.problem = "recorder-not-trusted";
    if (this.meetings.agent.seen && this.meetings.agent.apartFor(this.now) > APART_AT_MOST) this.end("connection-lost");
  }

  // The peers still hear of the end before the lines to them are cut.
  #partings() {
    if (this.farewellAt === null || this.now < this.farewellAt) return;
    this.farewellAt = null;
    for (const peer of PEERS) this.do({ do: "drop", peer });
  }

  // What follows from every event: the gate's word is done, offers and marks that are due go out.
  #settle() {
    if (this.step === "ended") return;
    if (this.linkUp) for (const offer of this.meetings.offers(this.now)) this.do(offer);
    const gate = this.gate();
    if (this.meetings.recorder.isConnected()) this.#record(toRecorder(gate));
    const mark = this.marks.due(this.now);
    if (mark) this.do({ do: "send-peer", peer: "recorder", channel: "recording", message: mark });
    const hold = pictureHold(this.gate(), this.now);
    this.account.gate(hold, recorded(this.gate(), this.now), this.now);
    if (this.meetings.agent.isConnected()) this.#sayGate(hold);
  }

  // What the recorder gets: pictures and events, or, while the customer has stopped the picture, neither.
  #record(flows) {
    const before = this.recordingFlows;
    this.recordingFlows = flows;
    if (before !== flows) {
      if (flows) this.marks.connected(this.now);
      else this.marks.lost();
      this.do({ do: flows ? "release" : "hold", peer: "recorder" });
      if (!flows) this.tell({ type: "paused" });
      else if (before === false) this.tell({ type: "resumed" });
    }
    for (const message of this.told) this.do({ do: "send-peer", peer: "recorder", channel: "recording", message });
    this.told = [];
  }

  #sayGate(picture) {
    const until = opensUntil(this.gate(), this.now);
    if (until !== this.until) this.do({ do: "open-until", peer: "agent", until });
    this.until = until;
    const said = { type: "gate-changed", picture, input: inputHold(this.gate(), this.now) };
    const before = this.said;
    if (before && before.picture === said.picture && before.input === said.input) return;
    this.said = said;
    if (!before || before.picture !== picture) {
      this.do({ do: picture === null ? "release" : "hold", peer: "agent" });
      this.link({ type: "report-gate", session: this.session, hold: picture });
    }
    this.agent(said);
  }

  status() {
    const live = LIVE.has(this.step);
    const gate = this.gate();
    return Object.freeze({
      step: this.step, typed: this.typed, linkUp: this.linkUp, claimed: this.claimed, code: this.step === "read-code-out" ? this.comparing.code : "",
      grants: [...this.rights.grants], asked: this.rights.asked, hold: live ? pictureHold(gate, this.now) : null,
      recording: live && recorded(gate, this.now), apart: live && this.meetings.agent.isLost(),
      problem: this.problem ?? (live ? this.marks.problem : null), reason: this.reason, receipt: this.receipt,
      noted: this.account.noted, chat: this.chat.lines, source: this.source, pointed: this.pointed, agreedIn: this.language,
    });
  }
}
