"""ID tokens: a provider's signed word for a person, believed only if all of it fits. Pure.

The steps are those of OpenID Connect Core 1.0, section 3.1.3.7.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA")
"""Signatures with a key pair only: no `none`, and nothing that whoever checks could have made."""
LONGEST = 16 * 1024
SKEW = 60
"""Seconds by which the provider's clock may differ from ours."""
OLDEST = 600
"""Seconds since it was made: longer than a person takes at the provider, who has it made at the end of that."""
MOST_KEYS = 32
_SMALLEST_RSA = 2048
_KINDS = frozenset({"RSA", "EC", "OKP"})
_NONSENSE = (JoseError, ValueError, TypeError, KeyError, RecursionError, OverflowError)
"""What the library raises for what makes no sense or is not right."""

Claims = dict[str, Any]
Key = Any
"""joserfc's; each kind is a class of its own."""


class TokenWrong(Exception):
    """The ID token does not hold."""


@dataclass(frozen=True)
class Expected:
    """What the token has to say."""

    issuer: str
    client: str
    nonce: str


def read_keys(document: bytes) -> tuple[Key, ...]:
    """The keys of a JWK set that sign; what is not understood is left out. Raises `TokenWrong` for what is no set."""
    try:
        listed = json.loads(document)["keys"]
        found = [_key(one) for one in listed[:MOST_KEYS]]
    except _NONSENSE:
        raise TokenWrong from None
    return tuple(key for key in found if key is not None)


def key_id(token: str) -> str | None:
    """The name of the key that the token says it was signed with. Raises `TokenWrong`."""
    if len(token) > LONGEST:
        raise TokenWrong
    try:
        named = jws.extract_compact(token.encode()).headers().get("kid")
    except _NONSENSE:
        raise TokenWrong from None
    if named is not None and not isinstance(named, str):
        raise TokenWrong
    return named


def fitting(keys: Sequence[Key], named: str | None) -> Key | None:
    """The key of that name; without a name the only one there is."""
    if named is None:
        return keys[0] if len(keys) == 1 else None
    return next((key for key in keys if key.kid == named), None)


def verified(token: str, key: Key, expected: Expected, now: float) -> Claims:
    """What the token says. Raises `TokenWrong`."""
    registry = jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=SKEW,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
    )
    try:
        claims = jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims
        registry.validate(claims)
    except _NONSENSE:
        raise TokenWrong from None
    _check_audience(claims, expected.client)
    if not isinstance(claims["nonce"], str) or not isinstance(claims["iss"], str):
        raise TokenWrong  # the library takes a list that has the value in it
    if claims["iat"] < now - OLDEST - SKEW or not claims["sub"] or len(claims["sub"]) > LONGEST_SUBJECT:
        raise TokenWrong
    return claims


LONGEST_SUBJECT = 255
"""As OpenID Connect bounds it."""


def _check_audience(claims: Claims, client: str) -> None:
    """It is for us, and for nobody besides unless it was given to us."""
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if client not in audience or (len(audience) > 1 and claims.get("azp") != client):
        raise TokenWrong
    if claims.get("azp", client) != client:
        raise TokenWrong


def _key(listed: Any) -> Key | None:
    if not isinstance(listed, dict) or listed.get("kty") not in _KINDS or listed.get("use", "sig") != "sig":
        return None
    if listed["kty"] == "RSA" and len(str(listed.get("n"))) * 6 < _SMALLEST_RSA:
        return None  # the library would only warn
    try:
        return jwk.import_key(listed)
    except _NONSENSE:
        return None
