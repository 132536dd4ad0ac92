import ctypes
import uuid
from collections.abc import Callable
from pathlib import PureWindowsPath
from typing import Any

import pytest

from customer_client.button.windows_links import DESKTOP, WindowsShell

LINK, TARGET = PureWindowsPath(r"C:\Desktop\EasySupport.lnk"), PureWindowsPath(r"C:\Data\fernhilfe.exe")
SHELL_LINK, PERSIST_FILE = "000214F9-0000-0000-C000-000000000046", "0000010B-0000-0000-C000-000000000046"
FAILED = -2147467259
"""E_FAIL."""


class Interface:
    """An object as COM has it: a pointer to a table of functions, each called with the object first."""

    def __init__(self, places: int, functions: dict[int, tuple[tuple[Any, ...], Callable[..., int]]]) -> None:
        self._kept = [
            ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, *kinds)(function)
            for kinds, function in (functions.get(place, ((), lambda *_: FAILED)) for place in range(places))
        ]
        table = [ctypes.cast(each, ctypes.c_void_p).value for each in self._kept]
        self._table = (ctypes.c_void_p * places)(*table)
        self._object = ctypes.c_void_p(ctypes.addressof(self._table))
        self.address = ctypes.addressof(self._object)


class PlayedWindows:
    """`ole32` and `shell32`, and the one object that they make. `result` is what saving says."""

    def __init__(self, result: int = 0, initialized: int = 0) -> None:
        self.set: dict[str, object] = {}
        self.released, self.left, self.freed = 0, 0, 0
        self._initialized = initialized
        text = ctypes.c_wchar_p

        def take(name: str) -> tuple[tuple[Any, ...], Callable[..., int]]:
            def taken(_: object, value: str) -> int:
                self.set[name] = value
                return 0

            return (text,), taken

        def save(_: object, path: str, remember: int) -> int:
            self.set["saved"] = (path, remember)
            return result

        def query(_: object, wanted: int, found: int) -> int:
            self.set["asked"] = ctypes.string_at(wanted, 16)
            ctypes.c_void_p.from_address(found).value = self.file.address
            return 0

        def release(_: object) -> int:
            self.released += 1
            return 0

        pointer = ctypes.c_void_p
        self.link = Interface(
            21,
            {0: ((pointer, pointer), query), 2: ((), release), 7: take("description"), 9: take("folder")}
            | {11: take("arguments"), 20: take("path")},
        )
        self.file = Interface(9, {2: ((), release), 6: ((text, ctypes.c_int), save)})

    def CoInitializeEx(self, _reserved: object, _mode: object) -> int:  # noqa: N802  # Windows' names
        return self._initialized

    def CoUninitialize(self) -> None:  # noqa: N802
        self.left += 1

    def CoCreateInstance(self, _kind: object, _outer: object, _where: object, interface: Any, made: Any) -> int:  # noqa: N802
        assert bytes(interface._obj) == uuid.UUID(SHELL_LINK).bytes_le
        made._obj.value = self.link.address
        return 0

    def CoTaskMemFree(self, _: object) -> None:  # noqa: N802
        self.freed += 1

    def SHGetKnownFolderPath(self, known: Any, _flags: object, _token: object, found: Any) -> int:  # noqa: N802
        if bytes(known._obj) != uuid.UUID(DESKTOP).bytes_le:
            return FAILED
        found._obj.value = r"D:\Schreibtisch"
        return 0


def make(windows: PlayedWindows) -> None:
    WindowsShell(windows, windows).make_link(LINK, TARGET, "--language de", "Hilfe")  # type: ignore[arg-type]  # Windows' paths


@pytest.mark.promise("P11")
def test_the_shell_is_told_what_to_start_and_where_to_save_it() -> None:
    windows = PlayedWindows()
    make(windows)
    assert windows.set["path"] == str(TARGET)
    assert windows.set["arguments"] == "--language de"
    assert windows.set["folder"] == r"C:\Data"
    assert windows.set["description"] == "Hilfe"
    assert windows.set["saved"] == (str(LINK), 1)
    assert windows.set["asked"] == uuid.UUID(PERSIST_FILE).bytes_le
    assert (windows.released, windows.left) == (2, 1)


def test_a_link_that_cannot_be_saved_is_said_and_everything_is_given_back() -> None:
    windows = PlayedWindows(FAILED)
    with pytest.raises(OSError, match="0x80004005"):
        make(windows)
    assert (windows.released, windows.left) == (2, 1)


def test_a_thread_that_uses_the_shell_already_goes_on_with_it() -> None:
    windows = PlayedWindows(initialized=-2147417850)
    make(windows)
    assert windows.left == 0


def test_a_folder_is_where_the_user_moved_it() -> None:
    windows = PlayedWindows()
    assert str(WindowsShell(windows, windows).folder(DESKTOP)) == r"D:\Schreibtisch"
    with pytest.raises(OSError, match="shell failed"):
        WindowsShell(windows, windows).folder(str(uuid.UUID(int=0)))
    assert windows.freed == 2
