import errno
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from protocol import recording
from protocol.recording import Manifest, StoredSegment
from sealing import segment, vault, wrapping
from sealing.keyring import Keyring
from sealing.keys import SIZE
from sealing.published import CannotSeal
from sealing.records import Ending
from sealing.segment import Place
from sealing.vault import MANIFEST, SealedSegment, SealedVault
from tests.fakes.sealed import NOON, FakeArchive

SESSION, OTHER = "a" * 32, "b" * 32


class Stage:
    """A vault over a folder, an archive that everybody knows the keys of, and a clock that is set."""

    def __init__(self, folder: Path, archive: FakeArchive) -> None:
        self.folder, self.archive = folder, archive
        self.now = NOON
        self.asked: list[date] = []
        self.vault = self.started()

    def started(self) -> SealedVault:
        """What a recorder that starts now has."""
        return SealedVault(self.folder, self.keyring, self.clock)

    def clock(self) -> datetime:
        return self.now

    def keyring(self, day: date) -> Keyring:
        self.asked.append(day)
        return self.archive.keyring()

    def of(self, session: str = SESSION) -> Path:
        return self.folder / session

    def write(self, number: int, *contents: bytes, session: str = SESSION) -> SealedSegment:
        opened = self.vault.open_segment(session, number)
        for content in contents:
            opened.write(content)
        opened.flush()
        opened.close()
        return opened

    def read(self, number: int, stretch: int, session: str = SESSION) -> segment.Unsealed:
        """As archive and both officers together would."""
        file = wrapping.read((self.of(session) / wrapping.file_name(stretch)).read_bytes())
        sealed = (self.of(session) / f"{number}.sealed").read_bytes()
        return segment.unseal(sealed, self.archive.data_key(file), Place(session, stretch, number))


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def stage(tmp_path: Path, archive: FakeArchive) -> Stage:
    return Stage(tmp_path / "spool", archive)


@pytest.mark.promise("P20")
def test_what_was_written_is_read_by_archive_and_officers_and_stands_nowhere_in_clear(stage: Stage) -> None:
    stage.write(1, b"a header", b"a cluster")
    assert stage.read(1, 1) == segment.Unsealed(b"a headera cluster", Ending.COMPLETE)
    assert not any(word in path.read_bytes() for path in stage.of().iterdir() for word in (b"header", b"cluster"))


def test_what_was_flushed_is_there_though_the_recorder_is_killed(stage: Stage) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    opened.write(b"one ")
    opened.write(b"two")
    opened.flush()
    assert stage.read(1, 1) == segment.Unsealed(b"one two", Ending.CUT)
    opened.close()


def test_the_key_is_safe_before_the_first_byte(stage: Stage) -> None:
    stage.vault.open_segment(SESSION, 1)
    assert {path.name for path in stage.of().iterdir()} == {"key-1.json", "1.sealed"}
    assert (stage.of() / "1.sealed").stat().st_size == 0


def test_size_digest_and_stretch_are_of_what_is_on_the_disk(stage: Stage) -> None:
    opened = stage.write(1, b"content")
    data = (stage.of() / "1.sealed").read_bytes()
    assert (opened.size, opened.digest, opened.stretch) == (len(data), sha256(data).hexdigest(), 1)
    (stored,) = stage.vault.segments(SESSION)
    assert (stored.number, stored.size, stored.stretch) == (1, len(data), 1)
    assert stage.vault.sessions() == [SESSION]


def test_one_hold_on_a_session_has_one_key(stage: Stage) -> None:
    assert [stage.write(number, b"x").stretch for number in (1, 2, 3)] == [1, 1, 1]
    assert stage.asked == [NOON.date()]


def test_another_session_has_another_key(stage: Stage) -> None:
    stage.write(1, b"x")
    stage.write(1, b"y", session=OTHER)
    keys = [
        stage.archive.data_key(wrapping.read((stage.of(one) / "key-1.json").read_bytes())) for one in (SESSION, OTHER)
    ]
    assert keys[0] != keys[1]
    assert stage.read(1, 1, OTHER).data == b"y"


def test_a_new_day_begins_a_new_stretch_with_the_next_segment(stage: Stage) -> None:
    stage.now = NOON.replace(hour=23, minute=59)
    stage.write(1, b"yesterday")
    stage.now += timedelta(minutes=2)
    assert stage.write(2, b"today").stretch == 2
    assert wrapping.read((stage.of() / "key-2.json").read_bytes()).epoch == stage.now.date().isoformat()
    assert (stage.read(1, 1).data, stage.read(2, 2).data) == (b"yesterday", b"today")


def test_the_day_is_that_of_utc(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.now = datetime.fromisoformat("2026-11-23T00:30:00+01:00")
    stage.write(1, b"x")
    assert stage.asked == [NOON.date()]


def test_another_recorder_begins_a_new_stretch(stage: Stage) -> None:
    stage.write(1, b"x")
    stage.vault = stage.started()
    assert stage.write(2, b"y").stretch == 2


def test_no_key_file_is_ever_written_over(stage: Stage) -> None:
    """Not even when files went into the store meanwhile: the manifest knows of them, and segments of their keys."""
    manifest = recording.segment_begun(Manifest(SESSION, NOON), 4, NOON, take=1, stretch=7)
    stage.vault.write_manifest(SESSION, recording.encode(manifest))
    assert stage.write(5, b"x").stretch == 8
    (stage.of() / MANIFEST).unlink()
    (stage.of() / "key-8.json").unlink()
    stage.vault = stage.started()
    assert stage.write(6, b"y").stretch == 9


def test_a_broken_manifest_does_not_stop_a_recording(stage: Stage) -> None:
    stage.vault.write_manifest(SESSION, b"{")
    assert stage.write(1, b"x").stretch == 1


@pytest.mark.promise("P18")
def test_without_anybody_to_seal_to_nothing_is_written(stage: Stage) -> None:
    def nobody(_day: date) -> Keyring:
        raise CannotSeal("There is no security officer.")

    refusing = SealedVault(stage.folder, nobody, stage.clock)
    with pytest.raises(CannotSeal):
        refusing.open_segment(SESSION, 1)
    assert list(stage.of().iterdir()) == []


def test_a_key_is_wiped_when_its_stretch_ends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    wiped: list[bytearray] = []
    really_wipe = vault.keys.wipe

    def wipe(*secrets: bytearray) -> None:
        really_wipe(*secrets)
        wiped.extend(secrets)

    monkeypatch.setattr(vault.keys, "wipe", wipe)
    stage.write(1, b"x")
    shares = len(wiped)
    stage.vault.forget(SESSION)
    stage.vault.forget(SESSION)
    assert len(wiped) == shares + 1
    assert {bytes(one) for one in wiped} == {bytes(SIZE)}
    assert stage.write(2, b"y").stretch == 2


def test_a_key_that_cannot_be_kept_seals_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(vault, "write_whole", full)
        with pytest.raises(OSError, match="No space"):
            stage.vault.open_segment(SESSION, 1)
    assert stage.write(1, b"x").stretch == 1
    assert stage.read(1, 1).data == b"x"


def test_recordings_are_for_their_owner_only(stage: Stage) -> None:
    stage.write(1, b"x")
    stage.vault.write_manifest(SESSION, b"{}")
    assert stage.of().stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in stage.of().iterdir()} == {0o600}


def test_a_segment_is_never_written_over(stage: Stage) -> None:
    stage.write(1, b"x")
    with pytest.raises(FileExistsError):
        stage.vault.open_segment(SESSION, 1)


def test_a_segment_without_a_byte_leaves_no_trace(stage: Stage) -> None:
    stage.write(1)
    assert stage.vault.segments(SESSION) == []


def test_closing_twice_is_harmless(stage: Stage) -> None:
    opened = stage.write(1, b"x")
    opened.close()
    assert stage.read(1, 1).ending is Ending.COMPLETE


def nearly_full(file: int, data: memoryview) -> int:
    if len(data) <= 3:
        raise OSError(errno.ENOSPC, "No space left on device")
    return REALLY_WRITE(file, data[:-3])


REALLY_WRITE = os.write


def test_half_a_write_is_taken_back_and_ends_the_segment(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    opened.write(b"whole")
    size = opened.size
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", nearly_full)
        with pytest.raises(OSError, match="No space"):
            opened.write(b"a cluster")
    with pytest.raises(OSError, match="ended when a write failed"):
        opened.write(b"another")
    opened.close()
    assert opened.size == size == (stage.of() / "1.sealed").stat().st_size
    assert opened.digest == sha256((stage.of() / "1.sealed").read_bytes()).hexdigest()
    assert stage.read(1, 1) == segment.Unsealed(b"whole", Ending.CUT)


def test_a_segment_whose_end_does_not_fit_is_cut_there(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    opened.write(b"whole")
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", nearly_full)
        with pytest.raises(OSError, match="No space"):
            opened.close()
    assert opened.digest == sha256((stage.of() / "1.sealed").read_bytes()).hexdigest()
    assert stage.read(1, 1) == segment.Unsealed(b"whole", Ending.CUT)


def test_a_segment_whose_first_write_fails_leaves_no_trace(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", nearly_full)
        with pytest.raises(OSError, match="No space"):
            opened.write(b"a header")
    opened.close()
    assert stage.vault.segments(SESSION) == []


def test_a_manifest_is_replaced_whole(stage: Stage) -> None:
    assert stage.vault.read_manifest(SESSION) is None
    stage.vault.write_manifest(SESSION, b"old")
    stage.vault.write_manifest(SESSION, b"new")
    assert stage.vault.read_manifest(SESSION) == b"new"
    assert [path.name for path in stage.of().iterdir()] == [MANIFEST]


@pytest.mark.parametrize("session", ["", "..", "../" + "a" * 29, "A" * 32, "a" * 31 + "/"])
def test_only_a_session_id_names_a_folder(stage: Stage, session: str) -> None:
    with pytest.raises(ValueError, match="32"):
        stage.vault.open_segment(session, 1)


def test_a_vault_without_a_folder_is_empty(stage: Stage) -> None:
    assert stage.vault.sessions() == []
    assert stage.vault.segments(SESSION) == []


def test_what_is_no_segment_is_not_taken_for_one(stage: Stage) -> None:
    stage.write(1, b"x")
    (stage.of() / "2.sealed").write_bytes(b"")
    (stage.of() / "notes.txt").write_bytes(b"")
    assert [(one.number, one.stretch) for one in stage.vault.segments(SESSION)] == [(1, 1), (2, 0)]
    assert StoredSegment(3, 0, NOON) not in stage.vault.segments(SESSION)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was made safe against a power cut, in order."""
    names: list[str] = []
    for name in ("fsync", "fdatasync"):
        really = getattr(os, name)

        def sync(file: int, really: Callable[[int], None] = really) -> None:
            names.append(Path(f"/proc/self/fd/{file}").readlink().name)
            really(file)

        monkeypatch.setattr(os, name, sync)
    return names


def test_key_and_names_are_safe_before_a_segment_is_written(stage: Stage, synced: list[str]) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    key, *folders = synced
    assert key.startswith(".key-1.json.")
    assert folders == [SESSION, SESSION], "the name of the key file, then that of the segment"
    opened.close()


def test_a_segment_is_safe_when_it_is_flushed_and_when_it_is_closed(stage: Stage, synced: list[str]) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    synced.clear()
    opened.write(b"x")
    opened.flush()
    assert synced == ["1.sealed"]
    opened.close()
    assert synced == ["1.sealed", "1.sealed"]


def test_a_segments_key_is_wiped_though_its_last_write_failed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = stage.vault.open_segment(SESSION, 1)
    opened.write(b"whole")
    state = opened._seal._records._state.statebuf
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", nearly_full)
        with pytest.raises(OSError, match="No space"):
            opened.write(b"a cluster")
    assert any(bytes(state))
    opened.close()
    assert not any(bytes(state))


def test_no_file_stays_open(stage: Stage) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    opened = stage.write(1, b"x")
    opened.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
