import hmac
from base64 import b64decode

import pytest

from protocol.link import Connect, IceServer, IceServers, Record, Role, SessionChanged
from protocol.session import State
from signaling.relays import LIFETIME, RENEWED_EVERY, Relays, RelaysWrong, relays
from tests.fakes.descriptions import FINGERPRINT

S, OTHER = "ab" * 16, "cd" * 16
NOW = 1_800_000_000.0
STUN, TURN, TLS = "stun:relay.example", "turn:relay.example:443", "turns:relay.example:443"
OURS = relays([TURN, STUN, TLS], "the secret", only=False)


def credentials(session: str, role: Role, now: float = NOW) -> tuple[str, str]:
    server = OURS.servers(session, role, now)[-1]
    return server.username, server.credential


def test_credentials_are_good_for_ten_minutes_and_proved_by_the_shared_secret() -> None:
    """As coturn checks them: RFC-less, but draft-uberti-behave-turn-rest-00 has the words."""
    name, credential = credentials(S, Role.CUSTOMER)
    assert int(name.partition(":")[0]) == NOW + LIFETIME == NOW + 600
    assert b64decode(credential) == hmac.digest(b"the secret", name.encode(), "sha1")


def test_each_end_of_each_session_is_somebody_of_its_own_and_stays_it() -> None:
    ends = [(S, Role.CUSTOMER), (S, Role.AGENT), (OTHER, Role.CUSTOMER)]
    names = {credentials(*end)[0].partition(":")[2] for end in ends}
    assert len(names) == len(ends)
    later = credentials(S, Role.CUSTOMER, NOW + RENEWED_EVERY)[0]
    assert later.partition(":")[2] in names


def test_the_name_in_the_relays_log_says_nothing_of_the_session() -> None:
    name, _ = credentials(S, Role.CUSTOMER)
    assert S[:8] not in name
    assert "customer" not in name


def test_an_introduction_says_which_servers_to_use() -> None:
    told = OURS.told(Connect(S, Role.AGENT, FINGERPRINT), Role.CUSTOMER, NOW)
    assert isinstance(told, Connect)
    assert told.ice_servers == [IceServer([STUN]), IceServer([TURN, TLS], *credentials(S, Role.CUSTOMER))]
    assert not told.relay_only


def test_a_recorder_is_given_no_relay() -> None:
    told = OURS.told(Record(S), Role.RECORDER, NOW)
    assert told == Record(S, [IceServer([STUN])])


def test_other_messages_are_left_as_they_are() -> None:
    message = SessionChanged(S, State.ALLOWED)
    assert OURS.told(message, Role.AGENT, NOW) is message


def test_renewed_credentials_are_newer() -> None:
    assert OURS.renewed(S, Role.AGENT, NOW) == IceServers(S, OURS.servers(S, Role.AGENT, NOW))
    assert credentials(S, Role.AGENT, NOW + 1) != credentials(S, Role.AGENT)


def test_renewal_leaves_time_for_a_next_connection() -> None:
    assert RENEWED_EVERY <= LIFETIME / 2


@pytest.mark.promise("P06")
def test_by_default_nobody_is_sent_to_any_server() -> None:
    assert Relays().servers(S, Role.CUSTOMER, NOW) == []


def test_an_operator_may_want_relays_only() -> None:
    told = relays([TURN], "s", only=True).told(Connect(S, Role.AGENT, FINGERPRINT), Role.CUSTOMER, NOW)
    assert isinstance(told, Connect)
    assert told.relay_only


@pytest.mark.parametrize("address", ["relay.example", "https://relay.example", "stuns:relay.example"])
def test_an_address_that_no_program_could_use_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(RelaysWrong, match=r"turns:relay\.example:443"):
        relays([address], "s", only=False)


def test_relays_only_without_a_relay_is_refused() -> None:
    with pytest.raises(RelaysWrong, match="there is none"):
        relays([STUN], "s", only=True)


def test_the_secret_is_not_shown() -> None:
    assert "the secret" not in repr(OURS)
