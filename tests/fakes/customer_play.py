"""A whole help as a play: the server, the agent and the recorder say their lines, and the commands are looked at."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from customer_client import commands as c
from customer_client import events as e
from customer_client.helping import Help
from customer_client.status import Action, AgreeToNotice, ChooseAccess, Device, Status, Step, TypeConfirmation, TypeKey
from customer_client.window import OwnWindows
from peer.safety import AgentSide, Seen
from protocol import link
from protocol import peer_messages as m
from protocol.grants import Level
from tests.fakes.identities import IDENTITY, proof
from tests.fakes.screen import view
from tests.fakes.signer import FakeSigner

SESSION = "0123456789abcdef" * 2
NOTICE = "Die Sitzung wird aufgezeichnet."
ENGLISH_NOTICE = "The session is recorded."
RECORDER_TEXT = ":".join(["0F"] * 32)
RECORDER_SEEN = bytes([15] * 32)
AGENT_SEEN = b"a" * 32
OURS = b"c" * 32
OPERATOR = link.Operator(name="Hilfe GmbH", support="0800 1", data_protection="datenschutz@example.org")
CLAIMED = link.Claimed(
    session=SESSION,
    token="t",
    agent="Frau Weber",
    operator=OPERATOR,
    notice_version="2026-01",
    notice=link.NoticeTexts(NOTICE, ENGLISH_NOTICE),
    retention_days=90,
)
NONCE = b"n" * 16

Kind = TypeVar("Kind")


@dataclass
class Play:
    """A help, the clock, and everything it has wanted so far. `say` gives what one event led to."""

    ticket: str = ""
    device: Device | None = None
    now: float = 1000.0
    said: list[c.Command] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.help = Help(
            fingerprint=OURS,
            nonce=lambda: NONCE,
            wall_offset=1_700_000_000.0,
            recorders=IDENTITY,
            signs=FakeSigner(),
            ticket=self.ticket,
            device=self.device,
        )
        self.agent = AgentSide(Seen(SESSION, OURS, AGENT_SEEN, RECORDER_SEEN), b"m" * 16)

    @property
    def status(self) -> Status:
        return self.help.status()

    @property
    def step(self) -> Step:
        return self.help.status().step

    # Lines

    def say(self, *events: e.Event) -> list[c.Command]:
        commands = [command for event in events for command in self.help.handle(event, self.now)]
        self.said += commands
        return commands

    def after(self, seconds: float, *, beating: bool = True, storing: bool = True) -> list[c.Command]:
        """Time passes, in ticks, while the agent's heart beats and the recorder stores."""
        commands: list[c.Command] = []
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 0.1)
            ticked = self.say(e.Tick())
            commands += ticked
            if storing:
                commands += self.stores(ticked)
            if beating and self.attempt(link.Role.AGENT):
                commands += self.from_agent(m.Heartbeat(number=1))
        return commands

    def server(self, message: link.ToCustomerProgram) -> list[c.Command]:
        return self.say(e.FromServer(message))

    def from_agent(self, message: m.FromAgent, own: OwnWindows | None = None) -> list[c.Command]:
        attempt = self.attempt(link.Role.AGENT)
        return self.say(e.FromAgent(attempt, message, own or OwnWindows()))

    def from_recorder(self, message: m.FromRecorder) -> list[c.Command]:
        return self.say(e.FromRecorder(self.attempt(link.Role.RECORDER), message))

    def stores(self, commands: list[c.Command]) -> list[c.Command]:
        """The recorder answers each mark in these commands."""
        said = []
        for command in only(commands, c.SendPeer):
            if isinstance(command.message, m.Mark):
                said += self.from_recorder(m.Stored(mark=command.message.number, pictures=1, size=1))
        return said

    def acts(self, action: Action) -> list[c.Command]:
        return self.say(e.Acted(action))

    def attempt(self, peer: link.Role) -> int:
        return max((offer.attempt for offer in only(self.said, c.Offer) if offer.peer is peer), default=0)

    # Scenes

    def claimed(self) -> "Play":
        self.say(e.LinkUp())
        self.acts(TypeKey("481 92 03"))
        self.server(CLAIMED)
        return self

    def consented(self) -> "Play":
        self.claimed()
        self.acts(AgreeToNotice("de"))
        return self

    def allowed(self, level: Level = Level.FULL) -> "Play":
        self.consented()
        self.say(e.ViewChanged(view(1920, 1080)))
        self.acts(ChooseAccess(level))
        return self

    def invite(self, peer: link.Role, recorder: str = RECORDER_TEXT) -> list[c.Command]:
        """The server introduces a peer, and the recorder that it names has proved who it is."""
        proved = self.server(proof(SESSION, recorder))
        return [*proved, *self.server(link.Connect(session=SESSION, peer=peer, recorder=recorder))]

    def connects(self, peer: link.Role, fingerprint: bytes | None = None) -> list[c.Command]:
        seen = RECORDER_SEEN if peer is link.Role.RECORDER else AGENT_SEEN
        return self.say(e.PeerConnected(peer, self.attempt(peer), fingerprint or seen))

    def connected(self, level: Level = Level.FULL) -> "Play":
        self.allowed(level)
        for peer in (link.Role.RECORDER, link.Role.AGENT):
            self.invite(peer)
        self.stores(self.connects(link.Role.RECORDER))
        self.connects(link.Role.AGENT)
        return self

    def code_shown(self, level: Level = Level.FULL) -> "Play":
        self.connected(level)
        self.exchange()
        return self

    def exchange(self) -> None:
        """The agent's side of the safety code, up to the code on both screens."""
        self.from_agent(self.agent.begin())
        digest = sha256(NOTICE.encode()).digest()
        reveal = self.agent.receive_answer(m.SafetyAnswer(nonce=NONCE, consent=digest))
        self.from_agent(reveal)

    def code_typed(self, level: Level = Level.FULL) -> "Play":
        self.code_shown(level)
        self.from_agent(self.agent.type(self.help.status().code))
        return self

    def helped(self, level: Level = Level.FULL) -> "Play":
        self.code_typed(level)
        self.acts(TypeConfirmation(self.agent.confirmation))
        return self


def only(commands: list[c.Command], kind: type[Kind]) -> list[Kind]:
    """The commands of one kind."""
    return [command for command in commands if isinstance(command, kind)]


def to_server(commands: list[c.Command]) -> list[link.FromCustomerProgram]:
    """What goes to the server, but for statements."""
    return [
        command.message for command in only(commands, c.SendLink) if not isinstance(command.message, link.Statement)
    ]


def stated(commands: list[c.Command]) -> list[str]:
    """What is stated for the ledger."""
    messages = [command.message for command in only(commands, c.SendLink)]
    return [message.said for message in messages if isinstance(message, link.Statement)]


def to_agent(commands: list[c.Command]) -> list[m.PeerMessage]:
    """What goes to the agent."""
    return [command.message for command in only(commands, c.SendPeer) if command.peer is link.Role.AGENT]


def injected(commands: list[c.Command]) -> list[object]:
    """What is done with mouse and keyboard."""
    return [command.stroke for command in only(commands, c.Inject)]
