// Marks, as in customer_client/recording.py: the recorder is asked again and again what it has stored. An answer counts
// from the moment its mark was sent: what an old answer promises is old.
export const EVERY = 1, AT_FIRST_EVERY = 0.25;
const REMEMBERED = 16;
const NEVER_PASSES = new Set(["recording-disk-full"]);

export class Marks {
  storedAt = null;
  problem = null;
  #sent = new Map();
  #number = 0;
  #nextAt = null;
  #every = AT_FIRST_EVERY;

  connected(now) {
    this.#sent.clear();
    this.#nextAt = now;
    this.#every = AT_FIRST_EVERY;
  }

  // What is shown from now on nobody stores, whatever was stored before.
  lost() {
    this.#sent.clear();
    this.#nextAt = this.storedAt = null;
  }

  due(now) {
    if (this.#nextAt === null || now < this.#nextAt) return null;
    this.#number += 1;
    this.#nextAt = now + this.#every;
    this.#sent.set(this.#number, now);
    if (this.#sent.size > REMEMBERED) this.#sent.delete(this.#sent.keys().next().value);
    return { type: "mark", number: this.#number };
  }

  answered(answer) {
    if (answer.type === "not-stored") {
      this.problem = answer.problem;
      if (NEVER_PASSES.has(answer.problem)) this.storedAt = null;
      return;
    }
    const sentAt = this.#sent.get(answer.mark);
    if (sentAt === undefined) return;
    for (const number of [...this.#sent.keys()]) if (number <= answer.mark) this.#sent.delete(number);
    this.storedAt = sentAt;
    this.problem = null;
    this.#every = EVERY;
  }
}
