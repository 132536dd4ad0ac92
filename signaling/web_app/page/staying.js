// A session is left on purpose, or it goes on: "back" does not leave it, the browser asks before it closes or loads anew,
// and who has left it all the same is told afterwards what became of it. That it was left stands in the history's entry,
// which goes with the window: nothing is stored.
const MARK = { session: true };

export class Staying {
  #stays = false;
  #back;
  #window;

  // back: called when somebody wanted to go back.
  constructor(back, of = window) {
    this.#back = back;
    this.#window = of;
    of.addEventListener("popstate", () => this.#wentBack());
  }

  // Whether the session before was left by loading the page anew; told once.
  wasLeft() {
    const left = Boolean(this.#window.history.state?.session);
    this.#window.history.replaceState(null, "");
    return left;
  }

  keep(stays) {
    if (stays === this.#stays) return;
    this.#stays = stays;
    if (stays) {
      this.#window.history.pushState(MARK, "");
      this.#window.addEventListener("beforeunload", asks);
    } else {
      this.#window.history.replaceState(null, "");
      this.#window.removeEventListener("beforeunload", asks);
    }
  }

  #wentBack() {
    if (!this.#stays) return;
    this.#window.history.pushState(MARK, "");
    this.#back();
  }
}

const asks = (event) => event.preventDefault();
