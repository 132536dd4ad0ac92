"""What the commands say to the operator, in plain English. Times are UTC. Pure."""

from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.opening.door import Asked, Held, Opened, Use, Uses
from archive.opening.messages import Joined
from sealing.request import Act

_AFTER = {
    Act.OPEN: "recording open {file} RELEASE RELEASE",
    Act.EXPORT: "recording export {file} RELEASE RELEASE --to FILE.mkv",
    Act.DELETE: "recording delete {file} RELEASE --certificate FILE.json",
    Act.HOLD: "recording hold {file} RELEASE RELEASE",
    Act.RELEASE_HOLD: "recording release-hold {file} RELEASE RELEASE",
}


def asked(made: Asked, file: Path, officers: str, act: Act) -> str:
    """What to do with a new request."""
    return (
        f"Request {made.number}: {file}\n"
        f"It is good until {_time(made.expires_at)}, and for one use. Send it to {officers}.\n"
        "Each of them runs, on the own machine,\n"
        f"  ferndiagnose officer release {file.name} --key officer.key --archive archive.pub\n"
        f"and sends the release back. Then run\n"
        f"  ferndiagnose {_AFTER[act].format(file=file)}\n"
    )


def opened(one: Opened) -> str:
    """What was opened."""
    return (
        f"Session {one.session} is open for {one.seconds / 60:.0f} minutes, released by {_names(one.officers)} "
        f"(request {one.number}).\nThe ledger has it, and the data-protection mailbox was told. Ctrl+C closes it.\n"
    )


def exported(done: Joined, to: Path) -> str:
    """What the file holds."""
    return f"{to}: {done.pictures} pictures, {done.milliseconds / 1000:.1f} s, {done.gaps} gaps\n"


def held(one: Held) -> str:
    """What is held, for the answer to a customer."""
    lines = [
        f"Session               {one.session}",
        f"Code on the receipt   {one.code}",
        f"Recorded              {_time(one.started_at)} to {_time(one.ended_at)}",
        f"Held                  {one.pictures} pictures in {one.segments} sealed segments, {one.bytes} bytes; no sound",
        f"Deleted at            {_time(one.delete_at)}",
        *([f"Kept for a hold until {_time(one.held_until)}"] if one.held_until else []),
        "Besides the picture   grants given and taken back, clicks, and kinds of input (never typed text)",
        f"Not recorded          {len(one.gaps)} gaps",
    ]
    for gap in one.gaps:
        until = _time(gap.ended_at) if gap.ended_at else "the end"
        lines.append(f"                      {_time(gap.started_at)} to {until}: {gap.cause}")
    return "\n".join(lines) + "\n\n" + _uses(one.uses, "Nobody has opened this recording, or asked to.")


def openings(one: Uses) -> str:
    """Who has opened it, for the answer to a customer."""
    return _uses(one.uses, f"Nobody has opened the recording with the code {one.code}, or asked to.")


def as_json(one: Struct) -> str:
    """The same for machines."""
    return msgspec.json.format(msgspec.json.encode(one), indent=2).decode() + "\n"


def _uses(uses: tuple[Use, ...], none: str) -> str:
    return "".join(f"{_time(use.at)}  {_use(use)}\n" for use in uses) or none + "\n"


def _use(use: Use) -> str:
    parts = [
        use.what,
        *([f"request {use.request}"] if use.request else []),
        *([f"released by {_names(use.officers)}"] if use.officers else []),
        *([f"reason: {use.reason}"] if use.reason else []),
        *([f"reference: {use.reference}"] if use.reference else []),
    ]
    return " · ".join("".join(letter if letter.isprintable() else " " for letter in part) for part in parts)


def _names(officers: tuple[str, ...]) -> str:
    return " and ".join(officers)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
