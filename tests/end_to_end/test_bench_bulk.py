"""The carriers of the bulk bench: a file and some keys between two real programs."""

from pathlib import Path

import pytest

from bench.bulk.figures import KINDS, ends
from bench.bulk.rows import CABLE

pytestmark = pytest.mark.end_to_end


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_and_keys_go_from_one_program_to_the_other(kind: str, tmp_path: Path) -> None:
    with ends(kind, CABLE, tmp_path, 1) as pair:
        carried = pair.carry(2_000_000)
        timings = pair.press(5)
    assert carried.megabits > 0
    assert carried.sender > 0
    assert len(timings.values) == 5
