"""What the customer does in the window. Nobody else can give consent, access or a right."""

from typing import assert_never

from customer_client import commands as c
from customer_client.course import ACCESS_ALLOWED, AGENT, Commands, Course, inject
from customer_client.events import LocalInputUsed, PanicKeyPressed
from customer_client.status import (
    AgreeToNotice,
    AnswerGrant,
    ChooseAccess,
    End,
    GiveAgain,
    InSession,
    Quit,
    Refuse,
    SaveReceipt,
    ShowAll,
    ShowOnly,
    Step,
    TakeBack,
    TypeConfirmation,
    TypeKey,
)
from customer_client.steps import Turn
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

    def __init__(self, course: Course) -> None:
        self._course = course

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
            case AnswerGrant() | TakeBack() | GiveAgain():
                yield from self.change_rights(action)
            case ShowOnly() | ShowAll():
                yield from self._change_view(action)
            case End() | SaveReceipt() | Quit():
                yield from self._finish(action)
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
        self._course.rights.choose(level)
        self._course.turn(Turn.ALLOWED)
        self._course.account.note(f"allowed-{level}", self._course.now)
        yield from self._course.state(f"allowed {level}")
        for grant in sorted(self._course.rights.grants, reverse=True):
            self._course.telling.right(grant, m.RightChange.GIVEN)
        yield c.StartWatching()

    def _confirm(self, typed: str) -> Commands:
        """Three digits are the one try; anything else is a slip of the hand."""
        digits = typed.strip()
        if len(digits) != CONFIRMATION_DIGITS or not (digits.isascii() and digits.isdigit()):
            return
        result = self._course.comparing.confirm(digits)
        yield c.SendPeer(AGENT, m.CONTROL, result)
        if not result.matched:
            yield from self._course.mismatched()
            return
        self._course.turn(Turn.CODE_MATCHED)
        self._course.account.note("code-matched", self._course.now)
        yield from self._course.state(f"code-matched {AGENT}")

    def change_rights(self, action: AnswerGrant | TakeBack | GiveAgain) -> Commands:
        now, grant = self._course.now, action.grant
        match action:
            case AnswerGrant(given=given) if self._course.rights.answer(grant, given, now):
                self._course.account.note(f"{'gave' if given else 'refused'}-{grant}", now)
                yield from self._course.right(grant, m.RightChange.GIVEN if given else m.RightChange.REFUSED)
                if not given:
                    yield c.SendPeer(AGENT, m.CONTROL, m.GrantRefused(grant=grant))
                    return
            case TakeBack() if self._course.rights.take_back(grant):
                yield from inject(self._course.admission.release_all())
                self._course.account.note(f"taken-back-{grant}", now)
                yield from self._course.right(grant, m.RightChange.TAKEN_BACK)
            case GiveAgain() if self._course.rights.give_again(grant):
                self._course.account.note(f"gave-again-{grant}", now)
                yield from self._course.right(grant, m.RightChange.GIVEN)
            case _:
                return
        yield c.SendPeer(AGENT, m.CONTROL, m.Granted(grants=self._course.rights.grants))

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
