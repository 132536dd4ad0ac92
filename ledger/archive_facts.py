"""What the archive writes into its ledger: recordings, holds, days' keys, officers, openings, and its clock."""

from enum import StrEnum

from msgspec import Struct

from ledger.facts import Fact, Moment
from protocol.link import SessionId

FLAWS_LISTED = 100
"""Flaws of one recording that are listed one by one; `flawed` counts all."""


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
