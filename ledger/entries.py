"""What stands in the ledger, one class for each fact. Ids only: no address, user agent or customer's name.

An entry is written once, as JSON that a person can read, and its bytes never change. Entries of kinds that only a newer
version knows are kept and verified as bytes. `at` is when the entry was written; all times are UTC.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from protocol.link import SessionId

Moment = Annotated[datetime, Meta(tz=True)]
FLAWS_LISTED = 100
"""Flaws of one recording that are listed one by one; `flawed` counts all."""


class Fact(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every entry has."""

    at: Moment


class Wrong(StrEnum):
    """What is wrong with a recording at the moment it is entered."""

    MISSING = "missing"
    """The manifest lists a segment that is not there."""
    ALTERED = "altered"
    """A segment's SHA-256 is not the one that the recorder wrote down."""
    UNLISTED = "unlisted"
    """A segment lies there that the manifest does not list."""
    NO_MANIFEST = "no-manifest"
    """There is no manifest that can be read; the archive made one from what lies there."""
    END_IMPOSSIBLE = "end-impossible"
    """The manifest's end lies in the future or before its own pictures; the archive set it right."""
    NO_KEY = "no-key"
    """A stretch's key file is missing or cannot be read: nobody will see its pictures."""
    EPOCH_GONE = "epoch-gone"
    """The epoch key that a stretch was sealed to does not exist here: nobody will see its pictures."""


class Flaw(Struct, frozen=True):
    """One thing that is wrong with a recording. `part` is a segment's file or a key file, or nothing."""

    wrong: Wrong
    part: str = ""


class Cause(StrEnum):
    """Why a recording was deleted."""

    DUE = "due"
    """Its 90 days were over."""
    ASKED = "asked"
    """The customer asked for it, and a data-protection officer released it."""
    CAME_BACK = "came-back"
    """It had been deleted before and lay there again, as after a restore."""


class HoldEnd(StrEnum):
    """How a hold ended."""

    EXPIRED = "expired"
    RELEASED = "released"
    REPLACED = "replaced"
    """By another, with another end."""


class LedgerBegun(Fact, frozen=True, tag="ledger-begun"):
    """The first entry."""


class LedgerRestored(Fact, frozen=True, tag="ledger-restored"):
    """Signed checkpoints know entries that this ledger does not have: it was restored from a backup, or cut.

    The next entries are other ones than those that were lost.
    """

    known: int
    """How many entries the newest checkpoint knows."""
    root: str
    """That checkpoint's root, hexadecimal."""


class RecordingEntered(Fact, frozen=True, tag="recording-entered"):
    """The archive has it, checked, and will delete it at `delete_at`. Again for the same session: more of it came."""

    session: SessionId
    ended_at: Moment
    delete_at: Moment
    manifest: str
    """SHA-256 of the manifest."""
    segments: int
    bytes: int
    flawed: int = 0
    flaws: tuple[Flaw, ...] = ()


class RecordingDeleted(Fact, frozen=True, tag="recording-deleted"):
    """The deletion certificate, with the signature of its row: objects and wrapped keys are gone."""

    session: SessionId
    cause: Cause
    due_at: Moment
    objects: int
    manifest: str = ""
    """SHA-256 of its manifest, as entered."""
    released_by: tuple[str, ...] = ()
    """The officers' names, when somebody asked for it."""


class RecordingMissing(Fact, frozen=True, tag="recording-missing"):
    """The archive had entered it, and now nothing of it lies in the store; nobody asked for that."""

    session: SessionId
    delete_at: Moment


class HoldSet(Fact, frozen=True, tag="hold-set"):
    """The recording is kept beyond its 90 days, for a legal reason, until then at most."""

    session: SessionId
    hold: str
    until: Moment
    reason: str
    reference: str
    officers: tuple[str, ...]


class HoldEnded(Fact, frozen=True, tag="hold-ended"):
    """The hold's key is destroyed. What is due is deleted in the next minute."""

    session: SessionId
    hold: str
    end: HoldEnd
    officers: tuple[str, ...] = ()


class EpochMade(Fact, frozen=True, tag="epoch-made"):
    """The key pair of a day was made."""

    epoch: str
    public_key: str
    """SHA-256 of the public key."""


class EpochDestroyed(Fact, frozen=True, tag="epoch-destroyed"):
    """The private key of a day is gone: what was sealed to it is unreadable, in every backup too."""

    epoch: str


class OfficerAdded(Fact, frozen=True, tag="officer-added"):
    """From now on recordings can be opened with this officer."""

    name: str
    group: str
    recipient: str
    signing: bytes
    """The officer's Ed25519 key."""
    signature: bytes
    """The officer's own, on the card."""


class OfficerRemoved(Fact, frozen=True, tag="officer-removed"):
    """Recordings from now on are not sealed to this officer any more."""

    name: str
    signing: bytes


class OpeningAsked(Fact, frozen=True, tag="opening-asked"):
    """Somebody asks officers to release something about a recording."""

    session: SessionId
    request: str
    reason: str
    reference: str
    expires_at: Moment
    act: str = "open"
    """What for: a word of `sealing.request.Act`."""


class RecordingOpened(Fact, frozen=True, tag="recording-opened"):
    """Two officers released it; from now on pictures can be seen, until then at most."""

    session: SessionId
    request: str
    officers: tuple[str, ...]
    until: Moment


class RecordingExported(Fact, frozen=True, tag="recording-exported"):
    """Two officers released a file of it."""

    session: SessionId
    request: str
    officers: tuple[str, ...]


class OpeningRefused(Fact, frozen=True, tag="opening-refused"):
    """Shares were brought that do not open it; `why` is a word of ours."""

    session: SessionId
    request: str
    why: str


class ClockJumped(Fact, frozen=True, tag="clock-jumped"):
    """The time cannot be right. Nothing is entered, deleted or destroyed until somebody confirms it."""

    seconds: int
    """By how much: forward, or back when negative."""
    restarted: bool
    """Whether it was seen at a start, against the time of the run before."""


class ClockConfirmed(Fact, frozen=True, tag="clock-confirmed"):
    """The operator says that the time is now right."""


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


Entry = (
    LedgerBegun
    | LedgerRestored
    | RecordingEntered
    | RecordingDeleted
    | RecordingMissing
    | HoldSet
    | HoldEnded
    | EpochMade
    | EpochDestroyed
    | OfficerAdded
    | OfficerRemoved
    | OpeningAsked
    | RecordingOpened
    | RecordingExported
    | OpeningRefused
    | ClockJumped
    | ClockConfirmed
    | SignedIn
    | SignInRefused
    | AccountChanged
    | EnrolmentChanged
    | SessionOpened
    | KeyClaimed
    | ConsentGiven
    | AccessAllowed
    | CustomerStated
    | SecondAsked
    | SecondAdmitted
    | SecondGone
    | GateOpened
    | SessionEnded
    | SessionRefused
)


class EntryUnreadable(ValueError):
    """The bytes are no entry of a kind that this version knows."""


class _About(Struct, frozen=True):
    """What can be read of an entry of any kind, a newer version's too."""

    kind: str
    at: Moment
    session: str = ""


_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)
_about = msgspec.json.Decoder(_About)


def encode(entry: Entry) -> bytes:
    """One line of JSON."""
    return _encoder.encode(entry)


def read(data: bytes) -> Entry:
    """The entry in `data`. Raises `EntryUnreadable`."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise EntryUnreadable from None


def about(data: bytes) -> tuple[str, str]:
    """Kind and session of an entry of any version; nothing for what is no entry."""
    try:
        found = _about.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "", ""
    return found.kind, found.session


def written_at(data: bytes) -> datetime | None:
    """When it was written, if it is an entry."""
    try:
        return _about.decode(data).at
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
