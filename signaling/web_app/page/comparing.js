// Comparing the safety code with the agent, as in customer_client/comparing.py and peer/safety.py. Each message is right
// at one step only; anything else is the end. The reckoning itself is done elsewhere (safety.js): it takes a moment.
//
//   start ─commit─► answered ─reveal─► reckoning ─► shown ─typed─► confirming ─three digits─► matched
const EXCHANGES_AT_MOST = 5;

export class Mismatch extends Error {}

export class Comparing {
  step = "start";
  code = "";
  #nonce;
  #begun = 0;
  #attempt = 0;
  #early = null;
  #commitment = "";
  #own = "";
  #confirmation = "";

  // nonce: gives 16 random bytes, in Base64.
  constructor(nonce) { this.#nonce = nonce; }

  get matched() { return this.step === "matched"; }

  // The agent's connection is lost: an exchange that has not matched is over.
  lost() {
    this.#early = null;
    if (!this.matched) this.#restart();
  }

  #restart() {
    this.step = "start";
    this.code = this.#confirmation = "";
  }

  // Gives the nonce to answer with; null while no recorder has shown its certificate: the commitment waits for it.
  commit(commitment, attempt, ready) {
    if (!ready) {
      this.#early = { commitment, attempt };
      return null;
    }
    if (attempt !== this.#attempt && !this.matched) this.#restart();
    this.#move("start", "answered");
    this.#begun += 1;
    if (this.#begun > EXCHANGES_AT_MOST) throw new Mismatch();
    this.#attempt = attempt;
    this.#commitment = commitment;
    this.#own = this.#nonce();
    return this.#own;
  }

  takeEarly() {
    const early = this.#early;
    this.#early = null;
    return early;
  }

  // What is to be reckoned with.
  reveal(nonce) {
    this.#move("answered", "reckoning");
    return { commitment: this.#commitment, ownNonce: this.#own, agentNonce: nonce, attempt: this.#attempt };
  }

  // The reckoning is done. Whether it still matters.
  reckoned({ attempt, fits, code, confirmation }) {
    if (this.step !== "reckoning" || attempt !== this.#attempt) return false;
    if (!fits) throw new Mismatch();
    this.step = "shown";
    this.code = code;
    this.#confirmation = confirmation;
    return true;
  }

  // A right code proves nothing yet: whoever is at the other end could have reckoned it.
  typed(digits) {
    this.#move("shown", "confirming");
    if (digits !== this.code) throw new Mismatch();
  }

  // What the agent said on the phone. There is one try.
  confirm(digits) {
    this.#move("confirming", "matched");
    if (digits !== this.#confirmation) this.step = "mismatched";
    return this.matched;
  }

  #move(at, to) {
    if (this.step !== at) {
      this.step = "mismatched";
      throw new Mismatch();
    }
    this.step = to;
  }
}
