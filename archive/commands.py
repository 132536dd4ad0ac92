"""What an operator can ask the archive itself: how it is, that the time is right, and who the officers are."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from archive import certificates, enrolment
from archive.control import Handler, Refused
from archive.rounds import Rounds
from archive.stock import Stock
from archive.watchman import Watchman
from protocol.link import SessionId
from sealing.officers import Card


class AskStatus(Struct, frozen=True, tag="status"):
    """Asks how the archive is."""


class ConfirmTime(Struct, frozen=True, tag="confirm-time"):
    """Says that the time is right now."""


class AddOfficers(Struct, frozen=True, tag="add-officers"):
    """Makes these people officers."""

    cards: list[Card]


class RemoveOfficer(Struct, frozen=True, tag="remove-officer"):
    """Takes this person out."""

    name: str


class AskCertificate(Struct, frozen=True, tag="certificate"):
    """Asks for the certificate that one session's recording was deleted."""

    session: SessionId


class Certified(Struct, frozen=True):
    """The certificate, as a file."""

    certificate: bytes


class Status(Struct, frozen=True):
    """How it is. Nothing about recordings: nobody may count them."""

    now: datetime
    jumped_by: int | None
    """Seconds; `None` while the time is believed."""
    opens: bool
    """Whether everything is deleted that was due, so that recordings may be opened."""
    missing: list[str]
    """What is missing before sessions can be recorded."""
    officers: list[Card]


class TimeConfirmed(Struct, frozen=True):
    """What was confirmed."""

    now: datetime


class Commands:
    """The handlers."""

    def __init__(self, stock: Stock, watchman: Watchman, rounds: Rounds, keyring: Path) -> None:
        self._stock, self._watchman, self._rounds, self._keyring = stock, watchman, rounds, keyring

    def handlers(self) -> dict[type[Struct], Handler]:
        """By what they answer."""
        return {
            AskStatus: self._in_thread(self.status),
            ConfirmTime: self._in_thread(self.confirm_time),
            AddOfficers: self._in_thread(self.add_officers),
            RemoveOfficer: self._in_thread(self.remove_officer),
            AskCertificate: self._in_thread(self.certificate),
        }

    def believed(self) -> datetime:
        """What time it is. Raises `Refused` while that cannot be believed."""
        now = self._watchman.now()
        if now is None:
            raise Refused("The clock jumped. Look at it, set it right, then run `ferndiagnose archive confirm-time`.")
        return now

    def opening(self) -> datetime:
        """What time it is, if recordings may be opened now. Raises `Refused`."""
        now = self.believed()
        if not self._rounds.done_once:
            raise Refused("The archive has just started and is still deleting what is due. Try again in a minute.")
        return now

    def status(self, _: AskStatus) -> Status:
        jump = self._watchman.jump
        cards = enrolment.enrolled(self._stock)
        return Status(
            self._watchman.reading().wall,
            jump.seconds if jump else None,
            opens=jump is None and self._rounds.done_once,
            missing=enrolment.missing(cards),
            officers=cards,
        )

    def confirm_time(self, _: ConfirmTime) -> TimeConfirmed:
        return TimeConfirmed(self._watchman.confirm())

    def add_officers(self, asked: AddOfficers) -> Status:
        now = self.believed()
        enrolment.add(self._stock, asked.cards, now)
        enrolment.publish(self._stock, self._keyring, now)
        return self.status(AskStatus())

    def remove_officer(self, asked: RemoveOfficer) -> Status:
        now = self.believed()
        enrolment.remove(self._stock, asked.name, now)
        enrolment.publish(self._stock, self._keyring, now)
        return self.status(AskStatus())

    def certificate(self, asked: AskCertificate) -> Certified:
        found = certificates.of(self._stock.book, asked.session)
        if found is None:
            raise Refused("The ledger knows of no deletion: there was no such recording, or it is not due yet.")
        return Certified(certificates.encode(found))

    def _in_thread(self, act: Callable[..., Struct]) -> Handler:
        async def handler(asked: Struct) -> Struct:
            return await asyncio.to_thread(act, asked)

        return handler
