"""The programs of the service and their command lines, in the order in which they start."""

import sys
from dataclasses import replace
from pathlib import Path

from ferndiagnose.settings import Settings
from ferndiagnose.supervisor import Program


def programs(settings: Settings, port: int, ca: Path) -> list[Program]:
    """The archive first and the recorders last, so that whoever needs another finds it, at the stop too."""
    state = ("--state", str(settings.folder))
    origin = ("--origin", settings.address(port)) if settings.public_name != "localhost" else ()
    recorder = _program("recorder", *state, "--server", settings.address(port), "--ca", str(ca))
    return [
        *([_program("archive", *state)] if settings.archive else []),
        _program("signaling", *state, "--host", settings.host, "--port", str(port), *origin),
        *(replace(recorder, name=f"recorder {number + 1}") for number in range(settings.recorder_count)),
    ]


def change_agents(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command line that changes agents' accounts; what it asks for it reads from its standard input."""
    return _program("signaling", "agent", *words).command


def change_officers(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command line that tells the archive who the officers are."""
    return _program("archive", "officer", *words).command


def ask_archive(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command line that asks the archive something, or verifies its ledger."""
    return _program("archive", *words).command


def recordings(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command line with which an operator opens, exports, deletes or holds one recording."""
    return _program("archive", "recording", *words).command


def _program(name: str, *arguments: str) -> Program:
    return Program(name, (sys.executable, "-m", name, *arguments))
