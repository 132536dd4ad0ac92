import pytest

from protocol.ice_address import IceAddress, Way, parse


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("stun:relay.example", IceAddress(Way.STUN, "relay.example", 3478)),
        ("stun:192.0.2.1:443", IceAddress(Way.STUN, "192.0.2.1", 443)),
        ("turn:relay.example:443", IceAddress(Way.UDP, "relay.example", 443)),
        ("turn:relay.example:443?transport=udp", IceAddress(Way.UDP, "relay.example", 443)),
        ("turn:relay.example?transport=tcp", IceAddress(Way.TCP, "relay.example", 3478)),
        ("turns:relay.example", IceAddress(Way.TLS, "relay.example", 5349)),
        ("turns:[2001:db8::1]:443?transport=tcp", IceAddress(Way.TLS, "2001:db8::1", 443)),
    ],
)
def test_an_address_says_how_a_server_is_talked_to(text: str, address: IceAddress) -> None:
    assert parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "relay.example:443",
        "https://relay.example",
        "turn://relay.example",
        "turn:",
        "turn:relay.example:0",
        "turn:relay.example:65536",
        "turn:user@relay.example",
        "turn:relay.example?transport=sctp",
        "turns:relay.example?transport=udp",
        "stun:relay.example?transport=udp",
        "stuns:relay.example",
        "turn:2001:db8::1",
        "turn:relay.example turn:other.example",
    ],
)
def test_what_is_no_address_that_we_could_use_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="STUN or TURN"):
        parse(text)
