"""Logs as a dialogue that cannot leak.

* A **dialogue** is one program's log: `<` received, `>` sent, `=` a state, `!` a fault, each with the session id.
* The **filter** lets through what a dialogue wrote; of a library's record only its source, level and exception type.
* What **nobody caught** is logged as a fault, instead of Python's own report with all its texts.

Every value a dialogue writes is a name from our own vocabulary: a message type, a state, a problem code, a count.
"""

import logging
import sys
import threading
from types import TracebackType
from typing import Final, TextIO

_ROOT: Final = "ferndiagnose"


class Dialogue:
    """One program's log."""

    def __init__(self, program: str) -> None:
        self._logger = logging.getLogger(f"{_ROOT}.{program}")

    def received(self, what: object, session: str = "-") -> None:
        """A message came in. Logs its type, never its content."""
        self._logger.info("%s < %s", session, type(what).__name__)

    def sent(self, what: object, session: str = "-") -> None:
        """A message went out. Logs its type, never its content."""
        self._logger.info("%s > %s", session, type(what).__name__)

    def state(self, name: str, session: str = "-") -> None:
        """Something is now so. `name` is a word of ours, not a peer's."""
        self._logger.info("%s = %s", session, name)

    def fault(self, fault: BaseException, session: str = "-") -> None:
        """Something failed. Logs where, by type and our own line, never the exception's text; of a group, each."""
        if isinstance(fault, BaseExceptionGroup):
            for each in fault.exceptions:
                self.fault(each, session)
            return
        frame = fault.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        where = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else "-"
        self._logger.error("%s ! %s %s", session, type(fault).__name__, where)


class AllowList(logging.Filter):
    """Reduces what libraries log to its source and the type of its exception: their texts carry addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(f"{_ROOT}."):
            return True
        if record.levelno < logging.WARNING:
            return False
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "-"
        record.msg, record.args = f"- ! library {kind}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def write_to_stderr(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Sends all logs of this process to standard error, through the filter. Called by a program's `__main__`.

    So do warnings, and whatever nobody catches, in any thread.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(AllowList())
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    # No line says from where it was logged, nor by which thread: finding that out is a third of what a line costs.
    # https://docs.python.org/3/howto/logging.html#optimization
    logging._srcfile = None  # noqa: SLF001  # as its own manual has it
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    sys.excepthook = _nobody_caught
    threading.excepthook = lambda failed: _nobody_caught(failed.exc_type, failed.exc_value, failed.exc_traceback)
    sys.unraisablehook = lambda failed: _nobody_caught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _nobody_caught(kind: type[BaseException], fault: BaseException | None, _: TracebackType | None) -> None:
    Dialogue("uncaught").fault(fault or kind())
