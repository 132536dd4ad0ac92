"""How far to look for where things went, in what moves. Pure.

Text that jumps is found by looking far, and is ten times dearer where it is not found. In a film nothing jumps, and to
look far takes as long again as all the rest. Which of both it is, its pictures tell: much of a film is new in each.
"""

from typing import Final

from peer.fineness import per_pixel

FILM: Final = 0.025
"""Share of the bits of a page of text, at the same quantizer, from which on a moving picture may be of a film: those
have 0.02 to 0.09, what scrolls 0.002 to 0.01, what is dragged, or jumps by half a screen, up to 0.04."""
IN_A_ROW: Final = 4
"""So many such pictures, and looking near is tried. Text that jumps by half a screen looks like a film until then."""
PATIENCE: Final = 256
"""The same at most, where it was tried in vain: each time it takes twice as many."""
TRIAL: Final = 30
"""Pictures after which looking far is tried again: a film may have ended."""
PAYS: Final = 0.8
"""What of the bits is left when looking far finds something."""
DEARER: Final = 1.5
"""What has so many times the bits when looking near is no film."""


class Search:
    """What the last pictures of what moves cost, and how far was looked for each."""

    def __init__(self) -> None:
        self._usual = 0.0
        self._patience = IN_A_ROW
        self._look_far()

    def over(self) -> None:
        """Something else than motion came: what moves next is something else, too."""
        self._patience = max(IN_A_ROW, self._patience // 2)
        self._look_far()

    def _look_far(self) -> None:
        self._near, self._in_a_row = False, 0

    @property
    def film(self) -> bool:
        """Whether what moves seems to be a film."""
        return self._near

    @property
    def near(self) -> bool:
        """Whether it suffices to look near for the next picture."""
        return self._near and self._in_a_row < TRIAL

    def coded(self, pixels: float, quantizer: int, bits: float) -> None:
        """A picture in motion, with so many pixels that may have changed, took so many bits; looked as was said."""
        density = bits / (pixels * per_pixel(quantizer))
        if not self._near:
            self._in_a_row = self._in_a_row + 1 if density >= FILM else 0
            if self._in_a_row >= self._patience:
                self._near, self._in_a_row = True, 0
        elif self.near:
            self._in_a_row += 1
            if density > DEARER * self._usual:
                self._in_vain()
        elif density < PAYS * self._usual:
            self._look_far()
        else:
            self._in_a_row, self._patience = 0, IN_A_ROW
        self._usual = density

    def _in_vain(self) -> None:
        self._patience = min(PATIENCE, 2 * self._patience)
        self._look_far()
