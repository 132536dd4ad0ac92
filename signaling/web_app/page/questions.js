// The pages up to the session: key, notice, access, codes. Each is { node, update }; `act` takes what the customer does.
import { button, el, say } from "./dom.js";
import { CONFIRMATION_DIGITS } from "./safety.js";
import { digits, grouped } from "./session_key.js";

export function enterKey(words, act, { typed }) {
  const problem = el("p", { class: "problem", id: "problem", role: "alert", hidden: true });
  const link = el("p", { class: "hint", role: "status" });
  const field = el("input", {
    id: "key", name: "key", inputMode: "numeric", autocomplete: "off", maxLength: 64, required: true,
    "aria-describedby": "problem hint",
    value: typed ? "" : grouped(document.documentElement.dataset.key ?? ""), // the start page may have passed it on
  });
  field.addEventListener("input", () => {
    if (field.selectionStart === field.value.length) field.value = grouped(field.value);
  });
  const form = el("form", { noValidate: true, onsubmit: (event) => {
    event.preventDefault();
    act({ type: "type-key", typed: field.value });
  } },
    problem,
    el("label", { htmlFor: "key", text: words.say("key_label") }),
    el("p", { class: "hint", id: "hint", text: words.say("key_hint") }),
    field, el("button", { text: words.say("key_go") }));
  return {
    node: [heading(words.say("key_heading")), el("p", { text: words.say("key_where") }), form, link,
      el("p", { class: "note", text: words.say("key_warning") })],
    focus: field,
    update(status) {
      const offline = !status.online;
      say(link, offline ? words.say("offline") : status.linkUp ? "" : words.say("server_not_yet"));
      link.className = offline ? "problem" : "hint";
      const told = [status.problem && status.problem !== "server-unreachable" && words.problem(status.problem),
        status.problem === "session-key-refused" && status.typed && words.say("key_typed", { key: status.typed })].filter(Boolean).join(" ");
      if (problem.textContent !== told && told) field.focus();
      say(problem, told);
      field.toggleAttribute("aria-invalid", Boolean(told));
    },
  };
}

export function waiting(words, title, ...texts) {
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  return {
    node: [heading(title), problem, el("p", { class: "wait", role: "status", text: texts[0] }), ...texts.slice(1).map((text) => el("p", { text }))],
    update(status) { say(problem, status.problem ? words.problem(status.problem) : ""); },
  };
}

export const claiming = (words) => waiting(words, words.say("claiming_heading"), words.say("claiming_wait"));

export function readNotice(words, act, status) {
  const { agent, notice, retention_days: days } = status.claimed;
  const text = notice[words.language];
  return {
    node: [
      heading(words.say("notice_heading")),
      el("ul", { class: "points" },
        el("li", { text: words.say("notice_who", { agent }) }), el("li", { text: words.say("notice_recorded", { agent }) }),
        el("li", { text: words.say("notice_kept", { days }) }), el("li", { text: words.say("notice_any_time") })),
      el("details", { open: true }, el("summary", { text: words.say("notice_text") }),
        el("div", { class: "text", tabIndex: 0, role: "region", "aria-label": words.say("notice_text"), text })),
      el("div", { class: "choice" },
        button(words.say("notice_refuse"), () => act({ type: "refuse" }), { class: "plain" }),
        button(words.say("notice_agree"), () => act({ type: "agree", language: words.language }))),
      el("p", { class: "hint", text: words.say("notice_no_answer", { agent }) }),
    ],
    update() {},
  };
}

// can: { screen, camera }, what this device can show.
export function chooseAccess(words, act, status, can) {
  const { agent } = status.claimed;
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  return {
    node: [
      heading(words.say("access_heading", { agent })),
      el("p", { text: words.say("access_only_sees", { agent }) }), problem,
      ...offers(words, act, can, agent),
      button(words.say("access_refuse"), () => act({ type: "refuse" }), { class: "plain" }),
    ],
    update({ notChosen }) { say(problem, notChosen ? words.say(notChosen) : ""); },
  };
}

// The ways to show something, each with what it means.
export function offers(words, act, can, agent) {
  const one = (name, what) => el("div", { class: "offer" },
    button(words.say(name), () => act({ type: "choose", what }), { "aria-describedby": `${name}-means` }),
    el("p", { class: "hint", id: `${name}-means`, text: words.say(`${name}_means`, { agent }) }));
  return [can.screen && one("show_screen", "screen"), can.camera && one("show_camera", "camera"), photoOffer(words, act, agent)];
}

function photoOffer(words, act, agent) {
  const file = el("input", { type: "file", accept: "image/*", class: "file", id: "photo", "aria-describedby": "show_photo-means",
    onchange: () => {
      if (file.files.length) act({ type: "choose", what: "photo", file: file.files[0] });
      file.value = "";
    } });
  return el("div", { class: "offer" }, file,
    el("label", { class: "button", htmlFor: "photo", text: words.say("show_photo") }),
    el("p", { class: "hint", id: "show_photo-means", text: words.say("show_photo_means", { agent }) }));
}

export function connecting(words, act, status) {
  const { agent } = status.claimed;
  return waiting(words, words.say("connecting_heading"), words.say("connecting_what", { agent }), words.say("connecting_long"));
}

export function readCodeOut(words, act, status) {
  const { agent } = status.claimed;
  const code = `${status.code.slice(0, 3)} ${status.code.slice(3)}`;
  return {
    node: [
      heading(words.say("code_heading")), el("p", { class: "key", id: "code", text: code }),
      el("p", { text: words.say("code_why", { agent }) }), el("p", { class: "hint", text: words.say("code_until", { agent }) }),
    ],
    update() {},
  };
}

export function confirm(words, act, status) {
  const { agent } = status.claimed;
  const field = el("input", {
    id: "confirmation", inputMode: "numeric", autocomplete: "off", maxLength: 12, required: true, "aria-describedby": "problem once",
  });
  const problem = el("p", { class: "problem", id: "problem", role: "alert", hidden: true });
  const form = el("form", { noValidate: true, onsubmit: (event) => {
    event.preventDefault();
    const typed = digits(field.value);
    const whole = typed.length === CONFIRMATION_DIGITS;
    say(problem, whole ? "" : words.say("confirm_count"));
    field.toggleAttribute("aria-invalid", !whole);
    if (whole) act({ type: "confirm", typed });
    else field.focus();
  } },
    problem,
    el("label", { htmlFor: "confirmation", text: words.say("confirm_label") }),
    el("p", { class: "hint", id: "once", text: words.say("confirm_hint") }), field,
    el("button", { text: words.say("key_go") }));
  return {
    node: [heading(words.say("confirm_heading", { agent })), el("p", { text: words.say("confirm_why", { agent }) }), form,
      el("p", { class: "note", text: words.say("confirm_warning") })],
    focus: field,
    update() {},
  };
}

export const heading = (text) => el("h1", { tabIndex: -1, text });
