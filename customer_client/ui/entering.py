"""The windows before a session: the key, and its check."""

from customer_client.status import Quit, Status
from customer_client.ui import texts
from customer_client.ui.pages import Button, KeyField, Own, Page, Role, Waiting
from customer_client.ui.staying import offers
from customer_client.ui.wording import Wording
from words import Text


def key(wording: Wording) -> Page:
    """Asks for the seven digits."""
    say = wording.say
    return Page(
        name="key",
        heading=say(texts.KEY_HEADING),
        paragraphs=(say(texts.KEY_WHERE),),
        part=KeyField(say(texts.KEY_LABEL), say(texts.KEY_HINT)),
        problem=wording.problem(),
        note=say(_note(wording.status)),
        buttons=(
            Button(say(texts.CLOSE_PROGRAM), Quit(), Role.PLAIN),
            Button(say(texts.KEY_GO), Own.SUBMIT_KEY, Role.YES),
        ),
        focus="part",
        submit=Own.SUBMIT_KEY,
        close=Quit(),
        contact=wording.contact(),
        offers=offers(wording),
    )


def _note(status: Status) -> Text:
    """That the service is not reached is said once: by the problem, if there is one."""
    return texts.KEY_WARNING if status.server_reached or status.problem else texts.SERVER_NOT_YET


def claiming(wording: Wording) -> Page:
    """The key is being checked."""
    return Page(
        name="claiming",
        heading=wording.say(texts.CLAIMING_HEADING),
        paragraphs=(wording.say(texts.CLAIMING_WAIT),),
        part=Waiting(),
        problem=wording.problem(),
        buttons=(Button(wording.say(texts.CLOSE_PROGRAM), Quit(), Role.PLAIN),),
        focus="part",
        close=Quit(),
        contact=wording.contact(),
    )
