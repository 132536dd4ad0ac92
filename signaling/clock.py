"""The door to the clock. Only drivers are given one; everything they drive takes the time as an argument."""

from collections.abc import Callable

Clock = Callable[[], float]
"""The time, in seconds since the epoch: what is written to the store must mean the same after a restart."""
