import smtplib
import socket
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
from tests.fakes.mail_server import mail_server
from tests.fakes.sealed import NOON

ASKING = Asking()
LETTER = Letter(ASKING.request(), ("Jörg Weiß", "Sepp Sicherheit"), NOON)
TO = "datenschutz@help.example"


def settings(port: int) -> Settings:
    return Settings(mail_to=TO, mail_server=f"127.0.0.1:{port}")


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
    with mail_server() as (played, port):
        mailbox(settings(port), Path("unused")).tell(LETTER)
    assert f"mail FROM:<{TO}>" in [line.split(" size")[0].replace("MAIL", "mail") for line in played.heard]
    assert any("7K3M-9QF2" in line for line in played.heard)


@pytest.mark.promise("P20")
@pytest.mark.parametrize("refuses", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_does_not_take_the_letter_stops_it(refuses: str) -> None:
    with mail_server(refuses) as (_, port), pytest.raises(NotTold, match="nothing was done"):
        SmtpMailbox(settings(port)).tell(LETTER)


@pytest.mark.promise("P20")
def test_a_server_that_is_not_there_stops_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(NotTold):
        SmtpMailbox(settings(port)).tell(LETTER)


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
