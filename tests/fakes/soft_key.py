"""A security key made of software: what a browser would hand on from a real one, right or wrong in one thing."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ORIGIN = "https://help.example"
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key, of one account on one site."""

    credential: bytes = b"soft key"
    origin: str = ORIGIN
    site: str = "help.example"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    step: int = 1
    """By how much the count grows; 0 for keys that do not count."""
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str, **wrong: Any) -> bytes:
        """The answer to `navigator.credentials.create`."""
        asked = json.loads(options)
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        data = self._data(self.flags | MADE) + attested
        response = {
            "clientDataJSON": self._client("webauthn.create", asked["challenge"], wrong),
            "attestationObject": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(response)

    def use(self, options: str, **wrong: Any) -> bytes:
        """The answer to `navigator.credentials.get`."""
        asked = json.loads(options)
        self.count += self.step
        client, data = self._client("webauthn.get", asked["challenge"], wrong), self._data(self.flags)
        signed = data + sha256(websafe_decode(client)).digest()
        signature = self.private.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": websafe_encode(data)}
        return self._answer(response | {"signature": websafe_encode(signature), "userHandle": None})

    def _data(self, flags: int) -> bytes:
        return sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, wrong: dict[str, Any]) -> str:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return websafe_encode(json.dumps(said | wrong).encode())

    def _answer(self, response: dict[str, Any]) -> bytes:
        name = websafe_encode(self.credential)
        said = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps(said | {"clientExtensionResults": {}, "authenticatorAttachment": "platform"}).encode()
