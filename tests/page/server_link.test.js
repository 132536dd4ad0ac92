import assert from "node:assert/strict";
import { test } from "node:test";
import "./cast.js";

const { ServerLink } = await import("../../signaling/web_app/page/server_link.js");

class Socket {
  static OPEN = 1;
  static all = [];
  readyState = 0;
  sent = [];
  constructor(address, subprotocol) {
    Object.assign(this, { address, subprotocol });
    Socket.all.push(this);
  }
  opens() {
    this.readyState = 1;
    this.onopen();
  }
  hears(message) { this.onmessage({ data: typeof message === "string" ? message : JSON.stringify(message) }); }
  send(data) { this.sent.push(JSON.parse(data)); }
  close() {
    this.readyState = 3;
    this.onclose();
  }
}
globalThis.WebSocket = Socket;

const TOLL = { type: "toll", challenge: "AAAA", bits: 5 }, REFUSED = { type: "refused", problem: "session-key-refused", session: "" };
const CLAIM = { type: "claim-key", key: "4819203" };
const settled = () => new Promise((resolve) => setImmediate(resolve));

function begun(pay = async () => [1, 2]) {
  const heard = [];
  const link = new ServerLink({ address: "wss://help.example/v1/customer", subprotocol: "ferndiagnose-1", happened: (event) => heard.push(event), pay });
  link.open();
  const socket = Socket.all.at(-1);
  socket.opens();
  return { link, socket, heard };
}

test("what the server says is told, and a toll is not", () => {
  const { link, socket, heard } = begun();
  socket.hears({ type: "claimed" });
  socket.hears(TOLL);
  assert.deepEqual(heard.map(({ type }) => type), ["link-up", "from-server"]);
  link.close();
});

test("a refusal that asks for a toll is paid and said once more, and the customer hears of the second only", async () => {
  const { link, socket, heard } = begun();
  link.send(CLAIM);
  socket.hears(TOLL);
  socket.hears(REFUSED);
  await settled();
  assert.deepEqual(socket.sent, [CLAIM, { ...CLAIM, toll: [1, 2] }]);
  assert.equal(heard.length, 1);
  socket.hears(TOLL);
  socket.hears(REFUSED);
  assert.equal(heard.at(-1).message.problem, "session-key-refused");
  link.close();
});

test("a toll that is asked for first is paid while the customer types", async () => {
  let worked = 0;
  const { link, socket } = begun(async () => {
    worked += 1;
    return [3];
  });
  socket.hears(TOLL);
  assert.equal(worked, 1);
  link.send(CLAIM);
  await settled();
  assert.deepEqual(socket.sent, [{ ...CLAIM, toll: [3] }]);
  link.close();
});

test("who says who it is by a token leaves the toll", () => {
  let worked = 0;
  const { link, socket } = begun(async () => { worked += 1; });
  link.send({ type: "return", session: "0", token: "t" });
  socket.hears(TOLL);
  assert.equal(worked, 0);
  link.close();
});

test("work for a link that is gone is not sent on another", async () => {
  const { link, socket } = begun(() => settled().then(() => [1]));
  link.send(CLAIM);
  socket.hears(TOLL);
  socket.hears(REFUSED);
  link.renew();
  Socket.all.at(-1).opens();
  await settled();
  await settled();
  assert.deepEqual(Socket.all.at(-1).sent, []);
  link.close();
});

test("a lost link is told and comes back by itself", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { link, socket, heard } = begun();
  const before = Socket.all.length;
  socket.close();
  assert.equal(heard.at(-1).problem, "server-unreachable");
  context.mock.timers.tick(200);
  assert.equal(Socket.all.length, before + 1);
  link.close();
});

test("what is no message, or one too long, is left out", () => {
  const { link, socket, heard } = begun();
  socket.hears(`"${"x".repeat(70_000)}"`);
  socket.hears("null");
  socket.hears("{not json");
  assert.equal(heard.length, 1);
  link.close();
});
