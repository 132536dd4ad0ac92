"""What the windows say about a second agent. As in `words`, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agent_client.viewing.seconding import Second, Stage
from protocol.grants import Office
from protocol.session import EndReason


@dataclass(frozen=True)
class SecondWords:
    """The catalogue of one language."""

    invite: str
    join: str
    join_label: str
    join_hint: str
    stages: Mapping[Stage, str]
    offices: Mapping[Office, str]
    ask: str
    confirm: str
    digits: str
    decline: str
    back: str
    send_away: str
    dismiss: str
    joining_title: str
    joining_lead: str
    code_lead: str
    code_once: str
    confirm_lead: str
    cancel: str
    leave: str
    confirm_leave: str
    stay: str
    confirm_end_for_both: str
    reasons: Mapping[EndReason, str]
    """Those that mean something else for a second."""


SECOND_WORDS: dict[Literal["de", "en"], SecondWords] = {
    "de": SecondWords(
        invite="Kollegen dazuholen",
        join="Dazukommen",
        join_label="Zu einer laufenden Sitzung dazukommen",
        join_hint="Beitrittsnummer",
        stages={
            Stage.NUMBER: "Beitrittsnummer zum Vorlesen: {number}. Sie gilt zehn Minuten für eine Person.",
            Stage.WANTS: "{name} ({office}) möchte dazukommen.",
            Stage.ASKED: "Der Kunde wird gefragt, ob {name} dazukommen darf …",
            Stage.REFUSED: "Der Kunde möchte jetzt nicht, dass {name} dazukommt.",
            Stage.COMING: "Der Kunde ist einverstanden. {name} wird verbunden …",
            Stage.CODE: "Nennen Sie {name} am Telefon diese sechs Ziffern: {code}",
            Stage.TYPED: "Welche drei Ziffern nennt Ihnen {name}? Sie haben einen Versuch.",
            Stage.HERE: "{name} ({office}) sieht mit.",
            Stage.GONE: "{name} ist nicht dabei.",
        },
        offices={Office.AGENT: "Service", Office.SUPERVISOR: "Teamleitung"},
        ask="Kunden fragen",
        confirm="Prüfen",
        digits="Drei Ziffern",
        decline="Ablehnen",
        back="Zurücknehmen",
        send_away="Wegschicken",
        dismiss="Schließen",
        joining_title="Gleich sind Sie dabei",
        joining_lead="{agent} hat Ihre Anfrage. Danach wird der Kunde mit Ihrem Namen gefragt, ob Sie dazukommen.",
        code_lead="Lassen Sie sich von {agent} am Telefon sechs Ziffern nennen, und geben Sie sie hier ein.",
        code_once="Sie haben einen Versuch. Stimmt der Code nicht, kommen Sie nicht dazu.",
        confirm_lead="Nennen Sie {agent} diese drei Ziffern. Danach sehen Sie den Bildschirm des Kunden.",
        cancel="Nicht dazukommen",
        leave="Verlassen",
        confirm_leave="Möchten Sie die Sitzung verlassen? Sie geht mit {agent} weiter.",
        stay="Dabeibleiben",
        confirm_end_for_both="Sitzung wirklich beenden? Sie endet auch für {name}.",
        reasons={
            EndReason.CUSTOMER: "Der Kunde hat Ihre Teilnahme oder die Sitzung beendet.",
            EndReason.AGENT: "Ihre Teilnahme ist beendet.",
            EndReason.NO_ACCESS: "Der Kunde hat nicht erlaubt, dass Sie dazukommen.",
        },
    ),
    "en": SecondWords(
        invite="Invite a colleague",
        join="Join",
        join_label="Join a running session",
        join_hint="Joining number",
        stages={
            Stage.NUMBER: "Joining number to read out: {number}. It is good for ten minutes and one person.",
            Stage.WANTS: "{name} ({office}) wants to join.",
            Stage.ASKED: "The customer is being asked whether {name} may join …",
            Stage.REFUSED: "The customer does not want {name} to join now.",
            Stage.COMING: "The customer agrees. {name} is being connected …",
            Stage.CODE: "Say these six digits to {name} on the phone: {code}",
            Stage.TYPED: "Which three digits does {name} say to you? You have one try.",
            Stage.HERE: "{name} ({office}) is watching too.",
            Stage.GONE: "{name} is not here.",
        },
        offices={Office.AGENT: "service", Office.SUPERVISOR: "supervisor"},
        ask="Ask the customer",
        confirm="Check",
        digits="Three digits",
        decline="Decline",
        back="Take back",
        send_away="Send away",
        dismiss="Close",
        joining_title="You are about to join",
        joining_lead="{agent} has your request. After that the customer is asked by your name whether you may join.",
        code_lead="Have {agent} say six digits to you on the phone, and type them here.",
        code_once="You have one try. If the code is wrong, you do not join.",
        confirm_lead="Say these three digits to {agent}. After that you see the customer's screen.",
        cancel="Do not join",
        leave="Leave",
        confirm_leave="Do you want to leave the session? It goes on with {agent}.",
        stay="Stay",
        confirm_end_for_both="Really end the session? It ends for {name}, too.",
        reasons={
            EndReason.CUSTOMER: "The customer ended your part or the session.",
            EndReason.AGENT: "Your part in the session is over.",
            EndReason.NO_ACCESS: "The customer did not allow you to join.",
        },
    ),
}


def told(second: Second, words: SecondWords) -> str:
    """The line about the second."""
    text = words.stages.get(second.stage, "")
    code = f"{second.code[:3]} {second.code[3:]}"
    number = f"{second.number[:3]} {second.number[3:]}"
    return text.format(name=second.name, office=words.offices[second.office], code=code, number=number)
