"""The pieces of a window. Made of frames and labels, because Tk's own buttons take no colours on every system."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import Any

from customer_client.ui import key_field
from customer_client.ui.pages import Card, Document, History, Light, Role
from customer_client.ui.palette import Paint
from customer_client.ui.style import Style

Slot = Callable[[], object]


class Words(tk.Label):
    """Text that wraps."""

    def __init__(self, parent: tk.Misc, style: Style, text: str, size: float, paint: Paint, **more: Any) -> None:
        bold = more.pop("bold", False)
        more.setdefault("justify", "left")
        more |= {"text": text, "font": style.font(size, bold=bold), "fg": paint.text, "bg": paint.ground}
        super().__init__(parent, anchor="w", bd=0, padx=0, **more)  # as wide as its text, and no wider


class Pressable(tk.Frame):
    """What can be pressed with mouse, Space or Return, and shows with a ring that it has the keyboard.

    Asleep at first: `wake` lets it be pressed. It can have the keyboard meanwhile, so that the Tab order never changes.
    """

    def __init__(self, parent: tk.Misc, style: Style, role: Role, pressed: Slot) -> None:
        ring, around = style.px(3), str(parent["bg"])
        super().__init__(
            parent, takefocus=True, bg=around, highlightthickness=ring, highlightcolor=style.palette.ring,
            highlightbackground=around, padx=style.px(2), pady=style.px(2), cursor="arrow",
        )  # fmt: skip
        self.style, self.role, self._pressed = style, role, pressed
        self.awake = False
        self.face = tk.Frame(self, highlightthickness=style.px(1), bg=style.palette.asleep.ground)
        self.face.pack(fill="both", expand=True)
        self.labels: list[tk.Label] = []
        for key in ("<space>", "<Return>", "<KP_Enter>"):
            self.bind(key, self._on_press)
        self.bind("<Enter>", lambda _: self.colour(over=True))
        self.bind("<Leave>", lambda _: self.colour())

        self.face.bind("<ButtonRelease-1>", self._on_release)

    def add(self, label: tk.Label) -> None:
        """Puts a label on the face: a click on it counts."""
        self.labels.append(label)
        label.bind("<ButtonRelease-1>", self._on_release)
        self.colour()

    def wake(self) -> None:
        self.awake = True
        self.configure(cursor="hand2")
        self.colour()

    def sleep(self) -> None:
        self.awake = False
        self.colour()

    def colour(self, *, over: bool = False) -> None:
        palette = self.style.palette
        paint = palette.buttons[self.role] if self.awake else palette.asleep
        ground = palette.pressed[self.role] if over and self.awake else paint.ground
        self.face.configure(bg=ground, highlightbackground=paint.edge)
        for label in self.labels:
            label.configure(bg=ground, fg=paint.text)

    def _on_press(self, _: object = None) -> str:
        if self.awake:
            self._pressed()
        return "break"

    def _on_release(self, event: "tk.Event[Any]") -> None:
        """A release outside is a change of mind."""
        if self.winfo_containing(event.x_root, event.y_root) in (self.face, *self.labels):
            self._on_press()


class PushButton(Pressable):
    """A button with one label."""

    def __init__(
        self, parent: tk.Misc, style: Style, text: str, role: Role, pressed: Slot, *, size: float = 21
    ) -> None:
        super().__init__(parent, style, role, pressed)
        label = tk.Label(self.face, text=text, font=style.font(size, bold=role is not Role.PLAIN))
        label.pack(padx=style.px(size * 0.9), pady=style.px(size * 0.5), fill="both", expand=True)
        self.add(label)


class CardButton(Pressable):
    """A large button that explains itself."""

    def __init__(self, parent: tk.Misc, style: Style, card: Card, width: int, pressed: Slot) -> None:
        super().__init__(parent, style, Role.NO, pressed)
        inner = width - style.px(66)  # the margins, and the ring and edges of all parts
        for text, size, bold in ((card.title, 30, True), (card.short, 21, True), (card.text, 20, False)):
            label = tk.Label(
                self.face, text=text, font=style.font(size, bold=bold), wraplength=inner, justify="left", anchor="nw"
            )
            label.pack(anchor="nw", fill="x", padx=style.px(22), pady=(style.px(12), 0))
            self.add(label)
        label.pack_configure(pady=(style.px(12), style.px(22)))


class KeyEntry(tk.Entry):
    """A field for so many digits, which groups them while they are typed or pasted."""

    def __init__(self, parent: tk.Misc, style: Style, typed: tk.StringVar, digits: int) -> None:
        paint, ring = style.palette.field, style.px(4)
        super().__init__(
            parent, textvariable=typed, font=style.font(64, bold=True), width=10, justify="center",
            fg=paint.text, bg=paint.ground, insertbackground=paint.text, insertwidth=style.px(4), relief="flat",
            highlightthickness=ring, highlightcolor=style.palette.ring, highlightbackground=paint.edge,
            selectbackground=style.palette.accent, selectforeground=style.palette.page.ground,
            exportselection=False,  # or it would take from the customer what is selected in another program
        )  # fmt: skip
        self._typed, self._digits = typed, digits
        self._trace = typed.trace_add("write", self._regroup)
        self.bind("<Destroy>", lambda _: typed.trace_remove("write", self._trace))

    def _regroup(self, *_: str) -> None:
        typed = self._typed.get()
        tidy = key_field.grouped(typed, self._digits)
        if tidy != typed:
            at = key_field.cursor(typed, self.index("insert"), self._digits)
            self.delete(0, "end")  # setting the variable instead would leave the cursor where it was
            self.insert(0, tidy)
            self.icursor(at)


class Reading(tk.Frame):
    """A text that scrolls, with mouse and keyboard."""

    def __init__(self, parent: tk.Misc, style: Style, lines: int, size: float = 18) -> None:
        paint = style.palette.field
        super().__init__(parent, bg=paint.edge, padx=1, pady=1)
        self.text = tk.Text(
            self, wrap="word", height=lines, width=10, font=style.font(size), fg=paint.text, bg=paint.ground,
            relief="flat", padx=style.px(16), pady=style.px(10), spacing1=style.px(3), spacing3=style.px(3),
            highlightthickness=style.px(3), highlightcolor=style.palette.ring, highlightbackground=paint.ground,
            takefocus=True, cursor="arrow", exportselection=False,
        )  # fmt: skip
        bar = tk.Scrollbar(
            self, command=self.text.yview, width=style.px(18), relief="flat", borderwidth=0, elementborderwidth=1,
            bg=style.palette.page.edge, activebackground=style.palette.accent, troughcolor=paint.ground,
            highlightthickness=0, takefocus=False,
        )  # fmt: skip
        self.text.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        for key, units in (("<Up>", -1), ("<Down>", 1)):
            self.text.bind(key, partial(self._by_line, units))

    def write(self, text: str, *tags: str) -> None:
        self.text.configure(state="normal")
        self.text.insert("end", text, tags)
        self.text.configure(state="disabled")

    def _by_line(self, units: int, _: object) -> str:
        """Scrolls, where Tk would move a cursor that nobody sees."""
        self.text.yview_scroll(units, "units")
        return "break"

    def scroll(self, pages: int) -> None:
        self.text.yview_scroll(pages, "pages")


def reading(parent: tk.Misc, style: Style, part: Document | History) -> Reading:
    """A document, or what happened line by line."""
    if isinstance(part, Document):
        document = Reading(parent, style, lines=5)
        document.write(part.text)
        return document
    history = Reading(parent, style, lines=7)
    history.text.tag_configure("title", font=style.font(18, bold=True))
    history.text.tag_configure("line", tabs=(style.px(150),), lmargin2=style.px(150))
    history.write(part.title, "title")
    for at, what in part.lines:
        history.write(f"\n{at}\t{what}" if at else f"\n{what}", "line")
    return history


class Dots(tk.Label):
    """A sign of life: three dots, one of which is full."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        page = style.palette.page
        super().__init__(
            parent, font=style.font(34), fg=style.palette.accent, bg=page.ground, takefocus=True, anchor="w"
        )
        self._step(0)

    def _step(self, at: int) -> None:
        self.configure(text="  ".join("●" if place == at else "○" for place in range(3)))
        self._timer = self.after(600, self._step, (at + 1) % 3)

    def destroy(self) -> None:
        self.after_cancel(self._timer)
        super().destroy()


class RecordingLight(tk.Frame):
    """The recording light: a disc, and what it means in words."""

    def __init__(self, parent: tk.Misc, style: Style, size: float) -> None:
        self._style = style
        ground = str(parent["bg"])
        super().__init__(parent, bg=ground)
        side = style.px(size)
        self._disc = tk.Canvas(self, width=side, height=side, bg=ground, highlightthickness=0)
        self._oval = self._disc.create_oval(2, 2, side - 2, side - 2, width=0)
        self._disc.pack(side="left", padx=(0, style.px(8)))
        self._label = tk.Label(self, font=style.font(size * 0.95, bold=True), bg=ground, fg=style.palette.page.text)
        self._label.pack(side="left")

    def show(self, light: Light) -> None:
        paint = self._style.palette.light_on if light.on else self._style.palette.light_off
        self._disc.itemconfigure(self._oval, fill=paint.edge)
        self._label.configure(text=light.text)
