"""What a person reads: digits from a screen, and where a program is, from the log that it writes anyway."""

import re
import shutil
import subprocess
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import mss.tools
import numpy as np

from bench.desktop import Desktop, DidNotComeUp, wait_for
from bench.probe import Eye

SESSION_KEY = re.compile(r"\b(\d{3}) ?(\d{2}) ?(\d{2})\b")
SAFETY_CODE = re.compile(r"\b(\d{3}) ?(\d{3})\b")
CONFIRMATION = re.compile(r"(?<![\d:.] )(?<![\d:.])\b(\d{3})\b(?! ?[\d:.])")
_SHRINK = (2, 3, 4, 5, 6)
"""The reader is made for letters of usual size, and does not see the ones that are meant for people. Five sizes: of
three, one gave nothing, one a wrong digit and one the right ones, and the same picture is read the same every time."""
_SURE = 2
"""How often the same digits must be read, and more often than others: at one size an 8 may look like a 2."""
_STATE = re.compile(r"^(\S+ \S+) ferndiagnose\.\S+ \S+ = (\S+)$", re.MULTILINE)


def digits_on(desktop: Desktop, pattern: re.Pattern[str], folder: Path, limit: float = 20.0) -> str:
    """The digits that stand large on a desktop, read from its picture as a person would, in so many seconds."""
    if shutil.which("tesseract") is None:
        raise DidNotComeUp("tesseract, which reads the digits from the screens, is not installed")

    found: Counter[str] = Counter()

    def read() -> str | None:
        texts = [_text_on(desktop, shrink, folder / "reading.png") for shrink in _SHRINK]
        found.update("".join(match.groups()) for match in map(pattern.search, texts) if match)
        (digits, often), (_, others) = (*found.most_common(2), ("", 0), ("", 0))[:2]
        return digits if often >= max(_SURE, others + 1) else None

    return wait_for(read, "the digits on the screen", limit)


def _text_on(desktop: Desktop, shrink: int, picture: Path) -> str:
    width, height = (side // shrink * shrink for side in desktop.size)
    with Eye(desktop.name) as eye:
        pixels = eye.see(0, 0, width, height)[..., 2::-1]
    small = pixels.reshape(height // shrink, shrink, width // shrink, shrink, 3).mean(axis=(1, 3)).astype(np.uint8)
    mss.tools.to_png(small.tobytes(), (width // shrink, height // shrink), output=str(picture))
    command = ["tesseract", str(picture), "-", "--psm", "11"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    picture.unlink()
    return text


class Log:
    """The log of one program, for the moments at which it changed its state."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reached(self, state: str, after: float = 0.0) -> float:
        """Waits until the program says that it is in `state`; the moment, in seconds since 1970."""
        return wait_for(lambda: self._moment(state, after), f"{self._path.stem} in {state}", limit=30)

    def _moment(self, state: str, after: float) -> float | None:
        if not self._path.exists():
            return None
        for moment, name in _STATE.findall(self._path.read_text(encoding="utf-8", errors="replace")):
            at = datetime.strptime(moment, "%Y-%m-%d %H:%M:%S,%f").astimezone().timestamp()
            if name == state and at > after:
                return at
        return None


def pause(seconds: float) -> None:
    """A person takes a moment: to read, or because a button waits for it."""
    time.sleep(seconds)
