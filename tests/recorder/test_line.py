import asyncio
import socket

import pytest

from peer.access_unit import AccessUnit
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.encoder import SharedEncoder
from protocol import wire
from protocol.peer_messages import RECORDING, Stored
from protocol.problems import DescriptionRefused
from recorder.line import PeerLine
from tests.fakes.waiting import WITHIN


class Ear:
    def __init__(self) -> None:
        self.messages: asyncio.Queue[bytes] = asyncio.Queue()
        self.states: asyncio.Queue[ConnectionState] = asyncio.Queue()

    def picture(self, unit: AccessUnit) -> None:
        raise AssertionError

    def pictures_lost(self) -> None:
        raise AssertionError

    def message(self, data: bytes) -> None:
        self.messages.put_nowait(data)

    def state(self, state: ConnectionState) -> None:
        self.states.put_nowait(state)


async def test_what_is_no_offer_is_refused() -> None:
    line = PeerLine(Certificate.generate(), [], Ear())
    with pytest.raises(DescriptionRefused):
        await line.answer("v=0")
    await line.close()


async def test_an_offer_of_channels_alone_is_no_offer_to_a_recorder() -> None:
    customer = Connection(
        certificate=Certificate.generate(),
        channels=(RECORDING,),
        on_state=lambda _state: None,
        on_message=lambda _channel, _data: None,
    )
    line = PeerLine(Certificate.generate(), [], Ear())
    with pytest.raises(DescriptionRefused):
        await line.answer(await customer.offer())
    await line.close()
    await customer.close()


async def test_before_it_is_open_a_line_drops_what_is_said() -> None:
    line = PeerLine(Certificate.generate(), [], Ear())
    line.send(wire.encode(Stored(1, 1, 1)))
    line.request_keyframe()
    line.wish_keyframe()
    await line.close()


@pytest.mark.end_to_end
async def test_a_recorder_sends_nothing_to_an_address_that_a_customer_names() -> None:
    """F12: it learns where the customer is from the customer's own packets."""
    third = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    third.bind(("0.0.0.0", 0))
    third.setblocking(False)
    states: asyncio.Queue[ConnectionState] = asyncio.Queue()
    encoder = SharedEncoder(asyncio.get_running_loop())
    customer = Connection(
        certificate=Certificate.generate(),
        channels=(RECORDING,),
        sends=encoder.outgoing(),
        on_state=states.put_nowait,
        on_message=lambda _channel, _data: None,
    )
    ear = Ear()
    line = PeerLine(Certificate.generate(), [], ear)
    offer = await customer.offer()
    (own, *_) = [line for line in offer.splitlines() if line.startswith("a=candidate") and ":" not in line.split()[4]]
    port = str(third.getsockname()[1])
    named = " ".join([*own.split()[:5], port, *own.split()[6:]])
    answer = await line.answer(offer.replace(own, f"{own}\r\n{named}"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await asyncio.get_running_loop().sock_recv(third, 1500)
    await customer.accept(answer)
    async with asyncio.timeout(WITHIN):
        for end in (ear.states, states):
            while await end.get() is not ConnectionState.CONNECTED:
                pass
    customer.send(RECORDING, b"a message")
    async with asyncio.timeout(WITHIN):
        assert await ear.messages.get() == b"a message"
    await customer.close()
    await line.close()
    encoder.close()
    third.close()
