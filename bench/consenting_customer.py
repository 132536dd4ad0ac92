"""The customer's client with a window that agrees to everything. It lives here and never in the shipped client.

Told `["key", DIGITS]`, `["confirm", DIGITS]` and `["end"]`; says every step, with the safety code where there is one.
To measure what the recorder costs, `["without-recorder"]` keeps pictures from it, and `["with-recorder"]` lets them
through again.
"""

import argparse
import asyncio
import queue
from collections.abc import Callable, Sequence
from typing import Any

import logs
from bench.driven import listen, say
from customer_client.app import assemble
from customer_client.lines import CHANNELS
from customer_client.settings import Settings
from customer_client.status import (
    Action,
    AgreeToNotice,
    ChooseAccess,
    End,
    Quit,
    Status,
    Step,
    TypeConfirmation,
    TypeKey,
)
from peer.connection import Connection
from peer.outgoing import OutgoingVideo
from protocol.grants import Level
from protocol.link import Role


class ConsentingWindow:
    """No window at all: says yes at once, and passes on what it is told."""

    def __init__(self, act: Callable[[Action], None], recorders_share: "RecordersShare") -> None:
        self._act, self._recorders_share = act, recorders_share
        self._statuses: queue.SimpleQueue[Status | None] = queue.SimpleQueue()
        listen(self._told, lambda: act(Quit()))

    def show(self, status: Status) -> None:
        self._statuses.put(status)

    def own_rectangles(self) -> tuple[tuple[int, int, int, int], ...]:
        return ()

    def has_focus(self) -> bool:
        return False

    def run(self) -> None:
        step = None
        while (status := self._statuses.get()) is not None:
            if status.step is step:
                continue
            step = status.step
            say(step, code=status.code)
            match step:
                case Step.READ_NOTICE:
                    self._act(AgreeToNotice("de"))
                case Step.CHOOSE_ACCESS:
                    self._act(ChooseAccess(Level.FULL))

    def close(self) -> None:
        self._statuses.put(None)

    def _told(self, words: list[str]) -> None:
        match words:
            case ["key", digits]:
                self._act(TypeKey(digits))
            case ["confirm", digits]:
                self._act(TypeConfirmation(digits))
            case ["end"]:
                self._act(End())
            case ["without-recorder"]:
                self._recorders_share.let(through=False)
            case ["with-recorder"]:
                self._recorders_share.let(through=True)


class RecordersShare:
    """Makes connections as the program does, and remembers the recorder's share of the video."""

    def __init__(self) -> None:
        self._video: OutgoingVideo | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def connect(self, *, channels: Sequence[str], sends: OutgoingVideo | None, **parts: Any) -> Connection:
        if tuple(channels) == CHANNELS[Role.RECORDER]:
            self._video, self._loop = sends, asyncio.get_running_loop()
        return Connection(channels=channels, sends=sends, **parts)

    def let(self, *, through: bool) -> None:
        """From any thread."""
        if self._video is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._video.release if through else self._video.hold)


def main() -> None:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--recorders", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    share = RecordersShare()
    settings = Settings(server=given.server, ca=given.ca, recorders=given.recorders)
    assemble(settings, lambda act: ConsentingWindow(act, share), connection=share.connect).run()


if __name__ == "__main__":
    main()
