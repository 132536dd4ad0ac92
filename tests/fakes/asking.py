"""A recording's keys, a request about it, and two officers who release it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sealing import age, release, request, wrapping
from sealing.keys import Shares
from sealing.officers import OfficerKey
from sealing.release import Release
from sealing.request import Act, Request, Wrapped
from sealing.wrapping import KeyFile
from tests.fakes.sealed import NOON, FakeArchive, nobody_asks, nobody_says

SESSION = "a" * 32


@dataclass
class Asking:
    """One recording of one stretch. Nothing of it is on a disk."""

    archive: FakeArchive = field(default_factory=FakeArchive)
    session: str = SESSION

    def __post_init__(self) -> None:
        self.shares = Shares()
        self.key_file: KeyFile = wrapping.wrap(
            self.shares, self.session, 1, epoch=self.archive.day.isoformat(),
            public=self.archive.epochs[self.archive.day].public, recipients=self.archive.keyring().recipients(),
        )  # fmt: skip
        self.identity, self.recipient = age.new_identity()
        """The one-time identity of the opening: the archive's alone."""

    def request(self, act: Act = Act.OPEN, number: str = "7K3M-9QF2", at: datetime = NOON) -> Request:
        reads = act.reads
        wrapped = (Wrapped(1, self.key_file.data_protection, self.key_file.security),) if reads else ()
        return Request(
            number, act, self.session, "Complaint about a transfer", "AZ 4711/26", at, at + timedelta(hours=24),
            until=at + timedelta(days=200) if act is Act.HOLD else None,
            recipient=self.recipient if reads else "", wrapped=wrapped,
        )  # fmt: skip

    def signed(self, asked: Request) -> bytes:
        return request.publish(asked, self.archive.signing)

    def file(self, asked: Request, key: OfficerKey) -> bytes:
        """What the officer hands over."""
        return release.make(asked, key, NOON, nobody_says, nobody_asks)

    def release(self, asked: Request, key: OfficerKey) -> Release:
        return release.read(self.file(asked, key), [key.card])[0]
