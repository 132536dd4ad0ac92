// The page: one opened recording. What it may say stands in texts.js, what stood when in moments.js.
import { clickAt, clock, gapAt, lastUntil, lines, pointerAt, timeOfDay } from "./moments.js";
import { Over, Source, Used } from "./source.js";
import { TEXTS, fill, sentence } from "./texts.js";

const STEP = 10_000, LONG_STEP = 60_000, BETWEEN = 60, SOON = 120;
const find = (id) => document.getElementById(id);
const source = new Source();
const state = {
  language: navigator.language.startsWith("de") ? "de" : "en",
  opening: null, recording: null, events: [], pointers: [], clicks: [], list: [],
  at: 0, playing: false, speed: 1, seen: "", busy: false, asked: -1, over: false, endsAt: 0, cause: null, notice: null,
};
const words = () => TEXTS[state.language];

function say(notice, values = {}) {
  state.notice = notice && [notice, values];
  find("notice").textContent = notice ? fill(words()[notice], values) : "";
}

function labels() {
  document.documentElement.lang = state.language;
  document.title = words().title;
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = words()[one.dataset.text];
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", words()[one.dataset.label]);
  find("language").textContent = words().other;
  find("language").lang = state.language === "de" ? "en" : "de";
  if (state.opening) find("officers").textContent = state.opening.officers.join(` ${words().and} `);
  if (state.cause) say("gap", { cause: words().causes[state.cause] ?? state.cause });
  else if (state.notice) say(...state.notice);
  if (state.recording) listEvents();
  controls();
}

function controls() {
  find("play").textContent = state.playing ? `❚❚  ${words().pause}` : `▶  ${words().play}`;
  for (const one of find("speeds").children) one.setAttribute("aria-checked", String(Number(one.dataset.speed) === state.speed));
  for (const one of document.querySelectorAll("footer button, footer input")) one.disabled = state.over || !state.recording;
}

function position() {
  find("position").textContent = clock(state.at);
  find("day").textContent = `${timeOfDay(state.recording.began, state.at)} ${words().utc}`;
  find("seek").value = state.at;
  find("seek").setAttribute("aria-valuetext", clock(state.at));
  follow();
}

function follow() {
  const now = lastUntil(state.list, state.at);
  const there = find("events").children;
  for (const one of find("events").querySelectorAll(".now")) if (one !== there[now]) one.classList.remove("now");
  if (!there[now] || there[now].classList.contains("now")) return;
  there[now].classList.add("now");
  there[now].scrollIntoView({ block: "nearest" });
}

function listEvents() {
  state.list = lines(state.events, state.recording.gaps, (what) => sentence(words(), what));
  find("events").replaceChildren(...state.list.map(line));
  find("none").hidden = state.list.length > 0 || state.recording.read < state.recording.segments;
  const { read, segments, length } = state.recording;
  find("reading").textContent = read < segments ? fill(words().reading, { done: read, all: segments }) : "";
  const mark = (kind, from, to) => {
    const one = document.createElement("i");
    one.className = kind;
    one.style.left = `${(100 * from) / length}%`;
    if (to !== undefined) one.style.width = `${(100 * (to - from)) / length}%`;
    return one;
  };
  find("marks").replaceChildren(
    ...state.recording.gaps.map((gap) => mark("gap", gap.start, gap.end)),
    ...state.list.filter((one) => !one.gap).map((one) => mark("event", one.at)),
  );
  follow();
}

function line(entry) {
  const item = document.createElement("li"), button = document.createElement("button"), time = document.createElement("time");
  const text = document.createElement("span");
  if (entry.gap) item.className = "gap";
  time.textContent = clock(entry.at);
  const said = entry.gap ? fill(words().gap, { cause: words().causes[entry.gap] ?? entry.gap }) : entry.words;
  text.textContent = entry.count > 1 ? fill(words().times, { what: said, count: entry.count }) : said;
  button.type = "button";
  button.append(time, text);
  button.addEventListener("click", () => jump(entry.at));
  item.append(button);
  return item;
}

function jump(at) {
  state.at = Math.min(Math.max(at, 0), state.recording.length);
  position();
  show();
}

function play(on) {
  if (state.over || !state.recording) return;
  if (on && state.at >= state.recording.length) state.at = 0;
  state.playing = on;
  controls();
}

function speed(times) {
  state.speed = times;
  controls();
}

// Pixel for pixel, to read small print; else as large as there is room.
function exact() {
  find("exact").setAttribute("aria-pressed", String(find("stage").classList.toggle("exact")));
  overlay();
}

// One picture is asked for at a time; a jump meanwhile is asked for next.
async function show() {
  if (state.busy || state.over) return;
  state.busy = true;
  try {
    do {
      state.asked = state.at;
      const answer = await source.picture(state.asked, state.seen);
      if (state.over) return;
      draw(answer);
    } while (!state.over && !state.playing && state.asked !== state.at);
  } catch (problem) {
    end(problem);
  } finally {
    state.busy = false;
  }
}

function draw(answer) {
  if (answer.cause) {
    state.cause = answer.cause === "unreadable" ? null : answer.cause;
    state.seen = "";
    find("frame").hidden = true;
    if (state.cause) say("gap", { cause: words().causes[state.cause] ?? state.cause });
    else say("unreadable");
    return;
  }
  state.cause = null;
  say(null);
  find("frame").hidden = false;
  if (answer.picture) {
    const before = find("picture").src;
    find("picture").src = URL.createObjectURL(answer.picture);
    if (before) URL.revokeObjectURL(before);
    state.seen = answer.seen;
    find("picture").alt = fill(words().picture, { time: timeOfDay(state.recording.began, answer.at) });
  }
  overlay();
}

function overlay() {
  const image = find("picture"), scale = image.clientWidth / (image.naturalWidth || 1);
  const place = (id, what) => {
    find(id).toggleAttribute("hidden", !what);
    if (!what) return;
    find(id).style.left = `${image.offsetLeft + what.x * scale}px`;
    find(id).style.top = `${image.offsetTop + what.y * scale}px`;
  };
  place("pointer", pointerAt(state.pointers, state.at));
  place("click", clickAt(state.clicks, state.at));
}

function end(problem) {
  state.over = true;
  state.playing = false;
  state.cause = null;
  URL.revokeObjectURL(find("picture").src);
  find("picture").removeAttribute("src");
  find("frame").hidden = true;
  find("left").textContent = "";
  find("close").disabled = true;
  state.events = state.pointers = state.clicks = state.list = [];
  state.recording = null;
  for (const id of ["events", "marks"]) find(id).replaceChildren();
  for (const id of ["reading", "position", "length", "day"]) find(id).textContent = "";
  say(problem instanceof Used ? "used" : problem instanceof Over ? "over" : "lost");
  controls();
}

let before = performance.now();
function tick() {
  const now = performance.now(), passed = now - before;
  before = now;
  if (state.over) return;
  if (state.playing && state.recording) {
    state.at += passed * state.speed;
    const gap = gapAt(state.recording.gaps, state.at);
    if (gap && find("skip").checked) state.at = gap.end;
    if (state.at >= state.recording.length) {
      state.at = state.recording.length;
      play(false);
    }
    position();
    show();
  }
  const left = (state.endsAt - now) / 1000;
  find("left").textContent = fill(words().left, { time: clock(left * 1000) });
  find("left").classList.toggle("soon", left < SOON);
  if (left <= 0) end(new Over());
  setTimeout(tick, BETWEEN);
}

// What happened comes in as it is read; afterwards this is the sign that somebody still looks.
async function read() {
  try {
    for (;;) {
      const more = await source.recording(state.events.length);
      if (state.over) return;
      state.events.push(...more.events);
      state.pointers.push(...more.events.filter(({ what }) => what.type.startsWith("pointer-")));
      state.clicks.push(...more.events.filter(({ what }) => what.type === "clicked"));
      const first = state.recording === null, news = first || more.events.length || state.recording.read < more.segments;
      state.recording = more;
      find("seek").max = more.length;
      find("length").textContent = clock(more.length);
      if (news) listEvents();
      if (first) { controls(); jump(0); }
      const whole = more.read === more.segments && !more.events.length;
      await new Promise((go) => setTimeout(go, whole ? 10_000 : 150));
    }
  } catch (problem) {
    end(problem);
  }
}

const KEYS = {
  " ": () => play(!state.playing),
  ArrowLeft: (event) => jump(state.at - (event.shiftKey ? LONG_STEP : STEP)),
  ArrowRight: (event) => jump(state.at + (event.shiftKey ? LONG_STEP : STEP)),
  Home: () => jump(0), End: () => jump(state.recording.length),
  1: () => speed(1), 2: () => speed(2), 8: () => speed(8),
};

function listen() {
  find("play").addEventListener("click", () => play(!state.playing));
  find("back").addEventListener("click", () => jump(state.at - STEP));
  find("on").addEventListener("click", () => jump(state.at + STEP));
  find("seek").addEventListener("input", (event) => jump(Number(event.target.value)));
  for (const one of find("speeds").children) one.addEventListener("click", () => speed(Number(one.dataset.speed)));
  find("close").addEventListener("click", async () => { await source.close(); end(new Over()); });
  find("language").addEventListener("click", () => { state.language = state.language === "de" ? "en" : "de"; labels(); });
  find("exact").addEventListener("click", exact);
  find("picture").addEventListener("load", overlay);
  addEventListener("resize", overlay);
  addEventListener("keydown", (event) => {
    const does = KEYS[event.key];
    const typed = event.target.closest("button, input[type=checkbox]") && event.key === " ";
    if (!does || typed || state.over || !state.recording || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    does(event);
  });
}

listen();
labels();
try {
  state.opening = await source.enter();
  state.endsAt = performance.now() + 1000 * state.opening.seconds;
  find("session").textContent = state.opening.session;
  find("reason").textContent = find("reason").title = state.opening.reason;
  find("request").textContent = `${state.opening.number} · ${state.opening.reference}`;
  labels();
  say("loading");
  tick();
  read();
} catch (problem) {
  end(problem);
}
