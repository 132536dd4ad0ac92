"""What the server writes into its ledger: sign-ins, accounts, enrolments, and what becomes of each session."""

from enum import StrEnum

from ledger.facts import Fact
from protocol.link import SessionId


class SignedIn(Fact, frozen=True, tag="signed-in"):
    """An account of this server, with both factors; `means` is a word of `signaling.sign_ins.Means`."""

    account: int
    means: str = ""


class SignInRefused(Fact, frozen=True, tag="sign-in-refused"):
    """Somebody tried, and was not let in; `why` is a problem's code.

    Who it was, nobody knows: `account` is the one that was tried, if there is such an account.
    """

    why: str
    account: int | None = None


class Change(StrEnum):
    """What was done to an account."""

    MADE = "made"
    DISABLED = "disabled"
    ENABLED = "enabled"
    ROLE_CHANGED = "role-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  # a word for it, and none itself
    SECOND_FACTOR_SET_UP = "second-factor-set-up"
    SECOND_FACTOR_RESET = "second-factor-reset"
    KEY_ADDED = "key-added"
    """Another security key."""
    KEY_REMOVED = "key-removed"
    """One of several second factors, a security key, does not count any more."""
    APP_REMOVED = "app-removed"
    """The authenticator app does not count any more; a security key is left."""
    BOUND_TO_PROVIDER = "bound-to-provider"
    """From now on only the same person at the identity provider signs in to it."""


class AccountChanged(Fact, frozen=True, tag="account-changed"):
    """Something was done to an account, by the operator's command or by whoever is signed in to it.

    `role` is the account's, when it was made and when it got another one.
    """

    account: int
    change: Change
    role: str = ""


class EnrolmentChanged(Fact, frozen=True, tag="enrolment-changed"):
    """A customer agreed to being offered sessions, or withdrew. Which customer, only the register knows.

    `channel` is a word of `signaling.enrolments.Channel`, `account` the one of the agent who heard it, if one did.
    `row` is the SHA-256 of the register's row: whoever has that can check it against this.
    """

    granted: bool
    channel: str
    text_version: str
    text_sha256: str
    language: str
    account: int | None = None
    row: str = ""


class SessionOpened(Fact, frozen=True, tag="session-opened"):
    """An account asked for a session, and got a key to read out."""

    session: SessionId
    account: int


class KeyClaimed(Fact, frozen=True, tag="key-claimed"):
    """The customer came with the key or its ticket."""

    session: SessionId


class ConsentGiven(Fact, frozen=True, tag="consent-given"):
    """The customer's first yes, to exactly this text."""

    session: SessionId
    notice_version: str
    notice_sha256: str
    language: str


class AccessAllowed(Fact, frozen=True, tag="access-allowed"):
    """The customer's second yes."""

    session: SessionId
    level: str


class CustomerStated(Fact, frozen=True, tag="customer-stated"):
    """The customer's program said this about consent or rights, and signed it: as in `protocol.statement`."""

    session: SessionId
    number: int
    said: str
    key: bytes
    signature: bytes


class SecondAsked(Fact, frozen=True, tag="second-asked"):
    """An account asks to join the session, with the number that its agent has read out."""

    session: SessionId
    account: int


class SecondAdmitted(Fact, frozen=True, tag="second-admitted"):
    """The customer's program says that the customer lets this account join; what it stated itself stands beside."""

    session: SessionId
    account: int


class SecondGone(Fact, frozen=True, tag="second-gone"):
    """The account is not in the session: refused, sent away, or gone by itself."""

    session: SessionId
    account: int


class GateOpened(Fact, frozen=True, tag="gate-opened"):
    """The customer's client says for the first time that pictures go to the agent: code right, recording running."""

    session: SessionId


class SessionEnded(Fact, frozen=True, tag="session-ended"):
    """`reason` is a word of `protocol.session.EndReason`: `safety-code` is a code that was wrong."""

    session: SessionId
    reason: str


class SessionRefused(Fact, frozen=True, tag="session-refused"):
    """A session was wanted and did not begin: `enrolment-missing`, or `switched-off` on the customer's device."""

    why: str
    account: int | None = None
    """Of the agent who wanted it, if anybody did."""
