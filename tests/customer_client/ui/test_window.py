import pytest

from customer_client.ui.window import Window
from protocol.problems import ScreenGone
from tests.fakes.systems import only_on_linux


@only_on_linux
def test_without_a_display_there_is_a_clear_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    with pytest.raises(ScreenGone):
        Window(lambda _: None, "de")
