"""What is on this device and stays there: the switch, and the button. Offered where nobody else is there."""

from customer_client.status import KeepButton, Kept, Quit, RemoveButton, Step, SwitchDevice
from customer_client.ui import texts
from customer_client.ui.pages import Button, Offer, Page, Role
from customer_client.ui.wording import Wording


def switched_off(wording: Wording) -> Page:
    """No session begins on this device, and how to change that."""
    say = wording.say
    return Page(
        name="switched-off",
        heading=say(texts.OFF_HEADING),
        paragraphs=(say(texts.OFF_MEANS), say(texts.OFF_ON), say(texts.OFF_STAYS)),
        problem=wording.problem(),
        note=say(texts.KEY_WARNING),
        buttons=(
            Button(say(texts.CLOSE_PROGRAM), Quit(), Role.PLAIN),
            Button(say(texts.SWITCH_ON), SwitchDevice(on=True), Role.YES, waits=True),
        ),
        focus="button-0",
        close=Quit(),
        contact=wording.contact(),
        offers=offers(wording),
    )


def offers(wording: Wording) -> tuple[Offer, ...]:
    """The switch before a session, the button afterwards too."""
    say, device = wording.say, wording.status.device
    step = wording.status.step
    made: list[Offer] = []
    if device.failed:
        made.append(Offer(say(texts.DEVICE_FAILED)))
    if step is Step.ENTER_KEY:
        made.append(Offer(say(texts.DEVICE_ON), Button(say(texts.SWITCH_OFF), SwitchDevice(on=False))))
    keep = Button(
        say(texts.BUTTON_RENEW if device.kept is Kept.OTHER else texts.BUTTON_KEEP), KeepButton(wording.language)
    )
    remove = Button(say(texts.BUTTON_REMOVE), RemoveButton())
    match device.kept:
        case Kept.NO if step is Step.ENDED:
            made.append(Offer(say(texts.BUTTON_OFFERED), keep))
        case Kept.OTHER if step is Step.ENDED:
            made.append(Offer(say(texts.BUTTON_IS_OTHER), keep))
            made.append(Offer(say(texts.BUTTON_IS_THERE), remove))
        case Kept.YES | Kept.OTHER:
            made.append(Offer(say(texts.BUTTON_IS_THERE), remove))
        case Kept.REMOVED:
            made.append(Offer(say(texts.BUTTON_IS_GONE)))
        case _:
            pass
    return tuple(made)
