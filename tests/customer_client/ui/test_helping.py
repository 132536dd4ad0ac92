from dataclasses import replace

import pytest

from customer_client.status import End, GiveAgain, ShowAll, Shown, Status, TakeBack
from customer_client.ui import helping, texts
from customer_client.ui.pages import Colour, Own
from customer_client.ui.wording import Wording
from peer.picture import Area
from protocol.gate import Hold
from protocol.grants import Grant, Level, Who
from protocol.problems import RecordingDiskFull, ServerUnreachable
from tests.fakes.customer_statuses import BERTA, FULL, VIEW

CONTROL_TAKEN = replace(FULL, grants=frozenset({Grant.VIEW}))
STOPPED = replace(FULL, grants=frozenset(), hold=Hold.NOT_GRANTED)


def actions(status: Status) -> list[object]:
    return [button.does for button in helping.bar(Wording(status, "de")).buttons]


@pytest.mark.promise("P03")
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (VIEW, texts.MAY_VIEW),
        (FULL, texts.MAY_CONTROL),
        (CONTROL_TAKEN, texts.MAY_NOT_CONTROL),
        (STOPPED, texts.MAY_NOTHING),
    ],
)
def test_the_bar_says_what_the_agent_may_do_now(status: Status, said: texts.Text) -> None:
    assert helping.bar(Wording(status, "de")).may == said["de"]


@pytest.mark.promise("P03")
def test_one_click_takes_the_control_away_and_one_gives_it_again() -> None:
    assert actions(FULL)[0] == TakeBack(Grant.CONTROL)
    assert actions(CONTROL_TAKEN)[0] == GiveAgain(Grant.CONTROL)


def test_a_level_that_has_no_control_offers_none() -> None:
    assert actions(VIEW) == [TakeBack(Grant.VIEW), End()]


def test_control_that_was_given_beyond_the_level_can_be_taken_away() -> None:
    assert TakeBack(Grant.CONTROL) in actions(replace(VIEW, grants=frozenset(Grant)))


def test_without_a_level_nothing_can_be_given() -> None:
    assert actions(replace(FULL, level=None, grants=frozenset())) == [End()]


TWO = replace(FULL, shown=Shown(Area(0, 0, 3840, 1080), 0, 2))
ONE = replace(FULL, shown=Shown(Area(1920, 0, 1920, 1080), 2, 2, only=True))


def test_of_several_monitors_the_bar_says_which_are_seen() -> None:
    assert helping.bar(Wording(TWO, "en")).may == texts.MAY_CONTROL["en"] + " (all 2 monitors)"
    assert helping.bar(Wording(ONE, "de")).may == texts.MAY_CONTROL["de"] + " (Bildschirm 2 von 2)"
    stopped = replace(TWO, grants=frozenset(), hold=Hold.NOT_GRANTED)
    assert helping.bar(Wording(stopped, "de")).may == texts.MAY_NOTHING["de"]


def test_one_click_shows_but_the_monitor_with_the_bar_and_one_shows_all_again() -> None:
    assert Own.SHOW_ONLY_THIS in actions(TWO)
    assert ShowAll() in actions(ONE)
    assert ShowAll() in actions(replace(FULL, shown=None, hold=Hold.MONITOR_AWAY))
    assert len(actions(replace(FULL, shown=Shown(Area(0, 0, 1920, 1080))))) == len(actions(FULL))


def test_the_session_can_be_ended_in_every_state() -> None:
    assert all(actions(status)[-1] == End() for status in (VIEW, FULL, CONTROL_TAKEN, STOPPED))


@pytest.mark.promise("P18")
def test_the_light_follows_the_recorder_and_says_so_in_words() -> None:
    on, off = (helping.bar(Wording(replace(FULL, recording=it), "de")).light for it in (True, False))
    assert (on.on, on.text) == (True, "Aufzeichnung läuft")
    assert (off.on, off.text) == (False, "Aufzeichnung unterbrochen")


def test_a_broken_connection_is_told_before_what_follows_from_it() -> None:
    status = replace(FULL, apart=True, hold=Hold.NOT_RECORDED)
    assert helping.bar(Wording(status, "de")).news == texts.RECONNECTING["de"]
    assert helping.bar(Wording(status, "en")).news == texts.RECONNECTING["en"]


def test_a_connection_that_stays_away_is_told_with_its_reason() -> None:
    status = replace(FULL, apart=True, hold=Hold.NOT_RECORDED, problem=ServerUnreachable)
    assert helping.bar(Wording(status, "de")).news.startswith(ServerUnreachable.de)


@pytest.mark.parametrize("hold", Hold)
def test_a_pause_is_explained_and_colours_the_frame(hold: Hold) -> None:
    status = replace(FULL, hold=hold)
    assert helping.bar(Wording(status, "de")).news == texts.HOLDS[hold]["de"]
    assert helping.frame(status) is Colour.PAUSED


def test_a_running_session_has_no_news_but_problems() -> None:
    assert not helping.bar(Wording(FULL, "de")).news
    assert helping.frame(FULL) is Colour.SHOWN
    assert helping.bar(Wording(replace(FULL, problem=RecordingDiskFull), "de")).news.startswith(RecordingDiskFull.de)


def test_the_emergency_key_is_named() -> None:
    assert "Notfalltaste: Pause" in helping.bar(Wording(FULL, "de")).panic


def test_the_window_in_the_task_bar_offers_what_the_bar_offers() -> None:
    page = helping.page(Wording(FULL, "de"))
    assert [button.does for button in page.buttons] == actions(FULL)
    assert page.close == page.escape == Own.HIDE


def test_no_level_is_left_out() -> None:
    assert all(helping.may(replace(FULL, level=level)) for level in Level)


WITH_SECOND = replace(FULL, second=BERTA)
FIRST_STOPPED = replace(WITH_SECOND, grants=FULL.grants - {Grant.VIEW}, hold=Hold.NOT_GRANTED)


def labels(status: Status) -> list[str]:
    return [button.label for button in helping.bar(Wording(status, "en")).buttons]


@pytest.mark.promise("P03")
def test_while_two_are_here_each_button_says_whom_it_is_about() -> None:
    assert TakeBack(Grant.VIEW, Who.AGENT) in actions(WITH_SECOND)
    assert labels(WITH_SECOND) == [
        "Take control away",
        "Stop the picture for both",
        "Anna Weber: stop the picture",
        "Send Berta Beispiel away",
        "End the session with both",
    ]
    assert labels(FULL) == ["Take control away", "Stop the picture", "End the session"]


def test_the_first_alone_can_be_shown_the_picture_again_and_the_second_can_still_be_stopped() -> None:
    assert {GiveAgain(Grant.VIEW), TakeBack(Grant.VIEW)} <= set(actions(FIRST_STOPPED))
    assert TakeBack(Grant.VIEW, Who.AGENT) not in actions(FIRST_STOPPED)


def test_somebody_who_is_still_on_the_way_sees_nothing_that_could_be_stopped() -> None:
    assert TakeBack(Grant.VIEW, Who.AGENT) not in actions(replace(FULL, second=replace(BERTA, here=False)))


@pytest.mark.promise("P03")
def test_the_frame_shows_that_somebody_sees_the_screen_also_when_the_first_does_not() -> None:
    assert helping.frame(FIRST_STOPPED) is Colour.SHOWN
    assert not helping.bar(Wording(FIRST_STOPPED, "de")).news
    for away in (replace(BERTA, apart=True), replace(BERTA, here=False), replace(BERTA, grants=frozenset())):
        assert helping.frame(replace(FIRST_STOPPED, second=away)) is Colour.PAUSED
    assert helping.frame(replace(FIRST_STOPPED, hold=Hold.NOT_RECORDED)) is Colour.PAUSED
