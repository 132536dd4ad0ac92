"""Why there is no picture, why nothing is injected, and why a session is over: for the agent. As in `words`, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agent_client.viewing.status import Pause
from protocol.gate import Hold
from protocol.session import EndReason


@dataclass(frozen=True)
class HaltWords:
    """The catalogue of one language."""

    pauses: Mapping[Pause, tuple[str, str]]
    """A headline, and what it means and what to do."""
    input_held: Mapping[Hold, str]
    reasons: Mapping[EndReason, str]


_DE = HaltWords(
    pauses={
        Pause.CONNECTION_LOST: (
            "Verbindung unterbrochen",
            (
                "Der Rechner des Kunden antwortet nicht: Er hat vielleicht das Netzwerk gewechselt oder geschlafen. "
                "Die Verbindung kommt von selbst wieder, ohne neuen Code. Nach zwei Minuten endet die Sitzung."
            ),
        ),
        Pause.FIRST_PICTURE: ("Gleich sehen Sie den Bildschirm", "Das erste Bild ist unterwegs."),
        Pause.NO_CONSENT: (
            "Keine Einwilligung",
            "Der Kunde hat nicht oder nicht mehr zugestimmt. Ohne Einwilligung gibt es kein Bild.",
        ),
        Pause.SAFETY_CODE_OPEN: ("Einen Moment noch", "Die Prüfung der Verbindung wird abgeschlossen."),
        Pause.NOT_RECORDED: (
            "Pause: keine Aufzeichnung",
            (
                "Die Aufzeichnung auf dem Server läuft gerade nicht. Ohne sie gibt es weder Bild noch Eingabe. "
                "Sobald sie wieder läuft, geht es von selbst weiter."
            ),
        ),
        Pause.NOT_GRANTED: (
            "Pause: Ansicht nicht freigegeben",
            "Der Kunde zeigt seinen Bildschirm gerade nicht. Sprechen Sie ihn am Telefon darauf an.",
        ),
        Pause.DESKTOP_AWAY: (
            "Pause: Windows fragt den Kunden",
            (
                "Auf dem Rechner des Kunden steht eine Systemabfrage, etwa nach Administratorrechten, oder er ist "
                "gesperrt. Das darf niemand aus der Ferne sehen oder bedienen; antworten kann nur der Kunde. "
                "Danach geht es von selbst weiter."
            ),
        ),
        Pause.MONITOR_AWAY: (
            "Der freigegebene Bildschirm fehlt gerade",
            (
                "Der Kunde zeigt nur einen seiner Bildschirme, und dieser ist gerade nicht da. "
                "Sobald er wieder da ist oder der Kunde alle zeigt, geht es von selbst weiter."
            ),
        ),
    },
    input_held={
        Hold.NO_CONSENT: "Eingabe ruht",
        Hold.SAFETY_CODE_OPEN: "Eingabe ruht",
        Hold.NOT_RECORDED: "Eingabe ruht: keine Aufzeichnung",
        Hold.NOT_GRANTED: "Nur Ansicht",
        Hold.DESKTOP_AWAY: "Eingabe ruht: Systemabfrage",
        Hold.MONITOR_AWAY: "Eingabe ruht: Bildschirm fehlt",
        Hold.DIALOG_OPEN: "Eingabe ruht: Kunde wird gefragt",
        Hold.LOCAL_INPUT: "Eingabe ruht: Kunde arbeitet selbst",
    },
    reasons={
        EndReason.CUSTOMER: "Der Kunde hat die Sitzung beendet.",
        EndReason.AGENT: "Sie haben die Sitzung beendet.",
        EndReason.NO_CONSENT: "Der Kunde hat den Hinweisen nicht zugestimmt. Es wurde nichts übertragen.",
        EndReason.NO_ACCESS: "Der Kunde hat den Zugriff nicht erlaubt. Es wurde nichts übertragen.",
        EndReason.SAFETY_CODE: (
            "Der Sicherheitscode stimmte nicht überein. Zum Schutz des Kunden wurde die Sitzung beendet. "
            "Beginnen Sie eine neue; geschieht es wieder, melden Sie es Ihrer Sicherheitsabteilung."
        ),
        EndReason.KEY_EXPIRED: "Der Sitzungsschlüssel ist abgelaufen. Legen Sie eine neue Sitzung an.",
        EndReason.CUSTOMER_LOST: "Der Rechner des Kunden war zu lange nicht erreichbar.",
        EndReason.AGENT_LOST: "Ihr Arbeitsplatz war zu lange nicht mit dem Server verbunden.",
        EndReason.SCREEN_GONE: "Der Bildschirm des Kunden war nicht mehr zu sehen.",
        EndReason.PEER_UNREACHABLE: (
            "Zwischen den Rechnern kam keine Verbindung zustande. Vermutlich sperrt ein Netzwerk sie."
        ),
        EndReason.CONNECTION_LOST: (
            "Die Verbindung zum Rechner des Kunden war länger als zwei Minuten unterbrochen. Seine Einwilligung gilt "
            "dann nicht weiter. Legen Sie eine neue Sitzung an; der Kunde wird wieder gefragt."
        ),
        EndReason.WITHDRAWN: "Der Kunde hat EasySupport widerrufen. Es beginnt keine Sitzung mehr mit ihm.",
        EndReason.SWITCHED_OFF: "Der Kunde hat EasySupport auf seinem Gerät ausgeschaltet.",
        EndReason.LOCKED_OUT: "Ihr Konto wurde geändert oder gesperrt. Die Sitzung wurde beendet.",
        EndReason.FAULT: "Ein Programm hat einen Fehler gemeldet. Legen Sie bitte eine neue Sitzung an.",
    },
)
_EN = HaltWords(
    pauses={
        Pause.CONNECTION_LOST: (
            "Connection interrupted",
            (
                "The customer's computer does not answer: perhaps it changed networks, or slept. "
                "The connection comes back by itself, without a new code. After two minutes the session ends."
            ),
        ),
        Pause.FIRST_PICTURE: ("You will see the screen in a moment", "The first picture is on its way."),
        Pause.NO_CONSENT: (
            "No consent",
            "The customer has not agreed, or not any more. Without consent there is no picture.",
        ),
        Pause.SAFETY_CODE_OPEN: ("One moment", "The check of the connection is being completed."),
        Pause.NOT_RECORDED: (
            "Paused: no recording",
            (
                "The recording on the server is not running just now. Without it there is neither picture nor input. "
                "As soon as it runs again, the session goes on by itself."
            ),
        ),
        Pause.NOT_GRANTED: (
            "Paused: view not allowed",
            "The customer is not showing the screen just now. Talk to them about it on the phone.",
        ),
        Pause.DESKTOP_AWAY: (
            "Paused: Windows is asking the customer",
            (
                "The customer's computer shows a question of the system, such as one for administrator's rights, or it "
                "is locked. Nobody may see or operate that from afar; only the customer can answer. "
                "After that the session goes on by itself."
            ),
        ),
        Pause.MONITOR_AWAY: (
            "The monitor you may see is missing",
            (
                "The customer shows only one monitor, and it is not there just now. "
                "As soon as it is back, or the customer shows all of them, the session goes on by itself."
            ),
        ),
    },
    input_held={
        Hold.NO_CONSENT: "Input rests",
        Hold.SAFETY_CODE_OPEN: "Input rests",
        Hold.NOT_RECORDED: "Input rests: no recording",
        Hold.NOT_GRANTED: "View only",
        Hold.DESKTOP_AWAY: "Input rests: system prompt",
        Hold.MONITOR_AWAY: "Input rests: monitor missing",
        Hold.DIALOG_OPEN: "Input rests: customer is being asked",
        Hold.LOCAL_INPUT: "Input rests: customer is working",
    },
    reasons={
        EndReason.CUSTOMER: "The customer ended the session.",
        EndReason.AGENT: "You ended the session.",
        EndReason.NO_CONSENT: "The customer did not agree to the notice. Nothing was sent.",
        EndReason.NO_ACCESS: "The customer did not allow access. Nothing was sent.",
        EndReason.SAFETY_CODE: (
            "The safety code did not match. To protect the customer, the session was ended. "
            "Start a new one; if it happens again, tell your security department."
        ),
        EndReason.KEY_EXPIRED: "The session key has expired. Please make a new session.",
        EndReason.CUSTOMER_LOST: "The customer's computer could not be reached for too long.",
        EndReason.AGENT_LOST: "Your desk was not connected to the server for too long.",
        EndReason.SCREEN_GONE: "The customer's screen could not be seen any more.",
        EndReason.PEER_UNREACHABLE: "No connection came about between the computers. Probably a network blocks it.",
        EndReason.CONNECTION_LOST: (
            "The connection to the customer's computer was broken for more than two minutes. Their consent ends then. "
            "Please make a new session; the customer is asked again."
        ),
        EndReason.WITHDRAWN: "The customer has withdrawn EasySupport. No session starts with them any more.",
        EndReason.SWITCHED_OFF: "The customer has switched EasySupport off on the device.",
        EndReason.LOCKED_OUT: "Your account was changed or locked. The session was ended.",
        EndReason.FAULT: "A program reported a fault. Please make a new session.",
    },
)
HALT_WORDS: dict[Literal["de", "en"], HaltWords] = {"de": _DE, "en": _EN}
