from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from signaling.digests import Pepper
from signaling.problems import CannotStart
from signaling.provider_setup import provider_sign_ins
from signaling.settings import Settings
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from tests.fakes.running_signaling import make_certificate
from tests.fakes.signaling_parts import Play


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Right ones, with what belongs to them."""
    make_certificate(tmp_path)
    (tmp_path / "tls" / "server.pem").rename(tmp_path / "tls" / "ca.pem")
    (tmp_path / "provider.secret").write_text("what the provider gave\n")
    return Settings(state=str(tmp_path), provider="https://login.example", provider_name="Company")


async def _name(play: Play, database: Database, settings: Settings) -> str | None:
    """What stands on the button."""
    parts = play.parts
    async with provider_sign_ins(
        settings,
        parts.sign_ins,
        agents=AgentTable(database),
        pepper=Pepper(b"pepper"),
        clock=parts.clock,
        scribe=parts.scribe,
    ) as made:
        return made.name if made else None


async def test_without_a_provider_there_is_no_button(play: Play, database: Database, tmp_path: Path) -> None:
    assert await _name(play, database, Settings(state=str(tmp_path))) is None


async def test_a_provider_is_not_asked_anything_at_the_start(
    play: Play, database: Database, settings: Settings
) -> None:
    assert await _name(play, database, settings) == "Company"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda given: replace(given, provider="http://login.example"), "not an https address"),
        (lambda given: replace(given, provider_roles="hotline=agent"), "claim:value=role"),
        (lambda given: replace(given, provider_ca="nowhere.pem"), r"nowhere\.pem"),
        (lambda given: given.provider_secret.unlink() or given, "provider gave you for this client"),
        (lambda given: given.provider_secret.write_text("") * 0 or given, "no line of ASCII"),
        (lambda given: given.provider_secret.write_text("ä") * 0 or given, "no line of ASCII"),
    ],
)
async def test_settings_that_make_no_sense_say_what_to_do(
    play: Play, database: Database, settings: Settings, spoil: Callable[[Settings], Settings], says: str
) -> None:
    with pytest.raises(CannotStart, match=says):
        await _name(play, database, spoil(settings))
