"""The windows between the two yeses and the help: connecting, and the safety code."""

from customer_client.status import End
from customer_client.ui import texts
from customer_client.ui.pages import Button, Digits, KeyField, Light, Own, Page, Role, Waiting
from customer_client.ui.wording import Wording
from protocol import safety_code


def connecting(wording: Wording) -> Page:
    """The computers are finding each other."""
    say = wording.say
    return Page(
        name="connecting",
        heading=say(texts.CONNECTING_HEADING),
        paragraphs=(say(texts.CONNECTING_WHAT), say(texts.CONNECTING_LONG)),
        part=Waiting(),
        problem=wording.problem(),
        light=_light(wording),
        buttons=(Button(say(texts.END_SESSION), End(), Role.END),),
        focus="part",
        close=End(),
        contact=wording.contact(),
    )


def code(wording: Wording) -> Page:
    """The six digits, to be read out."""
    say = wording.say
    return Page(
        name="code",
        heading=say(texts.CODE_HEADING),
        paragraphs=(say(texts.CODE_WHY), say(texts.CODE_UNTIL)),
        part=Digits(safety_code.spoken(wording.status.code)),
        problem=wording.problem(),
        light=_light(wording),
        buttons=(Button(say(texts.END_SESSION), End(), Role.END),),
        focus="part",
        close=End(),
        contact=wording.contact(),
    )


def confirmation(wording: Wording) -> Page:
    """Three digits that the agent says: no program in between can say them."""
    say = wording.say
    return Page(
        name="confirmation",
        heading=say(texts.CONFIRM_HEADING),
        paragraphs=(say(texts.CONFIRM_WHY),),
        part=KeyField(say(texts.CONFIRM_LABEL), say(texts.CONFIRM_HINT), safety_code.CONFIRMATION_DIGITS, fresh=True),
        problem=wording.problem(),
        note=say(texts.CONFIRM_WARNING),
        light=_light(wording),
        buttons=(
            Button(say(texts.END_SESSION), End(), Role.END),
            Button(say(texts.KEY_GO), Own.SUBMIT_CONFIRMATION, Role.YES),
        ),
        focus="part",
        submit=Own.SUBMIT_CONFIRMATION,
        close=End(),
        contact=wording.contact(),
    )


def _light(wording: Wording) -> Light:
    """The recording light; before the first acknowledgement nothing has been interrupted yet."""
    return wording.light() if wording.status.recording else Light(on=False, text=wording.say(texts.RECORDING_SOON))
