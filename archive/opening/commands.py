"""`python -m archive recording …`, which `ferndiagnose recording …` passes on: the operator's side of an opening.

Each command names one session, request or code. There is none that lists or searches recordings.
"""

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import ValidationError

from archive import control
from archive.control import Refused
from archive.opening import telling
from archive.opening.door import Ask, Asked, AskHeld, AskOpenings, Bring, Carried, Fetch, Held, Opened, Uses
from archive.opening.messages import Joined, Nothing, Piece
from archive.opening.rules import RELEASED_BY
from protocol.link import SessionId
from sealing.request import LIMIT, Act, Reason, Reference

_ABOUT = (
    "Opens a recording, exports it, keeps it longer or deletes it early. Each takes a request, which `ask` makes, and "
    "the officers' releases of it. There is no list of recordings: you must know the session."
)
_ASK = "Makes a request about one recording. Take the file to the officers; it is good for 24 hours, and for one use."
_DOES = {
    Act.OPEN: "Shows the recording for half an hour, in a browser on this machine.",
    Act.EXPORT: "Writes the recording as one Matroska file. Whoever has that file can watch it, for ever.",
    Act.DELETE: "Deletes the recording before its time, and gives the certificate.",
    Act.HOLD: "Keeps the recording until the day that was asked for.",
    Act.RELEASE_HOLD: "Ends a hold. If the recording is due, it is deleted within a minute.",
}
_SHORTLY = {
    Act.OPEN: "look at it for half an hour",
    Act.EXPORT: "write it as a file",
    Act.DELETE: "delete it before its time",
    Act.HOLD: "keep it longer, until a day",
    Act.RELEASE_HOLD: "end that",
}
_NEEDS = {act: " and ".join(f"one {group} officer" for group in groups) for act, groups in RELEASED_BY.items()}


def add_verbs(recording: argparse.ArgumentParser) -> None:
    """Adds `ask`, `open` and so on to the command line."""
    recording.prog, recording.description = "ferndiagnose recording", _ABOUT
    state = argparse.ArgumentParser(add_help=False)
    state.add_argument("--state", type=Path, metavar="DIR", help="the state folder")
    verbs = recording.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs")

    ask = verbs.add_parser("ask", parents=[state], help="make a request for the officers", description=_ASK)
    ask.add_argument("session", metavar="SESSION", help="the session's id, 32 hexadecimal digits")
    ask.add_argument(
        "--for", dest="act", choices=[act.value for act in Act], default="open", help="what for (%(default)s)"
    )
    ask.add_argument("--reason", required=True, metavar="TEXT", help="why; the officers decide by it")
    ask.add_argument("--reference", required=True, metavar="TEXT", help="your file or ticket")
    ask.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="of a hold: its last day, e.g. 2027-01-31")
    ask.add_argument("--to", type=Path, metavar="FILE", help="the request's file (its number)")

    for act in Act:
        says = f"{_DOES[act]} Needs the releases of {_NEEDS[act]}."
        verb = verbs.add_parser(act.value, parents=[state], help=_SHORTLY[act], description=says)
        verb.add_argument("request", type=Path, metavar="REQUEST", help="the request's file")
        verb.add_argument("releases", type=Path, nargs="+", metavar="RELEASE", help=f"of {_NEEDS[act]}")
        if act is Act.OPEN:
            verb.add_argument("--port", type=_port, default=0, help="port of the viewer on 127.0.0.1 (a free one)")
        if act is Act.EXPORT:
            verb.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file; it must not exist")
        if act is Act.DELETE:
            verb.add_argument("--certificate", type=Path, required=True, metavar="FILE", help="for the certificate")

    held = verbs.add_parser(
        "held", parents=[state], help="what is held on one session, without pictures (Art. 15 GDPR)"
    )
    held.add_argument("session", metavar="SESSION", help="the session's id, 32 hexadecimal digits")
    held.add_argument("--json", action="store_true", help="for machines")
    uses = verbs.add_parser("openings", parents=[state], help="who has opened the recording of a receipt")
    uses.add_argument("code", metavar="CODE", help="the code on the customer's receipt, e.g. K7M3-9QF2-XT8D")
    uses.add_argument("--json", action="store_true", help="for machines")


def run(given: argparse.Namespace, folder: Path) -> int:
    """Does it, with the archive whose own folder this is. Raises `Refused`, `NotRunning`."""
    return _VERBS[given.verb](given, folder)


def _ask(given: argparse.Namespace, folder: Path) -> int:
    act = Act(given.act)
    try:
        session = msgspec.convert(given.session, SessionId)
        reason = msgspec.convert(given.reason.strip(), Reason)
        reference = msgspec.convert(given.reference.strip(), Reference)
    except ValidationError:
        raise Refused(
            "A session's id has 32 hexadecimal digits, a reason 1 to 500 characters, a reference 1 to 100."
        ) from None
    asked = control.ask(folder, Ask(session, act, reason, reference, given.until), Asked)
    to = given.to or Path(f"{asked.number}.request")
    with _new_file(to) as file:
        file.write(asked.file)
    sys.stdout.write(telling.asked(asked, to, _NEEDS[act], act))
    return 0


def _open(given: argparse.Namespace, folder: Path) -> int:
    from archive.viewer import serving  # noqa: PLC0415 - the archive itself, whose program this is too, loads no web server

    bring = _brought(given)
    with _listening(given.port) as listening:
        opened = control.ask(folder, bring, Opened)
        sys.stdout.write(telling.opened(opened))
        asyncio.run(serving.serve(opened, serving.SocketArchive(folder, opened.token), listening, _show))
    sys.stdout.write("The recording is closed.\n")
    return 0


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:  # noqa: PLR2004 - RFC 9293
        raise ValueError
    return port


def _listening(port: int) -> socket.socket:
    """Before anything is opened: a request works once."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        raise Refused(f"Port {port} of 127.0.0.1 cannot be had. Nothing was opened; try another --port.") from None


def _show(address: str) -> None:
    sys.stdout.write(f"Open this address in a browser on this machine. It works once:\n  {address}\n")
    sys.stdout.flush()


def _export(given: argparse.Namespace, folder: Path) -> int:
    bring = _brought(given)
    with _new_file(given.to) as file:
        opened = control.ask(folder, bring, Opened)
        while not isinstance(piece := _next_piece(folder, opened.token), Joined):
            if isinstance(piece, Nothing):
                raise Refused("Nothing of this recording can be read.")
            file.seek(piece.place)
            file.write(piece.data)
    sys.stdout.write(telling.exported(piece, given.to))
    return 0


def _next_piece(folder: Path, token: str) -> Piece | Joined | Nothing:
    piece: Piece | Joined | Nothing = control.ask(folder, Fetch(token), Piece | Joined | Nothing)  # type: ignore[arg-type]  # msgspec takes a union
    return piece


def _delete(given: argparse.Namespace, folder: Path) -> int:
    bring = _brought(given)
    with _new_file(given.certificate) as file:
        file.write(control.ask(folder, bring, Carried).certificate)
    sys.stdout.write(f"Deleted. The certificate: {given.certificate}\n")
    return 0


def _carry_out(given: argparse.Namespace, folder: Path) -> int:
    control.ask(folder, _brought(given), Carried)
    sys.stdout.write("Done; the ledger has it.\n")
    return 0


def _held(given: argparse.Namespace, folder: Path) -> int:
    try:
        question = AskHeld(msgspec.convert(given.session, SessionId))
    except ValidationError:
        raise Refused("A session's id has 32 hexadecimal digits.") from None
    held = control.ask(folder, question, Held)
    sys.stdout.write(telling.as_json(held) if given.json else telling.held(held))
    return 0


def _openings(given: argparse.Namespace, folder: Path) -> int:
    uses = control.ask(folder, AskOpenings(given.code[:64]), Uses)
    sys.stdout.write(telling.as_json(uses) if given.json else telling.openings(uses))
    return 0


def _brought(given: argparse.Namespace) -> Bring:
    return Bring(Act(given.verb), _read(given.request), tuple(_read(path) for path in given.releases[:4]))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone, that was not there before; gone again when what it was made for fails."""
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}. Nothing was done.") from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


_VERBS: dict[str, Callable[[argparse.Namespace, Path], int]] = {
    "ask": _ask,
    Act.OPEN: _open,
    Act.EXPORT: _export,
    Act.DELETE: _delete,
    Act.HOLD: _carry_out,
    Act.RELEASE_HOLD: _carry_out,
    "held": _held,
    "openings": _openings,
}
