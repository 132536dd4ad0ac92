"""Programs without a person: told what to do on standard input, saying on standard output where they are.

One JSON array to a line: `["key", "4819203"]` in, `["read-code-out", 12.345, {"code": "…"}]` out, where the number is
the moment in monotonic seconds.
"""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.desktop import DidNotComeUp, stop

PATIENCE = 30.0
"""Seconds for the next thing to happen in a driven program."""


def say(step: str, **facts: str) -> None:
    """From within a driven program: this is where it is now."""
    print(json.dumps([step, time.monotonic(), facts]), flush=True)


def listen(told: Callable[[list[str]], None], ended: Callable[[], None]) -> None:
    """From within a driven program: passes on what comes in, from a thread of its own, and the end of it."""

    def run() -> None:
        for line in sys.stdin:
            told(json.loads(line))
        ended()

    threading.Thread(target=run, name="standard input", daemon=True).start()


class Driven:
    """One driven program, from without."""

    def __init__(
        self, module: str, arguments: list[str], environment: Mapping[str, str], where: Sequence[str] = ()
    ) -> None:
        """`where` goes before the command, as `nsenter` and its options do."""
        self.module = module
        self._process = subprocess.Popen(
            [*where, sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(environment),
        )
        self._said: queue.SimpleQueue[tuple[str, float, dict[str, Any]]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=module, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, *words: str) -> None:
        """Makes it do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def wait_for(self, step: str, limit: float = PATIENCE) -> tuple[float, dict[str, Any]]:
        """When it reached `step` next, and what it said there. Raises `DidNotComeUp`, with where it was last."""
        last, until = "nowhere", time.monotonic() + limit
        while (left := until - time.monotonic()) > 0:
            try:
                said, moment, facts = self._said.get(timeout=left)
            except queue.Empty:
                break
            if said == step:
                return moment, facts
            last = said
        raise DidNotComeUp(f"{self.module} did not reach {step}; it was at {last}")

    def said_since(self) -> list[str]:
        """The steps that it reached and that nobody waited for."""
        steps = []
        while not self._said.empty():
            steps.append(self._said.get()[0])
        return steps

    def close(self) -> None:
        """Ends it as its own window would."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            stop(self._process)
        self._reader.join(5)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                step, moment, facts = json.loads(line)
                self._said.put((step, moment, facts))
