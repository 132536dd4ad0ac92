import os
import signal
import threading

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from agent_client.ui.interrupts import Interrupts


@pytest.mark.usefixtures("qt")
def test_a_signal_reaches_python_while_qt_waits() -> None:
    waiting, waits, before = QEventLoop(), threading.Event(), signal.getsignal(signal.SIGUSR1)
    interrupts = Interrupts()
    signal.signal(signal.SIGUSR1, lambda *_: waiting.quit())

    def interrupt() -> None:
        waits.wait()
        os.kill(os.getpid(), signal.SIGUSR1)

    other = threading.Thread(target=interrupt)
    other.start()
    QTimer.singleShot(0, waits.set)
    try:
        waiting.exec()
    finally:
        interrupts.close()
        signal.signal(signal.SIGUSR1, before)
        other.join()
