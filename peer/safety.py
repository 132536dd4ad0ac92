"""The two sides of the safety code, step by step, over messages that somebody else carries.

    agent                                      customer
    begin ─────── SafetyCommit ──────────────► ANSWERED
    REVEALED ◄─── SafetyAnswer ─────────────── (its nonce, the hash of the notice)
             ──── SafetyReveal ──────────────► SHOWN: the code is read out
    type ──────── SafetyCodeTyped ───────────► CONFIRMING or MISMATCHED
    (the agent reads three digits out, the customer types them)
    MATCHED  ◄─── SafetyResult ─────────────── MATCHED or MISMATCHED

Each message is right at one step only and moves the side one step on: a doubled or early one is `OutOfOrder`, and the
side is over. Neither side has to believe the other: both compute the code from the certificates that their own DTLS saw
and both compare. The customer's recorder is the one the customer is connected to; an agent who was told of another
one fails at the reveal.

Why six digits suffice: whoever sits in the middle must make two exchanges give one code. In the one with the customer
it commits to its nonce before it sees the customer's; in the one with the agent it sends its nonce before it sees the
agent's. Each code is thus drawn after the last choice the attacker had in it, so there is nothing to search through
offline: one try in a million, once per session, and a mismatch ends the session before the eyes of both people.

Why three more: the middle knows both codes, so it can send the customer's own code back. What it cannot do is speak:
the agent's program shows the three digits only when the six that the agent heard were right.
"""

from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest

from protocol import safety_code
from protocol.peer_messages import SafetyAnswer, SafetyCodeTyped, SafetyCommit, SafetyResult, SafetyReveal
from protocol.problems import OutOfOrder, SafetyCodeMismatch


class Step(StrEnum):
    """How far a side is."""

    START = "start"
    COMMITTED = "committed"
    """Agent: the commitment is out."""
    REVEALED = "revealed"
    """Agent: the code is known, the person has not typed it yet."""
    TYPED = "typed"
    """Agent: typed and right, by our own reckoning; the customer's word is missing."""
    ANSWERED = "answered"
    """Customer: our nonce is out."""
    SHOWN = "shown"
    """Customer: the code is on the screen."""
    CONFIRMING = "confirming"
    """Customer: the right code came over the connection; the agent's word, by telephone, is missing."""
    MATCHED = "matched"
    MISMATCHED = "mismatched"
    """Over: the code was wrong, or the other side broke the order."""


@dataclass(frozen=True)
class Seen:
    """What one side knows by itself. Fingerprints are 32 bytes, of certificates that DTLS saw.

    `recorder`: at the customer the one of its own connection to the recorder, at the agent what the server told.
    """

    session: str
    customer: bytes
    agent: bytes
    recorder: bytes

    def facts(self, consent: bytes) -> safety_code.Facts:
        """All that the code is bound to."""
        return safety_code.Facts(self.session, self.customer, self.agent, self.recorder, consent)


class _Side:
    """A side at a step."""

    def __init__(self) -> None:
        self.step = Step.START

    @property
    def matched(self) -> bool:
        """Whether the code was compared and right."""
        return self.step is Step.MATCHED

    def _move(self, at: Step, to: Step) -> None:
        """One step on; over for good when this is not the step for it. Raises `OutOfOrder`."""
        if self.step is not at:
            self.step = Step.MISMATCHED
            raise OutOfOrder
        self.step = to


class AgentSide(_Side):
    """The agent's side. `nonce` is 16 random bytes, for this exchange only."""

    def __init__(self, seen: Seen, nonce: bytes) -> None:
        super().__init__()
        self._seen = seen
        self._nonce = nonce
        self._code = self._confirmation = ""

    @property
    def confirmation(self) -> str:
        """Three digits for the agent to read out, once the code was typed and was right."""
        return self._confirmation if self.step is Step.TYPED else ""

    def begin(self) -> SafetyCommit:
        """The first message, once the control channel is open."""
        self._move(Step.START, to=Step.COMMITTED)
        seen = self._seen
        return SafetyCommit(safety_code.commitment(seen.session, seen.agent, seen.recorder, self._nonce))

    def receive_answer(self, answer: SafetyAnswer) -> SafetyReveal:
        """The customer's nonce is in: from now on the person can type."""
        self._move(Step.COMMITTED, to=Step.REVEALED)
        facts = self._seen.facts(answer.consent)
        self._code = safety_code.code(facts, answer.nonce, self._nonce)
        self._confirmation = safety_code.confirmation(facts, answer.nonce, self._nonce)
        return SafetyReveal(self._nonce)

    def type(self, digits: str) -> SafetyCodeTyped:
        """What the person typed: six digits. Send it in any case: the customer must see a mismatch too."""
        self._move(Step.REVEALED, to=Step.MISMATCHED)
        if compare_digest(digits.encode(), self._code.encode()):
            self.step = Step.TYPED
        return SafetyCodeTyped(digits)

    def receive_result(self, result: SafetyResult) -> None:
        """The customer's word. Raises `SafetyCodeMismatch` unless both sides found the code right."""
        if self.step is Step.MISMATCHED:
            raise SafetyCodeMismatch
        self._move(Step.TYPED, to=Step.MATCHED if result.matched else Step.MISMATCHED)
        if not result.matched:
            raise SafetyCodeMismatch


class CustomerSide(_Side):
    """The customer's side. `nonce` is 16 random bytes, for this exchange only."""

    def __init__(self, seen: Seen, consent: bytes, nonce: bytes) -> None:
        """`consent` is the SHA-256 of the notice that the customer agreed to."""
        super().__init__()
        self._seen = seen
        self._consent = consent
        self._nonce = nonce
        self._commitment = b""
        self.code = ""
        """Six digits to be read out, from `SHOWN` on."""
        self._confirmation = ""

    def receive_commit(self, commit: SafetyCommit) -> SafetyAnswer:
        """The agent has fixed its nonce."""
        self._move(Step.START, to=Step.ANSWERED)
        self._commitment = commit.commitment
        return SafetyAnswer(nonce=self._nonce, consent=self._consent)

    def receive_reveal(self, reveal: SafetyReveal) -> str:
        """The code to read out. Raises `SafetyCodeMismatch` when the nonce is not what was committed to."""
        self._move(Step.ANSWERED, to=Step.MISMATCHED)
        seen = self._seen
        safety_code.check_reveal(self._commitment, seen.session, seen.agent, seen.recorder, reveal.nonce)
        self.step = Step.SHOWN
        facts = seen.facts(self._consent)
        self.code = safety_code.code(facts, self._nonce, reveal.nonce)
        self._confirmation = safety_code.confirmation(facts, self._nonce, reveal.nonce)
        return self.code

    def receive_typed(self, typed: SafetyCodeTyped) -> SafetyResult | None:
        """What to answer when it was wrong: there is one try, and the session is to be ended.

        A right one proves nothing yet: whoever is at the other end could have reckoned it. It only says that it is
        time for `confirm`.
        """
        self._move(Step.SHOWN, to=Step.MISMATCHED)
        if not compare_digest(typed.digits.encode(), self.code.encode()):
            return SafetyResult(matched=False)
        self.step = Step.CONFIRMING
        return None

    def confirm(self, digits: str) -> SafetyResult:
        """What the agent said on the phone, typed by the customer. There is one try here too."""
        self._move(Step.CONFIRMING, to=Step.MISMATCHED)
        if compare_digest(digits.encode(), self._confirmation.encode()):
            self.step = Step.MATCHED
        return SafetyResult(self.matched)
