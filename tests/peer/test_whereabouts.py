import time

from peer.whereabouts import NOWHERE, is_ours, since_boot, way_to

ELSEWHERE = "192.0.2.1"
"""An address for documentation, RFC 5737: nobody has it."""


def test_the_way_to_ourselves_is_ourselves() -> None:
    assert way_to("127.0.0.1") == "127.0.0.1"


def test_there_is_no_way_to_what_is_no_address() -> None:
    assert way_to("255.255.255.255") == NOWHERE


def test_our_address_is_ours_and_another_is_not() -> None:
    assert is_ours("127.0.0.1")
    assert not is_ours(ELSEWHERE)
    assert not is_ours("2001:db8::1")


def test_the_clock_goes_as_fast_as_any_other() -> None:
    before, monotonic = since_boot(), time.monotonic()
    assert 0.0 <= since_boot() - before <= time.monotonic() - monotonic + 0.01
