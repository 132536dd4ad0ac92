"""What the agent holds down: keys and buttons, so that all of it can be let go at any moment."""

from customer_client.injection.strokes import PressButton, PressKey, ReleaseButton, ReleaseKey, Stroke, Type

AT_MOST = 16
"""Keys and buttons held at once; nobody has more fingers, and each one more would have to be let go."""
HEARTBEAT_WITHIN = 1.0
"""Seconds without a heartbeat after which everything held is let go."""
TAPPED = frozenset({"Escape"})
"""Keys that go up as soon as they are down. An agent who held the panic key could pass the customer's own off as its
repetitions."""
MODIFIERS = ("Shift", "Control", "Alt", "AltGraph", "Meta")
"""Keys that would change the text which is typed while they are held."""


class Held:
    """Bookkeeping of one agent's held keys and buttons. Every press that goes out goes through here."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}
        self._buttons: dict[int, None] = {}

    def __bool__(self) -> bool:
        return bool(self._keys or self._buttons)

    def press_key(self, key: str) -> list[Stroke]:
        """A key goes down; one that is down already repeats by itself."""
        if key in self._keys or self._is_full():
            return []
        if key in TAPPED:
            return [PressKey(key), ReleaseKey(key)]
        self._keys[key] = None
        return [PressKey(key)]

    def release_key(self, key: str) -> list[Stroke]:
        """A key goes up, if it was down."""
        if key not in self._keys:
            return []
        del self._keys[key]
        return [ReleaseKey(key)]

    def press_button(self, button: int) -> list[Stroke]:
        """A button goes down."""
        if button in self._buttons or self._is_full():
            return []
        self._buttons[button] = None
        return [PressButton(button)]

    def release_button(self, button: int) -> list[Stroke]:
        """A button goes up, if it was down."""
        if button not in self._buttons:
            return []
        del self._buttons[button]
        return [ReleaseButton(button)]

    def type_text(self, text: str) -> list[Stroke]:
        """Text is text: modifiers that the agent holds are lifted for it, and go down again after it."""
        lifted = [key for key in self._keys if key in MODIFIERS]
        before: list[Stroke] = [ReleaseKey(key) for key in reversed(lifted)]
        after: list[Stroke] = [PressKey(key) for key in lifted]
        return [*before, Type(text), *after]

    def release_all(self) -> list[Stroke]:
        """Everything goes up, the last first."""
        strokes: list[Stroke] = [ReleaseButton(button) for button in reversed(self._buttons)]
        strokes += [ReleaseKey(key) for key in reversed(self._keys)]
        self._keys.clear()
        self._buttons.clear()
        return strokes

    def _is_full(self) -> bool:
        return len(self._keys) + len(self._buttons) >= AT_MOST
