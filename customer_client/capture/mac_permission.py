"""The person's permission, on macOS, to see the screen and to use mouse and keyboard.

The system asks once, and then gives pictures of an empty desktop, and forgets what is typed. After
https://developer.apple.com/documentation/coregraphics/cgpreflightscreencaptureaccess() and
https://developer.apple.com/documentation/applicationservices/1459186-axisprocesstrustedwithoptions
"""

from typing import Any

from protocol.problems import MacPermissionMissing, Problem


def refusal(quartz: Any = None, services: Any = None) -> type[Problem] | None:
    """Why the screen cannot be shown, or `None`. Has the system ask the person for what is missing.

    Without mouse and keyboard there is still a picture: that is no refusal. `quartz` and `services` are the modules
    `Quartz` and `ApplicationServices`.
    """
    if quartz is None or services is None:
        import ApplicationServices  # type: ignore[import-not-found]  # noqa: PLC0415  # there is no such module elsewhere
        import Quartz  # type: ignore[import-not-found]  # noqa: PLC0415  # there is no such module elsewhere

        quartz, services = Quartz, ApplicationServices
    if not quartz.CGPreflightScreenCaptureAccess():
        quartz.CGRequestScreenCaptureAccess()
        return MacPermissionMissing
    if not services.AXIsProcessTrusted():
        services.AXIsProcessTrustedWithOptions({services.kAXTrustedCheckOptionPrompt: True})
    return None
