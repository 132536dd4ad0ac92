"""The receipt as a text file, for a customer who wants to keep it. The only file this program ever writes."""

from datetime import UTC, datetime, tzinfo
from pathlib import Path

from customer_client.status import Receipt, Status, Step
from customer_client.ui import texts
from customer_client.ui.ending import proof_heading, receipt_line, references
from customer_client.ui.wording import Wording
from protocol import receipt_proof
from protocol.link import Language


def text(receipt: Receipt, language: Language, zone: tzinfo | None = None) -> str:
    """What the file says: in `zone`, or where the computer thinks it is."""
    wording = Wording(Status(step=Step.ENDED, receipt=receipt), language, zone)
    day = datetime.fromtimestamp(receipt.lines[-1].at if receipt.lines else 0, UTC).astimezone(zone).date()
    lines = [
        f"{texts.PRODUCT}: {wording.say(texts.RECEIPT_TITLE)}",
        wording.date(day.isoformat()),
        "",
        *(f"{wording.time(line.at)}  {receipt_line(wording, line)}" for line in receipt.lines),
        "",
    ]
    if receipt.recording_deleted_on:
        date = wording.date(receipt.recording_deleted_on)
        lines.append(wording.say(texts.ENDED_DELETION, date=date))
    lines += [*references(wording, receipt), *wording.contact()]
    if receipt.noted:
        lines += ["", proof_heading(wording), *receipt_proof.lines(receipt.noted)]
    return "\n".join(lines) + "\n"


def write(path: str, receipt: Receipt, language: Language) -> bool:
    """Writes a new file; nothing that is there already is touched. Whether it worked: the window looks for the file."""
    try:
        with Path(path).open("x", encoding="utf-8", newline="\r\n") as file:
            file.write(text(receipt, language))
    except OSError:
        return False
    return True
