"""`make screens`: every page and window that a customer can see, German beside English, in `out/screens/index.html`.

Pages at the size of a phone, of a desktop, and of a desktop at 200 %; the web app at four sizes; windows as they are on
a desktop. To be looked at by a person who changes words or looks; it judges nothing.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Final, get_args

from protocol.link import Language
from tests.end_to_end import app_screens, browser
from tests.end_to_end.page_screens import SCREENS, servers
from tests.fakes.customer_statuses import STATUSES
from tests.fakes.x_display import x_display

SIZES: Final = {"phone": (360, 740), "desktop": (1280, 900), "zoomed": (640, 450)}
APP_SIZES: Final = {"small": (360, 640), "phone": (390, 844), "tablet": (768, 1024), "desktop": (1280, 900)}
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_STYLE = (
    "body{font:16px sans-serif;margin:1rem}table{border-collapse:collapse}td{vertical-align:top;padding:.5rem;"
    "border:1px solid #999}img{max-width:46vw;max-height:90vh}"
)


async def pages(folder: Path) -> None:
    """A picture of each page in each language and size."""
    with tempfile.TemporaryDirectory() as work:
        async with servers(Path(work)) as served, browser.running() as page:
            for screen in SCREENS:
                for language in LANGUAGES:
                    for name, size in SIZES.items():
                        await page.size(*size)
                        await served.show(page, screen, language)
                        await page.picture(folder / f"page-{screen.name}-{name}.{language}.png")


async def web_app(folder: Path) -> None:
    """A picture of each page of the web app in each state, language and size."""
    async with app_screens.app_server() as address, browser.running() as page:
        for name in app_screens.STATES:
            for language in LANGUAGES:
                for size, (width, height) in APP_SIZES.items():
                    await page.size(width, height)
                    await app_screens.show(page, address, name, language)
                    await page.picture(folder / f"app-{name}-{size}.{language}.png")


def windows(folder: Path) -> None:
    """A picture of each window of the customer's client in each language."""
    with x_display(size="1280x800x24") as name:
        for language in LANGUAGES:
            taken = folder / f"windows.{language}"
            command = [sys.executable, "-m", "tests.end_to_end.customer_gallery", str(taken), "--language", language]
            subprocess.run(command, check=True, env={**os.environ, "DISPLAY": name}, stdout=subprocess.DEVNULL)
            for picture in taken.iterdir():
                picture.rename(folder / f"window-{picture.stem}.{language}.png")
            taken.rmdir()


def index(folder: Path) -> Path:
    """The two languages side by side."""
    names = [f"page-{screen.name}-{size}" for screen in SCREENS for size in SIZES]
    names += [f"app-{name}-{size}" for name in app_screens.STATES for size in APP_SIZES]
    names += [f"window-{status}" for status in STATUSES]
    rows = "".join(
        f"<tr><th colspan=2>{escape(name)}<tr>"
        + "".join(f"<td><img loading=lazy src='{escape(name)}.{language}.png'>" for language in LANGUAGES)
        for name in names
        if (folder / f"{name}.de.png").exists()
    )
    file = folder / "index.html"
    file.write_text(f"<!DOCTYPE html><meta charset=utf-8><style>{_STYLE}</style><table>{rows}</table>", "utf-8")
    return file


def main() -> None:
    """Takes them all, or only some."""
    parser = argparse.ArgumentParser(prog="make screens", description="All that a customer can see, side by side.")
    parser.add_argument("what", nargs="*", choices=["pages", "app", "windows", []], help="all, if not given")
    parser.add_argument("--out", type=Path, default=Path("out/screens"))
    given = parser.parse_args()
    wanted = given.what or ["pages", "app", "windows"]
    given.out.mkdir(parents=True, exist_ok=True)
    if "pages" in wanted:
        asyncio.run(pages(given.out))
    if "app" in wanted:
        asyncio.run(web_app(given.out))
    if "windows" in wanted:
        windows(given.out)
    sys.stdout.write(f"{index(given.out)}\n")


if __name__ == "__main__":
    main()
