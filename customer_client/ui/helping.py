"""The running session: the bar, the frame, and the same buttons in a window that waits in the task bar."""

from customer_client.status import End, GiveAgain, Second, SendAway, ShowAll, Status, TakeBack
from customer_client.ui import texts
from customer_client.ui.pages import Bar, Button, Colour, Own, Page, Role
from customer_client.ui.wording import Wording
from protocol.gate import Hold
from protocol.grants import GRANTS_OF_LEVEL, Grant, Level, Office, Who
from words import Text

_SWITCHES = {
    Grant.CONTROL: (texts.TAKE_CONTROL, texts.TAKE_CONTROL_OF_BOTH, texts.GIVE_CONTROL),
    Grant.VIEW: (texts.TAKE_PICTURE, texts.TAKE_PICTURE_OF_BOTH, texts.GIVE_PICTURE),
}


def bar(wording: Wording) -> Bar:
    """Who is connected, what they may do now, and the ways to stop it."""
    return Bar(
        who=wording.say(texts.BAR_WHO),
        may=sees(wording),
        light=wording.light(),
        news=news(wording),
        panic=panic(wording),
        contact="".join(wording.contact()[:1]),
        buttons=buttons(wording),
        also=also(wording),
    )


def page(wording: Wording) -> Page:
    """The bar's contents for whoever works with the keyboard, or has lost sight of the bar."""
    say = wording.say
    return Page(
        name="helped",
        heading=say(texts.HELPED_HEADING),
        paragraphs=tuple(
            filter(None, (sees(wording), also(wording), panic(wording), say(texts.HELPED_BAR), say(texts.HIDE)))
        ),
        problem=news(wording),
        light=wording.light(),
        buttons=buttons(wording),
        focus="button-0",
        escape=Own.HIDE,
        close=Own.HIDE,
        contact=wording.contact(),
    )


def frame(status: Status) -> Colour:
    """The colour round the screen: whether anybody sees it."""
    return Colour.SHOWN if status.hold is None or _only_second_sees(status) else Colour.PAUSED


def _of_whoever_came(status: Status) -> frozenset[Grant]:
    """What the second may, once the code was right."""
    return status.second.grants if status.second and status.second.here else frozenset()


def _only_second_sees(status: Status) -> bool:
    """Whether the picture was taken from the first alone, so that the second goes on."""
    apart = status.second is None or status.second.apart
    return status.hold is Hold.NOT_GRANTED and Grant.VIEW in _of_whoever_came(status) and not apart


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


def also(wording: Wording) -> str:
    """Who else is there, and what they may do; nothing when nobody is."""
    second = wording.status.second
    if second is None:
        return ""
    name = wording.say(texts.SUPERVISOR, name=second.name) if second.office is Office.SUPERVISOR else second.name
    return wording.say(_also(second), name=name)


def _also(second: Second) -> Text:
    if not second.here:
        return texts.ALSO_COMING
    if second.apart:
        return texts.ALSO_APART
    if Grant.VIEW not in second.grants:
        return texts.ALSO_NOTHING
    return texts.ALSO_CONTROLS if Grant.CONTROL in second.grants else texts.ALSO_SEES


def news(wording: Wording) -> str:
    """Why nothing flows; otherwise what went wrong last."""
    if wording.status.apart:
        return wording.problem() or wording.say(texts.RECONNECTING)
    hold = wording.status.hold
    if hold is None or _only_second_sees(wording.status):
        return wording.problem()
    return wording.say(texts.HOLDS[hold])


def panic(wording: Wording) -> str:
    """The emergency key."""
    return wording.say(texts.PANIC, key=texts.PANIC_KEY[wording.language])


def buttons(wording: Wording) -> tuple[Button, ...]:
    """One for each right that can be taken away or given again, and the end."""
    switches = [switch for grant in _SWITCHES if (switch := _switch(wording, grant)) is not None]
    others = [_take_back(wording, grant) for grant in texts.OTHER_RIGHTS if grant in wording.status.grants]
    return (
        *switches,
        *others,
        *_monitors(wording),
        *_of_first(wording),
        *_of_second(wording),
        Button(wording.say(texts.END_FOR_BOTH if wording.status.second else texts.END_SESSION), End(), Role.END),
    )


def _of_first(wording: Wording) -> tuple[Button, ...]:
    """The picture, with which everything else stops, can be taken from the first alone while a second goes on."""
    status = wording.status
    if Grant.VIEW not in _of_whoever_came(status):
        return ()
    if Grant.VIEW in status.grants:
        take = wording.say(texts.TAKE_PICTURE_OF, name=status.agent)
        return (Button(take, TakeBack(Grant.VIEW, Who.AGENT)),)
    return (Button(wording.say(texts.GIVE_PICTURE_TO, name=status.agent), GiveAgain(Grant.VIEW)),)


def _of_second(wording: Wording) -> tuple[Button, ...]:
    """What can be taken from the second alone, and the way out for that one."""
    second = wording.status.second
    if second is None:
        return ()
    others = (grant for grant in (Grant.CONTROL, *texts.OTHER_RIGHTS) if grant in second.grants)
    taken = (_take_from(wording, second.name, grant) for grant in others)
    return (*taken, Button(wording.say(texts.SEND_AWAY, name=second.name), SendAway()))


def _take_from(wording: Wording, name: str, grant: Grant) -> Button:
    if grant is Grant.CONTROL:
        return Button(wording.say(texts.TAKE_CONTROL_OF, name=name), TakeBack(grant, Who.SECOND))
    said = wording.say(texts.TAKE_OTHER, what=texts.OTHER_RIGHTS[grant])
    return Button(wording.say(texts.RECEIPT_OF, name=name, said=said), TakeBack(grant, Who.SECOND))


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
    take, take_both, give = _SWITCHES[grant]
    status = wording.status
    others = _of_whoever_came(status)
    if grant in status.grants or (grant is Grant.VIEW and grant in others):
        both = grant in status.grants and grant in others
        return Button(wording.say(take_both if both else take), TakeBack(grant))
    level = status.level
    if level is not None and grant in GRANTS_OF_LEVEL[level]:
        return Button(wording.say(give), GiveAgain(grant))
    return None
