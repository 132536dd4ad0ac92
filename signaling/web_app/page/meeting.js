// The ways to the two peers, as in customer_client/meeting.py: offers until one is connected, and a new one when it is
// lost. What belongs to an earlier attempt is dropped, and a peer has to show the certificate that it showed before.
export const ANSWERED_WITHIN = 20, SILENT_AFTER = 2, APART_AT_MOST = 120, PROVEN_WITHIN = 10;
const RETRIES = [0.5, 1, 2, 4];

export class Meeting {
  place = "uninvited";
  attempt = 0;
  invitation = null;
  expected = null;
  seen = null;
  failures = 0;
  since = 0;
  apartSince = null;
  heardAt = 0;
  invitedAgain = false;

  invited(invitation, now) {
    this.invitation = invitation;
    if (this.place === "connected") {
      this.invitedAgain = true;
      return;
    }
    Object.assign(this, { place: "lost", since: now, failures: 0, apartSince: this.apartSince ?? now });
  }

  connected(fingerprint, now) {
    Object.assign(this, {
      place: "connected", expected: fingerprint, seen: fingerprint, failures: 0, since: now, apartSince: null,
      heardAt: now, invitedAgain: false,
    });
  }

  lost(now) {
    Object.assign(this, { place: "lost", failures: this.failures + 1, since: now, apartSince: this.apartSince ?? now });
  }

  isCurrent(attempt) { return attempt === this.attempt && (this.place === "offering" || this.place === "connected"); }
  isConnected() { return this.place === "connected"; }
  isLost() { return this.seen !== null && !this.isConnected(); }
  apartFor(now) { return this.apartSince === null ? 0 : now - this.apartSince; }

  // Time has passed: whether the peer is given up.
  passed(now) {
    if (this.place === "offering" && now - this.since >= ANSWERED_WITHIN) {
      this.lost(now);
      return true;
    }
    const silent = this.invitation?.instead || now - this.heardAt >= SILENT_AFTER;
    if (this.place === "connected" && this.invitedAgain && silent) {
      this.lost(now);
      this.failures = 0;
      return true;
    }
    return false;
  }

  isDue(now) {
    if (this.place !== "lost" || !this.invitation) return false;
    const pause = this.failures ? RETRIES[Math.min(this.failures, RETRIES.length) - 1] : 0;
    return now - this.since >= pause;
  }

  offering(now) {
    Object.assign(this, { place: "offering", attempt: this.attempt + 1, since: now });
  }
}

export const PEERS = ["recorder", "agent"];

export class Meetings {
  recorder = new Meeting();
  agent = new Meeting();
  #vouched = new Set();
  #early = new Map();
  #earlySince = null;
  #recorder = "";

  // The server says that a peer is there. Whether that changes the recorder. Who names a recorder for whom nobody has
  // vouched yet waits until somebody does.
  invited(invitation, now) {
    if (!PEERS.includes(invitation.peer)) return false;
    if (this.#vouched.has(invitation.recorder)) return this.#follow(invitation, now);
    this.#early.set(invitation.peer, invitation);
    this.#earlySince ??= now;
    return false;
  }

  vouched(fingerprint, now) {
    this.#vouched.add(fingerprint);
    const waiting = [...this.#early.values()].filter((early) => early.recorder === fingerprint);
    for (const early of waiting) this.#early.delete(early.peer);
    if (!this.#early.size) this.#earlySince = null;
    return waiting.map((early) => this.#follow(early, now)).some(Boolean);
  }

  unprovenFor(now) { return this.#earlySince === null ? 0 : now - this.#earlySince; }

  #follow(invitation, now) {
    const another = this.#recorder !== "" && this.#recorder !== invitation.recorder;
    if (this.#recorder !== invitation.recorder) {
      this.#recorder = invitation.recorder;
      Object.assign(this.recorder, { expected: invitation.recorder, seen: null });
    }
    this[invitation.peer].invited(invitation, now);
    return another;
  }

  servedBy(iceServers) {
    for (const peer of PEERS) {
      if (this[peer].invitation) this[peer].invitation = { ...this[peer].invitation, ice_servers: iceServers };
    }
  }

  connected(peer, attempt, fingerprint, now) {
    const meeting = this[peer];
    if (!meeting.isCurrent(attempt) || ![null, fingerprint].includes(meeting.expected)) return false;
    meeting.connected(fingerprint, now);
    return true;
  }

  heard(peer, attempt, now) {
    const meeting = this[peer];
    if (attempt !== meeting.attempt || !meeting.isConnected()) return false;
    meeting.heardAt = now;
    return true;
  }

  lost(peer, attempt, now) {
    if (!this[peer].isCurrent(attempt)) return false;
    this[peer].lost(now);
    return true;
  }

  // The server is back: what it did not carry is offered again at once.
  linkUp(now) {
    for (const peer of PEERS) {
      if (this[peer].place !== "offering") continue;
      this[peer].lost(now);
      this[peer].failures = 0;
    }
  }

  offers(now) {
    const due = PEERS.filter((peer) => this[peer].isDue(now));
    for (const peer of due) this[peer].offering(now);
    return due.map((peer) => ({
      do: "offer", peer, attempt: this[peer].attempt, invitation: this[peer].invitation, expected: this[peer].expected,
    }));
  }
}
