import pytest

from agent_client.viewing import channels
from agent_client.viewing.events import FromCustomer
from protocol import peer_messages as m
from protocol import wire
from protocol.problems import MessageRefused
from tests.fakes.agent_play import SESSION


@pytest.mark.parametrize(
    ("message", "channel"),
    [
        (m.ScreenSize(640, 480), m.CONTROL),
        (m.HeartbeatAnswer(3), m.INPUT),
        (m.PointerAway(1), m.POINTER),
    ],
)
def test_a_message_is_read_on_its_own_channel_and_refused_on_each_other(message: m.FromCustomer, channel: str) -> None:
    for each in (m.CONTROL, m.INPUT, m.POINTER):
        event = FromCustomer(SESSION, 1, each, wire.encode(message))
        if each == channel:
            assert channels.read(event) == message
        else:
            with pytest.raises(MessageRefused):
                channels.read(event)
