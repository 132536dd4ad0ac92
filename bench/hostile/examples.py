"""Values that are right, of any of our message types; and bytes that are right but for a few places."""

import json
import re._parser as parser  # type: ignore[import-not-found]  # private, without stubs, and the only one there is
import string
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import msgspec
from msgspec import inspect

_SOME = 6
"""Things in a list that may have any number, at most; and characters beyond the fewest."""
_LETTERS = string.ascii_letters + string.digits + " äß€\U0001f512'\"\\<&\u202e\n\x7f\u2028"
_ZONE = 14
"""Hours."""


def value(kind: Any, chance: Random) -> Any:
    """A value of this type, within its bounds."""
    return _of(_looked_at(kind), chance)


@cache
def _looked_at(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


def _of(kind: inspect.Type, chance: Random) -> Any:  # noqa: PLR0911, C901, PLR0912 - a table of types
    match kind:
        case inspect.UnionType(types):
            return _of(chance.choice(types), chance)
        case inspect.StructType(cls, fields):
            while True:
                with suppress(ValueError):  # its fields are right, and do not go together
                    return cls(**{each.name: _of(each.type, chance) for each in fields})
        case inspect.StrType(fewest, most, pattern):
            if pattern is not None:
                made = _matching(parser.parse(pattern), chance)
                return made if len(made) >= (fewest or 0) else _of(kind, chance)
            return "".join(chance.choice(_LETTERS) for _ in range(_count(fewest, most, chance)))
        case inspect.BytesType(fewest, most):
            return chance.randbytes(_count(fewest, most, chance))
        case inspect.IntType(gt, ge, lt, le):
            low = ge if ge is not None else gt + 1 if gt is not None else -(2**40)
            high = le if le is not None else lt - 1 if lt is not None else 2**40
            return chance.choice((low, high, chance.randint(low, high), min(max(low, chance.randrange(9)), high)))
        case inspect.FloatType():
            return chance.choice((0.0, -1.5, 600.0, chance.random()))
        case inspect.BoolType():
            return chance.random() < 0.5
        case inspect.NoneType():
            return None
        case inspect.EnumType(cls):
            return chance.choice(list(cls))
        case inspect.LiteralType(values):
            return chance.choice(values)
        case inspect.DateTimeType():
            return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(10**7))
        case inspect.DateType():
            return date(2026, 11, 1) + timedelta(days=chance.randrange(100))
        case inspect.RawType():
            return msgspec.Raw(b"{}")
        case inspect.DictType(keys, values, fewest, most):
            return {_of(keys, chance): _of(values, chance) for _ in range(_count(fewest, most, chance))}
        case inspect.TupleType(types):
            return tuple(_of(each, chance) for each in types)
        case inspect.CollectionType(item, fewest, most):
            return _collected(kind)(_of(item, chance) for _ in range(_count(fewest, most, chance)))
    raise TypeError(f"no example of {kind}")


def _matching(pattern: Any, chance: Random) -> str:
    """Text that a pattern of ours matches; as Python's own parser takes it apart, for want of another."""
    made = ""
    for kind, what in pattern:
        match str(kind), what:
            case "LITERAL", code:
                made += chr(code)
            case "IN", choices:
                made += _one_of(choices, chance)
            case "MAX_REPEAT", (fewest, most, repeated):
                made += "".join(_matching(repeated, chance) for _ in range(_count(fewest, int(most), chance)))
            case "SUBPATTERN", (*_, inner):
                made += _matching(inner, chance)
            case "BRANCH", (_, branches):
                made += _matching(chance.choice(branches), chance)
            case "AT", _:
                pass  # the beginning or the end
            case _:
                raise TypeError(f"no example of {kind} in a pattern")
    return made


def _one_of(choices: Any, chance: Random) -> str:
    """A character of a set such as `[a-z0-9]` or `[^x]`."""
    ranges = [(what, what) if str(kind) == "LITERAL" else what for kind, what in choices if str(kind) != "NEGATE"]
    if len(ranges) < len(choices):
        return chance.choice([letter for letter in _LETTERS if not any(a <= ord(letter) <= z for a, z in ranges)])
    return chr(chance.randint(*chance.choice(ranges)))


def _collected(kind: inspect.CollectionType) -> Callable[[Any], Any]:
    kinds = {inspect.ListType: list, inspect.VarTupleType: tuple, inspect.SetType: set}
    return kinds.get(type(kind), frozenset)


def _count(fewest: int | None, most: int | None, chance: Random) -> int:
    fewest = fewest or 0
    return chance.randint(fewest, min(most if most is not None else fewest + _SOME, fewest + _SOME))


_TOKENS = (
    b"", b"\0", b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"0" * 40, b"-1", b"1e999", b'"', b"\\ud800", b"\r\n",
    b"{}", b"null", b"[" * 300, b"\xed\xa0\x80", "\u202e".encode(), b"0001-01-01T00:00:00+23:59",
    b"9999-12-31T23:59:59.999999-23:59", b"NaN", b"..", b"%00", b"18446744073709551616",
)  # fmt: skip
"""What decoders stumble over."""
_STRANGE: tuple[Any, ...] = (
    None, True, -1, 2**63, 2**64, 1.5, 1e308, "", "\0", "x" * 5000, "\U0010ffff", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999-23:59", "2026-02-29", [], {}, [[]], {"": {}},
)  # fmt: skip


def damaged(data: bytes, chance: Random) -> bytes:
    """The same, altered in a few places; JSON often so that it stays JSON."""
    if chance.random() < 0.5 and (altered := _json_damaged(data, chance)) is not None:
        return altered
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        _damage(made, chance)
    return bytes(made)


def _damage(data: bytearray, chance: Random) -> None:
    at = chance.randint(0, len(data))
    until = min(len(data), at + chance.choice((0, 1, 2, 4, 16, 200)))
    match chance.randrange(6):
        case 0:
            del data[at:until]
        case 1:
            data[at:at] = data[at:until] * chance.choice((1, 2, 50))
        case 2:
            data[at:until] = chance.choice(_TOKENS)
        case 3:
            data[at:until] = chance.randbytes(until - at)
        case 4:
            del data[at:]
        case _ if at < len(data):
            data[at] ^= 1 << chance.randrange(8)


def _json_damaged(data: bytes, chance: Random) -> bytes | None:
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return None
    holders = list(_holders(tree))
    if not holders:
        return None
    for _ in range(chance.randint(1, 2)):
        holder, key = chance.choice(holders)
        match chance.randrange(5):
            case 0 if isinstance(holder, dict):
                holder.pop(key, None)
            case 1 if isinstance(holder, dict):
                holder[chance.choice(("unknown", "", "type", "version"))] = chance.choice(_STRANGE)
            case 2 if isinstance(holder, list):
                holder += holder[:50] * chance.choice((1, 40))
            case _ if isinstance(holder, dict) or key < len(holder):
                holder[key] = chance.choice(_STRANGE)
    return json.dumps(tree, ensure_ascii=False).encode(errors="surrogatepass")


def _holders(tree: Any) -> Any:
    """Every place in the tree, with what holds it."""
    for key, each in list(
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    ):
        yield tree, key
        yield from _holders(each)
