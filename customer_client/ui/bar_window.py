"""The bar of a running session: at the top, above everything, movable, and not to be closed."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import Any

from customer_client.ui.frame_windows import whole
from customer_client.ui.pages import Bar, Button, Colour, Does
from customer_client.ui.rows import in_a_row
from customer_client.ui.style import Style
from customer_client.ui.widgets import PushButton, RecordingLight, Words
from peer.picture import Area

_WORDS = 420
"""Room for the words, as designed."""
_MARGINS = 60
"""What words and buttons have round them, together."""


class BarWindow:
    """Draws a `Bar`. It never takes the keyboard from the program that the customer is working in."""

    def __init__(self, parent: tk.Misc, style: Style, perform: Callable[[Does], None]) -> None:
        self._style, self._perform = style, perform
        self.top = tk.Toplevel(parent, class_="FerndiagnoseBar", bg=style.palette.page.edge, padx=2, pady=2)
        self.top.withdraw()
        self.top.title("Ferndiagnose")
        self.top.overrideredirect(True)
        self.top.attributes("-topmost", True)
        self._buttons: tuple[Button, ...] | None = None
        self._pushed: list[PushButton] = []
        self._grip: tuple[int, int] = (0, 0)
        self._build()
        self._moved = False
        self._home: Area | None = None

    def middle(self) -> tuple[int, int]:
        """Where on the desktop it is."""
        return self.top.winfo_rootx() + self.top.winfo_width() // 2, self.top.winfo_rooty()

    def _build(self) -> None:
        style, page = self._style, self._style.palette.page
        room = style.px(_WORDS)
        self._edge = tk.Frame(self.top, width=style.px(12))
        self._edge.pack(side="left", fill="y")
        face = tk.Frame(self.top, bg=page.ground, padx=style.px(14), pady=style.px(6))
        face.pack(side="left", fill="both", expand=True)
        face.columnconfigure(0, minsize=room, weight=1)
        self._row = tk.Frame(face, bg=page.ground)
        self._row.grid(row=0, column=1, rowspan=4, padx=(style.px(10), 0), sticky="e")
        self._who = Words(face, style, "", 18, page, bold=True, wraplength=room)
        self._may = Words(face, style, "", 16, page, wraplength=room)
        self._also = Words(face, style, "", 16, page, wraplength=room)
        self._light = RecordingLight(face, style, 17)
        self._news = Words(face, style, "", 17, style.palette.problem, bold=True, wraplength=room * 2)
        self._panic = Words(face, style, "", 17, page, bold=True, wraplength=room * 2)
        self._contact = Words(face, style, "", 15, page, wraplength=room * 2)
        for row, line in ((0, self._who), (1, self._may), (3, self._light)):
            line.grid(row=row, column=0, sticky="w")
        for row, line in ((5, self._panic), (6, self._contact)):
            line.grid(row=row, column=0, columnspan=2, sticky="w")
        for part in (self._edge, face, self._row, *face.winfo_children(), *self._light.winfo_children()):
            self._make_grip(part)

    def draw(self, bar: Bar, colour: Colour, home: Area | None) -> None:
        """Changes what is shown, in place. It stands at `home`, until the person moves it elsewhere."""
        self._home = home
        self._edge.configure(bg=self._style.palette.frame[colour])
        self._who.configure(text=bar.who)
        self._may.configure(text=bar.may)
        self._also.configure(text=bar.also)
        if bar.also:
            self._also.grid(row=2, column=0, sticky="w")
        else:
            self._also.grid_forget()
        self._light.show(bar.light)
        self._panic.configure(text=bar.panic)
        self._contact.configure(text=bar.contact)
        self._news.configure(text=bar.news)
        if bar.news:
            self._news.grid(row=4, column=0, columnspan=2, sticky="ew")
        else:
            self._news.grid_forget()
        if bar.buttons != self._buttons:
            self._draw_buttons(bar.buttons)
        self._place()

    def _draw_buttons(self, buttons: tuple[Button, ...]) -> None:
        for old in self._row.winfo_children():
            old.destroy()
        self._buttons, self._pushed = buttons, []
        for button in buttons:
            pushed = PushButton(
                self._row,
                self._style,
                button.label,
                button.role,
                partial(self._perform, button.does),
                size=17,
            )
            pushed.configure(takefocus=False)
            pushed.wake()
            self._pushed.append(pushed)
        self._arrange()

    def _arrange(self) -> None:
        """The buttons side by side; on a narrow desktop in several rows."""
        room, gap = whole(self.top).width - self._style.px(_WORDS + _MARGINS), self._style.px(4)
        self._row.update_idletasks()  # before that, nobody knows how wide they are
        across = in_a_row([pushed.winfo_reqwidth() + gap for pushed in self._pushed], room)
        for number, pushed in enumerate(self._pushed):
            pushed.grid(row=number // across, column=number % across, padx=(gap, 0), sticky="ew")

    def _place(self) -> None:
        """In the middle of the upper edge, until the person moves it."""
        self.top.update_idletasks()
        if not self._moved:
            self._put_in_the_middle_of(self._home or whole(self.top))
        if self.top.state() != "normal":
            self.top.deiconify()
        self.top.lift()

    def _put_in_the_middle_of(self, area: Area) -> None:
        """Where a monitor is narrower than the bar, it reaches over to the next one."""
        left, above = area.left + (area.width - self.top.winfo_reqwidth()) // 2, area.top + self._style.px(6)
        left, above = self._room(self.top.winfo_reqwidth(), self.top.winfo_reqheight()).nearest(left, above)
        self.top.geometry(f"+{left}+{above}")
        # At once: news of the size before, which is still on its way, would set the old place again.
        self.top.update_idletasks()

    def _room(self, width: int, height: int) -> Area:
        """Where its corner may be, so that all of it is on the desktop."""
        desktop = whole(self.top)
        return Area(desktop.left, desktop.top, max(1, desktop.width - width + 1), max(1, desktop.height - height + 1))

    def _make_grip(self, widget: tk.Misc) -> None:
        widget.bind("<ButtonPress-1>", self._take)
        widget.bind("<B1-Motion>", self._move)

    def _take(self, event: "tk.Event[Any]") -> None:
        self._grip = (event.x_root - self.top.winfo_x(), event.y_root - self.top.winfo_y())

    def _move(self, event: "tk.Event[Any]") -> None:
        """Follows the pointer; all of the bar stays on the screen."""
        self._moved = True
        room = self._room(self.top.winfo_width(), self.top.winfo_height())
        left, above = room.nearest(event.x_root - self._grip[0], event.y_root - self._grip[1])
        self.top.geometry(f"+{left}+{above}")
