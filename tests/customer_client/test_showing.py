from customer_client.capture.desktop import Desktop, Monitor, View
from customer_client.commands import ShowMonitor
from customer_client.showing import CHOSEN_EVERY, Showing
from customer_client.status import Shown
from peer.picture import Area
from protocol import peer_messages as m

ALL = Area(-1280, 0, 3200, 1080)
LEFT = Monitor("left", Area(-1280, 0, 1280, 1024))
RIGHT = Monitor("right", Area(0, 0, 1920, 1080), primary=True)
DESKTOP = Desktop(ALL, (LEFT, RIGHT))
TOLD = (m.Monitor("left", 1280, 1024), m.Monitor("right", 1920, 1080, primary=True))


def showing(wanted: Monitor | None = None, desktop: Desktop = DESKTOP) -> Showing:
    made = Showing()
    assert list(made.seen(View(desktop, wanted))) == []
    return made


def test_the_agent_is_told_what_there_is_and_what_is_shown() -> None:
    assert list(Showing().messages()) == []
    assert list(showing().messages()) == [m.ScreenSize(3200, 1080, -1280, 0), m.Monitors(TOLD, 0)]
    assert list(showing(LEFT).messages()) == [m.ScreenSize(1280, 1024, -1280, 0), m.Monitors(TOLD, 1)]


def test_the_agent_chooses_one_or_all() -> None:
    assert list(showing().choose(2, 10)) == [ShowMonitor(RIGHT)]
    assert list(showing(RIGHT).choose(0, 10)) == [ShowMonitor(None)]


def test_a_number_that_was_not_offered_is_refused() -> None:
    assert list(showing().choose(3, 10)) == []
    assert list(Showing().choose(1, 10)) == []


def test_an_agent_cannot_change_monitors_all_the_time() -> None:
    hasty = showing()

    assert list(hasty.choose(1, 10))
    assert list(hasty.choose(2, 10 + CHOSEN_EVERY / 2)) == []
    assert list(hasty.choose(2, 10 + CHOSEN_EVERY))


def test_the_customer_restricts_it_to_the_monitor_with_the_bar() -> None:
    one = showing()

    assert list(one.restrict(-600, 0)) == [ShowMonitor(LEFT)]
    assert not one.there, "the other monitor is still being captured"
    assert list(one.seen(View(DESKTOP, LEFT))) == []
    assert one.there
    assert list(one.messages()) == [m.ScreenSize(1280, 1024, -1280, 0), m.Monitors(TOLD[:1], 1)]


def test_within_a_restriction_the_agent_has_no_choice() -> None:
    one = showing()
    list(one.restrict(-600, 0))
    list(one.seen(View(DESKTOP, LEFT)))

    assert list(one.choose(0, 10)) == []
    assert list(one.choose(2, 10)) == []
    assert list(one.choose(1, 10)) == [ShowMonitor(LEFT)]


def test_the_customer_shows_all_again() -> None:
    one = showing()
    list(one.restrict(-600, 0))
    list(one.seen(View(DESKTOP, LEFT)))

    assert list(one.free()) == [ShowMonitor(None)]
    assert one.there
    assert list(one.free()) == []


def test_where_there_is_one_monitor_or_none_at_that_place_nothing_is_restricted() -> None:
    assert list(showing(desktop=Desktop(RIGHT.area, (RIGHT,))).restrict(5, 5)) == []
    assert list(showing().restrict(5000, 5000)) == []
    assert list(Showing().restrict(5, 5)) == []


def test_when_the_agents_monitor_vanishes_all_are_shown() -> None:
    made = showing(LEFT)

    assert list(made.seen(View(Desktop(RIGHT.area, (RIGHT,)), LEFT))) == [ShowMonitor(None)]


def test_when_the_only_monitor_vanishes_nothing_is_shown_until_it_is_back() -> None:
    one = showing()
    list(one.restrict(-600, 0))
    list(one.seen(View(DESKTOP, LEFT)))
    assert list(one.seen(View(Desktop(RIGHT.area, (RIGHT,)), LEFT))) == []
    assert not one.there
    assert one.shown is None
    assert list(one.messages()) == [m.Monitors((), 0)]

    assert list(one.seen(View(DESKTOP, LEFT))) == []
    assert one.there


def test_while_the_system_asks_for_a_password_nothing_is_shown_and_the_choice_stays() -> None:
    made = showing(LEFT)
    assert list(made.seen(View(DESKTOP, LEFT, away=True))) == []
    assert (made.away, made.there, made.shown) == (True, True, None)
    assert list(made.messages()) == [m.Monitors(TOLD, 1)]

    assert list(made.seen(View(DESKTOP, LEFT))) == []
    assert (made.away, made.shown) == (False, Shown(LEFT.area, 1, 2, home=LEFT.area))


def test_the_windows_are_told_what_is_shown() -> None:
    assert Showing().shown is None
    assert showing().shown == Shown(ALL, 0, 2, home=RIGHT.area), "the main monitor"
    assert showing(RIGHT).shown == Shown(RIGHT.area, 2, 2, home=RIGHT.area)
    nothing_but = Desktop(RIGHT.area)
    assert showing(desktop=nothing_but).shown == Shown(RIGHT.area, 0, 0)
    one = showing()
    list(one.restrict(-600, 0))
    list(one.seen(View(DESKTOP, LEFT)))
    assert one.shown == Shown(LEFT.area, 1, 2, only=True, home=LEFT.area)
