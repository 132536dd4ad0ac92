"""The coloured frame round what is shown: four thin windows, so that nothing of the screen's content is covered."""

import tkinter as tk

from customer_client.ui.pages import Colour
from customer_client.ui.style import Style
from peer.picture import Area

THICKNESS = 5


def sides(left: int, top: int, width: int, height: int, thick: int) -> tuple[tuple[int, int, int, int], ...]:
    """The four rectangles (x, y, width, height) along the edges of a screen. They do not overlap."""
    inner = height - 2 * thick
    return (
        (left, top, width, thick),
        (left, top + height - thick, width, thick),
        (left, top + thick, thick, inner),
        (left + width - thick, top + thick, thick, inner),
    )


class FrameWindows:
    """Draws the frame."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._style = style
        self._parent = parent
        self._area: Area | None = None
        self.tops = [_side(parent) for _ in range(4)]

    def draw(self, colour: Colour, framed: Area | None) -> None:
        """Round this part of the desktop, or round all of it."""
        area = framed or whole(self._parent)
        if area != self._area:
            self._area = area
            for top, side in zip(self.tops, sides(*area, self._style.px(THICKNESS)), strict=True):
                _place(top, *side)
        for top in self.tops:
            top.configure(bg=self._style.palette.frame[colour])
            top.lift()


def whole(parent: tk.Misc) -> Area:
    """The desktop, as far as Tk knows it."""
    return Area(parent.winfo_vrootx(), parent.winfo_vrooty(), parent.winfo_vrootwidth(), parent.winfo_vrootheight())


def _side(parent: tk.Misc) -> tk.Toplevel:
    top = tk.Toplevel(parent, class_="FerndiagnoseFrame")
    top.withdraw()
    top.overrideredirect(True)
    top.attributes("-topmost", True)
    return top


def _place(top: tk.Toplevel, x: int, y: int, width: int, height: int) -> None:
    top.geometry(f"{width}x{height}+{x}+{y}")
    top.deiconify()
