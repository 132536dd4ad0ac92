from pathlib import Path

import pytest

from customer_client.removal.download import ABANDONED_AFTER, ENCODING, MARK, Download, sweep_leftovers, written
from tests.fakes.launchers import leave_mark

NOW = 1_800_000_000.0


def no_button(file: Path) -> None:
    """This file is no button's."""


@pytest.fixture
def download(tmp_path: Path) -> Download:
    """As a launcher leaves it: a file in the customer's downloads, unpacked into the folder for temporary things."""
    file, folder = tmp_path / "Downloads" / "help-linux", tmp_path / "temporary" / "ferndiagnose-ab12"
    file.parent.mkdir()
    folder.mkdir(parents=True)
    file.write_bytes(b"program")
    (folder / "library.so").write_bytes(b"library")
    return Download(file, folder)


def cut_off(download: Download) -> None:
    """The plug is pulled: nothing is held any more, and nothing was removed."""
    leave_mark(download)


@pytest.mark.promise("P15")
def test_the_next_start_removes_what_was_cut_off_and_the_file_it_came_from(download: Download) -> None:
    cut_off(download)

    assert sweep_leftovers(download.folder.parent, NOW, no_button) == 1
    assert not download.folder.exists()
    assert not download.file.exists()


def test_before_a_folder_goes_somebody_may_look_into_it(download: Download) -> None:
    cut_off(download)
    seen: list[bool] = []
    sweep_leftovers(download.folder.parent, NOW, no_button, lambda folder: seen.append(folder.exists()))
    assert seen == [True]


def test_a_program_that_still_runs_is_left_alone(download: Download) -> None:
    leave_mark(download)
    with download.hold():
        assert sweep_leftovers(download.folder.parent, NOW, no_button) == 0
    assert download.file.exists()
    assert (download.folder / "library.so").exists()


def test_a_file_that_was_to_be_kept_is_kept(download: Download) -> None:
    cut_off(Download(download.file, download.folder, keep=True))

    assert sweep_leftovers(download.folder.parent, NOW, no_button) == 1
    assert not download.folder.exists()
    assert download.file.exists()


@pytest.mark.promise("P11")
@pytest.mark.parametrize("wanted", [True, False])
def test_a_buttons_file_is_swept_away_only_if_the_button_is_not_there_any_more(
    download: Download, wanted: bool
) -> None:
    marker = download.file.with_name("marker")
    marker.touch()
    kept = Download(download.file, download.folder, button=marker)
    assert kept.stays
    cut_off(kept)
    if not wanted:
        marker.unlink()
    assert sweep_leftovers(download.folder.parent, NOW, lambda file: marker if marker.exists() else None) == 1
    assert download.file.exists() == kept.stays == wanted


def test_another_file_that_has_the_name_by_now_is_not_removed(download: Download) -> None:
    cut_off(download)
    download.file.write_bytes(b"a letter to somebody")

    sweep_leftovers(download.folder.parent, NOW, no_button)
    assert download.file.exists()


def test_folders_of_other_programs_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "_MEIcd34").mkdir()
    (tmp_path / "_MEIcd34" / "library.so").touch()

    assert sweep_leftovers(tmp_path, NOW, no_button) == 0
    assert (tmp_path / "_MEIcd34" / "library.so").exists()


def test_a_link_to_somebodys_folder_is_not_followed(download: Download, tmp_path: Path) -> None:
    cut_off(download)
    elsewhere = tmp_path / "elsewhere"
    download.folder.rename(elsewhere)
    download.folder.symlink_to(elsewhere)

    assert sweep_leftovers(download.folder.parent, NOW, no_button) == 0
    assert (elsewhere / "library.so").exists()


@pytest.mark.parametrize("said", ["", "no numbers", "1 2 3", "7 x 2 /f", "7 1 2 /nowhere", "7 1 2 "])
def test_a_mark_that_says_nothing_costs_no_file_and_keeps_nothing_from_being_swept(
    download: Download, said: str
) -> None:
    (download.folder / MARK).write_bytes(said.encode(ENCODING))

    assert sweep_leftovers(download.folder.parent, NOW, no_button) == 1
    assert download.file.exists()


def test_numbers_with_a_sign_are_meant_too(download: Download) -> None:
    """As NSIS writes them."""
    facts = download.file.stat()
    high, low = written(facts)
    said = f"{facts.st_size} {high} {low - (1 << 32)} {download.file}"
    (download.folder / MARK).write_bytes(said.encode(ENCODING))

    sweep_leftovers(download.folder.parent, NOW, no_button)
    assert not download.file.exists()


def test_a_folder_whose_launcher_was_cut_off_before_it_left_a_mark_is_removed_after_a_minute(tmp_path: Path) -> None:
    folder = tmp_path / "ferndiagnose-xy"
    folder.mkdir()
    made = folder.stat().st_mtime

    sweep_leftovers(tmp_path, made + ABANDONED_AFTER / 2, no_button)
    assert folder.exists()
    sweep_leftovers(tmp_path, made + ABANDONED_AFTER, no_button)
    assert not folder.exists()


def test_a_folder_of_that_name_with_something_in_it_is_somebodys(tmp_path: Path) -> None:
    folder = tmp_path / "ferndiagnose-notes"
    folder.mkdir()
    (folder / "letter").touch()

    assert sweep_leftovers(tmp_path, folder.stat().st_mtime + 2 * ABANDONED_AFTER, no_button) == 0
    assert (folder / "letter").exists()


def test_there_is_no_program_in_a_folder_without_a_mark(download: Download) -> None:
    with pytest.raises(FileNotFoundError):
        download.hold()
