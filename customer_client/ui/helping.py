"""The running session: the bar, the frame, and the same buttons in a window that waits in the task bar."""

from customer_client.status import End, GiveAgain, Status, TakeBack
from customer_client.ui import texts
from customer_client.ui.pages import Bar, Button, Colour, Own, Page, Role
from customer_client.ui.texts import Text
from customer_client.ui.wording import Wording
from protocol.grants import GRANTS_OF_LEVEL, Grant, Level

_SWITCHES = {
    Grant.CONTROL: (texts.TAKE_CONTROL, texts.GIVE_CONTROL),
    Grant.VIEW: (texts.TAKE_PICTURE, texts.GIVE_PICTURE),
}


def bar(wording: Wording) -> Bar:
    """Who is connected, what they may do now, and the ways to stop it."""
    return Bar(
        who=wording.say(texts.BAR_WHO),
        may=wording.say(may(wording.status)),
        light=wording.light(),
        news=news(wording),
        help=" · ".join((panic(wording), *wording.contact()[:1])),
        buttons=buttons(wording),
    )


def page(wording: Wording) -> Page:
    """The bar's contents for whoever works with the keyboard, or has lost sight of the bar."""
    say = wording.say
    return Page(
        name="helped",
        heading=say(texts.HELPED_HEADING),
        paragraphs=(say(may(wording.status)), panic(wording), say(texts.HELPED_BAR), say(texts.HIDE)),
        problem=news(wording),
        light=wording.light(),
        buttons=buttons(wording),
        focus="button-0",
        escape=Own.HIDE,
        close=Own.HIDE,
        contact=wording.contact(),
    )


def frame(status: Status) -> Colour:
    """The colour round the screen."""
    return Colour.SHOWN if status.hold is None else Colour.PAUSED


def may(status: Status) -> Text:
    """What the agent may do just now."""
    if Grant.VIEW not in status.grants:
        return texts.MAY_NOTHING
    if Grant.CONTROL in status.grants:
        return texts.MAY_CONTROL
    return texts.MAY_NOT_CONTROL if status.level is Level.FULL else texts.MAY_VIEW


def news(wording: Wording) -> str:
    """Why nothing flows; otherwise what went wrong last."""
    hold = wording.status.hold
    return wording.problem() if hold is None else wording.say(texts.HOLDS[hold])


def panic(wording: Wording) -> str:
    """The emergency key."""
    return wording.say(texts.PANIC, key=texts.PANIC_KEY[wording.language])


def buttons(wording: Wording) -> tuple[Button, ...]:
    """One for each right that can be taken away or given again, and the end."""
    switches = [switch for grant in _SWITCHES if (switch := _switch(wording, grant)) is not None]
    return (*switches, Button(wording.say(texts.END_SESSION), End(), Role.END))


def _switch(wording: Wording, grant: Grant) -> Button | None:
    take, give = _SWITCHES[grant]
    if grant in wording.status.grants:
        return Button(wording.say(take), TakeBack(grant))
    level = wording.status.level
    if level is not None and grant in GRANTS_OF_LEVEL[level]:
        return Button(wording.say(give), GiveAgain(grant))
    return None
