"""A way through the system's settings, in small drawings with words beside them."""

import tkinter as tk
from typing import Final

from customer_client.ui.pages import Guide, Sketch
from customer_client.ui.style import Style

WIDTH, HEIGHT = 110, 74
"""Of a drawing, in pixels of a screen without enlargement."""
LINES: Final = {
    # Each line or box: kind, and its place in the drawing. What the person has to click is filled.
    Sketch.SETTINGS: (("box", 4, 4, 106, 70), ("line", 4, 18, 106, 18), ("full", 40, 28, 70, 58)),
    Sketch.LIST: (
        ("box", 4, 4, 106, 70),
        ("line", 14, 18, 70, 18),
        ("full", 10, 28, 100, 46),
        ("line", 14, 58, 70, 58),
    ),
    Sketch.SWITCH: (
        ("box", 4, 4, 106, 70),
        ("line", 14, 37, 60, 37),
        ("full", 72, 28, 98, 46),
        ("box", 86, 30, 96, 44),
    ),
}


class GuideSteps(tk.Frame):
    """The steps of a guide, numbered."""

    def __init__(self, parent: tk.Misc, style: Style, guide: Guide, wrap: int) -> None:
        self._style, ground = style, style.palette.page.ground
        super().__init__(parent, bg=ground, takefocus=True)
        for number, (sketch, words) in enumerate(guide.steps, start=1):
            self._draw(sketch).grid(row=number, column=0, pady=style.px(4), sticky="w")
            said = tk.Label(
                self, text=f"{number}. {words}", font=style.font(19), fg=style.palette.page.text, bg=ground,
                justify="left", anchor="w", wraplength=wrap - style.px(WIDTH + 24),
            )  # fmt: skip
            said.grid(row=number, column=1, padx=(style.px(24), 0), sticky="w")

    def _draw(self, sketch: Sketch) -> tk.Canvas:
        style, paint = self._style, self._style.palette
        canvas = tk.Canvas(
            self, width=style.px(WIDTH), height=style.px(HEIGHT), bg=paint.page.ground, highlightthickness=0
        )
        for kind, *place in LINES[sketch]:
            at = [style.px(each) for each in place]
            if kind == "line":
                canvas.create_line(*at, fill=paint.page.text, width=style.px(3))
            else:
                fill = paint.accent if kind == "full" else ""
                canvas.create_rectangle(*at, outline=paint.page.text, width=style.px(2), fill=fill)
        return canvas
