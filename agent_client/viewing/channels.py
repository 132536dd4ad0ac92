"""What the customer's client may say on which channel."""

from typing import Final

from agent_client.viewing.events import FromCustomer
from protocol import peer_messages as m
from protocol import wire
from protocol.problems import MessageRefused

_CHANNEL_OF: Final[dict[type[m.FromCustomer], str]] = {
    m.HeartbeatAnswer: m.INPUT,
    m.PointerAt: m.POINTER,
    m.PointerAway: m.POINTER,
}
"""The channel of each message, where it is not `control`."""


def read(event: FromCustomer) -> m.FromCustomer:
    """The message in the bytes. Raises `MessageRefused` also when it came on a channel that is not its own."""
    message = wire.from_customer.read(event.data)
    if event.channel != _CHANNEL_OF.get(type(message), m.CONTROL):
        raise MessageRefused
    return message
