"""The program as two threads: the window in the main one, the core in another.

The window comes first. What the core is made of takes seconds to load from a slow disk; whoever reads and types a key
does not notice.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from customer_client.loading import Loading, Stopped
from customer_client.status import Action, Quit, Status, Step
from customer_client.window import Window
from protocol.problems import Problem, SoftwareFault
from protocol.session import EndReason
from protocol.settings import SettingsWrong

GONE_WITHIN = 10.0
"""Seconds within which the core's thread ends after the window is closed."""

MakeWindow = Callable[[Callable[[Action], None]], Window]


class Core(Protocol):
    """What decides and does everything; `customer_client.app` has it."""

    def run(self) -> None:
        """Until the customer quits."""

    def act(self, action: Action) -> None:
        """The customer did this. From any thread, also before `run`."""


class Program:
    """The whole program. `make_core` is called in the core's thread, once the window is there."""

    def __init__(self, make_window: MakeWindow, make_core: Callable[[Window], Core]) -> None:
        self._make_core = make_core
        self._core: Core | None = None
        self._loading = Loading()
        self._early: list[Action] = []
        """What was done before there was a core."""
        # A signal's handler may act while this thread acts.
        self._meeting = threading.RLock()
        self._ended: Future[None] | None = None
        self._window = make_window(self._act)

    def run(self) -> None:
        """Until the customer quits. Raises what went wrong in either thread."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="core") as thread:
            self._ended = thread.submit(self._run_core)
            self._ended.add_done_callback(self._core_ended)
            try:
                self._window.run()
            finally:
                self._act(Quit())
                self._ended.result(timeout=GONE_WITHIN)

    def quit(self) -> None:
        """As if the customer closed the program. From any thread, and from a signal handler."""
        self._act(Quit())

    def _run_core(self) -> None:
        try:
            core = self._loading.of(lambda: self._make_core(self._window))
        except Stopped:
            return
        with self._meeting:
            self._core = core
            for action in self._early:
                core.act(action)
        core.run()

    def _core_ended(self, core: "Future[None]") -> None:
        fault = core.exception()
        if fault is None or isinstance(fault, SettingsWrong):
            self._window.close()
        else:
            problem = type(fault) if isinstance(fault, Problem) else SoftwareFault
            reason = EndReason.FAULT if problem is SoftwareFault else EndReason.SCREEN_GONE
            self._window.show(Status(step=Step.ENDED, problem=problem, reason=reason))

    def _act(self, action: Action) -> None:
        if self._ended is not None and self._ended.done():
            if isinstance(action, Quit):
                self._window.close()
            return
        with self._meeting:
            core = self._core
            if core is None:
                self._early.append(action)
        if core is not None:
            core.act(action)
        elif isinstance(action, Quit):
            self._loading.stop()
            self._window.close()
