"""The running session: the bar, the frame, and the same buttons in a window that waits in the task bar."""

from customer_client.status import End, GiveAgain, ShowAll, Status, TakeBack
from customer_client.ui import texts
from customer_client.ui.pages import Bar, Button, Colour, Own, Page, Role
from customer_client.ui.wording import Wording
from protocol.gate import Hold
from protocol.grants import GRANTS_OF_LEVEL, Grant, Level
from words import Text

_SWITCHES = {
    Grant.CONTROL: (texts.TAKE_CONTROL, texts.GIVE_CONTROL),
    Grant.VIEW: (texts.TAKE_PICTURE, texts.GIVE_PICTURE),
}


def bar(wording: Wording) -> Bar:
    """Who is connected, what they may do now, and the ways to stop it."""
    return Bar(
        who=wording.say(texts.BAR_WHO),
        may=sees(wording),
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
        paragraphs=(sees(wording), panic(wording), say(texts.HELPED_BAR), say(texts.HIDE)),
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


def sees(wording: Wording) -> str:
    """What the agent may do, and on which of several monitors."""
    said, shown = wording.say(may(wording.status)), wording.status.shown
    if shown is None or shown.of < 2 or Grant.VIEW not in wording.status.grants:  # noqa: PLR2004  # several
        return said
    text = texts.SEES_ONE if shown.number else texts.SEES_ALL
    return wording.say(text, may=said, number=str(shown.number), of=str(shown.of))


def news(wording: Wording) -> str:
    """Why nothing flows; otherwise what went wrong last."""
    if wording.status.apart:
        return wording.problem() or wording.say(texts.RECONNECTING)
    hold = wording.status.hold
    return wording.problem() if hold is None else wording.say(texts.HOLDS[hold])


def panic(wording: Wording) -> str:
    """The emergency key."""
    return wording.say(texts.PANIC, key=texts.PANIC_KEY[wording.language])


def buttons(wording: Wording) -> tuple[Button, ...]:
    """One for each right that can be taken away or given again, and the end."""
    switches = [switch for grant in _SWITCHES if (switch := _switch(wording, grant)) is not None]
    others = [_take_back(wording, grant) for grant in texts.OTHER_RIGHTS if grant in wording.status.grants]
    return (*switches, *others, *_monitors(wording), Button(wording.say(texts.END_SESSION), End(), Role.END))


def _take_back(wording: Wording, grant: Grant) -> Button:
    """A right that was asked for on its own: once taken back, the agent has to ask again."""
    return Button(wording.say(texts.TAKE_OTHER, what=texts.OTHER_RIGHTS[grant]), TakeBack(grant))


def _monitors(wording: Wording) -> tuple[Button, ...]:
    """The way to show but one of several monitors, and back; back also while that one is not there."""
    status = wording.status
    if status.shown is None:
        away = status.hold is Hold.MONITOR_AWAY
        return (Button(wording.say(texts.SHOW_ALL), ShowAll()),) if away else ()
    if status.shown.only:
        return (Button(wording.say(texts.SHOW_ALL), ShowAll()),)
    several = status.shown.of > 1
    return (Button(wording.say(texts.SHOW_ONLY_THIS), Own.SHOW_ONLY_THIS),) if several else ()


def _switch(wording: Wording, grant: Grant) -> Button | None:
    take, give = _SWITCHES[grant]
    if grant in wording.status.grants:
        return Button(wording.say(take), TakeBack(grant))
    level = wording.status.level
    if level is not None and grant in GRANTS_OF_LEVEL[level]:
        return Button(wording.say(give), GiveAgain(grant))
    return None
