"""A signaling server that runs in the test's own process: over http for the fast suite, over TLS as it ships."""

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.authenticator import Authenticator
from logs import Dialogue
from protocol import link
from signaling import app, connections, notices, second_factor
from signaling.clock import Clock
from signaling.enrolments import Said
from signaling.notices import Language, Notices
from signaling.settings import Settings
from signaling.sign_ins import Enrolling
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.link_client import LinkClient, connected
from tests.fakes.passwords import QUICK
from tests.fakes.signaling_parts import CUSTOMER, REQUEST

ORIGIN = "https://help.example"
NAME, PASSWORD = "anna", "correct horse"


@dataclass
class Running:
    """Where it is, and what it is made of."""

    url: str
    server: app.Server
    recorder_token: str
    authenticator: Authenticator
    clock: Clock

    def agent(self, origin: str = ORIGIN) -> AbstractAsyncContextManager[LinkClient]:
        return connected(self.url, link.AGENT_PATH, origin=origin)

    def customer(self, origin: str = ORIGIN) -> AbstractAsyncContextManager[LinkClient]:
        return connected(self.url, link.CUSTOMER_PATH, origin=origin)

    def recorder(self) -> AbstractAsyncContextManager[LinkClient]:
        return connected(self.url, link.RECORDER_PATH, origin=ORIGIN)

    def consent_hash(self, language: Language) -> str:
        """What a consent to the notice in force refers to."""
        return Notices.read(notices.SHIPPED, Settings().operator).notice("privacy", language).sha256

    def sign_in(self) -> link.SignIn:
        """What somebody says who is `NAME`, and has the app."""
        return link.SignIn(NAME, PASSWORD, self.authenticator.code(self.clock()))

    async def open_session(self, agent: LinkClient) -> link.SessionOpened:
        """Signs `NAME` in and opens a session."""
        await agent.say(self.sign_in())
        await agent.until(link.SignedIn)
        await agent.say(REQUEST)
        opened = await agent.expect(link.SessionOpened)
        await agent.expect(link.SessionChanged)
        return opened


async def with_account(server: app.Server, clock: Clock) -> Authenticator:
    """The app of `NAME`, who has an account from now on, and has heard `CUSTOMER` agree to EasySupport."""
    await server.accounts.add(NAME, "Anna B.", PASSWORD)
    begun = await server.sign_ins.sign_in(NAME, PASSWORD, "")
    assert isinstance(begun, Enrolling)
    authenticator = Authenticator(second_factor.spelled(begun.secret))
    entered = await server.sign_ins.enrol(begun, authenticator.code(clock()))
    await server.sign_ins.sign_out(entered.sign_in)
    if text := server.enrolments.text():
        await server.enrolments.tell(CUSTOMER, Said(True, text.version, "de"), entered.sign_in.agent)
    authenticator.recovery_codes = list(entered.recovery_codes)
    return authenticator


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, open_database: Callable[[str], Database] = Database
) -> AsyncIterator[Running]:
    """The whole server except TLS; `NAME` has an account. Its clock stands still unless one is given."""
    clock = clock or FakeClock()
    parts = app.assembled(settings, clock, Dialogue("test"), hasher=QUICK, open_database=open_database)
    async with parts as server:
        authenticator = await with_account(server, clock)
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        application = server.application(ORIGIN)
        async with connections.answering(
            application, listening, None, log=Dialogue("test"), silence=settings.silence
        ) as listener:
            try:
                yield Running(url, server, settings.recorder_token.read_text(), authenticator, clock)
            finally:
                listener.close()
                server.switchboard.hang_up()


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine in `folder`, where the server looks for it; a context that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "tls").mkdir(parents=True)
    (folder / "tls" / "server.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "tls" / "server.key").write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    return ssl.create_default_context(cafile=folder / "tls" / "server.pem")
