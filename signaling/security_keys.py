"""Security keys: what a browser asks one for, and whether its answer is right (WebAuthn). No input or output.

A key is kept with whoever it is for, and asks for a PIN, a finger or a face itself: so the page that asks for it needs
to name no account, and shows the same to everybody.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)
from msgspec import Meta

CHALLENGE_BYTES = 32
LONGEST_ID = 1023
"""Bytes of a credential's id, as the specification bounds it."""
_ALGORITHMS = (-8, -7, -257)
"""EdDSA, ES256 and RS256, in COSE's numbers: what keys and systems can do."""
_MILLISECONDS = 120_000
_Encoded = Annotated[str, Meta(max_length=8192)]
_NONSENSE = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    struct.error,
    RecursionError,
    OverflowError,
    AttributeError,  # where a map is to be, and is none
    UnsupportedAlgorithm,
)
"""What the library raises for an answer that makes no sense or is not right."""


class KeyAnswerWrong(Exception):
    """The browser's answer is not that of a key which was asked for, in this way, on this site."""


class _Inside(msgspec.Struct, rename="camel"):
    client_data_json: _Encoded = msgspec.field(name="clientDataJSON")
    attestation_object: _Encoded = ""
    authenticator_data: _Encoded = ""
    signature: _Encoded = ""


class _Answer(msgspec.Struct, rename="camel"):
    """What `PublicKeyCredential.toJSON()` gives, as far as it is looked at."""

    id: Annotated[str, Meta(max_length=1400)]
    raw_id: Annotated[str, Meta(max_length=1400)]
    type: str
    response: _Inside


@dataclass(frozen=True)
class SecurityKey:
    """One key of one account."""

    credential: bytes
    """What the key calls itself."""
    public: bytes = field(repr=False)
    """Its public half, as the key gave it: `AttestedCredentialData`."""
    count: int
    """Its signatures so far, as it says; 0 for keys that do not count."""


@dataclass(frozen=True)
class Used:
    """A key that signed the challenge of a page."""

    key: SecurityKey
    count: int


class Site:
    """The one site that keys are made for and asked on: the public address of the service."""

    def __init__(self, origin: str, name: str) -> None:
        """`origin` is as browsers name it; `name` is shown by some keys."""
        self.origin = origin
        self._party = {"id": urlsplit(origin).hostname or "", "name": name}
        self._server = Fido2Server(
            PublicKeyCredentialRpEntity(**self._party),
            attestation=AttestationConveyancePreference.NONE,
            verify_origin=lambda named: named == origin,
        )

    def to_make(self, challenge: bytes, account: int, name: str, shown: str, known: Sequence[bytes]) -> str:
        """What a browser has to ask for a new key, not one of the `known`: `PublicKeyCredentialCreationOptionsJSON`."""
        wanted = {
            "rp": self._party,
            "user": {"id": websafe_encode(account.to_bytes(8, "big")), "name": name, "displayName": shown},
            "challenge": websafe_encode(challenge),
            "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in _ALGORITHMS],
            "excludeCredentials": [{"type": "public-key", "id": websafe_encode(one)} for one in known],
            "authenticatorSelection": {
                "residentKey": "required", "requireResidentKey": True, "userVerification": "required"
            },
            "attestation": "none",
            "timeout": _MILLISECONDS,
        }  # fmt: skip
        return json.dumps(wanted)

    def to_use(self, challenge: bytes) -> str:
        """What a browser has to ask for any key of this site: `PublicKeyCredentialRequestOptionsJSON`."""
        asked = {"challenge": websafe_encode(challenge), "rpId": self._party["id"], "userVerification": "required"}
        return json.dumps(asked | {"timeout": _MILLISECONDS})

    def made(self, challenge: bytes, answer: bytes) -> SecurityKey:
        """The key that was made. Raises `KeyAnswerWrong`."""
        given = _read(answer)
        try:
            response = RegistrationResponse.from_dict(msgspec.to_builtins(given))
            data = self._server.register_complete(_state(challenge), response)
            made = data.credential_data
            if made is None or made.credential_id != response.raw_id or len(made.credential_id) > LONGEST_ID:
                raise KeyAnswerWrong
        except _NONSENSE as wrong:
            raise KeyAnswerWrong from wrong
        return SecurityKey(made.credential_id, bytes(made), data.counter)

    def named(self, answer: bytes) -> bytes:
        """The credential that an answer says it is of. Raises `KeyAnswerWrong`."""
        try:
            named: bytes = AuthenticationResponse.from_dict(msgspec.to_builtins(_read(answer))).raw_id
        except _NONSENSE as wrong:
            raise KeyAnswerWrong from wrong
        return named

    def used(self, challenge: bytes, key: SecurityKey, answer: bytes) -> Used:
        """That key signed the challenge. Raises `KeyAnswerWrong`, also for one whose count shows that it was copied."""
        given = _read(answer)
        try:
            response = AuthenticationResponse.from_dict(msgspec.to_builtins(given))
            self._server.authenticate_complete(_state(challenge), [AttestedCredentialData(key.public)], response)
            data = response.response.authenticator_data
        except _NONSENSE as wrong:
            raise KeyAnswerWrong from wrong
        if data.counter <= key.count and (data.counter or key.count):
            raise KeyAnswerWrong
        return Used(key, data.counter)


def _state(challenge: bytes) -> dict[str, Any]:
    """What the library wants to have kept from the asking to the answer."""
    return {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.REQUIRED}


def _read(answer: bytes) -> _Answer:
    try:
        given = msgspec.json.decode(answer, type=_Answer)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise KeyAnswerWrong from None
    if given.type != "public-key" or given.id != given.raw_id:
        raise KeyAnswerWrong
    return given
