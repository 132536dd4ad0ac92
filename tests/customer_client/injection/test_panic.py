import pytest

from customer_client.injection.panic import WITHIN, Key, Panic


def presses(panic: Panic, *keys: tuple[Key, float]) -> list[bool]:
    return [panic.pressed(key, at) for key, at in keys]


def test_pause_is_enough() -> None:
    assert Panic().pressed(Key.PAUSE, 0.0)


def test_escape_three_times_in_a_row_is_the_panic_key() -> None:
    assert presses(Panic(), (Key.ESCAPE, 0.0), (Key.ESCAPE, 0.5), (Key.ESCAPE, 1.0)) == [False, False, True]


@pytest.mark.parametrize(
    "keys",
    [
        [(Key.ESCAPE, 0.0), (Key.ESCAPE, 0.1)],
        [(Key.ESCAPE, 0.0), (Key.ESCAPE, 0.1), (Key.OTHER, 0.2), (Key.ESCAPE, 0.3)],
        [(Key.ESCAPE, 0.0), (Key.ESCAPE, 1.0), (Key.ESCAPE, WITHIN + 0.1)],
    ],
    ids=["twice", "interrupted", "slow"],
)
def test_other_escapes_are_not(keys: list[tuple[Key, float]]) -> None:
    assert not any(presses(Panic(), *keys))
