// The page while somebody helps: what is shown, how to stop it, camera, messages, facts, and what the agent asks for.
import { button, el, say } from "./dom.js";
import { heading, offers } from "./questions.js";

const POINTS_FOR = 4;
const YES_AFTER = 700; // milliseconds: a question must not catch a finger that was on its way to something else

// preview: the video element that shows what is shown.
export function helped(words, act, status, can, preview) {
  const { agent } = status.claimed;
  const parts = [state(words, act, agent), stage(words, agent, preview), question(words, act, agent), camera(words, act),
    chat(words, act, agent), facts(words, act, agent)];
  const other = el("details", {}, el("summary", { text: words.say("show_other") }), ...offers(words, act, can, agent));
  let showed = true;
  const [first, second, third, fourth, ...rest] = parts.map((part) => part.node);
  return {
    node: [heading(words.say("helped_heading", { agent })), third, first, second, fourth, other, ...rest],
    update(now) {
      for (const part of parts) part.update(now);
      if (showed && !now.source) other.open = true;
      showed = Boolean(now.source);
    },
  };
}

function state(words, act, agent) {
  const sees = el("p", { class: "state", role: "status" });
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const toggle = button("", () => act({ type: toggle.dataset.does, grant: "view" }), { class: "plain" });
  return {
    node: el("div", {}, problem, sees, toggle),
    update(now) {
      say(sees, now.apart ? words.say("reconnecting") : shown(words, now, agent));
      sees.classList.toggle("live", now.hold === null && !now.apart);
      say(problem, note(words, now, agent));
      const gives = !now.grants.includes("view");
      toggle.dataset.does = gives ? "give-again" : "take-back";
      say(toggle, words.say(gives ? "give_picture" : "take_picture"));
      toggle.hidden = gives && !now.source;
    },
  };
}

function shown(words, { source, hold }, agent) {
  if (!source) return words.say("shows_nothing", { agent });
  return hold === null ? words.say(`sees_${source.kind}`, { agent }) : words.say(`hold.${hold}`);
}

function note(words, now, agent) {
  if (now.notChosen) return words.say(now.notChosen);
  if (now.impossible) return words.say("impossible", { agent });
  return now.problem ? words.problem(now.problem) : "";
}

function stage(words, agent, preview) {
  const ring = el("span", { class: "ring", role: "img", "aria-label": words.say("point_here", { agent }), hidden: true });
  const box = el("figure", { class: "stage" }, el("div", { class: "frame" }, preview, ring), el("figcaption", { class: "hint", text: words.say("preview") }));
  return {
    node: box,
    update(now) {
      box.hidden = !now.source;
      const at = now.pointed && now.source && now.time - now.pointed.at < POINTS_FOR ? now.pointed : null;
      ring.hidden = !at;
      if (!at) return;
      ring.style.left = `${(100 * at.x) / now.source.width}%`;
      ring.style.top = `${(100 * at.y) / now.source.height}%`;
    },
  };
}

// What the agent asks for. No is first, has the focus, and counts at once.
function question(words, act, agent) {
  const title = el("h2", { id: "asked" }), why = el("p", {});
  const answer = (given) => act({ type: "answer-grant", grant: box.dataset.grant, given });
  const no = button(words.say("ask_refuse"), () => answer(false), { class: "plain" });
  const yes = button(words.say("ask_allow"), () => answer(true));
  let soon = 0;
  const box = el("section", { class: "asked", role: "alertdialog", "aria-labelledby": "asked", hidden: true }, title, why,
    el("div", { class: "choice" }, no, yes));
  return {
    node: box,
    update(now) {
      if (box.hidden === !now.asked && box.dataset.grant === (now.asked ?? "")) return;
      if (!now.asked && box.contains(document.activeElement)) document.querySelector("h1").focus();
      box.hidden = !now.asked;
      box.dataset.grant = now.asked ?? "";
      if (!now.asked) return;
      title.textContent = words.say(`ask.${now.asked}`, { agent });
      why.textContent = words.say(`ask.${now.asked}.why`, { agent });
      yes.disabled = true;
      clearTimeout(soon);
      soon = setTimeout(() => { yes.disabled = false; }, YES_AFTER);
      no.focus();
    },
  };
}

function camera(words, act) {
  const torch = button("", () => act({ type: "camera", torch: torch.dataset.on !== "true", zoom: null, still: null }), { class: "plain" });
  const still = button("", () => act({ type: "camera", torch: null, zoom: null, still: still.dataset.on !== "true" }), { class: "plain" });
  const zoom = el("input", { type: "range", id: "zoom", min: "100", step: "10",
    oninput: () => act({ type: "camera", torch: null, zoom: Number(zoom.value), still: null }) });
  const row = el("div", { class: "zoom" }, el("label", { htmlFor: "zoom", text: words.say("zoom") }), zoom);
  const box = el("section", { "aria-label": words.say("camera_controls"), hidden: true }, el("div", { class: "choice" }, torch, still), row);
  return {
    node: box,
    update({ camera: now }) {
      box.hidden = !now;
      if (!now) return;
      torch.hidden = now.torch === null;
      torch.dataset.on = String(now.torch);
      say(torch, now.torch === null ? "" : words.say(now.torch ? "torch_off" : "torch_on"));
      still.dataset.on = String(now.still);
      say(still, words.say(now.still ? "live_again" : "take_still"));
      row.hidden = now.zoom === null;
      zoom.max = String(now.zoom_most);
      if (document.activeElement !== zoom && now.zoom !== null) zoom.value = String(now.zoom);
    },
  };
}

function chat(words, act, agent) {
  const list = el("div", { class: "chat", role: "log", "aria-label": words.say("chat"), tabIndex: 0 });
  const none = el("p", { class: "hint", text: words.say("chat_none") });
  const field = el("textarea", { id: "said", rows: 2, maxLength: 500 });
  const send = () => {
    if (field.value.trim()) act({ type: "say", text: field.value });
    field.value = "";
    field.focus();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  let drawn = null;
  return {
    node: el("section", {}, el("h2", { text: words.say("chat") }), none, list,
      el("label", { htmlFor: "said", text: words.say("chat_label", { agent }) }), field, button(words.say("chat_send"), send)),
    update(now) {
      if (drawn === now.chat) return;
      drawn = now.chat;
      none.hidden = drawn.length > 0;
      list.hidden = drawn.length === 0;
      list.replaceChildren(...drawn.map(({ own, text }) => el("p", { class: own ? "own" : "theirs" },
        el("strong", { text: own ? words.say("chat_you") : agent }), el("span", { text }))));
      list.scrollTop = list.scrollHeight;
    },
  };
}

function facts(words, act, agent) {
  const list = el("dl", { hidden: true });
  const sent = el("p", { class: "good", role: "status", hidden: true });
  const look = button(words.say("facts_show"), () => act({ type: "look-at-facts" }), { class: "plain" });
  const send = button(words.say("facts_send"), () => act({ type: "send-facts" }), { hidden: true });
  const title = el("summary", { text: words.say("facts") });
  const box = el("details", {}, title, el("p", { text: words.say("facts_why", { agent }) }), list, look, send, sent);
  let drawn = null;
  let given = false;
  return {
    node: box,
    update(now) {
      // The yes leads to what is to be sent, which lies below everything else.
      if (now.grants.includes("diagnosis") && !given) {
        box.open = true;
        title.focus();
      }
      given = now.grants.includes("diagnosis");
      say(sent, now.factsSent ? words.say("facts_sent") : "");
      if (drawn === now.facts) return;
      drawn = now.facts;
      look.hidden = Boolean(drawn);
      send.hidden = list.hidden = !drawn;
      list.replaceChildren(...(drawn ?? []).flatMap(({ name, value }) => [el("dt", { text: words.say(`fact.${name}`) }), el("dd", { text: value })]));
    },
  };
}

