// Tolls, as in protocol/toll.py: what a program works off before it may guess again, while very many guess.
import { fromBase64, utf8 } from "./bytes.js";
import { scrypt } from "./scrypt.js";

const PARTS = 16, COST = 512, BLOCK = 8, MOST_BITS = 8;
const LABEL = utf8("ferndiagnose/1 toll");

// The numbers for a challenge (16 bytes, in Base64). More bits than a program works for are not worked for.
export async function paid(challenge, bits) {
  if (bits > MOST_BITS) return [];
  const given = new Uint8Array(16 + 1 + 4);
  given.set(fromBase64(challenge));
  const numbers = [];
  for (let part = 0; part < PARTS; part += 1) numbers.push(await found(given, part, bits));
  return numbers;
}

async function found(given, part, bits) {
  const view = new DataView(given.buffer);
  given[16] = part;
  for (let number = 0; ; number += 1) {
    view.setUint32(17, number);
    const made = await scrypt(given, LABEL, COST, BLOCK, 4);
    if (Math.clz32(new DataView(made.buffer).getUint32(0)) >= bits) return number;
  }
}
