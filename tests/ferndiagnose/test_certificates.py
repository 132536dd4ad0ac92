import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from ferndiagnose.certificates import LIFETIME, RENEW_BEFORE, Paths, ensure
from ferndiagnose.problems import CannotServe

NOW = datetime.now(UTC)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


def handshake(paths: Paths, name: str) -> None:
    """TLS in memory, both sides as the programs have it. Raises `SSLError` when the client refuses."""
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(paths.server, paths.key)
    trusting = ssl.create_default_context(cafile=paths.ca)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(up, down, server_side=True)
    client = trusting.wrap_bio(down, up, server_hostname=name)
    for side in (client, server, client, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


def contents(paths: Paths) -> list[bytes]:
    return [path.read_bytes() for path in (paths.ca, paths.server, paths.key)]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "help.example", "192.0.2.7"])
def test_a_client_that_trusts_the_ca_accepts_each_name(paths: Paths, name: str) -> None:
    assert ensure(paths, ["help.example", "192.0.2.7", "localhost"], NOW)
    handshake(paths, name)


def test_a_client_refuses_another_name(paths: Paths) -> None:
    ensure(paths, [], NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(paths, "help.example")


def test_the_key_is_private_and_the_cas_key_is_nowhere(paths: Paths) -> None:
    ensure(paths, [], NOW)
    assert paths.key.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in paths.folder.iterdir()) == ["ca.pem", "server.key", "server.pem"]


def test_a_second_start_keeps_what_is_there(paths: Paths) -> None:
    ensure(paths, ["help.example"], NOW)
    before = contents(paths)
    assert not ensure(paths, ["help.example"], NOW + LIFETIME - RENEW_BEFORE - timedelta(days=1))
    assert contents(paths) == before


@pytest.mark.parametrize("late", [timedelta(0), RENEW_BEFORE, 10 * LIFETIME])
def test_ours_are_made_anew_before_they_end(paths: Paths, late: timedelta) -> None:
    ensure(paths, [], NOW)
    assert ensure(paths, [], NOW + LIFETIME - RENEW_BEFORE + late)


def test_ours_are_made_anew_for_a_new_name(paths: Paths) -> None:
    ensure(paths, [], NOW)
    assert ensure(paths, ["help.example"], NOW)
    handshake(paths, "help.example")


def test_an_operators_own_certificate_is_never_touched(paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> None:
    ensure(paths, [], NOW)
    other = Paths(tmp_path_factory.mktemp("other"))
    ensure(other, [], NOW)
    for path, content in zip((paths.server, paths.key), contents(other)[1:], strict=True):
        path.write_bytes(content)  # issued by another CA than the ca.pem that lies beside it
    before = contents(paths)
    assert not ensure(paths, ["help.example"], NOW + LIFETIME - timedelta(days=1))
    assert contents(other)[1:] == before[1:]


@pytest.mark.promise("P05")
def test_an_operators_certificate_without_its_authority_is_said_and_the_systems_are_not_asked(paths: Paths) -> None:
    ensure(paths, [], NOW)
    paths.ca.unlink()
    with pytest.raises(CannotServe, match=r"ca\.pem is missing.*CN=Ferndiagnose development CA"):
        ensure(paths, [], NOW)


def test_an_operators_expired_certificate_is_said_and_not_replaced(paths: Paths) -> None:
    ensure(paths, [], NOW)
    paths.ca.unlink()
    with pytest.raises(CannotServe, match="has expired"):
        ensure(paths, [], NOW + 2 * LIFETIME)


@pytest.mark.parametrize("missing", ["server", "key"])
def test_half_a_certificate_is_said(paths: Paths, missing: str) -> None:
    ensure(paths, [], NOW)
    getattr(paths, missing).unlink()
    with pytest.raises(CannotServe, match="only one of"):
        ensure(paths, [], NOW)


def test_a_certificate_that_is_none_is_said(paths: Paths) -> None:
    paths.server.write_text("not PEM")
    paths.key.write_text("not PEM")
    with pytest.raises(CannotServe, match=r"server\.pem cannot be read"):
        ensure(paths, [], NOW)


def test_the_servers_certificate_can_be_nothing_but_a_servers(paths: Paths) -> None:
    ensure(paths, [], NOW)
    server = x509.load_pem_x509_certificate(paths.server.read_bytes())
    assert not server.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
