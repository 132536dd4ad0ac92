"""The screen of this machine. On X11 the DAMAGE extension tells when something changes; elsewhere we have to look."""

import sys
from collections.abc import Callable

from customer_client.capture import Screen, windows_desktop
from customer_client.capture.camera import Camera
from customer_client.capture.compared_screen import ComparedScreen, NowAndThen
from customer_client.capture.guarded_screen import GuardedScreen
from customer_client.capture.viewfinder import Viewfinder
from protocol.problems import ScreenGone, ScreenRefused


def open_screen(name: str | None, clock: Callable[[], float]) -> Screen:
    """The screen. `name` is an X display's. Raises `ScreenRefused` or `ScreenGone`."""
    return _on_x11(name, clock) if sys.platform == "linux" else _elsewhere(clock)


def _on_x11(name: str | None, clock: Callable[[], float]) -> Screen:
    # Imported here: the other systems have no X11, and no python-xlib.
    from customer_client.capture.damage import Damage, DamageMissing, SizeWatch  # noqa: PLC0415
    from customer_client.capture.watched_screen import WatchedScreen  # noqa: PLC0415

    try:
        damage = Damage(name)
    except DamageMissing:
        return ComparedScreen(Viewfinder(Camera(name, clock)), SizeWatch(name), clock)
    try:
        return WatchedScreen(Viewfinder(Camera(name, clock)), damage)
    except (ScreenGone, ScreenRefused):
        damage.close()
        raise


def _elsewhere(clock: Callable[[], float]) -> Screen:
    screen = ComparedScreen(Viewfinder(Camera(None, clock)), NowAndThen(clock), clock)
    return GuardedScreen(screen, windows_desktop.of_this_machine().is_ours) if sys.platform == "win32" else screen
