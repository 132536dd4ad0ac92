"""The parts of a signaling server round a database, without any connection."""

from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from bench.authenticator import Authenticator, first_sign_in
from ledger.book import Book
from logs import Dialogue
from protocol import link
from protocol.grants import Level
from protocol.link import LinkMessage, Operator
from signaling.accounts import Accounts
from signaling.agent_conversation import AgentConversation
from signaling.ceremonies import Ceremonies
from signaling.customer_conversation import CustomerConversation, Greeting
from signaling.digests import Pepper
from signaling.enrolments import Enrolments
from signaling.factors import OwnFactors
from signaling.hashing import Hashing
from signaling.identification import Ways
from signaling.invitations import Invitations
from signaling.key_desk import WRONG_KEYS, KeyDesk
from signaling.key_sign_ins import KeySignIns
from signaling.lines import Line
from signaling.link import Conversation
from signaling.notices import SHIPPED, Language, Notices
from signaling.recorder_conversation import RecorderConversation
from signaling.relays import Relays
from signaling.scribe import Scribe
from signaling.security_keys import Site
from signaling.sign_ins import WRONG_SIGN_INS, SignIns
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from signaling.store.enrolments import EnrolmentTable
from signaling.store.factors import FactorTable
from signaling.store.keys import KeyTable
from signaling.store.security_keys import SecurityKeyTable
from signaling.store.sessions import SessionTable
from signaling.switchboard import Switchboard
from signaling.tolls import Booth
from signaling.wrong_guesses import WrongGuesses
from tests.fakes.clock import FakeClock
from tests.fakes.descriptions import FINGERPRINT
from tests.fakes.ledgers import KEY
from tests.fakes.lines import FakeLine
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.passwords import QUICK

GRACE = 120.0
ORIGIN = "https://help.example"
NAME, PASSWORD, RECORDER_TOKEN = "anna", "correct horse", "the recorders' secret"
Said = TypeVar("Said")
OPERATOR = Operator("Operator", "support", "data protection")
IN_FORCE = Notices.read(SHIPPED, OPERATOR).enrolment().version
"""Of the notices that are shipped."""
CUSTOMER = "4711"
"""Whom the sessions are for."""
AGREED = link.SetEnrolment(CUSTOMER, granted=True, text_version=IN_FORCE, language="de")
REQUEST = link.RequestSession(CUSTOMER)


@dataclass
class Parts:
    """What a conversation needs."""

    keys: KeyTable
    sessions: SessionTable
    accounts: Accounts
    sign_ins: SignIns
    ways: Ways
    security_keys: SecurityKeyTable
    hashing: Hashing
    booth: Booth
    enrolments: Enrolments
    register: EnrolmentTable
    guesses: tuple[WrongGuesses, WrongGuesses]
    clock: FakeClock
    pepper: Pepper
    desk: KeyDesk
    switchboard: Switchboard
    greeting: Greeting
    scribe: Scribe
    ledger: MemoryRows
    invitations: Invitations

    def agent(self, line: Line) -> AgentConversation:
        return AgentConversation(
            line,
            ways=self.ways,
            desk=self.desk,
            switchboard=self.switchboard,
            operator=OPERATOR,
            booth=self.booth,
            enrolments=self.enrolments,
            invitations=self.invitations,
        )

    def customer(self, line: Line) -> CustomerConversation:
        return CustomerConversation(
            line,
            desk=self.desk,
            switchboard=self.switchboard,
            greeting=self.greeting,
            booth=self.booth,
            enrolments=self.enrolments,
        )

    def recorder(self, line: Line) -> RecorderConversation:
        return RecorderConversation(line, token=RECORDER_TOKEN, switchboard=self.switchboard)


def played_scribe(clock: FakeClock, rows: MemoryRows | None = None) -> Scribe:
    """A ledger in memory."""
    return Scribe(Book(rows or MemoryRows(), KEY), {}, clock, Dialogue("test"))


async def parts(database: Database, clock: FakeClock, relays: Relays | None = None, *, enrolment: bool = True) -> Parts:
    """A server that has just started."""
    sessions = SessionTable(database)
    rows = MemoryRows()
    scribe = played_scribe(clock, rows)
    factors = FactorTable(database)
    hashing, agents, pepper = Hashing(QUICK), AgentTable(database), Pepper(b"pepper")
    register = EnrolmentTable(database)
    log = Dialogue("test")
    wrong_keys, wrong_sign_ins = (WrongGuesses(budget, clock, log, "x") for budget in (WRONG_KEYS, WRONG_SIGN_INS))
    accounts, sign_ins = (
        Accounts(agents, factors, clock, hashing, scribe),
        SignIns(agents, pepper, clock, hashing, wrong_sign_ins=wrong_sign_ins, scribe=scribe),
    )
    security_keys = SecurityKeyTable(database)
    ceremonies = Ceremonies(security_keys, agents, Site(ORIGIN, "Operator"), clock)
    switchboard = Switchboard(sessions, scribe, clock, log, grace=GRACE, relays=relays)
    await switchboard.restore()
    greeting = Greeting(OPERATOR, Notices.read(SHIPPED, OPERATOR))
    keys = KeyTable(database, greeting.notices.enrolment() if enrolment else None)
    desk = KeyDesk(keys, pepper, clock, wrong_keys, refused_after=0.0)
    return Parts(
        keys,
        sessions,
        accounts,
        sign_ins,
        Ways(sign_ins, KeySignIns(sign_ins, security_keys, clock, scribe), ceremonies, OwnFactors(factors, scribe)),
        security_keys,
        hashing,
        Booth(),
        Enrolments(register, pepper, greeting.notices, clock, scribe, required=enrolment),
        register,
        (wrong_keys, wrong_sign_ins),
        clock,
        pepper,
        desk,
        switchboard,
        greeting,
        scribe,
        rows,
        Invitations(clock),
    )


class Player(Generic[Said]):
    """One program: says things, and remembers what it was told."""

    def __init__(self, line: FakeLine, conversation: Conversation[Said]) -> None:
        self.line = line
        self._conversation = conversation

    async def say(self, message: Said) -> list[LinkMessage]:
        """What it was told since the last time. Raises the `Problem` that it would be told."""
        await self._conversation.hear(message)
        return self.line.take()

    async def leave(self) -> None:
        await self._conversation.gone()


@dataclass
class Play:
    """Agent, customer and recorder round one server."""

    parts: Parts
    session: str = ""
    token: str = ""
    customer_token: str = ""
    authenticator: Authenticator | None = None

    def new_agent(self) -> Player[link.FromAgentProgram]:
        line = FakeLine()
        return Player(line, self.parts.agent(line))

    def new_customer(self) -> Player[link.FromCustomerProgram]:
        line = FakeLine()
        return Player(line, self.parts.customer(line))

    async def new_recorder(self, fingerprint: str = FINGERPRINT, worker: str = "") -> Player[link.FromRecorderProgram]:
        """One that has said hello."""
        line = FakeLine()
        recorder = Player(line, self.parts.recorder(line))
        await recorder.say(link.RecorderHello(RECORDER_TOKEN, fingerprint, worker))
        return recorder

    def close(self) -> None:
        self.parts.hashing.close()
        self.parts.booth.close()

    async def signed_in(self) -> Player[link.FromAgentProgram]:
        """The first time with a customer who agrees, where that is asked for."""
        agent = self.new_agent()
        if self.authenticator is None:
            await self.parts.accounts.add(NAME, "Anna B.", PASSWORD)
            self.authenticator, greeting = await first_sign_in(
                partial(_answer, agent), NAME, PASSWORD, self.parts.clock
            )
            if greeting.enrolment:
                await agent.say(AGREED)
        else:
            (again,) = await agent.say(self.sign_in())
            assert isinstance(again, link.SignedIn)
            greeting = again
        self.token = greeting.token
        return agent

    def sign_in(self) -> link.SignIn:
        """What somebody says who has the password and the app."""
        assert self.authenticator
        return link.SignIn(NAME, PASSWORD, self.authenticator.code(self.parts.clock()))

    async def opened(self, agent: Player[link.FromAgentProgram]) -> str:
        """A session's key; the session becomes this play's."""
        opened, _ = await agent.say(REQUEST)
        assert isinstance(opened, link.SessionOpened)
        self.session = opened.session
        return opened.key

    async def claimed(self, key: str) -> Player[link.FromCustomerProgram]:
        customer = self.new_customer()
        (claimed,) = await customer.say(link.ClaimKey(key))
        assert isinstance(claimed, link.Claimed)
        self.customer_token = claimed.token
        return customer

    def consent(self, language: Language = "de") -> link.GiveConsent:
        notice = self.parts.greeting.notices.notice("privacy", language)
        return link.GiveConsent(self.session, notice.version, notice.sha256, language)

    async def allowed(self) -> tuple[Player[link.FromAgentProgram], Player[link.FromCustomerProgram]]:
        """Agent and customer of a session to which access was allowed; they have heard everything so far."""
        agent = await self.signed_in()
        customer = await self.claimed(await self.opened(agent))
        await customer.say(self.consent())
        await customer.say(link.AllowAccess(self.session, Level.FULL))
        agent.line.take()
        return agent, customer


async def _answer(agent: Player[link.FromAgentProgram], message: LinkMessage) -> LinkMessage:
    assert isinstance(message, link.SignIn | link.ConfirmSecondFactor)
    (answer,) = await agent.say(message)
    return answer
