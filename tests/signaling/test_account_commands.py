import argparse
import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from protocol import link
from signaling.__main__ import main
from signaling.account_commands import add_verbs, carry_out
from tests.fakes.key_browser import PORT, KeyBrowser
from tests.fakes.signaling_parts import NAME, Play

PASSWORD = "correct horse"


@pytest.fixture
def state(database_file: Path) -> str:
    return str(database_file.parent)


def _run(state: str, monkeypatch: pytest.MonkeyPatch, *words: str, given: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    return main(["agent", *words, "--state", state])


def test_accounts_are_made_changed_and_listed(
    state: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(state, monkeypatch, "add", "anna", "--display-name", "Anna B.", given=PASSWORD + "\n") == 0
    assert _run(state, monkeypatch, "role", "anna", "supervisor") == 0
    assert _run(state, monkeypatch, "disable", "anna") == 0
    capsys.readouterr()
    assert _run(state, monkeypatch, "list") == 0
    assert capsys.readouterr().out == "anna\tsupervisor\tdisabled\tno second factor yet\tAnna B.\n"
    assert _run(state, monkeypatch, "enable", "anna") == 0
    assert _run(state, monkeypatch, "reset-second-factor", "anna") == 0
    assert _run(state, monkeypatch, "add", "berta", "--by-provider") == 0
    assert _run(state, monkeypatch, "password", "anna", given="another horse\n") == 0
    assert _run(state, monkeypatch, "password", "anna", given="short\n") == 2
    assert capsys.readouterr().err == "The password must have at least 8 characters.\n"
    assert _run(state, monkeypatch, "factors", "anna") == 0
    assert capsys.readouterr().out == "", "there is none yet"
    assert _run(state, monkeypatch, "remove-factor", "anna", "app") == 2
    assert "anna has no second factor app." in capsys.readouterr().err
    assert _run(state, monkeypatch, "disable", "carla") == 2
    assert capsys.readouterr().err == "There is no agent with the name carla.\n"


def test_a_wrong_password_or_code_sets_nothing_up_and_says_so(
    state: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(state, monkeypatch, "add", "anna", given=PASSWORD + "\n") == 0
    assert _run(state, monkeypatch, "enrol", "anna", given="wrong\n") == 2
    assert "password or second factor is wrong" in capsys.readouterr().err
    assert _run(state, monkeypatch, "enrol", "anna", given=f"{PASSWORD}\n000000\n") == 2
    assert "This code does not fit." in capsys.readouterr().err


async def test_second_factors_are_listed_with_a_name_and_removed_by_it(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    agent, browser = await play.signed_in(), KeyBrowser(play.parts.ways.ceremonies)
    (page,) = await agent.say(link.UseKey(PORT))
    await agent.say(await browser.opens(page))
    parser = argparse.ArgumentParser()
    add_verbs(parser)
    server = SimpleNamespace(accounts=play.parts.accounts)
    await carry_out(server, parser.parse_args(["factors", NAME]))  # type: ignore[arg-type]  # all that it uses of one
    app, key = capsys.readouterr().out.splitlines()
    assert app == "app\tauthenticator app"
    assert re.fullmatch(r"[0-9a-f]{8}\tsecurity key, added \d{4}-\d\d-\d\d \d\d:\d\d UTC", key)
    await carry_out(server, parser.parse_args(["remove-factor", NAME, key[:8]]))  # type: ignore[arg-type]  # as above
    assert [one.name for one in await play.parts.accounts.factors(NAME)] == ["app"]
