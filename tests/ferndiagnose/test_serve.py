import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ferndiagnose.problems import CannotServe
from ferndiagnose.serve import free_port, what_is_missing
from tests.fakes.sealed import FakeArchive


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"Port {port} .* in use.*--port"):
            free_port("127.0.0.1", port)


def test_any_free_port_will_do_for_zero() -> None:
    assert free_port("127.0.0.1", 0) > 0


@pytest.mark.parametrize("host", ["192.0.2.1", "256.1.1.1.1"])
def test_an_address_of_another_machine_is_named(host: str) -> None:
    with pytest.raises(CannotServe, match="not an address of this machine"):
        free_port(host, 0)


async def test_what_is_missing_before_the_first_session_is_said_with_the_commands(tmp_path: Path) -> None:
    people = FakeArchive(datetime.now(UTC).date())
    people.publish(tmp_path, people.data_protection.card)
    said = await what_is_missing(tmp_path)
    assert said.startswith("There is no security officer. No session can run yet")
    assert f"ferndiagnose officer add FIRST.card SECOND.card --state {tmp_path}" in said
    people.publish(tmp_path)
    assert await what_is_missing(tmp_path) == ""
