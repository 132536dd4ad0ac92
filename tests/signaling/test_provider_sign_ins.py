from dataclasses import replace
from typing import Any

import pytest

from ledger import entries, server_facts
from ledger.server_facts import Change
from protocol import link
from protocol.problems import (
    EnrolmentMissing,
    OutOfOrder,
    ProviderSignInRefused,
    ProviderUnavailable,
    RoleWithoutDesk,
    SecondFactorRefused,
    SignInRefused,
    TokenRefused,
)
from signaling.accounts import ENROL_WITHIN
from signaling.provider.persons import reading
from signaling.provider.provider import Provider, Registration
from signaling.provider_sign_ins import ProviderSignIns
from signaling.roles import AgentRole
from signaling.sign_ins import WRONG_SIGN_INS
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.key_browser import PORT, KeyBrowser
from tests.fakes.provider import ANNA, CLIENT, ISSUER, SECRET, FakeProvider
from tests.fakes.signaling_parts import PASSWORD, REQUEST, Play, Player

ROLES = "groups:hotline=agent groups:leads=supervisor groups:it=administrator"
IN_HOTLINE = ANNA | {"groups": ["hotline"]}
VOUCHED = IN_HOTLINE | {"amr": ["pwd", "otp", "mfa"]}
ASK = link.SignInByProvider(PORT)


@pytest.fixture
def there(clock: FakeClock) -> FakeProvider:
    return FakeProvider(clock)


def _with_provider(play: Play, database: Database, there: FakeProvider, roles: str = "", vouches: str = "mfa") -> None:
    parts = play.parts
    provider = ProviderSignIns(
        "Company",
        ISSUER,
        Provider(Registration(ISSUER, CLIENT, SECRET), there, parts.clock),
        reading("preferred_username", roles, vouches),
        parts.sign_ins,
        agents=AgentTable(database),
        pepper=parts.pepper,
        clock=parts.clock,
        scribe=parts.scribe,
    )
    parts.ways = replace(parts.ways, provider=provider)


@pytest.fixture
def known(play: Play, database: Database, there: FakeProvider) -> Play:
    """A server whose operator's provider says who has which role."""
    _with_provider(play, database, there, ROLES)
    return play


@pytest.fixture
def asked(play: Play, database: Database, there: FakeProvider) -> Play:
    """A server with a provider, where accounts are made by command."""
    _with_provider(play, database, there)
    return play


async def _comes(play: Play, there: FakeProvider, claims: dict[str, Any]) -> tuple[Player[Any], link.LinkMessage]:
    """Somebody signs in at the provider; what the server says to that."""
    agent = play.new_agent()
    assert agent.line.take() == [link.SignInWays("Company")]
    (page,) = await agent.say(ASK)
    assert isinstance(page, link.OpenPage)
    (said,) = await agent.say(there.signs_in(page.url, claims))
    return agent, said


async def _is_refused(
    play: Play, there: FakeProvider, claims: dict[str, Any], why: type[Exception] = ProviderSignInRefused
) -> None:
    with pytest.raises(why):
        await _comes(play, there, claims)


async def test_who_has_a_role_there_gets_an_account_here_and_is_in_when_both_factors_were_asked_for(
    known: Play, there: FakeProvider
) -> None:
    agent, greeting = await _comes(known, there, VOUCHED)
    assert isinstance(greeting, link.SignedIn)
    assert greeting.agent == "Anna B."
    with pytest.raises(EnrolmentMissing):  # it is signed in, and asked whether its customer has agreed
        await agent.say(REQUEST)
    (anna,) = await known.parts.accounts.everyone()
    assert (anna.name, anna.role, anna.has_second_factor) == ("anna", AgentRole.AGENT, False)
    assert isinstance((await _comes(known, there, VOUCHED))[1], link.SignedIn)
    assert len(await known.parts.accounts.everyone()) == 1


async def test_where_the_provider_asked_for_no_second_factor_ours_is_set_up_and_from_then_on_wanted(
    known: Play, there: FakeProvider
) -> None:
    browser = KeyBrowser(known.parts.ways.ceremonies)
    agent, set_up = await _comes(known, there, IN_HOTLINE)
    assert isinstance(set_up, link.SetUpSecondFactor)
    with pytest.raises(OutOfOrder):
        await agent.say(REQUEST)
    (page,) = await agent.say(link.UseKey(PORT))
    (greeting,) = await agent.say(await browser.opens(page))
    assert isinstance(greeting, link.SignedIn)
    again, wanted = await _comes(known, there, IN_HOTLINE)
    assert wanted == link.SecondFactorWanted()
    with pytest.raises(OutOfOrder):
        await again.say(REQUEST)
    with pytest.raises(SecondFactorRefused):
        await again.say(link.ConfirmSecondFactor("000000"))
    (page,) = await again.say(link.UseKey(PORT))
    assert isinstance((await again.say(await browser.opens(page)))[0], link.SignedIn)
    third, _ = await _comes(known, there, IN_HOTLINE)
    (signed_in,) = await third.say(link.ConfirmSecondFactor(greeting.recovery_codes[0]))
    assert isinstance(signed_in, link.SignedIn)


async def test_a_word_that_the_operator_did_not_name_does_not_replace_the_second_factor(
    play: Play, database: Database, there: FakeProvider
) -> None:
    _with_provider(play, database, there, ROLES, vouches="")
    assert isinstance((await _comes(play, there, VOUCHED))[1], link.SetUpSecondFactor)


async def test_the_second_factor_is_set_up_within_a_week(known: Play, there: FakeProvider, clock: FakeClock) -> None:
    await _comes(known, there, IN_HOTLINE)
    clock.advance(ENROL_WITHIN)
    await _is_refused(known, there, IN_HOTLINE)


async def test_an_account_made_by_command_waits_for_its_person_and_is_theirs_from_then_on(
    asked: Play, there: FakeProvider
) -> None:
    await _is_refused(asked, there, VOUCHED)
    await asked.parts.accounts.add("anna", "Anna", None)
    assert isinstance((await _comes(asked, there, VOUCHED))[1], link.SignedIn)
    await _is_refused(asked, there, VOUCHED | {"sub": "another person who took the name"})
    renamed = VOUCHED | {"preferred_username": "anna.muster"}
    assert isinstance((await _comes(asked, there, renamed))[1], link.SignedIn), "the subject counts"


async def test_an_account_with_a_password_is_nobodys_at_the_provider(asked: Play, there: FakeProvider) -> None:
    await asked.parts.accounts.add("anna", "Anna", PASSWORD)
    await _is_refused(asked, there, VOUCHED)


async def test_an_account_of_the_provider_has_no_password_to_sign_in_with(asked: Play) -> None:
    await asked.parts.accounts.add("anna", "Anna", None)
    for password in ("", " ", "x"):
        with pytest.raises(SignInRefused):
            await asked.parts.sign_ins.sign_in("anna", password, "")


async def test_the_provider_takes_the_role_away_and_gives_another(known: Play, there: FakeProvider) -> None:
    agent, greeting = await _comes(known, there, VOUCHED)
    assert isinstance(greeting, link.SignedIn)
    await _comes(known, there, VOUCHED | {"groups": ["leads"]})
    (anna,) = await known.parts.accounts.everyone()
    assert anna.role is AgentRole.SUPERVISOR
    with pytest.raises(TokenRefused):
        await known.new_agent().say(link.Resume(greeting.token))
    await _is_refused(known, there, VOUCHED | {"groups": []})
    await _is_refused(known, there, VOUCHED | {"groups": ["it"]}, RoleWithoutDesk)
    del agent


async def test_a_disabled_account_stays_out_whatever_the_provider_says(known: Play, there: FakeProvider) -> None:
    await _comes(known, there, VOUCHED)
    await known.parts.accounts.disable("anna")
    await _is_refused(known, there, VOUCHED)
    await known.parts.accounts.enable("anna")
    assert isinstance((await _comes(known, there, VOUCHED))[1], link.SignedIn)


async def test_an_answer_is_good_once_on_the_line_that_asked(known: Play, there: FakeProvider) -> None:
    agent, other = known.new_agent(), known.new_agent()
    (page,) = (await agent.say(ASK))[-1:]
    assert isinstance(page, link.OpenPage)
    came = there.signs_in(page.url, VOUCHED)
    with pytest.raises(OutOfOrder):
        await other.say(came)
    await other.say(ASK)
    with pytest.raises(ProviderSignInRefused):
        await other.say(came)
    assert isinstance((await agent.say(came))[-1], link.SignedIn | link.SessionChanged)
    await agent.say(link.SignOut())
    with pytest.raises(OutOfOrder):
        await agent.say(came)


async def test_a_provider_that_is_away_says_so(known: Play, there: FakeProvider) -> None:
    there.away = True
    with pytest.raises(ProviderUnavailable):
        await known.new_agent().say(ASK)


async def test_sign_ins_that_are_begun_and_left_are_counted_like_wrong_ones(known: Play) -> None:
    for _ in range(int(WRONG_SIGN_INS.capacity)):
        await known.new_agent().say(ASK)
    agent = known.new_agent()
    with pytest.raises(SignInRefused):
        await agent.say(ASK)
    assert isinstance(agent.line.take()[-1], link.Toll)


async def test_the_ledger_has_what_happened_by_numbers_and_no_name_or_subject(known: Play, there: FakeProvider) -> None:
    await _comes(known, there, VOUCHED)
    await _comes(known, there, VOUCHED | {"groups": ["leads"]})
    await _is_refused(known, there, VOUCHED | {"nonce": "x"})
    (anna,) = await known.parts.accounts.everyone()
    written = [entries.read(row.entry) for row in known.parts.ledger.rows]
    at = known.parts.scribe.now()
    assert written == [
        server_facts.AccountChanged(at=at, account=anna.id, change=Change.MADE, role="agent"),
        server_facts.SignedIn(at=at, account=anna.id, means="provider"),
        server_facts.AccountChanged(at=at, account=anna.id, change=Change.ROLE_CHANGED, role="supervisor"),
        server_facts.SignedIn(at=at, account=anna.id, means="provider"),
        server_facts.SignInRefused(at=at, why="provider-sign-in-refused"),
    ]
    whole = b"".join(row.entry for row in known.parts.ledger.rows)
    assert b"4711" not in whole
    assert b"nna" not in whole


async def test_binding_stands_in_the_ledger(asked: Play, there: FakeProvider) -> None:
    await asked.parts.accounts.add("anna", "Anna", None)
    await _comes(asked, there, VOUCHED)
    changes = [entries.read(row.entry) for row in asked.parts.ledger.rows if row.kind == "account-changed"]
    assert [one.change for one in changes] == [Change.MADE, Change.BOUND_TO_PROVIDER]  # type: ignore[union-attr]  # as asked


async def test_a_sign_in_by_provider_and_key_gives_back_what_it_counted_and_no_more(
    known: Play, there: FakeProvider
) -> None:
    browser = KeyBrowser(known.parts.ways.ceremonies)
    agent, _ = await _comes(known, there, IN_HOTLINE)
    (page,) = await agent.say(link.UseKey(PORT))
    await agent.say(await browser.opens(page))
    for _ in range(int(WRONG_SIGN_INS.capacity) - 1):
        await known.new_agent().say(ASK)
    agent, _ = await _comes(known, there, IN_HOTLINE)
    (page,) = await agent.say(link.UseKey(PORT))
    await agent.say(await browser.opens(page))
    await known.new_agent().say(ASK)
    with pytest.raises(SignInRefused):
        await known.new_agent().say(ASK)
