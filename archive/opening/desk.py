"""The desk: makes requests, and says whether what officers brought releases one. Blocking; time is an argument."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from archive.control import Refused
from archive.opening import rules
from archive.opening.door import Ask, Asked, Bring
from archive.opening.mail import Letter, Mailbox, NotTold
from archive.opening.rules import HOLD_AT_MOST, NotReleased, Released, Why
from archive.opening.tickets import Tickets
from archive.opening.unlocking import key_files
from archive.register import Registered
from archive.stock import Stock
from ledger.archive_facts import OpeningAsked, OpeningRefused
from sealing import release, request
from sealing.officers import Card
from sealing.release import ReleaseRefused
from sealing.request import VALID_FOR, Act, Request, RequestRefused, Wrapped

_DONE_BY = {
    Act.OPEN: "recording open",
    Act.EXPORT: "recording export",
    Act.DELETE: "recording delete",
    Act.HOLD: "recording hold",
    Act.RELEASE_HOLD: "recording release-hold",
}


@dataclass(frozen=True)
class Checked:
    """A request that the right officers have released. It can be used once."""

    request: Request
    brought: tuple[Released, ...]
    identity: str
    """Of its ticket."""

    @property
    def officers(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(one.card.name for one in self.brought)


class Desk:
    """One archive's."""

    def __init__(self, stock: Stock, cards: Callable[[], Sequence[Card]], tickets: Tickets, mailbox: Mailbox) -> None:
        self._stock, self._cards, self._tickets, self._mailbox = stock, cards, tickets, mailbox

    def ask(self, asked: Ask, now: datetime) -> Asked:
        """The request's file. The ledger has it before anybody else. Raises `Refused`, `OSError`."""
        registered = self.kept(asked.session, now)
        not_against_a_hold(asked.act, registered)
        until = _until(asked, registered, now)
        self._tickets.sweep(now)
        number, expires_at = request.new_number(), now + VALID_FOR
        reads = asked.act.reads
        wrapped = self._wrapped(asked.session) if reads else ()
        recipient = self._tickets.make(number, expires_at)
        made = Request(
            number, asked.act, asked.session, asked.reason, asked.reference, now, expires_at,
            until=until, recipient=recipient if reads else "", wrapped=wrapped,
        )  # fmt: skip
        self._stock.book.append(
            OpeningAsked(
                at=now,
                session=asked.session,
                request=number,
                reason=asked.reason,
                reference=asked.reference,
                expires_at=expires_at,
                act=asked.act.value,
            )
        )
        return Asked(number, expires_at, request.publish(made, self._stock.identity))

    def check(self, bring: Bring, now: datetime) -> Checked:
        """What was brought, if it releases the request. A refusal stands in the ledger. Raises `Refused`, `OSError`."""
        asked = self._read(bring)
        self.kept(asked.session, now)
        try:
            brought = tuple(self._released(one, asked) for one in bring.releases)
            rules.judge(asked, brought, now)
            return Checked(asked, brought, self._identity(asked))
        except NotReleased as refused:
            raise self.refused(asked, refused, now) from None

    def refused(self, asked: Request, why: NotReleased, now: datetime) -> Refused:
        """Writes down that it was refused; the refusal."""
        self._stock.book.append(OpeningRefused(at=now, session=asked.session, request=asked.number, why=why.why.value))
        return Refused(str(why))

    def tell(self, checked: Checked, now: datetime) -> None:
        """Tells the mailbox. Raises `Refused` when that cannot be done."""
        try:
            self._mailbox.tell(Letter(checked.request, checked.officers, now))
        except NotTold as problem:
            raise Refused(str(problem)) from None

    def use_up(self, checked: Checked) -> None:
        """From now on the request opens nothing any more."""
        self._tickets.use_up(checked.request.number)

    def kept(self, session: str, now: datetime) -> Registered:
        """The recording, if the archive has it and its time is not over. Raises `Refused`."""
        registered = self._stock.register.of(session)
        if registered is None:
            raise Refused(
                "The archive has no recording of this session: there was none, it was deleted, or the session has "
                "not ended yet."
            )
        if registered.is_due(now):
            raise Refused("This recording is to be deleted now: its time is over.")
        return registered

    def _read(self, bring: Bring) -> Request:
        try:
            asked = request.read(bring.request, self._stock.identity.public_key().public_bytes_raw())
        except RequestRefused as refused:
            raise Refused(str(refused)) from None
        if asked.act is not bring.act:
            raise Refused(f"This request is for another purpose: `ferndiagnose {_DONE_BY[asked.act]}`.")
        return asked

    def _released(self, data: bytes, asked: Request) -> Released:
        try:
            return Released(*release.read(data, self._cards()))
        except ReleaseRefused:
            raise NotReleased(Why.NOT_ENROLLED, asked.act) from None

    def _identity(self, asked: Request) -> str:
        identity = self._tickets.identity(asked.number)
        if identity is None:
            raise NotReleased(Why.USED, asked.act)
        return identity

    def _wrapped(self, session: str) -> tuple[Wrapped, ...]:
        files = key_files(self._stock.store, session)
        if not files:
            raise Refused("This recording has no key that can be opened: it holds no picture, or its keys are gone.")
        return tuple(Wrapped(one.stretch, one.data_protection, one.security) for one in files)


def not_against_a_hold(act: Act, registered: Registered) -> None:
    """What is kept for a legal reason is not deleted by a customer's wish. Raises `Refused`."""
    if act in {Act.DELETE, Act.HOLD} and registered.hold:
        raise Refused("This recording is held for a legal reason. Two officers must end that hold first.")


def _until(asked: Ask, registered: Registered, now: datetime) -> datetime | None:
    """The last moment of a hold: the end of its last day, in UTC."""
    if asked.act is Act.RELEASE_HOLD and not registered.hold:
        raise Refused("This recording is not held.")
    if asked.act is not Act.HOLD:
        return None
    if asked.until is None:
        raise Refused("A hold needs its last day: --until 2027-01-31.")
    until = _end_of(asked.until)
    if until <= registered.delete_at:
        raise Refused(f"The recording is kept until {registered.delete_at:%Y-%m-%d} anyway.")
    if until > now + HOLD_AT_MOST:
        raise Refused("A hold lasts three years at most. If it must last longer, it is asked for anew then.")
    return until


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
