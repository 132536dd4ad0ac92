"""The door to the provider: two kinds of request, to its own host, over TLS; no redirect followed, no cookie kept."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from signaling.problems import CannotStart
from signaling.provider.metadata import host_of

LONGEST = 256 * 1024
"""Bytes of an answer."""
WITHIN = 10.0
"""Seconds for one request."""
AT_ONCE = 8
"""Connections; beyond it requests wait."""


NOBODY: Mapping[str, str] = {}


class Unreachable(Exception):
    """There is no answer, or none that could be meant for us."""


class Refused(Exception):
    """The provider says no."""


class Door(Protocol):
    """What is asked of a provider. A test puts a fake here."""

    async def get(self, address: str) -> bytes:
        """A document. Raises `Unreachable`."""
        ...

    async def post(self, address: str, form: Mapping[str, str], client: tuple[str, str] | None) -> bytes:
        """The answer to a form, sent by a client that has a secret. Raises `Unreachable` and `Refused`."""
        ...


class HttpDoor:
    """The real one. It goes to one host, whatever it is told."""

    def __init__(self, issuer: str, authorities: Path) -> None:
        """`authorities`: a PEM file with those that count; the system's do not. Raises `CannotStart`."""
        self._host = host_of(issuer)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            self._tls.load_verify_locations(authorities)
        except (OSError, ssl.SSLError):
            raise CannotStart(
                f"There is no certificate authority that can be read in {authorities}. Put the one there that the "
                "identity provider's certificate comes from, or name the file in FERNDIAGNOSE_SIGNALING_PROVIDER_CA."
            ) from None
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession(
            connector=TCPConnector(ssl=self._tls, limit=AT_ONCE, force_close=True),  # a kept one may just be closing
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=WITHIN),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session, "it was entered"
        await self._session.close()

    async def get(self, address: str) -> bytes:
        return await self._ask("GET", address)

    async def post(self, address: str, form: Mapping[str, str], client: tuple[str, str] | None) -> bytes:
        basic = b64encode(":".join(client).encode()).decode() if client else ""
        return await self._ask("POST", address, form, {"Authorization": f"Basic {basic}"} if basic else {})

    async def _ask(
        self, method: str, address: str, form: Mapping[str, str] | None = None, proof: Mapping[str, str] = NOBODY
    ) -> bytes:
        assert self._session, "it was entered"
        assert host_of(address) == self._host, "the metadata were checked"
        headers = {"Accept": "application/json", "User-Agent": "ferndiagnose", **proof}
        try:
            async with self._session.request(
                method, address, data=form, headers=headers, allow_redirects=False
            ) as response:
                body = await response.content.read(LONGEST + 1)
                while len(body) <= LONGEST and (more := await response.content.read(LONGEST + 1)):
                    body += more
                status = response.status
        except (TimeoutError, ClientError, OSError) as error:
            raise Unreachable from error
        if method == "POST" and status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise Refused
        if status != HTTPStatus.OK or len(body) > LONGEST:
            raise Unreachable
        return body
