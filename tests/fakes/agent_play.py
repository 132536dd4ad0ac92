"""A whole session at the agent's desk as a play: server and customer say their lines, the commands are looked at."""

from dataclasses import dataclass, field
from typing import TypeVar

from agent_client.viewing import commands as c
from agent_client.viewing import events as e
from agent_client.viewing.desk import Desk
from agent_client.viewing.status import Action, NewSession, SignIn, Status, TypeCode
from peer.safety import CustomerSide, Seen
from protocol import link, wire
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.session import State
from tests.fakes.identities import IDENTITY, proof

SESSION = "ab" * 16
RECORDER_TEXT = ":".join(["0F"] * 32)
OTHER_RECORDER_TEXT = ":".join(["0E"] * 32)
RECORDER_SEEN = bytes([15] * 32)
AGENT_SEEN, CUSTOMER_SEEN = b"a" * 32, b"c" * 32
OPERATOR = link.Operator(name="Hilfe GmbH", support="0800 1", data_protection="datenschutz@example.org")
SIGNED_IN = link.SignedIn(agent="Frau Weber", token="token", operator=OPERATOR)
OPENED = link.SessionOpened(session=SESSION, key="4819203", lifetime=600.0, extra="4711")
CONNECT = link.Connect(session=SESSION, peer=link.Role.CUSTOMER, recorder=RECORDER_TEXT)

PROOF = proof(SESSION, RECORDER_TEXT)

Kind = TypeVar("Kind")


@dataclass
class Play:
    """A desk, the clock, the customer's side of the safety code, and every command so far."""

    now: float = 1000.0
    attempt: int = 1
    commands: list[c.Command] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(IDENTITY)
        self.customer = self._side()

    @property
    def status(self) -> Status:
        return self.desk.status(self.now)

    def happens(self, event: e.Event) -> list[c.Command]:
        """One event, and what it led to."""
        led_to = self.desk.handle(event, self.now)
        self.commands += led_to
        return led_to

    def acts(self, action: Action) -> list[c.Command]:
        """The agent does something."""
        return self.happens(e.Acted(action))

    def server(self, *messages: link.ToAgentProgram) -> list[c.Command]:
        """The server says something."""
        return [command for message in messages for command in self.happens(e.FromServer(message))]

    def says(self, *messages: m.FromCustomer, channel: str = m.CONTROL) -> list[c.Command]:
        """The customer's client says something."""
        return [command for message in messages for command in self.says_bytes(wire.encode(message), channel)]

    def says_bytes(self, data: bytes, channel: str = m.CONTROL) -> list[c.Command]:
        """The customer's client says anything."""
        return self.happens(e.FromCustomer(SESSION, self.attempt, channel, data))

    def passes(self, seconds: float) -> list[c.Command]:
        """Time goes by, in ticks of a quarter second."""
        led_to: list[c.Command] = []
        for _ in range(round(seconds / 0.25)):
            self.now += 0.25
            led_to += self.happens(e.Tick())
        return led_to

    def connects(self, customer: bytes = CUSTOMER_SEEN) -> list[c.Command]:
        """The connection of the newest attempt comes up."""
        return self.happens(e.PeerConnected(SESSION, self.attempt, AGENT_SEEN, customer, b"n" * 16))

    def offer(self, attempt: int) -> list[c.Command]:
        """The customer offers."""
        self.attempt, self.customer = attempt, self._side()
        return self.server(
            link.Description(session=SESSION, peer=link.Role.CUSTOMER, attempt=attempt, kind="offer", sdp="offer")
        )

    # The scenes.

    def signed_in(self) -> "Play":
        self.happens(e.LinkUp())
        self.acts(SignIn("weber", "secret"))
        self.server(SIGNED_IN)
        return self

    def opened(self) -> "Play":
        self.signed_in()
        self.acts(NewSession())
        self.server(OPENED, self.state(State.WAITING))
        return self

    def allowed(self) -> "Play":
        self.opened()
        self.server(self.state(State.CLAIMED), self.state(State.CONSENTED), self.state(State.ALLOWED), CONNECT, PROOF)
        return self

    def code_asked(self) -> "Play":
        """Connected, and the customer reads the code out."""
        self.allowed()
        self.offer(1)
        self.happens(e.Answered(SESSION, 1, "answer"))
        self.exchange(self.connects())
        return self

    def matched(self) -> "Play":
        """The code was typed and was right on both sides."""
        self.code_asked()
        typed = sent(self.acts(TypeCode(self.customer.code)), m.SafetyCodeTyped)
        assert self.customer.receive_typed(typed) is None
        self.says(self.customer.confirm(self.status.confirmation))
        return self

    def viewing(self, *grants: Grant) -> "Play":
        """The gate is open and the first picture is on the screen."""
        self.matched()
        self.says(m.ScreenSize(width=1920, height=1080), m.Granted(grants=frozenset({Grant.VIEW, *grants})))
        self.says(m.GateChanged(picture=None, input=None if grants else Hold.NOT_GRANTED))
        self.happens(e.PictureShown(SESSION, self.attempt))
        return self

    def exchange(self, begun: list[c.Command]) -> None:
        """Commit, answer, reveal: the customer now knows the code."""
        answer = self.customer.receive_commit(sent(begun, m.SafetyCommit))
        self.customer.receive_reveal(sent(self.says(answer), m.SafetyReveal))

    def wrong_code(self) -> str:
        """Six digits that are not the code."""
        return f"{(int(self.customer.code) + 1) % 10**6:06d}"

    @staticmethod
    def state(state: State) -> link.SessionChanged:
        return link.SessionChanged(session=SESSION, state=state)

    @staticmethod
    def _side() -> CustomerSide:
        return CustomerSide(Seen(SESSION, CUSTOMER_SEEN, AGENT_SEEN, RECORDER_SEEN), b"h" * 32, b"m" * 16)


def sent(commands: list[c.Command], kind: type[Kind]) -> Kind:
    """The one message of that kind that went out."""
    (found,) = all_sent(commands, kind)
    return found


def all_sent(commands: list[c.Command], kind: type[Kind]) -> list[Kind]:
    """All messages of that kind that went out, to server or customer."""
    messages = [command.message for command in commands if isinstance(command, c.SendLink | c.SendPeer)]
    return [message for message in messages if isinstance(message, kind)]
