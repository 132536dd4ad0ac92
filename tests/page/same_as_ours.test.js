// What has to come out as in our other programs: the examples are theirs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "./cast.js";

const from = (name) => import(`../../signaling/web_app/page/${name}.js`);
const { fromBase64, fromHex, toHex, utf8 } = await from("bytes");
const { imported, vouches } = await from("identity");
const { receiptCode } = await from("receipt_code");
const { reckoned } = await from("safety");
const { scrypt } = await from("scrypt");
const { paid } = await from("toll");
const { fromAgent } = await from("messages");
const ours = JSON.parse(readFileSync(process.env.OURS, "utf8"));

test("the safety code", async () => {
  const { facts, commitment, own, agent, code, confirmation } = ours.safety;
  const seen = { session: facts.session, ...Object.fromEntries(["customer", "agent", "recorder", "consent"].map((name) => [name, fromHex(facts[name])])) };
  assert.deepEqual(await reckoned(seen, fromHex(commitment), fromHex(own), fromHex(agent)), { fits: true, code, confirmation });
  for (const name of ["agent", "recorder"]) {
    assert.equal((await reckoned({ ...seen, [name]: new Uint8Array(32) }, fromHex(commitment), fromHex(own), fromHex(agent))).fits, false);
  }
  const swapped = await reckoned({ ...seen, customer: new Uint8Array(32) }, fromHex(commitment), fromHex(own), fromHex(agent));
  assert.notEqual(swapped.code, code);
});

test("the recorder's proof", async () => {
  const keys = await imported(ours.identity.keys.map(fromBase64));
  const { session, fingerprint, signature } = ours.identity;
  assert.equal(await vouches(keys, session, fromHex(fingerprint), fromHex(signature)), true);
  assert.equal(await vouches(keys, "1".repeat(32), fromHex(fingerprint), fromHex(signature)), false);
  assert.equal(await vouches(keys, session, new Uint8Array(32), fromHex(signature)), false);
  assert.equal(await vouches([], session, fromHex(fingerprint), fromHex(signature)), false);
});

test("the receipt's code", async () => assert.equal(await receiptCode(ours.receipt.session), ours.receipt.code));

test("scrypt, and a toll", async () => {
  assert.equal(toHex(await scrypt(utf8("password"), utf8("NaCl"), 16, 8, 32)), ours.scrypt);
  assert.deepEqual(await paid(ours.toll.challenge, ours.toll.bits), ours.toll.numbers);
  assert.deepEqual(await paid(ours.toll.challenge, 9), []);
});

test("every message of an agent's program is understood", () => {
  for (const { channel, text } of ours.messages) assert.ok(fromAgent(text, channel), text);
});
