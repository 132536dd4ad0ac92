"""The last window: who ended the session, what happened in it, and what becomes of recording and program."""

from customer_client.status import Kept, Quit, Receipt, ReceiptLine, Status
from customer_client.ui import texts
from customer_client.ui.pages import Button, Guide, History, Own, Page, Role, Sketch
from customer_client.ui.staying import offers
from customer_client.ui.wording import Wording
from protocol import receipt_code
from protocol.problems import MacPermissionMissing
from protocol.session import EndReason


def ended(wording: Wording, saved: str = "") -> Page:
    """The news, the receipt, and the way out. `saved` says what became of a wish to save the receipt."""
    status, say = wording.status, wording.say
    receipt = status.receipt
    heading = texts.ENDED_HEADING if (status.reason or receipt) and not _never_began(status) else texts.ENDED_EARLY
    save = (Button(say(texts.RECEIPT_SAVE), Own.SAVE_RECEIPT),) if receipt else ()
    return Page(
        name="ended",
        heading=say(heading),
        paragraphs=_news(wording),
        part=_history(wording, receipt) if receipt else _guide(wording),
        problem=wording.problem(),
        note=saved,
        buttons=(*save, Button(say(texts.CLOSE), Quit(), Role.YES, waits=True)),
        focus="button-0",
        escape=Quit(),
        close=Quit(),
        contact=wording.contact(),
        offers=offers(wording),
    )


def _news(wording: Wording) -> tuple[str, ...]:
    status, say = wording.status, wording.say
    lines = [say(texts.REASONS[status.reason])] if status.reason and not _never_began(status) else []
    lines.append(say(texts.ENDED_NOBODY))
    if status.receipt and status.receipt.recording_deleted_on:
        lines.append(say(texts.ENDED_DELETION, date=wording.date(status.receipt.recording_deleted_on)))
    closing = texts.CLOSING_KEPT if status.device.kept in (Kept.YES, Kept.OTHER) else texts.CLOSING
    lines.append(say(closing[status.removes_itself, status.receipt is not None]))
    return tuple(lines)


def _guide(wording: Wording) -> Guide | None:
    """The way through the settings of a Mac, where that is what was missing."""
    if wording.status.problem is not MacPermissionMissing:
        return None
    say = wording.say
    steps = (
        (Sketch.SETTINGS, say(texts.MAC_SETTINGS)),
        (Sketch.LIST, say(texts.MAC_LIST)),
        (Sketch.SWITCH, say(texts.MAC_SWITCH)),
    )
    return Guide(steps)


def _never_began(status: Status) -> bool:
    """The screen could not be shown, as was found out before there was a session."""
    return status.reason is EndReason.SCREEN_GONE and status.operator is None and status.receipt is None


def _history(wording: Wording, receipt: Receipt) -> History:
    """The receipt in sentences. A word from a newer version of the program stands for itself."""
    lines = tuple((wording.time(line.at), receipt_line(wording, line)) for line in receipt.lines)
    return History(wording.say(texts.RECEIPT_TITLE), (*lines, *(("", line) for line in references(wording, receipt))))


def references(wording: Wording, receipt: Receipt) -> tuple[str, ...]:
    """What to name to the operator afterwards, and where to complain; the code only if there is a recording."""
    number = wording.say(texts.RECEIPT_NUMBER, session=receipt.session)
    operator = receipt.operator
    rights = wording.say(texts.RECEIPT_RIGHTS, support=operator.support, data_protection=operator.data_protection)
    if not receipt.recording_deleted_on:
        return number, rights
    return number, wording.say(texts.RECEIPT_CODE, code=receipt_code.of(receipt.session)), rights


def proof_heading(wording: Wording) -> str:
    """What stands over the signed lines of a saved receipt."""
    return wording.say(texts.RECEIPT_SIGNED)


def receipt_line(wording: Wording, line: ReceiptLine) -> str:
    """One line of the receipt as a sentence. What is about the second agent says so."""
    said = _sentence(wording.about(line.who), line.what)
    if not line.who or said != _sentence(wording, line.what):
        return said
    return wording.say(texts.RECEIPT_OF, name=line.who, said=said)


def _sentence(wording: Wording, what: str) -> str:
    if text := texts.RECEIPT_WORDS.get(what):
        return wording.say(text)
    for became, text in texts.RECEIPT_OTHER.items():
        for grant, right in texts.OTHER_RIGHTS.items():
            if what == f"{became}-{grant}":
                return wording.say(text, what=right)
    return what
