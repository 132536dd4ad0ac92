"""Everything the pages say, once in each language. `{operator}` and the like are filled in by the templates."""

from dataclasses import dataclass

from protocol.link import Language


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language
    other_language: Language
    other_language_name: str
    service: str
    skip: str
    start: str
    terms: str
    privacy: str
    contact: str

    welcome: str
    introduction: str
    key_label: str
    key_hint: str
    extra_label: str
    extra_hint: str
    go_on: str
    before_you_type: str
    only_if_you_called: str

    next_title: str
    key_was_right: str
    digest_title: str
    digest_what: str
    step_download: str
    step_download_why: str
    download: str
    step_open: str
    step_open_how: str
    step_agree: str
    step_agree_how: str
    other_system: str
    other_system_why: str

    no_client_title: str
    no_client_for: str
    which_system: str
    already_there: str
    key_stays_live: str
    pick_system: str
    ask_on_the_phone: str
    another_key: str

    is_enrolled: str
    is_not_enrolled: str
    agree: str
    withdraw: str
    enrolled_title: str
    enrolled_text: str
    withdrawn_title: str
    withdrawn_text: str

    support: str
    data_protection: str
    run_by: str
    wrong_address: str
    no_such_page: str
    version: str


GERMAN = Words(
    language="de",
    other_language="en",
    other_language_name="English",
    service="Ferndiagnose",
    skip="Zum Inhalt",
    start="Startseite",
    terms="Nutzungsbedingungen",
    privacy="Datenschutzhinweise",
    contact="Kontakt",
    welcome="Hilfe aus der Ferne",
    introduction=(
        "Sie telefonieren mit dem Service von {operator}? "
        "Dann geben Sie hier die sieben Ziffern ein, die Ihnen am Telefon genannt werden."
    ),
    key_label="Sitzungsschlüssel",
    key_hint="Sieben Ziffern, zum Beispiel 481 92 03",
    extra_label="Zusatzziffern",
    extra_hint=(
        "Gerade werden sehr viele falsche Schlüssel eingegeben, nicht von Ihnen. Darum fragen wir nach vier weiteren "
        "Ziffern. Am Telefon nennt man sie Ihnen."
    ),
    go_on="Weiter",
    before_you_type="Gut zu wissen",
    only_if_you_called=(
        "Niemand sieht Ihren Bildschirm, bevor Sie zugestimmt haben. "
        "Geben Sie den Schlüssel nur ein, wenn Sie selbst angerufen oder einen Rückruf vereinbart haben."
    ),
    next_title="So geht es weiter",
    key_was_right="Der Sitzungsschlüssel stimmt. Noch drei Schritte:",
    digest_title="Für Fachleute: Prüfsumme",
    digest_what="Die Datei ist für alle gleich. Ihre Prüfsumme (SHA-256) ist:",
    step_download="Programm herunterladen",
    step_download_why="Das Programm für {system} wird nur für diese Sitzung gebraucht.",
    download="Für {system} herunterladen",
    step_open="Die Datei öffnen",
    step_open_how=(
        "Ihr Browser zeigt die Datei oben rechts oder unten an. Öffnen Sie sie. Ändern Sie ihren Namen bitte nicht."
    ),
    step_agree="Lesen, einwilligen, Zugriff erlauben",
    step_agree_how=(
        "Das Programm zeigt, wer Ihnen hilft, und fragt Sie zweimal. Erst nach Ihrem Ja beginnt die Sitzung."
    ),
    other_system="Ihr Gerät ist kein {system}?",
    other_system_why="Wählen Sie Ihr System:",
    no_client_title="Bitte im Programm weitermachen",
    no_client_for="Für Ihr System ({system}) liegt hier kein Programm zum Herunterladen bereit.",
    which_system="Wir konnten nicht erkennen, welches System Ihr Gerät hat.",
    already_there=(
        "Ist das Programm schon auf Ihrem Gerät? Dann starten Sie es und geben Sie dort den Sitzungsschlüssel ein:"
    ),
    key_stays_live="Ihr Schlüssel wurde nicht verbraucht und gilt weiter.",
    pick_system="Ihr Gerät hat ein anderes System? Dann wählen Sie es:",
    ask_on_the_phone="Sonst sagen Sie es bitte am Telefon; wir finden einen anderen Weg.",
    another_key="Anderen Schlüssel eingeben",
    is_enrolled="EasySupport ist für Sie freigeschaltet.",
    is_not_enrolled="EasySupport ist für Sie zurzeit nicht freigeschaltet.",
    agree="Ich stimme zu",
    withdraw="Ich widerrufe",
    enrolled_title="EasySupport ist freigeschaltet",
    enrolled_text="Ihre Zustimmung ist vermerkt. Sie können jederzeit widerrufen: am Telefon oder im Kundencenter.",
    withdrawn_title="EasySupport ist widerrufen",
    withdrawn_text="Ihr Widerruf ist vermerkt. Ab jetzt beginnt keine Sitzung mehr; eine laufende endet sofort.",
    support="Kundenservice",
    data_protection="Datenschutzbeauftragte",
    run_by="Diese Seite betreibt",
    wrong_address="Zu Ihrem Schutz wurde die Eingabe nicht angenommen. Bitte öffnen Sie die Seite unter {origin}",
    no_such_page="Diese Seite gibt es nicht. Von hier aus geht es weiter:",
    version="Fassung",
)

ENGLISH = Words(
    language="en",
    other_language="de",
    other_language_name="Deutsch",
    service="Remote diagnosis",
    skip="To the content",
    start="Start page",
    terms="Terms of use",
    privacy="Privacy notice",
    contact="Contact",
    welcome="Help from afar",
    introduction=(
        "Are you on the phone with the service of {operator}? "
        "Then type here the seven digits that you are told on the phone."
    ),
    key_label="Session key",
    key_hint="Seven digits, for example 481 92 03",
    extra_label="Extra digits",
    extra_hint=(
        "Very many wrong keys are being typed just now, not by you. Therefore we ask for four more digits. "
        "You are told them on the phone."
    ),
    go_on="Go on",
    before_you_type="Good to know",
    only_if_you_called=(
        "Nobody sees your screen before you have agreed. "
        "Type the key only if you called yourself or arranged to be called back."
    ),
    next_title="What happens next",
    key_was_right="The session key is right. Three more steps:",
    digest_title="For experts: checksum",
    digest_what="The file is the same for everybody. Its checksum (SHA-256) is:",
    step_download="Download the program",
    step_download_why="The program for {system} is needed for this session only.",
    download="Download for {system}",
    step_open="Open the file",
    step_open_how=(
        "Your browser shows the file at the upper right or at the bottom. Open it. Please do not change its name."
    ),
    step_agree="Read, consent, allow access",
    step_agree_how="The program shows who is helping you and asks you twice. The session begins only after your yes.",
    other_system="Your device is not {system}?",
    other_system_why="Choose your system:",
    no_client_title="Please go on in the program",
    no_client_for="There is no program for your system ({system}) to download here.",
    which_system="We could not recognise which system your device has.",
    already_there="Is the program on your device already? Then start it and type the session key there:",
    key_stays_live="Your key was not used up and is still valid.",
    pick_system="Does your device have another system? Then choose it:",
    ask_on_the_phone="Otherwise please say so on the phone; we will find another way.",
    another_key="Type another key",
    is_enrolled="EasySupport is switched on for you.",
    is_not_enrolled="EasySupport is not switched on for you at present.",
    agree="I agree",
    withdraw="I withdraw",
    enrolled_title="EasySupport is switched on",
    enrolled_text="Your agreement is noted. You can withdraw at any time: on the phone or in the customer centre.",
    withdrawn_title="EasySupport is withdrawn",
    withdrawn_text="Your withdrawal is noted. From now on no session starts; a running one ends at once.",
    support="Customer service",
    data_protection="Data protection officer",
    run_by="This page is run by",
    wrong_address="To protect you, what you typed was not accepted. Please open the page at {origin}",
    no_such_page="There is no such page. You can go on from here:",
    version="Version",
)

WORDS: dict[Language, Words] = {"de": GERMAN, "en": ENGLISH}
