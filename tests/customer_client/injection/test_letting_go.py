from pathlib import Path

import pytest

from customer_client.injection import letting_go, windows_input


def test_on_x11_the_display_is_asked_with_the_keys_of_the_note_which_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x11_letting_go = pytest.importorskip("customer_client.injection.x11_letting_go", reason="X11 is Linux'")
    (note := tmp_path / "hands").write_text("93 97")
    asked: list[object] = []
    monkeypatch.setattr(letting_go.sys, "platform", "linux")
    monkeypatch.setattr(x11_letting_go, "let_go_everything_on", lambda *given: asked.append(given))
    letting_go.let_go(note, ":5")
    assert asked == [(":5", [93, 97])]
    assert not note.exists()


def test_on_windows_everything_that_is_down_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (note := tmp_path / "hands").touch()
    asked: list[object] = []
    monkeypatch.setattr(letting_go.sys, "platform", "win32")
    monkeypatch.setattr(windows_input, "let_go_everything", lambda: asked.append("windows"))
    letting_go.let_go(note, None)
    assert asked == ["windows"]
    assert not note.exists()
