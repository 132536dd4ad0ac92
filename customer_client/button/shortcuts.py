"""Making a shortcut, on each system."""

from pathlib import Path

from customer_client.button import desktop_entry
from customer_client.button.device import MakeShortcut
from customer_client.button.windows_links import WindowsShell
from protocol.link import Language

_EXECUTABLE = 0o755
"""Desktops start no file that is not marked so."""
_LONGEST = 80


def on_linux(folder: Path, file: Path, name: str, language: Language) -> Path:
    """A `.desktop` file. Its own name is the operator's folder's; what people see is `name`. Raises `OSError`."""
    entry = folder / f"easysupport-{file.parent.name}.desktop"
    entry.write_text(desktop_entry.text(name, (str(file), "--language", language)), encoding="utf-8")
    entry.chmod(_EXECUTABLE)
    return entry


def on_windows(shell: WindowsShell) -> MakeShortcut:
    """A `.lnk` file, made by the shell. Its own name is what people see."""

    def make(folder: Path, file: Path, name: str, language: Language) -> Path:
        link = free(folder, name, ".lnk")
        shell.make_link(link, file, f"--language {language}", desktop_entry.COMMENT[language])
        return link

    return make


def free(folder: Path, name: str, suffix: str) -> Path:
    """A file of that name that is not there yet: nobody's is written over. Raises `FileExistsError`."""
    tidy = "".join(each for each in name if each.isprintable() and each not in '<>:"/\\|?*')[:_LONGEST].strip(" .")
    for each in (tidy, *(f"{tidy} {number}" for number in range(2, 10))):
        if not (folder / f"{each}{suffix}").exists():
            return folder / f"{each}{suffix}"
    raise FileExistsError(str(folder / f"{tidy}{suffix}"))
