import pytest

from agent_client.changes import BAND
from agent_client.glance import Glance, seems_all
from peer.picture import Area

HEIGHT = 1080
LINE = Area(64, 20 * BAND, 64, BAND)


def test_at_first_everything_is_looked_at() -> None:
    assert Glance().rows(HEIGHT) == (0, HEIGHT)


def test_people_work_where_they_worked_a_moment_ago() -> None:
    glance = Glance()
    glance.found([LINE])
    assert glance.rows(HEIGHT) == (18 * BAND, 23 * BAND)
    glance.found([])
    assert glance.rows(HEIGHT) == (18 * BAND, 23 * BAND), "nothing changed, so nobody went elsewhere"


@pytest.mark.parametrize(("top", "rows"), [(0, (0, 3 * BAND)), (HEIGHT - 8, (1040, HEIGHT))])
def test_a_glance_stays_inside_the_picture(top: int, rows: tuple[int, int]) -> None:
    glance = Glance()
    glance.found([LINE._replace(top=top, height=min(BAND, HEIGHT - top))])
    assert glance.rows(HEIGHT) == rows


def test_where_much_changed_or_the_picture_is_another_everything_is_looked_at() -> None:
    glance = Glance()
    glance.found([LINE, LINE._replace(top=60 * BAND)])
    assert glance.rows(HEIGHT) == (0, HEIGHT)
    glance.found([LINE])
    assert glance.rows(10 * BAND) == (0, 10 * BAND)


def test_what_ends_inside_of_what_was_looked_at_seems_to_be_all() -> None:
    rows = (18 * BAND, 23 * BAND)
    assert seems_all([LINE], rows, HEIGHT)
    assert not seems_all([], rows, HEIGHT)
    assert not seems_all([LINE._replace(top=rows[0])], rows, HEIGHT)
    assert not seems_all([LINE._replace(height=3 * BAND)], rows, HEIGHT)
    assert not seems_all([LINE], (0, HEIGHT), HEIGHT), "then it is"
    assert seems_all([Area(0, 0, 64, BAND)], (0, 3 * BAND), HEIGHT), "above is nothing more"
