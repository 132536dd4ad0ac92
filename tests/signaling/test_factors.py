from dataclasses import dataclass

import pytest

from ledger import entries, server_facts
from ledger.server_facts import Change
from protocol import link
from protocol.problems import DatabaseUnavailable, KeyPageRefused, OutOfOrder, SecondFactorNeeded, TokenRefused
from signaling.accounts import AccountRefused
from signaling.store.factors import APP
from tests.fakes.key_browser import PORT, WITH_KEY, KeyBrowser
from tests.fakes.signaling_parts import NAME, Play, Player
from tests.fakes.soft_key import SoftKey

LIST = link.ListFactors()


@dataclass
class Anna:
    """An agent who is signed in, and has the app and two keys."""

    agent: Player[link.FromAgentProgram]
    browser: KeyBrowser
    lost: SoftKey
    kept: SoftKey
    names: list[str]
    """Of the app, the lost key, and the other."""

    async def signs_in_with(self, play: Play, key: SoftKey) -> link.LinkMessage:
        self.browser.key, agent = key, play.new_agent()
        (page,) = await agent.say(WITH_KEY)
        (answer,) = await agent.say(await self.browser.opens(page))
        return answer


async def with_two_keys(play: Play) -> Anna:
    agent, browser = await play.signed_in(), KeyBrowser(play.parts.ways.ceremonies)
    keys = SoftKey(b"lost"), SoftKey(b"kept")
    for browser.key in keys:
        (page,) = await agent.say(link.UseKey(PORT))
        await agent.say(await browser.opens(page))
        play.parts.clock.advance(60)
    return Anna(agent, browser, *keys, [factor.name for factor in await factors(agent)])


async def factors(agent: Player[link.FromAgentProgram]) -> list[link.SecondFactor]:
    (listed,) = await agent.say(LIST)
    assert isinstance(listed, link.Factors)
    return listed.factors


def changes(play: Play) -> list[Change]:
    written = (entries.read(row.entry) for row in play.parts.ledger.rows)
    return [entry.change for entry in written if isinstance(entry, server_facts.AccountChanged)]


async def test_an_agent_removes_a_lost_key_which_counts_no_more_while_the_others_do(play: Play) -> None:
    anna = await with_two_keys(play)
    app, lost, kept = anna.names
    assert app == APP
    (left,) = await anna.agent.say(link.RemoveFactor(lost))
    assert isinstance(left, link.Factors)
    assert [factor.name for factor in left.factors] == [app, kept]
    assert changes(play)[-1] is Change.KEY_REMOVED
    with pytest.raises(KeyPageRefused):
        await anna.signs_in_with(play, anna.lost)
    assert isinstance(await anna.signs_in_with(play, anna.kept), link.SignedIn)
    assert await anna.agent.say(link.RemoveFactor(lost)) == [left], "gone already: no fault, and signed in all the same"


async def test_the_app_goes_and_of_what_is_left_the_last_stays(play: Play) -> None:
    anna = await with_two_keys(play)
    for name in anna.names[:2]:
        await anna.agent.say(link.RemoveFactor(name))
    assert changes(play)[-2:] == [Change.APP_REMOVED, Change.KEY_REMOVED]
    with pytest.raises(SecondFactorNeeded):
        await anna.agent.say(link.RemoveFactor(anna.names[2]))
    assert isinstance(await anna.signs_in_with(play, anna.kept), link.SignedIn)


async def test_nobody_sees_or_removes_anything_before_signing_in(play: Play) -> None:
    for message in (LIST, link.RemoveFactor(APP)):
        with pytest.raises(OutOfOrder):
            await play.new_agent().say(message)


async def test_the_operator_removes_one_for_somebody_and_whoever_is_signed_in_is_hung_up_on(play: Play) -> None:
    anna, accounts = await with_two_keys(play), play.parts.accounts
    assert [factor.name for factor in await accounts.factors(NAME)] == anna.names
    await accounts.remove_factor(f" {NAME.upper()}", anna.names[1])
    assert changes(play)[-1] is Change.KEY_REMOVED
    await play.parts.switchboard.shut_out(await play.parts.sign_ins.generations(play.parts.switchboard.accounts()))
    assert link.Refused(TokenRefused.code) in anna.agent.line.take()
    assert isinstance((await play.new_agent().say(play.sign_in()))[0], link.SignedIn), "the app is as good as ever"


async def test_what_the_operator_cannot_remove_is_told_with_what_to_do(play: Play) -> None:
    await play.signed_in()
    accounts = play.parts.accounts
    with pytest.raises(AccountRefused, match=r"only second factor of anna.*reset-second-factor"):
        await accounts.remove_factor(NAME, APP)
    with pytest.raises(AccountRefused, match=r"no second factor 3f9a12c4.*agent factors"):
        await accounts.remove_factor(NAME, "3f9a12c4")
    for wish in (accounts.factors("carla"), accounts.remove_factor("carla", APP)):
        with pytest.raises(AccountRefused, match="no agent with the name carla"):
            await wish


async def test_without_the_ledger_nothing_is_removed(play: Play) -> None:
    anna = await with_two_keys(play)
    play.parts.ledger.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await anna.agent.say(link.RemoveFactor(APP))
    assert len(await factors(anna.agent)) == 3
