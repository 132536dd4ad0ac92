import assert from "node:assert/strict";
import { test } from "node:test";
import { AGENT, Play, RECORDER, SCREEN, SESSION, done, sent } from "./cast.js";

test("a key that is none is not sent", () => {
  const play = new Play();
  play.happens({ type: "link-up" });
  assert.deepEqual(sent(play.acts({ type: "type-key", typed: "481" }), "claim-key"), []);
  assert.equal(play.status.problem, "session-key-malformed");
});

test("a refused key can be typed again", () => {
  const play = new Play();
  play.happens({ type: "link-up" });
  assert.equal(sent(play.acts({ type: "type-key", typed: "481-92-03" }), "claim-key")[0].key, "4819203");
  play.server({ type: "refused", problem: "session-key-refused", session: "" });
  assert.equal(play.status.step, "enter-key");
  assert.equal(play.status.problem, "session-key-refused");
  assert.equal(play.status.typed, "481 92 03", "to be compared with what was said");
});

test("a key typed before the server is reached goes out as soon as it is", () => {
  const play = new Play();
  play.acts({ type: "type-key", typed: "4819203" });
  assert.equal(sent(play.happens({ type: "link-up" }), "claim-key").length, 1);
});

test("consent names the hash of the text in the language that was read, and access comes after it", () => {
  const play = new Play().claimed();
  assert.deepEqual(play.acts({ type: "allow", source: SCREEN }), []);
  const [consent] = sent(play.acts({ type: "agree", language: "en" }), "give-consent");
  assert.equal(consent.notice_sha256, "0a".repeat(32));
  assert.equal(consent.language, "en");
  assert.equal(sent(play.acts({ type: "allow", source: SCREEN }), "allow-access")[0].level, "view");
});

for (const [name, play, reason] of [["the notice", () => new Play().claimed(), "no-consent"], ["access", () => {
  const one = new Play().claimed();
  one.acts({ type: "agree", language: "de" });
  return one;
}, "no-access"]]) {
  test(`a no to ${name} is the end`, () => {
    const one = play(), commands = one.acts({ type: "refuse" });
    assert.equal(sent(commands, "end-session")[0].reason, reason);
    assert.equal(commands[0].do, "stop-capture");
    assert.equal(one.status.step, "ended");
  });
  test(`no answer to ${name} is a no`, () => {
    const one = play();
    one.now += 601;
    assert.equal(sent(one.happens({ type: "tick" }), "end-session")[0].reason, reason);
  });
}

test("nobody is offered a connection before the recorder has proved who it is", () => {
  const play = new Play().allowed();
  assert.ok(!done(play.server({ type: "connect", peer: "agent", recorder: RECORDER, ice_servers: [], relay_only: false, instead: false }), "offer"));
  play.happens({ type: "vouched", fingerprint: RECORDER, good: false });
  assert.equal(play.status.problem, "recorder-not-trusted");
  assert.ok(done(play.happens({ type: "vouched", fingerprint: RECORDER, good: true }), "offer", "agent"));
  assert.equal(play.status.problem, null);
});

test("a recorder that proves nothing is told to the customer after ten seconds", () => {
  const play = new Play().allowed();
  play.server({ type: "connect", peer: "recorder", recorder: RECORDER, ice_servers: [], relay_only: false, instead: false });
  play.passes(11);
  assert.equal(play.status.problem, "recorder-not-trusted");
});

test("the recorder has to show the certificate that was vouched for", () => {
  const play = new Play().invited();
  play.happens({ type: "peer-connected", peer: "recorder", attempt: 1, fingerprint: AGENT });
  assert.ok(!play.course.meetings.recorder.isConnected());
});

test("the recording runs before the agent sees anything", () => {
  const play = new Play().invited();
  const commands = play.happens({ type: "peer-connected", peer: "recorder", attempt: 1, fingerprint: RECORDER });
  assert.ok(done(commands, "release", "recorder"));
  assert.ok(!done(commands, "release", "agent"));
});

test("a picture goes to the agent once code and recording stand, and the server hears of it", () => {
  const play = new Play().helped();
  assert.ok(!done(play.commands, "release", "agent"));
  const commands = play.stores(play.passes(0.25));
  assert.ok(done(commands, "release", "agent"));
  assert.equal(sent(commands, "report-gate")[0].hold, null);
  assert.equal(play.status.recording, true);
});

test("without an answer of the recorder within five seconds the picture stops", () => {
  const play = new Play().seen();
  const commands = play.passes(5.5);
  assert.ok(done(commands, "hold", "agent"));
  assert.equal(play.status.hold, "not-recorded");
});

test("the worker that asks for each picture is told until when, each time that something was stored, and at once when it is over", () => {
  const play = new Play().helped();
  const until = (commands) => commands.filter((one) => one.do === "open-until").map((one) => one.until);
  const marks = play.passes(0.25);
  const [opened] = until(play.stores(marks));
  assert.ok(Math.abs(opened - (play.now + 5)) < 0.5);
  const [later] = until(play.stores(play.passes(1)));
  assert.ok(later > opened);
  assert.deepEqual(until(play.acts({ type: "take-back", grant: "view" })), [0]);
});

test("an old answer that comes late is old", () => {
  const play = new Play().helped();
  const marks = play.passes(0.25);
  play.passes(6);
  assert.ok(!done(play.stores(marks), "release", "agent"));
});

test("a lost recorder shuts the gate at once, and a full disk too", () => {
  for (const event of [
    (play) => play.happens({ type: "peer-lost", peer: "recorder", attempt: 1 }),
    (play) => play.says({ type: "not-stored", problem: "recording-disk-full" }, { peer: "recorder", channel: "recording" }),
  ]) {
    const play = new Play().seen();
    assert.ok(done(event(play), "hold", "agent"));
  }
});

test("the picture that the customer stops goes to nobody, and the recorder is told", () => {
  const play = new Play().seen();
  const commands = play.acts({ type: "take-back", grant: "view" });
  assert.ok(done(commands, "hold", "agent") && done(commands, "hold", "recorder"));
  assert.equal(sent(commands, "paused").length, 1);
  assert.deepEqual(sent(commands, "granted")[0].grants, []);
  const again = play.acts({ type: "give-again", grant: "view" });
  assert.ok(done(again, "release", "recorder") && !done(again, "release", "agent"));
  assert.equal(sent(again, "resumed").length, 1);
  assert.ok(done(play.stores(again), "release", "agent"));
});

test("what the browser stops is as if the customer had", () => {
  const play = new Play().seen();
  assert.ok(done(play.acts({ type: "source-lost" }), "hold", "agent"));
  assert.equal(play.status.hold, "not-granted");
});

test("a wrong code ends the session, and so does a wrong confirmation", () => {
  const wrong = new Play().codeKnown();
  wrong.says({ type: "safety-code-typed", digits: "000000" });
  assert.equal(wrong.status.reason, "safety-code");
  const guessed = new Play().codeKnown();
  guessed.says({ type: "safety-code-typed", digits: "123456" });
  assert.equal(guessed.status.step, "confirm");
  guessed.acts({ type: "confirm", typed: "78" });
  assert.equal(guessed.status.step, "confirm");
  assert.equal(sent(guessed.acts({ type: "confirm", typed: "000" }), "safety-result")[0].matched, false);
  assert.equal(guessed.status.reason, "safety-code");
});

test("a reveal that does not fit its commitment ends the session", () => {
  const play = new Play().connected();
  play.says({ type: "safety-commit", commitment: Buffer.alloc(32).toString("base64") });
  play.says({ type: "safety-reveal", nonce: Buffer.alloc(16).toString("base64") });
  play.happens({ type: "reckoned", attempt: 1, fits: false, code: "", confirmation: "" });
  assert.equal(play.status.reason, "safety-code");
});

test("control is refused without troubling the customer with a question", () => {
  const play = new Play().seen();
  const commands = play.says({ type: "ask-grant", grant: "control" });
  assert.equal(sent(commands, "grant-refused")[0].grant, "control");
  assert.ok(done(commands, "say-impossible"));
  assert.equal(play.status.asked, null);
});

test("a second agent is refused: this program does not say that it could let one in", () => {
  const play = new Play().seen();
  assert.equal(sent(play.says({ type: "ask-second", name: "Berta", office: "supervisor" }), "second-is")[0].stage, "refused");
  assert.equal(play.status.step, "helped");
});

test("a right is given by the customer's answer and by nothing else, and a question has an end", () => {
  const play = new Play().seen();
  play.says({ type: "ask-grant", grant: "diagnosis" });
  assert.equal(play.status.asked, "diagnosis");
  assert.deepEqual(play.status.grants, ["view"]);
  const late = play.passes(61);
  assert.equal(sent(late, "grant-refused")[0].grant, "diagnosis");
  play.passes(11);
  play.says({ type: "ask-grant", grant: "diagnosis" });
  assert.deepEqual(sent(play.acts({ type: "answer-grant", grant: "diagnosis", given: true }), "granted")[0].grants, ["view", "diagnosis"]);
});

test("input of an agent's does nothing, and a message that is none ends the session", () => {
  const play = new Play().seen();
  assert.deepEqual(play.says({ type: "type-text", text: "x" }, { channel: "input" }).map((one) => one.do), []);
  play.says({ type: "type-text", text: "x", more: 1 }, { channel: "input" });
  assert.equal(play.status.reason, "fault");
});

test("heartbeats are answered", () => {
  const play = new Play().seen();
  assert.equal(sent(play.says({ type: "heartbeat", number: 4 }, { channel: "input" }), "heartbeat-answer")[0].number, 4);
});

test("what is said goes both ways during the session, and not before", () => {
  const early = new Play().connected();
  early.says({ type: "chat", text: "zu früh" });
  assert.deepEqual(early.status.chat, []);
  const play = new Play().seen();
  play.says({ type: "chat", text: "Guten Tag" });
  assert.equal(sent(play.acts({ type: "say", text: " Hallo\u0007 " }), "chat")[0].text, "Hallo");
  assert.deepEqual(play.status.chat, [{ own: false, text: "Guten Tag" }, { own: true, text: "Hallo" }]);
});

test("who floods is not heard", () => {
  const play = new Play().seen();
  for (let number = 0; number < 50; number += 1) play.says({ type: "chat", text: String(number) });
  assert.ok(play.status.chat.length <= 10);
});

test("the camera is directed only while the agent sees it", () => {
  const wish = { type: "use-camera", torch: true, zoom: null, still: null };
  assert.ok(done(new Play().seen().says(wish), "use-camera"));
  assert.ok(!done(new Play().codeKnown().says(wish), "use-camera"));
});

test("the agent points with the right for it only", () => {
  const play = new Play().seen();
  play.says({ type: "point-at", x: 3, y: 4 });
  assert.equal(play.status.pointed, null);
  play.says({ type: "ask-grant", grant: "pointer" });
  play.acts({ type: "answer-grant", grant: "pointer", given: true });
  play.says({ type: "point-at", x: 3, y: 4 });
  assert.equal(play.status.pointed.x, 3);
});

test("facts leave by the customer's own hand", () => {
  const play = new Play().seen();
  assert.equal(sent(play.acts({ type: "send-facts", facts: [{ name: "model", value: "x" }] }), "device-facts").length, 1);
});

test("a lost link comes back by itself, with what the server has not heard", () => {
  const play = new Play().allowed();
  play.happens({ type: "link-down", problem: "server-unreachable" });
  const [back] = sent(play.happens({ type: "link-up" }), "return");
  assert.deepEqual([back.session, back.token], [SESSION, "t"]);
  const said = play.server({ type: "session-changed", state: "claimed" });
  assert.equal(sent(said, "give-consent").length, 1);
  assert.equal(sent(said, "allow-access").length, 1);
});

test("a lost agent is offered again, its certificate has to be the same, and after two minutes it is over", () => {
  const play = new Play().seen();
  play.happens({ type: "peer-lost", peer: "agent", attempt: 1 });
  assert.equal(play.status.apart, true);
  const [offer] = play.passes(1).filter((one) => one.do === "offer");
  assert.equal(offer.expected, AGENT);
  play.happens({ type: "peer-connected", peer: "agent", attempt: 2, fingerprint: RECORDER });
  assert.equal(play.status.apart, true);
  play.passes(125);
  assert.equal(play.status.reason, "connection-lost");
});

test("the end is told once the capture has stopped, and the receipt says what happened", () => {
  const play = new Play().seen();
  const commands = play.acts({ type: "end" });
  assert.deepEqual(commands.slice(0, 3).map((one) => one.do), ["stop-capture", "hold", "hold"]);
  assert.deepEqual(play.status.receipt.lines.map(({ what }) => what), [
    "connected", "consented", "allowed-view", "code-matched", "recording-started", "picture-shown", "ended",
  ]);
  assert.match(play.status.receipt.deletedOn, /^\d{4}-\d\d-\d\d$/);
  assert.ok(done(play.passes(0.5), "drop", "agent"));
});

test("an end that the server could not hear is said when it is back", () => {
  const play = new Play().seen();
  play.happens({ type: "link-down", problem: "server-unreachable" });
  assert.equal(sent(play.acts({ type: "end" }), "end-session").length, 0);
  assert.equal(sent(play.happens({ type: "link-up" }), "end-session").length, 1);
});

test("a fault of this program is the end, and nothing is sent any more", () => {
  const play = new Play().seen();
  const commands = play.happens({ type: "fault" });
  assert.ok(done(commands, "stop-capture") && done(commands, "hold", "agent") && done(commands, "hold", "recorder"));
  assert.deepEqual([play.status.reason, play.status.problem], ["fault", "software-fault"]);
});

test("nothing that comes after the end opens anything", () => {
  const play = new Play().seen();
  play.acts({ type: "end" });
  play.server({ type: "connect", peer: "agent", recorder: RECORDER, ice_servers: [], relay_only: false, instead: true });
  const later = [...play.passes(3), ...play.says({ type: "chat", text: "x" }), ...play.acts({ type: "give-again", grant: "view" })];
  assert.ok(!done(later, "offer") && !done(later, "release"));
});
