import io
from datetime import UTC, datetime, timedelta

import av
from PIL import Image, ImageChops, ImageStat

from archive.opening.prints import Prints

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
JPEG_ERROR = 3.0
"""Levels of 255, on average, by which JPEG of this quality may miss."""


def frame() -> av.VideoFrame:
    """Red letters' worth of single columns on blue: what is lost when colour is halved."""
    picture = Image.new("RGB", (640, 480), (0, 0, 200))
    for x in range(0, 640, 2):
        picture.paste((220, 0, 0), (x, 0, x + 1, 480))
    made = av.VideoFrame(640, 480, "rgb24")
    made.planes[0].update(picture.tobytes())
    return made


def test_a_print_is_the_picture_with_the_watermark() -> None:
    made = Prints(("Dora", "Sepp"), "7K3M-9QF2", lambda: NOON).print(frame())
    seen = Image.open(io.BytesIO(made)).convert("RGB")
    plain: Image.Image = frame().to_image()  # type: ignore[no-untyped-call]  # PyAV has no types where Pillow comes in
    different = ImageChops.difference(seen, plain)
    between_the_lines = different.crop((0, 40, 640, 70))
    assert max(ImageStat.Stat(between_the_lines).mean) < JPEG_ERROR
    assert max(high for _, high in different.getextrema()) > 60  # type: ignore[misc, union-attr]  # bands: pairs


def test_a_print_keeps_colours_as_sharp_as_brightness() -> None:
    made = Image.open(io.BytesIO(Prints(("Dora", "Sepp"), "7K3M-9QF2", lambda: NOON).print(frame())))
    assert {component[1:3] for component in made.layer} == {(1, 1)}  # type: ignore[attr-defined]  # JPEG only


def test_the_text_changes_with_the_minute() -> None:
    now = NOON
    prints = Prints(("Dora", "Sepp"), "7K3M-9QF2", lambda: now)
    first = prints.text()
    now += timedelta(seconds=59)
    assert prints.text() == first
    now += timedelta(seconds=1)
    assert prints.text() != first
