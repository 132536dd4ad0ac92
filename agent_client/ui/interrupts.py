"""Python's signals (Ctrl+C, a stop) while Qt waits: its loop does not come back to Python by itself."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier

_MANY = 4096


class Interrupts(QObject):
    """Wakes Qt for each signal; then Python runs its handler. To be made in the main thread, and kept."""

    def __init__(self) -> None:
        super().__init__()
        self._waking, self._woken = socket.socketpair()
        for end in (self._waking, self._woken):
            end.setblocking(False)
        self._before = signal.set_wakeup_fd(self._waking.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def close(self) -> None:
        """Signals are as they were before."""
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._waking.close()
        self._woken.close()

    def _wake(self) -> None:
        self._woken.recv(_MANY)
