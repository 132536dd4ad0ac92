"""Pictures through mss: shared memory on X11, the system's own way on Windows and macOS. Without the pointer."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, Self, TypeVar

import mss

from customer_client.capture import desktop
from customer_client.capture.areas import pieces
from customer_client.capture.desktop import Desktop
from customer_client.capture.gdi_seams import DeviceMemory
from peer.picture import BYTES_PER_PIXEL, Area, Picture, Piece, Pixels
from peer.pixel_seams import BLOCK
from protocol.problems import ScreenGone, ScreenRefused

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Shot:
    """What mss took: `bgra` as in `Piece`."""

    width: int
    height: int
    bgra: Pixels
    taken_at: float

    def kept(self) -> Self:
        """The same in memory of its own."""
        return replace(self, bgra=bytearray(self.bgra))

    def renewed(self, newer: Self, changed: Sequence[Area]) -> Self:
        """A newer shot of the same place, of which only these rows are copied: over the own ones. It has to be kept."""
        own, row = memoryview(self.bgra), self.width * BYTES_PER_PIXEL
        for area in changed:
            rows = slice(area.top * row, (area.top + area.height) * row)
            own[rows] = memoryview(newer.bgra)[rows]
        return replace(self, taken_at=newer.taken_at)

    def picture(self, changed: tuple[Area, ...] | None) -> Picture:
        """Those of its rows in which something changed, or all."""
        if changed is None:
            return Picture.whole(self.width, self.height, self.bgra, self.taken_at)
        rows = [Area(0, area.top, self.width, area.height) for area in changed]
        taken = pieces(rows, self.width, self.height, BLOCK)
        return Picture(self.width, self.height, tuple(map(self._rows, taken)), self.taken_at, changed)

    def _rows(self, area: Area) -> Piece:
        row = self.width * BYTES_PER_PIXEL
        return Piece(area, memoryview(self.bgra)[area.top * row : (area.top + area.height) * row])


class Look(NamedTuple):
    """A look at some places, at one moment: the pixels of each, as in `Piece`."""

    pixels: tuple[Pixels, ...]
    taken_at: float


class Shares(Protocol):
    """Memory that the system writes to, as in `SharedMemory` and `DeviceMemory`."""

    def look(self, areas: Sequence[Area]) -> tuple[memoryview, ...] | None:
        """As in `SharedMemory`."""

    def forget(self) -> None:
        """As in `SharedMemory`."""


class Camera:
    """Takes pictures of the desktop, whatever its size is by then. Raises `ScreenRefused` or `ScreenGone`."""

    def __init__(self, name: str | None, clock: Callable[[], float]) -> None:
        """`name` is an X display's."""
        self._name = name
        self._clock = clock
        self._worked = False
        self._mss: mss.MSS | None = None
        self._shared: Shares | None = None

    @property
    def notes(self) -> list[str]:
        """What mss says about its speed: empty, or why a slow way was taken."""
        return list(self._mss.performance_status) if self._mss else []

    def desktop(self) -> Desktop:
        """What can be shown, as of the last `forget_size`."""
        return self._safely(lambda camera: desktop.read(camera.monitors))

    def take(self, area: Area) -> Shot:
        """What is there now."""
        shot = self._safely(lambda camera: self._take(camera, area))
        self._worked = True
        return shot

    def look(self, areas: Sequence[Area]) -> Look:
        """What is at these places now, for a short while: until the next look, or `forget_size`."""
        taken_at = self._clock()
        shared = self._safely(lambda _: self._shared and self._shared.look(areas))
        return Look(shared or tuple(self.take(area).bgra for area in areas), taken_at)

    def forget_size(self) -> None:
        """The desktop changed: mss has to start again, because its memory has the size of the first one."""
        if self._shared:
            self._shared.forget()
        if self._mss:
            self._mss.close()
        self._mss = self._shared = None

    def close(self) -> None:
        """Gives memory and connection back."""
        self.forget_size()

    def _take(self, camera: mss.MSS, area: Area) -> Shot:
        taken_at = self._clock()
        shot = camera.grab({"left": area.left, "top": area.top, "width": area.width, "height": area.height})
        return Shot(shot.width, shot.height, shot.raw, taken_at)

    def _open(self) -> None:
        if sys.platform != "linux":
            self._mss = mss.MSS()
            self._shared = DeviceMemory(self._mss) if sys.platform == "win32" else None
            return
        # Imported here: the other systems have no X11, and no libxcb.
        from customer_client.capture.mss_seams import SharedMemory  # noqa: PLC0415

        self._mss = mss.MSS(display=self._name)
        self._shared = SharedMemory(self._mss)

    def _safely(self, look: Callable[[mss.MSS], Seen]) -> Seen:
        try:
            if self._mss is None:
                self._open()
            assert self._mss
            return look(self._mss)
        # WORKAROUND mss 10.2: an X server that is gone shows as a failed assertion in `xcbhelpers.reply`
        # (https://github.com/BoboTiG/python-mss). To be removed when it raises an error of its own.
        except AssertionError as lost:
            raise ScreenGone from lost
        except mss.ScreenShotError as refused:
            raise (ScreenGone if self._worked else ScreenRefused) from refused
