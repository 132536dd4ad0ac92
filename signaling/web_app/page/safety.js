// The safety code, as in protocol/safety_code.py: six digits that prove to two people on the phone that nobody sits
// between their devices. Fingerprints are 32 bytes, of the certificates that DTLS really saw.
import { joined, same, utf8 } from "./bytes.js";

const COMMIT = utf8("ferndiagnose/1 safety code commit");
const CODE = utf8("ferndiagnose/1 safety code");
const CONFIRMATION = utf8("ferndiagnose/1 safety confirmation");
export const NONCE_BYTES = 16;
export const CONFIRMATION_DIGITS = 3;

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// facts: { session, customer, agent, recorder, consent }. Gives { fits, code, confirmation }.
export async function reckoned(facts, commitment, ownNonce, agentNonce) {
  const committed = joined(COMMIT, utf8(facts.session), facts.agent, facts.recorder, agentNonce);
  const fits = agentNonce.length === NONCE_BYTES && same(await sha256(committed), commitment);
  if (!fits) return { fits, code: "", confirmation: "" };
  const nonces = joined(ownNonce, agentNonce);
  return {
    fits,
    code: await digits(CODE, 6, facts, nonces),
    confirmation: await digits(CONFIRMATION, CONFIRMATION_DIGITS, facts, nonces),
  };
}

async function digits(label, count, facts, nonces) {
  const info = joined(label, facts.customer, facts.agent, facts.recorder, facts.consent);
  const key = await crypto.subtle.importKey("raw", nonces, "HKDF", false, ["deriveBits"]);
  const kdf = { name: "HKDF", hash: "SHA-256", salt: utf8(facts.session), info };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(kdf, key, 128));
  const number = derived.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % 10n ** BigInt(count);
  return number.toString().padStart(count, "0");
}
