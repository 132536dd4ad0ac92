"""The web app in a real browser, against the real server, recorder and agent's program."""

import asyncio
from pathlib import Path
from time import monotonic
from typing import Any

import av
import pytest

from agent_client.viewing.status import AdjustCamera, Ask, Dismiss, End, Pause, Point, Say, TypeCode
from agent_client.viewing.steps import Step
from protocol.grants import Grant
from protocol.peer_messages import Ability, Fact
from protocol.session import EndReason
from signaling.web_app.shell import WORKER, shell
from tests.end_to_end.browser import CHROMIUM
from tests.end_to_end.plain_agent import Colour, PlainAgent, colour_of
from tests.end_to_end.recorded import joined_with_officers, until_entered
from tests.end_to_end.service import OFFICERS, Service
from tests.end_to_end.web_app import DE, EN, PHONE, App, meeting
from tests.protocol.test_wire import OPERATOR

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]


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
        await agent.until_seen(lambda seen: abs(seen.size[0] * 9 - seen.size[1] * 16) <= 16)  # as the line allows
        assert greenish(agent.seen.colour(0.2, 0.2))

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
    await app.until(f"document.activeElement.innerText === {DE['facts']!r}")  # the yes leads to what is to be sent
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
        await app.until_says(DE["key_typed"].format(key="000 00 00"))
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
