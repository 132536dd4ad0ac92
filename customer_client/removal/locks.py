"""A file that is locked for as long as a process lives: the system lets go, however the process ends."""

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def lock(file: IO[bytes]) -> bool:
        """Locks an open file for this process. `False` when another one has it."""
        file.seek(_BEYOND)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    _BEYOND = 1 << 20
    """Windows keeps others from reading what is locked; nothing is read there."""
else:
    import fcntl

    def lock(file: IO[bytes]) -> bool:
        """Locks an open file for this process. `False` when another one has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
