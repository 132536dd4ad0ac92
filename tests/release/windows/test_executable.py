import pytest

from release.windows.executable import NotWindows, imports
from tests.release.windows.portable import library


def test_it_is_told_which_names_are_wanted_of_which_library() -> None:
    wanted = {"libx264-165.dll": ["x264_encoder_open", "x264_encoder_close"], "KERNEL32.dll": ["Sleep"]}
    assert imports(library(wanted)) == wanted


def test_what_is_wanted_by_number_has_no_name() -> None:
    assert imports(library({"WS2_32.dll": ["17", "send"]})) == {"WS2_32.dll": ["send"]}


@pytest.mark.parametrize("content", [b"", b"MZ", b"\x7fELF" + bytes(400), library({"a.dll": ["b"]})[:1030]])
def test_what_is_no_windows_program_or_cut_off_is_refused(content: bytes) -> None:
    with pytest.raises(NotWindows):
        imports(content)
