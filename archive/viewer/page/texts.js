// Everything that the page says, in both languages. Words from the archive (causes, events) are looked up here too.
export const TEXTS = {
  de: {
    title: "Geöffnete Aufzeichnung", session: "Sitzung", officers: "Freigegeben von", and: "und", reason: "Begründung",
    request: "Vorgang", close: "Schließen", other: "English", events: "Ereignisse", noEvents: "Es ist nichts verzeichnet.",
    reading: "Ereignisse werden gelesen: {done} von {all} Abschnitten …", play: "Abspielen", pause: "Anhalten",
    back: "Zehn Sekunden zurück", on: "Zehn Sekunden weiter", speed: "Geschwindigkeit", seek: "Zeitpunkt in der Aufzeichnung",
    stage: "Bild", exact: "In Originalgröße zeigen", skip: "Lücken überspringen", left: "noch {time}", gap: "Nicht aufgezeichnet: {cause}",
    keys: "Leertaste: abspielen · Pfeile: 10 s, mit Umschalttaste 60 s · 1, 2, 8: Geschwindigkeit",
    used: "Diese Adresse wurde schon benutzt oder ist unvollständig. Sie gilt nur einmal.",
    over: "Die Aufzeichnung ist geschlossen. Um sie noch einmal zu öffnen, braucht es eine neue Freigabe.",
    lost: "Das Programm, das die Bilder liefert, antwortet nicht mehr.", unreadable: "Dieser Teil der Aufzeichnung lässt sich nicht lesen.",
    picture: "Aufgezeichnetes Bild von {time}", utc: "UTC", loading: "Das Bild wird geholt …",
    causes: {
      "pictures-lost": "Bilder gingen im Netz verloren", "customer-lost": "keine Verbindung zum Kunden/zur Kundin",
      "customer-paused": "vom Kunden/von der Kundin angehalten", "recorder-stopped": "die Aufzeichnung war ausgefallen",
      "disk-full": "kein Speicherplatz", "disk-failed": "Fehler des Datenträgers",
      "no-keys": "kein Schlüssel zum Versiegeln", "clock-jumped": "die Uhr stimmte nicht", "no-picture": "es kam kein Bild",
      "unreadable": "nicht lesbar", "too-much": "zu viele Daten",
    },
    rights: { view: "die Ansicht", control: "Maus und Tastatur" },
    changes: {
      asked: "Service bittet um: {right}", given: "Kunde/Kundin erlaubt: {right}", refused: "Kunde/Kundin lehnt ab: {right}",
      "taken-back": "Kunde/Kundin nimmt zurück: {right}",
    },
    kinds: { typing: "Service tippt", key: "Service drückt eine Taste", wheel: "Service dreht das Mausrad" },
    buttons: ["links", "mittlere Taste", "rechts", "zurück", "vor"],
    paused: "Kunde/Kundin hält das Bild an", resumed: "Kunde/Kundin zeigt das Bild wieder", allMonitors: "alle Bildschirme",
    monitor: "Bildschirm {number}", shown: "Gezeigt: {what}", clicked: "Service klickt ({button})", times: "{what} ({count}×)",
  },
  en: {
    title: "Opened recording", session: "Session", officers: "Released by", and: "and", reason: "Reason",
    request: "Request", close: "Close", other: "Deutsch", events: "Events", noEvents: "Nothing was noted.",
    reading: "Reading events: {done} of {all} segments …", play: "Play", pause: "Pause",
    back: "Ten seconds back", on: "Ten seconds on", speed: "Speed", seek: "Moment in the recording",
    stage: "Picture", exact: "Show in original size", skip: "Skip gaps", left: "{time} left", gap: "Not recorded: {cause}",
    keys: "Space: play · arrows: 10 s, with Shift 60 s · 1, 2, 8: speed",
    used: "This address was used already, or is incomplete. It works once only.",
    over: "The recording is closed. To open it once more, a new release is needed.",
    lost: "The program that brings the pictures no longer answers.", unreadable: "This part of the recording cannot be read.",
    picture: "Recorded picture of {time}", utc: "UTC", loading: "Fetching the picture …",
    causes: {
      "pictures-lost": "pictures were lost in the network", "customer-lost": "no connection to the customer",
      "customer-paused": "stopped by the customer", "recorder-stopped": "the recorder was down",
      "disk-full": "no space left", "disk-failed": "the disk failed",
      "no-keys": "no key to seal with", "clock-jumped": "the clock was wrong", "no-picture": "no picture came",
      "unreadable": "unreadable", "too-much": "too much data",
    },
    rights: { view: "the picture", control: "mouse and keyboard" },
    changes: {
      asked: "Agent asks for: {right}", given: "Customer gives: {right}", refused: "Customer refuses: {right}",
      "taken-back": "Customer takes back: {right}",
    },
    kinds: { typing: "Agent types", key: "Agent presses a key", wheel: "Agent turns the wheel" },
    buttons: ["left", "middle", "right", "back", "forward"],
    paused: "Customer stops the picture", resumed: "Customer shows the picture again", allMonitors: "all monitors",
    monitor: "monitor {number}", shown: "Shown: {what}", clicked: "Agent clicks ({button})", times: "{what} ({count}×)",
  },
};

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// What happened, in words; null for what is drawn and not listed.
export function sentence(words, what) {
  switch (what.type) {
    case "right-changed": return fill(words.changes[what.change], { right: words.rights[what.grant] ?? what.grant });
    case "paused": return words.paused;
    case "resumed": return words.resumed;
    case "monitor-shown": return fill(words.shown, {
      what: what.number ? fill(words.monitor, { number: what.number }) : words.allMonitors,
    });
    case "clicked": return fill(words.clicked, { button: words.buttons[what.button] ?? what.button });
    case "input-used": return words.kinds[what.kind];
    default: return null;
  }
}
