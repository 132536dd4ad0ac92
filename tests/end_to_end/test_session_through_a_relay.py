"""A whole session in strict networks: customer and agent reach nothing but TLS on port 443, at server and relay.

Server, recorder and archive run in the middle as an operator starts them, beside a real coturn that knows the server's
secret. The relay's certificate is from another authority than the server's; the clients' file has both. A firewall
drops whatever else goes in or out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as a
from customer_client import status as s
from customer_client.settings import Settings
from protocol import peer_messages as m
from protocol.session import EndReason
from tests.end_to_end.service import Service, serving
from tests.end_to_end.test_customer_session import RED, Encounter, paint, pointer, reaches
from tests.fakes import coturn, tls
from tests.fakes.coturn import Coturn, Identity
from tests.fakes.networks import ALSO_MIDDLE, MIDDLE, Networks, needs_root, networks
from tests.fakes.people import AgentPerson, CustomerPerson
from tests.fakes.x_display import x_display

pytestmark = [pytest.mark.end_to_end, needs_root]
TURN = f"turns:{MIDDLE}:443"


@asynccontextmanager
async def service_in(net: Networks, folder: Path, **settings: str) -> AsyncIterator[tuple[Service, Coturn]]:
    environ = {f"FERNDIAGNOSE_SIGNALING_{name}".upper(): value for name, value in settings.items()}
    with net.middle.inside():
        running = serving(folder, host=ALSO_MIDDLE, environ=environ, port=443)
        service = await running.__aenter__()
    try:
        await service.add_agent()
        secret = (service.state / "turn.secret").read_text().strip()
        with coturn.running(net.middle, identity=Identity(tls.folder("relay"), secret)) as relay:
            yield service, relay
    finally:
        await running.__aexit__(None, None, None)


def roots(service: Service, folder: Path) -> str:
    """The clients' file: the server's authority and the relay's."""
    file = folder / "roots.pem"
    file.write_bytes((service.state / "tls" / "ca.pem").read_bytes() + (tls.folder("relay") / "ca.pem").read_bytes())
    return str(file)


@asynccontextmanager
async def encounter_in(net: Networks, service: Service, name: str) -> AsyncIterator[Encounter]:
    ca, recorders = roots(service, service.state.parent), str(service.state / "tls" / "recorders.pem")
    customer = CustomerPerson(Settings(server=service.address, ca=ca, recorders=recorders, display=name))
    agent = AgentPerson(AgentSettings(server=service.address, ca=ca, recorders=recorders))
    with net.customer.inside():
        customer.start()
    with net.agent.inside():
        agent.start()
    try:
        yield Encounter(service, customer, agent)
    finally:
        await asyncio.to_thread(customer.quits)
        await asyncio.to_thread(agent.quits)


@pytest.mark.promise("P04")
@pytest.mark.promise("P05")
@pytest.mark.promise("P06")
@pytest.mark.promise("P18")
@pytest.mark.parametrize("relay_only", ["false", "true"])
async def test_an_agent_helps_a_customer_where_nothing_but_tls_on_port_443_gets_through(
    relay_only: str, tmp_path: Path
) -> None:
    with networks() as net, net.nothing_but_tls(), x_display(size="1280x720x24") as name:
        async with service_in(net, tmp_path, ice_servers=TURN, relay_only=relay_only) as (service, relay):
            async with encounter_in(net, service, name) as met:
                paint(name, RED)
                await met.until_helped()
                await asyncio.to_thread(met.agent.sees_color, 600, 400, RED)
                met.agent.does(a.Use((m.PointerMove(x=333, y=222),)))
                await reaches(lambda: pointer(name) == (333, 222))
                met.customer.does(s.End())
                await asyncio.to_thread(met.agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
                assert met.customer.status.receipt
            opened = await relay.says(r": new, .*method=TLS", times=3)
            assert len(opened) == 3, "the customer's to recorder and agent, and the agent's"
            assert relay.said().count(": new, ") == 3
            await reaches(lambda: bool(stored(service)))


def stored(service: Service) -> list[Path]:
    """The segments of the session's recording that the archive has been given."""
    return [path for path in (service.state / "store").rglob("*.sealed") if path.stat().st_size > 1000]
