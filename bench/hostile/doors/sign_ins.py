"""What comes in when agents sign in: answers of security keys, and the word of the operator's identity provider."""

import json
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from joserfc import jwk, jwt

from bench.hostile.doors.door import Door, text
from bench.hostile.examples import damaged
from signaling.provider import id_token, metadata
from signaling.security_keys import KeyAnswerWrong, SecurityKey, Site

_ORIGIN, _ISSUER = "https://help.example", "https://login.example"
_SITE = Site(_ORIGIN, "Operator")
_CHALLENGE, _CREDENTIAL = b"c" * 32, b"credential"
_KEY = ec.derive_private_key(7, ec.SECP256R1())
_COSE = cbor.encode(ES256.from_cryptography_key(_KEY.public_key()))  # type: ignore[no-untyped-call]  # as it is
_PUBLIC = bytes(16) + len(_CREDENTIAL).to_bytes(2) + _CREDENTIAL + _COSE
_PRESENT_AND_VERIFIED, _ATTESTED = 0x05, 0x40
_NOW = 1_800_000_000
_EXPECTED = id_token.Expected(_ISSUER, "ferndiagnose", "nonce")


def _data(flags: int) -> bytes:
    return sha256(b"help.example").digest() + bytes((flags,)) + bytes(4)


def _client(kind: str) -> str:
    said = {"type": kind, "challenge": websafe_encode(_CHALLENGE), "origin": _ORIGIN, "crossOrigin": False}
    return websafe_encode(json.dumps(said).encode())


def _answered(response: dict[str, Any]) -> bytes:
    name = websafe_encode(_CREDENTIAL)
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response}).encode()


def _made(_: Random) -> bytes:
    content = {"fmt": "none", "attStmt": {}, "authData": _data(_PRESENT_AND_VERIFIED | _ATTESTED) + _PUBLIC}
    attested = websafe_encode(cbor.encode(content))
    return _answered({"clientDataJSON": _client("webauthn.create"), "attestationObject": attested})


def _made_of_noise(chance: Random) -> bytes:
    """CBOR that is nearly right, where JSON and Base64 are right."""
    content = {"fmt": "none", "attStmt": {}, "authData": damaged(_data(0x45) + _PUBLIC, chance)}
    attested = websafe_encode(damaged(cbor.encode(content), chance))
    return _answered({"clientDataJSON": _client("webauthn.create"), "attestationObject": attested})


def _make(answer: bytes) -> None:
    made = _SITE.made(_CHALLENGE, answer)
    assert made.credential


def _used(_: Random) -> bytes:
    client, data = _client("webauthn.get"), _data(_PRESENT_AND_VERIFIED)
    signature = _KEY.sign(data + sha256(websafe_decode(client)).digest(), ec.ECDSA(hashes.SHA256()))
    answer = {"clientDataJSON": client, "authenticatorData": websafe_encode(data)}
    return _answered(answer | {"signature": websafe_encode(signature), "userHandle": None})


def _used_of_noise(chance: Random) -> bytes:
    answer = json.loads(_used(chance))
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        answer["response"][name] = websafe_encode(damaged(websafe_decode(answer["response"][name]), chance))
    return json.dumps(answer).encode()


def _use(answer: bytes) -> None:
    _SITE.named(answer)
    _SITE.used(_CHALLENGE, SecurityKey(_CREDENTIAL, _PUBLIC, 0), answer)


@cache
def _provider() -> Any:
    return jwk.ECKey.generate_key("P-256", {"kid": "first", "use": "sig"}, private=True)


def _keys(_: Random) -> bytes:
    return json.dumps({"keys": [_provider().as_dict(private=False)] * 2}).encode()


def _truth() -> dict[str, Any]:
    times = {"iat": _NOW, "exp": _NOW + 300}
    return {"iss": _ISSUER, "aud": "ferndiagnose", "nonce": "nonce", "sub": "4711", **times}


def _token(_: Random) -> bytes:
    return str(jwt.encode({"alg": "ES256", "kid": "first"}, _truth(), _provider())).encode()


def _token_of_nonsense(chance: Random) -> bytes:
    """Signed by the right key, and nonsense all the same."""
    try:
        claims = json.loads(damaged(json.dumps(_truth()).encode(), chance))
        return str(jwt.encode({"alg": "ES256", "kid": "first"}, claims, _provider())).encode()
    except (ValueError, TypeError, RecursionError, AttributeError):  # what no provider could sign either
        return b""


def _believe(data: bytes) -> None:
    token = text(data)
    id_token.key_id(token)
    claims = id_token.verified(token, _provider(), _EXPECTED, float(_NOW))
    assert claims["iss"] == _ISSUER
    assert claims["nonce"] == "nonce"


def _document(_: Random) -> bytes:
    said = {name: f"{_ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    return json.dumps({"issuer": _ISSUER, "code_challenge_methods_supported": ["S256"], **said}).encode()


DOORS = (
    Door("security key, made", _make, _made, (KeyAnswerWrong,), senseless=_made_of_noise),
    Door("security key, used", _use, _used, (KeyAnswerWrong,), senseless=_used_of_noise),
    Door("provider's keys", id_token.read_keys, _keys, (id_token.TokenWrong,)),
    Door("provider's token", _believe, _token, (id_token.TokenWrong,), senseless=_token_of_nonsense),
    Door(
        "provider's document",
        lambda data: metadata.read(data, _ISSUER),
        _document,
        (metadata.ProviderWrong,),
    ),
)
