// How many bits a second may leave on one line, and how large a moving picture may be for them. Our programs send browsers
// no estimate of the line, and Chromium alone gives way only once packets are lost: by then a picture waits for seconds in
// somebody's router. So the page looks at the round trip itself, once a second. Times are in seconds.
//
// Two streams go out at a time. The first rate is what two of them may take of a megabit; until the line has once shown its
// end it is raised boldly. The browser's own estimate, which grows slowly by itself, begins higher, and so is not what limits.
export const FIRST = 400_000, ESTIMATED = 1_500_000, MOST = 6_000_000, LEAST = 150_000;
const WAITS_LONG = 0.15, WAITS = 0.05, LOST_MUCH = 0.1, LOST = 0.02;
const LESS = 0.7, MORE = 1.15, BOLDLY = 1.6;
const FORGETS = 0.002; // a second: the shortest way may have become longer
// From so many bits a second on, a camera's picture is made smaller by this. A hand shakes: everything in it moves.
const SCALES = [[1_400_000, 1], [900_000, 1.5], [500_000, 2], [0, 3]];
const SURELY = 1.25; // times as many bits, before it is made larger again

export class Pace {
  bits = FIRST;
  scale = SCALES[SCALES.length - 1][1];
  #shortest = null;
  #more = BOLDLY;

  // What the peer reported last: round trip and the share of packets that went missing; null for nothing new.
  looked({ roundTrip, lost }) {
    if (roundTrip === null) return this.bits;
    this.#shortest = Math.min((this.#shortest ?? roundTrip) + FORGETS, roundTrip);
    const waits = roundTrip - this.#shortest;
    const free = waits < WAITS && lost < LOST;
    if (!free) this.#more = MORE;
    if (waits > WAITS_LONG || lost > LOST_MUCH) this.bits = Math.max(LEAST, this.bits * LESS);
    else if (free) this.bits = Math.min(MOST, this.bits * this.#more);
    this.scale = Math.min(scaleFor(this.bits / SURELY), Math.max(this.scale, scaleFor(this.bits)));
    return this.bits;
  }
}

const scaleFor = (bits) => SCALES.find(([from]) => bits >= from)[1];
