"""What the archive published, as a recorder sees it: read anew for each stretch, and believed only if it is signed.

The first archive whose key a recorder finds is its archive: the key is kept beside the recorder's own, and another one
is refused until an operator takes it away. Whoever can only write to the public folder cannot have recordings sealed to
keys of their own.
"""

import errno
from datetime import date
from pathlib import Path

from sealing import keyring
from sealing.files import write_whole
from sealing.keyring import Keyring, KeyringRefused

FOLDER, KEYRING, VERIFYING = "public", "keyring.json", "archive.pub"


class CannotSeal(OSError):
    """There is nobody to seal to, and so nothing may be recorded. The text says what is missing."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.ENOKEY, why)

    def __str__(self) -> str:
        return str(self.strerror)


class Published:
    """The archive's public folder, and the file in which its key is kept. Every method may raise `CannotSeal`."""

    def __init__(self, folder: Path, pin: Path) -> None:
        self._folder, self._pin = folder, pin

    def keyring(self, day: date) -> Keyring:
        """The keyring, with all that is needed to seal on that UTC day."""
        verifying = self._verifying()
        content = _content(self._folder / KEYRING)
        try:
            ring = keyring.read(content, verifying)
        except KeyringRefused as refused:
            raise CannotSeal(
                f"{self._folder / KEYRING}: {refused} If the archive was set up anew on purpose, "
                f"remove {self._pin} and start the recorder again."
            ) from None
        if missing := ring.missing(day):
            raise CannotSeal(" ".join(missing))
        return ring

    def _verifying(self) -> bytes:
        content = _content(self._pin if self._pin.exists() else self._folder / VERIFYING)
        try:
            verifying = keyring.read_verifying(content)
        except KeyringRefused as refused:
            raise CannotSeal(f"{self._pin if self._pin.exists() else self._folder / VERIFYING}: {refused}") from None
        if not self._pin.exists():
            self._keep(content)
        return verifying

    def _keep(self, content: bytes) -> None:
        try:
            write_whole(self._pin, content)
        except OSError as error:
            raise CannotSeal(f"The archive's key cannot be kept in {self._pin}: {error.strerror}.") from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CannotSeal(f"There is no {path}: the archive has not published it. Is the archive running?") from None
    except OSError as error:
        raise CannotSeal(f"{path} cannot be read: {error.strerror}.") from None
