"""With an invented framework. No macOS was here."""

from types import SimpleNamespace

from customer_client.capture.mac_permission import refusal
from protocol.problems import ScreenRefused


def test_who_may_see_the_screen_is_not_asked() -> None:
    quartz = SimpleNamespace(CGPreflightScreenCaptureAccess=lambda: True)
    assert refusal(quartz) is None


def test_who_may_not_has_the_system_ask_and_is_refused() -> None:
    asked: list[bool] = []
    quartz = SimpleNamespace(
        CGPreflightScreenCaptureAccess=lambda: False, CGRequestScreenCaptureAccess=lambda: asked.append(True)
    )
    assert refusal(quartz) is ScreenRefused
    assert asked
