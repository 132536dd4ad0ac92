"""A shortcut on Windows, made by the shell itself (IShellLinkW), and the folders where it belongs.

After https://learn.microsoft.com/windows/win32/shell/links and
https://learn.microsoft.com/windows/win32/api/shlobj_core/nf-shlobj_core-shgetknownfolderpath
"""

import ctypes
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path
from typing import Any, Final

DESKTOP: Final = "B4BFCC3A-DB2C-424C-B029-7FE99A87C641"
PROGRAMS: Final = "A77F5D77-2E2B-44C3-A6A2-ABA601054A51"
LOCAL_DATA: Final = "F1B32785-6FBA-4FCF-9D55-7B8E7F157091"
_SHELL_LINK: Final = "00021401-0000-0000-C000-000000000046"
_I_SHELL_LINK: Final = "000214F9-0000-0000-C000-000000000046"
_I_PERSIST_FILE: Final = "0000010B-0000-0000-C000-000000000046"
_IN_PROCESS: Final = 1
_APARTMENT: Final = 2
_CHANGED_MODE: Final = -2147417850
"""RPC_E_CHANGED_MODE: this thread uses COM already, in the other way, which is as good here."""
# Places in the tables of functions: those of IUnknown come first.
_QUERY, _RELEASE = 0, 2
_SET_DESCRIPTION, _SET_FOLDER, _SET_ARGUMENTS, _SET_PATH = 7, 9, 11, 20
_SAVE = 6


class WindowsShell:
    """`ole32` and `shell32` are the system's libraries of those names."""

    def __init__(self, ole32: Any, shell32: Any) -> None:
        self._ole32, self._shell32 = ole32, shell32

    def folder(self, known: str) -> Path:
        """One of the user's folders, wherever it was moved to. Raises `OSError`."""
        found = ctypes.c_wchar_p()
        result = self._shell32.SHGetKnownFolderPath(_guid(known), wintypes.DWORD(0), None, ctypes.byref(found))
        try:
            _check(result)
            return Path(found.value or "")
        finally:
            self._ole32.CoTaskMemFree(found)

    def make_link(self, link: Path, target: Path, arguments: str, description: str) -> None:
        """Writes the shortcut. Raises `OSError`."""
        with self._com(), self._made() as shell_link:
            _call(shell_link, _SET_PATH, str(target))
            _call(shell_link, _SET_ARGUMENTS, arguments)
            _call(shell_link, _SET_FOLDER, str(target.parent))
            _call(shell_link, _SET_DESCRIPTION, description)
            with _as(shell_link, _I_PERSIST_FILE) as file:
                _call(file, _SAVE, str(link), True)

    @contextmanager
    def _com(self) -> Iterator[None]:
        result = ctypes.c_int32(self._ole32.CoInitializeEx(None, wintypes.DWORD(_APARTMENT))).value
        if result != _CHANGED_MODE:
            _check(result)
        try:
            yield
        finally:
            if result != _CHANGED_MODE:
                self._ole32.CoUninitialize()

    @contextmanager
    def _made(self) -> Iterator[ctypes.c_void_p]:
        made = ctypes.c_void_p()
        _check(
            self._ole32.CoCreateInstance(
                _guid(_SHELL_LINK), None, wintypes.DWORD(_IN_PROCESS), _guid(_I_SHELL_LINK), ctypes.byref(made)
            )
        )
        try:
            yield made
        finally:
            _call(made, _RELEASE)


@contextmanager
def _as(thing: ctypes.c_void_p, interface: str) -> Iterator[ctypes.c_void_p]:
    """The same object by another interface."""
    other = ctypes.c_void_p()
    _call(thing, _QUERY, _guid(interface), ctypes.byref(other))
    try:
        yield other
    finally:
        _call(other, _RELEASE)


def _call(thing: ctypes.c_void_p, place: int, *arguments: Any) -> None:
    """Calls the function at this place of the object's table. Raises `OSError`."""
    table = ctypes.cast(thing, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    # On 64-bit Windows, the only one there is a client for, there is one way of calling.
    function = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, *map(_kind, arguments))(table[place] or 0)
    result = function(thing, *arguments)
    if place != _RELEASE:
        _check(result)


def _kind(argument: Any) -> Any:
    if isinstance(argument, str):
        return ctypes.c_wchar_p
    return ctypes.c_int if isinstance(argument, bool) else ctypes.c_void_p


def _check(result: int) -> None:
    """An HRESULT below zero is a failure."""
    if ctypes.c_int32(result).value < 0:
        raise OSError(f"the shell failed with 0x{result & 0xFFFFFFFF:08X}")


def _guid(text: str) -> Any:
    return ctypes.byref(ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16))


def of_this_system() -> WindowsShell:
    """The real one. On Windows only."""
    windows: Any = ctypes
    return WindowsShell(windows.windll.ole32, windows.windll.shell32)
