"""Access units to pictures, in a thread of its own."""

from collections.abc import Callable

import av

from peer.access_unit import AccessUnit


class Decoder:
    """Decodes all units in order and hands out the newest picture."""

    def __init__(
        self, on_frame: Callable[[av.VideoFrame, AccessUnit], None], request_keyframe: Callable[[], None]
    ) -> None:
        raise NotImplementedError

    def push(self, unit: AccessUnit) -> None:
        """Takes the next unit, from any thread. Never blocks."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends the thread. No frame is handed out after this returned."""
        raise NotImplementedError
