"""A hundred who speak through a real relay while a stranger sends it everything that is no request of theirs."""

import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import islice
from random import Random

import pytest

from bench.hostile.strays import datagrams
from protocol.link import Role
from signaling.relays import relays
from tests.fakes import coturn
from tests.fakes.coturn import SECRET
from tests.fakes.networks import ALSO_MIDDLE, MIDDLE, Networks, needs_root, networks
from tests.fakes.relay_user import GRANTED, RelayUser, relay_user

pytestmark = [pytest.mark.end_to_end, needs_root]

USERS = 100
ROUNDS = 5
SHOTS = 20
"""Stray datagrams between two words of a user's; they go to the relay's own port and to the addresses that it lent."""
ECHO = 50_000


@pytest.fixture(scope="module")
def net() -> Iterator[Networks]:
    with networks() as net:
        yield net


@pytest.mark.promise("P05")
def test_each_of_a_hundred_users_of_a_relay_is_heard_under_datagrams_of_everybody(net: Networks) -> None:
    with ExitStack() as stack:
        stack.enter_context(coturn.running(net.middle, talkative=False))
        with net.middle.inside():
            recorder = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            recorder.bind((ALSO_MIDDLE, ECHO))
            recorder.settimeout(5.0)
        with net.agent.inside():
            stranger = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        users = [stack.enter_context(_user(net, number)) for number in range(USERS)]
        for user in users:
            assert user.allocates() == GRANTED
            assert user.may_reach(ALSO_MIDDLE, ECHO) == (GRANTED, GRANTED)
        shots, lent = datagrams(Random(7)), {_echoed(user, recorder, b"first") for user in users}
        assert len(lent) == USERS
        targets = [(MIDDLE, 443), *((MIDDLE, port) for port in sorted(lent))]
        heard = 0
        for number in range(ROUNDS):
            for at, user in enumerate(users):
                for one, shot in enumerate(islice(shots, SHOTS)):
                    stranger.sendto(shot, targets[(at * SHOTS + one) % len(targets)] if one % 2 else targets[0])
                heard += _echoed(user, recorder, b"%d %d" % (number, at)) in lent
        assert heard == ROUNDS * USERS, "each word of each came there and back, by the address that is the user's"


def _user(net: Networks, number: int) -> AbstractContextManager[RelayUser]:
    (server,) = relays(["turn:relay.example:443"], SECRET, only=False).servers(
        f"{number:032x}", Role.CUSTOMER, time.time()
    )
    return relay_user(net.customer, MIDDLE, server.username, server.credential)


def _echoed(user: RelayUser, recorder: socket.socket, word: bytes) -> int:
    """The port that the relay lent the user, by which the word came; it is sent back there, and heard."""
    user.sends(word)
    while True:
        said, where = recorder.recvfrom(2048)
        if said == word:
            break
    recorder.sendto(word, where)
    assert user.hears() == word
    assert where[0] == MIDDLE
    return int(where[1])
