from agent_client.viewing.commands import HidePictures, ShowPictures, ShowPointer
from agent_client.viewing.customers_pointer import CustomersPointer
from agent_client.viewing.drawing import OTHER_AREA_WITHIN, Drawing
from agent_client.viewing.events import PictureShown, WholePictureShown
from peer.picture import Area
from protocol import peer_messages as m
from protocol.pointer_shape import messages
from tests.fakes.agent_play import SESSION
from tests.fakes.sight import shape

T0 = 1000.0
LEFT, RIGHT = m.ScreenSize(640, 480), m.ScreenSize(640, 480, 640, 0)
ARROW = shape()
POINTER = ShowPointer(CustomersPointer(ARROW, (5, 6)))
NO_POINTER = ShowPointer(CustomersPointer())


def shown() -> Drawing:
    """The left monitor."""
    drawing = Drawing()
    drawing.heard(LEFT, T0)
    assert list(drawing.show()) == [ShowPictures()]
    return drawing


def test_each_command_is_given_once() -> None:
    drawing = shown()
    assert list(drawing.show()) == []
    assert list(drawing.hide()) == [HidePictures()]
    assert list(drawing.hide()) == []


def test_it_began_with_the_first_picture_and_not_with_one_that_came_while_none_may_be_drawn() -> None:
    drawing, picture = shown(), PictureShown(SESSION, 1)
    assert not drawing.began
    drawing.drew(picture)
    assert drawing.began
    list(drawing.hide())
    drawing.drew(picture)
    assert not drawing.began


def test_another_monitor_is_another_area_until_a_whole_picture_came_or_for_a_while() -> None:
    drawing = shown()
    assert not drawing.is_of_another_area
    drawing.heard(RIGHT, T0)
    assert (drawing.area, drawing.is_of_another_area) == (Area(640, 0, 640, 480), True)
    drawing.drew(PictureShown(SESSION, 1))
    assert drawing.is_of_another_area
    drawing.drew(WholePictureShown(SESSION, 1))
    assert not drawing.is_of_another_area
    drawing.heard(LEFT, T0)
    drawing.tick(T0 + OTHER_AREA_WITHIN / 2)
    assert drawing.is_of_another_area
    drawing.tick(T0 + OTHER_AREA_WITHIN)
    assert not drawing.is_of_another_area


def test_the_pointer_is_drawn_with_the_pictures_only_and_forgotten_with_the_connection() -> None:
    drawing = shown()
    for each in (*messages(0, ARROW), m.PointerAt(1, 5, 6, 0, False)):
        drawing.heard(each, T0)
    assert list(drawing.show()) == [POINTER]
    assert list(drawing.hide()) == [HidePictures(), NO_POINTER]
    assert list(drawing.show()) == [ShowPictures(), POINTER]
    assert list(drawing.part()) == [HidePictures(), NO_POINTER]
    assert list(drawing.show()) == [ShowPictures()]
