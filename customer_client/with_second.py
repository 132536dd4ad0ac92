"""What comes of a second agent: asked for by the first, let in by the customer, compared by voice, sent away."""

from customer_client import commands as c
from customer_client.course import AGENT, SECOND, Commands, Course, inject
from customer_client.seconding import APART_AT_MOST
from customer_client.status import AnswerSecond, Person, Step
from protocol import link
from protocol import peer_messages as m
from protocol.session import EndReason

FromFirst = m.AskSecond | m.ConfirmSecond | m.DismissSecond


class WithSecond:
    """The talk about a second agent, and its end."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def first_says(self, message: FromFirst) -> Commands:
        """The first agent asks for somebody, vouches for the code, or takes it back."""
        match message:
            case m.AskSecond(name, office):
                yield from self._ask(Person(name, office))
            case m.ConfirmSecond(digits):
                yield from self._confirm(digits)
            case m.DismissSecond() if self._course.seconding.asked:
                yield from self._refuse()
            case m.DismissSecond():
                yield from self.out("left")

    def answered(self, answer: AnswerSecond) -> Commands:
        """The customer says whether that person may join; an answer about somebody else is none."""
        course, person = self._course, self._course.seconding.asked
        if person is None or person.name != answer.name:
            return
        if not answer.given:
            yield from self._refuse()
            return
        course.second = guest = course.seconding.answer(given=True, now=course.now)
        assert guest is not None
        if course.showing.view:
            guest.admission.show(course.showing.view.area)
        course.meetings.admit(SECOND)
        course.note("joining-allowed", guest)
        yield from course.state(f"admitted {guest.who}")
        yield from self._say(m.Stage.COMING)
        yield c.SendLink(link.AnswerSecond(course.entry.session, person.name, person.office, given=True))

    def code_known(self, code: str) -> Commands:
        """The first agent says it to the second."""
        return self._say(m.Stage.CODE, code)

    def code_typed(self) -> Commands:
        """The right code came from the second; the word that goes by voice is missing."""
        return self._say(m.Stage.TYPED)

    def mismatched(self) -> Commands:
        """There is no second try, and nobody else instead: something is wrong with whoever introduces people here."""
        self._course.seconding.barred = True
        yield from self.out("second-code-mismatched")

    def passed(self) -> Commands:
        """Time has passed: questions without an answer are a no, and nobody is waited for without end."""
        course, guest = self._course, self._course.second
        if course.seconding.is_unanswered(course.now):
            yield from self._refuse()
        if guest and (
            course.seconding.is_late(guest, course.now) or course.meetings[SECOND].apart_for(course.now) > APART_AT_MOST
        ):
            yield from self.out("left")

    def out(self, why: str, reason: EndReason = EndReason.CUSTOMER) -> Commands:
        """The second is gone, stopped here first. `why` is a word of the receipt."""
        course, guest = self._course, self._course.second
        if guest is None:
            return
        yield c.HoldVideo(SECOND)
        yield from inject(guest.admission.release_all())
        yield c.SendPeer(SECOND, m.CONTROL, m.Ending(reason=reason))
        yield c.Drop(SECOND)
        course.second = None
        course.seconding.gone()
        course.meetings.dismiss(SECOND)
        course.note(why, guest)
        yield from course.state(f"gone {guest.who}")
        yield from self._say(m.Stage.GONE)
        yield c.SendLink(link.DismissSecond(course.entry.session))

    def _ask(self, person: Person) -> Commands:
        course = self._course
        if course.step is not Step.HELPED or course.asking() or not course.seconding.ask(person, course.now):
            yield c.SendPeer(AGENT, m.CONTROL, m.SecondIs(m.Stage.REFUSED))
            return
        course.account.note("joining-asked", course.now, person.name)
        yield from course.state("asked second")
        yield from self._say(m.Stage.ASKED)

    def _refuse(self) -> Commands:
        course, person = self._course, self._course.seconding.asked
        assert person is not None
        course.seconding.answer(given=False, now=course.now)
        course.account.note("joining-refused", course.now, person.name)
        yield from course.state("refused second")
        yield from self._say(m.Stage.REFUSED)
        yield c.SendLink(link.AnswerSecond(course.entry.session, person.name, person.office, given=False))

    def _confirm(self, digits: str) -> Commands:
        """One try, as at the customer's own window: the word of the first agent is the customer's ear here."""
        guest = self._course.second
        if guest is None or not guest.comparing.awaits_confirmation:
            return
        result = guest.comparing.confirm(digits)
        yield c.SendPeer(SECOND, m.CONTROL, result)
        if not result.matched:
            yield from self.mismatched()
            return
        self._course.note("joined", guest)
        yield from self._course.state(f"code-matched {guest.who}")
        yield from self._say(m.Stage.HERE)

    def _say(self, stage: m.Stage, code: str = "") -> Commands:
        """To the first agent, and to the recording; the code is for the first alone."""
        if stage in _RECORDED:
            self._course.telling.second(stage)
        self._course.seconding.said = said = m.SecondIs(stage, code)
        yield c.SendPeer(AGENT, m.CONTROL, said)


_RECORDED = frozenset({m.Stage.ASKED, m.Stage.REFUSED, m.Stage.HERE, m.Stage.GONE})
"""What the recorder hears of it."""
