// The rights of one session, as in customer_client/rights.py. A browser can show and tell, and operate nothing: what
// it could not do anyway the customer is not troubled with.
export const ANSWER_WITHIN = 60, ASK_AGAIN_AFTER = 10;
const ASKED_FOR = new Set(["view", "diagnosis", "pointer"]);

export class Rights {
  grants = new Set();
  asked = null;
  allowed = false;
  #askedAt = 0;
  #refusedAt = null;

  allow() {
    this.allowed = true;
    this.grants.add("view");
  }

  takeBack(grant) { return this.grants.delete(grant); }

  giveAgain(grant) {
    if (!this.allowed || grant !== "view" || this.grants.has(grant)) return false;
    this.grants.add(grant);
    return true;
  }

  // Whether this device could do it at all.
  canBeGiven(grant) { return ASKED_FOR.has(grant); }

  // Whether the customer is to be asked: not twice at once, and not again right after a no.
  ask(grant, now) {
    const tooSoon = this.#refusedAt !== null && now - this.#refusedAt < ASK_AGAIN_AFTER;
    if (this.asked || tooSoon || this.grants.has(grant) || !this.canBeGiven(grant)) return false;
    this.asked = grant;
    this.#askedAt = now;
    return true;
  }

  answer(grant, given, now) {
    if (this.asked !== grant) return false;
    this.asked = null;
    if (given) this.grants.add(grant);
    else this.#refusedAt = now;
    return true;
  }

  unanswered(now) { return this.asked && now - this.#askedAt >= ANSWER_WITHIN ? this.asked : null; }

  end() {
    this.grants = new Set();
    this.asked = null;
  }
}
