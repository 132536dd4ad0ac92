"""The entries of a ledger: every kind of fact that there is, and how one is written and read.

Entries of kinds that only a newer version knows are kept and verified as bytes.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from ledger.archive_facts import (
    ClockConfirmed,
    ClockJumped,
    EpochDestroyed,
    EpochMade,
    HoldEnded,
    HoldSet,
    OfficerAdded,
    OfficerRemoved,
    OpeningAsked,
    OpeningRefused,
    RecordingDeleted,
    RecordingEntered,
    RecordingExported,
    RecordingMissing,
    RecordingOpened,
)
from ledger.facts import (
    LedgerBegun,
    LedgerRestored,
    Moment,
)
from ledger.server_facts import (
    AccessAllowed,
    AccountChanged,
    ConsentGiven,
    CustomerStated,
    EnrolmentChanged,
    GateOpened,
    KeyClaimed,
    SecondAdmitted,
    SecondAsked,
    SecondGone,
    SessionEnded,
    SessionOpened,
    SessionRefused,
    SignedIn,
    SignInRefused,
)

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
