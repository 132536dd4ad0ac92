"""A canvas on a real display, drawn by the processor or the graphics card; what the display shows goes into a file.

`python -m tests.end_to_end.canvas_program WAY FILE`, WAY `processor` or `graphics-card`; then FILE holds an array of
pixels (blue, green, red) for each case.
"""

import os
import sys

import av
import mss
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from agent_client.changes import Plane, planes
from agent_client.developer import Developer
from agent_client.ui.application import application
from agent_client.ui.canvas import Canvas
from agent_client.ui.card import Card, try_out
from agent_client.viewing.geometry import Mode
from tests.fakes.viewer_window import until

CANVAS = 320, 240


def picture(width: int, height: int, kind: str = "yuv444p", color_range: int = 1) -> av.VideoFrame:
    """Fine stripes and blocks of saturated colours."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[::2] = 255
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255), (255, 0, 255), (118, 118, 118)]
    for number, colour in enumerate(colours):
        pixels[height // 4 :, number * width // 8 : (number + 1) * width // 8 - 3] = colour
    made = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format=kind, dst_colorspace=1, dst_color_range=color_range
    )
    made.colorspace, made.color_range = 1, color_range
    return made


class Stage:
    """One canvas, and a look at the display that it is on."""

    def __init__(self, *, card: bool) -> None:
        self.developer = Developer(lambda: None)
        self.developer.open()
        self.canvas = Canvas(self.developer, Card if card else None)
        self.canvas.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.canvas.setGeometry(0, 0, *CANVAS)
        self.canvas.show()
        until(lambda: self.canvas.windowHandle().isExposed())
        self._screen = mss.MSS(display=os.environ["DISPLAY"])

    def show(self, frame: av.VideoFrame) -> Plane:
        self.developer.develop(frame)
        self.canvas.refresh()
        return self.look()

    def look(self) -> Plane:
        """The display, when what the canvas has drawn has got there."""
        assert until(lambda: np.array_equal(self._display(), self._drawn()))
        return self._display()

    def _display(self) -> Plane:
        height, width = self._drawn().shape[:2]
        shot = self._screen.grab({"left": 0, "top": 0, "width": width, "height": height})
        return np.frombuffer(shot.raw, np.uint8).reshape(height, width, 4)[..., :3].copy()

    def _drawn(self) -> Plane:
        image = self.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].copy()


def cases(stage: Stage) -> dict[str, Plane]:
    """Everything that a canvas does with a picture."""
    seen = {}
    canvas, developer = stage.canvas, stage.developer
    canvas.show_as(Mode.ACTUAL)
    plain = picture(*CANVAS)
    seen["pixel for pixel"] = stage.show(plain)
    seen["full range"] = stage.show(picture(*CANVAS, color_range=2))
    seen["fewer colours"] = stage.show(picture(*CANVAS, kind="yuv420p"))
    stage.show(plain)
    changed = picture(*CANVAS)
    planes(changed)[0][100:103, 50:60] ^= 0x40
    seen["a few pixels changed"] = stage.show(changed)
    seen["large"] = stage.show(picture(500, 400))
    canvas.scroll_to(77, 55)
    seen["scrolled"] = stage.look()
    canvas.show_as(Mode.FIT)
    seen["averaged"] = stage.look()
    seen["much smaller"] = stage.show(picture(1900, 1000))
    seen["a little larger"] = stage.show(picture(200, 170))
    seen["twice as large"] = stage.show(picture(150, 100))
    developer.shut()
    canvas.refresh()
    seen["forgotten"] = stage.look()
    developer.open()
    canvas.show_as(Mode.ACTUAL)
    if canvas.surface is not None:
        canvas.surface.failed.emit()
        assert until(lambda: canvas.surface is None)
    seen["after the card failed"] = stage.show(plain)
    return seen


def main() -> int:
    """See above."""
    way, path = sys.argv[1:]
    application(["canvas"])
    if way == "graphics-card":
        try_out(whatever_it_is=True)
    np.savez(path, **cases(Stage(card=way == "graphics-card")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
