from peer.fineness import per_pixel
from peer.search import DEARER, FILM, IN_A_ROW, PATIENCE, PAYS, TRIAL, Search

PIXELS, QUANTIZER = 1_000_000.0, 30
ALIKE = 2 * FILM


def coded(search: Search, density: float, times: int = 1) -> Search:
    for _ in range(times):
        search.coded(PIXELS, QUANTIZER, density * PIXELS * per_pixel(QUANTIZER))
    return search


def test_in_what_moves_it_is_looked_far_at_first() -> None:
    assert not Search().near
    assert not coded(Search(), FILM / 2, 1000).near


def test_in_a_film_it_suffices_to_look_near_whatever_the_quantizer() -> None:
    film = Search()
    for quantizer in range(28, 28 + IN_A_ROW):
        assert not film.near
        assert not film.film
        film.coded(PIXELS, quantizer, ALIKE * PIXELS * per_pixel(quantizer))
    assert film.near


def test_a_few_dear_pictures_are_no_film() -> None:
    scrolled = coded(Search(), ALIKE, IN_A_ROW - 1)
    coded(scrolled, FILM / 2)
    assert not coded(scrolled, ALIKE, IN_A_ROW - 1).near


def test_what_is_dearer_when_looked_near_is_no_film_and_less_and_less_believed_to_be_one() -> None:
    jumping, pauses = Search(), []
    for _ in range(10):
        far = 0
        while not jumping.near:
            coded(jumping, ALIKE)
            far += 1
        coded(jumping, DEARER * ALIKE * 1.01)
        pauses.append(far)
    assert pauses[:3] == [IN_A_ROW, 2 * IN_A_ROW, 4 * IN_A_ROW]
    assert pauses[-1] == PATIENCE


def test_in_a_film_it_is_looked_far_now_and_then() -> None:
    film = coded(Search(), ALIKE, IN_A_ROW + TRIAL)
    assert not film.near
    assert film.film, "it is only tried"
    assert coded(film, ALIKE).near, "nothing was found"


def test_a_film_that_has_ended_is_noticed() -> None:
    ended = coded(Search(), ALIKE, IN_A_ROW + TRIAL)
    assert not coded(ended, 0.9 * PAYS * ALIKE).near
    assert not coded(ended, FILM / 2, TRIAL).near


def test_what_moves_after_a_pause_is_something_else() -> None:
    film = coded(Search(), ALIKE, IN_A_ROW)
    film.over()
    assert not film.near


def test_after_a_pause_a_film_is_believed_a_little_sooner_again() -> None:
    jumping = coded(Search(), ALIKE, IN_A_ROW)
    coded(jumping, DEARER * ALIKE * 1.01)
    jumping.over()
    assert coded(jumping, ALIKE, IN_A_ROW).near
