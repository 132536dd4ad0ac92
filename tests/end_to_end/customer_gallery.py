"""Walks through every window of the customer's client and takes a picture of each, to be looked at by a person.

DISPLAY=:80 python -m tests.end_to_end.customer_gallery FOLDER [--language en] [--high-contrast] [--larger] [NAME ...]
"""

import argparse
import threading
import time
from pathlib import Path

import mss
import mss.tools

from customer_client.ui.pages import Choices
from customer_client.ui.window import Window
from tests.fakes.customer_statuses import STATUSES


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--language", default="de", choices=["de", "en"])
    parser.add_argument("--high-contrast", action="store_true")
    parser.add_argument("--larger", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    window = Window(lambda _: None, args.language)
    window._choose(Choices(args.language, args.high_contrast, args.larger))
    walk = threading.Thread(target=_walk, args=(window, args.folder, args.names or list(STATUSES)))
    walk.start()
    window.run()
    walk.join()


def _walk(window: Window, folder: Path, names: list[str]) -> None:
    for name in names:
        window.show(STATUSES[name])
        time.sleep(2)  # a person's eye needs the buttons awake
        with mss.MSS() as screen:
            shot = screen.grab(screen.monitors[0])
        mss.tools.to_png(shot.rgb, shot.size, output=str(folder / f"{name}.png"))
        print(name, window.own_rectangles(), window.has_focus())  # noqa: T201 - for the person who looks
    window.close()


if __name__ == "__main__":
    main()
