// Where the page is: before the customer's eyes, behind others, left, or open twice. What is to be said about it.
import { Elsewhere } from "./elsewhere.js";
import { Staying } from "./staying.js";
import { inSession } from "./steps.js";

const BACK_TOLD_FOR = 20; // seconds
const AWAY_LONG = 5; // seconds behind others, after which a link may be dead without anybody knowing

export class Presence {
  #now;
  #hiddenAt = null;
  #backAt = -BACK_TOLD_FOR;
  #left = false;
  #elsewhere;
  #staying;

  // now: seconds; changed: there is something else to say; seen: the page is looked at again, after having been away for long or not.
  constructor({ now, changed, seen }) {
    this.#now = now;
    this.#elsewhere = new Elsewhere(changed);
    this.#staying = new Staying(() => {
      this.#backAt = now();
      changed();
    });
    this.#left = this.#staying.wasLeft();
    for (const way of ["online", "offline"]) addEventListener(way, changed);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#hiddenAt = now();
      else seen(this.#hiddenAt !== null && now() - this.#hiddenAt > AWAY_LONG);
    });
  }

  keep(step) {
    const runs = inSession(step);
    this.#staying.keep(runs);
    this.#elsewhere.keep(runs);
    if (runs) this.#left = false;
  }

  // The text's name that is due on this page; nothing, mostly.
  told(step) {
    if (inSession(step)) {
      if (!navigator.onLine) return "offline";
      return this.#now() - this.#backAt < BACK_TOLD_FOR ? "went_back" : "";
    }
    if (step !== "enter-key") return "";
    if (this.#elsewhere.runs) return "elsewhere";
    return this.#left ? "left" : "";
  }
}
