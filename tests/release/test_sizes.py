from pathlib import Path

import pytest

from release import sizes
from release.linux import __main__ as linux
from release.windows import __main__ as windows

TABLE = 'tolerance = 0.5\n[files]\n"file" = { size = 2.0, fast = 3.0, at_most = 2.6 }\n'


@pytest.mark.parametrize(
    ("megabytes", "fits", "says"),
    [(1.5, True, "-0.5 MB"), (2.4, True, "+0.4 MB"), (2.55, False, "+0.5 MB"), (2.7, False, "TOO LARGE")],
)
def test_a_file_that_grows_unnoticed_or_beyond_the_promise_does_not_fit(
    tmp_path: Path, megabytes: float, fits: bool, says: str
) -> None:
    (tmp_path / "table").write_text(TABLE)
    with (tmp_path / "file").open("wb") as file:
        file.truncate(int(megabytes * 1e6))
    size = sizes.of(tmp_path / "file", tmp_path / "table")
    assert size.fits is fits
    assert says in str(size)


@pytest.mark.parametrize(("megabytes", "fits"), [(3.4, True), (3.55, False), (3.7, False)])
def test_one_that_was_packed_fast_may_be_larger_by_what_that_adds(tmp_path: Path, megabytes: float, fits: bool) -> None:
    (tmp_path / "table").write_text(TABLE)
    with (tmp_path / "file").open("wb") as file:
        file.truncate(int(megabytes * 1e6))
    size = sizes.of(tmp_path / "file", tmp_path / "table", fast=True)
    assert (size.fits, size.recorded, round(size.at_most, 6)) == (fits, 3.0, 3.6)


@pytest.mark.parametrize("name", [linux.NAME, windows.NAME])
def test_each_file_that_is_built_is_written_down_within_its_promise(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    size = sizes.of(tmp_path / name)
    assert 0 < size.recorded <= size.at_most
