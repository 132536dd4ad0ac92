"""How fine a picture may be that nothing but its quantizer limits: what it will cost is guessed from the last ones."""

from typing import Final

from peer.jitter import MAX_UNIT

_LARGEST: Final = 8 * MAX_UNIT
"""Bits of the largest picture that a peer takes. On a very large screen sharp text has more: 10.6 MB on 3840x2160."""
DENSEST: Final = 10.2
"""Bits for each pixel of a page filled with small coloured text, at the quantizer 12 (`_AT`): 2.6 MB on 1920x1080."""
_AT: Final = 12
_LESS: Final = 0.29
"""How many of them each step of the quantizer saves: 1.36 MB at 28, 0.57 MB at 40 (`_LEGIBLE`)."""
_LEGIBLE: Final = 40
"""The quantizer beyond which text cannot be read; from there on, six steps halve the bits."""
_STEP: Final = 0.45
"""Bits for each pixel of such a page to make it a step finer."""
COARSEST: Final = 51
"""There is no coarser quantizer. White noise on a very large screen needs it."""
_AS_GOOD: Final = 3
"""Steps from the finest that are not worth a refinement of their own."""
_DENSER: Final = 1.1
"""What the next page may be, in pages of text, whatever the last ones were: noise of 8 levels up and down in each
colour has as many bits. Pure noise has more than `_LARGEST` there, unless it is so coarse that text is lost."""
_GRAIN, _GRAIN_STEP = 1.7, 0.6
"""Bits for each pixel to make noise finer, however weak, at once and for each step: 3.7 for four steps, 13.1 for
twenty. Of what is coarse now nobody knows whether there is any."""
_SPARSEST, _NOISE = 0.05, 4.0
"""Least and most, in pages of text, that is expected of a picture: white noise has three times as many bits."""
_FORGET: Final = 0.7
"""What a change that cost less than was expected leaves of what is expected of the next."""
_TELLING: Final = 20_000
"""Pixels; what a smaller change cost says nothing about a page."""


class Fineness:
    """What is known of the pictures so far: how dense they are, and what of the last one is not as fine as it may be.

    Pixels are those that changed, bits those of the whole picture.
    """

    def __init__(self, finest: int) -> None:
        self._finest = finest
        self._density = 1.0
        self._whole = 0.0
        self._coarse, self._coarse_at = 0.0, finest

    @property
    def sharp(self) -> bool:
        """Whether all of the last picture is as fine as it may be."""
        return self._coarse == 0

    def for_change(self, pixels: float, bits: float) -> int:
        """The finest quantizer at which a change of so many pixels will keep to so many bits, or the coarsest.

        On a very large screen it is one at which a peer takes a page of something else, too.
        """
        expected = self._finer(self._within(self._density * pixels, bits))
        return max(expected, self._within(_DENSER * pixels, _LARGEST))

    def for_refinement(self, bits: float) -> int:
        """The same for making the last picture finer."""
        if self.sharp:
            return self._finest
        steps = bits / (self._density * self._coarse * _STEP)
        most = (_LARGEST / self._coarse - _GRAIN) / _GRAIN_STEP
        return max(self._finer(self._coarse_at - max(1, int(steps))), self._coarse_at - max(1, int(most)))

    def began(self, pixels: float, quantizer: int, bits: float) -> None:
        """There is a keyframe of so many pixels."""
        self._whole, self._coarse = pixels, 0.0
        self._add(pixels, quantizer)
        self._density = self._seen(pixels, quantizer, bits)

    def changed(self, pixels: float, quantizer: int, bits: float) -> None:
        """There is a picture with a change that is no motion."""
        self._add(pixels, quantizer)
        if pixels >= _TELLING:
            self._density = max(_FORGET * self._density, self._seen(pixels, quantizer, bits))

    def moved(self, pixels: float, quantizer: int) -> None:
        """The same, in motion: what it cost says little, for most of it was there before, elsewhere."""
        self._add(pixels, quantizer)

    def refined(self, quantizer: int) -> None:
        """The last picture is as fine as this now."""
        self._coarse_at = quantizer
        if quantizer <= self._finest:
            self._coarse = 0.0

    def _within(self, pages: float, bits: float) -> int:
        """The finest quantizer at which so many pixels of dense text have so many bits, or the coarsest."""
        return next((q for q in range(self._finest, COARSEST) if pages * per_pixel(q) <= bits), COARSEST)

    def _add(self, pixels: float, quantizer: int) -> None:
        if quantizer > self._finest:
            self._coarse_at = max(quantizer, self._coarse_at) if self._coarse else quantizer
            self._coarse = min(self._whole, self._coarse + pixels)
        elif pixels >= self._whole:
            self._coarse = 0.0

    def _seen(self, pixels: float, quantizer: int, bits: float) -> float:
        return min(_NOISE, max(_SPARSEST, bits / (pixels * per_pixel(quantizer))))

    def _finer(self, quantizer: int) -> int:
        return quantizer if quantizer > self._finest + _AS_GOOD else self._finest


def per_pixel(quantizer: int) -> float:
    """Bits for each pixel of the densest text."""
    legible = DENSEST - _LESS * (min(quantizer, _LEGIBLE) - _AT)
    return float(legible * 2 ** (-max(0, quantizer - _LEGIBLE) / 6))
