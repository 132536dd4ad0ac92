from pathlib import Path

from customer_client.injection.note import Note, read


def test_the_first_stroke_leaves_a_note_with_the_keys_that_meant_nothing_and_the_end_takes_it_away(
    tmp_path: Path,
) -> None:
    spare = [93, 97]
    note = Note(tmp_path / "hands", lambda: spare)
    assert not note.file or not note.file.exists()
    note.begin()
    spare.append(103)
    note.begin()
    assert read(tmp_path / "hands") == [93, 97], "as they were before anything was borrowed"
    note.end()
    assert not (tmp_path / "hands").exists()


def test_a_program_that_was_not_downloaded_leaves_none(tmp_path: Path) -> None:
    note = Note()
    note.begin()
    note.end()
    assert not [*tmp_path.iterdir()]


def test_where_there_is_no_room_for_a_note_the_session_goes_on(tmp_path: Path) -> None:
    note = Note(tmp_path / "gone" / "hands")
    note.begin()
    note.end()
    assert read(tmp_path / "gone" / "hands") == []


def test_of_a_note_that_somebody_else_wrote_only_keycodes_are_taken(tmp_path: Path) -> None:
    (tmp_path / "hands").write_text("7 8 255 256 -9 ten 99999999999")
    assert read(tmp_path / "hands") == [8, 255]
    (tmp_path / "hands").write_bytes(b"\xff\xfe")
    assert read(tmp_path / "hands") == []
