// Where the page is: staying, and windows that ask each other.
import assert from "node:assert/strict";
import { test } from "node:test";

const { Staying } = await import("../../signaling/web_app/page/staying.js");
const { Elsewhere } = await import("../../signaling/web_app/page/elsewhere.js");
const { whyNot } = await import("../../signaling/web_app/page/sources.js");
const { Play } = await import("./cast.js");

class AWindow {
  entries = [null];
  listening = {};
  history = {
    pushState: (state) => this.entries.push(state),
    replaceState: (state) => { this.entries[this.entries.length - 1] = state; },
  };
  constructor() {
    Object.defineProperty(this.history, "state", { get: () => this.entries.at(-1) });
  }
  addEventListener(name, does) { this.listening[name] = does; }
  removeEventListener(name) { delete this.listening[name]; }
  goesBack() {
    this.entries.pop();
    this.listening.popstate();
  }
}

test("back does not leave a session, and is told", () => {
  const of = new AWindow();
  let told = 0;
  const staying = new Staying(() => { told += 1; }, of);
  staying.keep(true);
  of.goesBack();
  of.goesBack();
  assert.equal(told, 2);
  assert.ok(of.history.state.session);
});

test("the browser asks before a session is closed, and not before or after it", () => {
  const of = new AWindow(), staying = new Staying(() => {}, of);
  assert.equal(of.listening.beforeunload, undefined);
  staying.keep(true);
  let asked = false;
  of.listening.beforeunload({ preventDefault: () => { asked = true; } });
  assert.ok(asked);
  staying.keep(false);
  assert.equal(of.listening.beforeunload, undefined);
  assert.equal(of.history.state, null);
});

test("a page that is loaded anew in mid-session knows it once", () => {
  const of = new AWindow();
  new Staying(() => {}, of).keep(true);
  const anew = new Staying(() => {}, of);
  assert.equal(anew.wasLeft(), true);
  assert.equal(anew.wasLeft(), false);
});

const windows = (count) => {
  const all = [];
  for (let number = 0; number < count; number += 1) {
    const channel = { postMessage: (data) => all.filter((one) => one.channel !== channel).forEach((one) => one.channel.onmessage({ data })) };
    all.push({ channel });
    all[number].page = new Elsewhere(() => {}, channel);
  }
  return all.map(({ page }) => page);
};

test("a second window knows of the session in the first, as long as it runs", () => {
  const [first, second] = windows(2);
  first.keep(true);
  assert.deepEqual([first.runs, second.runs], [false, true]);
  first.keep(false);
  assert.equal(second.runs, false);
});

test("a window that is opened later asks", () => {
  const said = [];
  const running = { postMessage: (data) => said.push(data) };
  new Elsewhere(() => {}, running).keep(true);
  running.onmessage({ data: "anybody" });
  assert.deepEqual(said, ["anybody", "here", "here"]);
});

test("why nothing is shown is said as what it is", async () => {
  const asked = (state) => Object.defineProperty(globalThis, "navigator", { configurable: true, value: { permissions: { query: async () => ({ state }) } } });
  asked("denied");
  assert.equal(await whyNot("camera", new Error("NotAllowedError")), "camera_forbidden");
  assert.equal(await whyNot("screen", new Error("NotAllowedError")), "not_chosen");
  asked("prompt");
  assert.equal(await whyNot("camera", new Error("NotAllowedError")), "not_chosen");
  assert.equal(await whyNot("camera", new Error("NotFoundError")), "camera_missing");
  assert.equal(await whyNot("camera", new Error("NotReadableError")), "camera_busy");
  assert.equal(await whyNot("photo", new Error("NotAPicture")), "not_a_picture");
});

test("a picture that the system takes away is held, and comes back by itself", () => {
  const play = new Play().seen();
  assert.equal(play.status.hold, null);
  play.acts({ type: "source-away", away: true });
  assert.equal(play.status.hold, "monitor-away");
  play.acts({ type: "source-away", away: false });
  assert.equal(play.status.hold, null);
});
