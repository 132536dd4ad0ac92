"""How large the next picture may be, when it may be made, and when its packets may leave. Time is an argument."""

import math
from typing import Final, NamedTuple

CREDIT: Final = 0.1
"""Seconds of the full rate that one picture may use up after a pause. A usual line's queue holds that."""
SHARE: Final = 1 / 60
"""Seconds of the full rate that have to be free for the next picture: motion gets smaller pictures, not fewer."""
LEGIBLE: Final = 16_000
"""Bits below which a picture of a moving text shows nothing: then rather fewer pictures, as a thin line has it."""
REFINED: Final = 64_000
"""Bits that a refinement is worth waiting for."""
LARGEST_SHARE: Final = 1 / 20
"""Seconds; fewer than this many pictures a second are no motion any more."""
PAUSE: Final = 0.15
"""Seconds without a change after which the next one is no motion."""
FILM_PAUSE: Final = 0.5
"""The same where a film was: that it stutters makes no single picture of it. Three megabytes for one, and it stands."""
MOVING: Final = 9_600_000
"""Bits per second of what moves, on the fastest line too: each picture is there for a blink, and each kilobyte costs
time. At 60 pictures a second that is 20 kB for each."""
FEW: Final = 1 / 20
"""Seconds of that, at most, for one picture."""
SMALL: Final = 0.01
"""Part of the screen up to which a change is worth all it takes, however often it comes: a line that is typed."""
TYPED, TYPED_AFTER, TYPED_FROM = 0.05, 0.08, 30_000_000
"""The same for whoever draws the whole line, or paragraph, for a letter: part of the screen, seconds since the last
change, and bits per second of a line that carries this at its densest, a megabit for each letter. As motion, each would
be coded twice: blurred, and then sharp."""
LARGEST: Final = 24_000_000
"""Bits of one picture, however fast the line: a page of the densest text, sharp at once. It takes 70 ms to code, and a
change that comes meanwhile waits for it; in smaller steps a page needs half as many bits again, and twice the time."""
BURST: Final = 0.004
"""Seconds of the pace that may leave at once: timers are no finer, and busy computers much coarser."""
WORTH_A_WAIT: Final = 0.002
"""Seconds; shorter waits cost more than they smooth."""


def share(rate: int) -> float:
    """Seconds of the rate that one picture in motion has."""
    return min(LARGEST_SHARE, max(SHARE, LEGIBLE / rate))


_ROOMY: Final = 1.2  # the codec stays below its limit


COARSEST: Final = 40
"""The quantizer beyond which text that moves cannot be followed."""
SMEARED: Final = 44
"""The same on a line that carries no moving text anyhow: there motion is worth more than what moves."""
READABLE_FROM: Final = 1_500_000
"""Bits per second from which a line carries text that moves."""
MENDING: Final = 0.1
"""Seconds of the rate for a picture that is as coarse as it may be: rather fewer of them."""
_TIGHT, _LOOSE = 0.8, 0.55  # shares of the budget
_COARSER, _FINER = 2.0, 0.5  # steps of the quantizer; six halve the bits, about
_MUCH, _MUCH_COARSER = 1.5, 6.0
"""So many budgets only a codec without a limit uses up; and the steps after a picture of twice its budget."""


class Worth(NamedTuple):
    """What a picture of a change may have, and whether it is there for a blink only."""

    bits: float
    moving: bool


class Motion:
    """Tells changes that go on from single ones, and what a picture of each is worth."""

    def __init__(self) -> None:
        self._changed_at = float("-inf")

    def worth(
        self, part: float, rate: int, now: float, *, held_until: float = float("-inf"), film: bool = False
    ) -> Worth:
        """For a change of this part of the screen, 0 to 1; tells of the change too.

        `held_until`: so long a change would have had to wait for the one before, on its way over a thin line.
        `film`: so far it was one.
        """
        if part <= SMALL:
            return Worth(LARGEST, moving=False)
        since, paused = now - self._changed_at, now - max(self._changed_at, held_until)
        self._changed_at = now
        pause = FILM_PAUSE if film else PAUSE
        typed = part <= TYPED and paused >= TYPED_AFTER and rate >= TYPED_FROM
        if typed or paused >= pause:
            return Worth(LARGEST, moving=False)
        seconds = min(FEW, since)
        return Worth(min(MOVING * max(SHARE, seconds), _ROOMY * max(share(rate), seconds) * rate), moving=True)


class Coarseness:
    """The quantizer for what moves: so coarse that pictures keep to their budget by themselves.

    Left to the codec's limit each picture would try to be as fine as was asked, spend its bits on making the last one
    finer, and have none for what comes into view. With a steady quantizer all bits are for that.

    A blurred page costs as much to move as a sharp one: each picture spends all it has on the last one's blur, for
    ever. So it may not become coarser than can be followed; as coarse as that, pictures get more, and there are fewer,
    until they are mended.
    """

    def __init__(self, finest: int) -> None:
        self._finest = finest
        self._now = float(finest)

    @property
    def quantizer(self) -> int:
        """For the next picture."""
        return round(self._now)

    def bits(self, share: float, rate: int) -> float:
        """What the next picture may have, if its share of the rate is so many bits."""
        return max(share, MENDING * rate) if rate >= READABLE_FROM and self.quantizer >= COARSEST else share

    def made(self, bits: float, budget: float, rate: int) -> None:
        """A picture of what moves was made."""
        step = _COARSER if bits > _TIGHT * budget else -_FINER if bits < _LOOSE * budget else 0.0
        if bits > _MUCH * budget:
            step = min(_MUCH_COARSER, max(_COARSER, _MUCH_COARSER * math.log2(bits / budget)))
        coarsest = COARSEST if rate >= READABLE_FROM else SMEARED
        self._now = min(float(coarsest), max(float(self._finest), self._now + step))


class Pacing:
    """A leaky bucket: what left drains at the rate, and the next picture may use what is free by then."""

    def __init__(self) -> None:
        self._owed = 0.0  # bits
        self._at = 0.0

    def sent(self, size: int, rate: int, now: float) -> None:
        """A picture of `size` bytes left."""
        self._owed = self._owing(rate, now) + 8 * size
        self._at = now

    def budget(self, rate: int, now: float) -> float:
        """Bits that a picture may have now."""
        return max(CREDIT * rate - self._owing(rate, now), share(rate) * rate)

    def free_at(self, rate: int) -> float:
        """When the next picture may be encoded."""
        return self._at + self._owed / rate - (CREDIT - share(rate))

    def roomy_at(self, rate: int) -> float:
        """When a refinement may be encoded: on a thin line rather few that say something."""
        return self._at + self._owed / rate - (CREDIT - max(share(rate), min(CREDIT / 2, REFINED / rate)))

    def _owing(self, rate: int, now: float) -> float:
        return max(0.0, self._owed - (now - self._at) * rate)


class Pacer:
    """Spreads packets over time, so that a large picture does not overrun a queue on the way."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def wait(self, size: int, pace: float, now: float) -> float:
        """Seconds until a packet of `size` bytes may leave; 0 mostly. It counts as gone."""
        start = max(self._free_at, now - BURST)
        self._free_at = start + 8 * size / pace
        wait = start - now
        return wait if wait >= WORTH_A_WAIT else 0.0
