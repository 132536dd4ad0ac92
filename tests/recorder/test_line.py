import asyncio

import pytest

from peer.access_unit import AccessUnit
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from protocol import wire
from protocol.peer_messages import RECORDING, Stored
from protocol.problems import DescriptionRefused
from recorder.line import PeerLine


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
    await line.close()
