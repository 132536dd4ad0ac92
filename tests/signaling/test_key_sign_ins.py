import pytest

from protocol import link
from protocol.problems import KeyPageRefused, SignInRefused
from signaling.ceremonies import Kind
from signaling.store.security_keys import MOST
from tests.fakes.key_browser import PORT, WITH_KEY, KeyBrowser, enrolled_with_key
from tests.fakes.signaling_parts import NAME, PASSWORD, REQUEST, Play
from tests.fakes.soft_key import SoftKey


@pytest.fixture
def browser(play: Play) -> KeyBrowser:
    return KeyBrowser(play.parts.ways.ceremonies)


async def test_nobody_has_any_number_of_keys(play: Play, browser: KeyBrowser) -> None:
    agent = await play.signed_in()
    for number in range(MOST):
        browser.key = SoftKey(bytes([number]))
        (page,) = await agent.say(link.UseKey(PORT))
        assert await agent.say(await browser.opens(page)) == [link.KeyAdded()]
    browser.key = SoftKey(b"one more")
    (page,) = await agent.say(link.UseKey(PORT))
    returned = await browser.opens(page)
    with pytest.raises(KeyPageRefused):
        await agent.say(returned)


async def test_whoever_has_the_app_adds_keys_while_signed_in_and_uses_either(play: Play, browser: KeyBrowser) -> None:
    agent = await play.signed_in()
    (page,) = await agent.say(link.UseKey(PORT))
    assert await agent.say(await browser.opens(page)) == [link.KeyAdded()]
    (page,) = await agent.say(link.UseKey(PORT))
    returned = await browser.opens(page)
    with pytest.raises(KeyPageRefused):
        await agent.say(returned)
    assert isinstance((await agent.say(REQUEST))[0], link.SessionOpened), "it is signed in all the same"
    other = play.new_agent()
    (page,) = await other.say(WITH_KEY)
    assert isinstance((await other.say(await browser.opens(page)))[0], link.SignedIn)
    assert isinstance((await play.new_agent().say(play.sign_in()))[0], link.SignedIn)


async def test_a_reset_takes_the_keys_with_it(play: Play, browser: KeyBrowser) -> None:
    await enrolled_with_key(play, browser)
    await play.parts.accounts.reset_second_factor(NAME)
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    assert isinstance((await agent.say(await browser.opens(page)))[0], link.SignedIn)
    assert browser.kinds[-1] is Kind.MAKE


async def test_an_account_with_a_key_has_no_code_but_recovery_codes(play: Play, browser: KeyBrowser) -> None:
    first = await enrolled_with_key(play, browser)
    for code in ("", "123456"):
        with pytest.raises(SignInRefused):
            await play.new_agent().say(link.SignIn(NAME, PASSWORD, code))
    (signed_in,) = await play.new_agent().say(link.SignIn(NAME, PASSWORD, first.recovery_codes[0]))
    assert isinstance(signed_in, link.SignedIn)
