"""Everything the pages say, in German; the other languages stand in the catalogues (`words/`).

`{operator}` and the like are filled in by the templates. Whoever adds a text runs `make words` and fills in the gaps.
"""

from dataclasses import dataclass

from protocol.link import Language
from words import Text

_OTHER: dict[Language, Language] = {"de": "en", "en": "de"}
_OWN_NAMES: dict[Language, str] = {"de": "Deutsch", "en": "English"}


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language

    @property
    def other_language(self) -> Language:
        """The one that the switch leads to."""
        return _OTHER[self.language]

    @property
    def other_language_name(self) -> str:
        """As those who read it call it."""
        return _OWN_NAMES[self.other_language]

    service = Text("Ferndiagnose")
    skip = Text("Zum Inhalt")
    start = Text("Startseite")
    terms = Text("Nutzungsbedingungen")
    privacy = Text("Datenschutzhinweise")
    contact = Text("Kontakt")
    welcome = Text("Hilfe aus der Ferne")
    introduction = Text(
        "Sie telefonieren mit dem Service von {operator}? Dann geben Sie hier die sieben Ziffern ein, die "
        "Ihnen am Telefon genannt werden."
    )
    key_label = Text("Sitzungsschlüssel")
    key_hint = Text("Sieben Ziffern, zum Beispiel 481 92 03")
    extra_label = Text("Zusatzziffern")
    extra_hint = Text(
        "Gerade werden sehr viele falsche Schlüssel eingegeben, nicht von Ihnen. Darum fragen wir nach vier "
        "weiteren Ziffern. Am Telefon nennt man sie Ihnen."
    )
    go_on = Text("Weiter")
    before_you_type = Text("Gut zu wissen")
    only_if_you_called = Text(
        "Niemand sieht Ihren Bildschirm, bevor Sie zugestimmt haben. Geben Sie den Schlüssel nur ein, wenn "
        "Sie selbst angerufen oder einen Rückruf vereinbart haben."
    )
    next_title = Text("So geht es weiter")
    key_was_right = Text("Der Sitzungsschlüssel stimmt. Noch drei Schritte:")
    digest_title = Text("Für Fachleute: Prüfsumme")
    digest_what = Text("Die Datei ist für alle gleich. Ihre Prüfsumme (SHA-256) ist:")
    step_download = Text("Programm herunterladen")
    step_download_why = Text("Das Programm für {system} wird nur für diese Sitzung gebraucht.")
    download = Text("Für {system} herunterladen")
    step_open = Text("Die Datei öffnen")
    step_open_how = Text(
        "Ihr Browser zeigt die Datei oben rechts oder unten an. Öffnen Sie sie. Ändern Sie ihren Namen bitte nicht."
    )
    step_agree = Text("Lesen, einwilligen, Zugriff erlauben")
    step_agree_how = Text(
        "Das Programm zeigt, wer Ihnen hilft, und fragt Sie zweimal. Erst nach Ihrem Ja beginnt die Sitzung."
    )
    other_system = Text("Ihr Gerät ist kein {system}?")
    other_system_why = Text("Wählen Sie Ihr System:")
    no_client_title = Text("Bitte im Programm weitermachen")
    no_client_for = Text("Für Ihr System ({system}) liegt hier kein Programm zum Herunterladen bereit.")
    which_system = Text("Wir konnten nicht erkennen, welches System Ihr Gerät hat.")
    already_there = Text(
        "Ist das Programm schon auf Ihrem Gerät? Dann starten Sie es und geben Sie dort den Sitzungsschlüssel ein:"
    )
    key_stays_live = Text("Ihr Schlüssel wurde nicht verbraucht und gilt weiter.")
    pick_system = Text("Ihr Gerät hat ein anderes System? Dann wählen Sie es:")
    ask_on_the_phone = Text("Sonst sagen Sie es bitte am Telefon; wir finden einen anderen Weg.")
    another_key = Text("Anderen Schlüssel eingeben")
    is_enrolled = Text("EasySupport ist für Sie freigeschaltet.")
    is_not_enrolled = Text("EasySupport ist für Sie zurzeit nicht freigeschaltet.")
    agree = Text("Ich stimme zu")
    withdraw = Text("Ich widerrufe")
    enrolled_title = Text("EasySupport ist freigeschaltet")
    enrolled_text = Text(
        "Ihre Zustimmung ist vermerkt. Sie können jederzeit widerrufen: am Telefon oder im Kundencenter."
    )
    withdrawn_title = Text("EasySupport ist widerrufen")
    withdrawn_text = Text("Ihr Widerruf ist vermerkt. Ab jetzt beginnt keine Sitzung mehr; eine laufende endet sofort.")
    support = Text("Kundenservice")
    data_protection = Text("Datenschutzbeauftragte")
    run_by = Text("Diese Seite betreibt")
    wrong_address = Text(
        "Zu Ihrem Schutz wurde die Eingabe nicht angenommen. Bitte öffnen Sie die Seite unter {origin}"
    )
    no_such_page = Text("Diese Seite gibt es nicht. Von hier aus geht es weiter:")
    version = Text("Fassung")


WORDS: dict[Language, Words] = {"de": Words("de"), "en": Words("en")}
