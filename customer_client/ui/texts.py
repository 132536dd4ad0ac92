"""Everything the customer's windows say, in German and English, side by side.

Plain words for a person who is worried and not used to computers: short sentences, no term that needs explaining, and
always what to do next. `{name}` is filled in by the pages.
"""

from dataclasses import dataclass

from protocol.gate import Hold
from protocol.grants import Grant
from protocol.link import Language
from protocol.problems import Fault
from protocol.session import EndReason


@dataclass(frozen=True)
class Text:
    """One thing said, in both languages."""

    de: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.de if language == "de" else self.en


PRODUCT = "Ferndiagnose"
"""The windows' title: the same in both languages, so that it can be looked for."""

# On every window.

OTHER_LANGUAGE = Text("English", "Deutsch")
MORE_CONTRAST = Text("Hoher Kontrast", "High contrast")
LESS_CONTRAST = Text("Normaler Kontrast", "Normal contrast")
LARGER = Text("Größere Schrift", "Larger type")
SMALLER = Text("Normale Schrift", "Normal type")
CONTACT = Text("Fragen? {support}", "Questions? {support}")
CONTACT_PRIVACY = Text("Datenschutz: {data_protection}", "Data protection: {data_protection}")
CONTACT_UNKNOWN = Text(
    "Fragen? Fragen Sie die Person am Telefon. Sie hilft Ihnen auch mit diesem Programm.",
    "Questions? Ask the person on the phone, who will help you with this program too.",
)
SOMEBODY = Text("Ihre Service-Mitarbeiterin oder Ihr Service-Mitarbeiter", "Your service agent")
PERIOD = Text("{days} Tage", "{days} days")
RECORDING_ON = Text("Aufzeichnung läuft", "Recording is running")
RECORDING_OFF = Text("Aufzeichnung unterbrochen", "Recording is interrupted")
RECORDING_PAUSED = Text("Aufzeichnung angehalten", "Recording is paused")
RECORDING_SOON = Text("Aufzeichnung startet", "Recording is starting")
CLOSE_PROGRAM = Text("Programm schließen", "Close the program")
END_SESSION = Text("Sitzung beenden", "End the session")

# The key.

KEY_HEADING = Text("Bitte geben Sie den Sitzungsschlüssel ein", "Please type the session key")
KEY_WHERE = Text(
    "Der Schlüssel hat sieben Ziffern. Sie hören ihn am Telefon von der Person, die Ihnen hilft.",
    "The key has seven digits. The person who helps you reads it out to you on the phone.",
)
KEY_WARNING = Text(
    "Hat man Sie angerufen, ohne dass Sie um Hilfe gebeten haben? Dann legen Sie bitte auf und schließen das Programm.",
    "Did somebody call you although you had not asked for help? Then please hang up and close this program.",
)
KEY_LABEL = Text("Sitzungsschlüssel", "Session key")
KEY_HINT = Text("zum Beispiel 481 92 03", "for example 481 92 03")
KEY_GO = Text("Weiter", "Continue")
SERVER_NOT_YET = Text("Die Verbindung zum Server wird aufgebaut …", "Connecting to the server …")
CLAIMING_HEADING = Text("Der Schlüssel wird geprüft …", "Checking the key …")
CLAIMING_WAIT = Text(
    "Das dauert nur wenige Sekunden. Wenn sich nach einer Minute nichts tut, schließen Sie dieses Programm, "
    "öffnen es neu und geben den Schlüssel noch einmal ein.",
    "This takes only a few seconds. If nothing happens within a minute, close this program, open it again and type "
    "the key once more.",
)

# First question: the notice.

NOTICE_HEADING = Text("Sind Sie mit dieser Fernhilfe einverstanden?", "Do you agree to this remote help?")
NOTICE_WHO = Text("{agent} von {operator} möchte Ihnen helfen.", "{agent} of {operator} would like to help you.")
NOTICE_RECORDED = Text(
    "Die Sitzung wird aufgezeichnet: alles, was auf Ihrem Bildschirm zu sehen ist.",
    "The session is recorded: everything that is to be seen on your screen.",
)
NOTICE_KEPT = Text(
    "Die Aufzeichnung bleibt {period} gespeichert und wird dann endgültig gelöscht.",
    "The recording is kept for {period} and then deleted for good.",
)
NOTICE_ANY_TIME = Text(
    "Sie können die Sitzung jederzeit mit einem Klick beenden.", "You can end the session at any time with one click."
)
NOTICE_REFUSE = Text("Nein, ablehnen", "No, refuse")
NOTICE_AGREE = Text("Ja, ich bin einverstanden", "Yes, I agree")
NOTICE_NO_ANSWER = Text(
    "Wenn Sie nicht antworten, gilt das als Nein. Danach werden Sie noch gefragt, was {agent} darf.",
    "No answer counts as no. After this you are asked what {agent} may do.",
)

# Second question: access.

ACCESS_HEADING = Text("Was darf {agent} auf Ihrem Computer?", "What may {agent} do on your computer?")
ACCESS_CHANGE = Text(
    "Sie sehen immer alles, was geschieht, und können Ihre Erlaubnis jederzeit zurücknehmen.",
    "You always see everything that happens, and you can take your permission back at any time.",
)
VIEW_TITLE = Text("Ansicht", "View")
VIEW_SHORT = Text("Nur zusehen", "Only watch")
VIEW_MEANS = Text(
    "{agent} sieht Ihren Bildschirm und sagt Ihnen am Telefon, was Sie tun können. Maus und Tastatur bedienen nur Sie.",
    "{agent} sees your screen and tells you on the phone what you can do. Only you use the mouse and the keyboard.",
)
FULL_TITLE = Text("Vollzugriff", "Full access")
FULL_SHORT = Text("Zusehen und bedienen", "Watch and operate")
FULL_MEANS = Text(
    "{agent} sieht Ihren Bildschirm und kann Maus und Tastatur bedienen. Sobald Sie selbst die Maus bewegen oder "
    "tippen, haben Sie Vorrang.",
    "{agent} sees your screen and can use the mouse and the keyboard. As soon as you move the mouse or type yourself, "
    "you come first.",
)
ACCESS_REFUSE = Text("Nichts davon erlauben", "Allow none of this")

# Connecting, and the safety code.

CONNECTING_HEADING = Text("Wir verbinden …", "Connecting …")
CONNECTING_WHAT = Text(
    "Ihr Computer verbindet sich mit {agent} und mit der Aufzeichnung. {agent} sieht noch nichts.",
    "Your computer is connecting to {agent} and to the recording. {agent} sees nothing yet.",
)
CONNECTING_LONG = Text(
    "Dauert es länger als eine Minute? Sagen Sie es am Telefon. Sie können auch beenden und mit einem neuen Schlüssel "
    "neu beginnen.",
    "Does it take longer than a minute? Say so on the phone. You can also end the session and start again with a "
    "new key.",
)
CODE_HEADING = Text(
    "Bitte lesen Sie diese sechs Ziffern am Telefon vor", "Please read these six digits out on the phone"
)
CODE_WHY = Text(
    "{agent} tippt die Ziffern ein. So ist sicher, dass Sie direkt verbunden sind und niemand heimlich mitliest.",
    "{agent} types the digits. This makes sure that you are connected directly and nobody reads along in secret.",
)
CODE_UNTIL = Text(
    "{agent} sieht Ihren Bildschirm erst, wenn die Ziffern stimmen.",
    "{agent} sees your screen only when the digits are right.",
)

CONFIRM_HEADING = Text("Welche drei Ziffern nennt Ihnen {agent}?", "Which three digits does {agent} say?")
CONFIRM_WHY = Text(
    "Ihre Ziffern sind angekommen. Stimmen sie auch dort, sieht {agent} drei andere und liest sie Ihnen vor.",
    "The digits have arrived. If they are right there too, {agent} sees three others and reads them out to you.",
)
CONFIRM_LABEL = Text("Drei Ziffern vom Telefon", "Three digits from the phone")
CONFIRM_HINT = Text("Sie haben einen Versuch.", "You have one try.")
CONFIRM_WARNING = Text(
    "Nennt man Ihnen am Telefon keine Ziffern? Dann raten Sie bitte nicht, sondern beenden Sie die Sitzung.",
    "Are you told no digits on the phone? Then please do not guess, but end the session.",
)

# During the session.

HELPED_HEADING = Text("{agent} hilft Ihnen gerade", "{agent} is helping you")
HELPED_BAR = Text(
    "Oben auf dem Bildschirm sehen Sie eine Leiste mit denselben Knöpfen. Sie lässt sich mit der Maus verschieben.",
    "At the top of the screen there is a bar with the same buttons. You can move it with the mouse.",
)
HIDE = Text(
    "Dieses Fenster brauchen Sie nicht. Mit der Taste Esc verschwindet es.",
    "You do not need this window. The key Esc makes it go away.",
)
BAR_WHO = Text("{agent} · {operator}", "{agent} · {operator}")
MAY_CONTROL = Text("Vollzugriff: sieht den Bildschirm und bedient mit", "Full access: sees the screen and can operate")
MAY_VIEW = Text("Ansicht: sieht den Bildschirm", "View: sees the screen")
MAY_NOT_CONTROL = Text("Ansicht: Sie haben die Steuerung weggenommen", "View: you have taken the control away")
MAY_NOTHING = Text("Sieht nichts: Sie haben das Bild angehalten", "Sees nothing: you have stopped the picture")
SEES_ALL = Text("{may} (alle {of} Bildschirme)", "{may} (all {of} monitors)")
SEES_ONE = Text("{may} (Bildschirm {number} von {of})", "{may} (monitor {number} of {of})")
SHOW_ONLY_THIS = Text("Nur diesen Bildschirm zeigen", "Show only this monitor")
SHOW_ALL = Text("Alle Bildschirme zeigen", "Show all monitors")
TAKE_CONTROL = Text("Steuerung wegnehmen", "Take control away")
GIVE_CONTROL = Text("Steuerung wieder erlauben", "Allow control again")
TAKE_PICTURE = Text("Bild anhalten", "Stop the picture")
GIVE_PICTURE = Text("Bild wieder zeigen", "Show the picture again")
PANIC = Text("Notfalltaste: {key} beendet sofort", "Emergency key: {key} ends at once")
PANIC_KEY = Text("Pause oder dreimal Esc", "Pause, or Esc three times,")

RECONNECTING = Text(
    "Die Verbindung ist unterbrochen und wird neu aufgebaut. Bitte warten Sie einen Moment.",
    "The connection was interrupted and is being made anew. Please wait a moment.",
)
HOLDS: dict[Hold, Text] = {
    Hold.NO_CONSENT: Text("Angehalten: Ihre Erlaubnis fehlt.", "Paused: your permission is missing."),
    Hold.SAFETY_CODE_OPEN: Text(
        "Angehalten: Der Sicherheitscode ist noch nicht geprüft.", "Paused: the safety code is not checked yet."
    ),
    Hold.NOT_RECORDED: Text(
        "Angehalten: Ohne Aufzeichnung kein Bild. Es geht von selbst weiter.",
        "Paused: no picture without a recording. It goes on by itself.",
    ),
    Hold.NOT_GRANTED: Text(
        "Sie haben das Bild angehalten: Niemand sieht es, und nichts wird aufgezeichnet.",
        "You have stopped the picture: nobody sees it, and nothing is recorded.",
    ),
    Hold.DESKTOP_AWAY: Text(
        "Angehalten: Ihr Computer fragt Sie etwas oder ist gesperrt. Das sieht nur, wer davor sitzt. "
        "Danach geht es von selbst weiter.",
        "Paused: your computer is asking you something or is locked. Nobody but you sees that. "
        "After it the session goes on by itself.",
    ),
    Hold.MONITOR_AWAY: Text(
        "Angehalten: Der Bildschirm, den Sie zeigen, ist gerade nicht da.",
        "Paused: the monitor that you show is not there just now.",
    ),
    Hold.DIALOG_OPEN: Text("Angehalten: Bitte beantworten Sie die Frage.", "Paused: please answer the question."),
    Hold.LOCAL_INPUT: Text("Sie bedienen gerade selbst.", "You are operating yourself."),
}

ASK_HEADINGS: dict[Grant, Text] = {
    Grant.VIEW: Text("Darf {agent} Ihren Bildschirm sehen?", "May {agent} see your screen?"),
    Grant.CONTROL: Text("Darf {agent} Maus und Tastatur bedienen?", "May {agent} use the mouse and the keyboard?"),
}
ASK_WHY: dict[Grant, Text] = {
    Grant.VIEW: Text(
        "{agent} bittet darum, den Bildschirm zu sehen, um Ihnen weiterzuhelfen. Schließen Sie vorher, was niemand "
        "sehen soll.",
        "{agent} asks to see the screen, to go on helping you. First close what nobody should see.",
    ),
    Grant.CONTROL: Text(
        "{agent} bittet darum, selbst zu klicken und zu tippen, um Ihnen weiterzuhelfen. Sie sehen alles und können "
        "die Erlaubnis jederzeit zurücknehmen.",
        "{agent} asks to click and type, to go on helping you. You see everything and can take the permission back at "
        "any time.",
    ),
}
OTHER_RIGHTS: dict[Grant, Text] = {
    Grant.POINTER: Text("auf Ihrem Bildschirm zeigen und zeichnen", "point and draw on your screen"),
    Grant.CLIPBOARD_IN: Text("Text in Ihre Zwischenablage legen", "put text into your clipboard"),
    Grant.CLIPBOARD_OUT: Text("Ihre Zwischenablage lesen", "read your clipboard"),
    Grant.FILE_IN: Text("Ihnen eine Datei senden", "send you a file"),
    Grant.FILE_OUT: Text("eine Datei von Ihrem Computer holen", "fetch a file from your computer"),
    Grant.DIAGNOSIS: Text("Angaben zu Ihrem Computer auslesen", "read out facts about your computer"),
    Grant.RESTART: Text("Ihren Computer neu starten", "restart your computer"),
}
"""What is asked for on its own, as it goes on after *May …*."""
_why_other: dict[Grant, Text] = {
    Grant.POINTER: Text("Bedient wird damit nichts.", "Nothing is operated by that."),
    Grant.CLIPBOARD_IN: Text(
        "Was jetzt in der Zwischenablage ist, geht dabei verloren.", "What is in the clipboard now is lost by it."
    ),
    Grant.CLIPBOARD_OUT: Text(
        "Dort kann stehen, was Sie zuletzt kopiert haben, auch ein Passwort.",
        "It may hold what you copied last, even a password.",
    ),
    Grant.FILE_IN: Text("Sie sehen, wohin sie gelegt wird.", "You see where it is put."),
    Grant.FILE_OUT: Text("Sie bestimmen, welche.", "You decide which one."),
    Grant.DIAGNOSIS: Text(
        "Zum Beispiel System, Speicher und Netzwerk; keine Inhalte Ihrer Dateien.",
        "Such as system, memory and network; nothing that is in your files.",
    ),
    Grant.RESTART: Text("Speichern Sie vorher, woran Sie arbeiten.", "Save what you are working on first."),
}
ASK_HEADINGS |= {
    grant: Text(f"Darf {{agent}} {what.de}?", f"May {{agent}} {what.en}?") for grant, what in OTHER_RIGHTS.items()
}
ASK_WHY |= {
    grant: Text(
        f"{{agent}} bittet darum, um Ihnen weiterzuhelfen. {why.de} Sie können die Erlaubnis jederzeit zurücknehmen.",
        f"{{agent}} asks for it, to go on helping you. {why.en} You can take the permission back at any time.",
    )
    for grant, why in _why_other.items()
}
TAKE_OTHER = Text("Nicht mehr: {what}", "No longer: {what}")
ASK_REFUSE = Text("Nein", "No")
ASK_ALLOW = Text("Ja, erlauben", "Yes, allow")

# The end.

ENDED_HEADING = Text("Die Sitzung ist beendet", "The session has ended")
ENDED_EARLY = Text("Das Programm konnte nicht weitermachen", "The program could not go on")
ENDED_NOBODY = Text(
    "Niemand sieht mehr Ihren Bildschirm, und niemand kann Ihren Computer bedienen.",
    "Nobody sees your screen any more, and nobody can operate your computer.",
)
REASONS: dict[EndReason, Text] = {
    EndReason.CUSTOMER: Text("Sie haben die Sitzung beendet.", "You ended the session."),
    EndReason.AGENT: Text("{agent} hat die Sitzung beendet.", "{agent} ended the session."),
    EndReason.NO_CONSENT: Text(
        "Es gab keine Einwilligung. Niemand hat Ihren Bildschirm gesehen.",
        "There was no consent. Nobody has seen your screen.",
    ),
    EndReason.NO_ACCESS: Text(
        "Es wurde kein Zugriff erlaubt. Niemand hat Ihren Bildschirm gesehen.",
        "No access was allowed. Nobody has seen your screen.",
    ),
    EndReason.SAFETY_CODE: Text(
        "Der Sicherheitscode hat nicht gestimmt. Zu Ihrem Schutz wurde die Sitzung beendet.",
        "The safety code was not right. To protect you, the session was ended.",
    ),
    EndReason.KEY_EXPIRED: Text(
        "Der Sitzungsschlüssel ist abgelaufen. Bitte lassen Sie sich einen neuen nennen.",
        "The session key has expired. Please ask for a new one.",
    ),
    EndReason.CUSTOMER_LOST: Text(
        "Die Verbindung zu Ihrem Computer ist abgebrochen.", "The connection to your computer was lost."
    ),
    EndReason.AGENT_LOST: Text("Die Verbindung zu {agent} ist abgebrochen.", "The connection to {agent} was lost."),
    EndReason.SCREEN_GONE: Text(
        "Ihr Bildschirm war nicht mehr erreichbar.", "Your screen could not be reached any more."
    ),
    EndReason.PEER_UNREACHABLE: Text(
        "Zwischen den beiden Computern kam keine Verbindung zustande.",
        "No connection came about between the two computers.",
    ),
    EndReason.WITHDRAWN: Text(
        "EasySupport wurde widerrufen. Die Sitzung wurde beendet.",
        "EasySupport was withdrawn. The session was ended.",
    ),
    EndReason.LOCKED_OUT: Text(
        "Der Betreiber hat die Sitzung beendet. Bitte fragen Sie am Telefon nach.",
        "The operator ended the session. Please ask on the phone.",
    ),
    EndReason.CONNECTION_LOST: Text(
        "Die Verbindung war länger als zwei Minuten unterbrochen. Zu Ihrem Schutz gilt Ihre Einwilligung dann nicht "
        "weiter. Brauchen Sie noch Hilfe? Lassen Sie sich einen neuen Schlüssel nennen; Sie werden wieder gefragt.",
        "The connection was broken for more than two minutes. To protect you, your consent ends then. "
        "Do you still need help? Ask for a new key; you will be asked for your consent again.",
    ),
    EndReason.FAULT: Text("In einem unserer Programme ist ein Fehler aufgetreten.", "One of our programs has failed."),
}
ENDED_DELETION = Text(
    "Die Aufzeichnung wird am {date} endgültig gelöscht.", "The recording will be deleted for good on {date}."
)
CLOSING: dict[tuple[bool, bool], Text] = {
    (False, True): Text(
        "Wenn Sie dieses Fenster schließen, ist das Programm beendet. Es speichert nichts auf Ihrem Computer, außer "
        "dem Sitzungsprotokoll, wenn Sie das möchten.",
        "When you close this window, the program ends. It stores nothing on your computer, except the session receipt "
        "if you want it.",
    ),
    (False, False): Text(
        "Wenn Sie dieses Fenster schließen, ist das Programm beendet. Es speichert nichts auf Ihrem Computer.",
        "When you close this window, the program ends. It stores nothing on your computer.",
    ),
    (True, True): Text(
        "Wenn Sie dieses Fenster schließen, löscht sich das Programm von selbst, auch die heruntergeladene Datei. "
        "Nur das Sitzungsprotokoll bleibt, wenn Sie es speichern.",
        "When you close this window, the program deletes itself, and the file you downloaded too. Only the session "
        "receipt stays, if you save it.",
    ),
    (True, False): Text(
        "Wenn Sie dieses Fenster schließen, löscht sich das Programm von selbst, auch die heruntergeladene Datei.",
        "When you close this window, the program deletes itself, and the file you downloaded too.",
    ),
}
"""What becomes of the program: by whether it removes itself, and whether there is a receipt."""
RECEIPT_TITLE = Text("Sitzungsprotokoll", "Session receipt")
RECEIPT_NUMBER = Text("Nummer der Sitzung: {session}", "Number of the session: {session}")
RECEIPT_CODE = Text(
    "Ihr Code, um zu erfahren, wer die Aufzeichnung geöffnet hat: {code}",
    "Your code for asking who has opened the recording: {code}",
)
RECEIPT_SIGNED = Text(
    "Was der Betreiber zu dieser Sitzung vermerkt hat, mit seiner Unterschrift. Wer Ihnen helfen soll, eine Frage zu "
    "klären, kann damit prüfen, dass nichts geändert wurde:",
    "What the operator has noted about this session, with its signature. Whoever helps you to settle a question can "
    "check with it that nothing was changed:",
)
RECEIPT_SAVE = Text("Sitzungsprotokoll speichern", "Save the session receipt")
RECEIPT_SAVED = Text("Gespeichert: {path}", "Saved: {path}")
RECEIPT_NOT_SAVED = Text(
    "Das Sitzungsprotokoll ließ sich dort nicht speichern: {path}",
    "The session receipt could not be saved there: {path}",
)
CLOSE = Text("Schließen", "Close")

RECEIPT_WORDS: dict[str, Text] = {
    "connected": Text("{agent} wurde mit Ihnen verbunden.", "{agent} was connected with you."),
    "consented": Text("Sie haben eingewilligt.", "You gave your consent."),
    "allowed-view": Text("Sie haben die Ansicht erlaubt.", "You allowed viewing."),
    "allowed-full": Text("Sie haben den Vollzugriff erlaubt.", "You allowed full access."),
    "code-matched": Text("Der Sicherheitscode stimmte.", "The safety code was right."),
    "code-mismatched": Text("Der Sicherheitscode stimmte nicht.", "The safety code was wrong."),
    "connection-lost": Text("Die Verbindung zu {agent} brach ab.", "The connection to {agent} was lost."),
    "connection-back": Text("Die Verbindung zu {agent} war wieder da.", "The connection to {agent} was back."),
    "recording-started": Text("Die Aufzeichnung begann.", "The recording started."),
    "recording-interrupted": Text("Die Aufzeichnung wurde unterbrochen.", "The recording was interrupted."),
    "recording-resumed": Text("Die Aufzeichnung lief weiter.", "The recording went on."),
    "picture-shown": Text("{agent} sah Ihren Bildschirm.", "{agent} saw your screen."),
    "picture-held": Text("Das Bild wurde angehalten.", "The picture was stopped."),
    "asked-view": Text("{agent} bat darum, das Bild zu sehen.", "{agent} asked to see the picture."),
    "asked-control": Text("{agent} bat um die Steuerung.", "{agent} asked for control."),
    "gave-view": Text("Sie haben das Bild gezeigt.", "You showed the picture."),
    "gave-control": Text("Sie haben die Steuerung erlaubt.", "You allowed control."),
    "gave-again-view": Text("Sie haben das Bild wieder gezeigt.", "You showed the picture again."),
    "gave-again-control": Text("Sie haben die Steuerung wieder erlaubt.", "You allowed control again."),
    "refused-view": Text("Sie haben das Bild nicht gezeigt.", "You did not show the picture."),
    "refused-control": Text("Sie haben die Steuerung nicht erlaubt.", "You did not allow control."),
    "showed-one": Text("Sie haben nur einen Bildschirm gezeigt.", "You showed only one monitor."),
    "showed-all": Text("Sie haben wieder alle Bildschirme gezeigt.", "You showed all monitors again."),
    "taken-back-view": Text("Sie haben das Bild angehalten.", "You stopped the picture."),
    "taken-back-control": Text("Sie haben die Steuerung weggenommen.", "You took control away."),
    "ended": Text("Die Sitzung endete.", "The session ended."),
}
"""What a line of the receipt says, by its word."""

# Problems: the text is the problem's own; this is what comes next. One that is the customer's to solve says so itself.

NEXT_STEPS: dict[Fault, Text] = {
    Fault.AGENT: Text("Bitte sagen Sie es der Person am Telefon.", "Please tell the person on the phone."),
    Fault.NETWORK: Text(
        "Wenn es nicht von selbst weitergeht, sagen Sie es bitte am Telefon.",
        "If it does not go on by itself, please say so on the phone.",
    ),
    Fault.SERVER: Text(
        "Sie selbst müssen nichts tun. Bitte sagen Sie es am Telefon.",
        "There is nothing you need to do. Please say so on the phone.",
    ),
    Fault.PEER: Text("Bitte sagen Sie es am Telefon.", "Please say so on the phone."),
    Fault.SOFTWARE: Text("Das ist unser Fehler, nicht Ihrer.", "This is our fault, not yours."),
}

MONTHS = Text(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "January February March April May June July August September October November December",
)
DATE = Text("{day}. {month} {year}", "{day} {month} {year}")
TIME = Text("{time} Uhr", "{time}")
for _grant, _what in OTHER_RIGHTS.items():
    RECEIPT_WORDS |= {
        f"asked-{_grant}": Text(f"{{agent}} bat darum: {_what.de}.", f"{{agent}} asked to {_what.en}."),
        f"gave-{_grant}": Text(f"Sie haben erlaubt: {_what.de}.", f"You allowed: {_what.en}."),
        f"refused-{_grant}": Text(f"Sie haben nicht erlaubt: {_what.de}.", f"You did not allow: {_what.en}."),
        f"taken-back-{_grant}": Text(
            f"Sie haben die Erlaubnis zurückgenommen: {_what.de}.", f"You took the permission back: {_what.en}."
        ),
    }
