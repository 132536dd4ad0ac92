"""What the viewer says beside the picture of a customer in a browser: camera, messages, facts. As in `words`, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from protocol.peer_messages import Fact


@dataclass(frozen=True)
class BesideWords:
    """The catalogue of one language."""

    in_browser: str
    in_browser_means: str
    only_sees: str
    camera: str
    torch_on: str
    torch_off: str
    no_torch: str
    zoom: str
    take_still: str
    live_again: str
    point: str
    point_asked: str
    point_how: str
    messages: str
    no_messages: str
    you: str
    customer: str
    write: str
    send: str
    facts: str
    ask_facts: str
    facts_asked: str
    facts_awaited: str
    fact: Mapping[Fact, str]


BESIDE_WORDS: dict[Literal["de", "en"], BesideWords] = {
    "de": BesideWords(
        in_browser="Kunde im Browser",
        in_browser_means="Steuern geht hier nicht. Sie sehen, was der Kunde zeigt, können zeigen und schreiben.",
        only_sees="Browser: nur Ansicht",
        camera="Kamera des Kunden",
        torch_on="Licht ein",
        torch_off="Licht aus",
        no_torch="Kein Licht an diesem Gerät",
        zoom="Vergrößerung",
        take_still="Standbild",
        live_again="Livebild",
        point="Zeigen anfragen",
        point_asked="Der Kunde wird gefragt …",
        point_how="Klicken Sie ins Bild: Der Kunde sieht dort einen Ring.",
        messages="Nachrichten",
        no_messages="Noch keine Nachrichten. Sie werden nicht aufgezeichnet.",
        you="Sie",
        customer="Kunde",
        write="Nachricht an den Kunden",
        send="Senden",
        facts="Angaben zum Gerät",
        ask_facts="Angaben anfragen",
        facts_asked="Der Kunde wird gefragt …",
        facts_awaited="Erlaubt. Der Kunde sieht die Angaben und sendet sie selbst.",
        fact={
            Fact.SYSTEM: "System",
            Fact.MODEL: "Gerät",
            Fact.BROWSER: "Browser",
            Fact.SCREEN: "Bildschirm",
            Fact.LANGUAGE: "Sprache",
            Fact.NETWORK: "Netz",
            Fact.BATTERY: "Akku",
            Fact.MEMORY: "Arbeitsspeicher",
            Fact.PROCESSORS: "Prozessorkerne",
            Fact.STORAGE: "Speicherplatz",
        },
    ),
    "en": BesideWords(
        in_browser="Customer in a browser",
        in_browser_means="Control is not possible here. You see what the customer shows, and can point and write.",
        only_sees="Browser: view only",
        camera="The customer's camera",
        torch_on="Light on",
        torch_off="Light off",
        no_torch="No light on this device",
        zoom="Zoom",
        take_still="Still picture",
        live_again="Live picture",
        point="Ask to point",
        point_asked="The customer is being asked …",
        point_how="Click into the picture: the customer sees a ring there.",
        messages="Messages",
        no_messages="No messages yet. They are not recorded.",
        you="You",
        customer="Customer",
        write="Message to the customer",
        send="Send",
        facts="Facts about the device",
        ask_facts="Ask for facts",
        facts_asked="The customer is being asked …",
        facts_awaited="Allowed. The customer sees the facts and sends them.",
        fact={
            Fact.SYSTEM: "System",
            Fact.MODEL: "Device",
            Fact.BROWSER: "Browser",
            Fact.SCREEN: "Screen",
            Fact.LANGUAGE: "Language",
            Fact.NETWORK: "Network",
            Fact.BATTERY: "Battery",
            Fact.MEMORY: "Memory",
            Fact.PROCESSORS: "Processor cores",
            Fact.STORAGE: "Storage",
        },
    ),
}
