"""Mouse and keyboard on X11, through XTEST.

Not through pynput here: it sends text as synthetic events, which terminals ignore by default, and keys through XTEST,
so that the two overtake each other (see the decision on X11 input). Every character goes the same way as every key.
"""

from collections.abc import Callable
from typing import Any

from Xlib import XK, X, error

from customer_client.capture.damage import connect
from customer_client.injection import Pause, keys, layout
from customer_client.injection.borrowed import Borrowed
from customer_client.injection.echoes import Detail, Echoes, Kind
from protocol.problems import MessageRefused, ScreenGone

XK.load_keysym_group("xkb")
_SHIFT, _CAPS_LOCK = XK.string_to_keysym("Shift_L"), XK.string_to_keysym("Caps_Lock")
_GROUP_BITS, _GROUP_MASK = 13, 3
_WHEEL_UP, _WHEEL_DOWN, _WHEEL_LEFT, _WHEEL_RIGHT = 4, 5, 6, 7
BUTTONS = {0: 1, 1: 2, 2: 3, 3: 8, 4: 9}
"""W3C `MouseEvent.button` to X11's numbers; 4 to 7 are the wheel there."""
_GONE = (error.ConnectionClosedError, OSError)


class XTest:
    """Injects single events, and notes each as an echo to come. Raises `ScreenGone` when the server is gone."""

    def __init__(self, name: str | None, echoes: Echoes) -> None:
        self.display = connect(name)
        self._echoes = echoes

    def inject(self, kind: Kind, detail: int, position: tuple[int, int] = (0, 0)) -> None:
        """One event: its X11 type follows from the kind."""
        echo: Detail = position if kind is Kind.MOTION else detail
        self._echoes.expect(kind, echo)
        try:
            self.display.xtest_fake_input(_TYPES[kind], detail, x=position[0], y=position[1])
            self.display.flush()
        except _GONE as gone:
            raise ScreenGone from gone

    def close(self) -> None:
        """Gives the connection back."""
        try:
            self.display.close()
        except _GONE:
            return


_TYPES = {
    Kind.KEY_DOWN: X.KeyPress,
    Kind.KEY_UP: X.KeyRelease,
    Kind.BUTTON_DOWN: X.ButtonPress,
    Kind.BUTTON_UP: X.ButtonRelease,
    Kind.MOTION: X.MotionNotify,
}


class _NotYet(Exception):
    """A key has to rest before it can be lent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class XKeyboard:
    """The `Keyboard` of an X11 display."""

    def __init__(self, name: str | None, echoes: Echoes, clock: Callable[[], float]) -> None:
        self._xtest = XTest(name, echoes)
        self._display: Any = self._xtest.display
        self._clock = clock
        self._borrowed = Borrowed()
        self._pressed: dict[str, int] = {}
        self._layout = self._read_layout()

    def spare(self) -> list[int]:
        """The keys that mean nothing at the moment."""
        return self._layout.spare

    def type_text(self, text: str) -> Pause | None:
        """As in `Keyboard`."""
        group, locked = self._state()
        lock = self._layout.find(_CAPS_LOCK, group) if locked else None
        if lock:
            self._tap(lock.keycode)
        pause = self._type_until_pause(text, group)
        if lock:
            self._tap(lock.keycode)
        return pause

    def press(self, key: str) -> Pause | None:
        """As in `Keyboard`."""
        keys.check(key)
        try:
            keycode = self._keycode(key)
        except _NotYet as not_yet:
            return Pause(0, not_yet.seconds)
        if keycode:
            self._pressed[key] = keycode
            self._xtest.inject(Kind.KEY_DOWN, keycode)
        return None

    def release(self, key: str) -> None:
        """As in `Keyboard`. The key that was pressed is let go, whatever the layout says now."""
        keys.check(key)
        if keycode := self._pressed.pop(key, 0):
            self._xtest.inject(Kind.KEY_UP, keycode)

    def close(self) -> None:
        """Gives back the borrowed keys and the connection."""
        try:
            for keycode in self._borrowed.keycodes:
                self._display.change_keyboard_mapping(keycode, [(X.NoSymbol, X.NoSymbol)])
            self._display.sync()
        except _GONE:
            return
        finally:
            self._xtest.close()

    def _type_until_pause(self, text: str, group: int) -> Pause | None:
        for typed, character in enumerate(text):
            try:
                found = self._find(character, group)
            except _NotYet as not_yet:
                return Pause(typed, not_yet.seconds)
            if found:
                self._type(found, group)
        return None

    def _tap(self, keycode: int) -> None:
        self._xtest.inject(Kind.KEY_DOWN, keycode)
        self._xtest.inject(Kind.KEY_UP, keycode)

    def _type(self, found: layout.Found, group: int) -> None:
        shift = self._layout.find(_SHIFT, group) if found.shift else None
        if shift:
            self._xtest.inject(Kind.KEY_DOWN, shift.keycode)
        self._tap(found.keycode)
        if shift:
            self._xtest.inject(Kind.KEY_UP, shift.keycode)

    def _find(self, character: str, group: int) -> layout.Found | None:
        wanted = layout.keysym(character)
        found = self._layout.find(wanted, group) or self._borrow(layout.row_for(character), wanted, group)
        if found:
            self._borrowed.touch(found.keycode, self._clock())
        return found

    def _keycode(self, key: str) -> int:
        group, _ = self._state()
        if key not in keys.NAMED:
            found = self._find(key, group)
            return found.keycode if found else 0
        symbol = XK.string_to_keysym(keys.NAMED[key].keysym)
        found = self._layout.find(symbol, group) or self._layout.find(symbol, 0)
        found = found or self._borrow((symbol, symbol), symbol, group)
        return found.keycode if found else 0

    def _borrow(self, row: tuple[int, int], wanted: int, group: int) -> layout.Found | None:
        """Gives an unused key to keysyms that the layout lacks, in both groups. Raises `_NotYet`."""
        now = self._clock()
        rest = self._borrowed.rest(now)
        if rest is None:
            return None
        if rest > 0:
            raise _NotYet(rest)
        keycode = self._borrowed.lend(row, now)
        self._display.change_keyboard_mapping(keycode, [(*row, *row)])
        self._layout = self._read_layout()
        return self._layout.find(wanted, group)

    def _state(self) -> tuple[int, bool]:
        """The keyboard's group and whether Caps Lock is on. Reads the layout again if it was changed."""
        try:
            mask = self._display.screen().root.query_pointer().mask
            if self._layout_changed():
                self._layout = self._read_layout()
        except _GONE as gone:
            raise ScreenGone from gone
        return mask >> _GROUP_BITS & _GROUP_MASK, bool(mask & X.LockMask)

    def _layout_changed(self) -> bool:
        changed = False
        while self._display.pending_events():
            changed |= self._display.next_event().type == X.MappingNotify
        return changed

    def _read_layout(self) -> layout.Layout:
        first, last = self._display.display.info.min_keycode, self._display.display.info.max_keycode
        rows = self._display.get_keyboard_mapping(first, last - first + 1)
        read = layout.Layout(first, [list(row) for row in rows])
        self._borrowed.offer(read.spare)
        return read


class XPointer:
    """The `Pointer` of an X11 display."""

    def __init__(self, name: str | None, echoes: Echoes) -> None:
        self._xtest = XTest(name, echoes)

    def move(self, x: int, y: int) -> None:
        """As in `Pointer`."""
        self._xtest.inject(Kind.MOTION, 0, (x, y))

    def press(self, button: int) -> None:
        """As in `Pointer`."""
        self._xtest.inject(Kind.BUTTON_DOWN, _button(button))

    def release(self, button: int) -> None:
        """As in `Pointer`."""
        self._xtest.inject(Kind.BUTTON_UP, _button(button))

    def wheel(self, delta_x: int, delta_y: int) -> None:
        """As in `Pointer`: X11's wheel is made of buttons."""
        for delta, back, forth in ((delta_y, _WHEEL_UP, _WHEEL_DOWN), (delta_x, _WHEEL_LEFT, _WHEEL_RIGHT)):
            for _ in range(abs(delta)):
                self._xtest.inject(Kind.BUTTON_DOWN, forth if delta > 0 else back)
                self._xtest.inject(Kind.BUTTON_UP, forth if delta > 0 else back)

    def close(self) -> None:
        """Gives the connection back."""
        self._xtest.close()


def _button(button: int) -> int:
    try:
        return BUTTONS[button]
    except KeyError:
        raise MessageRefused from None
