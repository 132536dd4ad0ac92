// A play with the web app's core: everybody but the customer is played here.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
const { Course } = await import("../../signaling/web_app/page/course.js");

export const SESSION = "0".repeat(32);
export const AGENT = Array(32).fill("AA").join(":"), RECORDER = Array(32).fill("BB").join(":");
export const NONCE = Buffer.alloc(16, 7).toString("base64"), DIGEST = Buffer.alloc(32, 9).toString("base64");
export const SCREEN = { kind: "screen", width: 1280, height: 720 };
const OPERATOR = { name: "Beispiel", support: "0800 1", data_protection: "dsb@example.org" };

export class Play {
  now = 100;
  commands = [];
  attempts = { agent: 1, recorder: 1 };

  constructor() {
    this.course = new Course({ nonce: () => NONCE, wallOffset: 1_700_000_000, abilities: ["chat", "facts"] });
  }

  // What was done because of the event.
  happens(event) {
    this.commands = this.course.handle(event, this.now);
    return this.commands;
  }

  acts(action) { return this.happens({ type: "acted", action }); }
  server(message) { return this.happens({ type: "from-server", message: { session: SESSION, ...message } }); }
  passes(seconds) {
    const done = [];
    for (let left = seconds; left > 0; left -= 0.25) {
      this.now += 0.25;
      done.push(...this.happens({ type: "tick" }));
    }
    return done;
  }
  says(message, { peer = "agent", channel = "control" } = {}) {
    return this.happens({ type: "message", peer, attempt: this.attempts[peer], channel, text: JSON.stringify(message) });
  }
  stores(marks) {
    for (const { message } of marks.filter(({ message }) => message?.type === "mark")) {
      this.says({ type: "stored", mark: message.number, pictures: 1, size: 1 }, { peer: "recorder", channel: "recording" });
    }
    return this.commands;
  }
  get status() { return this.course.status(); }

  claimed() {
    this.happens({ type: "link-up" });
    this.acts({ type: "type-key", typed: "481 92 03" });
    this.server({ type: "claimed", token: "t", agent: "Anna", operator: OPERATOR, notice_version: "1", notice: { de: "Hinweis", en: "Notice" }, retention_days: 90 });
    this.happens({ type: "digested", digests: { de: "09".repeat(32), en: "0a".repeat(32) } });
    return this;
  }

  allowed() {
    this.claimed();
    this.acts({ type: "agree", language: "de" });
    this.acts({ type: "allow", source: SCREEN });
    return this;
  }

  invited() {
    this.allowed();
    for (const peer of ["recorder", "agent"]) this.server({ type: "connect", peer, recorder: RECORDER, ice_servers: [], relay_only: false, instead: false });
    this.happens({ type: "vouched", fingerprint: RECORDER, good: true });
    return this;
  }

  connected() {
    this.invited();
    this.happens({ type: "peer-connected", peer: "recorder", attempt: 1, fingerprint: RECORDER });
    this.happens({ type: "peer-connected", peer: "agent", attempt: 1, fingerprint: AGENT });
    return this;
  }

  codeKnown() {
    this.connected();
    this.says({ type: "safety-commit", commitment: DIGEST });
    this.says({ type: "safety-reveal", nonce: NONCE });
    this.happens({ type: "reckoned", attempt: 1, fits: true, code: "123456", confirmation: "789" });
    return this;
  }

  helped() {
    this.codeKnown();
    this.says({ type: "safety-code-typed", digits: "123456" });
    this.acts({ type: "confirm", typed: "789" });
    return this;
  }

  // The recorder stores, and so the agent sees.
  seen() {
    this.helped();
    this.stores(this.passes(0.25));
    return this;
  }
}

export const sent = (commands, type) => commands.filter(({ message }) => message?.type === type).map(({ message }) => message);
export const done = (commands, what, peer) => commands.some((one) => one.do === what && (!peer || one.peer === peer));
