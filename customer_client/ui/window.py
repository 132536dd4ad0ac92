"""All windows of the customer's client. The only thing of this package that the program needs to know."""

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tkinter import font
from types import TracebackType

from customer_client.status import Action, SaveReceipt, ShowOnly, Status, TypeConfirmation, TypeKey
from customer_client.ui import texts, view
from customer_client.ui.bar_window import BarWindow
from customer_client.ui.frame_windows import FrameWindows
from customer_client.ui.inbox import Inbox
from customer_client.ui.on_top import keep_on_top
from customer_client.ui.page_window import PageWindow
from customer_client.ui.pages import Choices, Does, Look, Own
from customer_client.ui.palette import HIGH_CONTRAST, NORMAL
from customer_client.ui.receipt_path import receipt_path
from customer_client.ui.screen_scale import draw_in_real_pixels
from customer_client.ui.style import Style, choose_family, scale
from protocol.link import Language
from protocol.problems import ScreenGone

_TICK = 500
"""Milliseconds between two looks at what nobody tells us."""
_HIDDEN_WITHIN = 500
"""Milliseconds within which a window manager, if there is one, has put a window into the task bar."""
_SAVED_WITHIN = 5.0
"""Seconds within which a receipt has to be there after the wish to save it."""

Rectangle = tuple[int, int, int, int]


class Window:
    """Draws statuses and says what the person did. `show`, `close` and the snapshots may be used from any thread.

    Raises `ScreenGone` when there is no display.
    """

    def __init__(self, act: Callable[[Action], None], language: Language) -> None:
        draw_in_real_pixels()
        try:
            self._root = tk.Tk(className=texts.PRODUCT)
        except tk.TclError as error:
            raise ScreenGone from error
        self._act = act
        self._choices = Choices(language)
        self._status = Status()
        self._look: Look | None = None
        self._saved = ""
        self._failure: BaseException | None = None
        self._rectangles: list[Rectangle] = []
        self._focused = False
        self._hiding: str | None = None
        self._bar: BarWindow | None = None
        self._frame: FrameWindows | None = None
        self._dialog: PageWindow | None = None
        self._open()
        self._inbox = Inbox(self._root, self._receive)

    def _open(self) -> None:
        root = self._root
        root.withdraw()
        root.title(texts.PRODUCT)
        root.report_callback_exception = self._fail
        self._families = font.families(root)
        self._style = self._fitting_style()
        self._typed = tk.StringVar(root)
        self._page = PageWindow(root, self._typed, self._perform, self._choose)
        for event in ("<FocusIn>", "<FocusOut>", "<Map>", "<Unmap>", "<Configure>"):
            root.bind_all(event, self._survey, add=True)
        root.bind("<Map>", lambda event: self._draw_page_again() if event.widget is root else None, add=True)
        root.bind("<Unmap>", lambda event: self._hidden() if event.widget is root else None, add=True)

    # From any thread.

    def show(self, status: Status) -> None:
        """Draws `status`, soon."""
        self._inbox.put(status)

    def close(self) -> None:
        """Ends `run`, soon."""
        self._inbox.put(None)

    def own_rectangles(self) -> list[Rectangle]:
        """Where our windows are, title bars included: x, y, width, height."""
        return self._rectangles

    def has_focus(self) -> bool:
        """Whether what is typed now goes to one of our windows."""
        return self._focused

    # In Tk's thread.

    def run(self) -> None:
        """Tk's main loop, until `close`. Raises what went wrong in it."""
        self._draw()
        self._tick()
        try:
            self._root.mainloop()
        finally:
            self._inbox.close()
            self._root.destroy()
        if self._failure is not None:
            raise self._failure

    def _receive(self, status: Status | None) -> None:
        """Draws what came in. None is left out: a question that was answered and asked again is a new window."""
        if status is None:
            self._root.quit()
            return
        self._status = status
        self._draw()

    def _fail(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        self._failure = error
        self._root.quit()

    def _perform(self, does: Does) -> None:
        match does:
            case Own.SUBMIT_KEY:
                self._act(TypeKey(self._typed.get()))
            case Own.SUBMIT_CONFIRMATION:
                self._act(TypeConfirmation(self._typed.get()))
            case Own.SAVE_RECEIPT:
                self._save_receipt()
            case Own.HIDE:
                self._hide()
            case Own.SHOW_ONLY_THIS:
                self._act(ShowOnly(self._root.winfo_rootx() + self._root.winfo_width() // 2, self._root.winfo_rooty()))
            case _:
                self._act(does)

    def _perform_in_bar(self, does: Does) -> None:
        """The monitor that is meant is the one on which the bar is."""
        if does is Own.SHOW_ONLY_THIS and self._bar is not None:
            self._act(ShowOnly(*self._bar.middle()))
        else:
            self._perform(does)

    def _choose(self, choices: Choices) -> None:
        """Another language, contrast or size: everything is drawn anew."""
        self._choices = choices
        self._style = self._fitting_style()
        self._drop_session_windows()
        self._look = None
        self._draw()

    def _fitting_style(self) -> Style:
        root = self._root
        factor = scale(
            root.winfo_screenwidth(), root.winfo_screenheight(), root.winfo_fpixels("1i"), larger=self._choices.larger
        )
        palette = HIGH_CONTRAST if self._choices.high_contrast else NORMAL
        return Style(palette, choose_family(self._families), factor)

    def _draw(self) -> None:
        look, before = view.look(self._status, self._choices.language, self._saved), self._look
        if look == before:
            return
        self._look = look
        self._draw_session(look)
        if before is None or look.page != before.page:
            self._draw_page(look, before)
        if look.bar is None:
            # Not before: the bar, whose end was pressed, is in front, and Windows would give others the keyboard.
            self._drop_session_windows()
        self._draw_dialog(look)
        self._survey()

    def _draw_page(self, look: Look, before: Look | None) -> None:
        """The main window: in front when it is new, in the task bar while the bar says it all."""
        if look.hidden and before is not None and before.hidden and not self._root.winfo_viewable():
            return
        another = self._page.draw(look.page, self._style, self._choices)
        if look.hidden and (before is None or not before.hidden) and another:
            self._hide()
        elif another:
            self._page.bring_forward()

    def _draw_page_again(self) -> None:
        """It comes out of the task bar, where it was not kept up to date."""
        if self._look is not None and self._look.hidden:
            self._page.draw(self._look.page, self._style, self._choices)

    def _draw_session(self, look: Look) -> None:
        if look.bar is None or look.frame is None:
            return
        if self._bar is None or self._frame is None:
            self._frame = FrameWindows(self._root, self._style)
            self._bar = BarWindow(self._root, self._style, self._perform_in_bar)
        self._frame.draw(look.frame, look.framed)
        self._bar.draw(look.bar, look.frame, look.home)

    def _draw_dialog(self, look: Look) -> None:
        if look.dialog is None:
            if self._dialog is not None:
                self._dialog.destroy()
                self._dialog = None
            return
        if self._dialog is None:
            top = tk.Toplevel(self._root, class_="FerndiagnoseDialog")
            top.title(texts.PRODUCT)
            top.attributes("-topmost", True)
            self._dialog = PageWindow(top, self._typed, self._perform, self._choose)
        if self._dialog.draw(look.dialog, self._style, self._choices):
            self._dialog.bring_forward()

    def _drop_session_windows(self) -> None:
        for top in (*(self._frame.tops if self._frame else ()), *((self._bar.top,) if self._bar else ())):
            top.destroy()
        self._bar = self._frame = None

    def _hide(self) -> None:
        """Into the task bar; out of the way altogether where no window manager puts it there."""
        self._hidden()
        self._hiding = self._root.after(_HIDDEN_WITHIN, self._hide_altogether)
        self._root.iconify()

    def _hidden(self) -> None:
        """It is gone: whoever brings it back wants to see it."""
        if self._hiding is not None:
            self._root.after_cancel(self._hiding)
            self._hiding = None

    def _hide_altogether(self) -> None:
        self._hiding = None
        if self._look is not None and self._look.hidden and self._root.winfo_viewable():
            self._root.withdraw()

    def _save_receipt(self) -> None:
        language = self._choices.language
        name = texts.RECEIPT_TITLE[language]
        path = receipt_path(Path.home(), name, datetime.now(tz=UTC).astimezone())
        self._act(SaveReceipt(str(path), language))
        self._look_for_receipt(path, _SAVED_WITHIN)

    def _look_for_receipt(self, path: Path, seconds: float) -> None:
        """Says that the receipt is saved when it is, not when that was wished for."""
        if path.exists() or seconds <= 0:
            text = texts.RECEIPT_SAVED if path.exists() else texts.RECEIPT_NOT_SAVED
            self._saved = text[self._choices.language].format(path=path)
            self._draw()
            return
        self._root.after(100, self._look_for_receipt, path, seconds - 0.1)

    def _tick(self) -> None:
        """Lets Python see to its signals (Ctrl+C), which an idle Tk would not."""
        self._survey()
        if self._bar is not None and self._frame is not None:
            keep_on_top(self._bar.top, self._frame.tops)
        self._root.after(_TICK, self._tick)

    def _survey(self, _: object = None) -> None:
        """Takes the snapshots that other threads read."""
        tops: list[tk.Tk | tk.Toplevel] = [self._root, *(self._frame.tops if self._frame else ())]
        tops += [part.top for part in (self._bar, self._dialog) if part is not None]
        self._rectangles = [_rectangle(top) for top in tops if top.winfo_exists() and top.winfo_viewable()]
        self._focused = bool(self._root.tk.call("focus"))


def _rectangle(top: tk.Tk | tk.Toplevel) -> Rectangle:
    """A window with its title bar and borders, where it has any."""
    left, above = top.winfo_x(), top.winfo_y()
    border, title = top.winfo_rootx() - left, top.winfo_rooty() - above
    return left, above, top.winfo_width() + 2 * border, top.winfo_height() + title + border
