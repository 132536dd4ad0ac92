"""Putting everything back, at the end and after a fault: nothing of this program goes on, nothing of it stays.

The program writes no file of its own: the only one there may be is the receipt that the customer wanted.
"""

from collections.abc import Callable, Sequence

from logs import Dialogue


def put_back(steps: Sequence[tuple[str, Callable[[], object]]], log: Dialogue) -> None:
    """Takes all steps, in this order. One that fails does not keep the others from being taken."""
    for name, step in steps:
        try:
            step()
        except (OSError, RuntimeError) as fault:
            log.fault(fault)
        log.state(name)
