import re

import pytest

from customer_client.button import desktop_entry

COMMAND = ("/home/a/.local/share/ferndiagnose/help/fernhilfe", "--language", "de")


def read(text: str) -> list[str]:
    """What a desktop makes of the Exec line: first the value's escapes are undone, then the quotes."""
    (line,) = [line for line in text.splitlines() if line.startswith("Exec=")]
    value = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), line[5:])
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', value)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words]


@pytest.mark.parametrize(
    "file", [COMMAND[0], "/home/a b/x", '/home/"q"/x', "/home/$HOME/`id`/x", "/h\\back/x", "/100%/%f", "/a\nb"]
)
def test_whatever_is_in_a_path_comes_out_as_it_was(file: str) -> None:
    assert read(desktop_entry.text("EasySupport", (file, *COMMAND[1:]))) == [file, *COMMAND[1:]]


def test_a_name_stays_on_its_line() -> None:
    text = desktop_entry.text("A\nExec=evil", COMMAND)
    assert [line for line in text.splitlines() if line.startswith("Exec=")] == [
        'Exec="/home/a/.local/share/ferndiagnose/help/fernhilfe" "--language" "de"'
    ]


@pytest.mark.promise("P11")
def test_it_is_an_entry_of_a_menu_in_both_languages() -> None:
    lines = desktop_entry.text("EasySupport – Musterdienst", COMMAND).splitlines()
    assert lines[0] == "[Desktop Entry]"
    for line in ("Type=Application", "Name=EasySupport – Musterdienst", "Terminal=false"):
        assert line in lines
    assert any(line.startswith("Comment[de]=Hilfe") for line in lines)
    assert any(line.startswith("Comment=Remote help") for line in lines)
