"""A release: an officer's signed yes to one request and, where a recording is read, the officer's share for it.

The share was opened on the officer's own machine and encrypted anew, to the one-time recipient of this request. It
opens nothing else, for nobody else, and not a second time: that recipient's key is destroyed when it was used.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from sealing import age, keys, officers, wrapping
from sealing.officers import Card, Key32, OfficerKey, Signature
from sealing.request import LIMIT, STRETCHES, Moment, Number, Request, digest
from sealing.wrapping import AgeFiles

_LABEL = b"release 1"


class ReleaseRefused(ValueError):
    """The bytes are no release."""

    def __init__(self) -> None:
        super().__init__("This is no officer's release, or it was changed after it was made.")


class NotYours(ValueError):
    """The officer's key does not open the shares of this recording."""

    def __init__(self) -> None:
        super().__init__(
            "Your key does not open this recording. It was made before you were enrolled, or the request was "
            "changed; another officer of your group may be able to release it."
        )


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    """What an officer says. `shares` has one for each stretch, in the request's order."""

    number: Number
    request: Key32
    """The request's digest: a yes to this very text."""
    officer: Key32
    """The officer's signing key."""
    released_at: Moment
    shares: Annotated[tuple[AgeFiles, ...], Meta(max_length=STRETCHES)] = ()
    version: int = 1


class SignedRelease(Struct, frozen=True, forbid_unknown_fields=True):
    """A release's very bytes, and the officer's signature of them."""

    release: msgspec.Raw
    signature: Signature


_signed_decoder = msgspec.json.Decoder(SignedRelease)
_decoder = msgspec.json.Decoder(Release)


def make(request: Request, key: OfficerKey, now: datetime, say: age.Say, ask: age.Ask) -> bytes:
    """The officer's release of `request`, as a file. Raises `NotYours`, `age.IdentityRefused`."""
    shares = tuple(_anew(request, key, at, say, ask) for at in range(len(request.wrapped)))
    content = msgspec.json.encode(Release(request.number, digest(request), key.card.signing, now, shares))
    return msgspec.json.encode(SignedRelease(msgspec.Raw(content), key.sign(_LABEL, content))) + b"\n"


def read(data: bytes, cards: Iterable[Card]) -> tuple[Release, Card]:
    """The release in a file, and which of the enrolled officers signed it. Raises `ReleaseRefused`."""
    if len(data) > LIMIT:
        raise ReleaseRefused
    try:
        signed = _signed_decoder.decode(data)
        release = _decoder.decode(signed.release)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ReleaseRefused from None
    for card in cards:
        if card.signing == release.officer and officers.check(card, _LABEL, bytes(signed.release), signed.signature):
            return release, card
    raise ReleaseRefused


def share(release: Release, request: Request, card: Card, at: int, identity: str) -> bytearray:
    """The officer's share of the request's stretch number `at`, for the holder of the one-time identity.

    Raises `wrapping.WrapRefused`.
    """
    stretch = request.wrapped[at].stretch
    return wrapping.unwrap_share(
        release.shares[at], card.group, request.session, stretch, identity, _nobody_says, _nobody_asks
    )


def _anew(request: Request, key: OfficerKey, at: int, say: age.Say, ask: age.Ask) -> tuple[bytes, ...]:
    wrapped, group = request.wrapped[at], key.card.group
    try:
        opened = wrapping.unwrap_share(
            wrapped.of(group), group, request.session, wrapped.stretch, key.identity, say, ask
        )
    except wrapping.WrapRefused:
        raise NotYours from None
    try:
        return wrapping.wrap_share(opened, group, request.session, wrapped.stretch, [request.recipient])
    finally:
        keys.wipe(opened)


def _nobody_says(_: str) -> None:
    """A one-time identity is no hardware key."""


def _nobody_asks(_: str) -> str:
    return ""
