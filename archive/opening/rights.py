"""The customer's rights: to know what is held and who has seen it, to have it deleted, to have it kept. Blocking."""

from datetime import datetime

from archive import certificates, holds, sweeping
from archive.control import Refused
from archive.holds import NotHeld, ShareGone
from archive.opening.desk import Checked, Desk, not_against_a_hold
from archive.opening.door import AskHeld, AskOpenings, Bring, Carried, Held, Pause, Use, Uses
from archive.register import Registered
from archive.stock import MANIFEST, Stock, folder_of
from ledger.archive_facts import (
    Cause,
    HoldEnd,
    HoldEnded,
    HoldSet,
    OpeningAsked,
    OpeningRefused,
    RecordingDeleted,
    RecordingExported,
    RecordingOpened,
)
from ledger.entries import Entry
from protocol import receipt_code, recording
from protocol.receipt_code import ReceiptCodeMistyped
from protocol.recording import Manifest, ManifestUnreadable
from sealing.request import Act


class Rights:
    """What is done for customers, and for courts."""

    def __init__(self, stock: Stock, desk: Desk) -> None:
        self._stock, self._desk = stock, desk

    def carry_out(self, bring: Bring, now: datetime) -> Carried:
        """Deletes, holds, or ends a hold, as officers released. Raises `Refused`, `OSError`."""
        checked = self._desk.check(bring, now)
        registered = self._desk.kept(checked.request.session, now)
        not_against_a_hold(checked.request.act, registered)
        self._desk.tell(checked, now)
        try:
            done = self._done(checked, registered, now)
        except (NotHeld, ShareGone) as why:
            raise Refused(str(why)) from None
        self._desk.use_up(checked)
        return done

    def held(self, asked: AskHeld, now: datetime) -> Held:
        """What is held on one session. Raises `Refused`, `OSError`."""
        registered = self._desk.kept(asked.session, now)
        manifest = self._manifest(asked.session)
        return Held(
            session=asked.session,
            code=receipt_code.of(asked.session),
            started_at=manifest.started_at,
            ended_at=registered.ended_at,
            delete_at=registered.delete_at,
            held_until=registered.held_until,
            segments=len(manifest.segments),
            pictures=sum(segment.pictures or 0 for segment in manifest.segments),
            bytes=sum(segment.size or 0 for segment in manifest.segments),
            gaps=tuple(Pause(gap.started_at, gap.ended_at, gap.cause.value) for gap in manifest.gaps),
            uses=self._uses(asked.session),
        )

    def openings(self, asked: AskOpenings) -> Uses:
        """What was done with the recording of a receipt. Raises `Refused`, `OSError`."""
        try:
            code = receipt_code.parse(asked.code)
        except ReceiptCodeMistyped:
            raise Refused(
                "There is no such code: a letter or digit of it is wrong. Read it again from the receipt."
            ) from None
        asked_for = {one.row.session for one in self._stock.book.of_kinds(OpeningAsked)}
        session = next((one for one in asked_for if receipt_code.of(one) == code), None)
        return Uses(code, self._uses(session) if session else ())

    def _done(self, checked: Checked, registered: Registered, now: datetime) -> Carried:
        asked = checked.request
        if asked.act is Act.DELETE:
            sweeping.delete(self._stock, registered, Cause.ASKED, now, checked.officers)
            self._stock.book.checkpoint(now)  # so that the certificate has its proof at once
            certificate = certificates.of(self._stock.book, asked.session)
            assert certificate, "it was written a moment ago"
            return Carried(certificates.encode(certificate))
        if asked.act is Act.HOLD:
            assert asked.until, "the desk makes no other request"
            holds.set_hold(
                self._stock, asked.session, asked.until, reason=asked.reason, reference=asked.reference,
                officers=checked.officers, now=now,
            )  # fmt: skip
        else:
            holds.end_hold(self._stock, asked.session, HoldEnd.RELEASED, now, checked.officers)
        return Carried()

    def _manifest(self, session: str) -> Manifest:
        try:
            return recording.read(self._stock.store.get(f"{folder_of(session)}/{MANIFEST}"))
        except (FileNotFoundError, ManifestUnreadable):
            raise Refused(
                "The recording's manifest is gone or cannot be read. `ferndiagnose ledger verify` may say why."
            ) from None

    def _uses(self, session: str) -> tuple[Use, ...]:
        found = (use_of(one.entry) for one in self._stock.book.of_session(session))
        return tuple(use for use in found if use)


def use_of(entry: Entry) -> Use | None:
    """What an entry of the ledger says that was done with a recording; `None` for what happens to each."""
    use = None
    match entry:
        case OpeningAsked():
            use = Use(entry.at, f"asked: {entry.act}", entry.request, (), entry.reason, entry.reference)
        case RecordingOpened():
            use = Use(entry.at, "opened", entry.request, entry.officers)
        case RecordingExported():
            use = Use(entry.at, "exported", entry.request, entry.officers)
        case OpeningRefused():
            use = Use(entry.at, f"refused: {entry.why}", entry.request)
        case HoldSet():
            use = Use(entry.at, f"held until {entry.until:%Y-%m-%d}", "", entry.officers, entry.reason, entry.reference)
        case HoldEnded():
            use = Use(entry.at, f"hold {entry.end}", "", entry.officers)
        case RecordingDeleted():
            use = Use(entry.at, f"deleted: {entry.cause}", "", entry.released_by)
        case _:
            pass
    return use
