"""A note beside the unpacked program: an agent's hand was at work here, and nobody has put everything back yet.

Who is killed cannot let go what it holds: on no system does a key come up because the program that pressed it is gone.
The launcher looks for the note then, or the next start does, and `letting_go` does it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

NAME: Final = "hands"
"""The file's, in the folder of the unpacked program. The launchers know it (`release/`)."""
_LONGEST: Final = 4096
_KEYCODES: Final = range(8, 256)


@dataclass
class Note:
    """It says which keys meant nothing before: never what was typed."""

    file: Path | None = None
    """`None` where nobody would look for it, as in a program that was not downloaded."""
    spare: Callable[[], Sequence[int]] = tuple
    """The keys that mean nothing at the moment."""
    _begun: bool = field(default=False, init=False)

    def begin(self) -> None:
        """Before the first stroke. Where there is no room for it the session goes on."""
        if self._begun:
            return
        self._begun = True
        if self.file is not None:
            with suppress(OSError):
                self.file.write_text(" ".join(map(str, self.spare())), encoding="ascii")

    def end(self) -> None:
        """Everything is put back."""
        if self.file is not None:
            with suppress(OSError):
                self.file.unlink(missing_ok=True)


def read(file: Path) -> list[int]:
    """The keys that meant nothing. What is no keycode is left out: anybody of this user can write there."""
    with suppress(OSError, UnicodeDecodeError), file.open(encoding="ascii") as note:
        return [int(word) for word in note.read(_LONGEST).split() if word.isdecimal() and int(word) in _KEYCODES]
    return []
