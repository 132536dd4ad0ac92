"""What a relay lets nobody do, asked of a real coturn with the operators' file by somebody with good credentials.

CVE-2026-27624 (coturn 4.6.1 has it): all IPv4 peers denied, it still grants `::ffff:127.0.0.1` to whoever has an IPv6
relay address.
"""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from protocol.link import Role
from signaling.relays import LIFETIME, relays
from tests.fakes import coturn, tls
from tests.fakes.coturn import SECRET, Coturn
from tests.fakes.networks import ALSO_MIDDLE, MIDDLE, Networks, needs_root, networks
from tests.fakes.relay_user import GRANTED, TCP, RelayUser, relay_user
from tests.fakes.source import ROOT

pytestmark = [pytest.mark.end_to_end, needs_root]

NEWER = "fd00::1"
"""An address of the other family that the relay has as well, as some machine of an operator's will."""
DENIED = "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
FORBIDDEN, OTHER_FAMILY, UNSUPPORTED_FAMILY, UNAUTHORIZED = 403, 443, 440, 401
OLDER_FAMILY = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
    "198.18.0.3", "198.18.1.1", "198.18.2.1", "198.18.1.2", "198.18.2.2", "224.0.0.1", "255.255.255.255", "192.0.2.1",
]  # fmt: skip
"""Loopback, link-local with a cloud's metadata, private, the relay's own other addresses, its users', everybody's."""
NEWER_FAMILY = [
    "::1", "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::ffff:198.18.1.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::1", "fe80::1", "fc00::1", NEWER, "ff02::1", "2001:db8::1",
    f"::ffff:{MIDDLE}", f"::ffff:{ALSO_MIDDLE}",
]  # fmt: skip
"""The same, and every way to write an older address as a newer one."""


@pytest.fixture(scope="module")
def net() -> Iterator[Networks]:
    with networks() as net:
        net.middle.ip(f"addr add {NEWER}/128 dev lo")
        yield net


@contextmanager
def relay_of_both_families(net: Networks, **changes: str) -> Iterator[Coturn]:
    both = {f"relay-ip={MIDDLE}": f"relay-ip={MIDDLE}\nrelay-ip={NEWER}"}
    with coturn.running(net.middle, changes=both | changes) as relay:
        yield relay


@contextmanager
def customer(net: Networks, name: str = "", credential: str = "") -> Iterator[RelayUser]:
    (server,) = relays(["turn:relay.example:443"], SECRET, only=False).servers("ab" * 16, Role.CUSTOMER, time.time())
    with relay_user(net.customer, MIDDLE, name or server.username, credential or server.credential) as user:
        yield user


def granted(user: RelayUser, addresses: list[str]) -> list[str]:
    """Those of the addresses to which it gets a permission or a channel."""
    return [address for address in addresses if GRANTED in user.may_reach(address)]


@pytest.mark.promise("P06")
def test_as_operators_run_it_the_relay_lends_addresses_of_the_older_family_only_and_no_tcp(net: Networks) -> None:
    with coturn.running(net.middle):
        with customer(net) as user:
            assert user.allocates(family=6) == UNSUPPORTED_FAMILY
        with customer(net) as user:
            assert user.allocates(transport=TCP) != GRANTED
        with customer(net) as user:
            assert user.allocates() == GRANTED
            assert granted(user, [MIDDLE, ALSO_MIDDLE]) == [MIDDLE, ALSO_MIDDLE], "another user, and the recorder"
            assert granted(user, OLDER_FAMILY + NEWER_FAMILY) == []


@pytest.mark.promise("P06")
def test_with_an_address_of_the_newer_family_it_reaches_nobody_either(net: Networks) -> None:
    with relay_of_both_families(net), customer(net) as user:
        assert user.allocates(family=6) == GRANTED
        assert {user.may_reach(address) for address in NEWER_FAMILY} == {(FORBIDDEN, FORBIDDEN)}
        assert {user.may_reach(address) for address in OLDER_FAMILY} == {(OTHER_FAMILY, OTHER_FAMILY)}
        assert granted(user, [MIDDLE, ALSO_MIDDLE]) == []


def test_without_the_line_for_the_newer_family_it_would_reach_whom_it_likes(net: Networks) -> None:
    """Else the test above shows nothing. Which of them depends on coturn's version: 4.6.1 has the fault."""
    with relay_of_both_families(net, **{DENIED: ""}) as relay, customer(net) as user:
        assert user.allocates(family=6) == GRANTED
        reached = granted(user, NEWER_FAMILY)
        assert "2001:db8::1" in reached
        if "4.6.1" in relay.said():
            assert {"::ffff:127.0.0.1", "::ffff:169.254.169.254"} <= set(reached)


@pytest.mark.promise("P06")
def test_credentials_that_were_changed_are_worth_nothing(net: Networks) -> None:
    (server,) = relays(["turn:relay.example:443"], SECRET, only=False).servers("ab" * 16, Role.CUSTOMER, time.time())
    until, _, who = server.username.partition(":")
    forged = {
        "good for longer": (f"{int(until) + 86400}:{who}", server.credential),
        "somebody else's": (f"{until}:{'0' * len(who)}", server.credential),
        "without an end": (who, server.credential),
        "an empty credential": (server.username, " "),
    }
    (old,) = relays(["turn:relay.example:443"], SECRET, only=False).servers(
        "ab" * 16, Role.CUSTOMER, time.time() - LIFETIME - 1
    )
    forged["expired"] = (old.username, old.credential)
    with coturn.running(net.middle):
        for kind, (name, credential) in forged.items():
            with customer(net, name, credential) as user:
                assert user.allocates() == UNAUTHORIZED, kind


@contextmanager
def listening(net: Networks, port: int) -> Iterator[socket.socket]:
    """A program on the relay's machine that takes datagrams."""
    with net.middle.inside():
        plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with plug:
        plug.bind((MIDDLE, port))
        plug.settimeout(5)
        yield plug


@pytest.mark.parametrize("guarded", [False, True])
def test_with_our_firewall_only_relayed_ports_of_the_relays_machine_are_reached(net: Networks, guarded: bool) -> None:
    """Without it other programs are too that take datagrams at the relay's own address."""
    rules = (ROOT / "deploy" / "coturn" / "relay.nft").read_text(encoding="utf-8")
    with coturn.running(net.middle), listening(net, 53) as names, listening(net, 50001) as relayed:
        if guarded:
            net.middle.nft(rules.replace("RELAY_ADDRESS", MIDDLE))
        with customer(net) as user:
            assert user.allocates() == GRANTED
            for port in (53, 50001):
                assert user.may_reach(MIDDLE, port) == (GRANTED, GRANTED)
                user.sends(b"hello")
            assert relayed.recv(100) == b"hello", "the later of both"
            names.setblocking(False)
            if guarded:
                with pytest.raises(BlockingIOError):
                    names.recv(100)
            else:
                assert names.recv(100) == b"hello"
        if guarded:
            net.middle.nft("delete table inet ferndiagnose_relay")


def test_the_relay_speaks_no_old_tls(net: Networks) -> None:
    def spoken(*flags: str) -> bool:
        ca = str(tls.folder() / "ca.pem")
        with net.customer.inside():
            try:
                subprocess.run(
                    ["openssl", "s_client", "-connect", f"{MIDDLE}:443", "-CAfile", ca, "-verify_return_error", *flags],
                    stdin=subprocess.DEVNULL, capture_output=True, timeout=3, check=True,
                )  # fmt: skip
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired):  # to TLS 1.1 it does not even answer
                return False
        return True

    with coturn.running(net.middle):
        assert spoken(), "4.6.1 speaks 1.2, newer ones 1.3 too"
        assert not spoken("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        assert not spoken("-tls1_2", "-cipher", "ECDHE+AES:!AESGCM:!AESCCM")
