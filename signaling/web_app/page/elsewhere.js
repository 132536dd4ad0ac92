// Whether a session runs in another window of this browser. Windows of the same page ask each other; nothing is stored.
export class Elsewhere {
  runs = false;
  #here = false;
  #channel;
  #changed;

  constructor(changed, channel = opened()) {
    this.#changed = changed;
    this.#channel = channel;
    channel.onmessage = ({ data }) => this.#heard(data);
    channel.postMessage("anybody");
  }

  // A session runs here, or no more.
  keep(here) {
    if (here === this.#here) return;
    this.#here = here;
    this.#channel.postMessage(here ? "here" : "over");
  }

  #heard(word) {
    if (word === "anybody" && this.#here) this.#channel.postMessage("here");
    if (word !== "here" && word !== "over") return;
    this.runs = word === "here";
    this.#changed();
  }
}

const opened = () => (typeof BroadcastChannel === "function" ? new BroadcastChannel("ferndiagnose") : { postMessage() {} });
