"""Messages to bytes and back, within bounds. JSON, because a person can read it in a protocol document."""

from typing import Any, Generic, TypeVar

import msgspec

from protocol import link, peer_messages
from protocol.problems import MessageRefused

LINK_LIMIT = 64 * 1024
"""Bytes of one message on the server link; also what the WebSocket accepts."""
PEER_LIMIT = 4 * 1024
"""Bytes of one message on a data channel."""

_encoder = msgspec.json.Encoder()


def encode(message: link.LinkMessage | peer_messages.PeerMessage) -> bytes:
    """One message as UTF-8 JSON."""
    return _encoder.encode(message)


Message = TypeVar("Message")


class Reader(Generic[Message]):
    """Reads one family of messages. `read` raises `MessageRefused` for anything else, and for nothing else."""

    def __init__(self, family: Any, limit: int) -> None:
        self._decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(family)
        self._limit = limit

    def read(self, data: bytes | str) -> Message:
        """The message in `data`, with every field checked."""
        if len(data) > self._limit:
            raise MessageRefused
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise MessageRefused from None


from_agent_program: Reader[link.FromAgentProgram] = Reader(link.FromAgentProgram, LINK_LIMIT)
from_customer_program: Reader[link.FromCustomerProgram] = Reader(link.FromCustomerProgram, LINK_LIMIT)
from_recorder_program: Reader[link.FromRecorderProgram] = Reader(link.FromRecorderProgram, LINK_LIMIT)
to_agent_program: Reader[link.ToPayingAgent] = Reader(link.ToPayingAgent, LINK_LIMIT)
to_customer_program: Reader[link.ToPayingCustomer] = Reader(link.ToPayingCustomer, LINK_LIMIT)
to_recorder_program: Reader[link.ToRecorderProgram] = Reader(link.ToRecorderProgram, LINK_LIMIT)

from_agent: Reader[peer_messages.FromAgent] = Reader(peer_messages.FromAgent, PEER_LIMIT)
from_customer: Reader[peer_messages.FromCustomer] = Reader(peer_messages.FromCustomer, PEER_LIMIT)
to_recorder: Reader[peer_messages.ToRecorder] = Reader(peer_messages.ToRecorder, PEER_LIMIT)
from_recorder: Reader[peer_messages.FromRecorder] = Reader(peer_messages.FromRecorder, PEER_LIMIT)
