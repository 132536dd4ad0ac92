import pytest

from protocol import link
from protocol.link import Role
from protocol.problems import MessageRefused, OutOfOrder, SessionUnknown, TokenRefused
from protocol.session import EndReason, State
from tests.fakes.descriptions import FINGERPRINT, OTHER_FINGERPRINT, SDP
from tests.fakes.lines import FakeLine
from tests.fakes.signaling_parts import RECORDER_TOKEN, Play


async def test_a_recorder_is_told_what_to_record_and_when_it_ends(play: Play) -> None:
    recorder = await play.new_recorder()
    _, customer = await play.allowed()
    assert recorder.line.take()[-2:] == [link.Record(play.session), link.SessionChanged(play.session, State.ALLOWED)]
    await customer.say(link.EndSession(play.session, EndReason.CUSTOMER))
    assert recorder.line.take() == [link.SessionChanged(play.session, State.ENDED, None, EndReason.CUSTOMER)]


@pytest.mark.promise("P18")
async def test_nobody_becomes_a_recorder_without_the_recorders_secret(play: Play) -> None:
    line = FakeLine()
    recorder = play.parts.recorder(line)
    for token in ("wrong", RECORDER_TOKEN + "x", "ä"):
        with pytest.raises(TokenRefused):
            await recorder.hear(link.RecorderHello(token, FINGERPRINT))
    await play.allowed()
    assert line.take() == []


async def test_an_answer_goes_to_the_customer(play: Play) -> None:
    recorder = await play.new_recorder()
    _, customer = await play.allowed()
    await recorder.say(link.Description(play.session, Role.CUSTOMER, 1, "answer", SDP))
    assert customer.line.take() == [link.Description(play.session, Role.RECORDER, 1, "answer", SDP)]


async def test_a_recorder_has_no_say_in_a_session_that_another_one_records(play: Play) -> None:
    await play.new_recorder()
    await play.allowed()
    other = await play.new_recorder(OTHER_FINGERPRINT)
    with pytest.raises(SessionUnknown):
        await other.say(link.Description(play.session, Role.CUSTOMER, 1, "answer", SDP))


async def test_a_recorder_answers_and_does_not_offer(play: Play) -> None:
    recorder = await play.new_recorder()
    await play.allowed()
    with pytest.raises(MessageRefused):
        await recorder.say(link.Description(play.session, Role.CUSTOMER, 1, "offer", SDP))


async def test_nobody_says_hello_twice(play: Play) -> None:
    recorder = await play.new_recorder()
    with pytest.raises(OutOfOrder):
        await recorder.say(link.RecorderHello(RECORDER_TOKEN, FINGERPRINT))


async def test_a_recorder_that_was_away_learns_which_sessions_ended(play: Play) -> None:
    recorder = await play.new_recorder()
    agent, _ = await play.allowed()
    await recorder.leave()
    await agent.say(link.EndSession(play.session, EndReason.AGENT))
    line = FakeLine()
    await play.parts.recorder(line).hear(link.RecorderHello(RECORDER_TOKEN, FINGERPRINT))
    assert line.take() == [link.SessionChanged(play.session, State.ENDED, None, EndReason.AGENT)]
