"""The customer's own mouse and keyboard on X11, through the RECORD extension. What was typed is never kept or told."""

import threading
from collections.abc import Callable
from typing import Any

from Xlib import XK, X, error
from Xlib.ext import record
from Xlib.protocol import rq

from customer_client.capture.damage import connect
from customer_client.injection.echoes import Echoes, Kind
from customer_client.injection.panic import Key, Panic

USED_EVERY = 0.05
"""Seconds between two reports of local input: more of them say nothing more."""
ENABLED_WITHIN = 1.0
"""Seconds for the server to begin its reports; it takes a few milliseconds."""
_KINDS = {
    X.KeyPress: Kind.KEY_DOWN,
    X.KeyRelease: Kind.KEY_UP,
    X.ButtonPress: Kind.BUTTON_DOWN,
    X.ButtonRelease: Kind.BUTTON_UP,
    X.MotionNotify: Kind.MOTION,
}
_NOTHING = (0, 0)
_GONE = (error.ConnectionClosedError, OSError)


class XListening:
    """The `LocalInput` of an X11 display. Raises `ScreenGone` as soon as it is made when there is none."""

    def __init__(self, name: str | None, echoes: Echoes, clock: Callable[[], float]) -> None:
        self._name = name
        self._echoes = echoes
        self._clock = clock
        self._panic = Panic()
        self._used_at = float("-inf")
        self._thread: threading.Thread | None = None
        self._control: Any = None
        self._context = 0

    def start(self, used: Callable[[], None], panic: Callable[[], None]) -> None:
        """As in `LocalInput`."""
        self._control, data = connect(self._name), connect(self._name)
        named = {Key.ESCAPE: "Escape", Key.PAUSE: "Pause"}
        keycodes = {self._control.keysym_to_keycode(XK.string_to_keysym(name)): key for key, name in named.items()}
        self._context = self._control.record_create_context(0, [record.AllClients], [_ALL_DEVICES])
        self._control.sync()

        listening = threading.Event()

        def reported(reply: Any) -> None:
            if reply.category == record.StartOfData:
                listening.set()
            if reply.category != record.FromServer or reply.client_swapped:
                return
            bytes_left = reply.data
            while bytes_left:
                event, bytes_left = _EVENTS.parse_binary_value(bytes_left, data.display, None, None)
                self._happened(event, keycodes, used, panic)

        def listen() -> None:
            try:
                data.record_enable_context(self._context, reported)
                data.record_free_context(self._context)
                data.close()
            except _GONE:
                return

        self._thread = threading.Thread(target=listen, name="local input", daemon=True)
        self._thread.start()
        # From here on nothing is missed; and what is not enabled yet could not be disabled by `stop`.
        listening.wait(ENABLED_WITHIN)

    def stop(self) -> None:
        """As in `LocalInput`."""
        if not self._thread:
            return
        try:
            self._control.record_disable_context(self._context)
            self._control.sync()
        except _GONE:
            return
        finally:
            self._thread.join(1.0)
            self._thread = None
        self._control.close()

    def _happened(
        self, event: Any, keycodes: dict[int, Key], used: Callable[[], None], panic: Callable[[], None]
    ) -> None:
        kind = _KINDS.get(event.type)
        if kind is None:
            return
        detail = (event.root_x, event.root_y) if kind is Kind.MOTION else event.detail
        if self._echoes.is_echo(kind, detail):
            return
        now = self._clock()
        if kind is Kind.KEY_DOWN and self._panic.pressed(keycodes.get(event.detail, Key.OTHER), now):
            panic()
        if now - self._used_at >= USED_EVERY:
            self._used_at = now
            used()


_EVENTS = rq.EventField("event")
_ALL_DEVICES = {
    "core_requests": _NOTHING,
    "core_replies": _NOTHING,
    "ext_requests": (0, 0, 0, 0),
    "ext_replies": (0, 0, 0, 0),
    "delivered_events": _NOTHING,
    "device_events": (X.KeyPress, X.MotionNotify),
    "errors": _NOTHING,
    "client_started": False,
    "client_died": False,
}
