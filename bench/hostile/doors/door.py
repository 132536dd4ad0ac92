"""What is known of one place where bytes of somebody else's come in."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.hostile.examples import damaged

_RIGHT = 0.15
"""Of all samples: right ones."""
_SENSELESS = 0.6


@dataclass(frozen=True)
class Door:
    """`read` takes what came in; nothing but one of `refusals` may leave it."""

    name: str
    read: Callable[[bytes], Any]
    example: Callable[[Random], bytes]
    """Something right."""
    refusals: tuple[type[Exception], ...] = ()
    write: Callable[[Any], bytes] | None = None
    """The way back, where there is one: what was read and is written is read the same again."""

    senseless: Callable[[Random], bytes] | None = None
    """Something well formed that makes no sense, where damage alone would not get far: behind a checksum, for one."""

    def sample(self, chance: Random) -> bytes:
        """What may come in: mostly something that is almost right."""
        if self.senseless is not None and chance.random() < _SENSELESS:
            return self.senseless(chance)
        right = self.example(chance)
        return right if chance.random() < _RIGHT else damaged(right, chance)

    def open(self, data: bytes) -> bool:
        """Whether it was taken. Raises whatever is no refusal, and `AssertionError` for what is read differently."""
        try:
            read = self.read(data)
        except self.refusals:
            return False
        if self.write is not None:
            written = self.write(read)
            assert self.read(written) == read, f"read differently: {written!r}"
        return True


def text(data: bytes) -> str:
    """What reached us as text: a message's decoder lets nothing through that is no Unicode."""
    return data.decode("utf-8", "replace")
