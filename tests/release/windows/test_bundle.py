from pathlib import Path

import pytest

from release.windows.bundle import NotWhole, check_whole
from tests.release.windows.portable import library


def test_a_bundle_whose_libraries_find_each_other_is_whole(tmp_path: Path) -> None:
    (tmp_path / "av.pyd").write_bytes(library({"avcodec-62.dll": ["avcodec_open2"], "KERNEL32.dll": ["Sleep"]}))
    (tmp_path / "avcodec-62.dll").write_bytes(library({"api-ms-win-crt-heap-l1-1-0.dll": ["malloc"]}))
    check_whole(tmp_path)


def test_a_bundle_that_lacks_a_library_is_refused_and_says_which_one_and_who_wants_it(tmp_path: Path) -> None:
    (tmp_path / "av.pyd").write_bytes(library({"avcodec-62.dll": ["avcodec_open2"]}))
    with pytest.raises(NotWhole, match=r"avcodec-62\.dll for av\.pyd"):
        check_whole(tmp_path)
