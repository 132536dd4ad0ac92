"""The web app in a real browser, against the real server, recorder and agent's program."""

import asyncio
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

import av
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from agent_client.viewing.status import AdjustCamera, Ask, Dismiss, End, Pause, Point, Say, TypeCode
from agent_client.viewing.steps import Step
from protocol.grants import Grant
from protocol.peer_messages import Ability, Fact
from protocol.session import EndReason
from signaling.web_app.shell import WORKER, shell
from signaling.web_app.words import catalogue
from tests.end_to_end import axe_core
from tests.end_to_end.browser import CHROMIUM, Browser, running
from tests.end_to_end.plain_agent import PATIENCE, Colour, PlainAgent, colour_of, plain_agent
from tests.end_to_end.recorded import joined_with_officers, until_entered
from tests.end_to_end.service import OFFICERS, Service, serving
from tests.protocol.test_wire import OPERATOR

DE, EN = catalogue("de"), catalogue("en")

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.timeout(180),
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]

PHONE = 360, 740
TOO_SMALL = """
    [...document.querySelectorAll('button, a, input, textarea, summary, label.button')]
        .filter((one) => one.checkVisibility() && !one.classList.contains('file'))
        .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 44).map((one) => one.outerHTML)
"""
FAKE_MEDIA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=5")


@dataclass
class App:
    """The web app on its page."""

    browser: Browser
    service: Service
    looks: bool = False
    """Whether each page is looked at, as a phone shows it: for everybody to use."""

    async def open(self, language: str = "de") -> None:
        await self.browser.open(f"{self.service.address}/app/?lang={language}")

    async def read(self, expression: str) -> Any:
        """With the gesture that browsers want before they show a screen, and awaited if it takes time."""
        result = await self.browser.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        return result["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Until this is so on the page; its value."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (value := await self.read(expression)):  # noqa: ASYNC110  # a page tells nobody
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(await self.browser.text()) from None
        return value

    async def until_says(self, text: str) -> None:
        await self.until(f"document.body.innerText.includes({text!r})")

    async def press(self, text: str) -> None:
        """The button with this text, once it is there."""
        button = f"[...document.querySelectorAll('button')].find(b => b.innerText === {text!r} && b.offsetParent)"
        await self.until(f"Boolean({button})")
        await self.read(f"{button}.click()")

    async def fill(self, field: str, text: str) -> None:
        await self.until(f"Boolean(document.getElementById({field!r}))")
        await self.read(f"document.getElementById({field!r}).value = {text!r}")

    async def look(self) -> None:
        """What axe-core finds, what is too small for a finger, and what does not fit."""
        if not self.looks:
            return
        assert await self.read("document.documentElement.scrollWidth") <= PHONE[0]
        assert await self.read(TOO_SMALL) == []
        if axe_core.NPM:
            await self.read(f"{axe_core.source()}; 0")
            assert await self.read(axe_core.asking()) == ""

    async def type_key(self, key: str, go_on: str = DE["key_go"]) -> None:
        await self.fill("key", key)
        await self.press(go_on)

    async def agree(self) -> None:
        await self.press(DE["notice_agree"])

    async def compare(self, agent: PlainAgent) -> None:
        """Both people read out and type."""
        code = await self.until("document.getElementById('code')?.innerText")
        await self.look()
        confirmation = await agent.compare(re.sub(r"\D", "", code))
        await self.fill("confirmation", confirmation)
        await self.look()
        await self.press(DE["key_go"])

    async def helped(self, agent: PlainAgent, show: str = DE["show_camera"]) -> None:
        """From the key to a picture that the agent sees."""
        await self.open()
        key = await agent.key()
        await self.look()
        await self.type_key(key)
        await self.until_says(DE["notice_agree"])
        await self.look()
        await self.agree()
        await self.until_says(show)
        await self.look()
        await self.press(show)
        await self.compare(agent)
        await agent.sees()
        await self.look()


@asynccontextmanager
async def meeting(folder: Path, *flags: str) -> AsyncIterator[tuple[App, PlainAgent]]:
    """A service, a browser with a fake camera, and an agent."""
    async with serving(folder) as service:
        # A service worker is kept only from a server that is trusted without an error.
        trusted = f"--ignore-certificate-errors-spki-list={_key_of(service.state / 'tls' / 'server.pem')}"
        async with running(*FAKE_MEDIA, trusted, *flags) as browser, plain_agent(service) as agent:
            yield App(browser, service), agent


def _key_of(certificate: Path) -> str:
    """The SHA-256 of its public key, in Base64."""
    key = load_pem_x509_certificate(certificate.read_bytes()).public_key()
    return b64encode(sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()


def greenish(colour: Colour) -> bool:
    """The fake camera shows green with a clock on it."""
    red, green, blue = colour
    return green > red + 60 and green > blue + 60


def reddish(colour: Colour) -> bool:
    """The photo of these tests is red."""
    red, green, blue = colour
    return red > green + 60 and red > blue + 60


def recorded(service: Service, session: str, file: Path) -> list[Colour]:
    """The colour of each picture of the recording, with the keys of archive and officers together."""
    joined_with_officers(service.state, session, file, OFFICERS)
    with av.open(str(file)) as container:
        return [colour_of(frame, 0.2, 0.2) for frame in container.decode(video=0)]


PHOTO = """
    new Promise((done) => {
        const canvas = document.createElement('canvas');
        canvas.width = 640; canvas.height = 480;
        const pen = canvas.getContext('2d');
        pen.fillStyle = '#d01010';
        pen.fillRect(0, 0, 640, 480);
        canvas.toBlob((blob) => {
            const given = new DataTransfer(), field = document.getElementById('photo');
            given.items.add(new File([blob], 'router.png', { type: 'image/png' }));
            field.files = given.files;
            field.dispatchEvent(new Event('change'));
            done(true);
        });
    })
"""
WITHOUT_H264 = """
    const all = RTCRtpSender.getCapabilities('video').codecs;
    RTCRtpSender.getCapabilities = () => ({ codecs: all.filter(({ mimeType }) => mimeType !== 'video/H264') });
"""
STORED = """
    (async () => [
        document.cookie, Object.keys(localStorage), Object.keys(sessionStorage), (await indexedDB.databases()).length,
        await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length,
    ])()
"""
BUSY = "for (const begun = performance.now(); performance.now() < begun + 8000;);"
SURELY_SHUT = 1.0
"""Seconds without a picture, after eight in which the recorder did not answer: the gate shuts after five."""
NOTHING: list[Any] = ["", [], [], 0, [], 0]


@pytest.mark.promise("P10")
@pytest.mark.promise("P12")
@pytest.mark.promise("P18")
async def test_a_whole_session_with_a_phones_camera_is_seen_and_recorded(tmp_path: Path) -> None:
    async with meeting(tmp_path) as (app, agent):
        await app.browser.size(*PHONE)
        app.looks = True
        await app.helped(agent)
        session = agent.status.session
        assert agent.status.grants == {Grant.VIEW}
        assert Ability.CONTROL not in agent.status.beside.can
        assert (agent.seen.size, greenish(agent.seen.colour(0.2, 0.2))) == ((1280, 720), True)

        await write_both_ways(app, agent)
        await ask_for_rights(app, agent)
        await direct_the_camera(app, agent)

        await app.press(DE["take_picture"])
        await agent.until(lambda status: status.pause is Pause.NOT_GRANTED)
        await app.press(DE["give_picture"])
        await agent.sees()

        await app.press(DE["end_session"])
        assert (await agent.until(lambda status: status.step is Step.ENDED)).reason is EndReason.CUSTOMER
        await app.until("/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(document.body.innerText)")
        await app.look()
        assert await app.read(STORED) == NOTHING
        ours = (app.service.address, app.service.address.replace("https", "wss"), "blob:")
        assert [address for address in app.browser.requested if not address.startswith(ours)] == []
        await until_entered(app.service.state, session)
        colours = await asyncio.to_thread(recorded, app.service, session, tmp_path / "recording.mkv")
    assert any(map(greenish, colours))
    assert any(map(reddish, colours))


async def write_both_ways(app: App, agent: PlainAgent) -> None:
    agent.act(Say("Guten Tag, ich sehe Ihr Bild."))
    await app.until_says("Guten Tag, ich sehe Ihr Bild.")
    await app.fill("said", "Das ist mein Router.")
    await app.press(DE["chat_send"])
    await agent.until(lambda status: [line.text for line in status.beside.said][-1:] == ["Das ist mein Router."])


async def ask_for_rights(app: App, agent: PlainAgent) -> None:
    agent.act(Ask(Grant.CONTROL))
    await agent.until(lambda status: status.refused is Grant.CONTROL)
    await app.until_says(DE["impossible"].partition(".")[2].strip())

    agent.act(Ask(Grant.DIAGNOSIS))
    await app.press(DE["ask_allow"])
    await app.press(DE["facts_show"])
    assert agent.status.beside.facts == ()
    await app.press(DE["facts_send"])
    facts = (await agent.until(lambda status: bool(status.beside.facts))).beside.facts
    assert {Fact.SYSTEM, Fact.BROWSER, Fact.SCREEN} <= {fact.name for fact in facts}

    agent.act(Ask(Grant.POINTER))
    await app.press(DE["ask_allow"])
    await agent.until(lambda status: Grant.POINTER in status.grants)
    agent.act(Point(640, 360))
    await app.until("!document.querySelector('.ring').hidden")


async def direct_the_camera(app: App, agent: PlainAgent) -> None:
    assert agent.status.beside.camera
    agent.act(AdjustCamera(still=True))
    await agent.until(lambda status: bool(status.beside.camera and status.beside.camera.still))
    await app.until_says("sieht Ihr Standbild.")
    await app.read(PHOTO)
    await agent.until(lambda status: status.beside.camera is None)
    await agent.until_seen(lambda seen: seen.size == (640, 480) and reddish(seen.colour()))


@pytest.mark.promise("P07")
@pytest.mark.promise("P08")
@pytest.mark.promise("P16")
async def test_without_consent_nothing_leaves_and_the_app_is_kept_and_removed_by_the_customer(tmp_path: Path) -> None:
    async with meeting(tmp_path) as (app, agent):
        await app.open()
        await app.type_key("000 00 00")
        await app.until_says(DE["problem.session-key-refused"])
        await app.type_key(await agent.key())
        await app.press(DE["notice_refuse"])
        assert (await agent.until(lambda status: status.step is Step.ENDED)).reason is EndReason.NO_CONSENT
        assert agent.seen.pictures == 0
        agent.act(Dismiss())

        await app.open()
        await app.type_key(await agent.key())
        await app.agree()
        await app.press(DE["access_refuse"])
        assert (await agent.until(lambda status: status.step is Step.ENDED)).reason is EndReason.NO_ACCESS
        assert await app.read(STORED) == NOTHING

        await app.browser.call("Page.addScriptToEvaluateOnNewDocument", source=WITHOUT_H264)
        await app.open()
        await app.until_says(DE["too_old"])
        await app.browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier="1")

        await keep(app, tmp_path)
        await app.service.stop()
        await app.open()
        await app.until_says(DE["key_heading"])
        await app.until_says(DE["server_not_yet"])
        await app.press(DE["about_app"])
        await app.press(DE["remove_button"])
        await app.until_says(DE["remove_done"])
        assert await app.read(STORED) == NOTHING


async def keep(app: App, folder: Path) -> None:
    """The app is kept, and what is kept is its shell."""
    await app.open()
    await app.press(DE["about_app"])
    await app.press(DE["keep_button"])
    await app.until_says(DE["keep_done"])
    *nothing, (cache,), registered = await app.read(STORED)
    assert (nothing, registered) == (NOTHING[:4], 1)
    keys = f"caches.open({cache!r}).then((cache) => cache.keys()).then((all) => all.map(({{url}}) => url))"
    found = {address.removeprefix(f"{app.service.address}/app/") for address in await app.read(keys)}
    assert found == {"", *(set(shell(OPERATOR, folder / "none")) - {"index.html", WORKER})}


@pytest.mark.promise("P18")
async def test_a_shared_screen_stops_when_its_recorder_dies_and_a_wrong_code_shows_nothing(tmp_path: Path) -> None:
    async with meeting(tmp_path) as (app, agent):
        await app.helped(agent, DE["show_screen"])
        assert agent.status.beside.camera is None
        recorder = app.service.programs()["recorder"]
        recorder.suspend()
        try:
            await app.read(BUSY)  # the page itself cannot shut anything meanwhile
            assert monotonic() - agent.seen.arrived_at > SURELY_SHUT
            await agent.until(lambda status: status.pause is Pause.NOT_RECORDED)
            await app.until_says(DE["hold.not-recorded"])
            begun = float(await app.read("performance.now()"))
            await app.until(f"performance.now() > {begun} + 300")  # what was on its way is there
            before = agent.seen.arrived
            await app.until(f"performance.now() > {begun} + 1300")
            assert agent.seen.arrived == before
        finally:
            recorder.kill()
        await agent.sees()
        agent.act(End())
        await app.until_says("hat die Sitzung beendet")
        agent.act(Dismiss())

        pictures = agent.seen.pictures
        await app.open("en")
        await app.type_key(await agent.key(), EN["key_go"])
        await app.press(EN["notice_agree"])
        await app.press(EN["show_camera"])
        code = await app.until("document.getElementById('code')?.innerText")
        await agent.until(lambda status: status.step is Step.TYPE_CODE)
        agent.act(TypeCode("111111" if code.startswith("000") else "000000"))
        await app.until_says(EN["reason.safety-code"])
        assert agent.status.reason is EndReason.SAFETY_CODE
    assert agent.seen.pictures == pictures
