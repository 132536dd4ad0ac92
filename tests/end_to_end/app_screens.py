"""Every page of the web app in every state, drawn by its own view from statuses like those of a session."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from protocol.link import Language
from signaling.web_app import add_routes
from tests.end_to_end.browser import Browser
from tests.fakes.customer_statuses import ENGLISH, GERMAN
from tests.fakes.pages_server import OPERATOR

WITHIN = 30.0
"""Seconds; generous."""
AGENT = "Anna Weber"
CLAIMED: Final = {
    "agent": AGENT,
    "operator": {"name": OPERATOR.name, "support": OPERATOR.support, "data_protection": OPERATOR.data_protection},
    "notice": {"de": GERMAN, "en": ENGLISH},
    "notice_version": "2026-11",
    "retention_days": 90,
}
START: Final[dict[str, Any]] = {
    "step": "enter-key", "typed": "", "linkUp": True, "claimed": None, "code": "", "grants": [], "asked": None,
    "hold": None, "recording": False, "apart": False, "problem": None, "reason": None, "receipt": None, "noted": [],
    "chat": [], "source": None, "pointed": None, "notChosen": "", "impossible": False, "keeping": False, "facts": None,
    "factsSent": False, "receiptCode": "", "note": "", "camera": None, "online": True, "time": 100,
}  # fmt: skip
CAMERA = {"kind": "camera", "width": 1280, "height": 720}
RECEIPT = {
    "session": "5d0c7a8e4b1f42d39c6a7e0f1b2c3d4e",
    "agent": AGENT,
    "operator": CLAIMED["operator"],
    "deletedOn": "2027-02-20",
    "lines": [
        {"at": 1795356000 + 20 * number, "what": what}
        for number, what in enumerate(
            ("connected", "consented", "allowed-view", "recording-started", "code-matched", "picture-shown",
             "asked-pointer", "gave-pointer", "sent-facts", "taken-back-view", "gave-again-view", "ended")
        )
    ],
}  # fmt: skip
FACTS = [
    {"name": "system", "value": "Android 14"},
    {"name": "model", "value": "Pixel 8"},
    {"name": "browser", "value": "Chrome 141.0.7390.122"},
    {"name": "screen", "value": "412 x 915"},
    {"name": "network", "value": "4g, 10 Mbit/s"},
]
SAID = [
    {"own": False, "text": "Guten Tag, ich sehe Ihr Bild."},
    {"own": True, "text": "Das ist mein Router. Die dritte Lampe von links blinkt rot."},
]


def state(**changed: Any) -> dict[str, Any]:
    return START | changed


def claimed(step: str, **changed: Any) -> dict[str, Any]:
    return state(step=step, claimed=CLAIMED, **changed)


def helped(**changed: Any) -> dict[str, Any]:
    return claimed("helped", **{"recording": True, "grants": ["view"], "source": CAMERA} | changed)


def ended(**changed: Any) -> dict[str, Any]:
    return claimed("ended", **{"receipt": RECEIPT, "receiptCode": "K7M3-9QF2-XT8D"} | changed)


STATES: Final[dict[str, dict[str, Any]]] = {
    "key": state(),
    "key-server-not-yet": state(linkUp=False),
    "key-offline": state(linkUp=False, online=False),
    "key-malformed": state(problem="session-key-malformed"),
    "key-refused": state(problem="session-key-refused", typed="481 92 04"),
    "key-left": state(note="left"),
    "key-elsewhere": state(note="elsewhere"),
    "claiming": state(step="claiming"),
    "notice": claimed("read-notice"),
    "access": claimed("choose-access"),
    "access-not-chosen": claimed("choose-access", notChosen="not_chosen"),
    "access-camera-forbidden": claimed("choose-access", notChosen="camera_forbidden"),
    "access-camera-missing": claimed("choose-access", notChosen="camera_missing"),
    "access-camera-busy": claimed("choose-access", notChosen="camera_busy"),
    "connecting": claimed("connecting", grants=["view"], source=CAMERA),
    "connecting-blocked": claimed("connecting", grants=["view"], source=CAMERA, problem="peer-unreachable"),
    "code": claimed("read-code-out", code="481920", grants=["view"], source=CAMERA, recording=True),
    "confirmation": claimed("confirm", grants=["view"], source=CAMERA, recording=True),
    "helped": helped(),
    "helped-camera": helped(
        camera={"torch": False, "zoom": 100, "zoom_most": 400, "still": False}, chat=SAID,
        pointed={"x": 640, "y": 360, "at": 99},
    ),
    "helped-screen": helped(source={"kind": "screen", "width": 1920, "height": 1080}),
    "helped-photo": helped(source={"kind": "photo", "width": 640, "height": 480}),
    "helped-asked-pointer": helped(asked="pointer"),
    "helped-asked-diagnosis": helped(asked="diagnosis"),
    "helped-facts": helped(grants=["view", "diagnosis"], facts=FACTS),
    "helped-facts-sent": helped(grants=["view", "diagnosis"], facts=FACTS, factsSent=True),
    "helped-impossible": helped(impossible=True),
    "helped-picture-stopped": helped(grants=[], hold="not-granted", recording=False),
    "helped-nothing-shown": helped(grants=[], hold="not-granted", source=None, recording=False),
    "helped-picture-away": helped(hold="monitor-away"),
    "helped-not-recorded": helped(hold="not-recorded", recording=False),
    "helped-reconnecting": helped(apart=True, hold="not-recorded", recording=False),
    "helped-offline": helped(apart=True, hold="not-recorded", recording=False, online=False, note="offline"),
    "helped-went-back": helped(note="went_back"),
    "ended": ended(reason="customer"),
    "ended-connection-lost": ended(reason="connection-lost"),
    "ended-wrong-code": ended(reason="safety-code", problem="safety-code-mismatch"),
    "ended-refused": claimed("ended", reason="no-consent"),
    "keeping": state(keeping=True),
}  # fmt: skip
_THERE = "location.pathname === '/app/' && Boolean(document.querySelector('h1'))"
_DRAW = """
    (async () => {
        const [{ View }, { Words }] = await Promise.all([import('/app/view.js'), import('/app/words.js')]);
        const words = new Words(await (await fetch('/app/words.json')).json(), %s);
        const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
        const pen = canvas.getContext('2d');
        for (const [colour, x] of [['#24506e', 0], ['#c9a063', 420], ['#3a7d44', 900]]) {
            pen.fillStyle = colour; pen.fillRect(x, 0, 480, 720);
        }
        const preview = document.createElement('video');
        Object.assign(preview, { muted: true, playsInline: true, autoplay: true });
        preview.srcObject = canvas.captureStream(5);
        new View(() => {}).draw(words, %s, { can: { screen: innerWidth > 600, camera: true }, preview });
        document.activeElement?.blur();
        return true;
    })()
"""


async def show(browser: Browser, address: str, name: str, language: Language) -> None:
    """Draws that state, over what the app itself or an earlier call has drawn."""
    if not await browser.read(_THERE):
        await browser.open(f"{address}/app/")
        async with asyncio.timeout(WITHIN):
            while not await browser.read(_THERE):  # noqa: ASYNC110  # a page tells nobody
                await asyncio.sleep(0.02)
    assert await browser.read(_DRAW % (json.dumps(language), json.dumps(STATES[name]))) is True


@asynccontextmanager
async def app_server() -> AsyncIterator[str]:
    """The web app alone, with no service behind it."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    site = web.Application()
    add_routes(site, operator=OPERATOR, recorders=Path("none"), origin=address)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        yield address
    finally:
        await runner.cleanup()
