"""A shortcut on Linux: the text of a `.desktop` file. Pure.

After https://specifications.freedesktop.org/desktop-entry/latest/
"""

from typing import Final

from customer_client.ui import texts
from words import Text

COMMENT: Final = Text("Hilfe aus der Ferne: Sitzungsschlüssel eingeben")
"""What a shortcut says when somebody points at it."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_QUOTED: Final = str.maketrans({character: f"\\{character}" for character in '"`$\\'} | {"%": "%%"})


def text(name: str, command: tuple[str, ...]) -> str:
    """The file's text, in both languages: the desktop chooses."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.0",
        f"Name={_string(name)}",
        f"Comment={_string(COMMENT['en'])}",
        f"Comment[de]={_string(COMMENT['de'])}",
        f"Exec={_string(' '.join(map(_argument, command)))}",
        "Icon=help-browser",
        "Terminal=false",
        "Categories=Network;RemoteAccess;",
        f"StartupWMClass={texts.PRODUCT}",
    ]
    return "\n".join(lines) + "\n"


def _string(value: str) -> str:
    """Escapes as for every value. This one is undone first when the file is read."""
    return value.translate(_ESCAPED)


def _argument(value: str) -> str:
    """Quotes one argument of a command, whatever is in it: in quotes everything is allowed."""
    return f'"{value.translate(_QUOTED)}"'
