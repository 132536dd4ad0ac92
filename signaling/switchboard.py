"""The switchboard: holds the live meetings and who is on which line; has pairing decide, the books kept, then tells.

Each session has a lock: its events happen one after the other, and a slow one holds up no other session.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from ledger.server_facts import SessionOpened
from logs import Dialogue
from protocol import session_key
from protocol.grants import Office
from protocol.link import Connect, LetGo, LinkMessage, Refused, Role, SignedIn
from protocol.problems import DatabaseUnavailable, InvitationRefused, SessionUnknown, TokenRefused, TooManyAttempts
from protocol.session import EndReason, State
from signaling import facts, pairing
from signaling.books import Books
from signaling.clock import Clock
from signaling.lines import Line
from signaling.live import Live, as_written, noted
from signaling.meeting import (
    CustomerCame,
    Ended,
    Event,
    GateReported,
    KeyExpired,
    Lost,
    Meeting,
    RecorderCame,
    RecorderLost,
    Returned,
    Second,
    SecondAsked,
    SecondGone,
    TimePassed,
    changed,
)
from signaling.pairing import Worker
from signaling.relays import RENEWED_EVERY, Relays
from signaling.roles import AgentRole
from signaling.scribe import Scribe
from signaling.store.agents import SignIn
from signaling.store.sessions import SessionTable

SESSIONS_AT_ONCE = 20
"""Live sessions that one sign-in may have."""
_OPENED = frozenset({State.RUNNING, State.PAUSED})
TOLD_AFTERWARDS = 3600.0
"""Seconds for which a program that comes back learns that its session has ended meanwhile."""


class Switchboard:
    """All live sessions of this server."""

    def __init__(
        self,
        table: SessionTable,
        scribe: Scribe,
        clock: Clock,
        log: Dialogue,
        *,
        grace: float,
        relays: Relays | None = None,
    ) -> None:
        self._table = table
        self._scribe = scribe
        self._books = Books(table, scribe, clock, log)
        self._clock = clock
        self._log = log
        self._grace = grace
        self._relays = relays or Relays()
        self._live: dict[str, Live] = {}
        self._agents: dict[str, tuple[SignIn, Line]] = {}
        self._recorders: dict[Worker, Line] = {}
        self._stopping = False

    async def restore(self) -> None:
        """Reads the sessions back after a restart. Nobody is connected yet; their pictures go on meanwhile."""
        now = self._clock()
        for kept in await self._table.live():
            meeting = pairing.restored(kept.meeting, now)
            self._live[meeting.session] = Live(
                meeting, kept.sign_in, kept.agent, kept.agent_id, kept.generation, was_open=meeting.state in _OPENED
            )

    # The agent.

    async def agent_came(self, sign_in: SignIn, line: Line, greeting: SignedIn) -> None:
        """The agent's line, new or again: the newest counts. It is greeted, and told how its sessions stand."""
        ended = await self._table.ended_of_agent(sign_in.id, self._clock() - TOLD_AFTERWARDS)
        line.send(greeting)
        before, self._agents[sign_in.id] = self._agents.get(sign_in.id), (sign_in, line)
        if before:
            before[1].hang_up()
        for kept in ended:
            line.send(changed(kept.meeting))
        for session, live in list(self._live.items()):
            if role := live.role_of(sign_in.id):
                with suppress(SessionUnknown):  # ended meanwhile
                    await self._seat(session, role, line, Returned(role))

    async def agent_gone(self, sign_in: SignIn, line: Line) -> None:
        """The agent's line is gone; its sessions wait for it."""
        if self._agents.get(sign_in.id) == (sign_in, line):
            del self._agents[sign_in.id]
        for role in (Role.AGENT, Role.SECOND):
            await self._left(role, line)

    async def agent_signed_out(self, sign_in: SignIn) -> None:
        """The agent does not want to be signed in any more: what was begun with it ends."""
        self._agents.pop(sign_in.id, None)
        await self._end_all(EndReason.AGENT, lambda live: live.sign_in == sign_in.id)
        await self._seconds_out(EndReason.AGENT, lambda second: second.sign_in == sign_in.id)

    async def shut_out(self, generations: Mapping[int, int]) -> None:
        """Hangs up on everybody whose account has another generation than given here, or none, and ends their sessions.

        To be asked with those of `accounts`.
        """
        for sign_in, line in list(self._agents.values()):
            if generations.get(sign_in.agent) != sign_in.generation:
                line.send(Refused(TokenRefused.code))
                line.hang_up()
                del self._agents[sign_in.id]
        await self._end_all(EndReason.LOCKED_OUT, lambda live: generations.get(live.agent_id) != live.generation)
        await self._seconds_out(
            EndReason.LOCKED_OUT, lambda second: generations.get(second.account) != second.generation
        )

    async def _end_all(self, reason: EndReason, concerned: Callable[[Live], bool]) -> None:
        for session in [session for session, live in self._live.items() if concerned(live)]:
            await self._happen_if_live(session, Ended(reason))

    async def _seconds_out(self, reason: EndReason, concerned: Callable[[Second], bool]) -> None:
        for session, live in list(self._live.items()):
            if live.meeting.second and concerned(live.meeting.second):
                await self._happen_if_live(session, SecondGone(reason))

    async def withdrawn(self, sessions: Collection[str]) -> None:
        """The customers of these sessions do not want it any more, none at all."""
        for session in sessions:
            await self._happen_if_live(session, Ended(EndReason.WITHDRAWN))

    async def open(self, sign_in: SignIn, line: Line, customer: bytes | None = None) -> str:
        """A new session of this agent, for this enrolled customer.

        Raises `TooManyAttempts` when there are too many, or `TokenRefused`.
        """
        if sign_in.id not in self._agents:
            raise TokenRefused
        if sum(live.sign_in == sign_in.id for live in self._live.values()) >= SESSIONS_AT_ONCE:
            raise TooManyAttempts
        session = secrets.token_hex(16)
        now = self._clock()
        await self._scribe.write(SessionOpened(at=self._scribe.now(), session=session, account=sign_in.agent))
        await self._table.add(session, sign_in, now, now + session_key.LIFETIME, customer)
        newest = self._agents[sign_in.id][1] if sign_in.id in self._agents else line
        self._live[session] = Live(
            Meeting(session),
            sign_in.id,
            sign_in.display_name,
            sign_in.agent,
            sign_in.generation,
            {Role.AGENT: newest},
        )
        self._log.state(State.WAITING, session)
        return session

    def signed_in(self) -> set[str]:
        """The sign-ins that are connected."""
        return set(self._agents)

    def accounts(self) -> set[int]:
        """The accounts of those who are connected, or have a session."""
        connected = {sign_in.agent for sign_in, _ in self._agents.values()}
        seconds = {live.meeting.second.account for live in self._live.values() if live.meeting.second}
        return connected | seconds | {live.agent_id for live in self._live.values()}

    def role_of(self, session: str, line: Line) -> Role:
        """Which of its agents is on this line. Raises `SessionUnknown` when neither is."""
        for role in (Role.AGENT, Role.SECOND):
            if self._find(session).lines.get(role) is line:
                return role
        raise SessionUnknown

    async def join(self, session: str, sign_in: SignIn, line: Line) -> None:
        """Somebody has the number that the session's agent has read out. Raises `InvitationRefused`."""
        office = Office.SUPERVISOR if sign_in.role is AgentRole.SUPERVISOR else Office.AGENT
        second = Second(sign_in.id, sign_in.agent, sign_in.generation, sign_in.display_name, office)
        try:
            live = self._find(session)
            if live.agent_id == sign_in.agent:
                raise InvitationRefused  # nobody is asked for twice
            await self._happen(session, SecondAsked(second, live.agent), lambda it: it.seat(Role.SECOND, line))
        except SessionUnknown:
            raise InvitationRefused from None

    # The customer.

    def agent_of(self, session: str) -> str:
        """The name under which the customer meets the agent. Raises `SessionUnknown`."""
        return self._find(session).agent

    async def customer_came(self, session: str, line: Line, event: CustomerCame, customer: bytes) -> None:
        """The customer had the right key or ticket; `customer` is the digest of the token to return with."""
        await self._seat(session, Role.CUSTOMER, line, event, customer)

    async def customer_returned(self, session: str, line: Line, customer: bytes) -> None:
        """The customer's line again; told how the session stands, also when it has ended. Raises `SessionUnknown`."""
        kept = await self._table.of_customer(session, customer)
        if kept is None:
            raise SessionUnknown
        if session not in self._live:
            line.send(changed(self._books.newest(kept.meeting)))
            return
        await self._seat(session, Role.CUSTOMER, line, Returned(Role.CUSTOMER))

    async def customer_gone(self, line: Line) -> None:
        """The customer's line is gone; the session waits for it."""
        await self._left(Role.CUSTOMER, line)

    # The recorder.

    async def recorder_came(self, worker: Worker, line: Line, holds: Sequence[str] = ()) -> None:
        """A recorder's line. It keeps the sessions that it holds, and gets some of those that wait for one."""
        ended = await self._table.ended_of_recorder(worker.fingerprint, self._clock() - TOLD_AFTERWARDS)
        before, self._recorders[worker] = self._recorders.get(worker), line
        if before:
            before.hang_up()
            await self._recorder_lost(before)
        for kept in ended:
            line.send(changed(kept.meeting))
        for session in holds:
            await self._hold(session, worker, line)
        await self._give_recorders()

    async def _hold(self, session: str, worker: Worker, line: Line) -> None:
        """A recorder says that a customer is connected to it."""
        live = self._live.get(session)
        if live is None or live.meeting.state not in pairing.CONNECTING:
            return
        if live.meeting.recorder_there or live.meeting.recorder != worker.fingerprint:
            line.send(LetGo(session))
            return
        live.worker = worker
        await self._happen_if_live(session, RecorderCame(worker.fingerprint, holds=True))

    async def recorder_gone(self, worker: Worker, line: Line) -> None:
        """A recorder's line is gone: others of its machine take its sessions."""
        if self._recorders.get(worker) is line:
            del self._recorders[worker]
            await self._recorder_lost(line)
            await self._give_recorders()

    async def _recorder_lost(self, line: Line) -> None:
        for session, live in list(self._live.items()):
            if live.lines.get(Role.RECORDER) is line:
                live.worker = None
                await self._happen_if_live(session, RecorderLost())

    async def _give_recorders(self) -> None:
        """To those that have none. Not while we stop: their recorders are there, and we are the one who goes."""
        for session, live in list(self._live.items()):
            waits = live.meeting.state in pairing.CONNECTING and not live.meeting.recorder_there
            if waits and not live.meeting.media_goes_on and not self._stopping:
                worker = self._worker_for(live.meeting)
                if worker:
                    live.worker = worker
                    await self._happen_if_live(session, RecorderCame(worker.fingerprint))

    def recorder_for(self, session: str) -> str | None:
        """The fingerprint of the recorder to be used for the session, if one is there. Raises `SessionUnknown`."""
        live = self._find(session)
        live.worker = self._worker_for(live.meeting)
        return live.worker.fingerprint if live.worker else None

    def _worker_for(self, meeting: Meeting) -> Worker | None:
        loads = Counter(live.worker for live in self._live.values() if live.meeting.recorder_there)
        return pairing.choose({there: loads[there] for there in self._recorders}, meeting)

    # Everybody.

    async def happen(self, session: str, role: Role, line: Line, event: Event) -> None:
        """Something that the program on `line` says happened. Raises `SessionUnknown` when it is not its session."""
        if self._find(session).lines.get(role) is not line:
            raise SessionUnknown
        await self._happen(session, event)
        if isinstance(event, GateReported) and event.hold:
            await self._give_recorders()  # what waited for its old recorder may wait no longer

    async def time_passed(self) -> None:
        """Ends what nobody came to, or came back to, in time; makes up for what the database did not let us do."""
        now = self._clock()
        for session in [session for session, live in self._live.items() if live.meeting.away]:
            await self._happen_if_live(session, TimePassed(now, self._grace))
        await self._give_recorders()
        self._renew_credentials(now)
        await self._books.catch_up()
        for session in await self._table.overdue(now):
            await self._happen_if_live(session, KeyExpired())

    def _renew_credentials(self, now: float) -> None:
        for session, live in self._live.items():
            overdue = now - live.served_at >= RENEWED_EVERY
            if self._relays.turn and overdue and live.meeting.state in pairing.CONNECTING:
                live.served_at = now
                for role in (Role.CUSTOMER, Role.AGENT, Role.SECOND):
                    self._tell(live, role, self._relays.renewed(session, role, now))

    def hang_up(self) -> None:
        """Ends every connection: the server stops."""
        self._stopping = True
        lines = [line for live in self._live.values() for line in live.lines.values()]
        for line in [*lines, *(line for _, line in self._agents.values()), *self._recorders.values()]:
            line.hang_up()

    # Inside.

    def _find(self, session: str) -> Live:
        try:
            return self._live[session]
        except KeyError:
            raise SessionUnknown from None

    async def _seat(
        self, session: str, role: Role, line: Line, event: CustomerCame | Returned, customer: bytes | None = None
    ) -> None:
        await self._happen(session, event, lambda live: live.seat(role, line), customer)

    async def _left(self, role: Role, line: Line) -> None:
        now = self._clock()
        for session, live in list(self._live.items()):
            if live.lines.get(role) is line:
                del live.lines[role]
                await self._happen_if_live(session, Lost(role, now))

    async def _happen_if_live(self, session: str, event: Event) -> None:
        """Something that nobody said: if the session ended meanwhile or cannot be written now, the others go on."""
        try:
            await self._happen(session, event)
        except SessionUnknown:
            pass
        except DatabaseUnavailable as unavailable:
            self._log.fault(unavailable, session)

    async def _happen(
        self,
        session: str,
        event: Event,
        before_telling: Callable[[Live], None] = lambda _: None,
        customer: bytes | None = None,
    ) -> None:
        live = self._find(session)
        async with live.lock:
            before = live.meeting
            outcome = pairing.decide(before, event)
            meeting = outcome.meeting
            written = await self._books.note(
                facts.of(before, outcome, opened_before=live.was_open, at=self._scribe.now())
            )
            if customer or outcome.record or as_written(meeting) != as_written(before):
                await self._books.write(outcome, customer)
            live.meeting, live.was_open = meeting, live.was_open or meeting.state in _OPENED
            before_telling(live)
            self._place_recorder(live)
            if meeting.state is not before.state:
                self._log.state(meeting.state, session)
            for tell in outcome.tells:
                self._tell(live, tell.to, tell.message)
            for one in written:
                self._tell(live, Role.CUSTOMER, noted(session, one))
            if meeting.second is None:
                live.lines.pop(Role.SECOND, None)
            if meeting.state is State.ENDED:
                self._live.pop(session, None)

    def _place_recorder(self, live: Live) -> None:
        line = self._recorders.get(live.worker) if live.worker else None
        if live.meeting.recorder_there and line:
            live.lines[Role.RECORDER] = line
        else:  # it may have gone while this was being written
            live.meeting = replace(live.meeting, recorder_there=False)
            live.lines.pop(Role.RECORDER, None)

    def _tell(self, live: Live, role: Role, message: LinkMessage) -> None:
        if line := live.lines.get(role):
            now = self._clock()
            if isinstance(message, Connect):
                live.served_at = now
            line.send(self._relays.told(message, role, now))
