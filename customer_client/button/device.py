"""Button and switch of this device, as files."""

import filecmp
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from customer_client.button.places import KEPT, Places
from customer_client.status import Device, Kept
from protocol.link import Language

MakeShortcut = Callable[[Path, Path, str, Language], Path]
"""Makes a shortcut in a folder, to a file, of that name; where it now is. Raises `OSError`."""
_PRIVATE = 0o700


class ThisDevice:
    """`file` is the program's own, if it is one that can be kept."""

    def __init__(self, places: Places, make_shortcut: MakeShortcut, file: Path | None = None) -> None:
        self._places = places
        self._make_shortcut = make_shortcut
        self._file = file if places.shortcuts else None
        self._kept = places.folder / f"{KEPT}{'.exe' if file and file.suffix == '.exe' else ''}"
        self._runs_from_it = file is not None and file.parent == places.folder
        self._removed = False
        self._other = self._has_button() and not self._runs_from_it and self._differs()

    def state(self) -> Device:
        """As in `DeviceDoor`."""
        return Device(not self._places.switched_off.exists(), self._button())

    def switch(self, *, on: bool) -> None:
        """As in `DeviceDoor`."""
        if on:
            self._places.switched_off.unlink(missing_ok=True)
            self._tidy()
        else:
            self._make_folder()
            self._places.switched_off.touch()

    def keep(self, operator: str, language: Language) -> None:
        """As in `DeviceDoor`. The marker is written first: what was cut off can be removed, or kept again."""
        if self._file is None or self._removed:
            return
        self._make_folder()
        name = f"EasySupport – {operator}" if operator else "EasySupport"
        try:
            self._remember(self._shortcuts())
            self._copy(self._file)
            for shortcut in self._shortcuts():
                shortcut.unlink(missing_ok=True)
            self._remember([])
            for folder in self._places.shortcuts:
                folder.mkdir(parents=True, exist_ok=True)
                self._remember([*self._shortcuts(), self._make_shortcut(folder, self._kept, name, language)])
        except OSError:
            self._remove_button()
            raise
        self._other = False

    def remove(self) -> None:
        """As in `DeviceDoor`."""
        self._removed = self._runs_from_it
        self._places.switched_off.unlink(missing_ok=True)
        self._remove_button()

    # Inside.

    def _button(self) -> Kept:
        if self._removed:
            return Kept.REMOVED
        if self._has_button():
            return Kept.OTHER if self._other else Kept.YES
        return Kept.NEVER if self._file is None else Kept.NO

    def _has_button(self) -> bool:
        return self._places.marker.exists() and self._kept.exists()

    def _differs(self) -> bool:
        return self._file is not None and not filecmp.cmp(self._file, self._kept, shallow=False)

    def _make_folder(self) -> None:
        self._places.folder.mkdir(_PRIVATE, parents=True, exist_ok=True)
        self._places.folder.chmod(_PRIVATE)

    def _copy(self, file: Path) -> None:
        """Whole or not at all."""
        half = self._kept.with_name("half-copied")
        try:
            shutil.copyfile(file, half)
            half.chmod(_PRIVATE)
            half.replace(self._kept)
        finally:
            half.unlink(missing_ok=True)

    def _remember(self, shortcuts: list[Path]) -> None:
        told = {"shortcuts": [str(path) for path in shortcuts]}
        self._places.marker.write_text(json.dumps(told), encoding="utf-8")

    def _shortcuts(self) -> list[Path]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(self._places.marker.read_text(encoding="utf-8"))
            return [Path(path) for path in told["shortcuts"] if path.endswith((".desktop", ".lnk"))]
        return []

    def _remove_button(self) -> None:
        """Shortcuts first, then the marker: who is cut off between them can begin again."""
        for shortcut in self._shortcuts():
            shortcut.unlink(missing_ok=True)
        self._places.marker.unlink(missing_ok=True)
        with suppress(OSError):  # on Windows nobody can delete what runs: launcher and broom do it after the end
            self._kept.unlink(missing_ok=True)
        self._tidy()

    def _tidy(self) -> None:
        """Folders of ours that are empty go too."""
        with suppress(OSError):
            self._places.folder.rmdir()
            self._places.folder.parent.rmdir()
