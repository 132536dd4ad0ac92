"""The texts of the agent's windows, in German and English, typed: a text missing in one is a type error.

Those about one matter stand beside: `account_words`, `beside_words`, `halt_words`, `second_words`. Texts of problems
stand with the problems (`protocol.problems`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agent_client.viewing.beside_words import BESIDE_WORDS
from agent_client.viewing.halt_words import HALT_WORDS
from agent_client.viewing.key_names import Combination
from agent_client.viewing.quality import Quality, Word
from agent_client.viewing.status import Status
from agent_client.viewing.steps import Step
from protocol.grants import Grant
from protocol.peer_messages import Ability, Monitor

Language = Literal["de", "en"]


@dataclass(frozen=True)
class Words:
    """The catalogue of one language."""

    language: Language
    product: str
    sign_in_title: str
    sign_in_lead: str
    name: str
    password: str
    sign_in: str
    signing_in: str
    server_reached: str
    server_awaited: str
    signed_in_as: str
    idle_title: str
    idle_lead: str
    new_session: str
    opening: str
    session_title: str
    key_title: str
    key_lead: str
    key_left: str
    copy: str
    copied: str
    code_title: str
    code_lead: str
    code_once: str
    compare: str
    comparing: str
    confirm_title: str
    confirm_lead: str
    ended_title: str
    close_session: str
    cancel_session: str
    end_session: str
    confirm_end: str
    keep_session: str
    progress: Mapping[Step, str]
    waits: Mapping[Step, str]
    """What happens while the agent waits."""
    ask_control: str
    asked_control: str
    control_refused: str
    view_only: str
    in_control: str
    special_keys: str
    combinations: Mapping[Combination, str]
    monitors: str
    all_monitors: str
    monitor: str
    main_monitor: str
    fit: str
    actual: str
    full_screen: str
    leave_full_screen: str
    recording: str
    not_recording: str
    keyboard_here: str
    keyboard_there: str
    quality: Mapping[Word, str]
    numbers: str
    loss: str


DE = Words(
    language="de",
    product="Ferndiagnose",
    sign_in_title="Anmelden",
    sign_in_lead="Arbeitsplatz für Service-Mitarbeiterinnen und -Mitarbeiter",
    name="Name",
    password="Kennwort",  # noqa: S106  # the label of the field
    sign_in="Anmelden",
    signing_in="Anmeldung läuft …",
    server_reached="Mit dem Server verbunden",
    server_awaited="Verbindung zum Server wird aufgebaut …",
    signed_in_as="Angemeldet als {name}",
    idle_title="Bereit für die nächste Sitzung",
    idle_lead="Eine neue Sitzung gibt Ihnen einen Sitzungsschlüssel, den Sie am Telefon vorlesen.",
    new_session="Neue Sitzung",
    opening="Sitzung wird angelegt …",
    session_title="Sitzung",
    key_title="Sitzungsschlüssel",
    key_lead="Lesen Sie diese sieben Ziffern langsam vor.",
    key_left="Gültig noch {minutes}:{seconds:02d} Minuten",
    copy="Kopieren",
    copied="Kopiert",
    code_title="Sicherheitscode",
    code_lead="Lassen Sie sich die sechs Ziffern vom Bildschirm des Kunden vorlesen, und geben Sie sie hier ein.",
    code_once="Sie haben einen Versuch. Stimmt der Code nicht, endet die Sitzung.",
    compare="Vergleichen",
    comparing="Der Code wird verglichen …",
    confirm_title="Der Code stimmt",
    confirm_lead="Lesen Sie dem Kunden diese drei Ziffern vor. Gibt er sie ein, sehen Sie seinen Bildschirm.",
    ended_title="Sitzung beendet",
    close_session="Schließen",
    cancel_session="Sitzung abbrechen",
    end_session="Beenden",
    confirm_end="Sitzung wirklich beenden?",
    keep_session="Weiter helfen",
    progress={
        Step.READ_KEY_OUT: "Schlüssel vorlesen",
        Step.NOTICE: "Kunde liest die Hinweise",
        Step.ACCESS: "Kunde erlaubt den Zugriff",
        Step.CONNECTING: "Verbindung wird aufgebaut",
        Step.TYPE_CODE: "Sicherheitscode vergleichen",
        Step.VIEWING: "Bildschirm ansehen",
    },
    waits={
        Step.NOTICE: (
            "Der Schlüssel ist angekommen. Auf dem Bildschirm des Kunden stehen die Datenschutzhinweise: "
            "Die Sitzung wird aufgezeichnet und nach 90 Tagen gelöscht. Lassen Sie ihm Zeit zum Lesen."
        ),
        Step.ACCESS: "Der Kunde hat eingewilligt. Jetzt wählt er zwischen Ansicht und Vollzugriff.",
        Step.CONNECTING: "Der Zugriff ist erlaubt. Die Rechner verbinden sich; das dauert meist nur eine Sekunde.",
    },
    ask_control="Steuerung anfragen",
    asked_control="Der Kunde wird gefragt …",
    control_refused="Der Kunde hat die Steuerung nicht erlaubt.",
    view_only="Nur Ansicht",
    in_control="Vollzugriff",
    special_keys="Sondertasten",
    combinations={
        Combination.SECURITY: "Strg + Alt + Entf",
        Combination.META: "Windows-Taste",
        Combination.PRINT_SCREEN: "Druck",
        Combination.SWITCH_WINDOW: "Alt + Tab",
        Combination.CLOSE_WINDOW: "Alt + F4",
        Combination.START_MENU: "Strg + Esc",
        Combination.TASK_MANAGER: "Strg + Umschalt + Esc",
        Combination.RUN: "Windows + R",
        Combination.SHOW_DESKTOP: "Windows + D",
        Combination.FULL_SCREEN: "F11",
    },
    monitors="Bildschirme",
    all_monitors="Alle Bildschirme",
    monitor="Bildschirm {number}: {width} × {height}",
    main_monitor="Hauptbildschirm",
    fit="Einpassen",
    actual="1:1",
    full_screen="Vollbild",
    leave_full_screen="Fenster",
    recording="Aufzeichnung",
    not_recording="keine Aufzeichnung",
    keyboard_here="Tastatur: hier – zum Steuern ins Bild klicken",
    keyboard_there="Tastatur: beim Kunden – zurück mit Strg + Alt + Pos1",
    quality={Word.UNKNOWN: "–", Word.GOOD: "gut", Word.FAIR: "mäßig", Word.POOR: "schlecht"},
    numbers="{ms} ms · {fps} Bilder/s · {mbit} Mbit/s",
    loss="{percent} % Verlust",
)

EN = Words(
    language="en",
    product="Ferndiagnose",
    sign_in_title="Sign in",
    sign_in_lead="Desk for service agents",
    name="Name",
    password="Password",  # noqa: S106  # the label of the field
    sign_in="Sign in",
    signing_in="Signing in …",
    server_reached="Connected to the server",
    server_awaited="Connecting to the server …",
    signed_in_as="Signed in as {name}",
    idle_title="Ready for the next session",
    idle_lead="A new session gives you a session key, which you read out on the phone.",
    new_session="New session",
    opening="The session is being made …",
    session_title="Session",
    key_title="Session key",
    key_lead="Read these seven digits out slowly.",
    key_left="Valid for another {minutes}:{seconds:02d} minutes",
    copy="Copy",
    copied="Copied",
    code_title="Safety code",
    code_lead="Have the customer read out the six digits that are on their screen, and type them here.",
    code_once="You have one try. If the code is wrong, the session ends.",
    compare="Compare",
    comparing="The code is being compared …",
    confirm_title="The code is right",
    confirm_lead="Read these three digits out to the customer. You see their screen once they have typed them.",
    ended_title="Session ended",
    close_session="Close",
    cancel_session="Cancel session",
    end_session="End",
    confirm_end="Really end the session?",
    keep_session="Go on helping",
    progress={
        Step.READ_KEY_OUT: "Read out the key",
        Step.NOTICE: "Customer reads the notice",
        Step.ACCESS: "Customer allows access",
        Step.CONNECTING: "Computers connect",
        Step.TYPE_CODE: "Compare the safety code",
        Step.VIEWING: "See the screen",
    },
    waits={
        Step.NOTICE: (
            "The key has arrived. The customer's screen shows the privacy notice: "
            "the session is recorded, and the recording is deleted after 90 days. Give them time to read."
        ),
        Step.ACCESS: "The customer has consented. Now they choose between view and full access.",
        Step.CONNECTING: "Access is allowed. The computers are connecting; this usually takes a second.",
    },
    ask_control="Ask for control",
    asked_control="The customer is being asked …",
    control_refused="The customer did not allow control.",
    view_only="View only",
    in_control="Full access",
    special_keys="Special keys",
    combinations={
        Combination.SECURITY: "Ctrl + Alt + Del",
        Combination.META: "Windows key",
        Combination.PRINT_SCREEN: "Print screen",
        Combination.SWITCH_WINDOW: "Alt + Tab",
        Combination.CLOSE_WINDOW: "Alt + F4",
        Combination.START_MENU: "Ctrl + Esc",
        Combination.TASK_MANAGER: "Ctrl + Shift + Esc",
        Combination.RUN: "Windows + R",
        Combination.SHOW_DESKTOP: "Windows + D",
        Combination.FULL_SCREEN: "F11",
    },
    monitors="Monitors",
    all_monitors="All monitors",
    monitor="Monitor {number}: {width} × {height}",
    main_monitor="main monitor",
    fit="Fit",
    actual="1:1",
    full_screen="Full screen",
    leave_full_screen="Window",
    recording="Recording",
    not_recording="not recording",
    keyboard_here="Keyboard: here – click into the picture to control",
    keyboard_there="Keyboard: at the customer – back with Ctrl + Alt + Home",
    quality={Word.UNKNOWN: "–", Word.GOOD: "good", Word.FAIR: "fair", Word.POOR: "poor"},
    numbers="{ms} ms · {fps} pictures/s · {mbit} Mbit/s",
    loss="{percent} % loss",
)

LANGUAGES: dict[Language, Words] = {"de": DE, "en": EN}


def control(status: Status, words: Words) -> str:
    """Whether the agent may act, in words."""
    if Ability.CONTROL not in status.beside.can:
        return BESIDE_WORDS[words.language].only_sees
    if Grant.CONTROL not in status.grants:
        return words.view_only
    if status.input_hold is not None:
        return HALT_WORDS[words.language].input_held[status.input_hold]
    return words.in_control


def monitor_choices(monitors: Sequence[Monitor], words: Words) -> Iterator[str]:
    """What the agent can choose from: all, then each. What the system calls a monitor helps on the phone."""
    yield words.all_monitors
    for number, monitor in enumerate(monitors, 1):
        text = words.monitor.format(number=number, width=monitor.width, height=monitor.height)
        yield " · ".join((text, *filter(None, (monitor.name, words.main_monitor if monitor.primary else ""))))


def numbers(quality: Quality, words: Words) -> str:
    """The connection as a person wants it."""
    if quality.round_trip_ms is None:
        return words.quality[quality.word]
    text = words.numbers.format(
        ms=quality.round_trip_ms,
        fps=quality.pictures_per_second,
        mbit=_decimal(quality.megabits_per_second, words),
    )
    if quality.loss_percent >= 0.05:  # noqa: PLR2004  # what would show as 0.0 is left out
        text += " · " + words.loss.format(percent=_decimal(quality.loss_percent, words))
    return text


def key_left(seconds: int, words: Words) -> str:
    """How long the key is still valid."""
    minutes, rest = divmod(seconds, 60)
    return words.key_left.format(minutes=minutes, seconds=rest)


def _decimal(number: float, words: Words) -> str:
    return f"{number:.1f}".replace(".", "," if words.language == "de" else ".")
