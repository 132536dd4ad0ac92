"""May this program see the screen? macOS asks the person once, and then gives pictures of an empty desktop.

After https://developer.apple.com/documentation/coregraphics/cgpreflightscreencaptureaccess()
"""

from typing import Any

from protocol.problems import Problem, ScreenRefused


def refusal(quartz: Any = None) -> type[Problem] | None:
    """Why the screen cannot be shown, or `None`. Has the system ask the person. `quartz` is the module `Quartz`."""
    if quartz is None:
        import Quartz  # type: ignore[import-not-found]  # noqa: PLC0415  # there is no such module elsewhere

        quartz = Quartz
    if quartz.CGPreflightScreenCaptureAccess():
        return None
    quartz.CGRequestScreenCaptureAccess()
    return ScreenRefused
