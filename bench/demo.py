"""`make demo`: one whole session, with real programs on two desktops and a scripted person at each.

Leaves screenshots, the recording, the customer's receipt and `summary.json` in a folder, and says if everything held.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

import av
import psutil

from bench import reading
from bench.desktop import Desktop, DidNotComeUp, UsersDesktop, wait_for
from bench.people import Agent, Customer
from bench.service import Service
from protocol.gate import LOCAL_INPUT_WINS_FOR

ROOT = Path(__file__).parent.parent
TEXT = "Guten Tag! @ \\ { } € ~ ^ äöüß"
"""What the agent types: everything that goes wrong with German keyboards elsewhere."""
CUSTOMER_SIZE = (1280, 800)
AGENT_SIZE = (1600, 1000)
BACKGROUND = (59, 88, 118)
"""The customer's desktop: no colour of ours is near it."""
CLOSE = 12
"""How far a colour may be off in the first, still unsharp picture."""
TYPED_IN_VAIN = "zzz"


@dataclass
class Summary:
    """What was measured, and what did not hold."""

    ok: bool = False
    key_to_first_picture_ms: float = 0.0
    """The programs' share: without the seconds in which a person read and answered."""
    input_to_picture_ms_p50: float = 0.0
    frames_per_second: float = 0.0
    network_bytes: int = 0
    recording_seconds: float = 0.0
    recording_bytes: int = 0
    recording_playable: bool = False
    folder: str = ""
    failures: list[str] = field(default_factory=list)

    def check(self, what: str, *, holds: bool) -> None:
        """Notes what did not hold."""
        if not holds:
            self.failures.append(what)

    def printed(self) -> str:
        """For a person."""
        rows = [
            ("key to first picture, the programs' share", f"{self.key_to_first_picture_ms:.0f} ms"),
            ("input to picture, p50", f"{self.input_to_picture_ms_p50:.0f} ms"),
            ("pictures a second while scrolling", f"{self.frames_per_second:.1f}"),
            ("bytes over the network", f"{self.network_bytes / 1e6:.1f} MB"),
            ("recording", f"{self.recording_seconds:.1f} s, {self.recording_bytes / 1e6:.1f} MB"),
            ("recording plays", "yes" if self.recording_playable else "no"),
            ("everything is in", self.folder),
        ]
        lines = [f"  {name:44}{value}" for name, value in rows]
        verdict = "Everything held." if self.ok else "Did not hold:\n" + "\n".join(f"  - {f}" for f in self.failures)
        return "\n".join([*lines, "", verdict])


class CustomersMachine:
    """What stands on the customer's desktop: an editor with a file of the customer's, and a file manager."""

    def __init__(self, desktop: Desktop, home: Path) -> None:
        self.desktop = desktop
        desktop.run("background", ["xsetroot", "-solid", "#{:02x}{:02x}{:02x}".format(*BACKGROUND)])
        settings = home.parent / "settings"
        (settings / "gtk-3.0").mkdir(parents=True)
        (settings / "gtk-3.0" / "settings.ini").write_text("[Settings]\ngtk-cursor-blink=false\n")
        home.mkdir()
        self.note = home / "Notiz.txt"
        self.note.write_text("\n" + "\n".join(f"Zeile {number}: ganz normaler Text" for number in range(2, 200)))
        extra = {"HOME": str(home), "XDG_CONFIG_HOME": str(settings), "LC_ALL": "C.UTF-8"}
        session = ["dbus-run-session", "--"]
        desktop.run("files", [*session, "pcmanfm", "--no-desktop", str(home)], extra=extra)
        self.files = desktop.wait_for_window(home.name)
        desktop.xdotool("windowsize", "--sync", self.files, 420, 300)
        desktop.xdotool("windowmove", "--sync", self.files, 800, 300)
        desktop.run("editor", ["l3afpad", str(self.note)], extra=extra)
        self.editor = desktop.wait_for_window("Notiz")
        desktop.xdotool("windowsize", "--sync", self.editor, 700, 560)
        desktop.xdotool("windowmove", "--sync", self.editor, 40, 120)

    def place(self, window: str) -> tuple[int, int, int, int]:
        """Left, top, width, height of a window's inside. xdotool's answer is off by the title bar."""
        command = ["xwininfo", "-id", window]
        told = subprocess.run(
            command, env=self.desktop.environment(), capture_output=True, text=True, check=True, timeout=10
        )
        facts = dict(line.split(":", 1) for line in told.stdout.splitlines() if line.count(":") == 1)
        facts = {name.strip(): value for name, value in facts.items()}
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        left, top, width, height = (int(facts[name]) for name in names)
        return left, top, width, height

    def saved_text(self) -> str:
        return self.note.read_text(encoding="utf-8")


def play(summary: Summary, folder: Path, language: str, *, own_screen: bool) -> None:
    """The session, from the agent's sign-in to the closed client."""
    with tempfile.TemporaryDirectory(prefix="ferndiagnose-demo-") as work, ExitStack() as stack:
        logs = folder / "logs"
        customers = stack.enter_context(Desktop(*CUSTOMER_SIZE, log_folder=logs, layout="de"))
        agents = stack.enter_context(
            UsersDesktop(os.environ["DISPLAY"], log_folder=logs)
            if own_screen
            else Desktop(*AGENT_SIZE, log_folder=logs, layout="de")
        )
        service = stack.enter_context(Service(Path(work)))
        machine = CustomersMachine(customers, Path(work) / "Eigene Dateien")
        network = psutil.net_io_counters(pernic=True)["lo"].bytes_recv

        agent = Agent(agents, service, language, folder)
        customer = Customer(customers, service, Path(work) / "customer", language, folder)
        agent.signs_in()
        _meet(summary, agent, customer)
        _work(summary, agent, customer, machine)
        customer.ends()
        customer.keeps_the_receipt_and_closes()
        agent.looks("ended")
        summary.network_bytes = psutil.net_io_counters(pernic=True)["lo"].bytes_recv - network
        _left_behind(summary, customer, Path(work) / "customer", folder)
        _recording(summary, service, folder)


def _meet(summary: Summary, agent: Agent, customer: Customer) -> None:
    agent.hears_the_customer_agree()
    key = agent.reads_the_key_out()
    typed = customer.types_the_key(key)
    notice = customer.log.reached("read-notice", typed)
    customer.reads_and_agrees()
    customer.allows_full_access()
    allowed = customer.log.reached("connecting", notice)
    code = customer.reads_the_safety_code_out()
    read = customer.log.reached("read-code-out", allowed)
    agent.types_the_safety_code(code)
    customer.types_the_confirmation(agent.reads_the_confirmation_out())
    compared = customer.log.reached("helped")
    shown = _first_picture(agent)
    summary.key_to_first_picture_ms = ((notice - typed) + (read - allowed) + (shown - compared)) * 1000
    summary.check("first picture within 2 s", holds=summary.key_to_first_picture_ms <= 2000)


def _first_picture(agent: Agent) -> float:
    """When the colour of the customer's desktop is on the agent's screen."""
    width, height = agent.desktop.size

    def is_shown() -> bool:
        seen = agent.desktop.pixel(width // 2, height * 9 // 10)
        return all(abs(a - b) <= CLOSE for a, b in zip(seen, BACKGROUND, strict=True))

    wait_for(is_shown, "the first picture")
    return time.time()


def _work(summary: Summary, agent: Agent, customer: Customer, machine: CustomersMachine) -> None:
    reading.pause(LOCAL_INPUT_WINS_FOR + 0.3)  # the customer has just typed
    mapping = agent.finds_the_pointer(customer.desktop)
    left, top, width, height = machine.place(machine.editor)
    first_line = mapping.at(left + 260, top + height // 2)
    agent.clicks(first_line)
    agent.presses("ctrl+Home")
    agent.types(TEXT)
    agent.presses("ctrl+s")
    agent.looks("helping")
    summary.check("the agent's text arrived", holds=_comes(lambda: machine.saved_text().startswith(TEXT + "\n")))

    summary.input_to_picture_ms_p50 = agent.types_and_watches(mapping.at(left + 300, top + 60), 12)
    summary.frames_per_second = agent.scrolls(mapping.at(left + width // 2, top + height // 2), 60)

    x, y, _, _ = machine.place(machine.files)
    agent.drags(mapping.at(x + 150, y - 10), mapping.at(x + 20, y + 200))
    moved = machine.place(machine.files)
    summary.check("the agent moved a window", holds=(x, y) != moved[:2])

    customer.takes_control_away()
    before = machine.saved_text()
    agent.clicks(first_line)
    agent.types(TYPED_IN_VAIN)
    agent.presses("ctrl+s")
    agent.looks("without-control")
    summary.check("nothing was typed without control", holds=machine.saved_text() == before)
    customer.gives_control_back()
    machine.desktop.focus(machine.editor)
    agent.clicks(first_line)
    agent.presses("ctrl+Home")
    agent.types("Zurück: ")
    agent.presses("ctrl+s")
    summary.check("control came back", holds=_comes(lambda: machine.saved_text().startswith("Zurück: ")))


def _comes(condition: Callable[[], bool]) -> bool:
    try:
        return wait_for(condition, "it", limit=5)
    except DidNotComeUp:
        return False


def _left_behind(summary: Summary, customer: Customer, home: Path, folder: Path) -> None:
    """The receipt, and nothing else."""
    left = [path for path in home.rglob("*") if path.is_file()]
    for receipt in left:
        shutil.copy(receipt, folder / receipt.name)
    summary.check("the customer kept a receipt, and nothing else is left", holds=len(left) == 1)
    summary.check("the customer's client ended by itself", holds=customer.program.poll() == 0)


def _recording(summary: Summary, service: Service, folder: Path) -> None:
    """Entered by the archive, exported with both officers' releases, and looked at."""
    store = service.state / "store"
    entries = wait_for(
        lambda: [
            manifest
            for manifest in store.glob("recordings/*/recording.json")
            if not (store / "incoming" / manifest.parent.name).exists()
        ],
        "the recording in the archive",
    )
    target = folder / "recording.mkv"
    service.export(entries[0].parent.name, target)
    summary.recording_bytes = target.stat().st_size
    pictures, last = 0, None
    with av.open(str(target)) as container:
        summary.recording_seconds = (container.duration or 0) / av.time_base
        for frame in container.decode(video=0):
            pictures, last = pictures + 1, frame
    summary.recording_playable = pictures > 20 and last is not None and (last.width, last.height) == CUSTOMER_SIZE
    summary.check("the recording plays", holds=summary.recording_playable)


def main() -> int:
    """Exit status 0 when everything held."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--language", choices=("de", "en"), default="de")
    parser.add_argument("--folder", type=Path, default=ROOT / "out" / "demo")
    parser.add_argument("--own-screen", action="store_true", help="show the agent's viewer on this screen: hands off")
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    summary = Summary(folder=str(given.folder))
    try:
        play(summary, given.folder, given.language, own_screen=given.own_screen)
    except DidNotComeUp as reason:
        summary.failures.append(str(reason))
    summary.ok = not summary.failures
    (given.folder / "summary.json").write_text(json.dumps(asdict(summary), indent=1))
    print(summary.printed())
    if given.json:
        print(json.dumps(asdict(summary)))
    return 0 if summary.ok else 1


if __name__ == "__main__":
    sys.exit(main())
