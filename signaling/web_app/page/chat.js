// What is said between customer and agent, as plain text. It stays in this page, until it is closed.
export const LONGEST = 500;
const KEPT = 200, PER_SECOND = 2, AT_ONCE = 10;

export class Chat {
  lines = [];
  #left = AT_ONCE;
  #at = 0;

  // The agent said something. Who floods is not heard: a person types less.
  heard(text, now) {
    this.#left = Math.min(AT_ONCE, this.#left + (now - this.#at) * PER_SECOND);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    this.#add({ own: false, text });
    return true;
  }

  // The customer says something: the text as it goes out, or nothing when there is none.
  said(typed) {
    const text = plain(typed);
    if (text) this.#add({ own: true, text });
    return text;
  }

  #add(line) { this.lines = [...this.lines, line].slice(-KEPT); }
}

// Without control characters, and no longer than a message may be.
export const plain = (typed) => [...typed.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, " ").trim()].slice(0, LONGEST).join("");
