"""The provider, as the server speaks to it: what is asked for in the browser, and what is made of the answer."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from protocol.link import CameBack
from protocol.problems import ProviderSignInRefused, ProviderUnavailable
from signaling.clock import Clock
from signaling.provider import id_token, metadata
from signaling.provider.door import Door, Refused, Unreachable
from signaling.provider.id_token import Claims, Expected, Key, TokenWrong
from signaling.provider.metadata import Metadata, ProviderWrong

ANSWERED_WITHIN = 600.0
"""Seconds from the question to the browser's return."""
FRESH = 3600.0
"""Seconds for which metadata and keys are good."""
KEYS_AGAIN_AFTER = 30.0
"""Seconds between two looks for a key that is not known: the provider may have a new one, or somebody invents names."""


@dataclass(frozen=True)
class Registration:
    """What the operator registered at the provider."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    scopes: str = "openid profile"


@dataclass(frozen=True)
class Question:
    """What one browser was sent to the provider with. It is answered once, on the line that asked."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    returns_to: str
    at: float


class _Tokens(msgspec.Struct):
    id_token: str


class Provider:
    """One provider. It is looked up when it is first needed: it may be away when the server starts."""

    def __init__(self, registration: Registration, door: Door, clock: Clock) -> None:
        self._registration = registration
        self._door = door
        self._clock = clock
        self._metadata: Metadata | None = None
        self._keys: tuple[Key, ...] = ()
        self._looked_up = float("-inf")
        self._keys_at = float("-inf")

    async def question(self, port: int) -> Question:
        """What the browser is to open, which then returns to `port`. Raises `ProviderUnavailable`."""
        said = await self._known()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        returns_to = f"http://127.0.0.1:{port}/"
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._registration.client,
            "redirect_uri": returns_to,
            "scope": self._registration.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        joint = "&" if urlsplit(said.authorization).query else "?"
        url = said.authorization + joint + urlencode(asked, quote_via=quote)
        return Question(url, state, nonce, verifier, returns_to, self._clock())

    async def claims(self, question: Question, returned: CameBack) -> Claims:
        """What the provider says of whoever answered. Raises `ProviderSignInRefused` and `ProviderUnavailable`."""
        said = await self._known()
        late = self._clock() >= question.at + ANSWERED_WITHIN
        if late or not hmac.compare_digest(returned.state.encode(), question.state.encode()):
            raise ProviderSignInRefused
        if (returned.issuer or said.names_itself) and returned.issuer != said.issuer:
            raise ProviderSignInRefused  # RFC 9207: another provider's answer
        if returned.error or not returned.code:
            raise ProviderSignInRefused
        token = await self._exchanged(said, question, returned.code)
        try:
            key = await self._key(said, id_token.key_id(token))
            expected = Expected(said.issuer, self._registration.client, question.nonce)
            return id_token.verified(token, key, expected, self._clock())
        except TokenWrong:
            raise ProviderSignInRefused from None

    async def _exchanged(self, said: Metadata, question: Question, code: str) -> str:
        """The ID token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.returns_to,
            "code_verifier": question.verifier,
        }
        name, secret = self._registration.client, self._registration.secret
        client = (quote(name, safe=""), quote(secret, safe="")) if said.takes_basic else None  # RFC 6749, 2.3.1
        if client is None:
            form |= {"client_id": name, "client_secret": secret}
        try:
            answer = await self._door.post(said.token, form, client)
            return msgspec.json.decode(answer, type=_Tokens).id_token
        except Unreachable:
            raise ProviderUnavailable from None
        except (Refused, msgspec.DecodeError, UnicodeError, RecursionError):
            raise ProviderSignInRefused from None

    async def _known(self) -> Metadata:
        now = self._clock()
        if self._metadata is None or now - self._looked_up >= FRESH:
            issuer = self._registration.issuer
            document = await self._got(issuer.rstrip("/") + metadata.PATH)
            try:
                self._metadata = metadata.read(document, issuer)
            except ProviderWrong:
                raise ProviderUnavailable from None
            self._looked_up = now
        return self._metadata

    async def _key(self, said: Metadata, named: str | None) -> Key:
        """The key of that name. A provider changes its keys; a new one is looked for, but not again and again."""
        now = self._clock()
        known = id_token.fitting(self._keys, named) if now - self._keys_at < FRESH else None
        if known is None and now - self._keys_at >= KEYS_AGAIN_AFTER:
            self._keys = id_token.read_keys(await self._got(said.keys))
            self._keys_at = now
            known = id_token.fitting(self._keys, named)
        if known is None:
            raise TokenWrong
        return known

    async def _got(self, address: str) -> bytes:
        try:
            return await self._door.get(address)
        except Unreachable:
            raise ProviderUnavailable from None
