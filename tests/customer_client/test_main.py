import subprocess
import sys
from pathlib import Path

import pytest

from customer_client.__main__ import NO_DISPLAY, WRONG_USE, main, settings_from
from customer_client.settings import Settings
from protocol import client_file
from tests.fakes.identities import AUTHORITY, FILE
from tests.fakes.systems import only_on_linux

pytestmark = pytest.mark.end_to_end

PROGRAM = [sys.executable, "-m", "customer_client", "--ca", AUTHORITY, "--recorders", FILE]


def test_flags_come_before_the_environment_and_that_before_what_is_built_in() -> None:
    environ = {"FERNDIAGNOSE_CUSTOMER_LANGUAGE": "en", "FERNDIAGNOSE_CUSTOMER_SERVER": "https://one.example"}

    assert settings_from([], {}) == Settings()
    assert settings_from([], environ).language == "en"
    assert settings_from(["--server", "https://two.example"], environ).server == "https://two.example"


def test_a_downloaded_program_finds_its_ticket_in_its_own_name() -> None:
    ticket = "T" * 43

    assert settings_from([], {}, f"/home/a/Downloads/{client_file.named('help-linux', ticket)}").ticket == ticket
    assert settings_from([], {}, "/usr/lib/python3/customer_client/__main__.py").ticket == ""
    assert settings_from(["--ticket", "mine"], {}, f"help-linux.{ticket}").ticket == "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--server", "http://help.example.org"], "https://"),
        (["--ca", "/nowhere/ca.pem"], "PEM file"),
        (["--ca", __file__], "PEM file"),
        ([], "ca has to be"),
        (["--ca", AUTHORITY], "recorders"),
        (["--ca", AUTHORITY, "--recorders", "/nowhere/recorders.pem"], "recorders"),
        (["--ca", AUTHORITY, "--recorders", __file__], "recorders"),
    ],
)
def test_wrong_use_is_told_before_any_window(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customer_client.__main__.write_to_stderr", lambda _: None)

    assert main(arguments) == WRONG_USE
    assert says in capsys.readouterr().err


@only_on_linux
def test_without_a_display_the_program_says_so_and_ends(tmp_path: Path) -> None:
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    ended = subprocess.run(
        [*PROGRAM, "--display", ":987", "--language", "en"],
        env=environ, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip

    assert ended.returncode == NO_DISPLAY
    assert "screen" in ended.stderr
    assert "Traceback" not in ended.stderr


@only_on_linux
@pytest.mark.parametrize("wayland", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}], ids=str)
def test_without_a_display_on_a_desktop_of_waylands_the_program_says_what_to_do(
    tmp_path: Path, wayland: dict[str, str]
) -> None:
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **wayland}
    ended = subprocess.run(
        [*PROGRAM, "--language", "en"],
        env=environ, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip

    assert ended.returncode == NO_DISPLAY
    assert "Xorg" in ended.stderr
    assert "Your browser can" in ended.stderr
