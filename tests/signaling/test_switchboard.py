import pytest

from protocol import link
from protocol.gate import Hold
from protocol.grants import Level
from protocol.link import Role
from protocol.problems import DatabaseUnavailable, SessionUnknown
from protocol.session import EndReason, State
from protocol.session_key import LIFETIME
from signaling.relays import RENEWED_EVERY, relays
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.descriptions import FINGERPRINT, OTHER_FINGERPRINT, SDP
from tests.fakes.lines import FakeLine
from tests.fakes.signaling_parts import GRACE, RECORDER_TOKEN, Play, parts


async def _restarted(play: Play, database: Database, clock: FakeClock) -> Play:
    """The same session at a server that has just started again."""
    return Play(await parts(database, clock), play.session, play.token, play.customer_token)


# Links that are lost.


async def test_a_key_that_nobody_used_ends_the_session(play: Play, clock: FakeClock) -> None:
    agent = await play.signed_in()
    await play.opened(agent)
    clock.advance(LIFETIME - 1)
    await play.parts.switchboard.time_passed()
    assert agent.line.take() == []
    clock.advance(1)
    await play.parts.switchboard.time_passed()
    assert agent.line.take() == [link.SessionChanged(play.session, State.ENDED, None, EndReason.KEY_EXPIRED)]


async def test_a_short_absence_ends_nothing(play: Play, clock: FakeClock) -> None:
    agent, customer = await play.allowed()
    await customer.leave()
    clock.advance(GRACE)
    await play.parts.switchboard.time_passed()
    assert agent.line.take() == []
    again = play.new_customer()
    await again.say(link.Return(play.session, play.customer_token))
    clock.advance(GRACE + 1)
    await play.parts.switchboard.time_passed()
    assert again.line.take() == []


async def test_a_customer_who_does_not_come_back_is_missed(play: Play, clock: FakeClock) -> None:
    agent, customer = await play.allowed()
    await customer.leave()
    clock.advance(GRACE + 1)
    await play.parts.switchboard.time_passed()
    assert agent.line.last(link.SessionChanged).reason is EndReason.CUSTOMER_LOST


async def test_an_agent_who_does_not_come_back_is_missed(play: Play, clock: FakeClock) -> None:
    agent, customer = await play.allowed()
    await agent.leave()
    clock.advance(GRACE + 1)
    await play.parts.switchboard.time_passed()
    assert customer.line.last(link.SessionChanged).reason is EndReason.AGENT_LOST


async def test_the_newest_line_of_an_agent_counts(play: Play) -> None:
    old, customer = await play.allowed()
    new = play.new_agent()
    await new.say(link.Resume(play.token))
    assert old.line.hung_up
    await old.leave()
    await customer.say(link.EndSession(play.session, EndReason.CUSTOMER))
    assert new.line.last(link.SessionChanged).state is State.ENDED


# Recorders.


async def test_two_recorders_share_the_sessions(play: Play) -> None:
    first, second = await play.new_recorder(FINGERPRINT), await play.new_recorder(OTHER_FINGERPRINT)
    for _ in range(4):
        await play.allowed()
    counts = [sum(isinstance(told, link.Record) for told in each.line.take()) for each in (first, second)]
    assert counts == [2, 2]


@pytest.mark.promise("P18")
async def test_a_recorder_that_is_back_is_connected_anew_and_another_one_is_not_offered(play: Play) -> None:
    recorder = await play.new_recorder()
    agent, customer = await play.allowed()
    await recorder.leave()
    await play.new_recorder(OTHER_FINGERPRINT)
    assert customer.line.take() == [], "the customer would refuse a recorder with another certificate"
    again = await play.new_recorder()
    assert customer.line.take() == [link.Connect(play.session, Role.RECORDER, FINGERPRINT, instead=True)]
    assert agent.line.take() == []
    await again.say(link.Description(play.session, Role.CUSTOMER, 2, "answer", SDP))
    assert customer.line.last(link.Description).attempt == 2


async def test_a_recorder_that_comes_back_before_its_old_line_is_gone_replaces_it(play: Play) -> None:
    old = await play.new_recorder()
    _, customer = await play.allowed()
    new = await play.new_recorder()
    assert old.line.hung_up
    assert customer.line.take() == [link.Connect(play.session, Role.RECORDER, FINGERPRINT, instead=True)]
    await old.leave()
    await new.say(link.Description(play.session, Role.CUSTOMER, 2, "answer", SDP))


# Several recorders of one machine.


async def _back(play: Play, worker: str, *sessions: str, fingerprint: str = FINGERPRINT) -> FakeLine:
    """A recorder that comes and says which sessions it holds; what it is told is on its line."""
    line = FakeLine()
    await play.parts.recorder(line).hear(link.RecorderHello(RECORDER_TOKEN, fingerprint, worker, sessions))
    return line


async def test_the_recorders_of_a_machine_share_the_sessions(play: Play) -> None:
    first, second = await play.new_recorder(worker="1"), await play.new_recorder(worker="2")
    for _ in range(4):
        await play.allowed()
    counts = [sum(isinstance(told, link.Record) for told in each.line.take()) for each in (first, second)]
    assert counts == [2, 2]


@pytest.mark.promise("P18")
async def test_when_a_recorder_dies_another_of_its_machine_takes_its_session_at_once(play: Play) -> None:
    first = await play.new_recorder(worker="1")
    agent, customer = await play.allowed()
    second = await play.new_recorder(worker="2")
    await first.leave()
    assert second.line.last(link.Record).session == play.session
    assert customer.line.take() == [link.Connect(play.session, Role.RECORDER, FINGERPRINT, instead=True)]
    assert agent.line.take() == []
    await second.say(link.Description(play.session, Role.CUSTOMER, 2, "answer", SDP))
    assert customer.line.last(link.Description).attempt == 2


async def test_a_recorder_that_comes_back_with_a_session_that_another_has_lets_it_go(play: Play) -> None:
    first = await play.new_recorder(worker="1")
    _, customer = await play.allowed()
    await play.new_recorder(worker="2")
    await first.leave()
    customer.line.take()
    back = await _back(play, "1", play.session)
    assert back.take() == [link.LetGo(play.session)]
    assert customer.line.take() == []


async def test_a_recorder_whose_link_broke_keeps_its_session_when_nobody_has_taken_it(play: Play) -> None:
    first = await play.new_recorder(worker="1")
    _, customer = await play.allowed()
    await first.leave()
    back = await _back(play, "1", play.session)
    assert back.last(link.Record).session == play.session
    assert customer.line.take() == [], "its pictures never stopped"


async def test_what_a_recorder_says_that_it_holds_and_does_not_is_nothing(play: Play) -> None:
    await play.new_recorder(worker="1")
    _, customer = await play.allowed()
    liar = await _back(play, "", play.session, "f" * 32, fingerprint=OTHER_FINGERPRINT)
    assert liar.take() == [link.LetGo(play.session)]
    assert customer.line.take() == []


async def test_when_the_server_stops_no_session_is_moved(play: Play) -> None:
    first, second = await play.new_recorder(worker="1"), await play.new_recorder(worker="2")
    _, customer = await play.allowed()
    play.parts.switchboard.hang_up()
    await first.leave()
    await second.leave()
    assert not any(isinstance(told, link.Connect) for told in customer.line.take())


async def test_a_session_that_waits_for_its_recorder_after_a_restart_takes_any_once_it_is_not_recorded(
    play: Play, database: Database, clock: FakeClock
) -> None:
    await play.new_recorder(worker="1")
    _, customer = await play.allowed()
    await customer.say(link.ReportGate(play.session, None))
    again = await _restarted(play, database, clock)
    customer = again.new_customer()
    await customer.say(link.Return(play.session, play.customer_token))
    other = await _back(again, "2")
    assert other.take() == [], "the one that has it may be about to come back"
    told = await customer.say(link.ReportGate(play.session, Hold.NOT_RECORDED))
    assert other.last(link.Record).session == play.session
    assert link.Connect(play.session, Role.RECORDER, FINGERPRINT, instead=True) in told


# A restart of the server in the middle of a session.


async def test_after_a_restart_everybody_goes_on_and_nothing_is_connected_anew(
    play: Play, database: Database, clock: FakeClock
) -> None:
    await play.new_recorder()
    _, customer = await play.allowed()
    await customer.say(link.ReportGate(play.session, None))
    again = await _restarted(play, database, clock)
    agent, customer = again.new_agent(), again.new_customer()
    running = link.SessionChanged(play.session, State.RUNNING)
    assert (await agent.say(link.Resume(play.token)))[1:] == [running]
    assert await customer.say(link.Return(play.session, play.customer_token)) == [running]
    recorder = again.parts.recorder(line := type(agent.line)())
    await recorder.hear(link.RecorderHello(RECORDER_TOKEN, FINGERPRINT, sessions=(play.session,)))
    assert line.take() == [link.Record(play.session), running]
    assert agent.line.take() == customer.line.take() == []
    await customer.say(link.ReportGate(play.session, Hold.NOT_GRANTED))
    assert agent.line.last(link.SessionChanged).state is State.PAUSED


async def test_a_key_survives_a_restart(play: Play, database: Database, clock: FakeClock) -> None:
    key = await play.opened(await play.signed_in())
    again = await _restarted(play, database, clock)
    customer = await again.claimed(key)
    assert await customer.say(again.consent())


async def test_people_who_do_not_come_back_after_a_restart_are_missed(
    play: Play, database: Database, clock: FakeClock
) -> None:
    await play.allowed()
    again = await _restarted(play, database, clock)
    agent = again.new_agent()
    await agent.say(link.Resume(play.token))
    clock.advance(GRACE + 1)
    await again.parts.switchboard.time_passed()
    assert agent.line.last(link.SessionChanged).reason is EndReason.CUSTOMER_LOST


# A database that fails.


class _Broken:
    def __init__(self, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
        self._table = play.parts.switchboard._table
        self._patch = monkeypatch

    def __enter__(self) -> None:
        async def fail(*_: object) -> None:
            raise DatabaseUnavailable

        self._patch.setattr(self._table, "save", fail)

    def __exit__(self, *_: object) -> None:
        self._patch.undo()


@pytest.mark.promise("P07")
async def test_a_consent_that_could_not_be_recorded_is_none(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = await play.signed_in()
    customer = await play.claimed(await play.opened(agent))
    agent.line.take()
    with _Broken(play, monkeypatch), pytest.raises(DatabaseUnavailable):
        await customer.say(play.consent())
    assert agent.line.take() == customer.line.take() == []
    assert await customer.say(play.consent()) == [link.SessionChanged(play.session, State.CONSENTED)]


async def test_an_end_is_an_end_and_is_written_when_the_database_is_back(
    play: Play, database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, customer = await play.allowed()
    with _Broken(play, monkeypatch):
        await customer.say(link.EndSession(play.session, EndReason.CUSTOMER))
        with pytest.raises(DatabaseUnavailable):
            await play.parts.switchboard.time_passed()
    assert agent.line.last(link.SessionChanged).reason is EndReason.CUSTOMER
    await play.parts.switchboard.time_passed()
    again = await _restarted(play, database, clock)
    with pytest.raises(SessionUnknown):
        again.parts.switchboard.agent_of(play.session)


async def test_a_session_that_waits_for_the_database_gets_its_recorder_later(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, customer = await play.allowed()
    with _Broken(play, monkeypatch):
        await play.new_recorder()
        assert customer.line.take() == []
    await play.parts.switchboard.time_passed()
    assert len(customer.line.take()) == 2


async def test_one_sessions_end_is_no_others_concern(play: Play) -> None:
    await play.new_recorder()
    first_agent, first_customer = await play.allowed()
    first = play.session
    agent, customer = await play.allowed()
    customer.line.take()
    await first_customer.say(link.EndSession(first, EndReason.CUSTOMER))
    assert first_agent.line.last(link.SessionChanged).session == first
    assert agent.line.take() == customer.line.take() == []


async def test_when_the_server_stops_every_line_is_hung_up(play: Play) -> None:
    recorder = await play.new_recorder()
    agent, customer = await play.allowed()
    play.parts.switchboard.hang_up()
    assert agent.line.hung_up
    assert customer.line.hung_up
    assert recorder.line.hung_up


# Relays.

RELAYS = relays(["turn:relay.example"], "the secret", only=False)


@pytest.fixture
async def relayed(database: Database, clock: FakeClock) -> Play:
    return Play(await parts(database, clock, RELAYS))


async def test_credentials_for_relays_are_handed_out_when_access_was_allowed_and_not_before(relayed: Play) -> None:
    await relayed.new_recorder()
    agent = await relayed.signed_in()
    customer = await relayed.claimed(await relayed.opened(agent))
    await customer.say(relayed.consent())
    await relayed.parts.switchboard.time_passed()
    before = [*agent.line.told, *customer.line.told]
    assert not [told for told in before if isinstance(told, link.Connect | link.IceServers)]
    told = await customer.say(link.AllowAccess(relayed.session, Level.FULL))
    to_customer = [message.ice_servers for message in told if isinstance(message, link.Connect)]
    to_agent = agent.line.last(link.Connect).ice_servers
    assert to_customer[0] == to_customer[1] != to_agent
    assert to_agent[0].urls == ["turn:relay.example"]


async def test_credentials_are_renewed_before_they_end(relayed: Play, clock: FakeClock) -> None:
    await relayed.new_recorder()
    agent, customer = await relayed.allowed()
    await relayed.parts.switchboard.time_passed()
    assert customer.line.take() == [], "they are new"
    clock.advance(RENEWED_EVERY)
    await relayed.parts.switchboard.time_passed()
    for player, role in ((customer, Role.CUSTOMER), (agent, Role.AGENT)):
        assert player.line.take() == [RELAYS.renewed(relayed.session, role, clock())]
    await relayed.parts.switchboard.time_passed()
    assert customer.line.take() == []


async def test_who_comes_back_gets_new_credentials(relayed: Play, clock: FakeClock) -> None:
    await relayed.new_recorder()
    _, customer = await relayed.allowed()
    await customer.leave()
    again = relayed.new_customer()
    await again.say(link.Return(relayed.session, relayed.customer_token))
    await relayed.parts.switchboard.time_passed()
    assert again.line.take() == [RELAYS.renewed(relayed.session, Role.CUSTOMER, clock())]


async def test_without_relays_nothing_is_renewed(play: Play, clock: FakeClock) -> None:
    await play.new_recorder()
    _, customer = await play.allowed()
    clock.advance(RENEWED_EVERY)
    await play.parts.switchboard.time_passed()
    assert customer.line.take() == []


# The ledger.


def _kinds(play: Play) -> list[str]:
    """Of what is written, but for what happened to the account."""
    rows = [row for row in play.parts.ledger.rows if row.session in ("", play.session)]
    return [row.kind for row in rows if row.kind != "account-changed"]


@pytest.mark.promise("P07")
async def test_each_yes_and_the_end_stand_in_the_ledger_before_anybody_is_told(play: Play) -> None:
    await play.new_recorder()
    _, customer = await play.allowed()
    await customer.say(link.ReportGate(play.session, None))
    await customer.say(link.EndSession(play.session, EndReason.CUSTOMER))
    assert _kinds(play) == [
        "signed-in", "enrolment-changed", "session-opened", "key-claimed",
        "consent-given", "access-allowed", "gate-opened", "session-ended",
    ]  # fmt: skip
    noted, rows = customer.line.noted, [row for row in play.parts.ledger.rows if row.kind in _kinds(play)[3:]]
    assert [(one.number, one.entry.encode(), one.signature) for one in noted] == [
        (row.number, row.entry, row.signature) for row in rows
    ]


async def test_without_the_ledger_nobody_is_let_further_but_an_end_is_an_end(play: Play) -> None:
    await play.new_recorder()
    agent = await play.signed_in()
    key = await play.opened(agent)
    customer = await play.claimed(key)
    play.parts.ledger.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await customer.say(play.consent())
    await customer.say(link.EndSession(play.session, EndReason.CUSTOMER))
    assert agent.line.last(link.SessionChanged).state is State.ENDED
    play.parts.ledger.is_gone = False
    await play.parts.switchboard.time_passed()
    assert _kinds(play)[-2:] == ["key-claimed", "session-ended"]
