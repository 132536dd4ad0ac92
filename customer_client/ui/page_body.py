"""The inside of a window: a `Page` laid out, from the top row to the contact details."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from customer_client.ui import texts
from customer_client.ui.guide import GuideSteps
from customer_client.ui.pages import (
    Button,
    Cards,
    Choices,
    Digits,
    Document,
    Does,
    Guide,
    History,
    KeyField,
    Offer,
    Page,
    Part,
    Role,
)
from customer_client.ui.style import Style
from customer_client.ui.widgets import (
    CardButton,
    Dots,
    KeyEntry,
    Pressable,
    PushButton,
    Reading,
    RecordingLight,
    Words,
    reading,
)

WIDTH = 960
_MARGIN = 44
_BESIDE = 230
"""Room for the button beside an offer."""


@dataclass
class Body:
    """A laid-out page: what can have the keyboard, by name, and what can be pressed."""

    frame: tk.Frame
    focusable: dict[str, tk.Misc] = field(default_factory=dict)
    pressable: list[tuple[Pressable, bool]] = field(default_factory=list)
    """Each with whether it waits."""
    reading: Reading | None = None


class Layout:
    """Lays one page out. Widgets are made in the order in which Tab visits them; the top row comes last."""

    def __init__(
        self,
        top: tk.Misc,
        style: Style,
        typed: tk.StringVar,
        perform: Callable[[Does], None],
        choose: Callable[[Choices], None],
    ) -> None:
        self._style, self._typed, self._perform, self._choose = style, typed, perform, choose
        self.body = Body(tk.Frame(top, bg=style.palette.page.ground))
        self._inner = style.px(WIDTH - 2 * _MARGIN)

    def lay_out(self, page: Page, choices: Choices) -> Body:
        """All of it, in a grid whose part takes what room is left."""
        self.body.frame.columnconfigure(0, weight=1)
        self.body.frame.rowconfigure(4, weight=1)
        self._words(page.heading, 34, row=1, above=26, bold=True)
        if page.problem:
            self._problem(page.problem)
        self._paragraphs(page)
        if page.part is not None:
            self._part(page.part, page.submit)
        if page.note:
            self._words(page.note, 18, row=5, above=14)
        self._buttons(page.buttons)
        self._offers(page.offers)
        self._foot(page)
        self._top_row(choices)
        return self.body

    def _grid(self, widget: tk.Widget, row: int, above: float = 0, sticky: str = "ew") -> None:
        widget.grid(row=row, column=0, sticky=sticky, padx=self._style.px(_MARGIN), pady=(self._style.px(above), 0))

    def _words(self, text: str, size: float, row: int, above: float, *, bold: bool = False) -> None:
        paint = self._style.palette.page
        words = Words(self.body.frame, self._style, text, size, paint, bold=bold, wraplength=self._inner)
        self._grid(words, row, above)

    def _problem(self, text: str) -> None:
        """A box with a thick edge and an exclamation mark: to be seen without colours too."""
        style, paint = self._style, self._style.palette.problem
        box = tk.Frame(self.body.frame, bg=paint.edge)
        face = tk.Frame(box, bg=paint.ground)
        face.pack(fill="both", expand=True, padx=(style.px(8), 0))
        Words(face, style, "!", 30, paint, bold=True).pack(side="left", padx=style.px(16))
        wrap = self._inner - style.px(90)
        Words(face, style, text, 20, paint, wraplength=wrap).pack(side="left", pady=style.px(10), fill="x")
        self._grid(box, row=2, above=14)

    def _paragraphs(self, page: Page) -> None:
        style, paint = self._style, self._style.palette.page
        block = tk.Frame(self.body.frame, bg=paint.ground)
        for text in page.paragraphs:
            line = tk.Frame(block, bg=paint.ground)
            line.pack(fill="x", pady=(style.px(5 if page.points else 10), 0))
            if page.points:
                tk.Label(line, text="●", font=style.font(13), fg=style.palette.accent, bg=paint.ground).pack(
                    side="left", padx=(0, style.px(12))
                )
            wrap = self._inner - style.px(30 if page.points else 0)
            Words(line, style, text, 21, paint, wraplength=wrap).pack(side="left", fill="x")
        self._grid(block, row=3, above=6)

    def _part(self, part: Part, submit: Does | None) -> None:
        match part:
            case KeyField():
                self._key(part, submit)
            case Document() | History():
                self.body.reading = reading(self.body.frame, self._style, part)
                self.body.focusable["part"] = self.body.reading.text
                self._grid(self.body.reading, row=4, above=16, sticky="nsew")
            case Cards():
                self._cards(part)
            case Digits():
                self._digits(part)
            case Guide():
                guide = GuideSteps(self.body.frame, self._style, part, self._inner)
                self.body.focusable["part"] = guide
                self._grid(guide, row=4, above=14)
            case _:
                dots = Dots(self.body.frame, self._style)
                self.body.focusable["part"] = dots
                self._grid(dots, row=4, above=20)

    def _key(self, part: KeyField, submit: Does | None) -> None:
        style, palette = self._style, self._style.palette
        block = tk.Frame(self.body.frame, bg=palette.page.ground)
        Words(block, style, part.label, 21, palette.page, bold=True).pack(anchor="w")
        entry = KeyEntry(block, style, self._typed, part.digits)
        entry.pack(anchor="w", pady=style.px(6), ipady=style.px(6))
        entry.select_range(0, "end")
        entry.icursor("end")
        if submit is not None:
            for key in ("<Return>", "<KP_Enter>"):
                entry.bind(key, lambda _: self._perform(submit))
        Words(block, style, part.hint, 18, palette.page).pack(anchor="w")
        self.body.focusable["part"] = entry
        self._grid(block, row=4, above=20)

    def _cards(self, part: Cards) -> None:
        block = tk.Frame(self.body.frame, bg=self._style.palette.page.ground)
        gap = self._style.px(20)
        width = (self._inner - gap) // 2
        for place, card in enumerate(part.cards):
            button = CardButton(block, self._style, card, width, partial(self._perform, card.does))
            block.columnconfigure(place, weight=1, uniform="card")
            button.grid(row=0, column=place, sticky="nsew", padx=(gap // 2, 0) if place else (0, gap // 2))
            self.body.focusable["part" if place == 0 else f"card-{place}"] = button
            self.body.pressable.append((button, True))
        self._grid(block, row=4, above=18, sticky="nsew")

    def _digits(self, part: Digits) -> None:
        style, paint = self._style, self._style.palette.field
        label = tk.Label(
            self.body.frame, text=part.text, font=style.font(130, bold=True), fg=paint.text, bg=paint.ground,
            takefocus=True, highlightthickness=style.px(2), highlightbackground=paint.edge, highlightcolor=paint.edge,
            pady=style.px(10),
        )  # fmt: skip
        self.body.focusable["part"] = label
        self._grid(label, row=4, above=22)

    def _buttons(self, buttons: tuple[Button, ...]) -> None:
        """The yes stands on the right, as large as the no."""
        row = tk.Frame(self.body.frame, bg=self._style.palette.page.ground)
        answers = {button.role for button in buttons} == {Role.YES, Role.NO}
        for place, button in enumerate(buttons):
            pushed = PushButton(row, self._style, button.label, button.role, partial(self._perform, button.does))
            row.columnconfigure(place, weight=1 if answers or button.role is Role.YES else 0, uniform="a" * answers)
            sticky = "ew" if answers else "e" if button.role is Role.YES else "w"
            pushed.grid(row=0, column=place, sticky=sticky, padx=(self._style.px(16) if place else 0, 0))
            self.body.focusable[f"button-{place}"] = pushed
            self.body.pressable.append((pushed, button.waits))
        self._grid(row, row=7, above=20)

    def _offers(self, offers: tuple[Offer, ...]) -> None:
        """A line each, below the buttons: nobody has to read them to go on."""
        style, paint = self._style, self._style.palette.page
        block = tk.Frame(self.body.frame, bg=paint.ground)
        for offer in offers:
            row = tk.Frame(block, bg=paint.ground)
            row.pack(fill="x", pady=(style.px(6), 0))
            if offer.button is not None:
                button = offer.button
                pushed = PushButton(row, style, button.label, button.role, partial(self._perform, button.does), size=16)
                pushed.pack(side="right", padx=(style.px(16), 0))
                self.body.focusable[f"offer-{button.label}"] = pushed
                self.body.pressable.append((pushed, button.waits))
            wrap = self._inner - style.px(_BESIDE)
            Words(row, style, offer.text, 17, paint, wraplength=wrap).pack(side="left", fill="x")
        if offers:
            self._grid(block, row=8, above=14)

    def _foot(self, page: Page) -> None:
        """Contact details on every window, and the recording light while there is one."""
        style, paint = self._style, self._style.palette.quiet
        foot = tk.Frame(self.body.frame, bg=paint.ground, padx=style.px(_MARGIN), pady=style.px(10))
        if page.light is not None:
            strip = tk.Frame(self.body.frame, bg=style.palette.page.ground)
            light = RecordingLight(strip, style, 22)
            light.show(page.light)
            light.pack(anchor="w")
            self._grid(strip, row=6, above=18)
        for line in page.contact:
            Words(foot, style, line, 17, paint, wraplength=self._inner).pack(anchor="w")
        foot.grid(row=9, column=0, sticky="ew", pady=(style.px(22), 0))

    def _top_row(self, choices: Choices) -> None:
        """What the person can choose for the windows themselves: language, contrast, size."""
        style, paint = self._style, self._style.palette.quiet
        row = tk.Frame(self.body.frame, bg=paint.ground, padx=style.px(_MARGIN), pady=style.px(6))
        Words(row, style, texts.PRODUCT, 20, paint, bold=True).pack(side="left")
        for text, chosen in reversed(_offers(choices)):
            button = PushButton(row, style, text, Role.PLAIN, partial(self._choose, chosen), size=16)
            button.pack(side="right", padx=(style.px(12), 0))
            self.body.focusable[f"choice-{len(self.body.focusable)}"] = button
            self.body.pressable.append((button, False))
        row.grid(row=0, column=0, sticky="ew")


def _offers(choices: Choices) -> tuple[tuple[str, Choices], ...]:
    """The buttons of the top row: what each says, and what the choices are after it."""
    language, contrast, larger = choices.language, choices.high_contrast, choices.larger
    return (
        (texts.OTHER_LANGUAGE[language], Choices("en" if language == "de" else "de", contrast, larger)),
        ((texts.LESS_CONTRAST if contrast else texts.MORE_CONTRAST)[language], Choices(language, not contrast, larger)),
        ((texts.SMALLER if larger else texts.LARGER)[language], Choices(language, contrast, not larger)),
    )
