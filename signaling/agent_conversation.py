"""The conversation with an agent's program: sign in, sessions, descriptions."""

from typing import assert_never

from protocol import link, session_key
from protocol.link import Role
from protocol.problems import DatabaseUnavailable, OutOfOrder, TokenRefused
from protocol.session import EndReason, State
from signaling.accounts import Accounts
from signaling.key_desk import KeyDesk
from signaling.lines import Line
from signaling.meeting import Described, EndAsked
from signaling.store.agents import SignIn
from signaling.switchboard import Switchboard


class AgentConversation:
    """One agent's, on one line."""

    def __init__(
        self, line: Line, *, accounts: Accounts, desk: KeyDesk, switchboard: Switchboard, operator: link.Operator
    ) -> None:
        self._line = line
        self._accounts = accounts
        self._desk = desk
        self._switchboard = switchboard
        self._operator = operator
        self._sign_in: SignIn | None = None

    async def hear(self, message: link.FromAgentProgram) -> None:
        """What the program said. Raises the `Problem` that it is to be told."""
        match message:
            case link.SignIn() | link.Resume():
                await self._identify(message)
            case link.RequestSession():
                await self._open()
            case link.Description():
                await self._switchboard.happen(message.session, Role.AGENT, self._line, Described(Role.AGENT, message))
            case link.EndSession():
                await self._end(message.session, message.reason)
            case _:
                assert_never(message)

    async def gone(self) -> None:
        """The line is gone."""
        if self._sign_in:
            await self._switchboard.agent_gone(self._sign_in, self._line)

    async def _identify(self, message: link.SignIn | link.Resume) -> None:
        if self._sign_in:
            raise OutOfOrder
        if isinstance(message, link.Resume):
            sign_in, token = await self._accounts.resume(message.token), message.token
        else:
            sign_in, token = await self._accounts.sign_in(message.name, message.password, message.second_factor)
        greeting = link.SignedIn(sign_in.display_name, token, self._operator)
        await self._switchboard.agent_came(sign_in, self._line, greeting)
        self._sign_in = sign_in

    async def _open(self) -> None:
        if self._sign_in is None:
            raise OutOfOrder
        if not self._accounts.still_counts(self._sign_in):
            raise TokenRefused
        session = await self._switchboard.open(self._sign_in, self._line)
        try:
            key = await self._desk.make(session)
        except DatabaseUnavailable:
            await self._end(session, EndReason.FAULT)
            raise
        self._line.send(link.SessionOpened(session, key, session_key.LIFETIME))
        self._line.send(link.SessionChanged(session, State.WAITING))

    async def _end(self, session: str, reason: EndReason) -> None:
        await self._switchboard.happen(session, Role.AGENT, self._line, EndAsked(Role.AGENT, reason))
