import ctypes
import re
import subprocess
from pathlib import Path

import pytest

from release import stubs


@pytest.mark.parametrize(
    "name",
    [
        "libx265-f5385bb8.so.216",
        "libSvtAv1Enc-9393c086.so.4",
        "libwebpmux-1.dll",
        "libdav1d-7.dll",
        "libavfilter-b5d.so.11",
        "libgnutls-71.so.30",
    ],
)
def test_what_we_never_call_is_replaced(name: str) -> None:
    assert stubs.UNUSED.match(name)


@pytest.mark.parametrize("name", ["libx264-d6533a8d.so.165", "libavcodec-5e6b81c2.so.62", "libswscale-88e9f973.so.9"])
def test_what_we_call_stays(name: str) -> None:
    assert not stubs.UNUSED.match(name)


def test_a_function_whose_text_is_read_gives_a_text() -> None:
    assert 'const char *dav1d_version(void) { return ""; }' in stubs.source(["dav1d_version"], windows=False)
    assert "long long x265_encode(void) { return 0; }" in stubs.source(["x265_encode"], windows=False)


@pytest.mark.end_to_end
def test_a_library_still_loads_when_one_that_it_links_to_is_a_stub(tmp_path: Path) -> None:
    def compiled(name: str, text: str, *with_: str) -> Path:
        path = tmp_path / name
        command = [
            "gcc",
            "-shared",
            "-fPIC",
            "-o",
            path,
            "-x",
            "c",
            "-",
            "-x",
            "none",
            *with_,
            f"-Wl,-rpath,{tmp_path}",
        ]
        subprocess.run(command, input=text, text=True, check=True)
        return path

    padding = f"static const char padding[200000] = {{1}}; const char *x265_used(void) {{ return padding; }}{'':s}"
    large = compiled("libx265-1.so", padding)
    user = compiled("libuser.so", "long x265_used(void); long asks(void) { return x265_used(); }", str(large))
    saved = stubs.replace_elf(tmp_path, [user, large], re.compile("libx265"))

    assert saved["libx265-1.so"] > 150_000
    assert ctypes.CDLL(str(user)).asks() == 0


def test_names_keep_the_versions_by_which_they_are_asked_for() -> None:
    listing = "0000 T av_one@@LIBAV_62\n0000 T av_two@@LIBAV_62\n0000 A LIBAV_62\n0000 T plain\n"
    found = stubs.versions(listing)
    assert found == {"av_one": "LIBAV_62", "av_two": "LIBAV_62", "LIBAV_62": "", "plain": ""}
    assert stubs.version_script(found) == "LIBAV_62 { global: av_one; av_two; };\n"
