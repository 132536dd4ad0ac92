import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import peer_messages as m
from protocol import wire
from protocol.pointer_shape import Shape, Shapes, messages
from protocol.problems import MessageRefused

sides = st.integers(1, m.POINTER_SIDE)
GOOD = m.PointerShape(0, 2, 2, 0, 0, 0, 1, zlib.compress(bytes(16)))


def shape(width: int, height: int, hot: tuple[int, int] = (0, 0), *, noise: bool = False) -> Shape:
    size = width * height * 4
    return Shape(
        width, height, *hot, os.urandom(size) if noise else bytes(range(256)) * (size // 256) + bytes(size % 256)
    )


def received(parts: tuple[m.PointerShape, ...]) -> Shape | None:
    shapes = Shapes()
    slots = [shapes.take(part) for part in parts]
    assert slots == [None] * (len(parts) - 1) + [parts[0].slot]
    return shapes.of(parts[0].slot)


@given(sides, sides, st.data())
def test_a_shape_arrives_as_it_was_sent(width: int, height: int, data: st.DataObject) -> None:
    hot = (data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1)))
    sent = shape(width, height, hot)

    assert received(messages(3, sent)) == sent


def test_each_part_is_a_message_also_of_a_shape_that_cannot_be_compressed() -> None:
    parts = messages(31, shape(m.POINTER_SIDE, m.POINTER_SIDE, noise=True))

    assert 1 < len(parts) <= m.POINTER_PARTS
    assert all(len(wire.encode(part)) <= wire.PEER_LIMIT for part in parts)
    smaller = received(parts)
    assert smaller
    assert (smaller.width, smaller.height) == (64, 64)


def test_a_shape_that_is_too_large_is_made_smaller_with_its_hot_spot() -> None:
    arrived = received(messages(0, Shape(256, 200, 255, 199, bytes(256 * 200 * 4))))

    assert arrived == Shape(128, 100, 127, 99, bytes(128 * 100 * 4))


def test_of_a_smaller_shape_every_other_pixel_stays() -> None:
    pixels = [bytes([number] * 4) for number in range(6)]

    assert Shape(3, 2, 2, 1, b"".join(pixels)).smaller(2) == Shape(2, 1, 1, 0, pixels[0] + pixels[2])


def test_a_shape_without_a_visible_pixel_is_blank() -> None:
    assert Shape(1, 2, 0, 0, bytes(8)).is_blank
    assert not Shape(1, 2, 0, 0, bytes(7) + b"\x01").is_blank


def test_a_slot_is_filled_anew_and_an_empty_one_has_no_shape() -> None:
    shapes, first, second = Shapes(), shape(2, 2), shape(3, 3)
    for each in (first, second):
        for part in messages(5, each):
            shapes.take(part)

    assert shapes.of(5) == second
    assert shapes.of(6) is None
    assert shapes.of(None) is None


def changed(**fields: object) -> m.PointerShape:
    values = {name: getattr(GOOD, name) for name in m.PointerShape.__struct_fields__}
    return m.PointerShape(**(values | fields))


BAD = {
    "too few pixels": changed(pixels=zlib.compress(bytes(15))),
    "too many pixels": changed(pixels=zlib.compress(bytes(17))),
    "a bomb": changed(pixels=zlib.compress(bytes(2_000_000))),
    "no zlib": changed(pixels=b"nothing"),
    "cut off": changed(pixels=zlib.compress(os.urandom(16))[:-3]),
    "something behind it": changed(pixels=zlib.compress(bytes(16)) + b"more"),
    "points outside": changed(hot_x=2),
    "begins in the middle": changed(part=1, parts=2),
    "more than it said": changed(part=1),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_is_no_shape_is_refused(bad: m.PointerShape) -> None:
    with pytest.raises(MessageRefused):
        Shapes().take(bad)


def test_a_part_that_does_not_go_on_with_the_one_before_is_refused() -> None:
    first, *_ = messages(1, shape(m.POINTER_SIDE, 40, noise=True))
    for other in (first, changed(part=1, parts=first.parts), GOOD):
        shapes = Shapes()
        shapes.take(first)
        with pytest.raises(MessageRefused):
            shapes.take(other)
