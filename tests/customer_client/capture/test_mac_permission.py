"""With invented frameworks. No macOS was here."""

from types import SimpleNamespace
from typing import Any

import pytest

from customer_client.capture.mac_permission import refusal
from protocol.problems import MacPermissionMissing


class FakeMac:
    """`Quartz` and `ApplicationServices` of a Mac whose owner has permitted this much."""

    def __init__(self, *, screen: bool, control: bool) -> None:
        self.asked: list[str] = []
        self.quartz = SimpleNamespace(
            CGPreflightScreenCaptureAccess=lambda: screen,
            CGRequestScreenCaptureAccess=lambda: self.asked.append("screen"),
        )
        self.services = SimpleNamespace(
            kAXTrustedCheckOptionPrompt="prompt",
            AXIsProcessTrusted=lambda: control,
            AXIsProcessTrustedWithOptions=self._ask,
        )

    def _ask(self, options: dict[str, Any]) -> None:
        assert options == {"prompt": True}
        self.asked.append("control")


@pytest.mark.parametrize(
    ("mac", "refused", "asked"),
    [
        (FakeMac(screen=True, control=True), None, []),
        (FakeMac(screen=True, control=False), None, ["control"]),
        (FakeMac(screen=False, control=True), MacPermissionMissing, ["screen"]),
        (FakeMac(screen=False, control=False), MacPermissionMissing, ["screen"]),
    ],
)
def test_the_person_is_asked_by_the_system_for_one_thing_at_a_time(
    mac: FakeMac, refused: type | None, asked: list[str]
) -> None:
    assert refusal(mac.quartz, mac.services) is refused
    assert mac.asked == asked
