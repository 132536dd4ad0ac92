from collections.abc import Callable

import pytest

from protocol import link
from protocol.problems import KeyPageRefused, OutOfOrder, SignInRefused
from signaling.ceremonies import LIFETIME
from tests.fakes.clock import FakeClock
from tests.fakes.key_browser import WITH_KEY, KeyBrowser, enrolled_with_key
from tests.fakes.signaling_parts import Play


@pytest.fixture
def browser(play: Play) -> KeyBrowser:
    return KeyBrowser(play.parts.ways.ceremonies)


@pytest.mark.parametrize("spoil", [lambda came: ("x", came.code), lambda came: (came.state, "x")])
async def test_another_state_or_proof_is_refused_and_the_right_one_is_too_late_then(
    play: Play, browser: KeyBrowser, spoil: Callable[[link.CameBack], tuple[str, str]]
) -> None:
    await enrolled_with_key(play, browser)
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    came = await browser.opens(page)
    with pytest.raises(SignInRefused):
        await agent.say(link.CameBack(*spoil(came)))
    with pytest.raises(OutOfOrder):
        await agent.say(came)


async def test_a_page_is_good_for_one_answer_and_for_two_minutes(
    play: Play, browser: KeyBrowser, clock: FakeClock
) -> None:
    await enrolled_with_key(play, browser)
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    came = await browser.opens(page)
    with pytest.raises(KeyPageRefused):
        await browser.opens(page)
    clock.advance(LIFETIME)
    with pytest.raises(SignInRefused):
        await agent.say(came)
    (page,) = await agent.say(WITH_KEY)
    clock.advance(LIFETIME)
    with pytest.raises(KeyPageRefused):
        await browser.opens(page)


async def test_a_page_brings_nobody_else_in(play: Play, browser: KeyBrowser) -> None:
    """Whoever knows the password and sends the link of the page to its owner."""
    await enrolled_with_key(play, browser)
    thief, bystander = play.new_agent(), play.new_agent()
    (page,) = await thief.say(WITH_KEY)
    proof = await browser.opens(page)  # the owner's browser goes to the owner's own machine with it
    with pytest.raises(OutOfOrder):
        await bystander.say(proof)
    (other,) = await bystander.say(WITH_KEY)
    assert isinstance(other, link.OpenPage)
    with pytest.raises(SignInRefused):
        await bystander.say(link.CameBack(other.state, proof.code))


async def test_a_copied_key_gets_nobody_in(play: Play, browser: KeyBrowser) -> None:
    await enrolled_with_key(play, browser)
    browser.key.count = 10
    for count in (10, 3):
        agent = play.new_agent()
        (page,) = await agent.say(WITH_KEY)
        if count == 3:
            browser.key.count = count
            with pytest.raises(KeyPageRefused):
                await browser.opens(page)
        else:
            assert isinstance((await agent.say(await browser.opens(page)))[0], link.SignedIn)
