"""The toll: work that a program does before it may guess a key or a password again, while very many guess. Pure.

Each part is a number for which scrypt of challenge, part and number begins with so many zero bits. scrypt (RFC 7914),
because its work is the same in every program: OpenSSL does it here and there, and memory is what it takes most. Several
easy parts and not one hard one, so that nobody has much bad luck.
"""

from collections.abc import Callable, Sequence
from hashlib import scrypt

PARTS = 4
BITS = 7
"""Of each part: about 500 tries together, 0.6 s on a small computer."""
MOST_BITS = 10
"""More a program does not work for, whoever asks."""
CHALLENGE_BYTES = 16
LARGEST = 2**32 - 1
_COST, _BLOCK = 512, 8
"""scrypt's N and r: 512 KiB, about a millisecond."""
_LABEL = b"ferndiagnose/1 toll"


def is_paid(challenge: bytes, bits: int, numbers: Sequence[int]) -> bool:
    """Whether these numbers are the work. A wrong one costs one try to find out."""
    return len(numbers) == PARTS and all(
        _zero_bits(challenge, part, number) >= bits for part, number in enumerate(numbers)
    )


def pay(challenge: bytes, bits: int, stopped: Callable[[], bool] = lambda: False) -> list[int]:
    """Does the work; nothing when it is `stopped`. Takes a second or so: not for an event loop."""
    numbers: list[int] = []
    for part in range(PARTS):
        number = 0
        while _zero_bits(challenge, part, number) < bits:
            number += 1
            if stopped():
                return []
        numbers.append(number)
    return numbers


def _zero_bits(challenge: bytes, part: int, number: int) -> int:
    given = challenge + part.to_bytes(1, "big") + number.to_bytes(4, "big")
    made = int.from_bytes(scrypt(given, salt=_LABEL, n=_COST, r=_BLOCK, p=1, dklen=4), "big")
    return 32 - made.bit_length()
