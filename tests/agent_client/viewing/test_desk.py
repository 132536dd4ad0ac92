import pytest

from agent_client.viewing import commands as c
from agent_client.viewing import events as e
from agent_client.viewing.status import (
    ConfirmSecondFactor,
    Dismiss,
    End,
    HideFactors,
    KeptCodes,
    LeaveBrowser,
    NewSession,
    Quit,
    RemoveFactor,
    SetEnrolment,
    SetUp,
    ShowFactors,
    SignIn,
    SignInByProvider,
    SignOut,
    UseKey,
)
from agent_client.viewing.steps import Step
from protocol import link
from protocol.problems import (
    BrowserRefused,
    EnrolmentMissing,
    KeyPageRefused,
    Problem,
    ProviderSignInRefused,
    SecondFactorNeeded,
    SecondFactorRefused,
    ServerUnreachable,
    SignInRefused,
    TokenRefused,
    TooManyAttempts,
)
from protocol.session import EndReason, State
from tests.fakes.agent_play import OPENED, OPERATOR, SESSION, SIGNED_IN, Play, all_sent, sent


def test_nothing_is_sent_before_the_agent_signs_in() -> None:
    assert Play().happens(e.LinkUp()) == []


def test_the_agent_signs_in_with_name_and_password() -> None:
    play = Play()
    play.happens(e.LinkUp())
    assert sent(play.acts(SignIn(" weber ", "secret")), link.SignIn) == link.SignIn("weber", "secret")
    assert play.status.step is Step.SIGNING_IN
    play.server(SIGNED_IN)
    assert (play.status.step, play.status.agent, play.status.operator) == (Step.IDLE, "Frau Weber", OPERATOR)


def test_a_sign_in_waits_for_the_link() -> None:
    play = Play()
    assert play.acts(SignIn("weber", "secret")) == []
    assert sent(play.happens(e.LinkUp()), link.SignIn).name == "weber"


def test_a_refused_sign_in_says_so_and_can_be_tried_again() -> None:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignIn("weber", "wrong"))
    play.server(link.Refused(problem=SignInRefused.code))
    assert (play.status.step, play.status.problem) == (Step.SIGN_IN, SignInRefused)
    play.acts(SignIn("weber", "secret"))
    play.server(SIGNED_IN)
    assert (play.status.step, play.status.problem) == (Step.IDLE, None)


SET_UP = link.SetUpSecondFactor("otpauth://totp/a", "ABCD EFGH")
WITH_CODES = link.SignedIn("Frau Weber", "token", OPERATOR, ["one", "two"])


def test_the_first_sign_in_sets_the_second_factor_up_and_shows_the_recovery_codes() -> None:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignIn("weber", "secret"))
    play.server(SET_UP)
    assert (play.status.step, play.status.set_up) == (Step.SECOND_FACTOR, SetUp("otpauth://totp/a", "ABCD EFGH"))
    assert sent(play.acts(ConfirmSecondFactor(" 123456 ")), link.ConfirmSecondFactor).code == "123456"
    play.server(link.Refused(SecondFactorRefused.code))
    assert (play.status.step, play.status.problem) == (Step.SECOND_FACTOR, SecondFactorRefused)
    play.acts(ConfirmSecondFactor("654321"))
    play.server(WITH_CODES)
    assert (play.status.step, play.status.recovery_codes) == (Step.RECOVERY_CODES, ("one", "two"))
    assert (play.status.set_up, play.status.problem) == (None, None)
    play.acts(KeptCodes())
    assert (play.status.step, play.status.recovery_codes) == (Step.IDLE, ())


def test_a_secret_that_was_to_be_set_up_is_gone_with_the_link() -> None:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignIn("weber", "secret"))
    play.server(SET_UP)
    play.happens(e.LinkDown(ServerUnreachable))
    assert (play.status.step, play.status.set_up) == (Step.SIGN_IN, None)
    assert play.happens(e.LinkUp()) == []


def test_recovery_codes_stay_on_the_screen_while_the_link_is_made_again() -> None:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignIn("weber", "secret"))
    play.server(SET_UP, WITH_CODES)
    play.happens(e.LinkDown(ServerUnreachable))
    play.happens(e.LinkUp())
    play.server(SIGNED_IN)
    assert (play.status.step, play.status.recovery_codes) == (Step.RECOVERY_CODES, ("one", "two"))


def test_signing_out_leaves_nothing_of_the_agent_behind() -> None:
    play = Play().opened()
    commands = play.acts(SignOut())
    assert [type(message) for message in all_sent(commands, link.LinkMessage)] == [link.EndSession, link.SignOut]
    assert (play.status.step, play.status.agent, play.status.session) == (Step.SIGN_IN, "", "")
    play.happens(e.LinkDown(ServerUnreachable))
    assert play.happens(e.LinkUp()) == []
    assert play.acts(SignOut()) == []


def test_an_empty_name_or_password_is_not_sent() -> None:
    play = Play()
    play.happens(e.LinkUp())
    assert play.acts(SignIn(" ", "secret")) + play.acts(SignIn("weber", "")) == []


def test_neither_status_nor_actions_show_a_secret() -> None:
    play = Play().signed_in()
    assert "token" not in repr(play.status)
    assert "secret" not in repr(SignIn("weber", "secret"))


def test_a_new_session_brings_a_key_that_counts_down() -> None:
    play = Play().signed_in()
    assert sent(play.acts(NewSession()), link.RequestSession)
    assert play.status.step is Step.OPENING
    play.server(OPENED)
    assert (play.status.step, play.status.key, play.status.key_seconds_left) == (Step.READ_KEY_OUT, "4819203", 600)
    assert play.status.extra == "4711"
    play.passes(2)
    assert play.status.key_seconds_left == 598


def test_a_refused_session_leaves_the_agent_where_they_were() -> None:
    play = Play().signed_in()
    play.acts(NewSession())
    play.server(link.Refused(problem=TooManyAttempts.code))
    assert (play.status.step, play.status.problem) == (Step.IDLE, TooManyAttempts)


def test_a_lost_link_is_resumed_with_the_token_and_the_session_stays() -> None:
    play = Play().opened()
    play.happens(e.LinkDown(ServerUnreachable))
    assert (play.status.server_reached, play.status.problem) == (False, ServerUnreachable)
    assert sent(play.happens(e.LinkUp()), link.Resume) == link.Resume("token")
    play.server(SIGNED_IN, play.state(State.CLAIMED))
    assert (play.status.step, play.status.problem) == (Step.NOTICE, None)


def test_steps_that_were_missed_while_the_link_was_down_are_made_up_for() -> None:
    play = Play().opened()
    play.server(play.state(State.ALLOWED))
    assert play.status.step is Step.CONNECTING


def test_no_session_is_asked_for_while_the_link_is_down() -> None:
    play = Play().signed_in()
    play.happens(e.LinkDown(ServerUnreachable))
    assert play.acts(NewSession()) == []


def test_a_session_that_comes_too_late_is_ended_at_once() -> None:
    play = Play().signed_in()
    play.acts(NewSession())
    play.happens(e.LinkDown(ServerUnreachable))
    assert sent(play.server(OPENED), link.EndSession) == link.EndSession(SESSION, EndReason.AGENT)


def test_an_expired_sign_in_ends_the_session_and_asks_for_the_password() -> None:
    play = Play().viewing()
    commands = play.server(link.Refused(problem=TokenRefused.code))
    assert c.HidePictures() in commands
    assert c.Drop() in commands
    assert (play.status.step, play.status.problem) == (Step.SIGN_IN, TokenRefused)


def test_another_session_s_messages_touch_nothing() -> None:
    play = Play().opened()
    before = play.status
    other = "cd" * 16
    play.server(link.SessionChanged(session=other, state=State.ENDED, reason=EndReason.AGENT))
    play.server(link.Refused(problem="recorder-absent", session=other))
    play.happens(e.PeerLost(other, 1))
    assert play.status == before


@pytest.mark.parametrize("action", [End(), Quit()])
def test_ending_and_quitting_end_the_session_for_everyone(action: End | Quit) -> None:
    play = Play().viewing()
    commands = play.acts(action)
    assert sent(commands, link.EndSession).reason is EndReason.AGENT
    assert (c.Leave() in commands) is isinstance(action, Quit)
    assert play.status.step is Step.ENDED


def test_after_the_end_a_new_session_can_begin() -> None:
    play = Play().viewing()
    play.server(link.SessionChanged(session=SESSION, state=State.ENDED, reason=EndReason.CUSTOMER))
    assert (play.status.step, play.status.reason) == (Step.ENDED, EndReason.CUSTOMER)
    play.acts(Dismiss())
    assert play.status.step is Step.IDLE
    assert all_sent(play.acts(NewSession()), link.RequestSession)


def test_a_running_session_is_not_dismissed() -> None:
    play = Play().viewing()
    play.acts(Dismiss())
    assert play.status.step is Step.VIEWING


def test_a_session_that_the_server_does_not_know_any_more_is_over() -> None:
    play = Play().opened()
    play.server(link.Refused(problem="session-unknown", session=SESSION))
    assert (play.status.step, play.status.reason) == (Step.ENDED, EndReason.AGENT_LOST)


TEXT = link.EnrolmentText("2026-11", link.NoticeTexts("Text", "text"))


def test_where_enrolment_is_asked_for_a_session_needs_a_customer_and_what_the_customer_says_is_sent() -> None:
    play = _asking()
    assert play.status.enrolment == TEXT
    assert play.acts(NewSession(" ")) == []
    assert sent(play.acts(NewSession(" 4711 ")), link.RequestSession).customer == "4711"
    play.server(link.Refused(EnrolmentMissing.code))
    assert (play.status.step, play.status.problem) == (Step.IDLE, EnrolmentMissing)
    said = sent(play.acts(SetEnrolment("4711", True, "de")), link.SetEnrolment)
    assert said == link.SetEnrolment("4711", granted=True, text_version="2026-11", language="de")
    begun = play.server(link.EnrolmentChanged(granted=True))
    assert sent(begun, link.RequestSession).customer == "4711", "what was refused goes on"
    assert (play.status.enrolled, play.status.problem) == (True, None)


def _asking() -> Play:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignIn("weber", "secret"))
    play.server(link.SignedIn("Frau Weber", "token", OPERATOR, enrolment=TEXT))
    return play


@pytest.mark.parametrize(("customer", "granted"), [("815", True), ("4711", False)])
def test_a_session_goes_on_only_with_the_yes_of_that_very_customer(customer: str, granted: bool) -> None:
    play = _asking()
    play.acts(NewSession("4711"))
    play.server(link.Refused(EnrolmentMissing.code))
    play.acts(SetEnrolment(customer, granted, "de"))
    assert play.server(link.EnrolmentChanged(granted=granted)) == []
    assert (play.status.step, play.status.enrolled) == (Step.IDLE, granted)


def test_a_yes_that_nobody_waited_for_opens_no_session() -> None:
    play = _asking()
    play.acts(SetEnrolment("4711", True, "de"))
    assert play.server(link.EnrolmentChanged(granted=True)) == []


def test_where_it_is_not_asked_for_nothing_is_sent_of_it() -> None:
    assert Play().signed_in().acts(SetEnrolment("4711", True, "de")) == []


PAGE = link.OpenPage("https://help.example/security-key/t", "state")
CAME = link.CameBack("state", "proof")


def _at_the_page(play: Play, action: SignIn | SignInByProvider | UseKey) -> None:
    """The browser is open."""
    assert c.AwaitBrowser() in play.acts(action)
    play.happens(e.BrowserAwaited(4711))
    assert play.server(PAGE) == [c.OpenBrowser(PAGE.url, PAGE.state)]


def test_one_signs_in_with_a_key_in_the_browser() -> None:
    play = Play()
    play.happens(e.LinkUp())
    assert play.acts(SignIn(" weber ", "secret", "123456", with_key=True)) == [c.AwaitBrowser()]
    asked = sent(play.happens(e.BrowserAwaited(4711)), link.SignIn)
    assert asked == link.SignIn("weber", "secret", "", browser=4711)
    play.server(PAGE)
    assert play.status.step is Step.IN_BROWSER
    assert play.status.in_browser
    assert sent(play.happens(e.BrowserReturned(CAME)), link.CameBack) == CAME
    play.server(SIGNED_IN)
    assert (play.status.step, play.status.in_browser) == (Step.IDLE, False)


def test_a_sign_in_with_a_key_waits_for_the_link() -> None:
    play = Play()
    play.acts(SignIn("weber", "secret", with_key=True))
    assert play.happens(e.BrowserAwaited(4711)) == []
    assert sent(play.happens(e.LinkUp()), link.SignIn).browser == 4711


def test_the_provider_is_offered_where_there_is_one_and_may_leave_the_second_factor_to_us() -> None:
    play = Play()
    play.happens(e.LinkUp())
    assert play.status.provider == ""
    play.server(link.SignInWays("Company"))
    assert play.status.provider == "Company"
    _at_the_page(play, SignInByProvider())
    assert all_sent(play.commands, link.SignInByProvider) == [link.SignInByProvider(4711)]
    play.happens(e.BrowserReturned(CAME))
    play.server(link.SecondFactorWanted())
    assert play.status.step is Step.SECOND_CODE
    assert sent(play.acts(ConfirmSecondFactor(" 000000 ")), link.ConfirmSecondFactor).code == "000000"
    play.server(link.Refused(SecondFactorRefused.code))
    assert (play.status.step, play.status.problem) == (Step.SECOND_CODE, SecondFactorRefused)
    _at_the_page(play, UseKey())
    assert play.status.step is Step.IN_BROWSER
    play.server(SIGNED_IN)
    assert play.status.step is Step.IDLE


def test_a_key_takes_the_place_of_the_app_at_the_first_sign_in() -> None:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignIn("weber", "secret"))
    play.server(link.SetUpSecondFactor("otpauth://totp/a", "ABCD"))
    _at_the_page(play, UseKey())
    assert play.status.step is Step.IN_BROWSER
    play.happens(e.BrowserReturned(CAME))
    play.server(link.SignedIn("Frau Weber", "token", OPERATOR, ["ABCD-EFGH-JKMN"]))
    assert play.status.step is Step.RECOVERY_CODES


def test_one_more_key_is_added_at_the_desk() -> None:
    play = Play().signed_in()
    _at_the_page(play, UseKey())
    assert (play.status.step, play.status.in_browser) == (Step.IDLE, True)
    play.happens(e.BrowserReturned(CAME))
    play.server(link.KeyAdded())
    assert (play.status.key_added, play.status.in_browser) == (True, False)
    _at_the_page(play, UseKey())
    assert not play.status.key_added
    play.happens(e.BrowserReturned(CAME))
    play.server(link.Refused(KeyPageRefused.code))
    assert (play.status.step, play.status.problem) == (Step.IDLE, KeyPageRefused)


def test_own_second_factors_are_shown_while_they_are_looked_at_and_one_can_go() -> None:
    play = Play().signed_in()
    assert play.acts(ShowFactors()) == [c.SendLink(link.ListFactors())]
    app, key = link.SecondFactor("app"), link.SecondFactor("3f9a12c4", 1795356000)
    play.server(link.Factors([app, key]))
    assert play.status.factors == (app, key)
    assert play.acts(RemoveFactor("another")) == []
    assert play.acts(RemoveFactor(key.name)) == [c.SendLink(link.RemoveFactor(key.name))]
    play.server(link.Refused(SecondFactorNeeded.code))
    assert (play.status.problem, play.status.factors) == (SecondFactorNeeded, (app, key))
    play.server(link.Factors([app]))
    assert (play.status.problem, play.status.factors) == (None, (app,))
    play.acts(HideFactors())
    play.server(link.Factors([app, key]))
    assert play.status.factors is None


def test_a_key_that_is_added_while_the_list_is_open_comes_into_it() -> None:
    play = Play().signed_in()
    assert play.server(link.KeyAdded()) == []
    play.acts(ShowFactors())
    play.server(link.Factors([link.SecondFactor("app")]))
    assert play.server(link.KeyAdded()) == [c.SendLink(link.ListFactors())]


def test_nobodys_second_factors_stay_on_the_screen_after_signing_out() -> None:
    play = Play().signed_in()
    play.acts(ShowFactors())
    play.server(link.Factors([link.SecondFactor("app")]))
    play.acts(SignOut())
    assert play.status.factors is None
    assert play.acts(ShowFactors()) == []


@pytest.mark.parametrize("problem", [SignInRefused, ProviderSignInRefused, KeyPageRefused])
def test_what_was_refused_after_the_browser_can_be_tried_again(problem: type[Problem]) -> None:
    play = Play()
    play.happens(e.LinkUp())
    _at_the_page(play, SignInByProvider())
    play.happens(e.BrowserReturned(CAME))
    play.server(link.Refused(problem.code))
    assert (play.status.step, play.status.problem) == (Step.SIGN_IN, problem)
    _at_the_page(play, SignInByProvider())


def test_who_does_not_want_to_go_on_in_the_browser_is_where_one_signs_in() -> None:
    play = Play()
    play.happens(e.LinkUp())
    _at_the_page(play, SignInByProvider())
    assert play.acts(LeaveBrowser()) == [c.ForgetBrowser()]
    assert (play.status.step, play.status.problem) == (Step.SIGN_IN, None)
    assert play.server(PAGE) == []
    assert play.happens(e.BrowserReturned(CAME)) == []


def test_a_link_that_is_lost_ends_the_trip_and_the_server_is_not_asked_again() -> None:
    play = Play()
    play.happens(e.LinkUp())
    _at_the_page(play, SignInByProvider())
    assert c.ForgetBrowser() in play.happens(e.LinkDown(ServerUnreachable))
    assert (play.status.step, play.status.problem) == (Step.SIGN_IN, ServerUnreachable)
    assert play.happens(e.LinkUp()) == []


def test_without_a_browser_one_is_told_what_to_do() -> None:
    play = Play()
    play.happens(e.LinkUp())
    play.acts(SignInByProvider())
    play.happens(e.BrowserMissing())
    assert (play.status.step, play.status.problem) == (Step.SIGN_IN, BrowserRefused)
    play.signed_in()
    play.acts(UseKey())
    play.happens(e.BrowserMissing())
    assert (play.status.step, play.status.problem) == (Step.IDLE, BrowserRefused)
