"""The agent's keyboard to messages: text stays text, everything else stays a key.

Text is what the agent's layout made of it, so AltGr+Q is `@` whatever the customer's layout is. A modifier goes to the
customer only together with something that needs it (a shortcut, a named key, a click): then no half-held Shift can
spoil typed text, and the Ctrl that Windows invents for AltGr goes nowhere. Tapped alone, a modifier is sent as a tap.

A key that repeats is sent as up and down again, so that nothing repeats on its own at the customer while the network
stalls.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from agent_client.viewing import dead_keys
from agent_client.viewing.key_names import (
    COMBINATIONS,
    COMMANDS,
    LEAVE,
    ONLY_HERE,
    THIRD_LEVEL,
    Combination,
    Desktop,
    Modifier,
)
from protocol import peer_messages as m

TEXT_AT_ONCE = 32
"""Characters in one `TypeText`."""
_KEY_NAME_LIMIT = 24
_MODIFIER_NAMES = frozenset(Modifier)


@dataclass(frozen=True)
class KeyEvent:
    """One key going down or up at the agent's keyboard."""

    key: str
    """W3C `KeyboardEvent.key`, for a character without regard to Shift: `a`, `+`, `Enter`, `AltGraph`, `Dead`."""
    text: str
    """What the layout makes of it, if anything; of a dead key its accent, as a combining mark."""
    modifiers: frozenset[Modifier]
    """Those held, as the desktop reports them."""
    down: bool
    repeat: bool = False
    code: int = 0
    """The physical key, by which its going up is recognised."""


@dataclass(frozen=True)
class LeaveKeyboard:
    """The host key combination was pressed: the keyboard belongs to the agent's desktop again."""


KeyboardMessage = m.TypeText | m.KeyDown | m.KeyUp | m.ReleaseAll | LeaveKeyboard


class _Held(Enum):
    """A modifier that is held at the agent's keyboard, and what the customer knows of it."""

    UNUSED = auto()
    USED = auto()
    SENT = auto()


class Keyboard:
    """Remembers what is held. Time-free; one per viewer."""

    def __init__(self, desktop: Desktop) -> None:
        self._third_level = THIRD_LEVEL[desktop]
        self._composes = desktop is Desktop.X11
        """Whether dead keys are our business; elsewhere their letters come composed."""
        self._accent = ""
        self._modifiers: dict[Modifier, _Held] = {}
        self._keys: dict[int, str] = {}

    def key(self, event: KeyEvent) -> list[KeyboardMessage]:
        """The messages for one key event."""
        if event.key in _MODIFIER_NAMES:
            return [] if event.repeat else self._modifier(Modifier(event.key), event.down)
        if not event.down:
            return [] if event.repeat else self._up(event.code)
        if _is_leave(event):
            return [*self.focus_lost(), LeaveKeyboard()]
        return self._pressed(event)

    def committed(self, text: str) -> list[KeyboardMessage]:
        """Text that an input method composed, where there is one."""
        return self._text(text)

    def focus_lost(self) -> list[KeyboardMessage]:
        """Everything held is let go."""
        self._modifiers.clear()
        self._keys.clear()
        self._accent = ""
        return [m.ReleaseAll()]

    def pointing(self, modifiers: frozenset[Modifier]) -> list[KeyboardMessage]:
        """Before a click or a turn of the wheel: the modifiers that are held count now (Ctrl+wheel, Shift+click)."""
        return self._hold(self._wanted(modifiers))

    def combination(self, combination: Combination) -> list[KeyboardMessage]:
        """A special key or combination from the menu, pressed and let go."""
        keys = COMBINATIONS[combination]
        return [*(m.KeyDown(key) for key in keys), *(m.KeyUp(key) for key in reversed(keys))]

    def _pressed(self, event: KeyEvent) -> list[KeyboardMessage]:
        if event.key == "Dead":
            return self._dead(event.text) if self._composes else []
        if self._is_text(event):
            return self._text(self._accented(event.text))
        self._accent = ""
        if event.key in ONLY_HERE or len(event.key) > _KEY_NAME_LIMIT:
            return []
        return self._down(event)

    def _is_text(self, event: KeyEvent) -> bool:
        if not event.text or not event.text.isprintable():
            return False
        commands = event.modifiers & COMMANDS
        return not commands or (bool(self._third_level) and commands == self._third_level)

    def _dead(self, accent: str) -> list[KeyboardMessage]:
        """The accent waits for its letter; the same one again is the accent itself, another one lets the first go."""
        before, self._accent = self._accent, "" if accent == self._accent else accent
        return self._text(dead_keys.ALONE.get(before, ""))

    def _accented(self, text: str) -> str:
        accent, self._accent = self._accent, ""
        return dead_keys.joined(accent, text) if accent in dead_keys.ALONE else text

    def _text(self, text: str) -> list[KeyboardMessage]:
        typed = "".join(character for character in text if character.isprintable())
        if not typed:
            return []
        messages = self._lift()
        messages += [m.TypeText(typed[at : at + TEXT_AT_ONCE]) for at in range(0, len(typed), TEXT_AT_ONCE)]
        return messages

    def _down(self, event: KeyEvent) -> list[KeyboardMessage]:
        messages = self._hold(self._wanted(event.modifiers))
        if self._keys.get(event.code) is not None:
            messages += self._up(event.code)
        self._keys[event.code] = event.key
        return [*messages, m.KeyDown(event.key)]

    def _up(self, code: int) -> list[KeyboardMessage]:
        key = self._keys.pop(code, None)
        return [] if key is None else [m.KeyUp(key)]

    def _modifier(self, modifier: Modifier, down: bool) -> list[KeyboardMessage]:
        if down:
            self._modifiers[modifier] = _Held.UNUSED
            if modifier is Modifier.ALT_GRAPH:
                self._use(self._third_level)
            return []
        held = self._modifiers.pop(modifier, None)
        if held is _Held.SENT:
            return [m.KeyUp(modifier.value)]
        if held is _Held.UNUSED and modifier is not Modifier.ALT_GRAPH:
            return [m.KeyDown(modifier.value), m.KeyUp(modifier.value)]
        return []

    def _wanted(self, reported: frozenset[Modifier]) -> frozenset[Modifier]:
        """The modifiers meant: what the desktop reports, without those that only stand for AltGr."""
        if Modifier.ALT_GRAPH in reported or Modifier.ALT_GRAPH in self._modifiers:
            reported = reported - self._third_level
        return reported - {Modifier.ALT_GRAPH}

    def _hold(self, wanted: frozenset[Modifier]) -> list[KeyboardMessage]:
        """Makes the customer's machine hold exactly the modifiers `wanted`."""
        messages = self._lift(keep=wanted)
        for modifier in Modifier:
            if modifier in wanted and self._modifiers.get(modifier) is not _Held.SENT:
                self._modifiers[modifier] = _Held.SENT
                messages.append(m.KeyDown(modifier.value))
        return messages

    def _lift(self, keep: frozenset[Modifier] = frozenset()) -> list[KeyboardMessage]:
        """Lets the customer's machine go of the modifiers it holds, but for `keep`. All of them count as used."""
        lifted: list[KeyboardMessage] = [
            m.KeyUp(modifier.value)
            for modifier, held in self._modifiers.items()
            if held is _Held.SENT and modifier not in keep
        ]
        self._use(modifier for modifier in tuple(self._modifiers) if modifier not in keep)
        return lifted

    def _use(self, modifiers: Iterable[Modifier]) -> None:
        for modifier in modifiers:
            if modifier in self._modifiers:
                self._modifiers[modifier] = _Held.USED


def _is_leave(event: KeyEvent) -> bool:
    modifiers, key = LEAVE
    return event.key == key and event.modifiers & COMMANDS == modifiers
