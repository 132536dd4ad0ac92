"""The questions: the notice, then access, then each right that the agent asks for. No is always the easy answer."""

from customer_client.status import AgreeToNotice, AnswerGrant, AnswerSecond, ChooseAccess, Person, Refuse
from customer_client.ui import texts
from customer_client.ui.pages import Button, Card, Cards, Document, Page, Role
from customer_client.ui.wording import Wording
from protocol.grants import Grant, Level


def notice(wording: Wording) -> Page:
    """Who is calling, what is recorded and for how long, and the notice itself."""
    say = wording.say
    text = wording.status.notice.text(wording.language) if wording.status.notice else ""
    period = say(texts.PERIOD, days=str(wording.status.retention_days))
    return Page(
        name="notice",
        heading=say(texts.NOTICE_HEADING),
        paragraphs=(
            say(texts.NOTICE_WHO),
            say(texts.NOTICE_RECORDED),
            say(texts.NOTICE_KEPT, period=period),
            say(texts.NOTICE_ANY_TIME),
        ),
        points=True,
        part=Document(text),
        problem=wording.problem(),
        note=say(texts.NOTICE_NO_ANSWER),
        buttons=(
            Button(say(texts.NOTICE_REFUSE), Refuse(), Role.NO),
            Button(say(texts.NOTICE_AGREE), AgreeToNotice(wording.language), Role.YES, waits=True),
        ),
        focus="button-0",
        escape=Refuse(),
        close=Refuse(),
        contact=wording.contact(),
    )


def access(wording: Wording) -> Page:
    """The second yes: see, or see and control."""
    say = wording.say
    view = Card(say(texts.VIEW_TITLE), say(texts.VIEW_SHORT), say(texts.VIEW_MEANS), ChooseAccess(Level.VIEW))
    full = Card(say(texts.FULL_TITLE), say(texts.FULL_SHORT), say(texts.FULL_MEANS), ChooseAccess(Level.FULL))
    return Page(
        name="access",
        heading=say(texts.ACCESS_HEADING),
        paragraphs=(say(texts.ACCESS_CHANGE),),
        part=Cards((view, full)),
        problem=wording.problem(),
        buttons=(Button(say(texts.ACCESS_REFUSE), Refuse(), Role.NO),),
        focus="part",
        escape=Refuse(),
        close=Refuse(),
        contact=wording.contact(),
    )


def joining(wording: Wording, person: Person) -> Page:
    """Somebody else is to join, by name."""
    say, name, no = wording.say, person.name, AnswerSecond(person.name, given=False)
    return Page(
        name=f"join-{name}",
        heading=say(texts.JOIN_HEADING, name=name),
        paragraphs=(
            say(texts.JOIN_WHO[person.office], name=name),
            say(texts.JOIN_MEANS, name=name),
            say(texts.JOIN_SEND_AWAY, name=name),
        ),
        points=True,
        buttons=(
            Button(say(texts.ASK_REFUSE), no, Role.NO),
            Button(say(texts.ASK_ALLOW), AnswerSecond(name, given=True), Role.YES, waits=True),
        ),
        focus="button-0",
        escape=no,
        close=no,
        contact=wording.contact(),
    )


def grant(wording: Wording, asked: Grant) -> Page:
    """An agent asks for a right: the first, or the second, by name."""
    no, by = AnswerGrant(asked, given=False), wording.status.asked_by
    heading, why = _question(wording.about(by), asked)
    return Page(
        name=f"ask-{asked}{by and f'-{by}'}",
        heading=heading,
        paragraphs=(why,),
        buttons=(
            Button(wording.say(texts.ASK_REFUSE), no, Role.NO),
            Button(wording.say(texts.ASK_ALLOW), AnswerGrant(asked, given=True), Role.YES, waits=True),
        ),
        focus="button-0",
        escape=no,
        close=no,
        contact=wording.contact(),
    )


def _question(wording: Wording, asked: Grant) -> tuple[str, str]:
    """What the agent may do, as a question, and why."""
    say = wording.say
    if what := texts.OTHER_RIGHTS.get(asked):
        return say(texts.ASK_OTHER_HEADING, what=what), say(texts.ASK_OTHER_WHY, why=texts.WHY_OTHER[asked])
    return say(texts.ASK_HEADINGS[asked]), say(texts.ASK_WHY[asked])
