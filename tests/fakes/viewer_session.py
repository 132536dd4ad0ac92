"""A server and a customer that bring a viewer to a running session: for tests of the viewer as a whole."""

from agent_client.app import Doors
from agent_client.customer import Listener, Offered
from agent_client.driver import LinkEvent
from agent_client.viewing.status import Action, NewSession, SignIn, Status, TypeCode
from agent_client.viewing.steps import Step
from peer.safety import CustomerSide, Seen
from protocol import link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.session import State
from tests.fakes.agent_play import AGENT_SEEN, CONNECT, CUSTOMER_SEEN, OPENED, PROOF, RECORDER_SEEN, SESSION, SIGNED_IN
from tests.fakes.identities import IDENTITY
from tests.fakes.viewer_doors import FakeBrowser, FakeCustomer, FakeLink, frame


class ViewerSession:
    """Everyone but the agent's program. `grants` is what the customer allows."""

    def __init__(self, *grants: Grant, size: tuple[int, int] = (640, 480), sdp: str = "offer") -> None:
        self.grants = frozenset({Grant.VIEW, *grants})
        self.size = size
        self.sdp = sdp
        self.side = CustomerSide(Seen(SESSION, CUSTOMER_SEEN, AGENT_SEEN, RECORDER_SEEN), b"h" * 32, b"m" * 16)
        self.link = FakeLink(self._server)
        self.customers: list[FakeCustomer] = []
        self.browser = FakeBrowser()
        self.doors = Doors(lambda: self.link, self._meet, self.browser, IDENTITY)

    def next_action(self, status: Status) -> Action | None:
        """What an agent does at this step: the unattended driver of a viewer."""
        if status.step is Step.SIGN_IN and status.server_reached:
            return SignIn("weber", "secret")
        if status.step is Step.IDLE:
            return NewSession()
        if status.step is Step.TYPE_CODE and self.side.code:
            return TypeCode(self.side.code)
        return None

    def inputs(self) -> list[m.FromAgent]:
        """What the agent's mouse and keyboard became."""
        kinds = (m.TypeText, m.KeyDown, m.KeyUp, m.PointerMove, m.PointerDown, m.PointerUp, m.Wheel, m.ReleaseAll)
        return [message for customer in self.customers for message in customer.received if isinstance(message, kinds)]

    def _server(self, message: link.LinkMessage) -> list[LinkEvent]:
        match message:
            case link.SignIn():
                return [SIGNED_IN]
            case link.RequestSession():
                offer = link.Description(SESSION, link.Role.CUSTOMER, 1, "offer", self.sdp)
                states = [link.SessionChanged(SESSION, state) for state in (State.CLAIMED, State.ALLOWED)]
                return [OPENED, *states, CONNECT, PROOF, offer]
            case _:
                return []

    def _meet(self, _session: str, offered: Offered, listener: Listener) -> FakeCustomer:
        self.customers.append(FakeCustomer(offered, listener, self._customer))
        return self.customers[-1]

    def _customer(self, customer: FakeCustomer, message: m.FromAgent) -> None:
        match message:
            case m.SafetyCommit():
                customer.says(self.side.receive_commit(message))
            case m.SafetyReveal():
                self.side.receive_reveal(message)
            case m.SafetyCodeTyped():
                assert self.side.receive_typed(message) is None
                customer.says(self.side.confirm(self.side._confirmation))
                customer.says(m.Granted(self.grants), m.ScreenSize(*self.size))
                control = None if Grant.CONTROL in self.grants else Hold.NOT_GRANTED
                customer.listener.picture(frame(*self.size))
                customer.says(m.GateChanged(picture=None, input=control))
            case m.Heartbeat(number):
                customer.says(m.HeartbeatAnswer(number))
            case _:
                return
