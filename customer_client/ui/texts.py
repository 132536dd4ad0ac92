"""Everything the customer's windows say, in German; the other languages stand in the catalogues (`words/`).

Plain words for a person who is worried and not used to computers: short sentences, no term that needs explaining, and
always what to do next. `{name}` is filled in by the pages. Whoever adds a text runs `make words` and fills in the gaps.
"""

from protocol.gate import Hold
from protocol.grants import Grant, Office
from protocol.problems import Fault
from protocol.session import EndReason
from words import Text

PRODUCT = "Ferndiagnose"
"""The windows' title: the same in both languages, so that it can be looked for."""

# On every window.

OTHER_LANGUAGE = Text("English")
MORE_CONTRAST = Text("Hoher Kontrast")
LESS_CONTRAST = Text("Normaler Kontrast")
LARGER = Text("Größere Schrift")
SMALLER = Text("Normale Schrift")
CONTACT = Text("Fragen? {support}")
CONTACT_PRIVACY = Text("Datenschutz: {data_protection}")
CONTACT_UNKNOWN = Text("Fragen? Fragen Sie die Person am Telefon. Sie hilft Ihnen auch mit diesem Programm.")
SOMEBODY = Text("Ihre Service-Mitarbeiterin oder Ihr Service-Mitarbeiter")
PERIOD = Text("{days} Tage")
RECORDING_ON = Text("Aufzeichnung läuft")
RECORDING_OFF = Text("Aufzeichnung unterbrochen")
RECORDING_PAUSED = Text("Aufzeichnung angehalten")
RECORDING_SOON = Text("Aufzeichnung startet")
CLOSE_PROGRAM = Text("Programm schließen")
END_SESSION = Text("Sitzung beenden")

# The key.

KEY_HEADING = Text("Bitte geben Sie den Sitzungsschlüssel ein")
KEY_WHERE = Text("Die Person am Telefon nennt Ihnen die sieben Ziffern.")
KEY_WARNING = Text(
    "Hat man Sie angerufen, ohne dass Sie um Hilfe gebeten haben? Dann legen Sie bitte auf und schließen das Programm."
)
KEY_LABEL = Text("Sitzungsschlüssel")
KEY_HINT = Text("zum Beispiel 481 92 03")
KEY_GO = Text("Weiter")
SERVER_NOT_YET = Text("Wir verbinden Sie mit dem Dienst. Dauert es länger als eine Minute? Sagen Sie es am Telefon.")
CLAIMING_HEADING = Text("Der Schlüssel wird geprüft …")
CLAIMING_WAIT = Text(
    "Das dauert nur wenige Sekunden. Tut sich nach einer Minute nichts? Dann schließen Sie dieses "
    "Programm, öffnen es neu und geben den Schlüssel noch einmal ein."
)

# What the customer chooses for this device.

DEVICE_ON = Text("EasySupport (Hilfe aus der Ferne) ist auf diesem Gerät eingeschaltet.")
SWITCH_OFF = Text("Ausschalten")
SWITCH_ON = Text("Einschalten")
DEVICE_FAILED = Text("Das hat nicht geklappt: Auf diesem Gerät ließ sich nichts ändern. Bitte sagen Sie es am Telefon.")
OFF_HEADING = Text("EasySupport ist auf diesem Gerät ausgeschaltet")
OFF_MEANS = Text(
    "Niemand kann Ihnen auf diesem Gerät aus der Ferne helfen: Es beginnt keine Sitzung, auch nicht "
    "mit einem richtigen Sitzungsschlüssel."
)
OFF_ON = Text(
    "Möchten Sie sich helfen lassen? Dann schalten Sie EasySupport wieder ein. Sie werden vor jeder "
    "Sitzung neu gefragt."
)
OFF_STAYS = Text(
    "Damit es ausgeschaltet bleibt, liegt eine kleine Datei auf diesem Gerät. Beim Einschalten wird sie gelöscht."
)
BUTTON_OFFERED = Text(
    "Öfter Hilfe nötig? Behalten Sie einen Knopf auf dem Schreibtisch und im Menü, der gleich zum "
    "Sitzungsschlüssel führt. Das Programm bleibt dafür auf diesem Gerät. Im Hintergrund läuft nichts."
)
BUTTON_KEEP = Text("Knopf behalten")
BUTTON_IS_THERE = Text(
    "Der Knopf „EasySupport“ ist auf diesem Gerät: auf dem Schreibtisch und im Menü. Ein Klick "
    "entfernt ihn mit allem, was dazugehört."
)
BUTTON_REMOVE = Text("Knopf entfernen")
BUTTON_IS_OTHER = Text("Ihr Knopf startet noch eine andere Fassung dieses Programms.")
BUTTON_RENEW = Text("Knopf erneuern")
BUTTON_IS_GONE = Text("Der Knopf ist entfernt. Das Programm löscht sich, wenn Sie es schließen.")

# First question: the notice.

NOTICE_HEADING = Text("Sind Sie mit dieser Fernhilfe einverstanden?")
NOTICE_WHO = Text("{agent} von {operator} möchte Ihnen helfen.")
NOTICE_RECORDED = Text("Die Sitzung wird aufgezeichnet: alles, was auf Ihrem Bildschirm zu sehen ist.")
NOTICE_KEPT = Text("Wir bewahren die Aufzeichnung {period} auf. Dann wird sie endgültig gelöscht.")
NOTICE_ANY_TIME = Text("Sie können die Sitzung jederzeit mit einem Klick beenden.")
NOTICE_REFUSE = Text("Nein, ablehnen")
NOTICE_AGREE = Text("Ja, ich bin einverstanden")
NOTICE_NO_ANSWER = Text(
    "Wenn Sie nicht antworten, gilt das als Nein. Danach werden Sie noch gefragt, was {agent} darf."
)

# Second question: access.

ACCESS_HEADING = Text("Was darf {agent} auf Ihrem Computer?")
ACCESS_CHANGE = Text("Sie sehen immer, was geschieht. Ihr Ja können Sie jederzeit zurücknehmen.")
VIEW_TITLE = Text("Ansicht")
VIEW_SHORT = Text("Nur zusehen")
VIEW_MEANS = Text(
    "{agent} sieht Ihren Bildschirm und sagt Ihnen am Telefon, was Sie tun können. Maus und Tastatur bedienen nur Sie."
)
FULL_TITLE = Text("Vollzugriff")
FULL_SHORT = Text("Zusehen und bedienen")
FULL_MEANS = Text(
    "{agent} sieht Ihren Bildschirm und kann Maus und Tastatur bedienen. Sobald Sie selbst die Maus "
    "bewegen oder tippen, haben Sie Vorrang."
)
ACCESS_REFUSE = Text("Nichts davon erlauben")

# Connecting, and the safety code.

CONNECTING_HEADING = Text("Wir verbinden …")
CONNECTING_WHAT = Text("Ihr Computer verbindet sich mit {agent} und mit der Aufzeichnung. {agent} sieht noch nichts.")
CONNECTING_LONG = Text(
    "Dauert es länger als eine Minute? Sagen Sie es am Telefon. Sie können auch beenden und mit einem "
    "neuen Schlüssel neu beginnen."
)
CODE_HEADING = Text("Bitte lesen Sie diese sechs Ziffern am Telefon vor")
CODE_WHY = Text(
    "{agent} tippt die Ziffern ein. So ist sicher, dass Sie direkt verbunden sind und niemand heimlich mitliest."
)
CODE_UNTIL = Text("{agent} sieht Ihren Bildschirm erst, wenn die Ziffern stimmen.")

CONFIRM_HEADING = Text("Welche drei Ziffern nennt Ihnen {agent}?")
CONFIRM_WHY = Text(
    "Ihre Ziffern sind angekommen. Stimmen sie auch dort, sieht {agent} drei andere und liest sie Ihnen vor."
)
CONFIRM_LABEL = Text("Drei Ziffern vom Telefon")
CONFIRM_HINT = Text("Sie haben einen Versuch.")
CONFIRM_WARNING = Text(
    "Nennt man Ihnen am Telefon keine Ziffern? Dann raten Sie bitte nicht, sondern beenden Sie die Sitzung."
)

# During the session.

HELPED_HEADING = Text("{agent} hilft Ihnen gerade")
HELPED_BAR = Text(
    "Oben auf dem Bildschirm sehen Sie eine Leiste mit denselben Knöpfen. Sie lässt sich mit der Maus verschieben."
)
HIDE = Text("Dieses Fenster brauchen Sie nicht. Mit der Taste Esc verschwindet es.")
BAR_WHO = Text("{agent} · {operator}")
MAY_CONTROL = Text("Vollzugriff: sieht den Bildschirm und bedient mit")
MAY_VIEW = Text("Ansicht: sieht den Bildschirm")
MAY_NOT_CONTROL = Text("Ansicht: Sie haben die Steuerung weggenommen")
MAY_NOTHING = Text("Sieht nichts: Sie haben das Bild angehalten")
SEES_ALL = Text("{may} (alle {of} Bildschirme)")
SEES_ONE = Text("{may} (Bildschirm {number} von {of})")
SHOW_ONLY_THIS = Text("Nur diesen Bildschirm zeigen")
SHOW_ALL = Text("Alle Bildschirme zeigen")
TAKE_CONTROL = Text("Steuerung wegnehmen")
GIVE_CONTROL = Text("Steuerung wieder erlauben")
TAKE_PICTURE = Text("Bild anhalten")
GIVE_PICTURE = Text("Bild wieder zeigen")
PANIC = Text("Notfalltaste: {key} beendet sofort")
PANIC_KEY = Text("Pause oder dreimal Esc")

RECONNECTING = Text(
    "Die Verbindung ist unterbrochen. Wir stellen sie wieder her. Dauert es länger als zwei Minuten? "
    "Sagen Sie es am Telefon."
)
HOLDS: dict[Hold, Text] = {
    Hold.NO_CONSENT: Text("Angehalten: Ihre Erlaubnis fehlt."),
    Hold.SAFETY_CODE_OPEN: Text("Angehalten: Der Sicherheitscode ist noch nicht geprüft."),
    Hold.NOT_RECORDED: Text(
        "Angehalten: Ohne Aufzeichnung kein Bild. Geht es nicht von selbst weiter? Sagen Sie es am Telefon."
    ),
    Hold.NOT_GRANTED: Text("Sie haben das Bild angehalten: Niemand sieht es, und nichts wird aufgezeichnet."),
    Hold.DESKTOP_AWAY: Text(
        "Angehalten: Ihr Computer fragt Sie etwas oder ist gesperrt. Das sieht nur, wer davor sitzt. "
        "Danach geht es von selbst weiter."
    ),
    Hold.MONITOR_AWAY: Text("Angehalten: Der Bildschirm, den Sie zeigen, ist gerade nicht da."),
    Hold.DIALOG_OPEN: Text("Angehalten: Bitte beantworten Sie die Frage."),
    Hold.LOCAL_INPUT: Text("Sie bedienen gerade selbst."),
}

ASK_HEADINGS: dict[Grant, Text] = {
    Grant.VIEW: Text("Darf {agent} Ihren Bildschirm sehen?"),
    Grant.CONTROL: Text("Darf {agent} Maus und Tastatur bedienen?"),
}
ASK_WHY: dict[Grant, Text] = {
    Grant.VIEW: Text(
        "{agent} möchte den Bildschirm sehen, um Ihnen weiterzuhelfen. Schließen Sie vorher, was niemand sehen soll."
    ),
    Grant.CONTROL: Text(
        "{agent} möchte selbst klicken und tippen, um Ihnen weiterzuhelfen. Sie sehen alles. Ihr Ja können "
        "Sie jederzeit zurücknehmen."
    ),
}
OTHER_RIGHTS: dict[Grant, Text] = {
    Grant.POINTER: Text("auf Ihrem Bildschirm zeigen und zeichnen"),
    Grant.CLIPBOARD_IN: Text("Text für Sie zum Einfügen bereitlegen"),
    Grant.CLIPBOARD_OUT: Text("lesen, was Sie zuletzt kopiert haben"),
    Grant.FILE_IN: Text("Ihnen eine Datei senden"),
    Grant.FILE_OUT: Text("eine Datei von Ihrem Computer holen"),
    Grant.DIAGNOSIS: Text("Angaben zu Ihrem Computer auslesen"),
    Grant.RESTART: Text("Ihren Computer neu starten"),
}
"""What is asked for on its own, as it goes on after *May …*."""
WHY_OTHER: dict[Grant, Text] = {
    Grant.POINTER: Text("Bedient wird damit nichts."),
    Grant.CLIPBOARD_IN: Text("Was Sie zuletzt kopiert haben, geht dabei verloren."),
    Grant.CLIPBOARD_OUT: Text("Das kann auch ein Passwort sein."),
    Grant.FILE_IN: Text("Sie sehen, wohin sie gelegt wird."),
    Grant.FILE_OUT: Text("Sie bestimmen, welche."),
    Grant.DIAGNOSIS: Text(
        "Zum Beispiel, wie viel Platz auf dem Computer noch frei ist. Ihre Dateien liest dabei niemand."
    ),
    Grant.RESTART: Text("Speichern Sie vorher, woran Sie arbeiten."),
}
ASK_OTHER_HEADING = Text("Darf {agent} {what}?")
ASK_OTHER_WHY = Text("{agent} möchte Ihnen damit weiterhelfen. {why} Ihr Ja können Sie jederzeit zurücknehmen.")
TAKE_OTHER = Text("Nicht mehr: {what}")
JOIN_HEADING = Text("Darf {name} dazukommen?")
JOIN_WHO: dict[Office, Text] = {
    Office.AGENT: Text("{agent} möchte {name} dazuholen, um Ihnen gemeinsam zu helfen."),
    Office.SUPERVISOR: Text("{agent} möchte {name} aus der Teamleitung dazuholen."),
}
JOIN_MEANS = Text(
    "{name} sieht dann auch Ihren Bildschirm und wird mit aufgezeichnet. Maus und Tastatur bedient {name} nicht, "
    "wenn Sie es nicht eigens erlauben."
)
JOIN_SEND_AWAY = Text("Sie können {name} jederzeit mit einem Klick wegschicken.")
SEND_AWAY = Text("{name} wegschicken")
ALSO_COMING = Text("{name} wird verbunden und sieht noch nichts")
ALSO_APART = Text("{name} ist gerade nicht verbunden")
ALSO_SEES = Text("{name} sieht mit")
ALSO_CONTROLS = Text("{name} sieht mit und bedient mit")
ALSO_NOTHING = Text("{name} sieht nichts")
SUPERVISOR = Text("{name} (Teamleitung)")
TAKE_CONTROL_OF = Text("{name}: Steuerung wegnehmen")
TAKE_PICTURE_OF = Text("{name}: Bild anhalten")
"""From the first alone. The second is sent away instead."""
GIVE_PICTURE_TO = Text("{name}: Bild wieder zeigen")
TAKE_CONTROL_OF_BOTH = Text("Beiden die Steuerung wegnehmen")
TAKE_PICTURE_OF_BOTH = Text("Beiden das Bild anhalten")
END_FOR_BOTH = Text("Sitzung mit beiden beenden")
ASK_REFUSE = Text("Nein")
ASK_ALLOW = Text("Ja, erlauben")

# The end.

ENDED_HEADING = Text("Die Sitzung ist beendet")
ENDED_EARLY = Text("Das Programm konnte nicht weitermachen")
ENDED_NOBODY = Text("Jetzt sieht niemand mehr Ihren Bildschirm. Niemand kann Ihren Computer bedienen.")
REASONS: dict[EndReason, Text] = {
    EndReason.CUSTOMER: Text("Sie haben die Sitzung beendet."),
    EndReason.AGENT: Text("{agent} hat die Sitzung beendet."),
    EndReason.NO_CONSENT: Text("Es gab keine Einwilligung. Niemand hat Ihren Bildschirm gesehen."),
    EndReason.NO_ACCESS: Text("Es wurde kein Zugriff erlaubt. Niemand hat Ihren Bildschirm gesehen."),
    EndReason.SAFETY_CODE: Text("Der Sicherheitscode hat nicht gestimmt. Zu Ihrem Schutz wurde die Sitzung beendet."),
    EndReason.KEY_EXPIRED: Text("Der Sitzungsschlüssel ist abgelaufen. Bitte lassen Sie sich einen neuen nennen."),
    EndReason.CUSTOMER_LOST: Text("Die Verbindung zu Ihrem Computer ist abgebrochen."),
    EndReason.AGENT_LOST: Text("Die Verbindung zu {agent} ist abgebrochen."),
    EndReason.SCREEN_GONE: Text("Ihr Bildschirm war nicht mehr erreichbar."),
    EndReason.PEER_UNREACHABLE: Text("Die beiden Computer konnten sich nicht verbinden."),
    EndReason.WITHDRAWN: Text("EasySupport wurde widerrufen. Die Sitzung wurde beendet."),
    EndReason.SWITCHED_OFF: Text("Sie haben EasySupport auf diesem Gerät ausgeschaltet. Damit endete die Sitzung."),
    EndReason.LOCKED_OUT: Text("Der Betreiber hat die Sitzung beendet. Bitte fragen Sie am Telefon nach."),
    EndReason.CONNECTION_LOST: Text(
        "Die Verbindung war länger als zwei Minuten unterbrochen. Zu Ihrem Schutz gilt Ihre Einwilligung "
        "dann nicht weiter. Brauchen Sie noch Hilfe? Lassen Sie sich einen neuen Schlüssel nennen; Sie "
        "werden wieder gefragt."
    ),
    EndReason.FAULT: Text("Eines unserer Programme hat einen Fehler."),
}
ENDED_DELETION = Text("Die Aufzeichnung wird am {date} endgültig gelöscht.")
CLOSING: dict[tuple[bool, bool], Text] = {
    (False, True): Text(
        "Wenn Sie dieses Fenster schließen, ist das Programm beendet. Es speichert nichts auf Ihrem "
        "Computer, außer dem Sitzungsprotokoll, wenn Sie das möchten."
    ),
    (False, False): Text(
        "Wenn Sie dieses Fenster schließen, ist das Programm beendet. Es speichert nichts auf Ihrem Computer."
    ),
    (True, True): Text(
        "Wenn Sie dieses Fenster schließen, löscht sich das Programm von selbst, auch die heruntergeladene "
        "Datei. Nur das Sitzungsprotokoll bleibt, wenn Sie es speichern."
    ),
    (True, False): Text(
        "Wenn Sie dieses Fenster schließen, löscht sich das Programm von selbst, auch die heruntergeladene Datei."
    ),
}
"""What becomes of the program: by whether it removes itself, and whether there is a receipt."""
CLOSING_KEPT: dict[tuple[bool, bool], Text] = {
    (False, True): Text(
        "Wenn Sie dieses Fenster schließen, ist das Programm beendet. Der Knopf bleibt, bis Sie ihn "
        "entfernen, und das Sitzungsprotokoll, wenn Sie es speichern."
    ),
    (False, False): Text(
        "Wenn Sie dieses Fenster schließen, ist das Programm beendet. Der Knopf bleibt, bis Sie ihn entfernen."
    ),
    (True, True): Text(
        "Wenn Sie dieses Fenster schließen, wird die heruntergeladene Datei gelöscht. Der Knopf bleibt, "
        "bis Sie ihn entfernen, und das Sitzungsprotokoll, wenn Sie es speichern."
    ),
    (True, False): Text(
        "Wenn Sie dieses Fenster schließen, wird die heruntergeladene Datei gelöscht. Der Knopf bleibt, "
        "bis Sie ihn entfernen."
    ),
}
"""The same for a customer who keeps a button."""
MAC_SETTINGS = Text("Öffnen Sie links oben das Apfel-Menü und darin die Systemeinstellungen.")
MAC_LIST = Text("Wählen Sie „Datenschutz & Sicherheit“ und dort „Bildschirmaufnahme“.")
MAC_SWITCH = Text("Schalten Sie „Ferndiagnose“ ein. Für die Steuerung auch unter „Bedienungshilfen“.")
RECEIPT_TITLE = Text("Sitzungsprotokoll")
RECEIPT_NUMBER = Text("Nummer der Sitzung: {session}")
RECEIPT_CODE = Text("Ihr Code, um zu erfahren, wer die Aufzeichnung geöffnet hat: {code}")
RECEIPT_RIGHTS = Text(
    "Sie sind mit etwas nicht einverstanden oder möchten EasySupport widerrufen? Das geht jederzeit: {support}. "
    "Über den Umgang mit Ihren Daten können Sie sich beschweren bei: {data_protection}."
)
RECEIPT_SIGNED = Text(
    "Was der Betreiber zu dieser Sitzung vermerkt hat, mit seiner Unterschrift. Wer Ihnen helfen soll, "
    "eine Frage zu klären, kann damit prüfen, dass nichts geändert wurde:"
)
RECEIPT_SAVE = Text("Sitzungsprotokoll speichern")
RECEIPT_SAVED = Text("Gespeichert: {path}")
RECEIPT_NOT_SAVED = Text("Das Sitzungsprotokoll ließ sich dort nicht speichern: {path}")
CLOSE = Text("Schließen")

RECEIPT_WORDS: dict[str, Text] = {
    "connected": Text("{agent} wurde mit Ihnen verbunden."),
    "consented": Text("Sie haben eingewilligt."),
    "allowed-view": Text("Sie haben die Ansicht erlaubt."),
    "allowed-full": Text("Sie haben den Vollzugriff erlaubt."),
    "code-matched": Text("Der Sicherheitscode stimmte."),
    "code-mismatched": Text("Der Sicherheitscode stimmte nicht."),
    "connection-lost": Text("Die Verbindung zu {agent} brach ab."),
    "connection-back": Text("Die Verbindung zu {agent} war wieder da."),
    "recording-started": Text("Die Aufzeichnung begann."),
    "recording-interrupted": Text("Die Aufzeichnung wurde unterbrochen."),
    "recording-resumed": Text("Die Aufzeichnung lief weiter."),
    "picture-shown": Text("{agent} sah Ihren Bildschirm."),
    "picture-held": Text("Das Bild wurde angehalten."),
    "asked-view": Text("{agent} bat darum, das Bild zu sehen."),
    "asked-control": Text("{agent} bat um die Steuerung."),
    "gave-view": Text("Sie haben das Bild gezeigt."),
    "gave-control": Text("Sie haben die Steuerung erlaubt."),
    "gave-again-view": Text("Sie haben das Bild wieder gezeigt."),
    "gave-again-control": Text("Sie haben die Steuerung wieder erlaubt."),
    "refused-view": Text("Sie haben das Bild nicht gezeigt."),
    "refused-control": Text("Sie haben die Steuerung nicht erlaubt."),
    "showed-one": Text("Sie haben nur einen Bildschirm gezeigt."),
    "showed-all": Text("Sie haben wieder alle Bildschirme gezeigt."),
    "taken-back-view": Text("Sie haben das Bild angehalten."),
    "taken-back-control": Text("Sie haben die Steuerung weggenommen."),
    "operated": Text("{agent} bediente Maus oder Tastatur."),
    "joining-asked": Text("Sie wurden gefragt, ob {agent} dazukommen darf."),
    "joining-allowed": Text("Sie haben erlaubt, dass {agent} dazukommt."),
    "joining-refused": Text("Sie haben nicht erlaubt, dass {agent} dazukommt."),
    "joined": Text("{agent} kam dazu und konnte Ihren Bildschirm sehen."),
    "left": Text("{agent} war nicht mehr dabei."),
    "sent-away": Text("Sie haben {agent} weggeschickt."),
    "second-code-mismatched": Text("Der Sicherheitscode von {agent} stimmte nicht, und niemand kam dazu."),
    "ended": Text("Die Sitzung endete."),
}
"""What a line of the receipt says, by its word; `{agent}` is the second, where the line is about that one."""
RECEIPT_OF = Text("{name}: {said}")
"""A line about the second that does not name anybody by itself."""
RECEIPT_OTHER: dict[str, Text] = {
    "asked": Text("{agent} bat darum: {what}."),
    "gave": Text("Sie haben erlaubt: {what}."),
    "refused": Text("Sie haben nicht erlaubt: {what}."),
    "taken-back": Text("Sie haben die Erlaubnis zurückgenommen: {what}."),
}
"""What it says of a right that is asked for on its own, by what became of it."""

# Problems: the text is the problem's own; this is what comes next. One that is the customer's to solve says so itself.

NEXT_STEPS: dict[Fault, Text] = {
    Fault.AGENT: Text("Bitte sagen Sie es der Person am Telefon."),
    Fault.NETWORK: Text("Wenn es nicht von selbst weitergeht, sagen Sie es bitte am Telefon."),
    Fault.SERVER: Text("Sie selbst müssen nichts tun. Bitte sagen Sie es am Telefon."),
    Fault.PEER: Text("Bitte sagen Sie es am Telefon."),
    Fault.SOFTWARE: Text("Das ist unser Fehler, nicht Ihrer."),
}

MONTHS = Text("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
DATE = Text("{day}. {month} {year}")
TIME = Text("{time} Uhr")
