"""EasySupport is withdrawn while a session runs: with the real service, both clients, and a real X screen."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_client.viewing import status as a
from agent_client.viewing.halt_words import HALT_WORDS
from customer_client import status as s
from customer_client.button.here import on_this_device
from customer_client.ui import ending
from customer_client.ui.wording import Wording
from protocol.problems import EnrolmentMissing
from protocol.session import EndReason
from tests.end_to_end.service import Service, serving
from tests.end_to_end.test_customer_session import Encounter, encounter
from tests.fakes.people import CUSTOMER
from tests.fakes.x_display import x_display

pytestmark = [pytest.mark.end_to_end, pytest.mark.asyncio(loop_scope="module")]
ENDED_WITHIN = 5.0
"""Seconds, as promised."""
Withdrawing = Callable[[Encounter], Awaitable[float]]


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    with x_display(size="1280x720x24") as name:
        yield name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("service")) as service:
        await service.add_agent()
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def met(service: Service, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Encounter]:
    """At a customer's computer with a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    async with encounter(service, name) as met:
        yield met


async def on_the_phone(met: Encounter) -> float:
    said = time.monotonic()
    met.agent.does(a.SetEnrolment(CUSTOMER, granted=False, language="de"))
    return said


async def in_the_customer_centre(met: Encounter) -> float:
    """The customer centre asks for a link, and the customer follows it and withdraws."""
    token = (met.service.state / "customer-centre.token").read_text()
    given = {"Authorization": f"Bearer {token}"}
    async with met.service.browser() as http:
        async with http.post("/v1/enrolment-links", json={"customer": CUSTOMER}, headers=given) as made:
            path = (await made.json())["url"].removeprefix(met.service.address)
        async with http.get(path) as page:
            assert "Ich widerrufe" in await page.text()
        form = {"secret": path.rpartition("/")[2], "version": "of the page", "choice": "no"}
        said = time.monotonic()
        async with http.post("/easysupport", data=form, headers={"Origin": met.service.address}) as answer:
            assert answer.status == 200
    return said


async def on_the_device(met: Encounter) -> float:
    """In another window of the program, which the button starts."""
    said = time.monotonic()
    on_this_device(met.service.address, None).switch(on=False)
    return said


@pytest.mark.promise("P02")
@pytest.mark.parametrize(
    ("withdraw", "reason"),
    [
        (on_the_phone, EndReason.WITHDRAWN),
        (in_the_customer_centre, EndReason.WITHDRAWN),
        (on_the_device, EndReason.SWITCHED_OFF),
    ],
)
async def test_a_withdrawal_ends_what_runs_and_both_are_told_in_plain_words(
    met: Encounter, withdraw: Withdrawing, reason: EndReason
) -> None:
    await met.until_helped()
    said = await withdraw(met)
    customer = await asyncio.to_thread(met.customer.sees, lambda status: status.step is s.Step.ENDED)
    agent = await asyncio.to_thread(met.agent.sees, lambda status: status.reason is not None)
    assert time.monotonic() - said < ENDED_WITHIN
    assert (customer.reason, agent.reason) == (reason, reason)
    assert "EasySupport" in ending.ended(Wording(customer, "de")).paragraphs[0]
    assert "EasySupport" in HALT_WORDS["de"].reasons[reason]
    met.agent.does(a.NewSession(CUSTOMER))
    again = await asyncio.to_thread(met.agent.sees, lambda status: bool(status.key) or status.problem is not None)
    assert (again.problem is EnrolmentMissing) == (reason is EndReason.WITHDRAWN), "on another device it may go on"
