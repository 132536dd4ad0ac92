"""Problems: facts with a stable code, whose turn it is, and one text in each language.

A problem crosses the wire as its code alone; the side that shows it looks the text up here. The text says what
happened and what to do, to the person who reads it. One class for each thing that the caller does differently.
"""

from enum import StrEnum
from typing import ClassVar


class Fault(StrEnum):
    """Whose turn it is to do something about a problem."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NETWORK = "network"
    SERVER = "server"
    PEER = "peer"
    """The program at the other end broke the protocol."""
    SOFTWARE = "software"
    """Us: this program has a fault."""


class Problem(Exception):
    """A fact that stops what was asked for. `code` is stable; `de` and `en` are the text for a person."""

    code: ClassVar[str]
    fault: ClassVar[Fault]
    de: ClassVar[str]
    en: ClassVar[str]

    def __str__(self) -> str:
        return self.code


class SessionKeyMalformed(Problem):
    code = "session-key-malformed"
    fault = Fault.CUSTOMER
    de = "Der Sitzungsschlüssel besteht aus sieben Ziffern. Bitte prüfen Sie Ihre Eingabe."
    en = "The session key has seven digits. Please check what you typed."


class SessionKeyRefused(Problem):
    """Unknown, expired, used: one answer for all three, so that a guess learns nothing."""

    code = "session-key-refused"
    fault = Fault.CUSTOMER
    de = (
        "Dieser Sitzungsschlüssel gilt nicht (mehr). Bitte prüfen Sie die sieben Ziffern "
        "oder lassen Sie sich am Telefon einen neuen Schlüssel nennen."
    )
    en = "This session key is not valid (any more). Please check the seven digits, or ask for a new key on the phone."


class TicketRefused(Problem):
    code = "ticket-refused"
    fault = Fault.CUSTOMER
    de = "Dieses Programm gehört zu einer früheren Sitzung. Bitte geben Sie den Sitzungsschlüssel ein."
    en = "This program belongs to an earlier session. Please type the session key."


class SignInRefused(Problem):
    code = "sign-in-refused"
    fault = Fault.AGENT
    de = (
        "Name, Kennwort oder Einmal-Code stimmt nicht. Bitte prüfen Sie alle drei; "
        "jeder Einmal-Code gilt nur für eine Anmeldung."
    )
    en = "Name, password or one-time code is wrong. Please check all three; each one-time code is good for one sign-in."


class SecondFactorRefused(Problem):
    """While it is being set up: the app does not have the right secret, or the right time."""

    code = "second-factor-refused"
    fault = Fault.AGENT
    de = "Dieser Code passt nicht. Bitte prüfen Sie die Uhrzeit Ihres Telefons und geben Sie den neuesten Code ein."
    en = "This code does not fit. Please check the time on your telephone, and type the newest code."


class RoleRefused(Problem):
    code = "role-refused"
    fault = Fault.AGENT
    de = "Ihr Konto hat die Rolle dafür nicht. Bitte wenden Sie sich an Ihre Administration."
    en = "Your account does not have the role for this. Please ask your administrator."


class EnrolmentMissing(Problem):
    """EasySupport is not switched on for this customer, or was agreed to in an older text."""

    code = "enrolment-missing"
    fault = Fault.CUSTOMER
    de = (
        "EasySupport ist für diese Kundennummer nicht freigeschaltet. Lesen Sie den Text vor; "
        "erst nach dem Ja des Kunden kann eine Sitzung beginnen."
    )
    en = (
        "EasySupport is not switched on for this customer number. Read the text out; "
        "a session can start only after the customer's yes."
    )


class EnrolmentLinkRefused(Problem):
    """A one-time link that is unknown, too old or used."""

    code = "enrolment-link-refused"
    fault = Fault.CUSTOMER
    de = "Dieser Link gilt nicht mehr. Bitte öffnen Sie die Seite im Kundencenter noch einmal."
    en = "This link is not valid any more. Please open the page in the customer centre once more."


class TokenRefused(Problem):
    code = "token-refused"
    fault = Fault.AGENT
    de = "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an."
    en = "Your sign-in has expired. Please sign in again."


class TooManyAttempts(Problem):
    code = "too-many-attempts"
    fault = Fault.CUSTOMER
    de = "Gerade gab es sehr viele falsche Eingaben. Bitte warten Sie eine Minute und versuchen Sie es erneut."
    en = "There were very many wrong attempts just now. Please wait a minute and try again."


class SessionUnknown(Problem):
    """Not there, over, or somebody else's: one answer for all three."""

    code = "session-unknown"
    fault = Fault.PEER
    de = "Diese Sitzung gibt es nicht (mehr). Bitte beginnen Sie eine neue."
    en = "This session does not exist (any more). Please start a new one."


class OutOfOrder(Problem):
    code = "out-of-order"
    fault = Fault.PEER
    de = "Das ist in diesem Schritt der Sitzung nicht möglich. Bitte beginnen Sie eine neue Sitzung."
    en = "That is not possible at this step of the session. Please start a new session."


class MessageRefused(Problem):
    """Malformed, unknown, of the wrong type, or out of bounds."""

    code = "message-refused"
    fault = Fault.PEER
    de = "Die Gegenstelle hat eine unverständliche Nachricht gesendet. Bitte beginnen Sie eine neue Sitzung."
    en = "The other side sent a message that makes no sense. Please start a new session."


class DescriptionRefused(Problem):
    """An SDP without a SHA-256 fingerprint, or one that is no SDP."""

    code = "description-refused"
    fault = Fault.PEER
    de = "Die Gegenstelle hat sich nicht ausgewiesen. Die Verbindung wurde zu Ihrem Schutz nicht aufgebaut."
    en = "The other side did not identify itself. To protect you, no connection was made."


class ConsentOutdated(Problem):
    code = "consent-outdated"
    fault = Fault.CUSTOMER
    de = "Die Datenschutzhinweise haben sich geändert. Bitte lesen Sie die neue Fassung."
    en = "The privacy notice has changed. Please read the new version."


class ServerUnreachable(Problem):
    code = "server-unreachable"
    fault = Fault.NETWORK
    de = "Der Server ist nicht erreichbar. Bitte prüfen Sie Ihre Internetverbindung; wir versuchen es weiter."
    en = "The server cannot be reached. Please check your internet connection; we keep trying."


class ServerNotTrusted(Problem):
    """TLS failed: the certificate is not the operator's. There is no way to go on regardless."""

    code = "server-not-trusted"
    fault = Fault.SERVER
    de = "Der Server konnte sich nicht ausweisen. Zu Ihrem Schutz wurde nichts übertragen."
    en = "The server could not prove who it is. To protect you, nothing was sent."


class VersionUnsupported(Problem):
    code = "version-unsupported"
    fault = Fault.CUSTOMER
    de = "Diese Fassung des Programms ist zu alt. Bitte laden Sie es neu von der Startseite."
    en = "This version of the program is too old. Please download it again from the start page."


class PeerUnreachable(Problem):
    code = "peer-unreachable"
    fault = Fault.NETWORK
    de = "Zwischen den beiden Rechnern kam keine Verbindung zustande. Vermutlich sperrt ein Netzwerk sie."
    en = "No connection came about between the two computers. Probably a network blocks it."


class RelayRefused(Problem):
    """Credentials that the TURN server does not take, or a certificate of its that we do not."""

    code = "relay-refused"
    fault = Fault.SERVER
    de = "Der Vermittlungsserver des Betreibers hat die Verbindung abgelehnt. Er muss dessen Einstellungen prüfen."
    en = "The operator's relay refused the connection. The operator has to check its settings."


class RecorderNotTrusted(Problem):
    """The signature is not that of one of the keys which this client carries."""

    code = "recorder-not-trusted"
    fault = Fault.SERVER
    de = (
        "Die Aufzeichnung des Betreibers konnte sich nicht ausweisen. Darum wird nichts übertragen. "
        "Bitte wenden Sie sich an den Kundendienst."
    )
    en = (
        "The operator's recorder could not prove who it is, so nothing is transmitted. Please contact customer service."
    )


class RecorderAbsent(Problem):
    code = "recorder-absent"
    fault = Fault.SERVER
    de = "Die Aufzeichnung ist nicht bereit. Ohne Aufzeichnung gibt es kein Bild und keine Eingabe; wir warten auf sie."
    en = "The recorder is not ready. Without a recording there is no picture and no input; we are waiting for it."


class RecordingStopped(Problem):
    code = "recording-stopped"
    fault = Fault.SERVER
    de = "Die Aufzeichnung ist unterbrochen. Bild und Eingabe ruhen, bis sie wieder läuft."
    en = "The recording is interrupted. Picture and input are paused until it runs again."


class RecordingDiskFull(Problem):
    code = "recording-disk-full"
    fault = Fault.SERVER
    de = "Auf dem Server ist kein Platz mehr für die Aufzeichnung. Bild und Eingabe ruhen."
    en = "There is no space left on the server for the recording. Picture and input are paused."


class SafetyCodeMismatch(Problem):
    code = "safety-code-mismatch"
    fault = Fault.NETWORK
    de = "Der Sicherheitscode stimmt nicht überein. Zu Ihrem Schutz wurde die Sitzung beendet."
    en = "The safety code does not match. To protect you, the session was ended."


class ScreenRefused(Problem):
    code = "screen-refused"
    fault = Fault.CUSTOMER
    de = (
        "Dieses System erlaubt nicht, dass Ihr Bildschirm gezeigt wird. Auf einem Mac öffnen Sie die "
        "Systemeinstellungen, dort „Datenschutz & Sicherheit“ und „Bildschirmaufnahme“. Erlauben Sie es diesem "
        "Programm, und öffnen Sie es noch einmal."
    )
    en = (
        "This system does not permit that your screen is shown. On a Mac, open the system settings, there “Privacy & "
        "Security” and “Screen Recording”. Permit it to this program, and open the program again."
    )


class WaylandRefuses(Problem):
    """A desktop on which one program must not see what another draws."""

    code = "wayland-refuses"
    fault = Fault.CUSTOMER
    de = (
        "Auf diesem Desktop (Wayland) darf das Programm Ihren Bildschirm nicht zeigen. Bitte melden Sie sich ab, "
        "wählen Sie vor dem Anmelden eine Sitzung mit „Xorg“ oder „X11“, und öffnen Sie das Programm noch einmal."
    )
    en = (
        "On this desktop (Wayland) the program may not show your screen. Please log out, choose a session with “Xorg” "
        "or “X11” before you log in, and open the program again."
    )


class ScreenGone(Problem):
    code = "screen-gone"
    fault = Fault.CUSTOMER
    de = "Der Bildschirm ist nicht mehr erreichbar. Die Sitzung wurde beendet."
    en = "The screen cannot be reached any more. The session was ended."


class DatabaseUnavailable(Problem):
    code = "database-unavailable"
    fault = Fault.SERVER
    de = "Der Server kann seine Daten gerade nicht lesen. Bitte versuchen Sie es in einigen Minuten erneut."
    en = "The server cannot read its data just now. Please try again in a few minutes."


class SoftwareFault(Problem):
    code = "software-fault"
    fault = Fault.SOFTWARE
    de = "In unserem Programm ist ein Fehler aufgetreten. Die Sitzung wurde beendet; bitte sagen Sie es der Hotline."
    en = "Our program has failed. The session was ended; please tell the hotline."


BY_CODE: dict[str, type[Problem]] = {problem.code: problem for problem in Problem.__subclasses__()}


def from_code(code: str) -> Problem:
    """The problem that a peer named. A code from a newer peer becomes a `SoftwareFault`."""
    return BY_CODE.get(code, SoftwareFault)()


def text(problem: Problem | type[Problem], language: str) -> str:
    """The problem's text for a person: German for `de`, else English."""
    return problem.de if language == "de" else problem.en
