"""A stream of sealed records, which a cut leaves readable up to the last whole one.

    record = length of what follows (4 bytes, big-endian) | libsodium's secretstream message

Each record is bound to those before it: none can be changed, left out, doubled or moved unnoticed. The last one carries
the stream's own end mark, so that a stream that was cut off can be told from one that is complete. A record is what was
written at once; a reader gives each whole or not at all.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from nacl.bindings import crypto_secretstream as stream
from nacl.exceptions import CryptoError

HEADER_SIZE: int = stream.crypto_secretstream_xchacha20poly1305_HEADERBYTES
KEY_SIZE: int = stream.crypto_secretstream_xchacha20poly1305_KEYBYTES
OVERHEAD = 4 + stream.crypto_secretstream_xchacha20poly1305_ABYTES
"""Bytes that a record takes besides its content."""
_LENGTH = struct.Struct(">I")
_MESSAGE: int = stream.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL: int = stream.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class Ending(StrEnum):
    """What is known of a stream's end."""

    COMPLETE = "complete"
    """The end is there, and nothing behind it."""
    CUT = "cut"
    """It ends early, or its length was tampered with; what was read is a beginning of what was written."""
    BROKEN = "broken"
    """Something is not as it was written; what was read before it is a beginning of what was written."""


@dataclass(frozen=True)
class Records:
    """What a stream held: exactly what was written, up to where it can be believed."""

    data: tuple[bytes, ...]
    ending: Ending


class RecordWriter:
    """Seals records one after the other; `context` is bound to each and must be the same for the reader."""

    def __init__(self, key: bytes, context: bytes) -> None:
        self._context = context
        self._state = stream.crypto_secretstream_xchacha20poly1305_state()
        self.header: bytes = stream.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)

    def seal(self, data: bytes) -> bytes:
        """The next record."""
        return self._push(data, _MESSAGE)

    def end(self) -> bytes:
        """The last record. After it the key is wiped, and nothing more can be sealed."""
        sealed = self._push(b"", _FINAL)
        self.forget()
        return sealed

    def forget(self) -> None:
        """Wipes the key, from which every record so far could be read."""
        state = cast("bytearray", self._state.statebuf)  # a buffer of libsodium's, which its binding types as bytes
        state[0 : len(state)] = bytes(len(state))

    def _push(self, data: bytes, tag: int) -> bytes:
        message = stream.crypto_secretstream_xchacha20poly1305_push(self._state, data, self._context, tag)
        return _LENGTH.pack(len(message)) + message


def read(sealed: bytes | memoryview, header: bytes, key: bytes, context: bytes) -> Records:
    """The records in `sealed`, up to a cut or a fault. Raises nothing: whatever is wrong is in the ending."""
    state = stream.crypto_secretstream_xchacha20poly1305_state()
    stream.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    left, found = memoryview(sealed), list[bytes]()
    while True:
        if len(left) < _LENGTH.size:
            return Records(tuple(found), Ending.CUT)
        (length,) = _LENGTH.unpack_from(left)
        if length < OVERHEAD - _LENGTH.size:
            return Records(tuple(found), Ending.BROKEN)
        message, left = left[_LENGTH.size :], left[_LENGTH.size + length :]
        if len(message) < length:
            return Records(tuple(found), Ending.CUT)
        try:
            data, tag = stream.crypto_secretstream_xchacha20poly1305_pull(state, bytes(message[:length]), context)
        except CryptoError:
            return Records(tuple(found), Ending.BROKEN)
        if tag == _FINAL:
            return Records(tuple(found), Ending.BROKEN if data or left else Ending.COMPLETE)
        found.append(data)
