from agent_client.viewing.browser_trip import BrowserTrip, said
from agent_client.viewing.commands import AwaitBrowser, ForgetBrowser, OpenBrowser, SendLink
from agent_client.viewing.status import SignIn
from protocol import link

WISH = link.SignIn("anna", "secret")
PAGE = link.OpenPage("https://help.example/security-key/t", "state")


def test_the_server_is_asked_when_the_program_waits_and_the_browser_is_opened_where_it_says() -> None:
    trip = BrowserTrip()
    assert list(trip.begin(WISH)) == [AwaitBrowser()]
    assert list(trip.awaited(4711, reached=True)) == [SendLink(link.SignIn("anna", "secret", browser=4711))]
    assert list(trip.page(PAGE)) == [OpenBrowser(PAGE.url, PAGE.state)]
    came = link.CameBack("state", "code")
    assert list(trip.returned(came)) == [SendLink(came), ForgetBrowser()]
    assert list(trip.returned(came)) == []


def test_the_password_is_kept_until_the_server_has_answered_and_no_longer() -> None:
    trip = BrowserTrip()
    list(trip.begin(WISH))
    assert list(trip.awaited(4711, reached=False)) == []
    assert list(trip.ask()) == [SendLink(link.SignIn("anna", "secret", browser=4711))]
    list(trip.page(PAGE))
    assert trip.wish is None
    assert list(trip.ask()) == []
    assert "secret" not in repr(trip)


def test_a_page_that_nobody_waits_for_is_not_opened_and_a_trip_that_is_over_is_over() -> None:
    trip = BrowserTrip()
    assert list(trip.page(PAGE)) == []
    list(trip.begin(WISH))
    assert list(trip.end()) == [ForgetBrowser()]
    assert list(trip.awaited(4711, reached=True)) == [ForgetBrowser()]
    assert list(trip.page(PAGE)) == []


def test_another_trip_ends_the_first() -> None:
    trip = BrowserTrip()
    list(trip.begin(WISH))
    list(trip.awaited(4711, reached=True))
    assert list(trip.begin(link.UseKey(1024))) == [ForgetBrowser(), AwaitBrowser()]


def test_a_code_does_not_go_with_a_key() -> None:
    assert said(SignIn(" anna ", "secret", " 123456 ")) == link.SignIn("anna", "secret", "123456")
    assert said(SignIn("anna", "secret", "123456", with_key=True)) == link.SignIn("anna", "secret", "")
