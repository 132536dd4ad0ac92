from customer_client.capture.desktop import Desktop, Monitor, View
from customer_client.showing import Showing
from customer_client.telling import CLICKS, REMEMBERED, Telling
from peer.picture import Area
from protocol import peer_messages as m
from protocol.grants import Grant

SHOWN = Area(100, 50, 640, 480)
SECRET = "Passwort123"


def showing() -> Showing:
    """The second of two monitors is shown."""
    made = Showing()
    monitors = (Monitor("left", Area(0, 0, 100, 100)), Monitor("right", SHOWN))
    for _ in made.seen(View(Desktop(Area(0, 0, 740, 530), monitors), monitors[1])):
        raise AssertionError("nothing is to be done about it")
    return made


def told(telling: Telling, now: float) -> list[m.Happening]:
    return list(telling.due(showing(), now))


def connected() -> Telling:
    telling = Telling()
    assert told(telling, 0.0) == [m.MonitorShown(2, 640, 480)]
    return telling


def test_a_pointer_is_told_where_it_is_in_the_picture_ten_times_a_second() -> None:
    telling = connected()
    said: list[m.Happening] = []
    for step in range(100):
        telling.pointer(200 + step, 60)
        said += told(telling, 1 + step / 100)
    assert len(said) == 10
    assert said[0] == m.PointerSeen(100, 10)


def test_a_pointer_that_rests_is_told_once() -> None:
    telling = connected()
    telling.pointer(200, 60)
    assert told(telling, 1.0) == [m.PointerSeen(100, 10)]
    assert told(telling, 5.0) == []


def test_a_pointer_that_is_elsewhere_is_not_told_where() -> None:
    telling = connected()
    telling.pointer(10, 10)
    assert told(telling, 1.0) == [m.PointerGone()]
    telling.pointer(11, 11)
    assert told(telling, 2.0) == []


def test_typing_is_told_once_a_second_and_never_what() -> None:
    telling = connected()
    said: list[m.Happening] = []
    for step, character in enumerate(SECRET * 5):
        now = 1 + step / 20
        telling.used(m.TypeText(character), SHOWN, now)
        telling.used(m.KeyDown("Enter"), SHOWN, now)
        telling.used(m.Wheel(0, 1), SHOWN, now)
        said += told(telling, now)
    assert {type(one) for one in said} == {m.InputUsed}
    assert len(said) == 3 * 3
    assert said[:3] == [m.InputUsed(m.InputKind.TYPING), m.InputUsed(m.InputKind.KEY), m.InputUsed(m.InputKind.WHEEL)]


def test_a_click_is_told_where_it_was_in_the_picture() -> None:
    telling = connected()
    telling.used(m.PointerDown(2, 110, 55), SHOWN, 1.0)
    telling.used(m.PointerUp(2, 110, 55), SHOWN, 1.1)
    telling.used(m.PointerMove(120, 55), SHOWN, 1.2)
    assert told(telling, 1.3) == [m.Clicked(2, 10, 5)]


def test_a_machine_that_clicks_is_told_so_often_and_no_more() -> None:
    telling = connected()
    said = 0
    for step in range(1000):
        telling.used(m.PointerDown(0, 110, 55), SHOWN, 1 + step / 1000)
        said += len(told(telling, 1 + step / 1000))
    assert said <= 2 * CLICKS


def test_rights_wait_for_a_recorder_but_not_for_ever() -> None:
    telling = Telling()
    for _ in range(2 * REMEMBERED):
        telling.right(Grant.CONTROL, m.RightChange.ASKED)
    assert told(telling, 1.0) == [
        m.MonitorShown(2, 640, 480),
        *[m.RightChanged(Grant.CONTROL, m.RightChange.ASKED)] * REMEMBERED,
    ]


def test_a_new_recorder_is_told_what_is_shown_and_where_the_pointer_is() -> None:
    telling = connected()
    telling.pointer(200, 60)
    told(telling, 1.0)
    telling.connected()
    assert told(telling, 2.0) == [m.MonitorShown(2, 640, 480), m.PointerSeen(100, 10)]


def test_while_there_are_no_pictures_only_what_happened_is_told() -> None:
    telling = connected()
    telling.pointer(200, 60)
    telling.right(Grant.VIEW, m.RightChange.TAKEN_BACK)
    assert list(telling.waiting()) == [m.RightChanged(Grant.VIEW, m.RightChange.TAKEN_BACK)]
