"""What is drawn of the customer's screen: nothing, its pictures, and its pointer with them. No clock, no I/O."""

from collections.abc import Iterator
from typing import Final

from agent_client.viewing.commands import Command, HidePictures, ShowPictures, ShowPointer
from agent_client.viewing.customers_pointer import CustomersPointer, PointerNews
from agent_client.viewing.events import PictureShown, WholePictureShown
from peer.picture import Area
from protocol import peer_messages as m

OTHER_AREA_WITHIN: Final = 1.0
"""Seconds after which clicks go out again although no whole picture of another monitor came: it came earlier."""


class Drawing:
    """The pictures of one session. Whether any may be drawn is told by `show` and `hide`."""

    def __init__(self) -> None:
        self.area: Area | None = None
        self.monitors = m.Monitors((), 0)
        self.began = False
        """Whether a picture was drawn since pictures are shown."""
        self._shows = False
        self._other_area_since: float | None = None
        """Since when the pictures are to show something else, until one surely does."""
        self._news = PointerNews()
        self._pointer = CustomersPointer()

    @property
    def is_of_another_area(self) -> bool:
        """Whether what is to be seen is perhaps not what a click would hit."""
        return self._other_area_since is not None

    def heard(
        self, message: m.ScreenSize | m.Monitors | m.PointerShape | m.PointerAt | m.PointerAway, now: float
    ) -> None:
        """The customer's client says what its screen is, or its pointer. Raises `MessageRefused`."""
        match message:
            case m.ScreenSize():
                before, self.area = self.area, Area(message.left, message.top, message.width, message.height)
                if before not in (None, self.area):
                    self._other_area_since = now
            case m.Monitors():
                self.monitors = message
            case _:
                self._news.take(message)

    def drew(self, event: PictureShown | WholePictureShown) -> None:
        """A picture can be seen."""
        if isinstance(event, PictureShown):
            self.began = self._shows
        else:
            self._other_area_since = None

    def tick(self, now: float) -> None:
        """Time has passed."""
        if self._other_area_since is not None and now - self._other_area_since >= OTHER_AREA_WITHIN:
            self._other_area_since = None

    def show(self) -> Iterator[Command]:
        """Pictures may be drawn."""
        if not self._shows:
            self._shows = True
            yield ShowPictures()
        yield from self._point()

    def hide(self) -> Iterator[Command]:
        """None may."""
        self.began = False
        if self._shows:
            self._shows = False
            yield HidePictures()
        yield from self._point()

    def part(self) -> Iterator[Command]:
        """The connection is gone, and what was said on it."""
        self._news = PointerNews()
        yield from self.hide()

    def _point(self) -> Iterator[Command]:
        """The customer's pointer, while there are pictures to show it on."""
        pointer = self._news.pointer if self._shows else CustomersPointer()
        if pointer != self._pointer:
            self._pointer = pointer
            yield ShowPointer(pointer)
