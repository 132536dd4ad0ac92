"""A signaling server that runs in the test's own process: over http for the fast suite, over TLS as it ships."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from logs import Dialogue
from protocol import link
from signaling import app, notices
from signaling.accounts import AccountRefused
from signaling.clock import Clock
from signaling.notices import Language, Notices
from signaling.settings import Settings
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.link_client import LinkClient, connected
from tests.fakes.passwords import QUICK

ORIGIN = "https://help.example"
NAME, PASSWORD = "anna", "correct horse"


@dataclass
class Running:
    """Where it is, and what it is made of."""

    url: str
    server: app.Server
    recorder_token: str

    def agent(self, origin: str | None = None) -> AbstractAsyncContextManager[LinkClient]:
        return connected(self.url, link.AGENT_PATH, origin=origin)

    def customer(self, origin: str | None = None) -> AbstractAsyncContextManager[LinkClient]:
        return connected(self.url, link.CUSTOMER_PATH, origin=origin)

    def recorder(self) -> AbstractAsyncContextManager[LinkClient]:
        return connected(self.url, link.RECORDER_PATH)

    def consent_hash(self, language: Language) -> str:
        """What a consent to the notice in force refers to."""
        return Notices.read(notices.SHIPPED, Settings().operator).notice("privacy", language).sha256

    async def open_session(self, agent: LinkClient) -> link.SessionOpened:
        """Signs `NAME` in and opens a session."""
        await agent.say(link.SignIn(NAME, PASSWORD))
        await agent.until(link.SignedIn)
        await agent.say(link.RequestSession())
        opened = await agent.expect(link.SessionOpened)
        await agent.expect(link.SessionChanged)
        return opened


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, open_database: Callable[[str], Database] = Database
) -> AsyncIterator[Running]:
    """The whole server except TLS; `NAME` has an account. Its clock stands still unless one is given."""
    parts = app.assembled(settings, clock or FakeClock(), Dialogue("test"), hasher=QUICK, open_database=open_database)
    async with parts as server:
        with suppress(AccountRefused):
            await server.accounts.add(NAME, "Anna B.", PASSWORD)
        http = TestServer(server.application(ORIGIN), skip_url_asserts=True)
        await http.start_server(access_log=None, keepalive_timeout=settings.silence)
        try:
            yield Running(str(http.make_url("")).rstrip("/"), server, settings.recorder_token.read_text())
        finally:
            server.switchboard.hang_up()
            await http.close()


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine in `folder`, where the server looks for it; a context that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "tls").mkdir(parents=True)
    (folder / "tls" / "server.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "tls" / "server.key").write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    return ssl.create_default_context(cafile=folder / "tls" / "server.pem")
