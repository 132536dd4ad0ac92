"""What the customer does in the window. Nobody else can give consent, access or a right."""

from typing import assert_never

from customer_client import commands as c
from customer_client.course import ACCESS_ALLOWED, AGENT, Commands, Course, inject
from customer_client.events import LocalInputUsed, PanicKeyPressed
from customer_client.guest import Guest
from customer_client.status import (
    AgreeToNotice,
    AnswerGrant,
    AnswerSecond,
    ChooseAccess,
    End,
    GiveAgain,
    InSession,
    Quit,
    Refuse,
    SaveReceipt,
    SendAway,
    ShowAll,
    ShowOnly,
    Step,
    TakeBack,
    TypeConfirmation,
    TypeKey,
)
from customer_client.steps import Turn
from customer_client.with_second import WithSecond
from protocol import consent
from protocol import peer_messages as m
from protocol.grants import Level
from protocol.problems import SessionKeyMalformed
from protocol.safety_code import CONFIRMATION_DIGITS
from protocol.session import EndReason

TIMES_FOR: dict[type[InSession], frozenset[Step]] = {
    TypeKey: frozenset({Step.ENTER_KEY}),
    AgreeToNotice: frozenset({Step.READ_NOTICE}),
    Refuse: frozenset({Step.READ_NOTICE, Step.CHOOSE_ACCESS}),
    ChooseAccess: frozenset({Step.CHOOSE_ACCESS}),
    TypeConfirmation: frozenset({Step.CONFIRM}),
    AnswerGrant: frozenset({Step.HELPED}),
    AnswerSecond: frozenset({Step.HELPED}),
    SendAway: frozenset({Step.HELPED}),
    TakeBack: ACCESS_ALLOWED,
    GiveAgain: ACCESS_ALLOWED,
    ShowOnly: ACCESS_ALLOWED,
    ShowAll: ACCESS_ALLOWED,
    End: frozenset(Step) - {Step.ENDED},
    SaveReceipt: frozenset({Step.ENDED}),
    Quit: frozenset(Step),
}
"""When an action means something; at other times it is a click that came too late, and nothing happens."""


class WithCustomer:
    """The talk with the customer."""

    def __init__(self, course: Course, second: WithSecond) -> None:
        self._course = course
        self._second = second

    def acted(self, action: InSession) -> Commands:
        if self._course.step not in TIMES_FOR[type(action)]:
            return
        match action:
            case TypeKey(typed):
                yield from self._type_key(typed)
            case AgreeToNotice(language):
                yield c.SendLink(self._course.entry.agree(language, self._course.now))
                self._course.turn(Turn.AGREED)
                self._course.account.note("consented", self._course.now)
                yield from self._course.state(f"consented {self._course.entry.notice_digest().hex()}")
            case ChooseAccess(level):
                yield from self._allow(level)
            case TypeConfirmation(typed):
                yield from self._confirm(typed)
            case Refuse():
                no_consent = self._course.step is Step.READ_NOTICE
                reason = EndReason.NO_CONSENT if no_consent else EndReason.NO_ACCESS
                yield from self._course.end(reason, consent_event=consent.Event.REFUSED)
            case AnswerGrant() | AnswerSecond() | SendAway() | TakeBack() | GiveAgain():
                yield from self._decide_about_guests(action)
            case ShowOnly() | ShowAll():
                yield from self._change_view(action)
            case End() | SaveReceipt() | Quit():
                yield from self._finish(action)
            case _:
                assert_never(action)

    def _decide_about_guests(self, action: AnswerGrant | AnswerSecond | SendAway | TakeBack | GiveAgain) -> Commands:
        match action:
            case AnswerGrant():
                if guest := self._course.asking():
                    yield from self.answer(guest, action)
            case AnswerSecond():
                yield from self._second.answered(action)
            case SendAway():
                yield from self._second.out("sent-away")
            case TakeBack() | GiveAgain():
                yield from self._change_rights(action)
            case _:
                assert_never(action)

    def used_own_input(self, event: LocalInputUsed | PanicKeyPressed) -> Commands:
        """The customer's own mouse and keyboard come first; the panic key ends everything."""
        if isinstance(event, LocalInputUsed):
            self._course.local_input_at = self._course.now
        elif self._course.entry.claimed:
            yield from self._course.end(EndReason.CUSTOMER)

    def _type_key(self, typed: str) -> Commands:
        try:
            first = self._course.entry.type_key(typed)
        except SessionKeyMalformed:
            self._course.problem = SessionKeyMalformed
            return
        self._course.turn(Turn.KEY_TYPED)
        if self._course.link_up:
            yield c.SendLink(first)

    def _allow(self, level: Level) -> Commands:
        yield c.SendLink(self._course.entry.allow(level))
        rights = self._course.first.rights
        rights.choose(level)
        self._course.turn(Turn.ALLOWED)
        self._course.account.note(f"allowed-{level}", self._course.now)
        yield from self._course.state(f"allowed {level}")
        for grant in sorted(rights.grants, reverse=True):
            self._course.telling.right(grant, m.RightChange.GIVEN)
        yield c.StartWatching()

    def _confirm(self, typed: str) -> Commands:
        """Three digits are the one try; anything else is a slip of the hand."""
        digits = typed.strip()
        if len(digits) != CONFIRMATION_DIGITS or not (digits.isascii() and digits.isdigit()):
            return
        result = self._course.first.comparing.confirm(digits)
        yield c.SendPeer(AGENT, m.CONTROL, result)
        if not result.matched:
            yield from self._course.mismatched()
            return
        self._course.turn(Turn.CODE_MATCHED)
        self._course.account.note("code-matched", self._course.now)
        yield from self._course.state(f"code-matched {AGENT}")

    def answer(self, guest: Guest, answer: AnswerGrant) -> Commands:
        """The customer's answer to that guest; an answer to another question is none."""
        course, grant, given = self._course, answer.grant, answer.given
        if not guest.rights.answer(grant, given, course.now):
            return
        course.note(f"{'gave' if given else 'refused'}-{grant}", guest)
        yield from course.right(guest, grant, m.RightChange.GIVEN if given else m.RightChange.REFUSED)
        if given:
            yield from self._tell_rights(guest)
        else:
            yield c.SendPeer(guest.role, m.CONTROL, m.GrantRefused(grant=grant))

    def _change_rights(self, action: TakeBack | GiveAgain) -> Commands:
        """For everybody who is meant. First nothing is held any more, then it is told."""
        for guest in self._course.guests():
            if isinstance(action, TakeBack) and action.who in (None, guest.who):
                yield from self._take_back(guest, action)
            elif isinstance(action, GiveAgain) and guest.rights.give_again(action.grant):
                self._course.note(f"gave-again-{action.grant}", guest)
                yield from self._course.right(guest, action.grant, m.RightChange.GIVEN)
                yield from self._tell_rights(guest)

    def _take_back(self, guest: Guest, action: TakeBack) -> Commands:
        """The receipt names the first too where it was about that one alone."""
        course, grant = self._course, action.grant
        if guest.rights.take_back(grant):
            yield from inject(guest.admission.release_all())
            claimed = course.entry.claimed
            name = guest.name or (claimed.agent if claimed and action.who else "")
            course.account.note(f"taken-back-{grant}", course.now, name)
            yield from course.right(guest, grant, m.RightChange.TAKEN_BACK)
            yield from self._tell_rights(guest)

    def _tell_rights(self, guest: Guest) -> Commands:
        yield c.SendPeer(guest.role, m.CONTROL, m.Granted(grants=guest.rights.grants))

    def _change_view(self, action: ShowOnly | ShowAll) -> Commands:
        course = self._course
        only = isinstance(action, ShowOnly)
        shows = course.showing.restrict(action.x, action.y) if isinstance(action, ShowOnly) else course.showing.free()
        for show in shows:
            course.account.note("showed-one" if only else "showed-all", course.now)
            yield show

    def _finish(self, action: End | SaveReceipt | Quit) -> Commands:
        if isinstance(action, SaveReceipt):
            if self._course.receipt:
                yield c.WriteReceipt(action.path, self._course.receipt, action.language)
            return
        yield from self._course.end(EndReason.CUSTOMER)
        if isinstance(action, Quit):
            yield c.Leave()
