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

    # On every page.
    service = Text("Ferndiagnose")
    skip = Text("Zum Inhalt")
    start = Text("Startseite")
    terms = Text("Nutzungsbedingungen")
    privacy = Text("Datenschutzhinweise")
    contact = Text("Kontakt")
    support = Text("Kundenservice")
    # For translators: names the links to terms, privacy and contact, for people who hear the page.
    about = Text("Über diesen Dienst")
    # For translators: stands before the title of a page when something typed has to be mended.
    mistake = Text("Fehler:")

    # The start page.
    welcome = Text("Hilfe aus der Ferne")
    introduction = Text(
        "Sie telefonieren mit {operator}? Dann geben Sie hier die sieben Ziffern ein, die man Ihnen am Telefon nennt."
    )
    key_label = Text("Sitzungsschlüssel")
    key_hint = Text("Sieben Ziffern, zum Beispiel 481 92 03")
    extra_label = Text("Zusatzziffern")
    extra_hint = Text(
        "Gerade geben Fremde sehr viele falsche Schlüssel ein. Zu Ihrem Schutz brauchen wir darum vier "
        "weitere Ziffern. "
        "Man nennt sie Ihnen am Telefon."
    )
    go_on = Text("Weiter")
    key_missing = Text("Bitte geben Sie die sieben Ziffern ein, die man Ihnen am Telefon nennt.")
    key_too_short = Text("Es fehlen noch Ziffern: {count} von 7 sind da.")
    key_too_long = Text("Das sind zu viele Ziffern. Der Schlüssel hat sieben.")
    key_typed = Text("Eingegeben haben Sie:")
    before_you_type = Text("Gut zu wissen")
    only_if_you_called = Text(
        "Niemand sieht Ihren Bildschirm, bevor Sie Ja gesagt haben. Hat man Sie angerufen, ohne dass Sie um Hilfe "
        "gebeten haben? Dann legen Sie bitte auf und geben nichts ein."
    )

    # After the right key: what is next.
    next_title = Text("So geht es weiter")
    key_was_right = Text("Der Schlüssel stimmt. Noch drei Schritte:")
    step_download = Text("Programm herunterladen")
    step_download_why = Text("Sie brauchen das Programm nur für diese Sitzung. Danach löscht es sich von selbst.")
    # For translators: on a button; {system} is Windows, Linux and so on.
    download = Text("Für {system} herunterladen")
    download_wait = Text(
        "Das Herunterladen dauert meist weniger als eine Minute. Kommt nach fünf Minuten nichts an? Dann "
        "drücken Sie den "
        "Knopf noch einmal."
    )
    step_open = Text("Die Datei öffnen")
    step_open_how = Text(
        "Die Datei erscheint oben rechts oder unten in diesem Fenster. Klicken Sie sie an. Fragt das Programm nach dem "
        "Schlüssel? Dann geben Sie ihn dort noch einmal ein."
    )
    step_open_windows = Text(
        "Stellt Windows eine Frage? Lesen Sie sie am Telefon vor. Man sagt Ihnen, was Sie tun können."
    )
    step_open_linux = Text("Linux öffnet die Datei erst, wenn Sie es ihr erlauben:")
    linux_folder = Text("Öffnen Sie den Ordner „Downloads“.")
    linux_properties = Text("Klicken Sie die Datei mit der rechten Maustaste an. Wählen Sie „Eigenschaften“.")
    linux_executable = Text(
        "Schalten Sie „Ausführbar als Programm“ ein. Manchmal steht das unter „Rechte“ oder „Zugriffsrechte“."
    )
    linux_start = Text("Schließen Sie das kleine Fenster. Klicken Sie die Datei doppelt an.")
    step_open_terminal = Text("Für Fachleute: im Terminal starten")
    step_agree = Text("Lesen und Ja sagen")
    step_agree_how = Text(
        "Das Programm zeigt, wer Ihnen hilft, und fragt Sie zweimal. Erst wenn Sie zweimal Ja sagen, beginnt "
        "die Sitzung."
    )
    other_system = Text("Falsches Gerät? Hier ändern")
    other_system_why = Text("Wählen Sie Ihr Gerät:")
    new_key_for_other = Text(
        "Ist es ein anderes Gerät? Dann lassen Sie sich am Telefon einen neuen Schlüssel nennen und fangen dort neu an."
    )
    # For translators: folded away; for people who know what a checksum is.
    digest_title = Text("Für Fachleute: Datei prüfen")
    digest_what = Text("Die Datei ist für alle gleich. Ihre Prüfsumme (SHA-256) ist:")
    digest_list = Text("Alle Prüfsummen, mit Unterschrift des Betreibers:")

    download_over = Text(
        "Diese Datei gibt es nicht mehr zum Herunterladen. Läuft das Programm schon? Dann machen Sie dort weiter. "
        "Sonst lassen Sie sich am Telefon einen neuen Schlüssel nennen."
    )

    # The web app.
    step_app = Text("Hier weitermachen")
    step_app_why = Text("Sie müssen nichts herunterladen. Ein Druck auf den Knopf öffnet die nächste Seite.")
    app_button = Text("Zur nächsten Seite")
    step_key_there = Text("Auf „Weiter“ drücken")
    step_key_there_how = Text("Ihr Schlüssel ist dort schon eingetragen. Fehlt er? Dann geben Sie ihn noch einmal ein:")
    step_app_agree_how = Text(
        "Die Seite zeigt, wer Ihnen hilft, und fragt Sie zweimal. Erst wenn Sie zweimal Ja sagen, beginnt die Sitzung."
    )

    # Which device it is.
    which_title = Text("Welches Gerät haben Sie?")
    which_system = Text("Wir konnten es nicht sicher erkennen. Bitte wählen Sie:")

    # No way for this device.
    no_client_title = Text("Bitte im Programm weitermachen")
    no_client_for = Text("Für Ihr Gerät ({system}) gibt es hier kein Programm zum Herunterladen.")
    no_client_at_all = Text("Hier gibt es zurzeit kein Programm zum Herunterladen.")
    already_there = Text(
        "Ist das Programm schon auf Ihrem Gerät? Dann starten Sie es und geben Sie dort den Sitzungsschlüssel ein:"
    )
    key_stays_live = Text("Ihr Schlüssel wurde nicht verbraucht und gilt weiter.")
    pick_system = Text("Haben Sie ein anderes Gerät? Dann wählen Sie es:")
    ask_on_the_phone = Text("Sonst sagen Sie es bitte am Telefon. Wir finden einen anderen Weg.")
    another_key = Text("Anderen Schlüssel eingeben")
    too_old_title = Text("Ihr Gerät ist leider zu alt dafür")
    too_old = Text(
        "Auf Ihrem Gerät läuft {name}. Das ist zu alt für unser Programm. Sein Hersteller schützt es auch nicht mehr "
        "vor neuen Gefahren."
    )
    too_old_do = Text("Das können Sie tun")
    too_old_tell = Text("Sagen Sie am Telefon: „Mein Gerät ist zu alt.“ Man hilft Ihnen dann im Gespräch weiter.")
    too_old_other = Text(
        "Haben Sie noch ein neueres Gerät, auch ein Handy? Öffnen Sie diese Seite dort und geben Sie "
        "denselben Schlüssel ein:"
    )
    too_old_wrong = Text("Stimmt das nicht? Dann wählen Sie Ihr Gerät selbst:")

    # EasySupport, in the customer centre.
    is_enrolled = Text("EasySupport ist für Sie freigeschaltet.")
    is_not_enrolled = Text("EasySupport ist für Sie zurzeit nicht freigeschaltet.")
    agree = Text("Ich stimme zu")
    not_agreeing = Text("Möchten Sie nicht zustimmen? Dann schließen Sie diese Seite. Es bleibt, wie es ist.")
    withdraw = Text("Ich widerrufe")
    withdraw_means = Text(
        "Möchten Sie das nicht mehr? Nach Ihrem Widerruf beginnt keine Sitzung mehr; eine laufende endet sofort. "
        "Sie können später wieder zustimmen."
    )
    agreed_to_this = Text("Diesem Text haben Sie zugestimmt:")
    link_over = Text("Der Link ist zu alt oder verbraucht")
    link_why = Text("Jeder Link gilt nur einmal und nur eine halbe Stunde. So kann niemand sonst für Sie entscheiden.")
    enrolled_title = Text("EasySupport ist freigeschaltet")
    enrolled_text = Text(
        "Wir haben Ihr Ja vermerkt. Sie können es jederzeit zurücknehmen: am Telefon oder im Kundencenter."
    )
    withdrawn_title = Text("EasySupport ist widerrufen")
    withdrawn_text = Text("Wir haben das vermerkt. Ab jetzt beginnt keine Sitzung mehr; eine laufende endet sofort.")
    security_key_use = Text("Mit dem Sicherheitsschlüssel anmelden")
    security_key_use_lead = Text(
        "Halten Sie Ihren Sicherheitsschlüssel bereit. Ihr Browser fragt nach der PIN des Schlüssels, Ihrem Finger "
        "oder Ihrem Gesicht. Danach geht es im Programm weiter."
    )
    security_key_use_button = Text("Sicherheitsschlüssel benutzen")
    security_key_make = Text("Sicherheitsschlüssel einrichten")
    security_key_make_lead = Text(
        "Ab jetzt ist dieser Schlüssel Ihr zweiter Faktor: ein Gerät zum Einstecken, Ihr Telefon oder dieser Rechner. "
        "Ihr Browser fragt nach der PIN des Schlüssels, Ihrem Finger oder Ihrem Gesicht. Danach geht es im Programm "
        "weiter."
    )
    security_key_make_button = Text("Schlüssel einrichten")
    security_key_waiting = Text("Bitte folgen Sie jetzt Ihrem Browser.")
    security_key_again = Text(
        "Das wurde abgebrochen, oder der Schlüssel passt nicht hierher. Sie können es noch einmal versuchen."
    )
    security_key_unsent = Text("Der Dienst ist gerade nicht zu erreichen. Bitte beginnen Sie im Programm noch einmal.")
    security_key_over = Text("Diese Seite gilt nicht mehr")
    security_key_old_browser = Text("Ihr Browser ist zu alt für Sicherheitsschlüssel. Bitte aktualisieren Sie ihn.")
    security_key_script = Text("Diese Seite braucht JavaScript: Anders gibt ein Browser den Schlüssel nicht frei.")

    # Contact, and what went wrong.
    data_protection = Text("Datenschutzbeauftragte")
    run_by = Text("Diese Seite betreibt")
    wrong_address = Text(
        "Zu Ihrem Schutz wurde die Eingabe nicht angenommen. Bitte öffnen Sie die Seite unter {origin}"
    )
    old_browser = Text(
        "Das Programm, in dem Sie diese Seite sehen (der Browser), ist zu alt. Öffnen Sie die Seite bitte in einem "
        "anderen, zum Beispiel in Edge, Firefox oder Chrome. Oder sagen Sie es am Telefon."
    )
    no_such_page = Text("Diese Seite gibt es nicht. Von hier aus geht es weiter:")
    version = Text("Fassung")


WORDS: dict[Language, Words] = {"de": Words("de"), "en": Words("en")}
