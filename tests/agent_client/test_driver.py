import gc
import threading
from collections.abc import Callable

import pytest

from agent_client import driver
from agent_client.developer import Developer
from agent_client.driver import Driver, LinkEvent
from agent_client.viewing.events import Acted
from agent_client.viewing.status import Pause, Quit, SignIn, Status
from agent_client.viewing.steps import Step
from logs import Dialogue
from protocol import link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.problems import BrowserRefused, DescriptionRefused
from protocol.session import EndReason
from tests.fakes.agent_play import SIGNED_IN
from tests.fakes.viewer_doors import frame
from tests.fakes.viewer_session import ViewerSession

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def ticks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "TICK", 0.01)


class Desk:
    """A driver in its thread, an agent who does the next thing at once, and every status so far."""

    def __init__(self, session: ViewerSession) -> None:
        self.session = session
        self.developer = Developer(lambda: None)
        self._news = threading.Condition()
        self.statuses: list[Status] = []
        self._acted: set[Step] = set()
        doors = session.doors
        self.driver = Driver(
            doors.make_link,
            doors.meet,
            self.developer,
            self._told,
            Dialogue("agent"),
            recorders=doors.recorders,
            browser=doors.browser,
        )
        self.ended = self.driver.start()

    def until(self, holds: Callable[[Status], bool]) -> Status:
        with self._news:
            assert self._news.wait_for(lambda: any(map(holds, self.statuses)), PATIENCE), self.statuses[-1:]
            return next(status for status in self.statuses if holds(status))

    def quit(self) -> None:
        self.driver.post(Acted(Quit()))
        self.ended.result(PATIENCE)

    def _told(self, status: Status) -> None:
        if status.step not in self._acted and (action := self.session.next_action(status)):
            self._acted.add(status.step)
            self.driver.post(Acted(action))
        with self._news:
            self.statuses.append(status)
            self._news.notify_all()


def test_a_session_runs_from_sign_in_to_its_first_picture_and_ends() -> None:
    session = ViewerSession(Grant.CONTROL)
    desk = Desk(session)
    desk.until(lambda status: status.step is Step.VIEWING and status.pause is None)
    assert desk.developer.source == session.size
    desk.until(lambda status: status.quality.round_trip_ms is not None)
    desk.quit()
    assert session.customers[0].closed
    assert session.link.sent[-1] == link.EndSession(desk.statuses[-1].session, EndReason.AGENT)
    assert m.Ending(EndReason.AGENT) in session.customers[0].received


def test_the_browser_is_awaited_opened_and_heard_of() -> None:
    session = ViewerSession()
    session.next_action = lambda status: (  # type: ignore[method-assign]  # this agent signs in in another way
        SignIn("weber", "secret", with_key=True) if status.step is Step.SIGN_IN and status.server_reached else None
    )
    page = link.OpenPage("https://help.example/security-key/t", "state")
    session.link.answers = lambda message: {link.SignIn: [page], link.CameBack: [SIGNED_IN]}.get(type(message), [])
    desk = Desk(session)
    desk.until(lambda status: status.step is Step.IN_BROWSER)
    assert session.browser.is_awaited
    desk.driver.loop.call_soon_threadsafe(session.browser.comes_back, "proof")
    desk.until(lambda status: status.step is Step.IDLE)
    desk.quit()
    assert session.browser.opened == [page.url]
    assert link.CameBack("state", "proof") in session.link.sent
    assert not session.browser.is_awaited


def test_without_a_browser_the_agent_is_told() -> None:
    session = ViewerSession()
    session.browser.there = False
    session.next_action = lambda _status: None  # type: ignore[method-assign]  # nobody acts by themselves
    desk = Desk(session)
    desk.until(lambda status: status.server_reached)
    desk.driver.post(Acted(SignIn("weber", "secret", with_key=True)))
    desk.until(lambda status: status.problem is BrowserRefused)
    desk.quit()


@pytest.mark.promise("P18")
def test_when_the_gate_shuts_the_picture_is_gone_from_the_program() -> None:
    session = ViewerSession()
    desk = Desk(session)
    desk.until(lambda status: status.step is Step.VIEWING and status.pause is None)
    shut = m.GateChanged(picture=Hold.NOT_RECORDED, input=Hold.NOT_RECORDED)
    desk.driver.loop.call_soon_threadsafe(session.customers[0].says, shut)
    desk.until(lambda status: status.pause is Pause.NOT_RECORDED)
    assert desk.developer.source is None
    desk.quit()


def test_what_was_shown_is_counted_and_told_and_what_may_not_be_shown_is_not_waited_for() -> None:
    session = ViewerSession()
    desk = Desk(session)
    desk.until(lambda status: status.step is Step.VIEWING and status.pause is None)
    for number in (7, 8):
        desk.driver.shown(number)
    desk.developer.shut()
    late = frame(64, 64)
    late.pts = 9
    session.customers[0].listener.picture(late)
    desk.quit()
    assert session.customers[0].pictures_shown == [7, 8, 9]
    assert desk.driver._pictures == 2


def test_an_offer_that_cannot_be_answered_ends_the_session_with_its_problem() -> None:
    desk = Desk(ViewerSession(sdp="bad"))
    desk.until(lambda status: status.step is Step.ENDED and status.problem is DescriptionRefused)
    desk.quit()


def test_after_the_end_nothing_more_happens() -> None:
    desk = Desk(ViewerSession())
    desk.quit()
    desk.driver.post(Acted(SignIn("a", "b")))
    assert desk.ended.done()


def test_a_fault_of_a_librarys_own_does_not_end_the_program() -> None:
    desk = Desk(ViewerSession())
    library = desk.driver.loop.create_future
    desk.driver.loop.call_soon_threadsafe(lambda: library().set_exception(ConnectionError()))
    desk.driver.loop.call_soon_threadsafe(gc.collect)
    desk.until(lambda status: status.step is Step.VIEWING and status.pause is None)
    desk.quit()


def test_a_fault_in_a_callback_of_ours_ends_the_program() -> None:
    desk = Desk(ViewerSession())
    desk.driver.post(Acted("nothing that anybody does"))  # type: ignore[arg-type]  # a fault of ours
    with pytest.raises(AssertionError):
        desk.ended.result(PATIENCE)


def test_a_fault_in_the_driver_reaches_whoever_waits_for_it() -> None:
    session = ViewerSession()

    def fail(message: link.LinkMessage) -> list[LinkEvent]:
        raise ZeroDivisionError(type(message).__name__)

    session.link.answers = fail
    with pytest.raises(ZeroDivisionError, match="SignIn"):
        Desk(session).ended.result(PATIENCE)
