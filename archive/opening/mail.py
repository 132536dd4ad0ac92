"""The data-protection mailbox: told of each opening before the first picture, and of whatever else officers released.

By the operator's own mail server or, where none is set, as a file in a folder that somebody reads. A letter that cannot
be sent stops what it tells of.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from archive.settings import Settings
from sealing.files import write_whole
from sealing.request import Act, Request

_TIMEOUT = 20.0
"""Seconds that each step with the mail server may take."""
_SUBMISSION, _IMPLICIT_TLS = 587, 465
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_DONE: dict[Act, tuple[str, str]] = {
    Act.OPEN: ("Eine Aufzeichnung wird geöffnet", "A recording is being opened"),
    Act.EXPORT: ("Eine Aufzeichnung wird exportiert", "A recording is being exported"),
    Act.DELETE: ("Eine Aufzeichnung wird vorzeitig gelöscht", "A recording is being deleted early"),
    Act.HOLD: ("Eine Aufzeichnung wird länger aufbewahrt", "A recording is being kept longer"),
    Act.RELEASE_HOLD: ("Eine Aufzeichnung wird nicht mehr länger aufbewahrt", "A recording is no longer kept longer"),
}


class NotTold(Exception):
    """The mailbox could not be told, and so nothing was done. The text says what is to be done."""


@dataclass(frozen=True)
class Letter:
    """What the mailbox is told: what officers released, who, why."""

    request: Request
    officers: tuple[str, ...]
    at: datetime


class Mailbox(Protocol):
    """Where letters go. Blocking."""

    def tell(self, letter: Letter) -> None:
        """When this returns, the letter is on its way, or lies there. Raises `NotTold`."""


def message(letter: Letter, sender: str, to: str) -> EmailMessage:
    """The letter as a mail, in German and English."""
    asked = letter.request
    german, english = _DONE[asked.act]
    mail = EmailMessage(SMTP)
    mail["From"], mail["To"], mail["Date"] = sender, to, format_datetime(letter.at)
    mail["Subject"] = f"{german} / {english}: {asked.number}"
    facts = [
        ("Sitzung / session", asked.session),
        ("Vorgang / request", asked.number),
        ("Freigegeben von / released by", ", ".join(letter.officers)),
        ("Begründung / reason", _line(asked.reason)),
        ("Aktenzeichen / reference", _line(asked.reference)),
        ("Angefragt / asked for", f"{asked.asked_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("Freigabe genutzt / release used", f"{letter.at:%Y-%m-%d %H:%M:%S} UTC"),
        *([("Bis / until", f"{asked.until:%Y-%m-%d %H:%M} UTC")] if asked.until else []),
    ]
    lines = [f"{german}. / {english}.", "", *(f"{name}: {value}" for name, value in facts)]
    mail.set_content("\n".join(lines) + "\n")
    return mail


class FolderMailbox:
    """Letters as files, for whoever reads the folder."""

    def __init__(self, folder: Path, to: str) -> None:
        self._folder, self._to = folder, to

    def tell(self, letter: Letter) -> None:
        name = f"{letter.at:%Y-%m-%dT%H%M%S.%f}-{letter.request.number}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._folder / name, bytes(message(letter, self._to, self._to)))
        except OSError as error:
            raise NotTold(f"The letter to the data-protection mailbox could not be put into {self._folder}: "
                          f"{error.strerror}. Make the folder writable; nothing was done.") from None  # fmt: skip


class SmtpMailbox:
    """Letters through the operator's mail server, encrypted unless that is this machine."""

    def __init__(self, settings: Settings, trusting: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> None:
        self._settings, self._trusting = settings, trusting
        host, _, port = settings.mail_server.rpartition(":")
        self._host, self._port = (host, int(port)) if port.isdigit() and host else (settings.mail_server, _SUBMISSION)

    def tell(self, letter: Letter) -> None:
        mail = message(letter, self._settings.mail_from or self._settings.mail_to, self._settings.mail_to)
        try:
            with self._connected() as server:
                if self._settings.mail_user:
                    server.login(self._settings.mail_user, self._settings.mail_password)
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            raise NotTold(
                f"The data-protection mailbox could not be told through {self._settings.mail_server} "
                f"({type(error).__name__}). Check the mail settings in docs/operating.md; nothing was done."
            ) from None

    def _connected(self) -> smtplib.SMTP:
        if self._port == _IMPLICIT_TLS:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT, context=self._trusting())
        server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT)
        if self._host not in _HERE:
            try:
                server.starttls(context=self._trusting())
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        return server


def mailbox(settings: Settings, folder: Path) -> Mailbox:
    """The mailbox that the settings name; letters in `folder` where they name none."""
    if settings.mail_server:
        return SmtpMailbox(settings)
    return FolderMailbox(folder, settings.mail_to or "datenschutz@localhost")


def _line(text: str) -> str:
    """What somebody wrote, as one line: it must not look like another fact."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
