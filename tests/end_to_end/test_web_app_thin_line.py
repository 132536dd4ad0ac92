"""A customer whose line carries little and loses much: the web app's camera all the same."""

import subprocess
from pathlib import Path

import pytest

from agent_client.viewing.steps import Step
from bench.lines import Between, NoLine
from protocol.session import EndReason
from tests.end_to_end.browser import CHROMIUM
from tests.end_to_end.plain_agent import PlainAgent
from tests.end_to_end.thin_line import THIN, far_away, measured
from tests.end_to_end.web_app import DE, App
from tests.fakes.networks import needs_root

pytestmark = [
    pytest.mark.end_to_end,
    needs_root,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]

WATCHED = 2.0
"""Seconds."""
FIRST_PICTURE = 20.0
"""Seconds. It takes 3; a browser that sends more than the line carries takes 13 to 18."""
A_SECOND = 1.0
"""Pictures. Nine arrive; of a picture that is never made smaller, one in five seconds."""
ANSWERED = 5.0
"""Seconds for what is said and pointed at. It takes 0.1."""


@pytest.mark.promise("P10")
async def test_over_a_megabit_that_loses_packets_people_see_and_understand_each_other_also_after_a_gap(
    tmp_path: Path,
) -> None:
    line = Between(THIN)
    try:
        line.__enter__()
    except NoLine as why:
        pytest.skip(str(why))
    try:
        async with far_away(tmp_path, line) as (app, agent):
            found = await measured(app, agent, WATCHED)
            await without_a_network(app, agent, line)
            await app.press(DE["end_session"])
            assert (await agent.until(lambda status: status.step is Step.ENDED)).reason is EndReason.CUSTOMER
            await app.until_says(DE["ended_nobody"])
    finally:
        line.__exit__(None, None, None)
    assert found.first_picture < FIRST_PICTURE
    assert found.pictures > A_SECOND
    assert max(found.chat, found.pointing) < ANSWERED


async def without_a_network(app: App, agent: PlainAgent, line: Between) -> None:
    """It is said, no picture is kept, and the same session goes on without a question."""
    session = agent.status.session
    plug(line, "down")
    await agent.until(lambda status: status.pause is not None)
    await app.until(
        f"[{DE['offline']!r}, {DE['reconnecting']!r}].some((text) => document.body.innerText.includes(text))"
    )
    plug(line, "up")
    await agent.sees()
    await app.until_says("sieht Ihr Kamerabild.")
    assert agent.status.session == session


def plug(line: Between, state: str) -> None:
    """The customer's network card: up or down."""
    subprocess.run([*line.at_customer(), "ip", "link", "set", "line", state], check=True)
