"""Every door, tried with what is right, what is almost right, and with garbage. `make fuzz` goes on where this ends."""

import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.hostile.doors import DOORS, Door

CASES = 50_000
"""Of all doors together, in CI."""
FEW = 6
"""Of each door while one works."""
EACH = -(-CASES // len(DOORS)) if settings().max_examples > 100 else FEW
LONGEST = 1.0
"""Seconds of processor time for one input, of 200 kB at most: a hundred times what the worst needs here."""
SEEDS = st.integers(0, 2**64 - 1)

each_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)


@pytest.mark.hypothesis
@pytest.mark.promise("P05")
@each_door
def test_nothing_but_a_refusal_leaves_a_door_and_soon(door: Door) -> None:
    def tried(data: bytes) -> None:
        began = time.process_time()
        door.open(data)
        assert time.process_time() - began < LONGEST

    inputs = st.builds(lambda seed: door.sample(Random(seed)), SEEDS) | st.binary(max_size=300)
    settings(max_examples=EACH)(given(inputs)(tried))()


@each_door
def test_what_is_right_is_taken_and_means_the_same_again(door: Door) -> None:
    for seed in range(FEW):
        assert door.open(door.example(Random(seed)))


def test_each_door_has_a_name_of_its_own() -> None:
    assert len({door.name for door in DOORS}) == len(DOORS)
