import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.opening import telling
from archive.opening.door import Asked, Held, Opened, Pause, Use, Uses
from archive.opening.messages import Joined
from protocol import receipt_code
from sealing.request import Act
from tests.fakes.sealed import NOON

SESSION = "a" * 32
USES = (
    Use(NOON, "asked: open", "7K3M-9QF2", (), "Complaint", "AZ 4711/26"),
    Use(NOON, "opened", "7K3M-9QF2", ("Dora Datenschutz", "Sepp Sicherheit")),
)
HELD = Held(
    SESSION, receipt_code.of(SESSION), NOON, NOON + timedelta(minutes=9), NOON + timedelta(days=90), None, 3, 500,
    4_000_000, (Pause(NOON, NOON + timedelta(seconds=30), "customer-paused"), Pause(NOON, None, "disk-full")), USES,
)  # fmt: skip


@pytest.mark.parametrize("act", Act)
def test_a_request_says_what_to_do_with_it(act: Act) -> None:
    said = telling.asked(Asked("7K3M-9QF2", NOON, b""), Path("a/b.request"), "one security officer", act)
    assert "officer release b.request" in said
    assert f"ferndiagnose recording {act.value} a/b.request" in said


def test_an_opening_says_for_how_long_and_that_it_is_known() -> None:
    said = telling.opened(Opened("t", "7K3M-9QF2", SESSION, ("Dora", "Sepp"), "r", "a", 1800.0))
    assert "30 minutes" in said
    assert "Dora and Sepp" in said
    assert "mailbox was told" in said


def test_what_is_held_is_told_without_a_picture() -> None:
    said = telling.held(HELD)
    for fact in (SESSION, HELD.code, "500 pictures", "2026-11-22 12:00:30 UTC: customer-paused", "the end: disk-full"):
        assert fact in said
    assert "hold" not in said
    assert "Kept for a hold until 2027" in telling.held(replace(HELD, held_until=NOON + timedelta(days=300)))


def test_who_opened_it_is_told() -> None:
    said = telling.openings(Uses(HELD.code, USES)).splitlines()
    assert said[0].endswith("asked: open · request 7K3M-9QF2 · reason: Complaint · reference: AZ 4711/26")
    assert said[1].endswith("opened · request 7K3M-9QF2 · released by Dora Datenschutz and Sepp Sicherheit")
    assert "Nobody" in telling.openings(Uses(HELD.code, ()))


def test_a_reason_stays_on_its_line() -> None:
    said = telling.openings(Uses(HELD.code, (replace(USES[0], reason="x\n2026-01-01 opened"),)))
    assert len(said.splitlines()) == 1


def test_machines_get_the_same_as_json() -> None:
    assert json.loads(telling.as_json(HELD))["uses"][1]["officers"] == ["Dora Datenschutz", "Sepp Sicherheit"]


def test_an_export_says_what_the_file_holds() -> None:
    assert telling.exported(Joined(25, 3500, 1), Path("x.mkv")) == "x.mkv: 25 pictures, 3.5 s, 1 gaps\n"
