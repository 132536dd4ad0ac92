"""A window with a `Page` in it: when it appears, what has the keyboard, and when its buttons wake."""

import time
import tkinter as tk
from collections.abc import Callable
from functools import partial

from customer_client.ui.page_body import WIDTH, Body, Layout
from customer_client.ui.pages import Choices, Does, KeyField, Page
from customer_client.ui.style import Style
from customer_client.ui.waking import Waking

TITLE_BAR = 56
"""Pixels of the screen's height that belong to the window's title bar and to a task bar."""
READING = 0.2
"""How much higher than it must be a window with a text to read is, by its width."""

_TRIES = 4
"""How often a page is made smaller: whole pixels, and lines that break elsewhere, may leave it a little too high."""


class PageWindow:
    """Draws pages into one window. Knows nothing of what they mean."""

    def __init__(
        self,
        top: tk.Tk | tk.Toplevel,
        typed: tk.StringVar,
        perform: Callable[[Does], None],
        choose: Callable[[Choices], None],
    ) -> None:
        self.top = top
        self._typed, self._perform, self._choose = typed, perform, choose
        self._page: Page | None = None
        self._body: Body | None = None
        self._focus = ""
        self._width = 0
        self._waking = Waking()
        self._timer: str | None = None
        top.protocol("WM_DELETE_WINDOW", self._close)
        top.bind("<Escape>", self._escape)
        for key, pages in (("<Prior>", -1), ("<Next>", 1)):
            top.bind(key, partial(self._scroll, pages))

    def draw(self, page: Page, style: Style, choices: Choices) -> bool:
        """Shows `page`. Returns whether it is another window than before, which then stands in the middle."""
        another = self._page is None or self._page.name != page.name
        self._focus = page.focus if another else self._has_keyboard() or page.focus
        if another:
            self._waking = Waking(appeared=time.monotonic())
            if isinstance(page.part, KeyField) and page.part.fresh:
                self._typed.set("")
        self._page = page
        self._lay_out(page, style, choices)
        self._place(middle=another)
        if self._widget(self._focus) is None:
            self._focus = page.focus  # what had it is gone, as a button that was pressed may be
        widget = self._widget(self._focus)
        if widget is not None:
            widget.focus_set()
        self._wake_due()
        return another

    def destroy(self) -> None:
        if self._timer is not None:
            self.top.after_cancel(self._timer)
        self.top.destroy()

    def bring_forward(self) -> None:
        """Shows it above everything else, and gives it the keyboard."""
        was_put_away = self.top.state() == "iconic"
        self.top.deiconify()
        if was_put_away:
            # On Windows it has its new size then, but stands where it stood before, and Tk does not know.
            self.top.geometry("+0+0")
            self._place(middle=True)
            self.top.update_idletasks()
        self.top.lift()
        self.top.update_idletasks()
        widget = self._widget(self._focus)
        if widget is not None:
            widget.focus_force()

    def _lay_out(self, page: Page, style: Style, choices: Choices) -> None:
        """In the wished size; smaller if the page would not fit on the screen."""
        room = self.top.winfo_screenheight() - TITLE_BAR
        for _ in range(_TRIES):
            self._replace(Layout(self.top, style, self._typed, self._press, self._choose).lay_out(page, choices))
            if (needed := self._needed_height()) <= room:
                break
            style = style.fitted(room / needed)
        self._width = style.px(WIDTH)

    def _replace(self, body: Body) -> None:
        if self._body is not None:
            self._body.frame.destroy()
        self._body = body
        body.frame.pack(fill="both", expand=True)
        self.top.configure(bg=body.frame["bg"])
        self.top.update_idletasks()

    def _needed_height(self) -> int:
        return self._body.frame.winfo_reqheight() if self._body is not None else 0

    def _place(self, *, middle: bool) -> None:
        """As large as it needs to be, and a text to read larger; in the middle when it is new, else where it was."""
        room = self.top.winfo_screenheight() - TITLE_BAR
        height = min(self._needed_height(), room)
        self.top.minsize(self._width, height)
        if self._body is not None and self._body.reading is not None:
            height = min(room, height + round(self._width * READING))
        if middle:
            left, above = (self.top.winfo_screenwidth() - self._width) // 2, (room - height) // 2
        else:
            height = max(height, self.top.winfo_height())
            left, above = self.top.winfo_x(), min(self.top.winfo_y(), max(0, room - height))
        self.top.geometry(f"{self._width}x{height}+{left}+{above}")

    def _has_keyboard(self) -> str | None:
        """The name of what has the keyboard in this window."""
        widget = self.top.focus_lastfor()
        names = self._body.focusable.items() if self._body is not None else ()
        return next((name for name, known in names if known is widget), None)

    def _widget(self, name: str) -> tk.Misc | None:
        return self._body.focusable.get(name) if self._body is not None else None

    def _wake_due(self) -> None:
        """Wakes the buttons whose time has come, and comes back for the others."""
        if self._timer is not None:
            self.top.after_cancel(self._timer)
            self._timer = None
        now, later = time.monotonic(), []
        for button, waits in self._body.pressable if self._body is not None else ():
            due = self._waking.due(waits=waits)
            if due > now:
                button.sleep()
                later.append(due - now)
            elif not button.awake:
                button.wake()
        if later:
            self._timer = self.top.after(1 + round(min(later) * 1000), self._wake_due)

    def _press(self, does: Does) -> None:
        """Performs it once: a double click is one click."""
        self._waking = self._waking.press(time.monotonic())
        self._perform(does)
        self._wake_due()

    def _close(self) -> None:
        if self._page is not None:
            self._perform(self._page.close)

    def _escape(self, _: object) -> None:
        if self._page is not None and self._page.escape is not None and self._settled():
            self._perform(self._page.escape)

    def _settled(self) -> bool:
        return time.monotonic() >= self._waking.due(waits=False)

    def _scroll(self, pages: int, _: object) -> None:
        if self._body is not None and self._body.reading is not None:
            self._body.reading.scroll(pages)
