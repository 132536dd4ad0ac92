// What the receipt is made of: who did what, when. `what` is a word of the catalogue.
const NOTED_AT_MOST = 32;

export class Account {
  lines = [];
  noted = [];
  recordedBefore = false;
  #recorded = false;
  #shown = false;
  #wallOffset;

  // wallOffset: seconds since 1970 minus the clock that every `now` is of.
  constructor(wallOffset) { this.#wallOffset = wallOffset; }

  note(what, now) { this.lines.push({ at: now + this.#wallOffset, what }); }

  // The server's ledger has this about the session.
  proof(entry) { if (this.noted.length < NOTED_AT_MOST) this.noted.push(entry); }

  gate(hold, recorded, now) {
    if (recorded !== this.#recorded) {
      const began = this.recordedBefore ? "recording-resumed" : "recording-started";
      this.note(recorded ? began : "recording-interrupted", now);
      this.#recorded = recorded;
      this.recordedBefore = true;
    }
    if (this.#shown !== (hold === null)) {
      this.#shown = hold === null;
      this.note(this.#shown ? "picture-shown" : "picture-held", now);
    }
  }

  // The receipt. The recording is gone `retention_days` after the end.
  close(claimed, now) {
    this.note("ended", now);
    const end = new Date((now + this.#wallOffset) * 1000);
    end.setUTCDate(end.getUTCDate() + claimed.retention_days);
    return {
      session: claimed.session, agent: claimed.agent, operator: claimed.operator, lines: [...this.lines],
      deletedOn: this.recordedBefore ? end.toISOString().slice(0, 10) : "",
    };
  }
}
