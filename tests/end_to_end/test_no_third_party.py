"""A whole session in networks where whatever goes to anybody else ends in a trap: other addresses, and name servers."""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from customer_client import status as s
from protocol.session import EndReason
from tests.end_to_end.service import serving
from tests.end_to_end.test_customer_session import RED, paint
from tests.end_to_end.test_session_through_a_relay import encounter_in
from tests.fakes.networks import MIDDLE, needs_root, networks
from tests.fakes.x_display import x_display

pytestmark = [pytest.mark.end_to_end, needs_root]


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_the_trap_catches_a_single_packet(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with networks() as net:
        net.lay_traps()
        net.customer.ip("addr add 2001:db8:1::1/64 dev trap nodad")
        before = net.trapped()
        with net.customer.inside(), socket.socket(family, socket.SOCK_DGRAM) as line:
            line.sendto(b"?", (address, 53))
        assert net.trapped() == before + 1


ASKS_ITSELF = "nameserver 127." in Path("/etc/resolv.conf").read_text(encoding="utf-8")


@pytest.mark.skipif(ASKS_ITSELF, reason="this machine's name server is itself, which no place of the test can reach")
def test_the_trap_catches_the_question_for_a_name() -> None:
    with networks() as net:
        net.lay_traps()
        with net.agent.inside(), suppress(OSError):
            socket.getaddrinfo("third-party.example", 443)
        assert net.trapped() > 0


@pytest.mark.promise("P06")
async def test_a_whole_session_contacts_nobody_but_the_operators_servers_and_each_other(tmp_path: Path) -> None:
    with networks() as net, x_display(size="1280x720x24") as name:
        net.connect()
        net.lay_traps()
        async with serving(tmp_path, host=MIDDLE, inside=net.middle.inside) as service:
            await service.add_agent()
            async with encounter_in(net, service, name) as met:
                paint(name, RED)
                await met.until_helped()
                await asyncio.to_thread(met.agent.sees_color, 600, 400, RED)
                met.customer.does(s.End())
                await asyncio.to_thread(met.agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
        assert net.trapped() == 0
