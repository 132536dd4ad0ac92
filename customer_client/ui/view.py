"""What is on the screen, for every status: one pure function, and a table of steps."""

from collections.abc import Callable
from datetime import tzinfo

from customer_client.status import Status, Step
from customer_client.ui import asking, connecting, ending, entering, helping, staying
from customer_client.ui.pages import Look, Page
from customer_client.ui.wording import Wording
from protocol.link import Language

_PAGES: dict[Step, Callable[[Wording], Page]] = {
    Step.SWITCHED_OFF: staying.switched_off,
    Step.ENTER_KEY: entering.key,
    Step.CLAIMING: entering.claiming,
    Step.READ_NOTICE: asking.notice,
    Step.CHOOSE_ACCESS: asking.access,
    Step.CONNECTING: connecting.connecting,
    Step.READ_CODE_OUT: connecting.code,
    Step.CONFIRM: connecting.confirmation,
    Step.HELPED: helping.page,
}


def look(status: Status, language: Language, saved: str = "", zone: tzinfo | None = None) -> Look:
    """Everything to be drawn. `saved` says what became of a wish to save the receipt."""
    wording = Wording(status, language, zone)
    if status.step is Step.ENDED:
        return Look(ending.ended(wording, saved))
    page = _PAGES[status.step](wording)
    if status.step is not Step.HELPED:
        return Look(page)
    return Look(
        page,
        hidden=True,
        bar=helping.bar(wording),
        frame=helping.frame(status),
        framed=None if status.shown is None else status.shown.area,
        home=None if status.shown is None else status.shown.home,
        dialog=_dialog(wording),
    )


def _dialog(wording: Wording) -> Page | None:
    """The one question that is open, if any."""
    status = wording.status
    if status.asked is not None:
        return asking.grant(wording, status.asked)
    return None if status.joining is None else asking.joining(wording, status.joining)
