"""Is this X server the screen, or only Wayland's stand-in for it? There a capture would be black."""

from typing import Any

from Xlib.ext import randr

from customer_client.capture.damage import connect
from protocol.problems import Problem, ScreenGone, ScreenRefused, WaylandRefuses

STAND_IN = "XWAYLAND"
"""The stand-in's extension, since version 23.1, and how the names of its monitors begin, before and after."""


def refusal(name: str | None) -> type[Problem] | None:
    """Why the screen of this display cannot be shown, or `None`."""
    try:
        display = connect(name)
    except (ScreenGone, ScreenRefused) as refused:
        return type(refused)
    stands_in = display.has_extension(STAND_IN) or any(name.startswith(STAND_IN) for name in _monitors(display))
    display.close()
    return WaylandRefuses if stands_in else None


def _monitors(display: Any) -> list[str]:
    if not display.has_extension(randr.extname):
        return []
    version = display.xrandr_query_version()
    if (version.major_version, version.minor_version) < (1, 5):
        return []
    return [display.get_atom_name(monitor.name) for monitor in display.screen().root.xrandr_get_monitors().monitors]
