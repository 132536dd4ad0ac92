"""Messages: on the server link, between peers, and through the archive's two pipes."""

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from archive.opening import messages as opening
from bench.hostile.doors.door import Door
from bench.hostile.examples import value
from protocol import link, peer_messages, pointer_shape, wire
from protocol.pointer_shape import Shapes
from protocol.problems import MessageRefused

_FAMILIES: dict[str, tuple[wire.Reader[Any], Any]] = {
    "agent to server": (wire.from_agent_program, link.FromAgentProgram),
    "customer to server": (wire.from_customer_program, link.FromCustomerProgram),
    "recorder to server": (wire.from_recorder_program, link.FromRecorderProgram),
    "server to agent": (wire.to_agent_program, link.ToPayingAgent),
    "server to customer": (wire.to_customer_program, link.ToPayingCustomer),
    "server to recorder": (wire.to_recorder_program, link.ToRecorderProgram),
    "agent to customer": (wire.from_agent, peer_messages.FromAgent),
    "customer to agent": (wire.from_customer, peer_messages.FromCustomer),
    "customer to recorder": (wire.to_recorder, peer_messages.ToRecorder),
    "recorder to customer": (wire.from_recorder, peer_messages.FromRecorder),
}


def _message(name: str, reader: wire.Reader[Any], family: Any) -> Door:
    def example(chance: Random) -> bytes:
        return wire.encode(value(family, chance))

    return Door(name, reader.read, example, (MessageRefused,), wire.encode)


def _shapes(data: bytes) -> None:
    """A pointer's shapes, one message on each line."""
    shapes = Shapes()
    for line in data.split(b"\n")[:64]:
        message = wire.from_customer.read(line)
        if isinstance(message, peer_messages.PointerShape) and (slot := shapes.take(message)) is not None:
            shape = shapes.of(slot)
            assert shape is not None
            assert len(shape.rgba) == 4 * shape.width * shape.height <= 4 * peer_messages.POINTER_SIDE**2
            assert shape.hot_x < shape.width
            assert shape.hot_y < shape.height


def _shape(chance: Random) -> bytes:
    width, height = chance.choice(((1, 1), (24, 24), (128, 128), (200, 90)))
    kind = chance.choice((bytes, chance.randbytes))
    shape = pointer_shape.Shape(
        width, height, chance.randrange(width), chance.randrange(height), kind(4 * width * height)
    )
    return b"\n".join(wire.encode(message) for message in pointer_shape.messages(chance.randrange(32), shape))


def _framed(decoder: "msgspec.msgpack.Decoder[Any]") -> Callable[[bytes], Any]:
    def read(data: bytes) -> Any:
        left = memoryview(data)

        def exactly(size: int) -> bytes:
            nonlocal left
            if len(left) < size:
                raise EOFError
            part, left = bytes(left[:size]), left[size:]
            return part

        return opening.received(exactly, decoder)

    return read


def _frame(family: Any) -> Callable[[Random], bytes]:
    return lambda chance: opening.framed(value(family, chance))


DOORS = (
    *(_message(name, reader, family) for name, (reader, family) in _FAMILIES.items()),
    Door("pointer shapes", _shapes, _shape, (MessageRefused,)),
    Door(
        "archive to projector",
        _framed(opening.to_projector),
        _frame(opening.ToProjector),
        (opening.FrameRefused, EOFError),
        opening.framed,
    ),
    Door(
        "projector to archive",
        _framed(opening.from_projector),
        _frame(opening.FromProjector),
        (opening.FrameRefused, EOFError),
        opening.framed,
    ),
)
