"""The connection to the customer's client against a real one, over the loopback interface."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import av
import pytest

from agent_client.customer import Listener, Offered, RealCustomer
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.encoder import SharedEncoder
from peer.picture import Picture
from peer.routes import DIRECT
from protocol import peer_messages as m
from protocol.problems import DescriptionRefused
from tests.fakes.waiting import WITHIN

PATIENCE = WITHIN
SIZE = (320, 240)
AGENT, CUSTOMER = Certificate.generate(), Certificate.generate()

Value = TypeVar("Value")


async def soon(awaited: Awaitable[Value]) -> Value:
    async with asyncio.timeout(PATIENCE):
        return await awaited


class Heard:
    """What the agent's end told."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.connected: asyncio.Future[tuple[bytes, bytes]] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()
        self.message: asyncio.Future[tuple[str, bytes]] = loop.create_future()
        self.picture: asyncio.Future[tuple[int, int]] = loop.create_future()
        self.listener = Listener(
            connected=lambda agent, customer: self.connected.set_result((agent, customer)),
            lost=lambda: self.lost.set_result(None),
            message=lambda channel, data: self.message.set_result((channel, data)),
            picture=lambda frame: loop.call_soon_threadsafe(self._pictured, frame),
        )

    def _pictured(self, frame: av.VideoFrame) -> None:
        if not self.picture.done():
            self.picture.set_result((frame.width, frame.height))


@pytest.mark.end_to_end
async def test_messages_and_pictures_arrive_and_both_fingerprints_are_known() -> None:
    encoder = SharedEncoder(asyncio.get_running_loop())
    outgoing = encoder.outgoing()
    received: asyncio.Future[tuple[str, bytes]] = asyncio.get_running_loop().create_future()
    offering = Connection(
        certificate=CUSTOMER,
        on_state=lambda _: None,
        on_message=lambda channel, data: received.set_result((channel, data)),
        channels=(m.CONTROL, m.INPUT, m.POINTER),
        sends=outgoing,
    )
    heard = Heard()
    customer = RealCustomer(AGENT, Offered(await offering.offer(), DIRECT, None), heard.listener)
    await offering.accept(await customer.answer())
    assert await soon(heard.connected) == (AGENT.fingerprint, CUSTOMER.fingerprint)
    assert customer.send(m.INPUT, b"from the agent")
    assert await soon(received) == (m.INPUT, b"from the agent")
    offering.send(m.CONTROL, b"from the customer")
    assert await soon(heard.message) == (m.CONTROL, b"from the customer")
    outgoing.release()
    encoder.submit(Picture.whole(*SIZE, bytes(SIZE[0] * SIZE[1] * 4), taken_at=0.0))
    assert await soon(heard.picture) == SIZE
    assert customer.counted().bytes_received > 0
    said: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    outgoing._showing.shown = said.set_result  # type: ignore[method-assign]  # what arrives there
    customer.shown(77)
    assert await soon(said) == 77
    await offering.close()
    await customer.close()
    await customer.close()
    await asyncio.to_thread(encoder.close)


@pytest.mark.promise("P05")
@pytest.mark.end_to_end
async def test_another_customer_than_the_expected_one_is_lost_before_anything_is_heard() -> None:
    states: list[ConnectionState] = []
    encoder = SharedEncoder(asyncio.get_running_loop())
    offering = Connection(
        certificate=CUSTOMER,
        on_state=states.append,
        on_message=lambda _channel, _data: None,
        channels=(m.CONTROL, m.INPUT, m.POINTER),
        sends=encoder.outgoing(),
    )
    heard = Heard()
    customer = RealCustomer(AGENT, Offered(await offering.offer(), DIRECT, b"x" * 32), heard.listener)
    try:
        await offering.accept(await customer.answer())
        await soon(heard.lost)
    except DescriptionRefused:
        pass  # the description already names another certificate
    assert not heard.connected.done()
    await offering.close()
    await customer.close()
    await asyncio.to_thread(encoder.close)


@pytest.mark.parametrize("sdp", ["nonsense", "v=0\r\n"])
async def test_what_is_no_description_is_refused(sdp: str) -> None:
    customer = RealCustomer(AGENT, Offered(sdp, DIRECT, None), Heard().listener)
    with pytest.raises(DescriptionRefused):
        await customer.answer()
    await customer.close()
