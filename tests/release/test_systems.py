"""P08, as far as the files go that are downloaded: each says it clearly where a system is too old for it."""

from pathlib import Path

import pytest

RELEASE = Path(__file__).parents[2] / "release"


@pytest.mark.promise("P08")
@pytest.mark.parametrize(
    ("file", "asks", "says"),
    [
        ("windows/oneshot.nsi", "${AtLeastWin10}", ("Dieses Windows ist zu alt", "This Windows is too old")),
        ("linux/launcher.c", "COULD_NOT_START)", ("Dieses Linux ist zu alt", "This Linux is too old")),
        ("macos/build.sh", "LSMinimumSystemVersion", ()),
    ],
)
def test_a_system_that_is_too_old_is_told_so_by_what_still_runs_there(
    file: str, asks: str, says: tuple[str, ...]
) -> None:
    """Python itself does not start on them. macOS has a text of its own."""
    text = (RELEASE / file).read_text(encoding="utf-8")
    assert asks in text
    assert all(words in text for words in says)
