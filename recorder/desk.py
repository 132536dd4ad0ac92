"""What the server says, done: expect this session, answer that offer, this session is over."""

import asyncio
from collections.abc import Callable, Sequence

from logs import Dialogue
from peer.server_link import Down, Up
from protocol import link
from protocol.problems import TokenRefused, from_code
from protocol.session import State
from recorder.session import Session

FAULTS = 3
"""Faults of ours in one session until we give it up."""

Event = Up | Down | link.ToRecorderProgram


class Desk:
    """All sessions of this recorder. Without the server they go on: media does not pass through it."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        *,
        hello: Callable[[Sequence[str]], link.RecorderHello],
        proof: Callable[[str], link.RecorderProof],
        send: Callable[[link.LinkMessage], object],
        new_session: Callable[[str], Session],
        is_over: Callable[[str], bool],
        log: Dialogue,
    ) -> None:
        self._group = group
        self._hello = hello
        self._proof = proof
        self._send = send
        self._new_session = new_session
        self._is_over = is_over
        self._log = log
        self._sessions: dict[str, Session] = {}

    @property
    def sessions(self) -> frozenset[str]:
        """The ids of all sessions that are not closed."""
        return frozenset(self._sessions)

    def on_event(self, event: Event) -> None:
        """One event of the server link."""
        session = getattr(event, "session", "") or "-"
        if not isinstance(event, Up | Down):
            self._log.received(event, session)
        match event:
            case Up():
                self._log.state("server-there")
                self._send(self._hello(self._connected()))
            case Down():
                self._log.state(event.problem.code)
            case link.Record():
                self.take_up(event.session).expect(event.ice_servers)
                self._send(self._proof(event.session))
            case link.Description() if known := self._sessions.get(event.session):
                known.offered(event)
            case link.LetGo():
                self._let_go(event.session)
            case link.SessionChanged(state=State.ENDED):
                self._ended(event.session)
            case link.Refused():
                self._refused(event)

    def take_up(self, session: str) -> Session:
        """The session of this id, which from now on is ours to close."""
        if session not in self._sessions:
            self._sessions[session] = self._new_session(session)
            self._group.create_task(self._run(session), name=f"session {session}")
        return self._sessions[session]

    def pause(self) -> None:
        """The recorder stops: every file is closed, no session is."""
        for session in self._sessions.values():
            session.pause()

    def _connected(self) -> list[str]:
        """The sessions that need no other recorder."""
        return [session for session, known in self._sessions.items() if known.connected][: link.SESSIONS_AT_ONCE]

    def _let_go(self, session: str) -> None:
        """It goes on at another recorder of this machine, which waits for the claim."""
        if known := self._sessions.pop(session, None):
            known.pause()

    def _ended(self, session: str) -> None:
        """Of a session that ended while no recorder was there, it is written down that it had no picture."""
        if session in self._sessions or not self._is_over(session):
            self.take_up(session).ended()

    def _refused(self, refused: link.Refused) -> None:
        problem = from_code(refused.problem)
        self._log.state(problem.code, refused.session or "-")
        if isinstance(problem, TokenRefused):
            self._log.state(
                "The server does not accept recorder.token. Recorder and server need the same state folder."
            )

    async def _run(self, session: str) -> None:
        """A fault costs the customer the line and the recording a gap; after a few of them the session too."""
        running = self._sessions[session]
        for _ in range(FAULTS):
            try:
                await running.run()
            except Exception as fault:  # noqa: BLE001  # whatever a hostile customer found must not reach other sessions
                self._log.fault(fault, session)
                if self._sessions.get(session) is not running:
                    return
                before, running = running, self._new_session(session)
                self._sessions[session] = running
                running.expect(before.ice_servers)
            else:
                break
        if self._sessions.get(session) is running:
            del self._sessions[session]
