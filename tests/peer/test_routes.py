import pytest

from peer.routes import LIMIT, Outcome, Relay, Routes, offered
from protocol import link
from protocol.ice_address import IceAddress, Way
from protocol.problems import PeerUnreachable, RelayRefused


def test_servers_are_kept_in_the_operators_order_with_their_credentials() -> None:
    servers = [
        link.IceServer(["stun:relay.example"]),
        link.IceServer(["turns:relay.example:443", "turn:relay.example:443"], "user", "secret"),
    ]
    assert offered(servers).stun == (IceAddress(Way.STUN, "relay.example", 3478),)
    assert offered(servers).relays == (
        Relay(IceAddress(Way.TLS, "relay.example", 443), "user", "secret"),
        Relay(IceAddress(Way.UDP, "relay.example", 443), "user", "secret"),
    )


def test_addresses_that_we_do_not_understand_are_left_out() -> None:
    assert (
        offered([link.IceServer(["nonsense", "http://relay.example", "turn:relay.example"])]).relays[0].at.port == 3478
    )


def test_a_server_that_names_very_many_is_not_followed_everywhere() -> None:
    servers = [link.IceServer([f"turn:relay{number}.example", f"stun:relay{number}.example"]) for number in range(100)]
    assert len(offered(servers).stun) == len(offered(servers).relays) == LIMIT


def test_no_credential_stands_in_a_text_for_people() -> None:
    servers = [link.IceServer(["turn:relay.example"], "a name", "a secret")]
    shown = repr((Routes(tuple(servers)), offered(servers)))
    assert "a name" not in shown
    assert "a secret" not in shown


@pytest.mark.parametrize("outcome", Outcome)
def test_what_a_person_is_told_says_whose_fault_it_is(outcome: Outcome) -> None:
    refused = outcome in {Outcome.REFUSED, Outcome.NOT_TRUSTED}
    assert outcome.unreachable is (RelayRefused if refused else PeerUnreachable)
