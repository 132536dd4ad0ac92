import asyncio
from datetime import date
from pathlib import Path

import pytest

from logs import Dialogue
from recorder.app import CannotStart, Recorder, prepared, say_when_it_cannot_seal, token_of, until_it_can_seal
from recorder.settings import Settings
from sealing.keyring import Keyring
from sealing.published import CannotSeal
from tests.fakes.identities import AUTHORITY, give_to_recorder
from tests.fakes.recorder_doors import SetClock
from tests.fakes.sealed import FakeArchive


def nobody(_day: date) -> Keyring:
    raise CannotSeal("There is no security officer.")


def test_the_token_is_what_stands_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "recorder.token").write_text("secret\n")
    assert token_of(tmp_path, 0) == "secret"


def test_without_a_token_the_operator_is_told_where_it_comes_from(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="start the server first"):
        token_of(tmp_path, 0)


def test_a_token_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "recorder.token").mkdir()
    with pytest.raises(CannotStart, match="cannot read"):
        token_of(tmp_path, 0)


def test_the_certificate_stays_the_same_over_a_restart(tmp_path: Path) -> None:
    first, spool = prepared(tmp_path)
    again, _ = prepared(tmp_path)
    assert first.fingerprint == again.fingerprint
    assert spool == tmp_path / "spool"


def test_a_state_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(CannotStart, match="cannot write"):
        prepared(tmp_path / "state")


def test_a_certificate_that_is_none_is_not_replaced_without_asking(tmp_path: Path) -> None:
    prepared(tmp_path)
    (tmp_path / "recorder" / "certificate.pem").write_text("nonsense")
    with pytest.raises(CannotStart, match="holds no certificate"):
        prepared(tmp_path)


@pytest.mark.promise("P05")
async def test_a_recorder_without_identity_does_not_start_and_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "recorder.token").write_text("secret")
    with pytest.raises(CannotStart, match="recorder-identity make"):
        Recorder(Settings(state=tmp_path), Dialogue("test"))


async def test_a_certificate_authority_that_is_not_there_is_said(tmp_path: Path) -> None:
    give_to_recorder(tmp_path)
    (tmp_path / "recorder.token").write_text("secret")
    with pytest.raises(CannotStart, match="certificate authority"):
        Recorder(Settings(ca=tmp_path / "none.pem", state=tmp_path), Dialogue("test"))


@pytest.mark.promise("P05")
async def test_a_server_without_tls_is_refused(tmp_path: Path) -> None:
    give_to_recorder(tmp_path)
    (tmp_path / "recorder.token").write_text("secret")
    with pytest.raises(CannotStart, match="https"):
        Recorder(Settings(server="http://help.example", ca=Path(AUTHORITY), state=tmp_path), Dialogue("test"))


@pytest.mark.promise("P18")
async def test_a_recorder_that_cannot_seal_says_why_once_and_does_not_offer_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stop, looks = asyncio.Event(), 0

    def seal_to(day: date) -> Keyring:
        nonlocal looks
        looks += 1
        if looks > 2:
            return FakeArchive(day).keyring()
        return nobody(day)

    await until_it_can_seal(seal_to, SetClock(), stop, Dialogue("test"), look_again=0)
    assert looks == 3
    assert capsys.readouterr().err.count("no session can run: There is no security officer.\n") == 1


@pytest.mark.promise("P18")
async def test_it_is_said_when_nothing_can_be_sealed_any_more(capsys: pytest.CaptureFixture[str]) -> None:
    stop, looks = asyncio.Event(), 0

    def seal_to(day: date) -> Keyring:
        nonlocal looks
        looks += 1
        if looks == 2:
            stop.set()  # while nobody is left
            return nobody(day)
        return FakeArchive(day).keyring()

    await say_when_it_cannot_seal(seal_to, SetClock(), stop, Dialogue("test"), every=0)
    assert looks == 2
    assert capsys.readouterr().err.count("no session can run: There is no security officer.\n") == 1


async def test_a_recorder_that_waits_for_officers_can_be_stopped() -> None:
    stop = asyncio.Event()
    stop.set()
    await until_it_can_seal(nobody, SetClock(), stop, Dialogue("test"))
