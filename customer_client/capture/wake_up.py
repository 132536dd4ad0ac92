"""Ending a wait from another thread."""

import select
import socket

_MANY = 4096


class WakeUp:
    """A wait that any thread can end. Made of sockets, because Windows waits for nothing else."""

    def __init__(self) -> None:
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)

    def wake(self) -> None:
        """Makes a wait return. From any thread, any number of times."""
        try:
            self._far.send(b"!")
        except BlockingIOError:
            return

    def wait(self, timeout: float, *others: int) -> bool:
        """Waits for a wake-up or for one of the other file descriptors; whether it was a wake-up."""
        near = self._near.fileno()
        ready, _, _ = select.select([near, *others], [], [], timeout)
        if near not in ready:
            return False
        self._near.recv(_MANY)
        return True

    def close(self) -> None:
        """Gives the sockets back."""
        self._near.close()
        self._far.close()
