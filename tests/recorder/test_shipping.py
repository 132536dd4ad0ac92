import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from logs import Dialogue
from protocol import recording
from protocol.recording import Closing, Manifest
from recorder.shipping import REMEMBERED, TRIED, Shipper, Shipping, departures, waiting
from sealing.s3 import StoreUnreachable
from sealing.store import FolderStore
from sealing.vault import MANIFEST
from tests.fakes.memory_store import MemoryStore
from tests.fakes.recorder_doors import NOON, SetClock
from tests.fakes.waiting import WITHIN

ONE, TWO, THREE, FOUR = (digit * 32 for digit in "1234")
AWAY = StoreUnreachable("The store does not answer.")


def manifest_of(session: str, closed: int, *, begun: int = 0, closing: Closing | None = None) -> Manifest:
    """A recording with so many closed segments, and then some that are written."""
    manifest = Manifest(session, NOON)
    for number in range(1, closed + begun + 1):
        manifest = recording.segment_begun(manifest, number, NOON)
        if number <= closed:
            manifest = recording.segment_finished(manifest, NOON + timedelta(minutes=number), 60, 7)
    return recording.closed(manifest, NOON + timedelta(minutes=closed), closing) if closing else manifest


def file_of(manifest: Manifest, number: int) -> str:
    return next(segment.file for segment in manifest.segments if segment.number == number)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    (tmp_path / "spool").mkdir()
    return tmp_path / "spool"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def shipper(spool: Path, store: MemoryStore, clock: SetClock) -> Shipper:
    return Shipper(spool, store, clock, Dialogue("test"))


@pytest.fixture
def put(spool: Path) -> Callable[[Manifest], None]:
    """Puts a recording into the spool, as a recorder writes it."""

    def really(manifest: Manifest) -> None:
        folder = spool / manifest.session
        folder.mkdir(exist_ok=True)
        (folder / "key-1.json").write_bytes(b"wraps")
        for segment in manifest.segments:
            (folder / segment.file).write_bytes(b"sealed%d" % segment.number)
        (folder / MANIFEST).write_bytes(recording.encode(manifest))

    return really


Put = Callable[[Manifest], None]


def test_keys_go_before_what_they_open_and_the_manifest_goes_last() -> None:
    manifest = manifest_of(ONE, closed=11)
    files = [MANIFEST, "key-10.json", "key-2.json", *reversed([segment.file for segment in manifest.segments])]
    in_order = [file_of(manifest, number) for number in range(1, 12)]
    assert departures(manifest, files) == ["key-2.json", "key-10.json", *in_order, MANIFEST]


def test_a_segment_that_is_written_stays() -> None:
    manifest = manifest_of(ONE, closed=1, begun=1)
    files = [segment.file for segment in manifest.segments]
    assert departures(manifest, files) == [files[0], MANIFEST]


def test_of_an_ended_recording_everything_goes_and_nothing_else_does() -> None:
    ended = manifest_of(ONE, closed=1, closing=Closing.ENDED)
    assert departures(ended, ["7.sealed", file_of(ended, 1), ".recording.json.abc", "notes.txt"]) == [
        file_of(ended, 1),
        "7.sealed",
        MANIFEST,
    ]


def test_a_running_recording_goes_piece_by_piece(shipper: Shipper, store: MemoryStore, spool: Path, put: Put) -> None:
    manifest = manifest_of(ONE, closed=1, begun=1)
    first, second = (segment.file for segment in manifest.segments)
    put(manifest)
    assert shipper.round() is None
    assert store.put_in_order == [
        f"incoming/{ONE}",
        f"recordings/{ONE}/key-1.json",
        f"recordings/{ONE}/{first}",
        f"recordings/{ONE}/{MANIFEST}",
    ]
    assert sorted(path.name for path in (spool / ONE).iterdir()) == sorted(["key-1.json", second, MANIFEST])


def test_what_has_not_changed_is_not_shipped_again(shipper: Shipper, store: MemoryStore, put: Put) -> None:
    put(manifest_of(ONE, closed=1, begun=1))
    shipper.round()
    before = list(store.put_in_order)
    shipper.round()
    assert store.put_in_order == before


@pytest.mark.promise("P18")
def test_of_an_ended_recording_no_picture_stays_behind(
    shipper: Shipper, store: MemoryStore, spool: Path, put: Put
) -> None:
    manifest = manifest_of(ONE, closed=2, closing=Closing.ENDED)
    put(manifest)
    shipper.round()
    assert not [path for path in (spool / ONE).iterdir() if path.suffix in {".mkv", ".sealed"}]
    assert store.objects[f"recordings/{ONE}/{file_of(manifest, 2)}"] == b"sealed2"
    assert recording.read(store.objects[f"recordings/{ONE}/{MANIFEST}"]) == manifest


def test_that_there_was_a_session_is_remembered_for_a_while(
    shipper: Shipper, spool: Path, put: Put, clock: SetClock
) -> None:
    put(manifest_of(ONE, closed=2, closing=Closing.CUSTOMER_LOST))
    shipper.round()
    assert (spool / ONE / MANIFEST).exists()
    clock.seconds = 120 + REMEMBERED.total_seconds()
    shipper.round()
    assert not (spool / ONE).exists()


def test_an_end_is_shipped_once_also_by_the_next_recorder(
    shipper: Shipper, store: MemoryStore, spool: Path, put: Put, clock: SetClock
) -> None:
    """Somebody may have had it deleted in the meantime: it must not come back."""
    put(manifest_of(ONE, closed=1, closing=Closing.CUSTOMER_LOST))
    shipper.round()
    shipper.close()
    store.objects.clear()
    Shipper(spool, store, clock, Dialogue("test")).round()
    assert store.objects == {}


def test_a_session_that_goes_on_is_announced_again(shipper: Shipper, store: MemoryStore, put: Put) -> None:
    put(manifest_of(ONE, closed=1, closing=Closing.CUSTOMER_LOST))
    shipper.round()
    store.delete(f"incoming/{ONE}")
    put(manifest_of(ONE, closed=2, begun=1))
    shipper.round()
    assert f"incoming/{ONE}" in store.objects


class Killed(BaseException):
    """The recorder is killed here."""


@pytest.mark.parametrize(("killed_at", "minutes"), [*((at, 0) for at in range(1, 9)), (9, 180), (10, 180), (11, 180)])
def test_a_recorder_killed_anywhere_ships_the_same_in_the_end(  # noqa: PLR0917  # what pytest gives by name
    killed_at: int, minutes: int, spool: Path, put: Put, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before or after each single thing that shipping does to the store and to the disk; the last things are later."""
    clock.seconds = minutes * 60
    manifest = manifest_of(ONE, closed=2, closing=Closing.ENDED)
    put(manifest)
    store, done = MemoryStore(), [0]

    def then_killed(act: Callable[..., None]) -> Callable[..., None]:
        def acted(*given: object, **named: object) -> None:
            done[0] += 1
            if done[0] == killed_at:
                raise Killed
            act(*given, **named)

        return acted

    dying = Shipper(spool, store, clock, Dialogue("test"))
    with monkeypatch.context() as patched:
        patched.setattr(store, "put", then_killed(store.put))
        patched.setattr(Path, "unlink", then_killed(Path.unlink))
        patched.setattr(Path, "rmdir", then_killed(Path.rmdir))
        with pytest.raises(Killed):
            dying.round()
    dying.close()  # as the kernel does
    clock.seconds = 3 * 3600
    Shipper(spool, store, clock, Dialogue("test")).round()
    assert {name: data for name, data in store.objects.items() if name.startswith("recordings")} == {
        f"recordings/{ONE}/key-1.json": b"wraps",
        f"recordings/{ONE}/{file_of(manifest, 1)}": b"sealed1",
        f"recordings/{ONE}/{file_of(manifest, 2)}": b"sealed2",
        f"recordings/{ONE}/{MANIFEST}": recording.encode(manifest),
    }
    assert list(spool.glob("[0-9]*")) == []


@pytest.mark.promise("P18")
def test_what_the_store_does_not_take_stays_here(shipper: Shipper, store: MemoryStore, spool: Path, put: Put) -> None:
    put(manifest_of(ONE, closed=2, closing=Closing.ENDED))
    here = sorted(path.name for path in (spool / ONE).iterdir())
    store.fails = AWAY
    assert shipper.round() is AWAY
    assert sorted(path.name for path in (spool / ONE).iterdir()) == here
    store.fails = None
    assert shipper.round() is None
    assert len(store.names(f"recordings/{ONE}")) == 4


def test_one_session_that_cannot_be_shipped_does_not_hold_up_the_others(
    shipper: Shipper, store: MemoryStore, spool: Path, put: Put
) -> None:
    for session in (ONE, TWO):
        put(manifest_of(session, closed=1, closing=Closing.ENDED))
    (spool / ONE / "key-1.json").unlink()
    (spool / ONE / "key-1.json").mkdir()
    assert isinstance(shipper.round(), IsADirectoryError)
    assert store.names(f"recordings/{TWO}")
    assert not store.names(f"recordings/{ONE}")


def test_a_store_that_is_away_is_not_asked_for_every_session(
    shipper: Shipper, store: MemoryStore, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    for session in (ONE, TWO, THREE, FOUR):
        put(manifest_of(session, closed=1, closing=Closing.ENDED))
    asked: list[str] = []

    def away(name: str, _source: bytes | Path) -> None:
        asked.append(name)
        raise AWAY

    monkeypatch.setattr(store, "put", away)
    shipper.round()
    assert asked == [f"incoming/{session}" for session in (ONE, TWO, THREE)][:TRIED]
    shipper.round()
    assert asked[TRIED] == f"incoming/{FOUR}", "who has waited longest comes first"


def test_a_session_without_a_manifest_waits_for_whoever_takes_it_up(
    shipper: Shipper, store: MemoryStore, spool: Path
) -> None:
    (spool / ONE).mkdir()
    (spool / TWO).mkdir()
    (spool / TWO / MANIFEST).write_bytes(b"{")
    assert shipper.round() is None
    assert store.objects == {}


def test_of_all_recorders_of_a_machine_one_ships_and_then_the_next(
    shipper: Shipper, store: MemoryStore, spool: Path, put: Put, clock: SetClock
) -> None:
    other = Shipper(spool, store, clock, Dialogue("test"))
    shipper.round()
    put(manifest_of(ONE, closed=1))
    assert other.round() is None
    assert store.objects == {}
    shipper.close()
    other.round()
    assert store.objects


def test_when_another_disk_lies_there_it_ships_from_that_one(
    shipper: Shipper, store: MemoryStore, spool: Path, put: Put, tmp_path: Path
) -> None:
    shipper.round()
    spool.rename(tmp_path / "the old disk")
    spool.mkdir()
    put(manifest_of(ONE, closed=1))
    assert shipper.round() is None
    assert store.names(f"recordings/{ONE}")
    assert (spool / ".shipping").exists()


def test_a_folder_takes_it_all_by_renaming(spool: Path, put: Put, clock: SetClock, tmp_path: Path) -> None:
    manifest = manifest_of(ONE, closed=1, closing=Closing.ENDED)
    put(manifest)
    same = (spool / ONE / file_of(manifest, 1)).stat().st_ino
    Shipper(spool, FolderStore(tmp_path / "store"), clock, Dialogue("test")).round()
    stored = tmp_path / "store" / "recordings" / ONE / file_of(manifest, 1)
    assert (stored.stat().st_ino, stored.stat().st_nlink) == (same, 1)


def test_what_waits_is_counted(spool: Path, put: Put) -> None:
    assert waiting(spool) == 0
    put(manifest_of(ONE, closed=2))
    (spool / ".writable").write_bytes(bytes(1000))
    assert waiting(spool) == len("sealed1sealed2")


async def test_an_outage_is_said_once_and_so_is_its_end(
    shipper: Shipper, store: MemoryStore, put: Put, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recorder.shipping.LOOK_EVERY", 0.0)
    monkeypatch.setattr("recorder.shipping.PATIENCE", 0.0)
    caplog.set_level("INFO")
    put(manifest_of(ONE, closed=1, closing=Closing.ENDED))
    store.fails = AWAY
    stop, tries = asyncio.Event(), [0]
    really_put = store.put

    def counted(name: str, source: bytes | Path) -> None:
        tries[0] += 1
        if tries[0] == 3:
            store.fails = None
        if tries[0] > 3 and name.endswith(MANIFEST):
            stop.set()
        really_put(name, source)

    monkeypatch.setattr(store, "put", counted)
    async with asyncio.timeout(WITHIN):
        await Shipping(shipper, Dialogue("test")).run(stop)
    said = [record.getMessage() for record in caplog.records if " = " in record.getMessage()]
    assert said == [
        "- = The store does not answer.",
        f"{ONE} = shipped",
        "- = The store takes recordings again.",
    ]


async def test_a_recorder_that_stops_ships_what_was_closed_last(shipper: Shipper, store: MemoryStore, put: Put) -> None:
    put(manifest_of(ONE, closed=1, closing=Closing.ENDED))
    stop = asyncio.Event()
    stop.set()
    await Shipping(shipper, Dialogue("test")).run(stop)
    assert store.names(f"recordings/{ONE}")
