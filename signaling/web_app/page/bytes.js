// Bytes and the forms in which they travel.
export const utf8 = (text) => new TextEncoder().encode(text);

// The parts, each with its length before it, so that no two lists of parts give the same bytes.
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    whole.set(part, at + 4);
    at += 4 + part.length;
  }
  return whole;
}

export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
export const toHex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

// A fingerprint as in SDP, `AB:CD:…`, and its 32 bytes. Nothing, when it is none.
const FINGERPRINT = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/;
export const fingerprintText = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0").toUpperCase()).join(":");
export function fingerprintBytes(text) {
  const upper = text.toUpperCase();
  return FINGERPRINT.test(upper) ? Uint8Array.from(upper.split(":"), (one) => Number.parseInt(one, 16)) : null;
}

export function same(one, other) {
  if (one.length !== other.length) return false;
  let different = 0;
  for (let at = 0; at < one.length; at += 1) different |= one[at] ^ other[at];
  return different === 0;
}
