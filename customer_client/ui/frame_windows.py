"""The coloured frame round the whole screen: four thin windows, so that nothing of the screen's content is covered."""

import tkinter as tk

from customer_client.ui.pages import Colour
from customer_client.ui.style import Style

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
        thick = style.px(THICKNESS)
        screen = (parent.winfo_vrootx(), parent.winfo_vrooty(), parent.winfo_vrootwidth(), parent.winfo_vrootheight())
        self.tops = [_side(parent, *side) for side in sides(*screen, thick)]

    def draw(self, colour: Colour) -> None:
        for top in self.tops:
            top.configure(bg=self._style.palette.frame[colour])
            top.lift()


def _side(parent: tk.Misc, x: int, y: int, width: int, height: int) -> tk.Toplevel:
    top = tk.Toplevel(parent, class_="FerndiagnoseFrame")
    top.withdraw()
    top.overrideredirect(True)
    top.attributes("-topmost", True)
    top.geometry(f"{width}x{height}+{x}+{y}")
    top.deiconify()
    return top
