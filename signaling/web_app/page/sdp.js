// What leaves of the browser's own description, and what has to be in a peer's, as in peer/description.py.
import { fingerprintBytes, fingerprintText } from "./bytes.js";

export const SIZE_LIMIT = 32768;
const ADDRESS = 4, TRANSPORT = 2;
const NUMBERS = /^([0-9.]+|[0-9A-Fa-f:.]+)$/;

export const lines = (sdp) => sdp.split(/\r?\n/).filter(Boolean);

// Without the names that browsers put in place of their addresses: only they themselves could look them up. The peer
// learns the address from our packets.
export function withoutNames(sdp) {
  const kept = lines(sdp).filter((line) => {
    if (!line.startsWith("a=candidate:")) return true;
    const fields = line.split(" ");
    return fields[TRANSPORT].toLowerCase() === "udp" && NUMBERS.test(fields[ADDRESS]);
  });
  return `${kept.join("\r\n")}\r\n`;
}

// The one SHA-256 that all of it stands under, as text; null when there is none, or several.
export function onlyFingerprint(sdp) {
  if (sdp.length > SIZE_LIMIT) return null;
  const given = lines(sdp).filter((line) => /^a=fingerprint:sha-256 /i.test(line)).map((line) => line.slice(22).trim());
  const found = new Set(given.map((one) => fingerprintBytes(one)).map((bytes) => bytes && fingerprintText(bytes)));
  const [only] = found;
  return found.size === 1 && only ? only : null;
}

// Tells Chromium where to begin: our programs send it no estimate of the line, and from 300 kbit/s it would take a
// minute until text can be read. Other browsers pass over it.
export function startingAt(sdp, kilobits) {
  const video = lines(sdp).find((line) => line.startsWith("m=video "))?.split(" ")[3];
  return lines(sdp).map((line) => (line.startsWith(`a=fmtp:${video} `) ? `${line};x-google-start-bitrate=${kilobits}` : line))
    .join("\r\n") + "\r\n";
}
