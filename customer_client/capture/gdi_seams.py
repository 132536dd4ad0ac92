"""The pixels that Windows wrote, where it wrote them: mss hands out copies only.

WORKAROUND mss 10.2: `grab` has Windows draw into memory that we can read, and copies it into a new `bytearray`: 8 MB
for a screen of which mostly nothing changed (https://github.com/BoboTiG/python-mss). To be removed when `grab` can hand
out a view.
"""

from collections.abc import Sequence
from typing import Any, Final

import mss

from peer.picture import Area

COPY: Final = 0x00CC0020 | 0x40000000
"""SRCCOPY and CAPTUREBLT: as they are, layered windows included."""


class DeviceMemory:
    """What a camera of mss' has Windows draw into."""

    def __init__(self, camera: mss.MSS) -> None:
        # Any: on other systems mss has no such class.
        self._camera: Any = camera._impl  # noqa: SLF001  # this is what the seam is for
        self._view: memoryview | None = None

    def look(self, areas: Sequence[Area]) -> tuple[memoryview, ...] | None:
        """The pixels at this place, readable until `forget`, as in `Piece`.

        `None` when there are several places, or mss' memory is for another size: mss' own way has to be taken then.
        Raises what that raises.
        """
        self.forget()
        camera = self._camera
        if len(areas) != 1 or camera._region_width_height != areas[0][2:]:  # noqa: SLF001  # the same
            return None
        ((left, top, width, height),) = areas
        to, from_ = camera._memdc, camera._srcdc  # noqa: SLF001  # the same
        camera.gdi32.BitBlt(to, 0, 0, width, height, from_, left, top, COPY)
        camera.gdi32.GdiFlush()
        self._view = memoryview(camera._dib_array).cast("B")  # noqa: SLF001  # the same
        return (self._view,)

    def forget(self) -> None:
        """The pixels of the last look are not needed any more: mss may draw there, or give the memory back."""
        if self._view is not None:
            self._view.release()
        self._view = None
