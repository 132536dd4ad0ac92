import assert from "node:assert/strict";
import { test } from "node:test";
import "./cast.js";

const from = (name) => import(`../../signaling/web_app/page/${name}.js`);
const { plain } = await from("chat");
const { Comparing, Mismatch } = await from("comparing");
const { facts } = await from("device_facts");
const { pictureHold, toRecorder } = await from("gate");
const { Marks } = await from("marks");
const { fromAgent, Refused } = await from("messages");
const { grouped, parsed } = await from("session_key");
const { onlyFingerprint, startingAt, withoutNames } = await from("sdp");
const { nextConsent, nextStep, OutOfOrder, STEPS } = await from("steps");
const { fill, preferred, Words } = await from("words");
const { abilities, adjust } = await from("camera_controls");

test("a key is seven digits, however it is written", () => {
  for (const typed of ["4819203", " 481 92 03 ", "481-92-03", "481.92.03", "481\u00a092\u00a003", "481–92–03", "\u2068481 92 03\u2069", "٤٨١٩٢٠٣", "４８１ ９２ ０３"]) assert.equal(parsed(typed), "4819203");
  for (const typed of ["", "481920", "48192033", "481920x", "٤٨١٩٢٠x", "²819203"]) assert.equal(parsed(typed), null);
  assert.equal(grouped("4819203"), "481 92 03");
  assert.equal(grouped("48 1-9"), "481 9");
  assert.equal(grouped("۴۸۱۹"), "481 9");
});

const OPEN = { consent: "allowed", grants: new Set(["view"]), codeMatched: true, storedAt: 10, sourceThere: true };
test("the gate is shut for the first reason that holds", () => {
  assert.equal(pictureHold(OPEN, 15), null);
  for (const [change, now, hold] of [
    [{ consent: "given" }, 10, "no-consent"], [{ codeMatched: false }, 10, "safety-code-open"],
    [{ grants: new Set() }, 10, "not-granted"], [{ storedAt: null }, 10, "not-recorded"], [{}, 15.01, "not-recorded"],
    [{}, 9, "not-recorded"], [{ sourceThere: false }, 10, "monitor-away"],
  ]) assert.equal(pictureHold({ ...OPEN, ...change }, now), hold);
  assert.equal(toRecorder({ ...OPEN, codeMatched: false, storedAt: null }), true);
  assert.equal(toRecorder({ ...OPEN, grants: new Set() }), false);
});

test("an answer to no mark of this connection is none", () => {
  const marks = new Marks();
  marks.connected(0);
  const mark = marks.due(0);
  marks.answered({ type: "stored", mark: mark.number + 1, pictures: 1, size: 1 });
  assert.equal(marks.storedAt, null);
  marks.answered({ type: "stored", mark: mark.number, pictures: 1, size: 1 });
  assert.equal(marks.storedAt, 0);
  marks.lost();
  assert.equal(marks.storedAt, null);
  assert.equal(marks.due(99), null);
});

test("each step and each consent has its way on, and no other", () => {
  assert.throws(() => nextStep("enter-key", "code-matched"), OutOfOrder);
  for (const step of STEPS) assert.equal(nextStep(step, "ended"), "ended");
  assert.throws(() => nextConsent("not-asked", "access-allowed"), OutOfOrder);
  assert.throws(() => nextConsent("refused", "agreed"), OutOfOrder);
  assert.equal(nextConsent("allowed", "refused"), "refused");
});

test("each message of the exchange is right once", () => {
  const begun = () => {
    const one = new Comparing(() => "n");
    one.commit("c", 1, true);
    return one;
  };
  assert.throws(() => begun().commit("c", 1, true), Mismatch);
  assert.throws(() => begun().typed("123456"), Mismatch);
  const one = begun();
  one.reveal("r");
  assert.throws(() => one.reveal("r"), Mismatch);
  assert.throws(() => new Comparing(() => "n").reveal("r"), Mismatch);
});

test("an exchange that broke may be repeated, five times", () => {
  const one = new Comparing(() => "n");
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    one.commit("c", attempt, true);
    one.lost();
  }
  assert.throws(() => one.commit("c", 6, true), Mismatch);
});

test("what is no message of an agent's is refused", () => {
  for (const [said, channel] of [
    ["", "control"], ["[]", "control"], ["null", "control"], ['{"type":"constructor"}', "control"], ['{"type":"heartbeat","number":1}', "control"],
    ['{"type":"heartbeat","number":-1}', "input"], ['{"type":"heartbeat","number":1.5}', "input"], ['{"type":"heartbeat"}', "input"],
    ['{"type":"ask-grant","grant":"everything"}', "control"], ['{"type":"ask-grant","grant":"view","x":1}', "control"],
    [`{"type":"chat","text":"${"x".repeat(501)}"}`, "control"], ['{"type":"chat","text":"a\\u202eb"}', "control"], [`"${"x".repeat(5000)}"`, "control"],
    ['{"type":"heartbeat","number":1}', "bulk"],
  ]) assert.throws(() => fromAgent(said, channel), Refused, said);
  assert.equal(fromAgent('{"type":"chat","text":"Grüß Gott\\n👋"}', "control").text, "Grüß Gott\n👋");
});

const SDP = ["v=0", "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=candidate:1 1 udp 1 4f2b.local 5 typ host", "a=candidate:2 1 udp 1 192.0.2.1 5 typ srflx raddr 0.0.0.0 rport 0",
  "a=candidate:3 1 tcp 1 192.0.2.1 9 typ host tcptype active", "a=candidate:4 1 udp 1 2001:db8::1 5 typ host", `a=fingerprint:sha-256 ${Array(32).fill("ab").join(":")}`, "a=fmtp:96 packetization-mode=1", ""].join("\r\n");
test("no name leaves in a description, and one fingerprint is in it", () => {
  const told = withoutNames(SDP);
  assert.ok(!told.includes(".local") && !told.includes(" tcp "));
  assert.equal(told.match(/a=candidate/g).length, 2);
  assert.equal(onlyFingerprint(SDP), Array(32).fill("AB").join(":"));
  assert.equal(onlyFingerprint(SDP + SDP), Array(32).fill("AB").join(":"));
  assert.equal(onlyFingerprint(`${SDP}a=fingerprint:sha-256 ${Array(32).fill("00").join(":")}\r\n`), null);
  assert.equal(onlyFingerprint("v=0\r\n"), null);
  assert.ok(startingAt(SDP, 2500).includes("a=fmtp:96 packetization-mode=1;x-google-start-bitrate=2500"));
});

test("what is said is made plain", () => {
  assert.equal(plain(" a\u0000b\u202ec\n "), "a b c");
  assert.equal([...plain("👋".repeat(600))].length, 500);
});

test("gaps are filled, and a missing text is noticed", () => {
  const words = new Words({ texts: { de: { hello: "Hallo {agent}", "problem.software-fault": "Fehler" } }, operator: { name: "B" } }, "de");
  assert.equal(words.say("hello", { agent: "Anna" }), "Hallo Anna");
  assert.throws(() => words.say("nothing"));
  assert.equal(words.problem("never-heard-of"), "Fehler");
  assert.equal(fill("{a} {b}", { a: "{b}" }), "{b} {b}");
});

test("the language is the one asked for, or the browser's", () => {
  assert.equal(preferred("en", ["de-DE"]), "en");
  assert.equal(preferred(null, ["de-AT", "en"]), "de");
  assert.equal(preferred(null, ["fr", "en"]), "en");
  assert.equal(preferred("xx", []), "de");
});

test("facts are those that the browser gives, and bounded", async () => {
  const given = {
    navigator: { language: "de", onLine: true, hardwareConcurrency: 8, userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" },
    screen: { width: 360, height: 740 }, devicePixelRatio: 3,
  };
  const found = Object.fromEntries((await facts(given)).map(({ name, value }) => [name, value]));
  assert.deepEqual(found, { system: "X11; Linux x86_64", browser: "Firefox/140.0", screen: "360 × 740 (× 3)", language: "de", network: "online", processors: "8" });
  const [long] = await facts({ navigator: { language: "x".repeat(500), userAgent: "" } });
  assert.equal(long.value.length, 120);
});

class FakeTrack {
  constraints = [];
  constructor(found, set) { Object.assign(this, { found, set }); }
  getCapabilities() { return this.found; }
  getSettings() { return this.set; }
  async applyConstraints({ advanced }) { this.constraints.push(...advanced); }
}
test("a camera is asked for what it can do, and nothing else", async () => {
  const good = new FakeTrack({ torch: true, zoom: { min: 2, max: 8 } }, { torch: false, zoom: 2 });
  assert.deepEqual(abilities(good), { torch: false, zoom: 100, zoom_most: 400 });
  await adjust(good, { torch: true, zoom: 900 });
  assert.deepEqual(good.constraints, [{ torch: true }, { zoom: 8 }]);
  const plainOne = new FakeTrack({}, {});
  assert.deepEqual(abilities(plainOne), { torch: null, zoom: null, zoom_most: 100 });
  await adjust(plainOne, { torch: true, zoom: 200 });
  assert.deepEqual(plainOne.constraints, []);
});

const { FIRST, LEAST, MOST, Pace } = await from("pace");
test("the line is used more while nothing waits in it, and less as soon as something does", () => {
  const pace = new Pace();
  assert.equal(pace.looked({ roundTrip: null, lost: 0 }), FIRST);
  for (let second = 0; second < 30; second += 1) pace.looked({ roundTrip: 0.04, lost: 0 });
  assert.equal(pace.bits, MOST);
  assert.ok(pace.looked({ roundTrip: 0.3, lost: 0 }) < 0.8 * MOST);
  const before = pace.bits;
  assert.equal(pace.looked({ roundTrip: 0.15, lost: 0 }), before);
  assert.ok(pace.looked({ roundTrip: 0.04, lost: 0.2 }) < before);
  for (let second = 0; second < 30; second += 1) pace.looked({ roundTrip: 2, lost: 0.5 });
  assert.equal(pace.bits, LEAST);
});

test("the line is tried boldly until it has shown its end, and gently afterwards", () => {
  const pace = new Pace();
  for (let second = 0; second < 3; second += 1) pace.looked({ roundTrip: 0.04, lost: 0 });
  assert.ok(pace.bits > 4 * FIRST);
  const most = pace.bits;
  pace.looked({ roundTrip: 0.5, lost: 0 });
  for (let second = 0; second < 3; second += 1) pace.looked({ roundTrip: 0.04, lost: 0 });
  assert.ok(pace.bits < 1.1 * most);
});

test("a moving picture is as large as the line allows, and does not change its size back and forth", () => {
  const pace = new Pace();
  assert.equal(pace.scale, 3);
  for (let second = 0; second < 4; second += 1) pace.looked({ roundTrip: 0.04, lost: 0 });
  assert.equal(pace.scale, 1);
  const sizes = [];
  while (pace.bits > 500_000) {
    pace.looked({ roundTrip: 1, lost: 0 });
    sizes.push(pace.scale);
  }
  assert.deepEqual([...new Set(sizes)], [1, 1.5, 2, 3]);
  pace.looked({ roundTrip: 0.04, lost: 0 });
  assert.equal(pace.scale, 3);
});

test("a way that has become longer for good is the new shortest one after a while", () => {
  const pace = new Pace();
  pace.looked({ roundTrip: 0.02, lost: 0 });
  for (let second = 0; second < 90; second += 1) pace.looked({ roundTrip: 0.2, lost: 0 });
  assert.ok(pace.bits > LEAST);
});
