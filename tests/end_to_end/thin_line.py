"""The web app's session over a line of a given quality, and what came of it.

`python -m tests.end_to_end.thin_line [thin] [lan] [1mbit]` measures and prints.
"""

import asyncio
import math
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np

from agent_client.viewing.status import Ask, Point, Say
from bench.lines import AGENTS, QUALITIES, Between, Quality
from protocol.grants import Grant
from tests.end_to_end.plain_agent import PlainAgent
from tests.end_to_end.web_app import DE, FAKE_MEDIA, App, Ways, meeting
from tests.fakes.networks import inside

THIN = Quality("thin", "1 Mbit/s, 60 ms, 5 % loss", 1000, 60, 5, 300)


WIDTH, HEIGHT, STEPS, A_SECOND = 1280, 720, 30, 20


def shaking_hand(folder: Path) -> tuple[str, ...]:
    """A camera in a hand: a cluttered picture, moved a little, never twice alike. What a coder finds hard."""
    random = np.random.default_rng(1)
    blocks = random.integers(16, 235, (HEIGHT // 8 + 20, WIDTH // 8 + 20), np.uint8)
    clutter = np.kron(blocks, np.ones((8, 8), np.uint8))
    grey = np.full((HEIGHT // 2) * (WIDTH // 2) * 2, 128, np.uint8).tobytes()
    film = folder / "hand.y4m"
    with film.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for step in range(STEPS):
            down = 40 + round(12 * math.sin(2 * math.pi * step / STEPS))
            across = 40 + round(20 * math.cos(2 * math.pi * 2 * step / STEPS))
            seen = clutter[down : down + HEIGHT, across : across + WIDTH]
            noise = random.integers(0, 6, seen.shape, np.uint8)
            file.write(b"FRAME\n" + (seen + noise).tobytes() + grey)
    return (*FAKE_MEDIA[:1], "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")


@asynccontextmanager
async def far_away(folder: Path, line: Between) -> AsyncIterator[tuple[App, PlainAgent]]:
    """The customer with a shaking hand at one end of the line, service and agent at the other."""
    customers, agents = line.places()
    ways = Ways(AGENTS, lambda: inside(customers), lambda: inside(agents))
    async with meeting(folder, ways=ways, media=shaking_hand(folder)) as (app, agent):
        yield app, agent


@dataclass(frozen=True)
class Found:
    """What came of it."""

    first_picture: float
    """Seconds from the second yes to the first picture at the agent, with the code's comparison."""
    pictures: float
    """A second."""
    longest_gap: float
    """Seconds without one."""
    chat: float
    """Seconds from the agent's Enter to the customer's page."""
    pointing: float
    """Seconds from the agent's pointing to the customer's ring."""
    size: tuple[int, int]
    """Of the last picture."""


async def watched(agent: PlainAgent, seconds: float) -> tuple[float, float]:
    """Pictures a second, and the longest gap, for so long."""
    begun, before, gap = monotonic(), agent.seen.arrived, 0.0
    while monotonic() < begun + seconds:
        await asyncio.sleep(0.02)  # a picture tells nobody but the curtain
        gap = max(gap, monotonic() - max(agent.seen.arrived_at, begun))
    return (agent.seen.arrived - before) / seconds, gap


async def measured(app: App, agent: PlainAgent, seconds: float) -> Found:
    """One session, up to the end."""
    await app.open()
    await app.type_key(await agent.key())
    await app.until_says(DE["notice_agree"])
    await app.agree()
    begun = monotonic()
    await app.press(DE["show_camera"])
    await app.compare(agent)
    await agent.sees()
    await agent.until_seen(lambda seen: seen.pictures > 0)
    first = monotonic() - begun
    pictures, gap = await watched(agent, seconds)
    chat = await _chat(app, agent)
    pointing = await _pointing(app, agent)
    return Found(first, pictures, gap, chat, pointing, agent.seen.size)


async def _chat(app: App, agent: PlainAgent) -> float:
    begun = monotonic()
    agent.act(Say("Hören Sie mich?"))
    await app.until_says("Hören Sie mich?")
    return monotonic() - begun


async def _pointing(app: App, agent: PlainAgent) -> float:
    agent.act(Ask(Grant.POINTER))
    await app.press(DE["ask_allow"])
    await agent.until(lambda status: Grant.POINTER in status.grants)
    begun = monotonic()
    agent.act(Point(640, 360))
    await app.until("!document.querySelector('.ring').hidden")
    return monotonic() - begun


async def _one(quality: Quality, seconds: float) -> Found:
    with tempfile.TemporaryDirectory() as folder, Between(quality) as line:
        async with far_away(Path(folder), line) as (app, agent):
            return await measured(app, agent, seconds)


def main() -> None:
    """Prints a line for each quality that is named."""
    for name in sys.argv[1:] or ["thin"]:
        quality = THIN if name == "thin" else QUALITIES[name]
        sys.stdout.write(f"{quality.about}: {asyncio.run(_one(quality, 20))}\n")


if __name__ == "__main__":
    main()
