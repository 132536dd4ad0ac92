"""The way to one peer: offers until it is connected, and a new one when it is lost.

The customer offers, always. Each offer is a new attempt, and what belongs to an earlier attempt is dropped. A peer that
was once connected must show the same certificate for the rest of the session.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec

from customer_client.commands import Accept, Command, Drop, Offer, SendLink
from customer_client.events import Offered
from peer.connection_state import PATIENCE
from peer.routes import Outcome, Routes
from protocol import link
from protocol.problems import RecorderNotTrusted
from protocol.recorder_identity import Identity

ANSWERED_WITHIN = 20.0
"""Seconds from an offer to a connection; after that the offer counts as lost."""
RETRIES = (0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before the next offer, by failures in a row; the last one for all that follow."""
SILENT_AFTER = 2.0
"""Seconds without a message from a connected peer after which an invitation to it is followed."""


class Place(StrEnum):
    """Where a meeting is."""

    UNINVITED = "uninvited"
    OFFERING = "offering"
    CONNECTED = "connected"
    LOST = "lost"


@dataclass(frozen=True)
class Meeting:
    """The way to one peer. Frozen: each method gives the meeting as it is after that."""

    peer: link.Role
    place: Place = Place.UNINVITED
    attempt: int = 0
    invitation: link.Connect | None = None
    fingerprint: bytes | None = None
    """What every further connection to this peer must show."""
    seen: bytes | None = None
    """The certificate that DTLS has really seen, once it has."""
    relay: Outcome = Outcome.NONE_OFFERED
    """What became of the relays for the newest attempt."""
    failures: int = 0
    since: float = 0.0
    """When this place was entered."""
    apart_since: float | None = None
    """Since when the peer is wanted and not connected."""
    heard_at: float = 0.0
    invited_again: bool = False
    """An invitation came while the peer was connected: followed as soon as the peer is silent, or, where it says that
    the peer is gone, at the next look."""

    def invited(self, invitation: link.Connect, now: float) -> "Meeting":
        """The server says that the peer is there."""
        if self.place is Place.CONNECTED:
            return replace(self, invitation=invitation, invited_again=True)
        apart = now if self.apart_since is None else self.apart_since
        return replace(self, invitation=invitation, place=Place.LOST, since=now, failures=0, apart_since=apart)

    def served_by(self, ice_servers: list[link.IceServer]) -> "Meeting":
        """The servers for the next connection have changed."""
        if self.invitation is None:
            return self
        return replace(self, invitation=msgspec.structs.replace(self.invitation, ice_servers=ice_servers))

    def connected(self, fingerprint: bytes, now: float) -> "Meeting":
        """The connection of the newest attempt is up."""
        return replace(
            self,
            place=Place.CONNECTED,
            fingerprint=fingerprint,
            seen=fingerprint,
            failures=0,
            since=now,
            apart_since=None,
            heard_at=now,
            invited_again=False,
        )

    def heard(self, now: float) -> "Meeting":
        """The peer sent something."""
        return replace(self, heard_at=now)

    def lost(self, now: float) -> "Meeting":
        """The connection of the newest attempt failed or broke."""
        apart = now if self.apart_since is None else self.apart_since
        return replace(self, place=Place.LOST, failures=self.failures + 1, since=now, apart_since=apart)

    def moved(self, slept: float, now: float) -> "Meeting":
        """This computer is somewhere else now, or slept for so many seconds: nothing is worth waiting for.

        A peer that heard nothing of us for too long has given the connection up, so we need not find that out.
        """
        if self.place is Place.UNINVITED or (self.place is Place.CONNECTED and slept < PATIENCE.silence):
            return self
        apart = now - slept if self.apart_since is None else min(self.apart_since, now - slept)
        return replace(self, place=Place.LOST, failures=0, since=now, apart_since=apart)

    def is_current(self, attempt: int) -> bool:
        """Whether something that happened to this attempt still matters."""
        return attempt == self.attempt and self.place in (Place.OFFERING, Place.CONNECTED)

    def is_connected(self) -> bool:
        """Whether messages can be sent to the peer."""
        return self.place is Place.CONNECTED

    def is_lost(self) -> bool:
        """Whether there was a connection, and is none now."""
        return self.seen is not None and not self.is_connected()

    def apart_for(self, now: float) -> float:
        """Seconds since when the peer is wanted and not connected."""
        return 0.0 if self.apart_since is None else now - self.apart_since

    def passed(self, now: float) -> "Meeting":
        """The meeting after time has passed."""
        if self.place is Place.OFFERING and now - self.since >= ANSWERED_WITHIN:
            return self.lost(now)
        waits = self.invitation is None or not self.invitation.instead
        if self.place is Place.CONNECTED and self.invited_again and (not waits or now - self.heard_at >= SILENT_AFTER):
            return replace(self.lost(now), failures=0)
        return self

    def is_due(self, now: float) -> bool:
        """Whether it is time for the next offer."""
        if self.place is not Place.LOST or self.invitation is None:
            return False
        pause = RETRIES[min(self.failures, len(RETRIES)) - 1] if self.failures else 0.0
        return now - self.since >= pause

    def offering(self, now: float) -> "Meeting":
        """The next attempt begins."""
        return replace(self, place=Place.OFFERING, attempt=self.attempt + 1, since=now)

    def offer(self) -> Offer:
        """What has to be done for the attempt that begins."""
        assert self.invitation is not None
        patient = self.failures > (0 if self.seen is None else 1)  # losing a connection is no failed attempt
        routes = Routes(tuple(self.invitation.ice_servers), self.invitation.relay_only, patient)
        return Offer(self.peer, self.attempt, routes, self.fingerprint)


def from_text(fingerprint: str) -> bytes:
    """The 32 bytes of a fingerprint as in SDP."""
    return bytes.fromhex(fingerprint.replace(":", ""))


class Meetings:
    """The ways to all peers, and what has to be done on them.

    There are two peers, and a third only after it was admitted: whoever else is introduced is left alone.
    """

    def __init__(self, recorders: Identity) -> None:
        """`recorders`: the keys that vouch for a recorder. Without their word no invitation is followed."""
        self._recorders = recorders
        self._all = {role: Meeting(role) for role in (link.Role.RECORDER, link.Role.AGENT)}
        self._vouched: set[str] = set()
        self._attempts: dict[link.Role, int] = {}
        """Of those that were dismissed: what still happens to their attempts does not matter."""
        self._early: dict[link.Role, link.Connect] = {}
        self._early_since: float | None = None
        self._recorder = ""

    def __getitem__(self, role: link.Role) -> Meeting:
        return self._all[role]

    def admit(self, role: link.Role) -> None:
        """The customer lets one more in."""
        self._all[role] = Meeting(role, attempt=self._attempts.pop(role, 0))

    def dismiss(self, role: link.Role) -> None:
        """It is not let in any more. Its connection is to be dropped."""
        if meeting := self._all.pop(role, None):
            self._attempts[role] = meeting.attempt
        self._early.pop(role, None)
        self._early_since = self._early_since if self._early else None

    def __contains__(self, role: link.Role) -> bool:
        return role in self._all

    def invited(self, invitation: link.Connect, now: float) -> bool:
        """The server says that a peer is there. Whether that changes the recorder.

        An invitation that names a recorder for whom nobody has vouched yet waits until somebody does.
        """
        if invitation.peer not in self._all:
            return False
        if invitation.recorder not in self._vouched:
            self._early[invitation.peer] = invitation
            self._early_since = now if self._early_since is None else self._early_since
            return False
        return self._follow(invitation, now)

    def vouched(self, proof: link.RecorderProof, now: float) -> bool:
        """A recorder proves who it is. Whether that changes the recorder. Raises `RecorderNotTrusted`."""
        if not self._recorders.vouches(proof.session, from_text(proof.fingerprint), proof.signature):
            raise RecorderNotTrusted
        self._vouched.add(proof.fingerprint)
        waiting = [early for early in self._early.values() if early.recorder == proof.fingerprint]
        for early in waiting:
            del self._early[early.peer]
        self._early_since = self._early_since if self._early else None
        changes = [self._follow(early, now) for early in waiting]
        return any(changes)

    def unproven_for(self, now: float) -> float:
        """Seconds for which somebody has been expected whose recorder nobody has vouched for."""
        return 0.0 if self._early_since is None else now - self._early_since

    def _follow(self, invitation: link.Connect, now: float) -> bool:
        another = self._recorder not in ("", invitation.recorder)
        if self._recorder != invitation.recorder:
            self._recorder = invitation.recorder
            self._all[link.Role.RECORDER] = replace(
                self._all[link.Role.RECORDER], fingerprint=from_text(invitation.recorder), seen=None
            )
        self._all[invitation.peer] = self._all[invitation.peer].invited(invitation, now)
        return another

    def begin_again(self, role: link.Role, now: float) -> bool:
        """What there is with this peer is worth nothing any more. Whether there was anything."""
        meeting = self._all[role]
        return self.lost(role, meeting.attempt, now)

    def served_by(self, ice_servers: list[link.IceServer]) -> None:
        """The servers for the next connections have changed."""
        self._all = {role: meeting.served_by(ice_servers) for role, meeting in self._all.items()}

    def offered(self, session: str, made: Offered) -> Iterator[Command]:
        """An offer is made, and goes to the server."""
        meeting = self._all.get(made.peer)
        if meeting is None:
            return
        if made.attempt == meeting.attempt:
            self._all[made.peer] = replace(meeting, relay=made.relay)
        if meeting.is_current(made.attempt):
            yield SendLink(
                link.Description(session=session, peer=made.peer, attempt=made.attempt, kind="offer", sdp=made.sdp)
            )

    def answered(self, answer: link.Description) -> Iterator[Command]:
        """A peer answered. Offers are none of a peer's business, and answers to earlier attempts are too late."""
        meeting = self._all.get(answer.peer)
        if meeting and answer.kind == "answer" and meeting.is_current(answer.attempt) and not meeting.is_connected():
            yield Accept(answer.peer, answer.attempt, answer.sdp)

    def connected(self, role: link.Role, attempt: int, fingerprint: bytes, now: float) -> bool:
        """A connection is up. Whether it is one that matters."""
        meeting = self._all.get(role)
        if meeting is None or not meeting.is_current(attempt) or meeting.fingerprint not in (None, fingerprint):
            return False
        self._all[role] = meeting.connected(fingerprint, now)
        return True

    def heard(self, role: link.Role, attempt: int, now: float) -> bool:
        """A peer sent something. Whether it matters."""
        meeting = self._all.get(role)
        if meeting is None or attempt != meeting.attempt or not meeting.is_connected():
            return False
        self._all[role] = meeting.heard(now)
        return True

    def lost(self, role: link.Role, attempt: int, now: float) -> bool:
        """A connection failed or broke. Whether it is one that matters."""
        if role not in self._all or not self._all[role].is_current(attempt):
            return False
        self._all[role] = self._all[role].lost(now)
        return True

    def passed(self, now: float) -> list[link.Role]:
        """Time has passed. Gives the peers that are lost by it."""
        before = self.are_connected()
        self._all = {role: meeting.passed(now) for role, meeting in self._all.items()}
        return [role for role in before if not self._all[role].is_connected()]

    def moved(self, slept: float, now: float) -> list[link.Role]:
        """This computer moved, or slept for so many seconds. Gives the peers that are lost by it."""
        before = self.are_connected()
        self._all = {role: meeting.moved(slept, now) for role, meeting in self._all.items()}
        return [role for role in before if not self._all[role].is_connected()]

    def are_connected(self) -> list[link.Role]:
        """The peers to which messages can be sent."""
        return [role for role, meeting in self._all.items() if meeting.is_connected()]

    def offers(self, now: float, link_up: bool) -> Iterator[Command]:
        """The offers that are due, when there is a server to carry them."""
        for role, meeting in self._all.items():
            if link_up and meeting.is_due(now):
                self._all[role] = meeting.offering(now)
                yield self._all[role].offer()

    def link_up(self, now: float) -> None:
        """The server is back: what it did not carry is offered again at once."""
        for role, meeting in self._all.items():
            if meeting.place is Place.OFFERING:
                self._all[role] = replace(meeting.lost(now), failures=0)

    def dropped(self) -> Iterator[Command]:
        """The end of all meetings."""
        for role in self._all:
            self._all[role] = Meeting(role, attempt=self._all[role].attempt)
            yield Drop(role)
