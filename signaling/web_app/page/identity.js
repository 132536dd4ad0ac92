// The operator's recorders, as in protocol/recorder_identity.py: who is not vouched for by one of these keys is none.
import { joined, utf8 } from "./bytes.js";

const LABEL = utf8("ferndiagnose/1 recorder identity");

// keys: SubjectPublicKeyInfo of Ed25519, as bytes. Throws where the browser cannot do Ed25519: it is too old.
export async function imported(keys) {
  return Promise.all(keys.map((key) => crypto.subtle.importKey("spki", key, { name: "Ed25519" }, false, ["verify"])));
}

export async function vouches(keys, session, fingerprint, signature) {
  const said = joined(LABEL, utf8(session), fingerprint);
  const found = await Promise.all(keys.map((key) => crypto.subtle.verify({ name: "Ed25519" }, key, signature, said)));
  return found.some(Boolean);
}
