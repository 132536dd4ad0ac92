"""The customer's real windows on a real desktop: looked at as pixels, worked with keyboard and mouse."""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from Xlib import X, Xatom, display

from bench.desktop import Desktop, wait_for
from bench.probe import Eye
from customer_client.status import AgreeToNotice, AnswerGrant, ChooseAccess, End, Quit, Refuse, TakeBack, TypeKey
from customer_client.ui.waking import WAITS
from protocol.grants import Grant, Level
from tests.fakes.customer_statuses import STATUSES

pytestmark = pytest.mark.end_to_end

GREEN, RED, BLUE = (0x1E, 0x8E, 0x3E), (0xD0, 0x1E, 0x1E), (0, 0, 0xFF)
AFTER_WAITING = WAITS - 0.1
"""The program's clock starts a little before the test's: the window is up before its `drawn` arrives."""


@dataclass
class Windows:
    """The program under test, and the person at the desktop."""

    desktop: Desktop
    program: "subprocess.Popen[str]"
    lines: "queue.Queue[str]" = field(default_factory=queue.Queue)
    done: list[str] = field(default_factory=list)

    def show(self, name: str) -> dict[str, Any]:
        """Draws a status; returns where its windows are."""
        assert self.program.stdin is not None
        self.program.stdin.write(name + "\n")
        self.program.stdin.flush()
        while True:
            line = self.lines.get(timeout=20)
            if line.startswith('{"drawn"'):
                answer: dict[str, Any] = json.loads(line)
                return answer
            self.done.append(line)

    def press(self, *keys: str) -> None:
        self.desktop.xdotool("key", "--delay", 60, *keys)

    def next_action(self) -> str:
        return self.lines.get(timeout=20)

    def until(self, does: Callable[[], None]) -> str:
        """Does something again and again until the program reacts, as an impatient person would."""

        def reacted() -> str | None:
            does()
            try:
                return self.lines.get(timeout=0.15)
            except queue.Empty:
                return None

        return wait_for(reacted, "a reaction")

    def read(self) -> None:
        assert self.program.stdout is not None
        for line in self.program.stdout:
            self.lines.put(line.strip())


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """The smallest screen that has to do."""
    with Desktop(1280, 720, log_folder=tmp_path_factory.mktemp("desktop")) as desktop:
        yield desktop


@pytest.fixture
def windows(desktop: Desktop, tmp_path: Path) -> Iterator[Windows]:
    yield from start(desktop, tmp_path)


def start(desktop: Desktop, home: Path, *options: str) -> Iterator[Windows]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.customer_windows", *options],
        env=desktop.environment({"HOME": str(home)}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        windows = Windows(desktop, program)
        reader = threading.Thread(target=windows.read)
        reader.start()
        yield windows
        assert program.stdin is not None
        program.stdin.close()
        assert program.wait(10) == 0
        reader.join()


def test_the_key_is_typed_and_sent_with_the_keyboard(windows: Windows) -> None:
    windows.show("key")
    windows.desktop.xdotool("type", "--delay", 20, "48x192 03")
    windows.press("Return")
    assert windows.next_action() == repr(TypeKey("481 92 03"))


def test_a_refused_key_is_simply_typed_over(windows: Windows) -> None:
    windows.show("key")
    windows.desktop.xdotool("type", "--delay", 20, "1111111")
    windows.press("Return")
    assert windows.next_action() == repr(TypeKey("111 11 11"))
    windows.show("key-refused")
    windows.desktop.xdotool("type", "--delay", 20, "4819203")
    windows.press("Return")
    assert windows.next_action() == repr(TypeKey("481 92 03"))


@pytest.mark.promise("P07")
def test_return_alone_never_consents(windows: Windows) -> None:
    windows.show("notice")
    assert windows.until(lambda: windows.press("Return")) == repr(Refuse())


@pytest.mark.promise("P07")
def test_consent_takes_its_time_and_a_deliberate_key(windows: Windows) -> None:
    since = time.monotonic()
    windows.show("notice")
    windows.press("Tab")
    assert windows.until(lambda: windows.press("Return")) == repr(AgreeToNotice("de"))
    assert time.monotonic() - since > AFTER_WAITING


@pytest.mark.promise("P07")
def test_closing_the_window_is_a_no(windows: Windows) -> None:
    windows.show("notice")
    windows.press("alt+F4")
    assert windows.next_action() == repr(Refuse())


@pytest.mark.promise("P03")
@pytest.mark.promise("P12")
@pytest.mark.parametrize(("keys", "level"), [((), Level.VIEW), (("Tab",), Level.FULL)])
def test_each_level_is_chosen_with_the_keyboard(windows: Windows, keys: tuple[str, ...], level: Level) -> None:
    windows.show("access")
    for key in keys:
        windows.press(key)
    assert windows.until(lambda: windows.press("Return")) == repr(ChooseAccess(level))


def test_escape_refuses_access(windows: Windows) -> None:
    windows.show("access")
    assert windows.until(lambda: windows.press("Escape")) == repr(Refuse())


def test_the_safety_code_window_ends_only_on_purpose(windows: Windows) -> None:
    windows.show("code")
    windows.press("Return", "Escape", "space", "Tab")
    assert windows.until(lambda: windows.press("Return")) == repr(End())


def test_the_frame_is_green_while_the_agent_sees_and_red_while_paused(windows: Windows) -> None:
    width, height = windows.desktop.size
    corners = [(1, 1), (width - 2, 1), (1, height - 2), (width - 2, height - 2), (width // 4, 1), (1, height // 2)]
    windows.show("helped-full")
    assert {windows.desktop.pixel(*corner) for corner in corners} == {GREEN}
    windows.show("helped-not-recorded")
    assert {windows.desktop.pixel(*corner) for corner in corners} == {RED}
    windows.show("ended")
    assert windows.desktop.pixel(1, 1) not in {GREEN, RED}


@pytest.mark.promise("P03")
def test_the_bar_takes_control_away_and_ends_with_one_click_each(windows: Windows) -> None:
    x, y, width, height = windows.show("helped-full")["rectangles"][-1]
    click(windows, x + width - 60, y + height // 3)
    assert windows.next_action() == repr(End())
    click(windows, x + width // 2 + 30, y + height // 3)
    assert windows.next_action() == repr(TakeBack(Grant.CONTROL))


def click(windows: Windows, x: int, y: int) -> None:
    windows.desktop.xdotool("mousemove", x, y, "click", 1)


def test_the_bar_leaves_the_keyboard_to_the_customers_work(windows: Windows) -> None:
    assert windows.show("helped-full")["focus"] is False


def test_the_bar_can_be_moved_but_not_closed(windows: Windows) -> None:
    x, y, _, height = windows.show("helped-view")["rectangles"][-1]
    windows.desktop.xdotool("mousemove", x + 3, y + 20, "mousedown", 1)
    windows.desktop.xdotool("mousemove", x - 57, y + 220, "mouseup", 1)
    wait_for(lambda: windows.show("helped-view")["rectangles"][-1][:2] == [x - 60, y + 200] or None, "the bar")
    windows.press("alt+F4")
    assert windows.show("helped-full")["rectangles"][-1][1] == y + 200
    assert height < 150


def test_the_bar_comes_back_on_top_of_whatever_covers_it(windows: Windows) -> None:
    x, y, *_ = windows.show("helped-full")["rectangles"][-1]
    edge = (x + 6, y + 30)
    assert windows.desktop.pixel(*edge) == GREEN
    connection = display.Display(windows.desktop.name)
    cover = connection.screen().root.create_window(
        0, 0, *windows.desktop.size, 0, X.CopyFromParent, override_redirect=True, background_pixel=0x0000FF
    )
    cover.map()
    connection.sync()
    wait_for(lambda: windows.desktop.pixel(*edge) == GREEN or None, "the bar on top")
    connection.close()


def test_the_bar_stays_above_a_program_that_fills_the_screen(windows: Windows) -> None:
    x, y, *_ = windows.show("helped-full")["rectangles"][-1]
    connection = display.Display(windows.desktop.name)
    screen = connection.screen()
    film = screen.root.create_window(0, 0, 400, 300, 0, X.CopyFromParent, background_pixel=0x0000FF)
    state, full = (connection.intern_atom(name) for name in ("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN"))
    film.change_property(state, Xatom.ATOM, 32, [full])
    film.map()
    connection.sync()
    middle = tuple(side // 2 for side in windows.desktop.size)
    wait_for(lambda: windows.desktop.pixel(*middle) == BLUE or None, "a full screen")
    wait_for(lambda: windows.desktop.pixel(x + 6, y + 30) == GREEN or None, "the bar on top")
    connection.close()


def test_the_window_in_the_task_bar_offers_the_same_with_the_keyboard(windows: Windows) -> None:
    windows.show("helped-full")
    title = windows.desktop.xdotool("search", "--class", "^Ferndiagnose$").split()[-1]
    windows.desktop.xdotool("windowactivate", "--sync", title)
    assert windows.until(lambda: windows.press("Return")) == repr(TakeBack(Grant.CONTROL))

    def escape() -> bool:
        windows.press("Escape")
        return not windows.show("helped-control-taken")["focus"]

    wait_for(lambda: escape() or None, "the window back in the task bar")


@pytest.mark.promise("P03")
def test_a_question_for_a_right_is_answered_with_no_by_return_and_escape(windows: Windows) -> None:
    assert windows.show("asked-control")["focus"] is True
    no = repr(AnswerGrant(Grant.CONTROL, given=False))
    assert windows.until(lambda: windows.press("Return")) == no
    assert windows.until(lambda: windows.press("Escape")) == no


@pytest.mark.promise("P03")
def test_a_right_is_given_deliberately_and_after_a_while(windows: Windows) -> None:
    since = time.monotonic()
    windows.show("asked-control")
    windows.press("Tab")
    assert windows.until(lambda: windows.press("Return")) == repr(AnswerGrant(Grant.CONTROL, given=True))
    assert time.monotonic() - since > AFTER_WAITING


def test_the_receipt_is_saved_with_one_key_where_it_will_be_found(windows: Windows, tmp_path: Path) -> None:
    (tmp_path / "Desktop").mkdir()
    windows.show("ended")
    assert windows.until(lambda: windows.press("Return")).startswith("SaveReceipt")
    assert [path.parent.name for path in tmp_path.rglob("Sitzungsprotokoll *.txt")][:1] == ["Desktop"]
    assert repr(Quit()) in windows.until(lambda: windows.press("Escape"))


def test_the_language_is_changed_with_the_keyboard_and_what_was_typed_stays(windows: Windows) -> None:
    windows.show("key")
    windows.desktop.xdotool("type", "--delay", 20, "4819203")
    german = title_pixels(windows)
    windows.press("shift+Tab", "Return")
    wait_for(lambda: title_pixels(windows) != german or None, "the other language")
    windows.press("Tab", "Return")
    assert windows.next_action() == repr(TypeKey("481 92 03"))


def title_pixels(windows: Windows) -> bytes:
    """The picture of the heading."""
    with Eye(windows.desktop.name) as eye:
        return eye.see(400, 100, 600, 300).tobytes()


@pytest.mark.parametrize("options", [(), ("--larger", "--english")])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_every_window_fits_on_the_screen(tmp_path: Path, width: int, height: int, options: tuple[str, ...]) -> None:
    with Desktop(width, height, log_folder=tmp_path) as desktop:
        for windows in start(desktop, tmp_path, *options):
            drawn = {name: windows.show(name) for name in STATUSES}
    for name, answer in drawn.items():
        assert answer["rectangles"], name
        assert answer["cut_off"] == [], name
        for x, y, w, h in answer["rectangles"]:
            assert x >= 0, name
            assert y >= 0, name
            assert x + w <= width, name
            assert y + h <= height, name
