import pytest

from customer_client.ui.on_top import keep_on_top


class FakeTop:
    """A window that says in which order it was lifted."""

    def __init__(self, name: str, lifted: list[str]) -> None:
        self._name, self._lifted = name, lifted

    def lift(self) -> None:
        self._lifted.append(self._name)


@pytest.mark.parametrize(("platform", "order"), [("linux", ["bar"]), ("win32", ["left", "right", "bar"])])
def test_the_bar_is_lifted_last_and_on_windows_over_the_frame(platform: str, order: list[str]) -> None:
    lifted: list[str] = []
    bar, left, right = (FakeTop(name, lifted) for name in ("bar", "left", "right"))
    keep_on_top(bar, [left, right], platform)
    assert lifted == order
