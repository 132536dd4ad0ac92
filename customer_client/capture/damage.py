"""When and where did the screen change? X11's DAMAGE extension tells, for nothing; it also tells of a new size.

One connection of its own, used by one thread; only `wake` may be called from others.
"""

from collections.abc import Iterable
from typing import Any

from Xlib import X, display, error
from Xlib.ext import damage as damage_extension
from Xlib.ext import xfixes

from customer_client.capture.wake_up import WakeUp
from customer_client.capture.x11_regions import Region
from peer.picture import Area
from protocol.problems import ScreenGone, ScreenRefused

_GONE = (error.ConnectionClosedError, OSError)
_REFUSALS = ("auth", "protocol", "permitted")
"""Words in what an X server says when it knows us and does not want us."""


class DamageMissing(Exception):
    """The X server cannot tell when something changed: pictures have to be compared."""


def connect(name: str | None) -> Any:
    """A connection to an X server. Raises `ScreenRefused` when it does not want us, `ScreenGone` when it is not there.

    Any: python-xlib adds the methods of its extensions at run time.
    """
    try:
        return display.Display(name)
    except (error.DisplayConnectionError, error.DisplayNameError, *_GONE) as failure:
        said = str(failure).lower()
        raise (ScreenRefused if any(word in said for word in _REFUSALS) else ScreenGone) from failure


class SizeWatch:
    """Tells when an X11 screen's size or its monitors changed, where nothing tells more. As in `Resizes`."""

    def __init__(self, name: str | None) -> None:
        """As in `Damage`."""
        self._display = connect(name)
        self._display.screen().root.change_attributes(event_mask=X.StructureNotifyMask)
        self._display.sync()

    def resized(self) -> bool:
        """As in `Resizes`. Raises `ScreenGone` when the X server is gone."""
        changed = False
        try:
            while self._display.pending_events():
                changed |= self._display.next_event().type == X.ConfigureNotify
        except _GONE as lost:
            raise ScreenGone from lost
        return changed

    def close(self) -> None:
        """Gives the connection back."""
        try:
            self._display.close()
        except _GONE:
            return


class Damage:
    """Tells when something on an X11 screen has changed. Raises `ScreenGone` when the X server is gone."""

    def __init__(self, name: str | None) -> None:
        """`name` is the display's, `None` for the default. Raises `DamageMissing`, or what `connect` does."""
        self._display = connect(name)
        if not all(map(self._display.has_extension, (damage_extension.extname, xfixes.extname))):
            self._display.close()
            raise DamageMissing
        self._display.damage_query_version()
        self._notify = self._display.extension_event.DamageNotify
        root = self._display.screen().root
        root.change_attributes(event_mask=X.StructureNotifyMask)
        self._damage = root.damage_create(damage_extension.DamageReportNonEmpty)
        self._region = Region(self._display)
        self._display.sync()
        self._wake_up = WakeUp()
        self._changed = True
        self.resized = False
        """Whether the screen's size or its monitors changed; for the owner to reset."""

    def wait(self, timeout: float) -> bool:
        """Whether something changed since the last `seen`; returns as soon as it does, or when woken."""
        try:
            self._drain()
            if not self._changed and not self._wake_up.wait(timeout, self._display.fileno()):
                self._drain()
        except _GONE as lost:
            raise ScreenGone from lost
        return self._changed

    def wake(self) -> None:
        """Makes a `wait` in another thread return at once."""
        self._wake_up.wake()

    def seen(self) -> Iterable[Area]:
        """Where the screen has changed until now, which is about to be looked at: what changes from now on is news.

        Returns when the server has done it. Otherwise a picture that is asked for on another connection could be
        taken first, and a change between the two would be wiped out unseen.
        """
        try:
            if not self._changed:
                self._display.sync()
            # What is reported until here is about to be looked at.
            self._drain()
            self._changed = False
            self._display.damage_subtract(self._damage, parts=self._region.id)
            return self._region.fetch()
        except _GONE as lost:
            raise ScreenGone from lost

    def close(self) -> None:
        """Gives connection and pipe back."""
        try:
            self._display.close()
        except _GONE:
            return
        finally:
            self._wake_up.close()

    def _drain(self) -> None:
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.ConfigureNotify:
                self.resized = self._changed = True
            elif event.type == self._notify:
                self._changed = True
