"""What lies between the two desktops: a cable, or a line with a rate, a delay and loss (`line.c`).

Each side is a network namespace: what runs there reaches the other side over this line and nothing else. Where
namespaces are not to be had, only the loopback is left, which has no properties and counts no bytes.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

SOURCE = Path(__file__).with_name("line.c")
CUSTOMERS, AGENTS = "10.201.0.1", "10.201.0.2"
"""The addresses of the two ends."""
LOOPBACK = "127.0.0.1"
TOOLS = ("cc", "nsenter", "ip")


class NoLine(RuntimeError):
    """There can be no such line on this machine; the text says why."""


@dataclass(frozen=True)
class Quality:
    """How good a line is, each way alike. A rate of 0 is a cable."""

    name: str
    about: str
    rate: int = 0
    """kbit/s."""
    round_trip: int = 0
    """Milliseconds."""
    loss: float = 0
    """Percent of the packets."""
    queue: int = 200
    """Milliseconds that a packet may wait before the line; beyond it is dropped."""


QUALITIES = {
    quality.name: quality
    for quality in (
        Quality("lan", "a cable"),
        Quality("20mbit", "20 Mbit/s, 40 ms, 0.5 % loss", 20_000, 40, 0.5),
        Quality("3mbit", "3 Mbit/s, 100 ms, 1 % loss", 3000, 100, 1),
        Quality("1mbit", "1 Mbit/s, 40 ms", 1000, 40, 0, 300),
        Quality("500kbit", "500 kbit/s, 40 ms", 500, 40, 0, 300),
        Quality("lossy", "100 Mbit/s, 40 ms, 5 % loss", 100_000, 40, 5),
    )
}


class Line(Protocol):
    """Between two sides. A context manager."""

    address: str
    """Of the customer's side, where servers listen."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def at_customer(self) -> list[str]:
        """What goes before a command, so that it runs on the customer's side."""

    def at_agent(self) -> list[str]:
        """The same for the agent's."""

    def carried(self) -> int | None:
        """Bytes that went to the agent so far, as IP packets; `None` where they cannot be told from others."""


class Loopback:
    """This machine itself, where there is no other."""

    address = LOOPBACK

    def __init__(self, why: str) -> None:
        """`why` there is no other."""
        self.why = why

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def at_customer(self) -> list[str]:
        return []

    def at_agent(self) -> list[str]:
        return []

    def carried(self) -> int | None:
        return None


class Between:
    """Two network namespaces and a line of that quality. Raises `NoLine` when entered where it cannot be."""

    address = CUSTOMERS

    def __init__(self, quality: Quality, seed: int = 1) -> None:
        self._quality, self._seed = quality, seed
        self._program: subprocess.Popen[str] | None = None
        self._namespaces = ("", "")

    def __enter__(self) -> Self:
        if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
            raise NoLine(f"{', '.join(missing)} is not installed")
        with tempfile.TemporaryDirectory(prefix="line-") as folder:
            built = Path(folder) / "line"
            subprocess.run(["cc", "-O2", "-o", str(built), str(SOURCE)], check=True)
            self._program = subprocess.Popen(
                [str(built), *self._numbers()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        try:
            self._wait(self._program)
            if not self._quality.rate:
                self._plug_in()
        except NoLine:
            self._program.communicate()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._program is not None:
            self._program.communicate()

    def at_customer(self) -> list[str]:
        return self._enter(0)

    def at_agent(self) -> list[str]:
        return self._enter(1)

    def places(self) -> tuple[Path, Path]:
        """The files that stand for the customer's network and the agent's."""
        assert self._program is not None
        first, second = (Path(f"/proc/{self._program.pid}/fd/{number}") for number in self._namespaces)
        return first, second

    def carried(self) -> int | None:
        """From the counters of the customer's end: what was sent, lost or not."""
        assert self._program is not None
        return sent_by("line", Path(f"/proc/{self._program.pid}/net/dev").read_text(encoding="ascii"))

    def _numbers(self) -> list[str]:
        quality = self._quality
        return [str(part) for part in (quality.rate, quality.round_trip / 2, quality.loss, quality.queue, self._seed)]

    def _wait(self, program: subprocess.Popen[str]) -> None:
        assert program.stdout is not None
        match program.stdout.readline().split():
            case ["ready", customers, agents]:
                self._namespaces = (customers, agents)
            case _:
                said = program.stderr.read() if program.stderr is not None else ""
                raise NoLine(said.strip() or "the line ended at once")

    def _enter(self, side: int) -> list[str]:
        assert self._program is not None
        place = Path(f"/proc/{self._program.pid}")
        foreign = (place / "ns/user").readlink() != Path("/proc/self/ns/user").readlink()
        user = [f"--user={place}/ns/user", "--preserve-credentials"] if foreign else []
        return ["nsenter", *user, f"--net={place}/fd/{self._namespaces[side]}", "--"]

    def _plug_in(self) -> None:
        """Joins the two with a virtual cable: only the system's own tool knows how."""
        assert self._program is not None
        far = f"/proc/{self._program.pid}/fd/{self._namespaces[1]}"
        joined = ["link", "add", "line", "type", "veth", "peer", "name", "line", "netns", far]
        commands = [[*self.at_customer(), "ip", *joined]]
        for enter, address in ((self.at_customer(), CUSTOMERS), (self.at_agent(), AGENTS)):
            commands += [
                [*enter, "ip", "address", "add", f"{address}/24", "dev", "line"],
                [*enter, "ip", "link", "set", "line", "up"],
            ]
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NoLine(f"a virtual cable cannot be made here: {done.stderr.strip()}")


def sent_by(interface: str, table: str) -> int:
    """The bytes that an interface has sent, from the text of /proc/net/dev."""
    for line in table.splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == interface:
            return int(numbers.split()[8])
    raise NoLine(f"there is no interface {interface}")
