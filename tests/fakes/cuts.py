"""Everything that can happen to a sealed recording on its way, done to one, and what may then still be read of it.

The rule: of each segment exactly what was written is read, up to a point, and it is never said to be complete when it
is not. What opens at all opens as what it was.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from sealing import segment, wrapping
from sealing.keys import Shares
from sealing.records import OVERHEAD, Ending
from sealing.segment import PREAMBLE_SIZE, Place, Seal
from sealing.wrapping import KeyFile
from tests.fakes.sealed import TODAY, FakeArchive

SESSIONS = ("a" * 32, "b" * 32)
STRETCHES, SEGMENTS, RECORDS = 2, 2, 6

Files = dict[str, bytes]
"""A store: names and what lies under them."""


@dataclass(frozen=True)
class Whole:
    """Two recordings of the same shape, as they were written."""

    archive: FakeArchive
    written: dict[Place, list[bytes]]
    files: Files


@dataclass(frozen=True)
class Cut:
    """Something that was done to the files, and what it was done to."""

    what: str
    files: Files


def name_of(place: Place) -> str:
    return f"recordings/{place.session}/{place.number}.sealed"


def key_name(session: str, stretch: int) -> str:
    return f"recordings/{session}/{wrapping.file_name(stretch)}"


@cache
def whole() -> Whole:
    """Two sessions of two stretches of two segments each."""
    chance = random.Random(4)
    archive, written, files = FakeArchive(), dict[Place, list[bytes]](), Files()
    for session in SESSIONS:
        for stretch in range(1, STRETCHES + 1):
            shares = Shares()
            file = wrapping.wrap(
                shares, session, stretch,
                epoch=TODAY.isoformat(), public=archive.epochs[TODAY].public, recipients=archive.keyring().recipients(),
            )  # fmt: skip
            files[key_name(session, stretch)] = wrapping.encode(file)
            for number in range((stretch - 1) * SEGMENTS + 1, stretch * SEGMENTS + 1):
                place = Place(session, stretch, number)
                written[place] = [chance.randbytes(chance.randrange(200)) for _ in range(RECORDS)]
                seal = Seal(shares.data_key(), place)
                files[name_of(place)] = seal.preamble + b"".join(map(seal.seal, written[place])) + seal.end()
    return Whole(archive, written, files)


def violations(cut: Cut, before: Whole) -> list[str]:
    """What is wrong with what can be read after a cut."""
    wrong = []
    for place, records in before.written.items():
        changed = cut.files.get(name_of(place)) != before.files[name_of(place)]
        key_changed = cut.files.get(key_name(place.session, place.stretch)) != before.files[
            key_name(place.session, place.stretch)
        ]  # fmt: skip
        found = _read(cut.files, place, before.archive)
        content = b"".join(records)
        if found is None:
            if not key_changed and not changed:
                wrong.append(f"{cut.what}: {place} cannot be read, though nothing happened to it")
            continue
        if not content.startswith(found.data):
            wrong.append(f"{cut.what}: {place} gives what was never written")
        if found.ending is Ending.COMPLETE and found.data != content:
            wrong.append(f"{cut.what}: {place} is said to be complete, and is not")
        if changed and found.ending is Ending.COMPLETE:
            wrong.append(f"{cut.what}: {place} is said to be as it was, and is not")
        if not changed and not key_changed and found.ending is not Ending.COMPLETE:
            wrong.append(f"{cut.what}: {place} is not read whole, though nothing happened to it")
    return wrong


def shortened(place: Place, length: int, before: Whole) -> str | None:
    """What is wrong with a segment of which only a beginning is left."""
    sealed = before.files[name_of(place)]
    found = segment.unseal(sealed[:length], _key(place), place)
    at, expected = PREAMBLE_SIZE, b""
    for record in before.written[place]:
        at += OVERHEAD + len(record)
        if at <= length:
            expected += record
    if found.data != expected or found.ending is not (Ending.COMPLETE if length == len(sealed) else Ending.CUT):
        return f"{place} cut after {length} bytes gives {len(found.data)} bytes, {found.ending}"
    return None


def cuts(chance: random.Random) -> Iterator[Cut]:
    """Cuts of every kind, one after the other, without end."""
    kinds: tuple[Callable[[random.Random, Whole], tuple[str, Files]], ...] = (
        _bit, _record_dropped, _record_doubled, _records_swapped, _segments_swapped, _segment_doubled,
        _segment_dropped, _bytes_put_in, _tail_exchanged, _key_bit, _key_shortened, _keys_swapped, _wraps_swapped,
    )  # fmt: skip
    while True:
        for kind in kinds:
            what, files = kind(chance, whole())
            if files != whole().files:
                yield Cut(what, files)


def _read(files: Files, place: Place, archive: FakeArchive) -> segment.Unsealed | None:
    """As archive and officers together read it; `None` when they cannot."""
    sealed = files.get(name_of(place))
    key = _opened(files.get(key_name(place.session, place.stretch), b""), place, archive)
    return segment.unseal(sealed, key, place) if key and sealed is not None else None


@cache
def _opened(key_file: bytes, place: Place, archive: FakeArchive) -> bytes | None:
    try:
        file = wrapping.read(key_file)
        if (file.session, file.stretch) != (place.session, place.stretch):
            return None
        return bytes(archive.data_key(file))
    except (ValueError, KeyError):  # unreadable, refused, or of a day that never was
        return None


@cache
def _key(place: Place) -> bytes:
    key = _opened(whole().files[key_name(place.session, place.stretch)], place, whole().archive)
    assert key
    return key


def _segment(chance: random.Random, before: Whole) -> tuple[str, bytes]:
    name = name_of(chance.choice(list(before.written)))
    return name, before.files[name]


def _records(sealed: bytes) -> tuple[bytes, list[bytes]]:
    """The preamble, and the records with their lengths."""
    found, at = list[bytes](), PREAMBLE_SIZE
    while at < len(sealed):
        size = 4 + int.from_bytes(sealed[at : at + 4], "big")
        found.append(sealed[at : at + size])
        at += size
    return sealed[:PREAMBLE_SIZE], found


def _bit(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, sealed = _segment(chance, before)
    changed = bytearray(sealed)
    bit = chance.randrange(8 * len(changed))
    changed[bit // 8] ^= 1 << bit % 8
    return f"bit {bit} of {name} flipped", before.files | {name: bytes(changed)}


def _record_dropped(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, sealed = _segment(chance, before)
    preamble, records = _records(sealed)
    gone = chance.randrange(len(records))
    del records[gone]
    return f"record {gone} of {name} left out", before.files | {name: preamble + b"".join(records)}


def _record_doubled(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, sealed = _segment(chance, before)
    preamble, records = _records(sealed)
    source, target = chance.randrange(len(records)), chance.randrange(len(records) + 1)
    records.insert(target, records[source])
    return f"record {source} of {name} again at {target}", before.files | {name: preamble + b"".join(records)}


def _records_swapped(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, sealed = _segment(chance, before)
    preamble, records = _records(sealed)
    one, other = chance.sample(range(len(records)), 2)
    records[one], records[other] = records[other], records[one]
    return f"records {one} and {other} of {name} swapped", before.files | {name: preamble + b"".join(records)}


def _bytes_put_in(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, sealed = _segment(chance, before)
    at, more = chance.randrange(len(sealed) + 1), chance.randbytes(chance.randrange(1, 40))
    return f"{len(more)} bytes put into {name} at {at}", before.files | {name: sealed[:at] + more + sealed[at:]}


def _tail_exchanged(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, sealed = _segment(chance, before)
    _, other = _segment(chance, before)
    at = chance.randrange(len(sealed))
    return f"the rest of {name} exchanged at {at}", before.files | {name: sealed[:at] + other[at:]}


def _segments_swapped(chance: random.Random, before: Whole) -> tuple[str, Files]:
    """Between numbers, stretches and sessions."""
    one, other = (name_of(place) for place in chance.sample(list(before.written), 2))
    return f"{one} and {other} swapped", before.files | {one: before.files[other], other: before.files[one]}


def _segment_doubled(chance: random.Random, before: Whole) -> tuple[str, Files]:
    """Under another's name; its own words in clear are put right as well as anybody can."""
    one, other = chance.sample(list(before.written), 2)
    forged = bytes(other) + before.files[name_of(one)][len(bytes(one)) :]
    return f"{name_of(one)} again as {name_of(other)}", before.files | {name_of(other): forged}


def _segment_dropped(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name, _ = _segment(chance, before)
    return f"{name} gone", {one: data for one, data in before.files.items() if one != name}


def _key_file(chance: random.Random) -> tuple[str, int]:
    return chance.choice(SESSIONS), chance.randrange(1, STRETCHES + 1)


def _key_bit(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name = key_name(*_key_file(chance))
    changed = bytearray(before.files[name])
    bit = chance.randrange(8 * len(changed))
    changed[bit // 8] ^= 1 << bit % 8
    return f"bit {bit} of {name} flipped", before.files | {name: bytes(changed)}


def _key_shortened(chance: random.Random, before: Whole) -> tuple[str, Files]:
    name = key_name(*_key_file(chance))
    length = chance.randrange(len(before.files[name]))
    return f"{name} cut after {length} bytes", before.files | {name: before.files[name][:length]}


def _keys_swapped(chance: random.Random, before: Whole) -> tuple[str, Files]:
    one, other = (key_name(*_key_file(chance)) for _ in range(2))
    return f"{one} and {other} swapped", before.files | {one: before.files[other], other: before.files[one]}


def _wraps_swapped(chance: random.Random, before: Whole) -> tuple[str, Files]:
    """One file's wraps in the place of another's, or of each other: everything in the file is right but where it is."""
    one, other = _key_file(chance), _key_file(chance)
    files: list[KeyFile] = [wrapping.read(before.files[key_name(*each)]) for each in (one, other)]
    source = chance.choice(("archive", "data_protection", "security"))
    target = source if source == "archive" else chance.choice(("data_protection", "security"))
    changed = replace(files[0], **{target: getattr(files[1], source)})
    name = key_name(*one)
    return f"{target} of {name} is {source} of {key_name(*other)}", before.files | {name: wrapping.encode(changed)}
