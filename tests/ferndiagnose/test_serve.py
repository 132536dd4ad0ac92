import socket

import pytest

from ferndiagnose.problems import CannotServe
from ferndiagnose.serve import free_port


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
