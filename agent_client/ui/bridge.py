"""From other threads into Qt's: signals that are queued."""

from PySide6.QtCore import QObject, Signal


class Bridge(QObject):
    """Made in Qt's thread; emitted from any."""

    status = Signal(object)
    """There is a new `Status`."""
    picture = Signal()
    """There is something new to draw."""
    pointer = Signal(object)
    """There is a new `CustomersPointer`."""
    ended = Signal()
    """The driver has ended."""
