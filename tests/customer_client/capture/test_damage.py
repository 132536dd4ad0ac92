"""The parts that need no display; the rest is proved on a real one, in tests/end_to_end/test_customer_capture.py."""

import pytest

from protocol.problems import Problem, ScreenGone, ScreenRefused


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Authorization required, but no authorization protocol specified", ScreenRefused),
        ("No protocol specified", ScreenRefused),
        ("[Errno 2] No such file or directory", ScreenGone),
    ],
)
def test_a_server_that_does_not_want_us_is_told_from_one_that_is_not_there(
    said: str, problem: type[Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage = pytest.importorskip("customer_client.capture.damage", reason="X11 is Linux'")

    def fails(name: str | None) -> None:
        raise damage.error.DisplayConnectionError(name, said)

    monkeypatch.setattr(damage.display, "Display", fails)

    with pytest.raises(problem):
        damage.connect(":0")
