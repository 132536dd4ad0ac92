from pathlib import Path

import pytest

from customer_client.removal.download import MARK, Download, sweep_leftovers


@pytest.fixture
def download(tmp_path: Path) -> Download:
    """As a launcher leaves it: a file in the customer's downloads, unpacked into the folder for temporary things."""
    file, folder = tmp_path / "Downloads" / "help-linux", tmp_path / "temporary" / "_MEIab12"
    file.parent.mkdir()
    folder.mkdir(parents=True)
    file.write_bytes(b"program")
    (folder / "library.so").write_bytes(b"library")
    return Download(file, folder)


def cut_off(download: Download) -> None:
    """The plug is pulled: nothing is locked any more, and nothing was removed."""
    download.claim().close()


@pytest.mark.promise("P15")
def test_the_next_start_removes_what_was_cut_off_and_the_file_it_came_from(download: Download) -> None:
    cut_off(download)

    assert sweep_leftovers(download.folder.parent) == 1
    assert not download.folder.exists()
    assert not download.file.exists()


def test_a_program_that_still_runs_is_left_alone(download: Download) -> None:
    with download.claim():
        assert sweep_leftovers(download.folder.parent) == 0
    assert download.file.exists()
    assert (download.folder / "library.so").exists()


def test_a_file_that_was_to_be_kept_is_kept(download: Download) -> None:
    cut_off(Download(download.file, download.folder, keep=True))

    assert sweep_leftovers(download.folder.parent) == 1
    assert not download.folder.exists()
    assert download.file.exists()


@pytest.mark.promise("P11")
@pytest.mark.parametrize("wanted", [True, False])
def test_a_buttons_file_is_swept_away_only_if_the_button_is_not_there_any_more(
    download: Download, wanted: bool
) -> None:
    marker = download.file.with_name("ferndiagnose-button.json")
    marker.touch()
    kept = Download(download.file, download.folder, button=marker)
    assert kept.stays
    cut_off(kept)
    if not wanted:
        marker.unlink()
    assert sweep_leftovers(download.folder.parent) == 1
    assert download.file.exists() == kept.stays == wanted


def test_another_file_that_has_the_name_by_now_is_not_removed(download: Download) -> None:
    cut_off(download)
    download.file.write_bytes(b"a letter to somebody")

    sweep_leftovers(download.folder.parent)
    assert download.file.exists()


def test_folders_of_other_programs_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "_MEIcd34").mkdir()
    (tmp_path / "_MEIcd34" / "library.so").touch()

    assert sweep_leftovers(tmp_path) == 0
    assert (tmp_path / "_MEIcd34" / "library.so").exists()


def test_a_link_to_somebodys_folder_is_not_followed(download: Download, tmp_path: Path) -> None:
    cut_off(download)
    elsewhere = tmp_path / "elsewhere"
    download.folder.rename(elsewhere)
    download.folder.symlink_to(elsewhere)

    assert sweep_leftovers(download.folder.parent) == 0
    assert (elsewhere / "library.so").exists()


@pytest.mark.parametrize("written", ["", "no JSON", "[]", "{}", '{"file": 3}', '{"file": "/nowhere"}'])
def test_a_mark_that_says_nothing_costs_no_file_and_keeps_nothing_from_being_swept(
    download: Download, written: str
) -> None:
    (download.folder / MARK).write_text(written)

    assert sweep_leftovers(download.folder.parent) == 1
    assert download.file.exists()
