import subprocess
import sys
import threading

import pytest

from customer_client.program import Program
from customer_client.status import Action, End, Quit, Step, TypeKey
from customer_client.window import Window
from protocol.problems import Problem, ScreenRefused, SoftwareFault
from protocol.settings import SettingsWrong
from tests.fakes.watching_window import PATIENCE, WatchingWindow


class FakeCore:
    """Takes actions, and ends when the customer quits."""

    def __init__(self) -> None:
        self.done: list[Action] = []
        self._left = threading.Event()

    def run(self) -> None:
        assert self._left.wait(PATIENCE)

    def act(self, action: Action) -> None:
        self.done.append(action)
        if isinstance(action, Quit):
            self._left.set()


class Stage:
    """A program that loads its core when the test lets it."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.window, self.core = WatchingWindow(), FakeCore()
        self.loads, self.loaded = threading.Event(), threading.Event()
        self.failure = failure
        self.program = Program(self.window.made, self._load)
        self.raised: BaseException | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        assert self.loads.wait(PATIENCE)

    def _load(self, _: Window) -> FakeCore:
        self.loads.set()
        assert self.loaded.wait(PATIENCE)
        if self.failure:
            raise self.failure
        return self.core

    def _run(self) -> None:
        try:
            self.program.run()
        except (Problem, SettingsWrong, ValueError) as raised:
            self.raised = raised

    def ends(self) -> None:
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


def test_what_the_customer_does_while_the_core_is_being_loaded_is_not_lost() -> None:
    stage = Stage()
    stage.window.does(TypeKey("4819203"))
    stage.loaded.set()
    stage.window.does(End())
    stage.program.quit()
    stage.ends()
    assert stage.core.done[:3] == [TypeKey("4819203"), End(), Quit()]


def test_who_quits_while_the_core_is_being_loaded_sees_the_window_go_at_once() -> None:
    stage = Stage()
    stage.program.quit()
    assert stage.window.closed.wait(PATIENCE)
    stage.loaded.set()
    stage.ends()
    assert Quit() in stage.core.done, "one that is there all the same puts back what it took"


def test_who_leaves_while_the_real_core_is_being_loaded_does_not_wait_for_the_rest_of_it() -> None:
    code = """
import sys, threading
from customer_client.program import Program

begun, left = threading.Event(), threading.Event()

class Window:
    def __init__(self, act): pass
    def run(self): begun.wait()
    def close(self): left.set()

def core(window):
    begun.set()
    left.wait()
    import customer_client.app

Program(Window, core).run()
print(*{"aiohttp", "aiortc", "av"} & {*sys.modules}, "ended")
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["ended"]


@pytest.mark.parametrize(
    ("failure", "shown"), [(ScreenRefused(), ScreenRefused), (ValueError("a fault of ours"), SoftwareFault)], ids=repr
)
def test_a_core_that_cannot_be_made_says_why_in_the_window(failure: Exception, shown: type[Problem]) -> None:
    stage = Stage(failure)
    stage.loaded.set()
    status = stage.window.sees(lambda status: status.step is Step.ENDED)
    assert status.problem is shown
    stage.program.quit()
    stage.ends()
    assert stage.raised is failure


def test_wrong_settings_are_the_operators_business_and_no_window_stays() -> None:
    stage = Stage(SettingsWrong("recorders"))
    stage.loaded.set()
    stage.ends()
    assert isinstance(stage.raised, SettingsWrong)


def test_the_window_needs_nothing_of_what_takes_long_to_load() -> None:
    code = (
        "import sys, customer_client.downloaded; "
        "loaded = {name.partition('.')[0] for name in sys.modules}; "
        "print(*loaded & {'av', 'aiortc', 'aiohttp', 'asyncio', 'ssl', 'mss'})"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == []
