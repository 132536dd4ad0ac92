"""Which of our two languages a browser's user reads."""

from protocol.link import Language


def chosen(asked: str | None, accept: str) -> Language:
    """The language asked for by the page's own switch, else the better one of the browser's `Accept-Language`.

    Somebody who reads neither gets English; a browser that says nothing gets German.
    """
    if asked == "de":
        return "de"
    if asked == "en":
        return "en"
    german, english = _quality(accept, "de"), _quality(accept, "en")
    if not accept.strip() or german > english:
        return "de"
    return "en"


def _quality(accept: str, language: str) -> float:
    """How much the browser wants the language, 0 to 1 (RFC 9110, 12.5.4)."""
    best = 0.0
    for entry in accept[:256].split(","):
        tag, _, parameter = entry.partition(";")
        if tag.strip().lower().partition("-")[0] == language:
            best = max(best, _weight(parameter))
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
