// The line to one peer: one RTCPeerConnection for each attempt, with its channels and its share of the video.
import { fingerprintText } from "./bytes.js";
import { LIMIT } from "./messages.js";
import { ESTIMATED, FIRST, Pace } from "./pace.js";
import { sha256 } from "./safety.js";
import { onlyFingerprint, startingAt, withoutNames } from "./sdp.js";

const GATHERED_WITHIN = 2000, CONNECTED_WITHIN = 15000, SILENT_AT_MOST = 5000;
const BUFFER_LIMIT = 65536, MESSAGES_A_SECOND = 400;
const MOST_PICTURES = 20, LOOK_EVERY = 1000;
const CHANNELS = {
  agent: { control: {}, input: {}, pointer: { ordered: false, maxRetransmits: 0 } },
  recorder: { recording: {} },
};

export class Line {
  #pc;
  #sender;
  #channels = new Map();
  #told = false;
  #dropped = false;
  #track = null;
  #flows = false;
  #wanted = null;
  #timers = new Set();
  #pace = new Pace();
  #gate = null;
  #heard = { since: 0, count: 0 };

  // offer: as the core commands it; happened: takes the core's events.
  constructor(offer, { certificate, happened }) {
    this.peer = offer.peer;
    this.attempt = offer.attempt;
    this.#wanted = offer.expected;
    this.#happened = happened;
    const iceServers = offer.invitation.ice_servers.map(({ urls, username, credential }) => ({ urls, username, credential }));
    this.#pc = new RTCPeerConnection({
      iceServers, iceTransportPolicy: offer.invitation.relay_only ? "relay" : "all", bundlePolicy: "max-bundle",
      certificates: [certificate],
    });
    this.#pc.onconnectionstatechange = () => this.#look();
    this.#pc.ondatachannel = ({ channel }) => channel.close();
  }

  #happened;

  // The description, complete with addresses: nothing of it is sent later.
  async offer() {
    const video = this.#pc.addTransceiver("video", {
      direction: "sendonly",
      sendEncodings: [{ maxBitrate: FIRST, maxFramerate: MOST_PICTURES, scaleResolutionDownBy: this.#scale() }],
    });
    video.setCodecPreferences(h264());
    this.#sender = video.sender;
    if (this.peer === "agent") this.#guard();
    for (const [label, options] of Object.entries(CHANNELS[this.peer])) this.#open(label, options);
    await this.#pc.setLocalDescription(await this.#pc.createOffer());
    await this.#gathered();
    this.#later(CONNECTED_WITHIN, () => this.#told || this.#lost());
    this.#tell({ type: "offered", sdp: withoutNames(this.#pc.localDescription.sdp) });
  }

  // What the certificate in the answer is not, the browser will not shake hands with.
  async accept(sdp) {
    const named = onlyFingerprint(sdp);
    try {
      if (!named || ![null, named].includes(this.#wanted)) throw new TypeError();
      this.#wanted = named;
      await this.#pc.setRemoteDescription({ type: "answer", sdp: startingAt(sdp, ESTIMATED / 1000) });
    } catch {
      if (!this.#dropped) this.#tell({ type: "description-refused" });
    }
  }

  send(channel, message) {
    const open = this.#channels.get(channel), data = JSON.stringify(message);
    if (open?.readyState === "open" && data.length <= LIMIT && open.bufferedAmount + data.length <= BUFFER_LIMIT) open.send(data);
  }

  // The picture that may be sent, as long as nothing holds it.
  show(track) {
    this.#track = track;
    this.#apply();
  }

  release() {
    this.#flows = true;
    this.#apply();
  }

  hold() {
    this.#flows = false;
    this.#apply();
  }

  // Nothing that still happens on it is told.
  drop() {
    this.#dropped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#pc.close();
    this.#gate?.worker.terminate();
  }

  // Where the browser lets a worker ask for each picture, it does.
  #guard() {
    if (typeof RTCRtpScriptTransform !== "function") return;
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker("gate_worker.js");
    this.#gate = { port: port1, worker };
    this.#sender.transform = new RTCRtpScriptTransform(worker, { port: port2 }, [port2]);
  }

  // Milliseconds since 1970; 0 for not at all.
  openUntil(time) {
    this.#gate?.port.postMessage(time);
  }

  #apply() {
    this.#sender?.replaceTrack(this.#flows ? this.#track : null).catch(() => this.#lost());
    this.#shape();
  }

  // What stands still is shown in full, however long it takes; what moves, as large as the line allows.
  #scale() { return this.#track?.contentHint === "motion" ? this.#pace.scale : 1; }

  async #shape() {
    const set = this.#sender?.getParameters() ?? { encodings: [] };
    const [video] = set.encodings;
    if (this.#dropped || !video) return;
    const bits = Math.round(this.#pace.bits), scale = this.#scale();
    if (Math.abs(video.maxBitrate - bits) <= bits / 20 && video.scaleResolutionDownBy === scale) return;
    Object.assign(video, { maxBitrate: bits, scaleResolutionDownBy: scale });
    await this.#sender.setParameters(set).catch(() => {});
  }

  #open(label, options) {
    const channel = this.#pc.createDataChannel(label, options);
    channel.binaryType = "arraybuffer";
    channel.onopen = () => this.#look();
    channel.onclose = () => this.#lost();
    channel.onmessage = ({ data }) => {
      if (this.#floods()) {
        this.#lost();
        return;
      }
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      this.#tell({ type: "message", channel: label, text });
    };
    this.#channels.set(label, channel);
  }

  // Whoever says more than any program of ours would keep the page from everything else.
  #floods() {
    const second = Math.floor(performance.now() / 1000);
    if (this.#heard.since !== second) this.#heard = { since: second, count: 0 };
    this.#heard.count += 1;
    return this.#heard.count > MESSAGES_A_SECOND;
  }

  // What comes before the line is told as connected waits for that.
  #early = [];

  #tell(event) {
    if (this.#dropped) return;
    if (event.type === "message" && !this.#told) {
      if (this.#early.length < 64) this.#early.push(event);
      return;
    }
    this.#happened({ ...event, peer: this.peer, attempt: this.attempt });
  }

  #lost() {
    this.#tell({ type: "peer-lost" });
  }

  async #look() {
    const state = this.#pc.connectionState;
    if (state === "failed" || state === "closed") this.#lost();
    if (state === "disconnected") this.#later(SILENT_AT_MOST, () => this.#pc.connectionState === "connected" || this.#lost());
    const open = [...this.#channels.values()].every((channel) => channel.readyState === "open");
    if (state !== "connected" || !open || this.#told) return;
    const seen = await certificateSeen(this.#pc);
    if (this.#told) return;
    if (seen !== null && seen !== this.#wanted) {
      this.#lost();
      return;
    }
    this.#told = true;
    this.#tell({ type: "peer-connected", fingerprint: this.#wanted });
    for (const event of this.#early.splice(0)) this.#tell(event);
    this.#later(LOOK_EVERY, () => this.#adapt());
  }

  // As much as the line carries without making anything wait.
  async #adapt() {
    this.#pace.looked(await reported(this.#sender));
    await this.#shape();
    this.#later(LOOK_EVERY, () => this.#adapt());
  }

  #later(milliseconds, does) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#dropped) does();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #gathered() {
    return new Promise((resolve) => {
      const look = () => this.#pc.iceGatheringState === "complete" && resolve();
      this.#pc.onicegatheringstatechange = look;
      this.#later(GATHERED_WITHIN, resolve);
      look();
    });
  }
}

// H.264 alone: recorder and viewer take nothing else. Throws where the browser has none.
export function h264() {
  const known = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const coded = known.filter(({ mimeType, sdpFmtpLine }) => mimeType === "video/H264" && /packetization-mode=1/.test(sdpFmtpLine));
  if (!coded.length) throw new TypeError("no H.264");
  return [...coded, ...known.filter(({ mimeType }) => mimeType === "video/rtx")];
}

// What the peer reported of our video last.
async function reported(sender) {
  for (const one of (await sender.getStats()).values()) {
    if (one.type === "remote-inbound-rtp") return { roundTrip: one.roundTripTime ?? null, lost: one.fractionLost ?? 0 };
  }
  return { roundTrip: null, lost: 0 };
}

// The SHA-256 of the certificate that DTLS really saw. Null where the browser does not hand it out: there it has itself
// refused every other than that of the description.
async function certificateSeen(pc) {
  const transport = pc.sctp?.transport;
  const [first] = transport?.getRemoteCertificates?.() ?? [];
  return first ? fingerprintText(await sha256(first)) : null;
}
