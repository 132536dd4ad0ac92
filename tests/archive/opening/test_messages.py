import io

import msgspec
import pytest

from archive.opening import messages
from archive.opening.messages import (
    FRAME_LIMIT,
    FrameRefused,
    Need,
    Project,
    Show,
    framed,
    from_projector,
    received,
    to_projector,
)


def reading(data: bytes) -> object:
    stream = io.BytesIO(data)

    def exactly(size: int) -> bytes:
        if len(part := stream.read(size)) < size:
            raise EOFError
        return part

    return received(exactly, to_projector)


def test_a_message_arrives_as_it_was_sent() -> None:
    for message in (Show(1500, "x"), Project(b"{}", {1: bytes(32)}, ("Dora", "Sepp"), "7K3M-9QF2")):
        assert reading(framed(message)) == message


@pytest.mark.parametrize("data", [b"\0\0\0\1x", b"\0\0\0\2{}", (FRAME_LIMIT + 1).to_bytes(4)])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(FrameRefused):
        reading(data)


def test_a_closed_pipe_is_an_end() -> None:
    with pytest.raises(EOFError):
        reading(b"\0\0")


def test_a_moment_is_not_before_the_beginning() -> None:
    with pytest.raises(FrameRefused):
        reading(framed(Show(-1)))


def test_the_length_of_a_frame_is_bounded() -> None:
    assert messages.length(FRAME_LIMIT.to_bytes(4)) == FRAME_LIMIT


@pytest.mark.parametrize("segment", [0, -1, 2**32])
def test_a_projector_that_was_taken_over_cannot_ask_for_what_is_no_segment(segment: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        from_projector.decode(framed(Need(segment))[4:])
