"""Whether a recording can be seen: unsealed with what archive and officers have, its takes' first pictures decoded."""

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import av

from bench.faults.verdict import Readable
from protocol.recording import Manifest
from sealing import keys, segment, wrapping
from sealing.officers import Group, OfficerKey
from sealing.wrapping import EpochKey


def reader(state: Path, officers: Sequence[OfficerKey]) -> Readable:
    """Reads as archive and two officers together could, without asking anybody: this is a bench, on its own machine."""
    people = {key.card.group: key for key in officers}

    def readable(folder: Path, manifest: Manifest) -> int:
        found = [_data_key(path, state / "archive" / "keys", people) for path in folder.glob("key-*.json")]
        data_keys = dict(found)
        takes: dict[int, bytes] = {}
        for each in manifest.segments:
            number = each.take or -each.number
            takes[number] = takes.get(number, b"") + _unsealed((folder / each.file).read_bytes(), data_keys)
        return sum(_begins_with_a_picture(take) for take in takes.values())

    return readable


def _data_key(path: Path, cabinet: Path, people: dict[Group, OfficerKey]) -> tuple[int, bytearray]:
    file = wrapping.read(path.read_bytes())
    epoch = EpochKey.from_secret((cabinet / f"{file.epoch}.key").read_bytes())
    shares = [
        wrapping.unwrap_share(file.share(group), group, file.session, file.stretch, people[group].identity, _say, _ask)
        for group in (Group.DATA_PROTECTION, Group.SECURITY)
    ]
    return file.stretch, keys.data_key(wrapping.unwrap_archive_share(file, epoch), *shares)


def _unsealed(sealed: bytes, data_keys: dict[int, bytearray]) -> bytes:
    place = segment.place_of(sealed)
    return segment.unseal(sealed, data_keys[place.stretch], place).data if place else b""


def _begins_with_a_picture(take: bytes) -> bool:
    with suppress(av.FFmpegError), av.open(io.BytesIO(take), "r") as container:
        return next(container.decode(video=0), None) is not None
    return False


def _say(text: str) -> None:
    raise AssertionError(f"these keys are in files, and nobody is to be told {text!r}")


def _ask(text: str) -> str:
    raise AssertionError(f"these keys are in files, and nobody is to be asked {text!r}")
