// A session's name for the phone, as in protocol/receipt_code.py: `K7M3-9QF2-XT8D`.
import { utf8 } from "./bytes.js";
import { sha256 } from "./safety.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export async function receiptCode(session) {
  const body = symbols(await sha256(utf8(`ferndiagnose/1 receipt code${session}`)), 10);
  const code = body + symbols(await sha256(utf8(`ferndiagnose/1 receipt code check${body}`)), 2);
  return code.match(/.{4}/g).join("-");
}

function symbols(digest, count) {
  const number = digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return Array.from({ length: count }, (_, place) => ALPHABET[Number((number >> BigInt(5 * place)) & 31n)]).join("");
}
