// scrypt (RFC 7914) with p = 1, for tolls: browsers have none of their own. A few hundred tries of 512 KiB each.
async function pbkdf2(password, salt, bytes) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: 1 }, key, 8 * bytes));
}

// Salsa20/8, in place. Written out, because a loop over indices takes ten times as long.
function salsa(b) {
  let x0 = b[0], x1 = b[1], x2 = b[2], x3 = b[3], x4 = b[4], x5 = b[5], x6 = b[6], x7 = b[7];
  let x8 = b[8], x9 = b[9], x10 = b[10], x11 = b[11], x12 = b[12], x13 = b[13], x14 = b[14], x15 = b[15];
  for (let round = 0; round < 8; round += 2) {
    let u = 0;
    u = (x0 + x12) | 0; x4 ^= (u << 7) | (u >>> 25); u = (x4 + x0) | 0; x8 ^= (u << 9) | (u >>> 23);
    u = (x8 + x4) | 0; x12 ^= (u << 13) | (u >>> 19); u = (x12 + x8) | 0; x0 ^= (u << 18) | (u >>> 14);
    u = (x5 + x1) | 0; x9 ^= (u << 7) | (u >>> 25); u = (x9 + x5) | 0; x13 ^= (u << 9) | (u >>> 23);
    u = (x13 + x9) | 0; x1 ^= (u << 13) | (u >>> 19); u = (x1 + x13) | 0; x5 ^= (u << 18) | (u >>> 14);
    u = (x10 + x6) | 0; x14 ^= (u << 7) | (u >>> 25); u = (x14 + x10) | 0; x2 ^= (u << 9) | (u >>> 23);
    u = (x2 + x14) | 0; x6 ^= (u << 13) | (u >>> 19); u = (x6 + x2) | 0; x10 ^= (u << 18) | (u >>> 14);
    u = (x15 + x11) | 0; x3 ^= (u << 7) | (u >>> 25); u = (x3 + x15) | 0; x7 ^= (u << 9) | (u >>> 23);
    u = (x7 + x3) | 0; x11 ^= (u << 13) | (u >>> 19); u = (x11 + x7) | 0; x15 ^= (u << 18) | (u >>> 14);
    u = (x0 + x3) | 0; x1 ^= (u << 7) | (u >>> 25); u = (x1 + x0) | 0; x2 ^= (u << 9) | (u >>> 23);
    u = (x2 + x1) | 0; x3 ^= (u << 13) | (u >>> 19); u = (x3 + x2) | 0; x0 ^= (u << 18) | (u >>> 14);
    u = (x5 + x4) | 0; x6 ^= (u << 7) | (u >>> 25); u = (x6 + x5) | 0; x7 ^= (u << 9) | (u >>> 23);
    u = (x7 + x6) | 0; x4 ^= (u << 13) | (u >>> 19); u = (x4 + x7) | 0; x5 ^= (u << 18) | (u >>> 14);
    u = (x10 + x9) | 0; x11 ^= (u << 7) | (u >>> 25); u = (x11 + x10) | 0; x8 ^= (u << 9) | (u >>> 23);
    u = (x8 + x11) | 0; x9 ^= (u << 13) | (u >>> 19); u = (x9 + x8) | 0; x10 ^= (u << 18) | (u >>> 14);
    u = (x15 + x14) | 0; x12 ^= (u << 7) | (u >>> 25); u = (x12 + x15) | 0; x13 ^= (u << 9) | (u >>> 23);
    u = (x13 + x12) | 0; x14 ^= (u << 13) | (u >>> 19); u = (x14 + x13) | 0; x15 ^= (u << 18) | (u >>> 14);
  }
  b[0] += x0; b[1] += x1; b[2] += x2; b[3] += x3; b[4] += x4; b[5] += x5; b[6] += x6; b[7] += x7;
  b[8] += x8; b[9] += x9; b[10] += x10; b[11] += x11; b[12] += x12; b[13] += x13; b[14] += x14; b[15] += x15;
}

function mixed(from, to, size, block) {
  for (let word = 0, last = from.length - 16; word < 16; word += 1) block[word] = from[last + word];
  for (let at = 0; at < 2 * size; at += 1) {
    for (let word = 0; word < 16; word += 1) block[word] ^= from[16 * at + word];
    salsa(block);
    const place = 16 * ((at >> 1) + (at & 1 ? size : 0));
    for (let word = 0; word < 16; word += 1) to[place + word] = block[word];
  }
}

function rounds(words, cost, size) {
  const kept = new Int32Array(cost * words.length), block = new Int32Array(16);
  let one = words, other = new Int32Array(words.length);
  for (let at = 0; at < cost; at += 1) {
    kept.set(one, at * words.length);
    mixed(one, other, size, block);
    [one, other] = [other, one];
  }
  for (let round = 0; round < cost; round += 1) {
    const at = (one[one.length - 16] & (cost - 1)) * words.length;
    for (let word = 0; word < words.length; word += 1) one[word] ^= kept[at + word];
    mixed(one, other, size, block);
    [one, other] = [other, one];
  }
  return one;
}

// cost: a power of two. Int32Array is little-endian wherever there are browsers, as scrypt wants it.
export async function scrypt(password, salt, cost, size, bytes) {
  const begun = await pbkdf2(password, salt, 128 * size);
  const done = rounds(new Int32Array(begun.buffer), cost, size);
  return pbkdf2(password, new Uint8Array(done.buffer, done.byteOffset, done.byteLength), bytes);
}
