"""With invented frameworks: what is asked for and how it is read. No macOS was here."""

from types import SimpleNamespace
from typing import Any

from customer_client.capture import Sighting
from customer_client.capture.mac_sight import DRAWN_EVERY, MacSight
from protocol.pointer_shape import Shape


class FakeMac:
    """`AppKit` and `Quartz` in one: a pointer of 2 x 1 points."""

    kCGImageAlphaPremultipliedLast = 1  # noqa: N815  # the framework's name

    def __init__(self) -> None:
        self.now = 100.0
        self.at = (10.7, -20.2)
        self.there = True
        self.drawn = 0
        image = SimpleNamespace(
            size=lambda: SimpleNamespace(width=2.0, height=1.0),
            CGImageForProposedRect_context_hints_=lambda *_: ("picture", None),
        )
        cursor = SimpleNamespace(image=lambda: image, hotSpot=lambda: SimpleNamespace(x=5.0, y=0.0))
        self.NSCursor = SimpleNamespace(currentSystemCursor=lambda: cursor if self.there else None)

    def CGEventCreate(self, source: None) -> str:  # noqa: N802  # the framework's name
        return "event"

    def CGEventGetLocation(self, event: str) -> SimpleNamespace:  # noqa: N802  # the framework's name
        return SimpleNamespace(x=self.at[0], y=self.at[1])

    def CGColorSpaceCreateDeviceRGB(self) -> str:  # noqa: N802  # the framework's name
        return "rgb"

    def CGBitmapContextCreate(self, pixels: bytearray, width: int, height: int, *more: Any) -> bytearray:  # noqa: N802  # the framework's name
        assert more == (8, width * 4, "rgb", 1)
        return pixels

    def CGRectMake(self, *rectangle: int) -> tuple[int, ...]:  # noqa: N802  # the framework's name
        return rectangle

    def CGContextDrawImage(self, canvas: bytearray, rectangle: tuple[int, ...], picture: str) -> None:  # noqa: N802  # the framework's name
        assert (rectangle, picture) == ((0, 0, 2, 1), "picture")
        self.drawn += 1
        canvas[:] = bytes(range(8))


def test_place_and_shape_are_read_in_points() -> None:
    mac = FakeMac()
    seen = MacSight(mac, mac, lambda: mac.now)
    assert seen.look() == Sighting(10, -21, Shape(2, 1, 1, 0, bytes(range(8))))
    seen.close()


def test_the_shape_is_not_drawn_at_every_look() -> None:
    mac = FakeMac()
    seen = MacSight(mac, mac, lambda: mac.now)
    for _ in range(10):
        seen.look()
    assert mac.drawn == 1
    mac.now += 2 * DRAWN_EVERY
    seen.look()
    assert mac.drawn == 2
    seen.close()


def test_a_pointer_that_the_system_does_not_give_is_an_arrow() -> None:
    mac = FakeMac()
    mac.there = False
    seen = MacSight(mac, mac, lambda: mac.now)
    assert seen.look().shape is None
    seen.wake()
    seen.wait(30)
    seen.close()
