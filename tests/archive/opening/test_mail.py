import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace as with_other
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.opening import mail
from archive.opening.mail import FolderMailbox, Letter, NotTold, SmtpMailbox, mailbox
from archive.settings import Settings
from sealing.request import Act
from tests.fakes.asking import Asking
from tests.fakes.sealed import NOON

ASKING = Asking()
LETTER = Letter(ASKING.request(), ("Jörg Weiß", "Sepp Sicherheit"), NOON)
TO = "datenschutz@help.example"


class PlayedServer:
    """A mail server that says what it is told to, and keeps what it hears."""

    def __init__(self, listening: socket.socket, refuses: str) -> None:
        self._listening, self._refuses = listening, refuses
        self.heard: list[str] = []

    def serve(self) -> None:
        line, _ = self._listening.accept()
        with line, line.makefile("rw", newline="\r\n") as file:
            self._say(file, "220 mail")
            inside = False
            for raw in file:
                said = raw.rstrip("\r\n")
                self.heard.append(said)
                if inside:
                    if said == ".":
                        inside = False
                        self._say(file, "250 kept")
                    continue
                word = said.split(" ")[0].upper()
                if word == self._refuses:
                    self._say(file, "550 no")
                elif word == "DATA":
                    inside = True
                    self._say(file, "354 go on")
                elif word == "QUIT":
                    self._say(file, "221 bye")
                    return
                else:
                    self._say(file, "250 yes")

    @staticmethod
    def _say(file: object, text: str) -> None:
        file.write(text + "\r\n")  # type: ignore[attr-defined]  # a text file
        file.flush()  # type: ignore[attr-defined]


@contextmanager
def server(refuses: str = "") -> Iterator[tuple[PlayedServer, Settings]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        played = PlayedServer(listening, refuses)
        thread = threading.Thread(target=played.serve)
        thread.start()
        yield played, Settings(mail_to=TO, mail_server=f"127.0.0.1:{listening.getsockname()[1]}")
        thread.join()


def test_the_letter_says_who_opens_which_recording_and_why() -> None:
    text = str(message_from_bytes(bytes(mail.message(LETTER, TO, TO)), policy=default).get_content())
    for fact in (
        LETTER.request.session,
        "7K3M-9QF2",
        "Jörg Weiß, Sepp Sicherheit",
        "Complaint about a transfer",
        "AZ 4711/26",
    ):
        assert fact in text
    assert "Eine Aufzeichnung wird geöffnet. / A recording is being opened." in text


@pytest.mark.parametrize("act", Act)
def test_each_act_has_a_letter_of_its_own(act: Act) -> None:
    subject = mail.message(replace_act(act), TO, TO)["Subject"]
    others = [mail.message(replace_act(other), TO, TO)["Subject"] for other in Act if other is not act]
    assert subject not in others


def replace_act(act: Act) -> Letter:
    return Letter(ASKING.request(act), ("Dora",), NOON)


def test_a_reason_cannot_pose_as_other_facts() -> None:
    hostile = replace(LETTER.request, reason="x\r\nBcc: all@help.example\nFreigegeben von / released by: nobody")
    lines = mail.message(Letter(hostile, ("Dora",), NOON), TO, TO)
    assert lines["Bcc"] is None
    assert sum(line.startswith("Freigegeben von") for line in lines.get_content().splitlines()) == 1


def test_without_a_mail_server_a_letter_is_a_file(tmp_path: Path) -> None:
    box = mailbox(Settings(mail_to=TO), tmp_path / "mail")
    assert isinstance(box, FolderMailbox)
    box.tell(LETTER)
    (file,) = (tmp_path / "mail").iterdir()
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == TO
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.promise("P20")
def test_a_folder_that_cannot_be_written_stops_it(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(NotTold, match="nothing was done"):
        FolderMailbox(tmp_path / "mail", TO).tell(LETTER)


def test_a_letter_goes_through_the_operators_server() -> None:
    with server() as (played, settings):
        mailbox(settings, Path("unused")).tell(LETTER)
    assert f"mail FROM:<{TO}>" in [line.split(" size")[0].replace("MAIL", "mail") for line in played.heard]
    assert any("7K3M-9QF2" in line for line in played.heard)


@pytest.mark.promise("P20")
@pytest.mark.parametrize("refuses", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_does_not_take_the_letter_stops_it(refuses: str) -> None:
    with server(refuses) as (_, settings), pytest.raises(NotTold, match="nothing was done"):
        SmtpMailbox(settings).tell(LETTER)


@pytest.mark.promise("P20")
def test_a_server_that_is_not_there_stops_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(NotTold):
        SmtpMailbox(Settings(mail_to=TO, mail_server=f"127.0.0.1:{port}")).tell(LETTER)


def test_another_machine_gets_nothing_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[str]()

    class WithoutTls:
        def __init__(self, *_: object, **__: object) -> None: ...

        def starttls(self, **_: object) -> None:
            said.append("starttls")
            raise smtplib.SMTPNotSupportedError

        def close(self) -> None:
            said.append("closed")

    monkeypatch.setattr(smtplib, "SMTP", WithoutTls)
    with pytest.raises(NotTold):
        SmtpMailbox(with_other(Settings(mail_to=TO), mail_server="mail.help.example")).tell(LETTER)
    assert said == ["starttls", "closed"]
