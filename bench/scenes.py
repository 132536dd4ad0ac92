"""What the workloads show: pages of small coloured text, a counter in pixels, a moving picture. Deterministic."""

import random
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

WIDTH, HEIGHT = 1920, 1080
BLOCK = 24
"""Pixels along the edge of one bit of the counter: large enough that no codec can blur it into its neighbour."""
BITS = 16
STAMP = QRect(0, 0, BITS * BLOCK, BLOCK)
"""Where the counter stands."""
PATCH = QRect(860, 440, 200, 200)
"""Where the echo changes its colour."""
LOUD = QRect(960, 540, 480, 360)
"""Where a colourful page has saturated text: red on blue, green on magenta."""
PALETTE = ("#d02020", "#20a020", "#2020d0", "#d0d020", "#20d0d0", "#d020d0", "#f0f0f0", "#101010")
TEXT_COLOURS = ("#1e1e1e", "#c01818", "#0b62c4", "#1b7d2a", "#8a1fb0", "#b35c00")
CODE_COLOURS = ("#569cd6", "#ce5a50", "#b5cea8", "#6a9955", "#ff3c3c", "#d4d4d4", "#d4d4d4", "#d4d4d4")
LOUD_COLOURS = ("#ff0000", "#00ff00", "#ffff00", "#00ffff", "#ff00ff")
LOUD_GROUND = "#0000ff"
CELL = (11, 22)
"""Pixels of a letter in the editor."""
SCROLL_STEP = 8
"""Pixels a frame, at 60 frames a second: a brisk hand on the wheel."""
COLUMNS, COLUMN = (60, 680, 1300), 560
"""Where the columns of the long page begin, and how wide they are."""
PAGES = 6
"""Screens of text that scroll by."""
FILM = 40
"""Frames of the film."""

Pixels = npt.NDArray[np.uint8]
"""Rows x columns x (blue, green, red, unused)."""


def blank(height: int = HEIGHT, colour: str = "#ffffff", width: int = WIDTH) -> QImage:
    """An empty picture, as wide as the screen."""
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    return picture


def image(of: Pixels) -> QImage:
    """A picture with those pixels, which are copied."""
    height, width, _ = of.shape
    return QImage(of.tobytes(), width, height, QImage.Format.Format_RGB32).copy()


def pixels(of: QImage) -> Pixels:
    """The picture's own memory as an array: writing to it draws. Valid only as long as the picture lives."""
    return np.frombuffer(of.bits(), np.uint8).reshape(of.height(), of.width(), 4)


def copied(of: QImage) -> Pixels:
    """The picture's pixels as an array of their own."""
    return pixels(of).copy()


def text_page(seed: int, height: int = HEIGHT) -> QImage:
    """A page full of small coloured text, as in an editor or a mail program."""
    page = blank(height)
    fill_with_text(page, seed, page.rect(), TEXT_COLOURS)
    return page


def colourful_page(seed: int) -> QImage:
    """The same, a part of it in colours that leave nothing to brightness."""
    page = text_page(seed)
    painter = QPainter(page)
    painter.fillRect(LOUD, QColor(LOUD_GROUND))
    painter.end()
    fill_with_text(page, seed + 100, LOUD, LOUD_COLOURS)
    return page


def fill_with_text(page: QImage, seed: int, where: QRect, colours: tuple[str, ...], spacing: int = 14) -> None:
    """Lines of words, each in a colour of its own."""
    chance = random.Random(seed)  # noqa: S311  # a page, not a secret
    painter = QPainter(page)
    painter.setClipRect(where)
    for line, top in enumerate(range(where.top() + 2, where.bottom() - spacing, spacing), start=1):
        left = where.left() + 8 + (24 * chance.randint(0, 3) if spacing > 14 else 0)
        painter.setFont(QFont("DejaVu Sans Mono" if line % 3 else "DejaVu Sans", spacing // 2 + 1 + line % 2))
        while left < where.right() - 60:
            word = "".join(chance.choice("abcdefghijklmnopqrstuvwxyzäöüß{}()=") for _ in range(chance.randint(2, 10)))
            painter.setPen(QColor(chance.choice(colours)))
            painter.drawText(left, top + spacing - 3, word)
            left += (spacing // 2 + 1) * (len(word) + 1)
    painter.end()


def window(width: int, height: int, seed: int) -> QImage:
    """A dark window with a title and coloured code."""
    made = blank(height, "#1e1e1e", width)
    painter = QPainter(made)
    painter.fillRect(0, 0, width, 28, QColor("#3c3c40"))
    painter.setPen(QColor("#f0f0f0"))
    painter.drawText(QPoint(8, 19), "Terminal")
    painter.end()
    fill_with_text(made, seed, QRect(0, 28, width, height - 28), CODE_COLOURS, spacing=20)
    return made


def desktop() -> QImage:
    """What most people have on their screen: a coloured ground, a window with code, one with a document, a bar."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    shades = (
        120 + 80 * (1 - rows / HEIGHT),
        80 + 50 * columns / WIDTH,
        40 + 60 * rows / HEIGHT,
        np.full_like(rows, 255),
    )
    made = image(np.dstack(shades).astype(np.uint8))
    painter = QPainter(made)
    painter.drawImage(20, 40, window(900, 960, 1))
    painter.fillRect(960, 40, 930, 960, QColor("white"))
    painter.fillRect(0, 1045, WIDTH, 35, QColor("#18181c"))
    painter.end()
    fill_with_text(
        made, 2, QRect(960, 40, 930, 960), ("#141414", "#141414", "#141414", "#0000ee", "#c80000"), spacing=19
    )
    return made


def editor() -> QImage:
    """A page with room to type in."""
    made = text_page(3)
    painter = QPainter(made)
    painter.fillRect(400, 300, 1120, 500, QColor("white"))
    painter.end()
    return made


def cell(number: int) -> QRect:
    """Where the editor has its n-th letter: 100 in a line, 20 lines."""
    row, column = divmod(number, 100)
    return QRect(410 + column * CELL[0], 310 + row % 20 * CELL[1], *CELL)


def long_page() -> QImage:
    """What scrolls by: three columns of paragraphs, boxes with code, and pictures, as in a manual."""
    chance = random.Random(7)  # noqa: S311  # a page, not a secret
    page = blank(PAGES * HEIGHT, "#fcfcfa")
    for left in COLUMNS:
        top = 20
        while top < page.height() - 200:
            block = QRect(left, top, COLUMN, chance.randint(90, 190))
            _fill_block(page, block, chance)
            top += block.height() + 16
    return page


def _fill_block(page: QImage, block: QRect, chance: random.Random) -> None:
    kind = chance.random()
    painter = QPainter(page)
    if kind < 0.15:
        small = np.random.default_rng(chance.randrange(1 << 30)).integers(0, 255, (8, 12, 4)).astype(np.uint8)
        smooth = Qt.TransformationMode.SmoothTransformation
        painter.drawImage(block, image(small).scaled(block.size(), mode=smooth))
    elif kind < 0.35:
        painter.fillRect(block, QColor("#f4f4f6"))
    painter.end()
    if kind >= 0.15:
        colours = ("#a01e28", "#146e28", "#2828a0", "#5a5a5a") if kind < 0.35 else ("#232328",)
        fill_with_text(page, chance.randrange(1 << 30), block, colours, spacing=19)


def scrolled_to(number: int) -> int:
    """The row of the long page that is the first of frame `number`."""
    return number * SCROLL_STEP % ((PAGES - 1) * HEIGHT)


def stamp(target: Pixels, number: int) -> None:
    """Draws the counter into the upper left corner: one black or white block for each bit, lowest first."""
    for bit in range(BITS):
        target[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK, :3] = 255 if number >> bit & 1 else 0


def stamped(number: int) -> QImage:
    """The counter as a picture."""
    picture = blank(BLOCK, width=BITS * BLOCK)
    stamp(pixels(picture), number)
    return picture


def read_stamp(strip: Pixels) -> int | None:
    """The counter in a strip of `BLOCK` rows, or `None` when a block is neither black nor white."""
    row = strip[BLOCK // 2, BLOCK // 2 : BITS * BLOCK : BLOCK, :3].mean(axis=1)
    if not np.all((row < 64) | (row > 191)):
        return None
    return int(sum(1 << bit for bit in range(BITS) if row[bit] > 127))


def film(count: int) -> Iterator[Pixels]:
    """Frames of a moving picture: two layers that drift against each other under fine grain, each frame's its own.

    Motion can be found in it, but not all of it: as hard to code as an ordinary video.
    """
    chance = np.random.default_rng(1)
    near, far = _clouds(chance, 1.55, 60), _clouds(chance, 1.3, 40)
    grain = (chance.standard_normal((HEIGHT + 64, WIDTH + 64, 1)) * 2).astype(np.int16)
    for step in range(count):
        frame = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
        left, top = chance.integers(0, 64, 2)
        seen = (
            near[step : step + HEIGHT, 4 * step : 4 * step + WIDTH]
            + far[2 * step :, _ROOM - 5 * step :][:HEIGHT, :WIDTH]
        )
        frame[..., :3] = np.clip(seen + 120 + grain[top : top + HEIGHT, left : left + WIDTH], 0, 255)
        yield frame


_ROOM = 240
"""Columns by which the layers of the film are wider than the screen, so that they can drift."""


def _clouds(chance: np.random.Generator, roughness: float, strength: float) -> npt.NDArray[np.int16]:
    """Coloured noise whose strength falls with its frequency, as it does in photographs."""
    height, width = HEIGHT + _ROOM, WIDTH + _ROOM
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
    falling = 1 / np.maximum(frequency, 1 / width) ** roughness
    channels: list[npt.NDArray[np.float64]] = []
    for share in (1.2, 0.3, 0.3):
        phases = np.exp(2j * np.pi * chance.random(falling.shape))
        noise = np.fft.irfft2(falling * phases, s=(height, width))
        common = channels[0] * 0.75 if channels else 0
        channels.append(common + share * strength / 2 * noise / noise.std())
    return np.dstack(channels).astype(np.int16)


def of_film(number: int, count: int) -> int:
    """Which frame of the film is shown as frame `number`: forwards and backwards, without a cut."""
    place = number % (2 * count - 2)
    return min(place, 2 * count - 2 - place)
