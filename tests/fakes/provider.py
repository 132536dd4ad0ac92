"""An identity provider in the test's own process, as strict as a real one. It lies in one thing when it is told to."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwk, jwt

from protocol.link import CameBack
from signaling.clock import Clock
from signaling.provider.door import Refused, Unreachable

ISSUER = "https://login.example"
CLIENT, SECRET = "ferndiagnose", "the client's secret"
ANNA = {"sub": "4711", "preferred_username": "anna", "name": "Anna B."}
KEYS = [jwk.RSAKey.generate_key(2048, {"kid": name}) for name in ("first", "second")]


@dataclass
class FakeProvider:
    """A `Door` to itself, and the page at which people sign in."""

    clock: Clock
    key: Any = field(default_factory=lambda: KEYS[0])
    published: list[Any] = field(default_factory=lambda: [KEYS[0]])
    changes: dict[str, Any] = field(default_factory=dict)
    """What its configuration document says otherwise."""
    away: bool = False
    lie: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    """What it puts into ID tokens in place of the truth."""
    sign: Callable[[dict[str, Any], Any], str] | None = None
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, tuple[dict[str, str], dict[str, Any]]] = field(default_factory=dict)

    def signs_in(self, url: str, claims: Mapping[str, Any] = ANNA) -> CameBack:
        """Somebody signs in at the page; what the browser comes back with."""
        assert url.startswith(f"{ISSUER}/authorize?")
        given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert given["response_type"] == "code"
        assert given["client_id"] == CLIENT
        assert given["code_challenge_method"] == "S256"
        assert "openid" in given["scope"].split()
        code = secrets.token_urlsafe(8)
        self._codes[code] = given, dict(claims)
        return CameBack(given["state"], code, ISSUER)

    # The door.

    async def get(self, address: str) -> bytes:
        self._ask(address)
        if address == f"{ISSUER}/.well-known/openid-configuration":
            said = {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "authorization_response_iss_parameter_supported": True,
                "code_challenge_methods_supported": ["S256"],
            }
            return json.dumps(said | self.changes).encode()
        assert address == f"{ISSUER}/keys"
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.published]}).encode()

    async def post(self, address: str, form: Mapping[str, str], client: tuple[str, str] | None) -> bytes:
        self._ask(address)
        assert address == f"{ISSUER}/token"
        given, claims = self._codes.pop(form["code"], ({}, {}))
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if challenge != given.get("code_challenge") or form["redirect_uri"] != given["redirect_uri"]:
            raise Refused
        if client != (CLIENT, "the%20client%27s%20secret"):
            raise Refused
        now = int(self.clock())
        truth = {"iss": ISSUER, "aud": CLIENT, "nonce": given["nonce"], "iat": now, "exp": now + 300, **claims}
        said = {name: value for name, value in self.lie(truth).items() if value is not None}
        token = (self.sign or signed)(said, self.key)
        return json.dumps({"id_token": token, "access_token": "unused", "token_type": "Bearer"}).encode()

    def _ask(self, address: str) -> None:
        self.asked.append(address.removeprefix(ISSUER))
        if self.away:
            raise Unreachable


def signed(claims: dict[str, Any], key: Any) -> str:
    """As it should be."""
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
