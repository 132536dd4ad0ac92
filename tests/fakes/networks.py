"""Networks of their own on one machine: the kernel's namespaces. Whoever is in one reaches nothing else.

    customer 198.18.1.2 ──┐
                          ├── middle 198.18.0.1 and 198.18.0.2, which passes nothing on
    agent    198.18.2.2 ──┘

198.18.0.0/15 is set aside for tests of networks (RFC 2544).
"""

import ctypes
import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_NEW_NETWORK = 0x40000000
_NUMBER = itertools.count()

needs_root = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may make networks of its own"
)

MIDDLE, ALSO_MIDDLE = "198.18.0.1", "198.18.0.2"
DEAD = "198.19.0.1"
"""Everybody knows the way to it, and nobody is there."""


@dataclass(frozen=True)
class Place:
    """One namespace."""

    name: str

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Sockets that this thread makes meanwhile, and threads and programs that it starts, are in there."""
        with inside(Path(f"/var/run/netns/{self.name}")):
            yield

    def nft(self, *lines: str) -> None:
        """A script for the kernel's firewall, in there."""
        script = "\n".join(lines).encode()
        with self.inside():
            subprocess.run(["nft", "-f", "-"], input=script, check=True)

    def ip(self, *commands: str) -> None:
        """Commands of `ip`, in there."""
        script = "\n".join(commands).encode()
        subprocess.run(["ip", "-n", self.name, "-batch", "-"], input=script, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Networks:
    """Two places and what lies between them."""

    customer: Place
    agent: Place
    middle: Place

    def connect(self) -> None:
        """From now on the middle passes everything on: there is a direct way too."""
        with self.middle.inside():
            Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")

    def dead_card(self) -> None:
        """The customer gets a second network card, from which packets go out and to which none comes back."""
        self.customer.ip(
            "link add dead type veth peer name nowhere",
            "addr add 198.18.9.2/24 dev dead",
            "link set dead up",
            "link set nowhere up",
        )

    def lay_traps(self) -> None:
        """From now on what leaves a place for any address outside these networks ends in its trap, and is counted."""
        for place in (self.customer, self.agent, self.middle):
            place.ip(
                "link add trap type veth peer name depth",
                "link set trap addrgenmode none arp off",
                "link set depth addrgenmode none",
                "link set trap up",
                "link set depth up",
                "route add ::/0 dev trap",
            )
        for number, place in enumerate((self.customer, self.agent), start=1):
            place.ip(f"route replace 198.18.0.0/15 via 198.18.{number}.1", "route replace default dev trap")
        self.middle.ip("route replace default dev trap")

    def trapped(self) -> int:
        """How many packets ended there: to a name server, to a third party, to whomever."""
        return sum(_sent(place) for place in (self.customer, self.agent, self.middle))

    @contextmanager
    def nothing_but_tls(self) -> Iterator[None]:
        """The middle takes nothing from outside but TCP to its port 443, in neither family, and passes nothing on."""
        self.middle.nft(
            "table inet strict {",
            "chain in { type filter hook input priority 0; policy drop; iif lo accept; tcp dport 443 accept; }",
            "chain through { type filter hook forward priority 0; policy drop; }",
            "chain out { type filter hook output priority 0; policy drop; oif lo accept; tcp sport 443 accept; }",
            "}",
        )
        try:
            yield
        finally:
            self.middle.nft("delete table inet strict")

    @contextmanager
    def without_udp(self) -> Iterator[None]:
        """The middle swallows all datagrams, as strict firewalls do."""
        swallow = [f"pref {number} iif end{number} ipproto udp" for number in (1, 2)]
        self.middle.ip(
            "rule add pref 5 table local", "rule del pref 0", *(f"rule add {one} blackhole" for one in swallow)
        )
        try:
            yield
        finally:
            self.middle.ip("rule add pref 0 table local", "rule del pref 5", *(f"rule del {one}" for one in swallow))


@contextmanager
def networks() -> Iterator[Networks]:
    """The three of them, gone afterwards with everything in them."""
    _sweep()
    number = next(_NUMBER)
    places = {role: Place(f"fd{os.getpid()}-{number}{role}") for role in ("customer", "agent", "middle")}
    with ExitStack() as stack:
        for place in places.values():
            subprocess.run(["ip", "netns", "add", place.name], check=True)
            stack.callback(subprocess.run, ["ip", "netns", "del", place.name], check=False)
            place.ip("link set lo up")
        made = Networks(**places)
        made.middle.ip(f"addr add {MIDDLE}/32 dev lo", f"addr add {ALSO_MIDDLE}/32 dev lo")
        for number, place in enumerate((made.customer, made.agent), start=1):
            made.middle.ip(
                f"link add end{number} type veth peer name end netns {place.name}",
                f"addr add 198.18.{number}.1/24 dev end{number}",
                f"link set end{number} up",
            )
            place.ip(
                f"addr add 198.18.{number}.2/24 dev end",
                "link set end up",
                f"route add default via 198.18.{number}.1",
            )
        yield made


@contextmanager
def inside(namespace: Path) -> Iterator[None]:
    """As `Place.inside`, by the file that stands for it."""
    with Path("/proc/thread-self/ns/net").open() as home, namespace.open() as there:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _sent(place: Place) -> int:
    shown = subprocess.run(
        ["ip", "-n", place.name, "-s", "-j", "link", "show", "trap"], check=True, capture_output=True
    )
    return int(json.loads(shown.stdout)[0]["stats64"]["tx"]["packets"])


def _sweep() -> None:
    """Removes what runs that were killed have left behind."""
    for left in Path("/var/run/netns").glob("fd[0-9]*-*"):
        if not Path("/proc", left.name[2:].partition("-")[0]).exists():
            subprocess.run(["ip", "netns", "del", left.name], check=False)


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)  # here, as no other system has it: their tests want the addresses only
    if libc.setns(descriptor, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "this thread cannot change its network")
