// Asks the viewer program on this machine. Over means: nothing more will ever come.
export class Over extends Error {}
export class Used extends Error {}

const KEPT = "viewer";

export class Source {
  #secret = sessionStorage.getItem(KEPT);

  // The address works once; what it gave is kept for this tab, so that it may be loaded again.
  async enter() {
    const ticket = location.hash.slice(1);
    if (ticket) {
      history.replaceState(null, "", location.pathname);
      const answer = await fetch("/enter", { method: "POST", body: ticket });
      if (answer.ok) {
        this.#secret = await answer.text();
        sessionStorage.setItem(KEPT, this.#secret);
      }
    }
    if (!this.#secret) throw new Used();
    return (await this.#ask("/opening")).json();
  }

  async opening() { return (await this.#ask("/opening")).json(); }
  async recording(after) { return (await this.#ask(`/recording?after=${after}`)).json(); }

  // { picture, at, seen }, or { same: true }, or { cause, until }.
  async picture(at, seen) {
    const answer = await this.#ask(`/picture?at=${Math.round(at)}&seen=${encodeURIComponent(seen)}`);
    if (answer.status === 204) return { same: true };
    if (answer.headers.get("Content-Type").startsWith("image/")) {
      return { picture: await answer.blob(), at: Number(answer.headers.get("X-At")), seen: answer.headers.get("X-Seen") };
    }
    return answer.json();
  }

  async close() {
    sessionStorage.removeItem(KEPT);
    await this.#ask("/close", { method: "POST" }).catch(() => {});
  }

  async #ask(path, options = {}) {
    const answer = await fetch(path, { ...options, headers: { Authorization: `Bearer ${this.#secret}` } });
    if (answer.status === 401) { sessionStorage.removeItem(KEPT); throw new Used(); }
    if (!answer.ok) throw new Over();
    return answer;
  }
}
