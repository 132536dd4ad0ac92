import pytest

from ledger import entries, server_facts
from ledger.server_facts import Change
from protocol import link
from protocol.problems import (
    EnrolmentMissing,
    KeyPageRefused,
    OutOfOrder,
    RoleWithoutDesk,
    SecondFactorRefused,
    SignInRefused,
    TokenRefused,
)
from signaling.ceremonies import Kind
from signaling.roles import AgentRole
from signaling.sign_ins import WRONG_SIGN_INS
from tests.fakes.key_browser import PORT, WITH_KEY, KeyBrowser, enrolled_with_key
from tests.fakes.signaling_parts import NAME, PASSWORD, REQUEST, Play, Player
from tests.fakes.soft_key import SoftKey

Agent = Player[link.FromAgentProgram]


@pytest.fixture
def browser(play: Play) -> KeyBrowser:
    return KeyBrowser(play.parts.ways.ceremonies)


def _written(play: Play, *kinds: type[entries.Entry]) -> list[entries.Entry]:
    written = (entries.read(row.entry) for row in play.parts.ledger.rows)
    return [entry for entry in written if isinstance(entry, kinds)]


async def test_a_key_becomes_the_second_factor_at_the_first_sign_in_and_is_it_from_then_on(
    play: Play, browser: KeyBrowser
) -> None:
    first = await enrolled_with_key(play, browser)
    assert len(first.recovery_codes) == 10
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    (again,) = await agent.say(await browser.opens(page))
    assert isinstance(again, link.SignedIn)
    assert again.recovery_codes == []
    assert browser.kinds == [Kind.MAKE, Kind.USE]
    with pytest.raises(EnrolmentMissing):  # it is signed in, and asked whether its customer has agreed
        await agent.say(REQUEST)


async def test_the_app_and_the_key_are_both_offered_while_the_second_factor_is_set_up(
    play: Play, browser: KeyBrowser
) -> None:
    await play.parts.accounts.add(NAME, "Anna B.", PASSWORD)
    agent = play.new_agent()
    (set_up,) = await agent.say(link.SignIn(NAME, PASSWORD))
    assert isinstance(set_up, link.SetUpSecondFactor)
    (page,) = await agent.say(link.UseKey(PORT))
    (signed_in,) = await agent.say(await browser.opens(page))
    assert isinstance(signed_in, link.SignedIn)


async def test_what_happens_with_a_wrong_password_cannot_be_told_from_a_right_one_without_the_key(
    play: Play, browser: KeyBrowser
) -> None:
    await enrolled_with_key(play, browser)
    stranger = KeyBrowser(play.parts.ways.ceremonies, SoftKey(b"a stranger's"))
    for given in (WITH_KEY, link.SignIn(NAME, "wrong", browser=PORT), link.SignIn("nobody", "wrong", browser=PORT)):
        agent = play.new_agent()
        (page,) = await agent.say(given)
        with pytest.raises(KeyPageRefused):
            await stranger.opens(page)
        with pytest.raises(SignInRefused):
            await agent.say(link.CameBack(page.state, "guessed"))  # type: ignore[union-attr]  # it is a page
    agent = play.new_agent()
    (page,) = await agent.say(link.SignIn(NAME, "wrong", browser=PORT))
    with pytest.raises(KeyPageRefused):
        await browser.opens(page)


async def test_a_code_in_place_of_the_key_is_answered_alike_whether_the_password_was_right(
    play: Play, browser: KeyBrowser
) -> None:
    first = await enrolled_with_key(play, browser)
    for given in (WITH_KEY, link.SignIn(NAME, "wrong", browser=PORT)):
        agent = play.new_agent()
        await agent.say(given)
        with pytest.raises(SecondFactorRefused):
            await agent.say(link.ConfirmSecondFactor("000000"))
    agent = play.new_agent()
    await agent.say(link.SignIn(NAME, "wrong", browser=PORT))
    with pytest.raises(SecondFactorRefused):
        await agent.say(link.ConfirmSecondFactor(first.recovery_codes[0]))


async def test_a_change_of_the_account_ends_what_was_begun(play: Play, browser: KeyBrowser) -> None:
    await enrolled_with_key(play, browser)
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    came = await browser.opens(page)
    await play.parts.accounts.disable(NAME)
    (signed_in,) = await agent.say(came)
    assert isinstance(signed_in, link.SignedIn), "with the generation of before"
    with pytest.raises(TokenRefused):
        await play.new_agent().say(link.Resume(signed_in.token))
    await play.parts.switchboard.shut_out(await play.parts.sign_ins.generations(play.parts.switchboard.accounts()))
    assert agent.line.hung_up


async def test_a_role_without_a_desk_is_told_so_after_the_key(play: Play, browser: KeyBrowser) -> None:
    await enrolled_with_key(play, browser)
    await play.parts.accounts.set_role(NAME, AgentRole.OFFICER)
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    came = await browser.opens(page)
    with pytest.raises(RoleWithoutDesk):
        await agent.say(came)
    await play.parts.accounts.reset_second_factor(NAME)
    with pytest.raises(RoleWithoutDesk):
        await play.new_agent().say(WITH_KEY)


async def test_the_ledger_has_each_key_and_each_sign_in_with_one_and_each_that_was_begun_and_left(
    play: Play, browser: KeyBrowser
) -> None:
    await enrolled_with_key(play, browser)
    for given in (WITH_KEY, link.SignIn(NAME, "wrong", browser=PORT), link.SignIn("nobody", "wrong", browser=PORT)):
        agent = play.new_agent()
        await agent.say(given)
        await agent.leave()
    (anna,) = await play.parts.accounts.everyone()
    assert [(one.change, one.account) for one in _written(play, server_facts.AccountChanged)[1:]] == [  # type: ignore[union-attr]  # as asked
        (Change.SECOND_FACTOR_SET_UP, anna.id)
    ]
    assert [one.means for one in _written(play, server_facts.SignedIn)] == ["security-key"]  # type: ignore[union-attr]  # as asked
    refused = _written(play, server_facts.SignInRefused)
    assert [one.account for one in refused] == [anna.id, anna.id, None]  # type: ignore[union-attr]  # as asked


async def test_passwords_tried_in_this_way_are_counted_like_all_others(play: Play, browser: KeyBrowser) -> None:
    await enrolled_with_key(play, browser)
    for _ in range(int(WRONG_SIGN_INS.capacity)):
        await play.new_agent().say(link.SignIn(NAME, "wrong", browser=PORT))
    agent = play.new_agent()
    with pytest.raises(SignInRefused):
        await agent.say(WITH_KEY)
    assert isinstance(agent.line.take()[0], link.Toll)


async def test_what_nobody_began_is_out_of_order(play: Play) -> None:
    for message in (
        link.UseKey(PORT),
        link.CameBack("state", "code"),
        link.ConfirmSecondFactor("123456"),
        link.SignInByProvider(PORT),
    ):
        with pytest.raises(OutOfOrder):
            await play.new_agent().say(message)
