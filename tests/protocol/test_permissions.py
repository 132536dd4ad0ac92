from typing import get_args

import pytest

from protocol import peer_messages as m
from protocol.grants import Grant
from protocol.permissions import NEEDED, permits


def test_the_table_has_a_row_for_every_message_of_an_agent() -> None:
    assert set(NEEDED) == set(get_args(m.FromAgent))


@pytest.mark.promise("P03")
@pytest.mark.parametrize(
    "message",
    [
        m.TypeText("a"), m.KeyDown("Enter"), m.KeyUp("Enter"), m.PointerMove(1, 1), m.PointerDown(0, 1, 1),
        m.PointerUp(0, 1, 1), m.Wheel(0, 1),
    ],
)  # fmt: skip
def test_input_needs_control(message: m.FromAgent) -> None:
    assert not permits(frozenset({Grant.VIEW}), message)
    assert permits(frozenset({Grant.CONTROL}), message)


def test_letting_go_of_keys_needs_no_grant() -> None:
    assert permits(frozenset(), m.ReleaseAll())
