import asyncio
import shutil
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from logs import Dialogue
from signaling.certificate import ALARM_BEFORE, ServerCertificate
from signaling.problems import CannotStart
from tests.fakes import tls
from tests.fakes.clock import FakeClock

LOG = Dialogue("test")


class Kept:
    """A certificate in a folder of its own, which another one can replace."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self.key = folder / "server.pem", folder / "server.key"
        self.put("first")
        self.clock = FakeClock(self.ends() - 2 * ALARM_BEFORE)

    def put(self, authority: str, *names: str) -> None:
        for name in names or ("server.pem", "server.key"):
            new = shutil.copy(tls.folder(authority) / name, self.certificate.with_name(f"{authority} {name}"))
            Path(new).replace(self.certificate.with_name(name))

    def ends(self) -> float:
        return x509.load_pem_x509_certificate(self.certificate.read_bytes()).not_valid_after_utc.timestamp()

    def server(self) -> ServerCertificate:
        return ServerCertificate(self.certificate, self.key, self.clock, LOG)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


async def shown(server: ssl.SSLContext, client: ssl.SSLContext) -> ssl.SSLObject:
    """What a client is shown. Raises `OSError` when it goes away again."""
    accepting = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=server)
    async with accepting:
        host, port = accepting.sockets[0].getsockname()
        _, writer = await asyncio.open_connection(host, port, ssl=client, server_hostname="localhost")
        made: ssl.SSLObject = writer.get_extra_info("ssl_object")
        writer.close()
        return made


def client(authority: str = "first", change: Callable[[ssl.SSLContext], None] = lambda _: None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=tls.folder(authority) / "ca.pem")
    change(context)
    return context


def test_the_operator_hears_of_its_end_ten_days_before_and_until_there_is_another(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "ferndiagnose")
    server = kept.server()
    server.look()
    assert not server.alarm
    kept.clock.advance(ALARM_BEFORE + 1)
    server.look()
    server.look()
    assert server.alarm
    assert server.last_day == datetime.fromtimestamp(kept.ends(), UTC).date()
    assert caplog.text.count("= alarm certificate-ends") == 1
    kept.clock.advance(-ALARM_BEFORE)
    server.look()
    assert not server.alarm
    assert "alarm over certificate-ends" in caplog.text


async def test_a_certificate_that_was_replaced_is_shown_from_then_on(kept: Kept) -> None:
    server = kept.server()
    await shown(server.context, client())
    kept.put("second")
    await shown(server.context, client())
    server.look()
    await shown(server.context, client("second"))


async def test_while_only_half_of_it_is_there_the_old_one_is_shown(kept: Kept) -> None:
    server = kept.server()
    kept.put("second", "server.pem")
    server.look()
    await shown(server.context, client())
    kept.key.unlink()
    server.look()
    await shown(server.context, client())
    kept.put("second", "server.key")
    server.look()
    await shown(server.context, client("second"))


@pytest.mark.parametrize("change", ["no certificate", "no key", "nonsense", "another's key", "a key with a password"])
def test_what_cannot_be_used_keeps_the_server_from_starting(kept: Kept, change: str) -> None:
    match change:
        case "no certificate":
            kept.certificate.unlink()
        case "no key":
            kept.key.unlink()
        case "nonsense":
            kept.certificate.write_text("nonsense")
        case "another's key":
            kept.put("second", "server.key")
        case _:
            key = serialization.load_pem_private_key(kept.key.read_bytes(), None)
            encrypted = serialization.BestAvailableEncryption(b"password")
            pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
            kept.key.write_bytes(key.private_bytes(pem, form, encrypted))
    with pytest.raises(CannotStart, match="is missing" if change.startswith("no ") else "cannot be used"):
        kept.server()


# What is spoken.


def only_tls_1_1(context: ssl.SSLContext) -> None:
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1


def only_tls_1_2(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def only_ciphers_that_do_not_detect_changes(context: ssl.SSLContext) -> None:
    only_tls_1_2(context)
    context.set_ciphers("ECDHE+AES:!AESGCM:!AESCCM")


@pytest.mark.promise("P05")
async def test_the_newest_tls_is_spoken_and_the_one_before_it(kept: Kept) -> None:
    server = kept.server()
    assert (await shown(server.context, client())).version() == "TLSv1.3"
    spoken = await shown(server.context, client(change=only_tls_1_2))
    assert spoken.version() == "TLSv1.2"
    cipher = spoken.cipher()
    assert cipher
    assert cipher[0].startswith("ECDHE-")


@pytest.mark.promise("P05")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
@pytest.mark.parametrize("change", [only_tls_1_1, only_ciphers_that_do_not_detect_changes])
async def test_what_is_old_is_not_spoken(kept: Kept, change: Callable[[ssl.SSLContext], None]) -> None:
    await shown(tls.serving("first") if change is not only_tls_1_1 else _easygoing(), client(change=change))
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        await shown(kept.server().context, client(change=change))


def _easygoing() -> ssl.SSLContext:
    """A server that speaks everything."""
    context = tls.serving("first")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.promise("P17")
@pytest.mark.parametrize("change", [lambda _: None, only_tls_1_2], ids=["1.3", "1.2"])
async def test_no_browser_is_given_a_ticket_by_which_it_could_be_known_again(
    kept: Kept, change: Callable[[ssl.SSLContext], None]
) -> None:
    assert await tickets(tls.serving("first"), client(change=change)), "else this test shows nothing"
    assert not await tickets(kept.server().context, client(change=change))


async def tickets(server: ssl.SSLContext, client: ssl.SSLContext) -> bool:
    def said(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")

    accepting = await asyncio.start_server(said, "127.0.0.1", 0, ssl=server)
    async with accepting:
        host, port = accepting.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(host, port, ssl=client, server_hostname="localhost")
        await reader.readexactly(5)
        session = writer.get_extra_info("ssl_object").session
        writer.close()
        return bool(session and session.has_ticket)
