"""Letters to the data-protection mailbox, to a mail server that is another machine: encrypted, and to nobody else."""

import ssl

import pytest

from archive.opening import mail
from archive.opening.mail import Letter, NotTold, SmtpMailbox
from archive.settings import Settings
from tests.fakes import tls
from tests.fakes.asking import Asking
from tests.fakes.mail_server import mail_server
from tests.fakes.sealed import NOON

pytestmark = pytest.mark.end_to_end
AUTHORITY, STRANGER = "mail", "somebody else"
LETTER = Letter(Asking().request(), ("Dora Datenschutz", "Sepp Sicherheit"), NOON)


def mailbox(port: int, authority: str, user: str = "") -> SmtpMailbox:
    settings = Settings(
        mail_to="datenschutz@help.example", mail_server=f"localhost:{port}", mail_user=user, mail_password="canary",
    )  # fmt: skip
    return SmtpMailbox(settings, lambda: ssl.create_default_context(cafile=tls.folder(authority) / "ca.pem"))


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the mail server were another machine."""
    monkeypatch.setattr(mail, "_HERE", frozenset())


def test_a_letter_goes_over_tls() -> None:
    with mail_server(tls=tls.serving(AUTHORITY)) as (played, port):
        mailbox(port, AUTHORITY).tell(LETTER)
    assert played.encrypted
    assert any("7K3M-9QF2" in line for line in played.heard)


@pytest.mark.promise("P20")
def test_a_server_that_cannot_prove_its_name_gets_no_letter_and_nothing_is_opened() -> None:
    with mail_server(tls=tls.serving(STRANGER)) as (played, port), pytest.raises(NotTold, match="nothing was done"):
        mailbox(port, AUTHORITY).tell(LETTER)
    assert not any("7K3M-9QF2" in line for line in played.heard)


@pytest.mark.promise("P20")
def test_a_server_that_does_not_encrypt_gets_no_letter_and_no_password() -> None:
    with mail_server() as (played, port), pytest.raises(NotTold, match="nothing was done"):
        mailbox(port, AUTHORITY, user="archive").tell(LETTER)
    assert [line.split(" ")[0].upper() for line in played.heard] in (["EHLO"], ["EHLO", "QUIT"])
