// Draws a status. A page is made when another one is due, and only updated while it is the same: focus and what a screen
// reader has said stay where they are.
import { button, el, say } from "./dom.js";
import { ended } from "./ending.js";
import { helped } from "./helped.js";
import { keeping } from "./keeping.js";
import { chooseAccess, claiming, confirm, connecting, enterKey, readCodeOut, readNotice } from "./questions.js";

const PAGES = {
  "enter-key": enterKey, claiming, "read-notice": readNotice, "choose-access": chooseAccess, connecting,
  "read-code-out": readCodeOut, confirm, helped, ended, keeping,
};
const QUIET = new Set(["enter-key", "ended", "keeping"]);
const WITHOUT_STOP = new Set([...QUIET, "read-notice", "choose-access"]); // a no is the end there, and one way to say it is enough
const find = (id) => document.getElementById(id);

export class View {
  #page = null;
  #key = "";
  #act;
  #light = el("p", { class: "light", role: "status" });
  #note = el("p", { class: "problem", role: "alert", hidden: true });

  constructor(act) { this.#act = act; }

  // more: what the pages need beside the status: can, preview.
  draw(words, status, more) {
    const name = status.keeping ? "keeping" : status.step;
    const key = `${words.language} ${name} ${status.step === "read-code-out" ? status.code : ""}`;
    if (key !== this.#key) this.#open(key, name, words, status, more);
    this.#page.update(status);
    this.#frame(status, words);
  }

  #open(key, name, words, status, more) {
    const first = this.#key === "";
    this.#key = key;
    document.documentElement.lang = words.language;
    document.title = `${words.say("product")} – ${words.operator.name}`;
    const extra = { helped: [more.can, more.preview], "choose-access": [more.can] }[name] ?? [];
    this.#page = PAGES[name](words, this.#act, status, ...extra);
    find("content").replaceChildren(this.#note, ...this.#page.node.flat().filter(Boolean));
    this.#edges(name, words);
    this.#page.update(status);
    // A key is to be typed at once; on any other page its heading is read out first.
    const target = this.#page.focus && (first || name !== "enter-key") ? this.#page.focus : find("content").querySelector("h1");
    target.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #edges(name, words) {
    const act = this.#act;
    find("top").replaceChildren(
      el("p", { class: "home" }, el("strong", { text: words.operator.name }), " ", el("span", { text: words.say("product") })),
      this.#light,
      button(words.say("other_language"), () => act({ type: "other-language" }), { class: "plain small", lang: words.language === "de" ? "en" : "de" }));
    const stop = WITHOUT_STOP.has(name) ? [] : [button(words.say("end_session"), () => act({ type: "end" }), { class: "stop", id: "end" })];
    find("stop").replaceChildren(...stop);
    const quiet = QUIET.has(name);
    const link = (where, text) => el("a", { href: `/${where}?lang=${words.language}`, text: words.say(text) });
    find("bottom").replaceChildren(
      el("p", { text: words.say("contact") }),
      quiet ? el("nav", {}, link("terms", "terms"), link("privacy", "privacy"),
        name === "keeping" ? null : button(words.say("about_app"), () => act({ type: "keeping" }), { class: "plain small" })) : "");
  }

  #frame(status, words) {
    say(this.#note, status.note ? words.say(status.note) : "");
    const live = ["connecting", "read-code-out", "confirm", "helped"].includes(status.step);
    say(this.#light, live ? `● ${words.say(status.recording ? "rec_on" : "rec_off")}` : "");
    this.#light.classList.toggle("on", status.recording);
  }
}
