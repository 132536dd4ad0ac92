"""A customer whose line carries little and loses much: the web app's camera all the same."""

from pathlib import Path

import pytest

from agent_client.viewing.steps import Step
from bench.lines import Between, NoLine
from protocol.session import EndReason
from tests.end_to_end.browser import CHROMIUM
from tests.end_to_end.thin_line import THIN, far_away, measured
from tests.end_to_end.web_app import DE
from tests.fakes.networks import needs_root

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.timeout(180),
    needs_root,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]

WATCHED = 4.0
"""Seconds."""
FIRST_PICTURE = 20.0
"""Seconds. It takes 3; a browser that sends more than the line carries takes 13 to 18."""
A_SECOND = 1.0
"""Pictures. Nine arrive; of a picture that is never made smaller, one in five seconds."""
ANSWERED = 5.0
"""Seconds for what is said and pointed at. It takes 0.1."""


@pytest.mark.promise("P10")
async def test_over_a_megabit_that_loses_packets_the_camera_is_seen_and_people_understand_each_other(
    tmp_path: Path,
) -> None:
    try:
        with Between(THIN):
            pass
    except NoLine as why:
        pytest.skip(str(why))
    async with far_away(tmp_path, THIN) as (app, agent):
        found = await measured(app, agent, WATCHED)
        await app.press(DE["end_session"])
        assert (await agent.until(lambda status: status.step is Step.ENDED)).reason is EndReason.CUSTOMER
        await app.until_says(DE["ended_nobody"])
    assert found.first_picture < FIRST_PICTURE
    assert found.pictures > A_SECOND
    assert max(found.chat, found.pointing) < ANSWERED
