// A phone whose screen goes dark shows nothing any more: while something is shown, it stays lit.
export class Awake {
  #lock = null;

  // Also after the page was behind another: the browser lets go then.
  keep(wanted) {
    if (!wanted) {
      this.#lock?.then((lock) => lock?.release());
      this.#lock = null;
    } else if (!this.#lock && document.visibilityState === "visible") {
      this.#lock = this.#asked();
    }
  }

  async #asked() {
    try {
      const lock = await navigator.wakeLock.request("screen");
      lock.onrelease = () => { this.#lock = null; };
      return lock;
    } catch {
      return null; // this browser cannot, or saves its battery
    }
  }
}
