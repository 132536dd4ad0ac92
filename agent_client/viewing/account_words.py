"""What the windows say about accounts and keys: second factor, signing out, extra digits. As in `words`, typed."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class AccountWords:
    """The catalogue of one language."""

    code: str
    first_time: str
    set_up_title: str
    set_up_lead: str
    picture: str
    by_hand: str
    confirm_lead: str
    confirm: str
    codes_title: str
    codes_lead: str
    copy: str
    copied: str
    kept: str
    go_on: str
    sign_out: str
    with_key: str
    by_provider: str
    browser_title: str
    browser_lead: str
    browser_leave: str
    second_title: str
    second_lead: str
    use_key: str
    key_instead: str
    add_key: str
    adding_key: str
    key_added: str
    factors: str
    factors_title: str
    factors_lead: str
    factors_done: str
    factor_app: str
    factor_key: str
    moment: str
    """As `strftime` takes it."""
    factor_remove: str
    factor_sure: str
    factor_keep: str
    returned_title: str
    returned_text: str
    extra: str
    customer: str
    read_out: str
    agreed: str
    withdraws: str
    sure: str
    withdraw: str
    keep: str
    is_enrolled: str
    is_withdrawn: str


ACCOUNT_WORDS: dict[Literal["de", "en"], AccountWords] = {
    "de": AccountWords(
        code="Einmal-Code",
        first_time="Aus Ihrer Authentifizierungs-App, oder ein Wiederherstellungscode. Beim ersten Mal leer lassen.",
        set_up_title="Zweiten Faktor einrichten",
        set_up_lead=(
            "Scannen Sie dieses Bild mit der Authentifizierungs-App auf Ihrem Telefon. "
            "Ab jetzt melden Sie sich immer auch mit einem Code aus dieser App an."
        ),
        picture="QR-Code für die Authentifizierungs-App. Denselben Schlüssel finden Sie daneben als Text.",
        by_hand="Oder tippen Sie diesen Schlüssel in die App:",
        confirm_lead="Geben Sie den Code ein, den die App jetzt zeigt:",
        confirm="Bestätigen",
        codes_title="Wiederherstellungscodes",
        codes_lead=(
            "Mit jedem dieser Codes können Sie sich einmal ohne App anmelden, zum Beispiel wenn Ihr Telefon verloren "
            "ist. Sie werden nur jetzt gezeigt. Schreiben Sie sie auf und verwahren Sie sie sicher, nicht am Rechner."
        ),
        copy="Kopieren",
        copied="Kopiert",
        kept="Ich habe die Codes sicher verwahrt",
        go_on="Weiter",
        sign_out="Abmelden",
        with_key="Mit Sicherheitsschlüssel anmelden",
        by_provider="Mit {provider} anmelden",
        browser_title="Bitte im Browser weitermachen",
        browser_lead=(
            "Wir haben Ihren Browser geöffnet. Machen Sie dort weiter; danach geht es hier von selbst weiter. "
            "Sehen Sie dort nichts, dann brechen Sie ab und versuchen es noch einmal."
        ),
        browser_leave="Abbrechen",
        second_title="Zweiter Faktor",
        second_lead=(
            "Ihr Anmeldedienst hat bestätigt, wer Sie sind. Geben Sie jetzt noch einen Einmal-Code aus Ihrer "
            "Authentifizierungs-App oder einen Wiederherstellungscode ein:"
        ),
        use_key="Sicherheitsschlüssel benutzen",
        key_instead="Stattdessen Sicherheitsschlüssel einrichten",
        add_key="Sicherheitsschlüssel hinzufügen",
        adding_key="Bitte im Browser weitermachen …",
        key_added="Der Sicherheitsschlüssel ist eingerichtet. Sie können sich ab jetzt auch mit ihm anmelden.",
        factors="Zweite Faktoren",
        factors_title="Ihre zweiten Faktoren",
        factors_lead=(
            "Jeder davon genügt neben Ihrem Passwort zum Anmelden. Entfernen Sie, was Sie verloren haben. "
            "Einer bleibt immer."
        ),
        factors_done="Fertig",
        factor_app="Authentifizierungs-App",
        factor_key="Sicherheitsschlüssel, hinzugefügt am {when}",
        moment="%d.%m.%Y um %H:%M Uhr",
        factor_remove="Entfernen",
        factor_sure="{factor}: wirklich entfernen? Damit können Sie sich dann nicht mehr anmelden.",
        factor_keep="Behalten",
        returned_title="Sie können dieses Fenster schließen",
        returned_text="Es geht im Programm weiter.",
        customer="Kundennummer",
        read_out="Text zum Vorlesen",
        agreed="Der Kunde stimmt zu: Sitzung beginnen",
        withdraws="Der Kunde widerruft EasySupport …",
        sure="Danach beginnt mit diesem Kunden keine Sitzung mehr, und eine laufende endet. Hat er das gesagt?",
        withdraw="Ja, Widerruf vermerken",
        keep="Nein",
        is_enrolled="Die Zustimmung ist vermerkt. Sie können jetzt eine Sitzung beginnen.",
        is_withdrawn="Der Widerruf ist vermerkt. Eine laufende Sitzung mit diesem Kunden endet.",
        extra="Nur falls die Startseite nach Zusatzziffern fragt: {digits}",
    ),
    "en": AccountWords(
        code="One-time code",
        first_time="From your authenticator app, or a recovery code. Leave it empty the first time.",
        set_up_title="Set up the second factor",
        set_up_lead=(
            "Scan this picture with the authenticator app on your telephone. "
            "From now on you always sign in with a code from that app, too."
        ),
        picture="QR code for the authenticator app. The same secret stands beside it as text.",
        by_hand="Or type this secret into the app:",
        confirm_lead="Type the code that the app shows now:",
        confirm="Confirm",
        codes_title="Recovery codes",
        codes_lead=(
            "With each of these codes you can sign in once without the app, for example when your telephone is lost. "
            "They are shown only now. Write them down and keep them in a safe place, not on this computer."
        ),
        copy="Copy",
        copied="Copied",
        kept="I have put the codes in a safe place",
        go_on="Go on",
        sign_out="Sign out",
        with_key="Sign in with a security key",
        by_provider="Sign in with {provider}",
        browser_title="Please go on in the browser",
        browser_lead=(
            "We have opened your browser. Go on there; after that it goes on here by itself. "
            "If you see nothing there, cancel and try once more."
        ),
        browser_leave="Cancel",
        second_title="Second factor",
        second_lead=(
            "Your sign-in service has confirmed who you are. Now type a one-time code from your authenticator app, "
            "or a recovery code:"
        ),
        use_key="Use a security key",
        key_instead="Set up a security key instead",
        add_key="Add a security key",
        adding_key="Please go on in the browser …",
        key_added="The security key is set up. From now on you can sign in with it, too.",
        factors="Second factors",
        factors_title="Your second factors",
        factors_lead=(
            "Any one of them, with your password, lets you sign in. Remove what you have lost. One always stays."
        ),
        factors_done="Done",
        factor_app="Authenticator app",
        factor_key="Security key, added {when}",
        moment="%Y-%m-%d at %H:%M",
        factor_remove="Remove",
        factor_sure="{factor}: really remove it? You will not be able to sign in with it any more.",
        factor_keep="Keep",
        returned_title="You can close this window",
        returned_text="Please go on in the program.",
        customer="Customer number",
        read_out="Text to read out",
        agreed="The customer agrees: begin the session",
        withdraws="The customer withdraws EasySupport …",
        sure="After this no session starts with this customer any more, and a running one ends. Did they say so?",
        withdraw="Yes, note the withdrawal",
        keep="No",
        is_enrolled="The agreement is noted. You can begin a session now.",
        is_withdrawn="The withdrawal is noted. A running session with this customer ends.",
        extra="Only if the start page asks for extra digits: {digits}",
    ),
}
