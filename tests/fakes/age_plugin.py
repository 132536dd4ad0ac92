"""A stand-in for a hardware key's plugin: it asks for a PIN and a touch, and keeps nothing secret. Run as a program.

https://github.com/C2SP/C2SP/blob/main/age-plugin.md
"""

import base64
import sys
from typing import TextIO

IDENTITY = "AGE-PLUGIN-TEST-1PG9SCRG4YANY9"
PIN, ENTER, TOUCH = "1234", "The PIN of your key", "Please touch your key"


def main(given: TextIO, out: TextIO) -> None:
    stanzas = []
    while (stanza := read(given))[0] != "done":
        stanzas.append(stanza)
    write(out, "msg", TOUCH.encode())
    read(given)
    write(out, "request-secret", ENTER.encode())
    _, pin = read(given)
    for words, body in stanzas:
        if words.startswith("recipient-stanza 0 test") and pin == PIN.encode():
            write(out, "file-key 0", body)
            read(given)
    write(out, "done", b"")


def read(given: TextIO) -> tuple[str, bytes]:
    words = given.readline().strip().removeprefix("-> ")
    text = ""
    while True:
        line = given.readline().strip()
        text += line
        if len(line) < 64:
            return words, base64.b64decode(text + "=" * (-len(text) % 4))


def write(out: TextIO, words: str, body: bytes) -> None:
    text = base64.b64encode(body).decode().rstrip("=")
    lines = [text[at : at + 64] for at in range(0, len(text) + 1, 64)]
    out.write("\n".join([f"-> {words}", *lines, ""]))
    out.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
