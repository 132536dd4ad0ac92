"""Everything the web app says, in German; the page gets all of it as JSON, in each language (`words/`).

Plain words for a person who is worried and not used to computers: short sentences, no term that needs explaining, and
always what to do next. `{agent}` and the like are filled in by the page. Texts of problems stand with the problems.
Whoever adds a text runs `make words` and fills in the gaps.
"""

from protocol import problems
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.link import Language
from protocol.peer_messages import Fact
from protocol.session import EndReason
from words import Text

_PAGES = {
    # On every page.
    "product": Text("Ferndiagnose"),
    "other_language": Text("English"),
    "contact": Text("Fragen? {support}"),
    "contact_privacy": Text("Datenschutz: {data_protection}"),
    "terms": Text("Nutzungsbedingungen"),
    "privacy": Text("Datenschutzhinweise"),
    "about_app": Text("Diese App behalten oder entfernen"),
    "end_session": Text("Sitzung beenden"),
    "rec_on": Text("Aufzeichnung läuft"),
    "rec_off": Text("Keine Aufzeichnung"),
    # The key.
    "key_heading": Text("Bitte geben Sie den Sitzungsschlüssel ein"),
    "key_where": Text(
        "Die Person am Telefon nennt Ihnen die sieben Ziffern.",
    ),
    "key_label": Text("Sitzungsschlüssel"),
    "key_hint": Text("zum Beispiel 481 92 03"),
    "key_go": Text("Weiter"),
    "key_typed": Text("Eingegeben haben Sie: {key}"),
    "key_warning": Text(
        "Hat man Sie angerufen, ohne dass Sie um Hilfe gebeten haben? Dann legen Sie bitte auf.",
    ),
    "offline": Text(
        "Ihr Gerät ist gerade nicht mit dem Internet verbunden. Schalten Sie WLAN oder mobile Daten ein. "
        "Diese Seite geht dann von selbst weiter.",
    ),
    "server_not_yet": Text(
        "Wir verbinden Sie mit dem Dienst. Dauert es länger als eine Minute? Sagen Sie es am Telefon."
    ),
    "went_back": Text(
        "Sie haben „Zurück“ gedrückt. Die Sitzung läuft weiter. Möchten Sie aufhören? Dann drücken Sie auf „Sitzung "
        "beenden“."
    ),
    "left": Text(
        "Diese Seite wurde neu geladen. Damit ist die Sitzung beendet, und niemand sieht mehr etwas. Brauchen Sie "
        "noch Hilfe? Lassen Sie sich am Telefon einen neuen Schlüssel nennen."
    ),
    "elsewhere": Text(
        "In einem anderen Fenster läuft schon eine Sitzung. Machen Sie bitte dort weiter. Sehen Sie es nicht? Dann "
        "sagen Sie es am Telefon."
    ),
    "too_old": Text(
        "Das Programm, in dem Sie diese Seite sehen (der Browser), kann das nicht. Öffnen Sie die Seite bitte in einem "
        "anderen, zum Beispiel in Chrome, Edge oder Safari. Oder sagen Sie es am Telefon: Es gibt noch andere Wege."
    ),
    "claiming_heading": Text("Der Schlüssel wird geprüft …"),
    "claiming_wait": Text(
        "Das dauert nur wenige Sekunden. Tut sich nach einer Minute nichts? Dann schließen Sie diese Seite "
        "und öffnen sie neu."
    ),
    # First question: the notice.
    "notice_heading": Text("Sind Sie mit dieser Fernhilfe einverstanden?"),
    "notice_who": Text("{agent} von {operator} möchte Ihnen helfen."),
    "notice_recorded": Text(
        "Die Sitzung wird aufgezeichnet: alle Bilder, die {agent} sieht. Nachrichten werden nur aufgezeichnet, wenn "
        "sie im Bild zu sehen sind.",
    ),
    "notice_kept": Text(
        "Wir bewahren die Aufzeichnung {days} Tage auf. Dann wird sie endgültig gelöscht.",
    ),
    "notice_any_time": Text(
        "Sie können die Sitzung jederzeit mit einem Druck auf „Sitzung beenden“ beenden.",
    ),
    "notice_text": Text("Datenschutzhinweise in voller Länge"),
    "notice_refuse": Text("Nein, ablehnen"),
    "notice_agree": Text("Ja, ich bin einverstanden"),
    "notice_no_answer": Text(
        "Wenn Sie nicht antworten, gilt das als Nein. Danach werden Sie noch gefragt, was {agent} sehen darf.",
    ),
    # Second question: access.
    "access_heading": Text("Was darf {agent} sehen?"),
    "access_only_sees": Text(
        "{agent} sieht nur, was Sie hier auswählen. Bedienen kann Ihr Gerät niemand außer Ihnen.",
    ),
    "show_screen": Text("Bildschirm zeigen"),
    "show_screen_means": Text("Gleich werden Sie gefragt, was: den ganzen Bildschirm, ein Fenster oder eine Seite."),
    "show_camera": Text("Kamera zeigen"),
    "show_camera_means": Text(
        "Zum Beispiel, um ein Gerät oder ein Kabel zu zeigen. Gleich werden Sie gefragt, ob diese Seite die "
        "Kamera benutzen darf. Es wird kein Ton übertragen."
    ),
    "show_photo": Text("Foto zeigen"),
    "show_photo_means": Text(
        "Ein Bild, das Sie schon haben. {agent} sieht es, bekommt aber nicht die Datei.",
    ),
    "access_refuse": Text("Nichts davon zeigen"),
    "not_chosen": Text(
        "Es ist nichts ausgewählt, und niemand sieht etwas. Versuchen Sie es noch einmal. Wurden Sie gar "
        "nicht gefragt? Dann sagen Sie es bitte am Telefon."
    ),
    "camera_forbidden": Text(
        "Diese Seite darf die Kamera nicht benutzen. Drücken Sie auf das kleine Zeichen neben der Adresse. Wählen Sie "
        "„Berechtigungen“ oder „Website-Einstellungen“, und erlauben Sie die Kamera. Dann versuchen Sie es noch einmal."
    ),
    "camera_missing": Text("Hier ist keine Kamera zu finden. Sie können stattdessen ein Foto zeigen."),
    "camera_busy": Text(
        "Die Kamera geht gerade nicht. Vielleicht benutzt sie ein anderes Programm. Schließen Sie es, und versuchen "
        "Sie es noch einmal."
    ),
    "not_a_picture": Text(
        "Diese Datei ist kein Bild, das sich zeigen lässt. Bitte wählen Sie ein anderes.",
    ),
    # Connecting, and the safety code.
    "connecting_heading": Text("Wir verbinden …"),
    "connecting_what": Text(
        "Ihr Gerät verbindet sich mit {agent} und mit der Aufzeichnung. {agent} sieht noch nichts.",
    ),
    "connecting_long": Text(
        "Dauert es länger als eine Minute? Sagen Sie es am Telefon. Sie können auch beenden und mit einem neuen "
        "Schlüssel neu beginnen.",
    ),
    "code_heading": Text("Bitte lesen Sie diese sechs Ziffern am Telefon vor"),
    "code_why": Text(
        "{agent} tippt die Ziffern ein. So ist sicher, dass Sie direkt verbunden sind und niemand heimlich mitliest.",
    ),
    "code_until": Text(
        "{agent} sieht das Bild erst, wenn die Ziffern stimmen.",
    ),
    "confirm_heading": Text("Welche drei Ziffern nennt Ihnen {agent}?"),
    "confirm_why": Text(
        "Ihre Ziffern sind angekommen. Stimmen sie auch dort, sieht {agent} drei andere und liest sie Ihnen vor.",
    ),
    "confirm_label": Text("Drei Ziffern vom Telefon"),
    "confirm_count": Text("Es sind genau drei Ziffern. Bitte prüfen Sie, was Sie eingegeben haben."),
    "confirm_hint": Text("Sie haben einen Versuch."),
    "confirm_warning": Text(
        "Nennt man Ihnen am Telefon keine Ziffern? Dann raten Sie bitte nicht, sondern beenden Sie die Sitzung.",
    ),
    # During the session.
    "helped_heading": Text("{agent} hilft Ihnen gerade"),
    "sees_screen": Text("{agent} sieht Ihren Bildschirm."),
    "sees_camera": Text("{agent} sieht Ihr Kamerabild."),
    "sees_photo": Text("{agent} sieht Ihr Foto."),
    "sees_still": Text("{agent} sieht Ihr Standbild."),
    "shows_nothing": Text("{agent} sieht nichts mehr. Wählen Sie unten, was Sie zeigen möchten."),
    "preview": Text("Das wird gezeigt"),
    "take_picture": Text("Bild anhalten"),
    "give_picture": Text("Bild wieder zeigen"),
    "show_other": Text("Etwas anderes zeigen"),
    "camera_controls": Text("Kamera"),
    "torch_on": Text("Licht einschalten"),
    "torch_off": Text("Licht ausschalten"),
    "zoom": Text("Vergrößerung"),
    "take_still": Text("Standbild"),
    "live_again": Text("Wieder Livebild"),
    "point_here": Text("{agent} zeigt hierhin"),
    "reconnecting": Text(
        "Die Verbindung ist unterbrochen. Wir stellen sie wieder her. Dauert es länger als zwei Minuten? "
        "Sagen Sie es am Telefon."
    ),
    "impossible": Text(
        "{agent} wollte Ihr Gerät bedienen. Das geht auf dieser Seite nicht. Sagen Sie es bitte am Telefon: "
        "Wenn es nötig ist, gibt es ein Programm dafür."
    ),
    "chat": Text("Nachrichten"),
    "chat_label": Text("Nachricht an {agent}"),
    "chat_send": Text("Senden"),
    "chat_you": Text("Sie"),
    "chat_none": Text("Noch keine Nachrichten."),
    "facts": Text("Angaben zu diesem Gerät"),
    "facts_why": Text(
        "Das hilft manchmal, einen Fehler zu finden. {agent} bekommt genau diese Angaben, und nur, wenn Sie sie "
        "senden. Sie werden nicht gespeichert.",
    ),
    "facts_show": Text("Angaben ansehen"),
    "facts_send": Text("Angaben senden"),
    "facts_sent": Text("Die Angaben sind gesendet."),
    "ask_refuse": Text("Nein"),
    "ask_allow": Text("Ja, erlauben"),
    # The end.
    "ended_heading": Text("Die Sitzung ist beendet"),
    "ended_nobody": Text("Niemand sieht mehr etwas von Ihrem Gerät."),
    "ended_deletion": Text("Die Aufzeichnung wird am {date} endgültig gelöscht."),
    "receipt_title": Text("Sitzungsprotokoll"),
    "receipt_number": Text("Nummer der Sitzung: {session}"),
    "receipt_code": Text(
        "Ihr Code, um zu erfahren, wer die Aufzeichnung geöffnet hat: {code}",
    ),
    "receipt_signed": Text(
        "Was der Betreiber zu dieser Sitzung vermerkt hat, mit seiner Unterschrift:",
    ),
    "receipt_save": Text("Sitzungsprotokoll speichern"),
    "another_session": Text("Zur Eingabe des Schlüssels"),
    "ended_stored": Text(
        "Von dieser Sitzung ist auf Ihrem Gerät nichts gespeichert, außer dem Protokoll, wenn Sie es speichern.",
    ),
    # Keeping and removing the app.
    "keep_heading": Text("Die App auf diesem Gerät"),
    "keep_text": Text(
        "Sie können diese Seite als App behalten. Dann finden Sie sie bei der nächsten Hilfe gleich wieder. "
        "Gespeichert werden nur die Seite selbst und ihre Texte, nichts über Sie und keine Sitzung.",
    ),
    "keep_button": Text("App behalten"),
    "keep_done": Text("Die App ist auf diesem Gerät gespeichert."),
    "keep_failed": Text("Hier lassen sich keine Apps speichern. Sie können die Seite trotzdem benutzen."),
    "keep_icon": Text(
        "Symbol auf dem Startbildschirm – Android: im Menü ⋮ des Browsers „App installieren“ oder „Zum Startbildschirm "
        "hinzufügen“. iPhone und iPad: „Teilen“, dann „Zum Home-Bildschirm“. Computer: das Symbol „Installieren“ in "
        "der Adressleiste.",
    ),
    "remove_heading": Text("Die App entfernen"),
    "remove_text": Text(
        "Das löscht alles, was diese App auf Ihrem Gerät gespeichert hat.",
    ),
    "remove_button": Text("App und alles Gespeicherte entfernen"),
    "remove_done": Text(
        "Entfernt. Auf diesem Gerät ist nichts mehr von der App gespeichert.",
    ),
    "remove_icon": Text(
        "Haben Sie ein Symbol auf dem Startbildschirm? Das entfernen nur Sie selbst – Android: lange darauf drücken, "
        "dann „Deinstallieren“ oder „Entfernen“. iPhone und iPad: lange darauf drücken, dann „Lesezeichen löschen“ "
        "oder „App löschen“. Computer: in der geöffneten App das Menü ⋮, dann „Deinstallieren“.",
    ),
    "back": Text("Zurück"),
}
_HOLDS = {
    Hold.NO_CONSENT: Text("Angehalten: Ihre Erlaubnis fehlt."),
    Hold.SAFETY_CODE_OPEN: Text("Angehalten: Der Sicherheitscode ist noch nicht geprüft."),
    Hold.NOT_RECORDED: Text(
        "Angehalten: Ohne Aufzeichnung kein Bild. Geht es nicht von selbst weiter? Sagen Sie es am Telefon."
    ),
    Hold.NOT_GRANTED: Text(
        "Sie haben das Bild angehalten: Niemand sieht es, und nichts wird aufgezeichnet.",
    ),
    Hold.MONITOR_AWAY: Text(
        "Angehalten: Ihr Gerät gibt gerade kein Bild her. Bleiben Sie auf dieser Seite. Geht es nicht von selbst "
        "weiter? Dann zeigen Sie unten etwas anderes."
    ),
}
"""Those that can hold a browser's picture."""
_REASONS = {
    EndReason.CUSTOMER: Text("Sie haben die Sitzung beendet."),
    EndReason.AGENT: Text("{agent} hat die Sitzung beendet."),
    EndReason.NO_CONSENT: Text("Es gab keine Einwilligung. Niemand hat etwas gesehen."),
    EndReason.NO_ACCESS: Text(
        "Es wurde kein Zugriff erlaubt. Niemand hat etwas gesehen.",
    ),
    EndReason.SAFETY_CODE: Text(
        "Der Sicherheitscode hat nicht gestimmt. Zu Ihrem Schutz wurde die Sitzung beendet.",
    ),
    EndReason.KEY_EXPIRED: Text(
        "Der Sitzungsschlüssel ist abgelaufen. Bitte lassen Sie sich einen neuen nennen.",
    ),
    EndReason.CUSTOMER_LOST: Text("Die Verbindung zu Ihrem Gerät ist abgebrochen."),
    EndReason.AGENT_LOST: Text("Die Verbindung zu {agent} ist abgebrochen."),
    EndReason.SCREEN_GONE: Text("Es gab kein Bild mehr zu zeigen."),
    EndReason.PEER_UNREACHABLE: Text(
        "Die beiden Geräte konnten sich nicht verbinden.",
    ),
    EndReason.WITHDRAWN: Text(
        "EasySupport wurde widerrufen. Die Sitzung wurde beendet.",
    ),
    EndReason.SWITCHED_OFF: Text("Sie haben EasySupport auf diesem Gerät ausgeschaltet. Damit endete die Sitzung."),
    EndReason.LOCKED_OUT: Text(
        "Der Betreiber hat die Sitzung beendet. Bitte fragen Sie am Telefon nach.",
    ),
    EndReason.CONNECTION_LOST: Text(
        "Die Verbindung war länger als zwei Minuten unterbrochen. Zu Ihrem Schutz gilt Ihre Einwilligung dann nicht "
        "weiter. Brauchen Sie noch Hilfe? Lassen Sie sich einen neuen Schlüssel nennen; Sie werden wieder gefragt.",
    ),
    EndReason.FAULT: Text("Eines unserer Programme hat einen Fehler."),
}
ASKED_FOR: dict[Grant, tuple[Text, Text]] = {
    Grant.VIEW: (
        Text("Darf {agent} das Bild wieder sehen?"),
        Text("Sie können es jederzeit wieder anhalten."),
    ),
    Grant.POINTER: (
        Text("Darf {agent} auf Ihr Bild zeigen?"),
        Text("Auf dieser Seite erscheint dann ein Ring. Bedient wird damit nichts."),
    ),
    Grant.DIAGNOSIS: (
        Text("Darf {agent} Angaben zu diesem Gerät bekommen?"),
        Text("Nach Ihrem Ja sehen Sie die Angaben, bevor Sie sie senden."),
    ),
}  # fmt: skip
"""What an agent can ask a browser for: the question, and what it means."""
_FACTS = {
    Fact.SYSTEM: Text("System"),
    Fact.MODEL: Text("Gerät"),
    Fact.BROWSER: Text("Browser"),
    Fact.SCREEN: Text("Bildschirm"),
    Fact.LANGUAGE: Text("Sprache"),
    Fact.NETWORK: Text("Netz"),
    Fact.BATTERY: Text("Akku"),
    Fact.MEMORY: Text("Arbeitsspeicher"),
    Fact.PROCESSORS: Text("Prozessorkerne"),
    Fact.STORAGE: Text("Speicherplatz für Webseiten"),
}
_RECEIPT = {
    "connected": Text("{agent} wurde mit Ihnen verbunden."),
    "consented": Text("Sie haben eingewilligt."),
    "allowed-view": Text("Sie haben die Ansicht erlaubt."),
    "code-matched": Text("Der Sicherheitscode stimmte."),
    "code-mismatched": Text("Der Sicherheitscode stimmte nicht."),
    "connection-lost": Text("Die Verbindung zu {agent} brach ab."),
    "connection-back": Text("Die Verbindung zu {agent} war wieder da."),
    "recording-started": Text("Die Aufzeichnung begann."),
    "recording-interrupted": Text("Die Aufzeichnung wurde unterbrochen."),
    "recording-resumed": Text("Die Aufzeichnung lief weiter."),
    "picture-shown": Text("{agent} sah Ihr Bild."),
    "picture-held": Text("Das Bild wurde angehalten."),
    "asked-view": Text("{agent} bat darum, das Bild zu sehen."),
    "gave-view": Text("Sie haben das Bild gezeigt."),
    "refused-view": Text("Sie haben das Bild nicht gezeigt."),
    "gave-again-view": Text("Sie haben das Bild wieder gezeigt."),
    "taken-back-view": Text("Sie haben das Bild angehalten."),
    "asked-pointer": Text("{agent} bat darum, auf das Bild zu zeigen."),
    "gave-pointer": Text("Sie haben das Zeigen erlaubt."),
    "refused-pointer": Text("Sie haben das Zeigen nicht erlaubt."),
    "asked-diagnosis": Text("{agent} bat um Angaben zum Gerät."),
    "gave-diagnosis": Text("Sie haben es erlaubt."),
    "refused-diagnosis": Text("Sie haben es nicht erlaubt."),
    "sent-facts": Text("Sie haben Angaben zum Gerät gesendet."),
    "ended": Text("Die Sitzung endete."),
}

TEXTS: dict[str, Text] = {
    **_PAGES,
    **{f"hold.{hold}": text for hold, text in _HOLDS.items()},
    **{f"reason.{reason}": text for reason, text in _REASONS.items()},
    **{f"fact.{fact}": text for fact, text in _FACTS.items()},
    **{f"receipt.{what}": text for what, text in _RECEIPT.items()},
    **{f"ask.{grant}": question for grant, (question, _) in ASKED_FOR.items()},
    **{f"ask.{grant}.why": why for grant, (_, why) in ASKED_FOR.items()},
    **{f"problem.{code}": Text(problem.de) for code, problem in problems.BY_CODE.items()},
}


def catalogue(language: Language) -> dict[str, str]:
    """All texts of one language, by their names."""
    return {name: text[language] for name, text in TEXTS.items()}
