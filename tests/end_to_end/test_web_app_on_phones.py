"""What happens to a page on a phone in mid-session: each leads to a plain sentence and a way on."""

from pathlib import Path

import pytest

from agent_client.viewing.status import Pause
from agent_client.viewing.steps import Step
from protocol.session import EndReason
from tests.end_to_end.browser import CHROMIUM
from tests.end_to_end.plain_agent import PlainAgent
from tests.end_to_end.web_app import DE, FAKE_MEDIA, PHONE, App, meeting

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]

TRACK = "document.querySelector('video').srcObject.getVideoTracks()[0]"


def saying(name: str) -> str:
    """The text as the page has it."""
    return DE[name].replace("{agent}", "muster")


@pytest.mark.promise("P10")
async def test_whatever_happens_to_a_phone_in_mid_session_is_said_and_has_a_way_on(tmp_path: Path) -> None:
    async with meeting(tmp_path, media=FAKE_MEDIA[1:]) as (app, agent):
        await app.browser.size(*PHONE)
        app.looks = True
        await the_camera_is_forbidden_and_then_allowed(app, agent)
        await the_system_takes_the_picture_away(app, agent)
        await somebody_presses_back(app, agent)
        await the_page_is_opened_twice(app, agent)
        await there_is_no_network(app)
        await the_phone_is_turned(app)
        await the_app_is_renewed_underneath(app, agent)
        await the_camera_is_pulled_out(app, agent)
        await the_page_is_loaded_anew(app, agent)


async def forbid(app: App, setting: str) -> None:
    await app.browser.call(
        "Browser.setPermission", permission={"name": "camera"}, setting=setting, origin=app.service.address
    )


async def the_camera_is_forbidden_and_then_allowed(app: App, agent: PlainAgent) -> None:
    await forbid(app, "denied")
    await app.open()
    await app.type_key(await agent.key())
    await app.agree()
    await app.press(DE["show_camera"])
    await app.until_says(DE["camera_forbidden"])
    await app.look()
    await forbid(app, "granted")
    await app.press(DE["show_camera"])
    await app.compare(agent)
    await agent.sees()


async def the_system_takes_the_picture_away(app: App, agent: PlainAgent) -> None:
    await app.read(f"{TRACK}.dispatchEvent(new Event('mute'))")
    await agent.until(lambda status: status.pause is Pause.MONITOR_AWAY)
    await app.until_says(DE["hold.monitor-away"])
    await app.look()
    await app.read(f"{TRACK}.dispatchEvent(new Event('unmute'))")
    await agent.sees()


async def somebody_presses_back(app: App, agent: PlainAgent) -> None:
    await app.read("history.back()")
    await app.until_says(DE["went_back"])
    assert agent.status.step is Step.VIEWING


async def the_page_is_opened_twice(app: App, agent: PlainAgent) -> None:
    """The first one lies behind the second, and goes on."""
    await app.read("globalThis.other = window.open('/app/?lang=de'), true")
    await app.until(f"globalThis.other.document.body?.innerText.includes({DE['elsewhere']!r})")
    before = agent.seen.pictures
    await agent.until_seen(lambda seen: seen.pictures > before + 3)
    await app.read("globalThis.other.close()")


async def there_is_no_network(app: App) -> None:
    """As far as the browser says so; the lines themselves are cut in another test."""
    nothing = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await app.browser.call("Network.emulateNetworkConditions", offline=True, **nothing)
    await app.until_says(DE["offline"])
    await app.browser.call("Network.emulateNetworkConditions", offline=False, **nothing)
    await app.until(f"!document.body.innerText.includes({DE['offline']!r})")


async def the_phone_is_turned(app: App) -> None:
    await app.browser.size(*reversed(PHONE))
    assert await app.read("document.documentElement.scrollWidth") <= PHONE[1]
    assert await app.read(
        "(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById('end').getBoundingClientRect())"
    )
    await app.browser.size(*PHONE)


async def the_app_is_renewed_underneath(app: App, agent: PlainAgent) -> None:
    """A service worker takes the page over while the session runs."""
    await app.read(
        "navigator.serviceWorker.register('service_worker.js', { scope: '/app/' })"
        ".then(() => navigator.serviceWorker.ready).then(() => true)"
    )
    await app.until("Boolean(navigator.serviceWorker.controller)")
    before = agent.seen.pictures
    await agent.until_seen(lambda seen: seen.pictures > before + 3)


async def the_camera_is_pulled_out(app: App, agent: PlainAgent) -> None:
    await app.read(f"{TRACK}.dispatchEvent(new Event('ended'))")
    await app.until_says(saying("shows_nothing"))
    await agent.until(lambda status: status.pause is Pause.NOT_GRANTED)
    await app.press(DE["show_camera"])
    await agent.sees()


async def the_page_is_loaded_anew(app: App, agent: PlainAgent) -> None:
    """The browser asks; whoever says yes is told what became of the session."""
    await app.read("setTimeout(() => location.reload()), true")
    asked = await app.browser.event("Page.javascriptDialogOpening")
    assert asked["type"] == "beforeunload"
    await app.browser.call("Page.handleJavaScriptDialog", accept=True)
    await app.until_says(DE["left"])
    await app.look()
    assert (await agent.until(lambda status: status.step is Step.ENDED)).reason is EndReason.CUSTOMER
