"""The pixels that an X server wrote, where it wrote them: mss hands out copies only.

WORKAROUND mss 10.2: `grab` asks the server to write into memory that both share, and copies it into a new `bytearray`:
8 MB for a screen, sixty times a second, of memory that the system has to clear first. It always writes at the memory's
beginning, so that a second place wipes out the first (https://github.com/BoboTiG/python-mss). To be removed when `grab`
can hand out a view.
"""

from collections.abc import Sequence
from typing import Final

import mss
from mss.linux.base import ALL_PLANES
from mss.linux.xcbgen import ImageFormat, shm_get_image
from mss.linux.xshmgetimage import MSSImplXShmGetImage, ShmStatus

from peer.picture import BYTES_PER_PIXEL, Area

TRIED_WITH: Final = "10.2."


class SeamBroken(ImportError):
    """The installed mss is not the one that the seam was cut for."""


def selfcheck(version: str = mss.__version__) -> None:
    """Raises `SeamBroken` for a version whose private parts nobody has looked at."""
    if not version.startswith(TRIED_WITH):
        raise SeamBroken(f"mss {version} is untried: customer_client/capture/mss_seams.py knows {TRIED_WITH}x only")


selfcheck()


class SharedMemory:
    """What a camera of mss' shares with its X server."""

    def __init__(self, camera: mss.MSS) -> None:
        self._camera = camera._impl  # noqa: SLF001  # this is what the seam is for
        self._views: list[memoryview] = []

    def look(self, areas: Sequence[Area]) -> tuple[memoryview, ...] | None:
        """The pixels at these places, readable until `forget`, as in `Piece`.

        `None` when nothing is shared, mss does not know yet, or there is too little room: mss' own way has to be taken
        then. Raises what that raises.
        """
        self.forget()
        camera = self._camera
        if not isinstance(camera, MSSImplXShmGetImage) or camera.shm_status is not ShmStatus.AVAILABLE:
            return None
        shared, end = camera._buf, 0  # noqa: SLF001  # the same
        if not shared or sum(map(_size, areas)) > len(shared):
            return None
        for area in areas:
            _write(camera, area, end)
            self._views.append(memoryview(shared)[end : end + _size(area)])
            end += _size(area)
        return tuple(self._views)

    def forget(self) -> None:
        """The pixels of the last look are not needed any more: mss may close the memory."""
        for view in self._views:
            view.release()
        self._views.clear()


def _write(camera: MSSImplXShmGetImage, area: Area, at: int) -> None:
    """As in `MSSImplXShmGetImage._grab_xshmgetimage`, but to another place in the memory."""
    assert camera.conn is not None
    assert camera._shmseg is not None  # noqa: SLF001  # the same
    written = shm_get_image(
        camera.conn,
        camera.drawable,
        *area,
        ALL_PLANES,
        ImageFormat.ZPixmap,
        camera._shmseg,  # noqa: SLF001  # the same
        at,
    )
    if (written.depth, written.visual) != (camera.drawable_depth, camera.drawable_visual_id):
        raise mss.ScreenShotError("the X server wrote pixels of another kind than it said")


def _size(area: Area) -> int:
    return area.width * area.height * BYTES_PER_PIXEL
