"""The toll: work that a program does before it may guess a key or a password again, while very many guess. Pure.

Each part is a number for which scrypt of challenge, part and number begins with so many zero bits. scrypt (RFC 7914),
because its work is the same in every program: OpenSSL does it here and there, and memory is what it takes most. Several
easy parts and not one hard one, so that nobody has much bad luck: of a hundred who pay, one works 1.7 times as long as
the others.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from hashlib import scrypt

PARTS = 16
EASIEST, HARDEST = 3, 6
"""Bits of each part: about 130 tries together, 0.15 s of a small computer's processor, to about 1000 and 1.2 s."""
MOST_BITS = 8
"""More a program does not work for, whoever asks."""
CHALLENGE_BYTES = 16
LARGEST = 2**32 - 1
_COST, _BLOCK = 512, 8
"""scrypt's N and r: 512 KiB, about a millisecond."""
_LABEL = b"ferndiagnose/1 toll"
NOT_DONE = -1

Each = Callable[[Callable[[int], int], range], Iterable[int]]


def price(wrong: float, free: float) -> int:
    """The bits, when so many paid for what was wrong: as few as can be up to so many, one more with each doubling."""
    return min(HARDEST, EASIEST + max(0, math.ceil(math.log2(max(wrong, 1.0) / free))))


def is_paid(challenge: bytes, bits: int, numbers: Sequence[int]) -> bool:
    """Whether these numbers are the work. A wrong one costs one try to find out."""
    return len(numbers) == PARTS and all(
        _zero_bits(challenge, part, number) >= bits for part, number in enumerate(numbers)
    )


def pay(challenge: bytes, bits: int, stopped: Callable[[], bool] = lambda: False, each: Each = map) -> list[int]:
    """Does the work; nothing when it is `stopped`. Takes half a second or so: not for an event loop.

    `each` does it part by part, as `map` does; `ThreadPoolExecutor.map` does several at a time.
    """
    numbers = list(each(lambda part: _worked_off(challenge, part, bits, stopped), range(PARTS)))
    return numbers if NOT_DONE not in numbers else []


def _worked_off(challenge: bytes, part: int, bits: int, stopped: Callable[[], bool]) -> int:
    number = 0
    while _zero_bits(challenge, part, number) < bits:
        number += 1
        if stopped():
            return NOT_DONE
    return number


def _zero_bits(challenge: bytes, part: int, number: int) -> int:
    given = challenge + part.to_bytes(1, "big") + number.to_bytes(4, "big")
    made = int.from_bytes(scrypt(given, salt=_LABEL, n=_COST, r=_BLOCK, p=1, dklen=4), "big")
    return 32 - made.bit_length()
