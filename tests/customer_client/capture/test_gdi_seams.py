"""Against a camera as mss 10.2 has it; against the real one in wine, by whoever looks at a Windows screen."""

import ctypes
import sys
import time
from types import SimpleNamespace

import pytest

from customer_client.capture.camera import Camera
from customer_client.capture.gdi_seams import COPY, DeviceMemory
from peer.picture import Area

SIZE = (4, 2)


class Windows:
    """What `DeviceMemory` asks of Windows, and a camera whose memory is `SIZE` large."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.memory = (ctypes.c_char * (SIZE[0] * SIZE[1] * 4))()
        self.camera = SimpleNamespace(
            _impl=SimpleNamespace(
                gdi32=self, _region_width_height=SIZE, _memdc="to", _srcdc="from", _dib_array=self.memory
            )
        )

    def BitBlt(self, *asked: object) -> None:  # noqa: N802  # Windows' name
        self.asked.append(asked)
        self.memory[0] = len(self.asked)

    def GdiFlush(self) -> None:  # noqa: N802  # Windows' name
        self.asked.append(("flush",))


def test_what_windows_draws_is_seen_where_it_draws_it() -> None:
    windows = Windows()
    memory = DeviceMemory(windows.camera)  # type: ignore[arg-type]  # as much of a camera as is needed
    seen = memory.look([Area(-7, 5, *SIZE)])
    assert seen
    assert (len(seen[0]), seen[0][0]) == (4 * 2 * 4, 1)
    assert windows.asked == [("to", 0, 0, 4, 2, "from", -7, 5, COPY), ("flush",)]

    again = memory.look([Area(0, 0, *SIZE)])
    assert again
    assert again[0][0] == 3
    with pytest.raises(ValueError, match="released"):
        seen[0][0]
    memory.forget()
    with pytest.raises(ValueError, match="released"):
        again[0][0]


def test_of_another_size_or_several_places_nothing_is_seen() -> None:
    windows = Windows()
    memory = DeviceMemory(windows.camera)  # type: ignore[arg-type]  # the same
    here = Area(0, 0, *SIZE)
    assert [memory.look(areas) for areas in ([Area(0, 0, 2, 4)], [here, here], [])] == [None, None, None]
    assert windows.asked == []


@pytest.mark.skipif(sys.platform != "win32", reason="Windows' own memory")
def test_on_windows_a_look_sees_what_a_copy_has() -> None:
    camera = Camera(None, time.monotonic)
    whole = camera.desktop().area
    part = Area(whole.left, whole.top, 64, 20)
    for area in (whole, part, whole):
        copied = camera.take(area).bgra
        (seen,) = camera.look([area]).pixels
        assert isinstance(seen, memoryview)
        assert len(seen) == len(copied) == area.width * area.height * 4
        assert bytes(seen) == bytes(copied)
    camera.close()
