"""What browsers, customers and the operator's own systems say to our programs in words: typed, pasted or in headers."""

from collections.abc import Callable
from random import Random

import msgspec

from bench.hostile.doors.door import Door, text
from bench.hostile.examples import value
from protocol import client_file, program_version, receipt_code, receipt_proof, recorder_identity, session_key
from protocol.link import Noted
from protocol.problems import SessionKeyMalformed
from protocol.recording import Manifest, ManifestUnreadable
from protocol.recording import encode as manifest_written
from protocol.recording import read as manifest_read
from signaling import second_factor
from signaling.notices import Notice
from signaling.pages import language, system
from signaling.pages.self_service import Wanted

_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
"""
_SECRET = bytes(20)


def _a(*texts: str) -> Callable[[Random], bytes]:
    return lambda chance: chance.choice(texts).encode()


def _proof(chance: Random) -> bytes:
    noted = [value(Noted, chance) for _ in range(chance.randint(1, 3))]
    return "\n".join(("Your receipt", *receipt_proof.lines(noted), "")).encode()


def _receipt(data: bytes) -> None:
    proof = receipt_proof.read(text(data))
    assert proof.signed
    if proof.head is not None:
        receipt_proof.said_at(proof.head)


def _version(data: bytes) -> None:
    said = text(data)
    program_version.is_too_old(said, "1.2.0")
    program_version.read(said)


def _code(data: bytes) -> str:
    code = receipt_code.parse(text(data))
    assert receipt_code.parse(code) == code
    return code


def _ticket(data: bytes) -> None:
    ticket = client_file.ticket_in(text(data))
    if ticket is not None:
        assert client_file.ticket_in(client_file.named("help-linux", ticket)) == ticket


def _typed_code(data: bytes) -> None:
    typed = text(data)
    second_factor.matching_step(_SECRET, typed, 1e9)
    code = second_factor.as_recovery_code(typed)
    assert code is None or second_factor.as_recovery_code(code) == code


def _language(data: bytes) -> None:
    assert language.chosen(None, data.decode("utf-8", "surrogateescape")) in {"de", "en"}


def _notice(data: bytes) -> None:
    """The server's text, as a page shows it."""
    for heading, content in Notice("1", text(data), "").blocks():
        assert "\n" not in heading.strip()
        assert isinstance(content, str)


def _manifest(chance: Random) -> bytes:
    return manifest_written(value(Manifest, chance))


DOORS = (
    Door("session key", lambda data: session_key.parse(text(data)), _a("481 92 03", "4819203"), (SessionKeyMalformed,)),
    Door("receipt code", _code, _a(receipt_code.of("0" * 32)), (receipt_code.ReceiptCodeMistyped,)),
    Door("receipt", _receipt, _proof, (receipt_proof.NoProof,)),
    Door("client's file name", _ticket, _a("help-windows." + "aB3-_" * 8 + ".exe", "help-linux (1)")),
    Door("program version", _version, _a("1.2.0", "0.1"), (program_version.NoVersion,)),
    Door(
        "recorder's identity",
        lambda data: recorder_identity.read(text(data)),
        _a(_KEY, _KEY + _KEY),
        (recorder_identity.IdentityUnreadable,),
    ),
    Door("one-time code", _typed_code, _a("123 456", "ABCD-EFGH-JKMN")),
    Door("languages", _language, _a("de-AT,de;q=0.9,en;q=0.8", "en")),
    Door("browser", lambda data: system.recognise(text(data)), _a("Mozilla/5.0 (Windows NT 10.0; Win64; x64)")),
    Door("notice", _notice, _a("Title\n\nHeading\ntext\nmore\n\nHeading\ntext")),
    Door(
        "customer centre",
        lambda data: msgspec.json.decode(data, type=Wanted),
        _a('{"customer": "12 345"}'),
        (msgspec.DecodeError, UnicodeError, RecursionError),
        msgspec.json.encode,
    ),
    Door("manifest", manifest_read, _manifest, (ManifestUnreadable,), manifest_written),
)
