from peer.turns import AT_FIRST, AT_MOST, LOST, Turns


def until_due(turns: Turns, bits: float = 1000) -> int:
    """Pictures until it is the codec's turn."""
    pictures = 0
    while not turns.due:
        turns.scrolled(bits)
        pictures += 1
    return pictures


def test_while_it_finds_the_page_its_turn_comes_ever_more_seldom() -> None:
    turns, waits = Turns(), list[int]()
    for _ in range(9):
        waits.append(until_due(turns))
        turns.seen(LOST * 1000 * waits[-1])
    assert waits == [*range(AT_FIRST, AT_MOST), AT_MOST, AT_MOST, AT_MOST, AT_MOST]


def test_when_it_has_lost_the_page_it_is_asked_more_often_but_never_each_time() -> None:
    turns, waits = Turns(), list[int]()
    for _ in range(AT_MOST):
        turns.seen(1000 * until_due(turns))
    for _ in range(5):
        waits.append(until_due(turns))
        turns.seen(LOST * 1000 * waits[-1] + 1)
    assert waits == [7, 3, 1, 1, 1]


def test_what_it_has_not_heard_of_is_counted() -> None:
    turns = Turns()
    turns.scrolled(10)
    assert turns.behind == 1
    turns.seen(10)
    assert turns.behind == 0


def test_its_pictures_of_a_page_it_always_saw_say_nothing() -> None:
    turns = Turns()
    for _ in range(5):
        turns.seen(1_000_000)
    assert until_due(turns) == AT_FIRST


def test_with_another_page_it_begins_anew() -> None:
    turns = Turns()
    for _ in range(AT_MOST):
        turns.seen(1000 * until_due(turns))
    turns.scrolled(10)
    turns.over()
    assert turns.behind == 0
    assert until_due(turns) == AT_FIRST
