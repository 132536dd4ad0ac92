"""Rows of buttons: how many stand side by side."""

from collections.abc import Sequence


def in_a_row(widths: Sequence[int], room: int) -> int:
    """How many of these fit side by side, when those that stand below each other are as wide as the widest of them."""
    for across in range(len(widths), 1, -1):
        if sum(max(widths[column::across]) for column in range(across)) <= room:
            return across
    return 1
