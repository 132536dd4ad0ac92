from peer.keyframe_requests import GAP, WISH_GAP, KeyframeRequests


def test_many_requests_are_one_keyframe() -> None:
    requests = KeyframeRequests()
    requests.ask(1.0)
    requests.ask(1.1)
    requests.ask_at_once()
    assert requests.wanted
    requests.made(1.2)
    requests.handed_out()
    assert not requests.wanted


def test_a_request_that_crosses_its_keyframe_is_not_served_twice() -> None:
    requests = KeyframeRequests()
    requests.made(1.0)
    requests.ask(1.01)
    requests.handed_out()
    requests.ask(1.0 + GAP / 2)
    assert not requests.wanted
    requests.ask(1.0 + GAP)
    assert requests.wanted


def test_who_joins_does_not_wait_for_the_gap() -> None:
    requests = KeyframeRequests()
    requests.made(1.0)
    requests.handed_out()
    requests.ask_at_once()
    assert requests.wanted
    assert requests.pressing
    requests.made(1.1)
    assert not requests.pressing


def test_who_lost_something_waits_for_its_turn() -> None:
    requests = KeyframeRequests()
    requests.ask(1.0)
    assert requests.wanted
    assert not requests.pressing


def test_who_joins_while_a_keyframe_is_under_way_shares_it() -> None:
    requests = KeyframeRequests()
    requests.made(1.0)
    requests.ask_at_once()
    assert not requests.wanted


def test_a_wish_is_no_request_and_any_keyframe_fulfils_it() -> None:
    requests = KeyframeRequests()
    requests.wish(1.0)
    assert requests.wished
    assert not requests.wanted
    requests.made(2.0)
    assert not requests.wished


def test_who_wishes_all_the_time_gets_a_keyframe_twice_a_minute_at_most() -> None:
    requests = KeyframeRequests()
    requests.made(1.0)
    requests.wish(1.0 + WISH_GAP - 1)
    assert not requests.wished
    requests.wish(1.0 + WISH_GAP)
    assert requests.wished
