"""What leaves the projector: a picture as JPEG, with the watermark in it. Nothing else does."""

import io
from collections.abc import Callable
from datetime import datetime

from av.video.frame import VideoFrame
from PIL import Image

from archive.opening.watermark import Watermark, words

QUALITY = 92
"""Of 100. Text of 8 pixels can be read as on the screen; a full HD desktop is about 400 KB."""
_WHOLE_COLOUR = 0
"""4:4:4: red letters on blue stay letters. https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html#jpeg"""


class Prints:
    """One opening's prints."""

    def __init__(self, officers: tuple[str, str], number: str, now: Callable[[], datetime]) -> None:
        self._officers, self._number, self._now = officers, number, now
        self._watermark = Watermark()

    def text(self) -> str:
        """What the watermark says now."""
        return words(self._officers, self._number, self._now())

    def print(self, frame: VideoFrame) -> bytes:
        """The picture as JPEG."""
        picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]  # PyAV has no types where Pillow comes in
        self._watermark.burn(picture, self.text())
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY, subsampling=_WHOLE_COLOUR)
        return out.getvalue()
