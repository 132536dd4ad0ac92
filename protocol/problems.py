"""Problems: facts with a stable code, whose turn it is, and one text.

A problem crosses the wire as its code alone; the side that shows it looks the text up here. The text says what
happened and what to do, to the person who reads it. It stands here in German, and in the catalogues (`words/`) in the
other languages. One class for each thing that the caller does differently.
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


def german(text: str) -> str:
    """Marks a text for the catalogues, which `make words` collects."""
    return text


class Problem(Exception):
    """A fact that stops what was asked for. `code` is stable; `de` is the text for a person, in German."""

    code: ClassVar[str]
    fault: ClassVar[Fault]
    de: ClassVar[str]

    def __str__(self) -> str:
        return self.code


class SessionKeyMalformed(Problem):
    code = "session-key-malformed"
    fault = Fault.CUSTOMER
    de = german("Der Schlüssel hat sieben Ziffern. Bitte prüfen Sie, was Sie eingegeben haben.")


class SessionKeyRefused(Problem):
    """Unknown, expired, used: one answer for all three, so that a guess learns nothing."""

    code = "session-key-refused"
    fault = Fault.CUSTOMER
    de = german(
        "Dieser Sitzungsschlüssel gilt nicht (mehr). Bitte prüfen Sie die sieben Ziffern oder lassen Sie "
        "sich am Telefon einen neuen Schlüssel nennen."
    )


class TicketRefused(Problem):
    code = "ticket-refused"
    fault = Fault.CUSTOMER
    de = german("Dieses Programm gehört zu einer früheren Sitzung. Bitte geben Sie den Sitzungsschlüssel ein.")


class SignInRefused(Problem):
    code = "sign-in-refused"
    fault = Fault.AGENT
    de = german(
        "Name, Kennwort oder zweiter Faktor stimmt nicht. Bitte prüfen Sie alle drei; jeder Einmal-Code gilt "
        "nur für eine Anmeldung."
    )


class SecondFactorRefused(Problem):
    """While it is being set up: the app does not have the right secret, or the right time."""

    code = "second-factor-refused"
    fault = Fault.AGENT
    de = german(
        "Dieser Code passt nicht. Bitte prüfen Sie die Uhrzeit Ihres Telefons und geben Sie den neuesten Code ein."
    )


class KeyPageRefused(Problem):
    """The page for a security key was used or is too old, or another key than one of this account answered."""

    code = "key-page-refused"
    fault = Fault.AGENT
    de = german(
        "Das hat nicht geklappt: Diese Seite gilt nicht mehr, oder es war nicht Ihr Sicherheitsschlüssel. "
        "Bitte beginnen Sie im Programm noch einmal."
    )


class SecondFactorNeeded(Problem):
    """It is the only second factor of the account, which would be left with a password."""

    code = "second-factor-needed"
    fault = Fault.AGENT
    de = german(
        "Das ist Ihr einziger zweiter Faktor, er bleibt. Richten Sie zuerst einen weiteren Sicherheitsschlüssel ein."
    )


class BrowserRefused(Problem):
    """The system has no browser that can be opened, or nothing may wait on this machine."""

    code = "browser-refused"
    fault = Fault.AGENT
    de = german(
        "Ihr Browser ließ sich nicht öffnen. Bitte stellen Sie in den Systemeinstellungen einen Standardbrowser ein, "
        "oder melden Sie sich mit einem Einmal-Code an."
    )


class ProviderUnavailable(Problem):
    code = "provider-unavailable"
    fault = Fault.SERVER
    de = german(
        "Der Anmeldedienst Ihrer Firma antwortet gerade nicht. Bitte versuchen Sie es in einigen Minuten erneut."
    )


class ProviderSignInRefused(Problem):
    """What came back from the identity provider does not hold, or says somebody who has no account here."""

    code = "provider-sign-in-refused"
    fault = Fault.AGENT
    de = german(
        "Ihr Anmeldedienst hat Sie nicht für dieses Programm ausgewiesen. Bitte versuchen Sie es noch einmal, "
        "oder fragen Sie Ihre Administration, ob Sie hier ein Konto haben."
    )


class RoleRefused(Problem):
    code = "role-refused"
    fault = Fault.AGENT
    de = german("Ihr Konto hat die Rolle dafür nicht. Bitte wenden Sie sich an Ihre Administration.")


class RoleWithoutDesk(Problem):
    """Both factors are right, and the role is one that is used elsewhere."""

    code = "role-without-desk"
    fault = Fault.AGENT
    de = german(
        "Mit der Rolle Ihres Kontos gibt es hier nichts zu tun. Sollen Sie Kunden helfen? Dann bitten Sie Ihre "
        "Administration um eine andere Rolle."
    )


class EnrolmentMissing(Problem):
    """EasySupport is not switched on for this customer, or was agreed to in an older text."""

    code = "enrolment-missing"
    fault = Fault.CUSTOMER
    de = german(
        "EasySupport ist für diese Kundennummer nicht freigeschaltet. Lesen Sie den Text vor; erst nach dem "
        "Ja des Kunden kann eine Sitzung beginnen."
    )


class EnrolmentLinkRefused(Problem):
    """A one-time link that is unknown, too old or used."""

    code = "enrolment-link-refused"
    fault = Fault.CUSTOMER
    de = german("Dieser Link gilt nicht mehr. Bitte öffnen Sie die Seite im Kundencenter noch einmal.")


class TokenRefused(Problem):
    code = "token-refused"
    fault = Fault.AGENT
    de = german("Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.")


class TooManyAttempts(Problem):
    code = "too-many-attempts"
    fault = Fault.CUSTOMER
    de = german("Gerade gab es sehr viele falsche Eingaben. Bitte warten Sie eine Minute und versuchen Sie es erneut.")


class InvitationRefused(Problem):
    """Unknown, expired, used, or there is a second agent already: never told apart."""

    code = "invitation-refused"
    fault = Fault.AGENT
    de = german(
        "Diese Beitrittsnummer gilt nicht (mehr). Bitte prüfen Sie die Ziffern oder lassen Sie sich eine neue nennen."
    )


class SessionUnknown(Problem):
    """Not there, over, or somebody else's: one answer for all three."""

    code = "session-unknown"
    fault = Fault.PEER
    de = german("Diese Sitzung gibt es nicht (mehr). Bitte beginnen Sie eine neue.")


class OutOfOrder(Problem):
    code = "out-of-order"
    fault = Fault.PEER
    de = german("Das ist in diesem Schritt der Sitzung nicht möglich. Bitte beginnen Sie eine neue Sitzung.")


class MessageRefused(Problem):
    """Malformed, unknown, of the wrong type, or out of bounds."""

    code = "message-refused"
    fault = Fault.PEER
    de = german("Hier kam etwas an, das unser Programm nicht versteht. Bitte fangen Sie noch einmal von vorn an.")


class DescriptionRefused(Problem):
    """An SDP without a SHA-256 fingerprint, or one that is no SDP."""

    code = "description-refused"
    fault = Fault.PEER
    de = german("Das Programm am anderen Ende hat sich nicht ausgewiesen. Zu Ihrem Schutz wurde nichts übertragen.")


class ConsentOutdated(Problem):
    code = "consent-outdated"
    fault = Fault.CUSTOMER
    de = german("Die Datenschutzhinweise haben sich geändert. Bitte lesen Sie die neue Fassung.")


class ServerUnreachable(Problem):
    code = "server-unreachable"
    fault = Fault.NETWORK
    de = german(
        "Wir erreichen den Dienst im Internet gerade nicht. Geht Ihr Internet? Wir versuchen es von selbst weiter."
    )


class ServerNotTrusted(Problem):
    """TLS failed: the certificate is not the operator's. There is no way to go on regardless."""

    code = "server-not-trusted"
    fault = Fault.SERVER
    de = german(
        "Der Dienst konnte sich nicht ausweisen: Vielleicht gibt sich jemand für ihn aus. Zu Ihrem Schutz "
        "wurde nichts übertragen."
    )


class VersionUnsupported(Problem):
    code = "version-unsupported"
    fault = Fault.CUSTOMER
    de = german("Diese Fassung des Programms ist zu alt. Bitte laden Sie es neu von der Startseite.")


class PeerUnreachable(Problem):
    code = "peer-unreachable"
    fault = Fault.NETWORK
    de = german("Die beiden Computer konnten sich nicht verbinden. Vermutlich lässt ein Netzwerk das nicht zu.")


class RelayRefused(Problem):
    """Credentials that the TURN server does not take, or a certificate of its that we do not."""

    code = "relay-refused"
    fault = Fault.SERVER
    de = german(
        "Ein Rechner des Betreibers, der Sie beide verbinden soll, lässt das nicht zu. Der Betreiber muss es beheben."
    )


class RecorderNotTrusted(Problem):
    """The signature is not that of one of the keys which this client carries."""

    code = "recorder-not-trusted"
    fault = Fault.SERVER
    de = german(
        "Die Aufzeichnung des Betreibers konnte sich nicht ausweisen. Darum wird nichts übertragen. Bitte "
        "wenden Sie sich an den Kundendienst."
    )


class RecorderAbsent(Problem):
    code = "recorder-absent"
    fault = Fault.SERVER
    de = german(
        "Die Aufzeichnung ist nicht bereit. Ohne Aufzeichnung gibt es kein Bild und keine Eingabe; wir warten auf sie."
    )


class RecordingStopped(Problem):
    code = "recording-stopped"
    fault = Fault.SERVER
    de = german("Die Aufzeichnung ist unterbrochen. Bild und Eingabe ruhen, bis sie wieder läuft.")


class RecordingDiskFull(Problem):
    code = "recording-disk-full"
    fault = Fault.SERVER
    de = german("Beim Betreiber ist kein Platz mehr für die Aufzeichnung. So lange ruhen Bild und Eingabe.")


class SafetyCodeMismatch(Problem):
    code = "safety-code-mismatch"
    fault = Fault.NETWORK
    de = german("Der Sicherheitscode stimmt nicht überein. Zu Ihrem Schutz wurde die Sitzung beendet.")


class ScreenRefused(Problem):
    code = "screen-refused"
    fault = Fault.CUSTOMER
    de = german(
        "Dieses System erlaubt nicht, dass Ihr Bildschirm gezeigt wird. Auf einem Mac öffnen Sie die "
        "Systemeinstellungen, dort „Datenschutz & Sicherheit“ und „Bildschirmaufnahme“. Erlauben Sie es "
        "diesem Programm, und öffnen Sie es noch einmal."
    )


class MacPermissionMissing(Problem):
    """macOS asks the person once, and then only in its settings; the client's window shows the way there."""

    code = "mac-permission-missing"
    fault = Fault.CUSTOMER
    de = german(
        "Ihr Mac erlaubt noch nicht, dass dieses Programm den Bildschirm zeigt. So erlauben Sie es; "
        "danach öffnen Sie das Programm bitte noch einmal."
    )


class WaylandRefuses(Problem):
    """A desktop on which one program must not see what another draws."""

    code = "wayland-refuses"
    fault = Fault.CUSTOMER
    de = german(
        "Ihr Linux (mit Wayland) lässt nicht zu, dass unser Programm den Bildschirm zeigt. Ihr Browser kann es: Lassen "
        "Sie sich am Telefon einen neuen Schlüssel nennen. Geben Sie ihn auf der Startseite ein, und zeigen Sie den "
        "Bildschirm von dort. Oder melden Sie sich vom Computer ab, und wählen Sie vor dem Anmelden „Xorg“ oder „X11“."
    )


class ScreenGone(Problem):
    code = "screen-gone"
    fault = Fault.CUSTOMER
    de = german("Der Bildschirm ist nicht mehr erreichbar. Die Sitzung wurde beendet.")


class DatabaseUnavailable(Problem):
    code = "database-unavailable"
    fault = Fault.SERVER
    de = german("Unser Dienst hat gerade eine Störung. Bitte versuchen Sie es in einigen Minuten noch einmal.")


class SoftwareFault(Problem):
    code = "software-fault"
    fault = Fault.SOFTWARE
    de = german(
        "In unserem Programm ist ein Fehler aufgetreten. Die Sitzung wurde beendet; bitte sagen Sie es der Hotline."
    )


BY_CODE: dict[str, type[Problem]] = {problem.code: problem for problem in Problem.__subclasses__()}


def from_code(code: str) -> Problem:
    """The problem that a peer named. A code from a newer peer becomes a `SoftwareFault`."""
    return BY_CODE.get(code, SoftwareFault)()
