// How many bits a second may leave on one line. Our programs send browsers no estimate of the line, and Chromium alone
// gives way only once packets are lost: by then a picture waits for seconds in somebody's router. So the page looks at
// the round trip itself, once a second. Times are in seconds.
export const FIRST = 1_500_000, MOST = 6_000_000, LEAST = 150_000;
const WAITS_LONG = 0.15, WAITS = 0.05, LOST_MUCH = 0.1, LOST = 0.02;
const LESS = 0.7, MORE = 1.15;
const FORGETS = 0.002; // a second: the shortest way may have become longer

export class Pace {
  bits = FIRST;
  #shortest = null;

  // What the peer reported last: round trip and the share of packets that went missing; null for nothing new.
  looked({ roundTrip, lost }) {
    if (roundTrip === null) return this.bits;
    this.#shortest = Math.min((this.#shortest ?? roundTrip) + FORGETS, roundTrip);
    const waits = roundTrip - this.#shortest;
    if (waits > WAITS_LONG || lost > LOST_MUCH) this.bits = Math.max(LEAST, this.bits * LESS);
    else if (waits < WAITS && lost < LOST) this.bits = Math.min(MOST, this.bits * MORE);
    return this.bits;
  }
}
