"""A second agent with everything real: service, three programs, connections, a screen, and the receipt verified."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as a
from agent_client.viewing.seconding import Stage
from agent_client.viewing.steps import Step as AgentStep
from archive import checking
from bench.authenticator import enrolled
from customer_client import status as s
from ferndiagnose import receipts
from protocol import peer_messages as m
from protocol.grants import Grant, Level, Who
from tests.end_to_end.service import PASSWORD, Service, command, serving
from tests.end_to_end.test_customer_session import Encounter, encounter, paint, reaches
from tests.fakes.people import AgentPerson
from tests.fakes.x_display import x_display

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.asyncio(loop_scope="module"),
]
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("service")) as service:
        await service.add_agent()
        yield service


async def supervisor(service: Service) -> tuple[AgentPerson, str]:
    """Berta, with an account and a viewer of her own; and what her app shows."""
    words = ["agent", "add", "berta", "--role", "supervisor", "--display-name", "Berta Beispiel"]
    status, said = await command(*words, "--state", str(service.state), given=PASSWORD + "\n")
    assert status == 0, said
    enrol = [sys.executable, "-m", "ferndiagnose", "agent", "enrol", "berta", "--state", str(service.state)]
    authenticator = await asyncio.to_thread(enrolled, enrol, PASSWORD)
    ca, recorders = (str(service.state / "tls" / name) for name in ("ca.pem", "recorders.pem"))
    person = AgentPerson(AgentSettings(server=service.address, ca=ca, recorders=recorders))
    return person, authenticator.code(time.time())


async def joins(met: Encounter, second: AgentPerson, code: str) -> None:
    """The first reads the number out, the customer is asked and says yes, the two agents compare."""
    first = met.agent
    second.does(a.SignIn("berta", PASSWORD, code))
    await asyncio.to_thread(second.sees, lambda status: status.step is AgentStep.IDLE)
    first.does(a.InviteSecond())
    invited = await asyncio.to_thread(first.sees, lambda status: status.second.stage is Stage.NUMBER)
    second.does(a.JoinSession(invited.second.number))
    wants = await asyncio.to_thread(first.sees, lambda status: status.second.stage is Stage.WANTS)
    assert wants.second.name == "Berta Beispiel"
    first.does(a.AskSecond())
    asked = await asyncio.to_thread(met.customer.sees, lambda status: status.joining is not None)
    assert asked.joining == s.Person("Berta Beispiel", wants.second.office)
    met.customer.does(s.AnswerSecond("Berta Beispiel", given=True))
    told = await asyncio.to_thread(first.sees, lambda status: bool(status.second.code))
    await asyncio.to_thread(second.sees, lambda status: status.step is AgentStep.TYPE_CODE)
    second.does(a.TypeCode(told.second.code))
    said = await asyncio.to_thread(second.sees, lambda status: bool(status.confirmation))
    await asyncio.to_thread(first.sees, lambda status: status.second.stage is Stage.TYPED)
    assert second.pictures == 0, "nothing is to be seen before the word was right"
    first.does(a.ConfirmSecond(said.confirmation))
    await asyncio.to_thread(second.sees, lambda status: status.step is AgentStep.VIEWING and status.pause is None)


@pytest.mark.promise("P07")
@pytest.mark.promise("P05")
async def test_a_supervisor_joins_by_name_sees_the_same_and_is_sent_away(service: Service, tmp_path: Path) -> None:
    second, code = await supervisor(service)
    with x_display(size="1280x720x24") as name:
        async with encounter(service, name) as met:
            second.start()
            try:
                paint(name, RED)
                await met.until_helped(Level.FULL)
                await joins(met, second, code)
                await asyncio.to_thread(second.sees_color, 600, 400, RED)
                paint(name, GREEN)
                for agent in (met.agent, second):
                    await asyncio.to_thread(agent.sees_color, 600, 400, GREEN)
                second.does(a.Use((m.PointerMove(x=1, y=1),)))
                assert Grant.CONTROL not in second.status.grants

                met.customer.does(s.TakeBack(Grant.VIEW, Who.AGENT))
                await asyncio.to_thread(met.agent.sees, lambda status: status.pause is a.Pause.NOT_GRANTED)
                paint(name, RED)
                await asyncio.to_thread(second.sees_color, 600, 400, RED)
                assert met.customer.status.recording, "the second sees what is recorded"
                met.customer.does(s.GiveAgain(Grant.VIEW))
                await asyncio.to_thread(met.agent.sees_color, 600, 400, RED)

                met.customer.does(s.SendAway())
                await asyncio.to_thread(second.sees, lambda status: status.step is AgentStep.ENDED)
                seen = second.pictures
                paint(name, BLUE)
                await asyncio.to_thread(met.agent.sees_color, 600, 400, BLUE)
                assert second.pictures == seen
                assert met.customer.status.second is None

                met.customer.does(s.End())
                await met.customer_sees(s.Step.ENDED)
                await verified(service, met, tmp_path / "receipt.txt")
            finally:
                await asyncio.to_thread(second.quits)


async def verified(service: Service, met: Encounter, receipt: Path) -> None:
    """What the customer saves holds for whoever has the server's public key, and the ledger holds against it."""
    await asyncio.to_thread(met.customer.sees, has_the_end)
    met.customer.does(s.SaveReceipt(str(receipt), "de"))
    await reaches(lambda: receipt.exists() and receipt.stat().st_size > 0)  # it is there before it is written
    said = await asyncio.to_thread(receipt.read_text, encoding="utf-8")
    assert "Berta Beispiel kam dazu" in said
    assert "Sie haben Berta Beispiel weggeschickt" in said
    for stated in ("admitted second", "code-matched second", "gone second"):
        assert stated in said
    key = service.state / "public" / "server.pub"
    assert await asyncio.to_thread(receipts.verify, receipt, key) == 0
    ledger = service.state / "signaling" / "ledger.sqlite"
    checked = await asyncio.to_thread(checking.check, ledger, key, {}, datetime.now(UTC), [receipt])
    assert checked.is_sound, checked.said()


def has_the_end(status: s.Status) -> bool:
    return status.receipt is not None and any("session-ended" in noted.entry for noted in status.receipt.noted)
