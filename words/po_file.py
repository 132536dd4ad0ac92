"""A catalogue as a person edits it, read without what is made of it: in a checkout where nobody typed `make` yet."""

import re
from collections.abc import Iterable
from typing import Final

_LINE: Final = re.compile(r'(?:(msgid|msgstr) )?"(.*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}


def texts(lines: Iterable[str]) -> dict[str, str]:
    """What stands for each text, if it was translated and is not marked as unsure (fuzzy).

    Reads what Babel writes: one line or several for each text; we have neither plurals nor contexts.
    """
    found: dict[str, str] = {}
    german, part, unsure = "", "", False
    for line in lines:
        if line.startswith("#,"):
            unsure = "fuzzy" in line
        elif match := _LINE.fullmatch(line.rstrip("\r\n")):
            said = _ESCAPED.sub(lambda escaped: _MEANT.get(escaped[1], escaped[1]), match[2])
            part = match[1] or part
            if part == "msgid":
                german = said if match[1] else german + said
            elif not unsure:
                found[german] = found.get(german, "") + said
        elif not line.strip():
            unsure = False
    return {german: said for german, said in found.items() if german and said}
