// What the page says: fetched once, in both languages, from the server's own catalogue.
export async function fetched(fetcher = fetch) {
  const answer = await fetcher("words.json");
  if (!answer.ok) throw new Error("no words");
  return answer.json();
}

// `{name}` is filled in; what is missing stays visible as such, so that a test finds it.
export const fill = (text, values) => text.replace(/\{([a-z_]+)\}/g, (whole, name) => values[name] ?? whole);

export class Words {
  #texts;
  constructor(catalogue, language) {
    this.#texts = catalogue.texts[language];
    this.language = language;
    this.operator = catalogue.operator;
  }

  say(name, values = {}) {
    const text = this.#texts[name];
    if (text === undefined) throw new Error(`no text ${name}`);
    return fill(text, { operator: this.operator.name, support: this.operator.support, data_protection: this.operator.data_protection, ...values });
  }

  has(name) { return this.#texts[name] !== undefined; }

  // A problem by its code; one that nobody knows is a fault of ours.
  problem(code) { return this.say(this.has(`problem.${code}`) ? `problem.${code}` : "problem.software-fault"); }

  // As our programs write it: 14:05, and 20 February 2027.
  get #locale() { return this.language === "en" ? "en-GB" : this.language; }

  time(seconds) {
    return new Date(seconds * 1000).toLocaleTimeString(this.#locale, { hour: "2-digit", minute: "2-digit" });
  }

  day(seconds) {
    return new Date(seconds * 1000).toLocaleDateString(this.#locale, { day: "numeric", month: "long", year: "numeric" });
  }

  date(iso) { return this.day(new Date(`${iso}T12:00:00`) / 1000); }
}

export const preferred = (asked, languages) =>
  ["de", "en"].includes(asked) ? asked : languages.some((one) => one.toLowerCase().startsWith("de")) || !languages.length ? "de" : "en";
