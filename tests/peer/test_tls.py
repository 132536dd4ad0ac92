"""Whom a program trusts to be the server."""

import asyncio
import inspect
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from peer.tls import by_default_nobody, trusting, trusting_nobody
from tests.fakes import tls


async def handshake(client: ssl.SSLContext, server: ssl.SSLContext, name: str = "localhost") -> str:
    """What both speak. Raises `ssl.SSLError`."""
    accepting = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=server)
    async with accepting:
        host, port = accepting.sockets[0].getsockname()
        _, writer = await asyncio.open_connection(host, port, ssl=client, server_hostname=name)
        spoken: str = writer.get_extra_info("ssl_object").version()
        writer.close()
        return spoken


@pytest.mark.promise("P05")
def test_only_the_given_authority_is_trusted_and_names_are_checked() -> None:
    context = trusting(tls.folder() / "ca.pem")
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert len(context.get_ca_certs()) == 1


@pytest.mark.promise("P05")
async def test_a_server_is_trusted_for_its_own_name_and_by_its_own_authority_only() -> None:
    serving = tls.serving()
    assert await handshake(trusting(tls.folder() / "ca.pem"), serving) == "TLSv1.3"
    for client, name in (
        (trusting(tls.folder() / "ca.pem"), "other.example"),
        (trusting(tls.folder("another") / "ca.pem"), "localhost"),
        (trusting_nobody(), "localhost"),
    ):
        with pytest.raises(ssl.SSLCertVerificationError):
            await handshake(client, serving, name)


@pytest.mark.promise("P05")
async def test_what_the_system_trusts_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.folder("the system's") / "ca.pem"))
    assert await handshake(ssl.create_default_context(), tls.serving("the system's")), "else this test shows nothing"
    for client in (trusting(tls.folder() / "ca.pem"), trusting_nobody()):
        with pytest.raises(ssl.SSLCertVerificationError):
            await handshake(client, tls.serving("the system's"))


@pytest.mark.promise("P05")
@pytest.mark.parametrize("content", [None, "", "nonsense"])
def test_without_an_authority_there_is_no_way_to_go_on(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    for path in (file, Path()):
        with pytest.raises(OSError):  # noqa: PT011  # of several kinds, each with a text of the system's
            trusting(path)


@pytest.mark.promise("P05")
@pytest.mark.parametrize(
    ("newest", "ciphers"),
    [(ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0"), (ssl.TLSVersion.TLSv1_2, "ECDHE+AES:!AESGCM:!AESCCM")],
    ids=["TLS 1.1", "changes are not detected by the cipher"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
async def test_a_server_that_speaks_only_what_is_old_is_not_spoken_to(newest: ssl.TLSVersion, ciphers: str) -> None:
    serving = tls.serving()
    serving.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    serving.maximum_version = newest
    serving.set_ciphers(ciphers)
    easygoing = ssl.create_default_context(cafile=tls.folder() / "ca.pem")
    easygoing.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    easygoing.set_ciphers("ALL:@SECLEVEL=0")
    assert await handshake(easygoing, serving), "else this test shows nothing"
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        await handshake(trusting(tls.folder() / "ca.pem"), serving)


@pytest.mark.promise("P05")
def test_the_keys_of_connections_are_written_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    listens = not sys.flags.ignore_environment  # the client's own Python does not
    assert bool(ssl.create_default_context().keylog_filename) == listens, "else this test shows nothing"
    assert trusting(tls.folder() / "ca.pem").keylog_filename is None


@pytest.mark.promise("P05")
def test_there_is_no_switch_that_turns_the_check_off() -> None:
    assert list(inspect.signature(trusting).parameters) == ["authorities"]
    assert list(inspect.signature(trusting_nobody).parameters) == []


@pytest.mark.promise("P05")
def test_a_context_made_by_default_trusts_nobody_for_as_long_as_that_is_wanted() -> None:
    usual = ssl.create_default_context
    with by_default_nobody():
        made = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)
    assert (made.verify_mode, made.check_hostname, made.get_ca_certs()) == (ssl.CERT_REQUIRED, True, [])
    assert ssl.create_default_context is usual


@pytest.mark.promise("P05")
def test_the_link_reads_no_authorities_of_the_systems_when_it_is_loaded() -> None:
    code = "import ssl; ssl.SSLContext.load_default_certs = lambda *_: exit('read'); import peer.server_link"
    subprocess.run([sys.executable, "-c", code], check=True)
