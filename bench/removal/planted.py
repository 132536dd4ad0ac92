"""Whether the comparison can fail: one thing of each kind is left behind on purpose, and has to be found."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from bench.desktop import DidNotComeUp, stop, wait_for
from bench.removal.started import Machine, holds

_FOUND_WITHIN: Final = 20.0
_SHARED: Final = Path("/dev/shm/mss-planted")  # noqa: S108  # a name that is looked for, for a moment


def missed(machine: Machine) -> list[str]:
    """The kinds that it did not find. Raises `DidNotComeUp` if something was still found when it was gone."""
    plants: dict[str, AbstractContextManager[None]] = {
        "planted": _file(machine.autostart / "planted"),
        machine.own_file.name: _changed(machine.own_file),
        "process": _running(machine, machine.lasts),
        "SECONDARY": _selection(machine),
        _SHARED.name: _file(_SHARED),
    }
    if machine.listens:
        plants["port"] = _running(machine, machine.listens)
    found = [name for name, plant in plants.items() if _finds(name, plant, machine.left)]
    wait_for(lambda: not machine.left(), f"a machine without {machine.left()[:5]}")
    names = [*plants]
    if machine.registers(run=True):
        names.append("registry")
        found += ["registry"] if machine.registry_changes() else []
        machine.registers(run=False)
    return [name for name in names if name not in found]


def _finds(name: str, plant: AbstractContextManager[None], left: Callable[[], list[str]]) -> bool:
    with plant:
        try:
            return wait_for(lambda: any(name in each for each in left()), name, _FOUND_WITHIN)
        except DidNotComeUp:
            return False


@contextmanager
def _file(path: Path) -> Iterator[None]:
    path.touch()
    yield
    path.unlink()


@contextmanager
def _changed(path: Path) -> Iterator[None]:
    before, facts = path.read_bytes(), path.stat()
    path.write_bytes(before + b"changed")
    yield
    path.write_bytes(before)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


@contextmanager
def _running(machine: Machine, command: tuple[str, ...]) -> Iterator[None]:
    process = machine.runs(command)
    yield

    def ended() -> bool:
        machine.put_back()
        return process.poll() is not None

    wait_for(ended, "its end")


@contextmanager
def _selection(machine: Machine) -> Iterator[None]:
    holder = holds(machine.desktop, "SECONDARY")
    yield
    stop(holder)
