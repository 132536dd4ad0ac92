"""Which codec codes the next picture, how fine, and how that turned out.

Where the line is fast, the quantizer that is told is what bounds a picture (`SteadyX264`); where it is not, a limit
for each row of it does (`X264`), which costs a third more of the processor. From one to the other takes a keyframe.
"""

import ctypes
from collections.abc import Callable
from typing import Final, NamedTuple

import av

from peer.fineness import Fineness
from peer.jitter import MAX_UNIT
from peer.patched import PatchedStream
from peer.picture import Area, part
from peer.rate import SMALL, Coarseness, Worth
from peer.refinement import next_to_nothing
from peer.scrolling import Scrolled
from peer.search import Search
from peer.steady import SteadyX264
from peer.turns import Turns
from peer.x264 import X264, EncoderSettings, quantizer
from peer.x264_seams import X264SeamBroken, library

FAST: Final = 60_000_000
"""Bits per second from which a line carries the densest page, as fine as what moves, in a fifth of a second."""
PATCHED_FROM: Final = 6_000_000
"""The same for what the codec need not hear of: it takes a tenth of the processor, but twice the bits."""
SLOW: Final = 30_000_000
"""Bits per second below which nothing but small changes is coded without a limit."""
ANOTHER: Final = 0.5
"""Part of the screen from which on a change costs about what a keyframe costs."""
_SHARP_BELOW: Final = 0.25
"""Share of its limit that a picture used at most, if the limit did not make it any coarser."""


class Order(NamedTuple):
    """What is to be coded, and what it may cost."""

    changed: tuple[Area, ...] | None
    refines: bool
    """It is the last picture again."""
    keyframe: bool
    rate: int
    worth: Worth
    room: float
    """Bits that the pacing leaves for it."""
    scrolled: Scrolled | None = None
    """How the change can be said otherwise."""


class Coded(NamedTuple):
    """A picture."""

    packet: "av.Packet[av.VideoStream]"
    sharp: bool
    """What is new in it is as sharp as can be."""
    all_sharp: bool
    """So is all of it, for certain."""
    keyframe: bool


def steadily(now: bool, order: Order, size: tuple[int, int], *, film: bool = False) -> bool:
    """Whether the next picture is coded without a limit, if the last one was or was not: `now`.

    `film`: what moves seems to be one, which costs half as much without, for as long as it lasts.
    """
    small = not order.keyframe and part(order.changed, size) <= SMALL
    if now:
        return order.rate >= SLOW or order.refines or small
    another = not order.worth.moving and part(order.changed, size) >= ANOTHER
    return order.rate >= FAST and (order.keyframe or order.refines or another or film)


class Coder:
    """Codes pictures of any size. Not for two threads."""

    def __init__(self, settings: EncoderSettings, find: Callable[[], ctypes.CDLL] = library) -> None:
        self._settings = settings
        self._coarseness = Coarseness(settings.moving)
        self._fineness = Fineness(settings.finest)
        self._search = Search()
        self._turns = Turns()
        self._limited: X264 | None = None
        self._steady: SteadyX264 | None = None
        self._stream: PatchedStream | None = None
        self._full_chroma = True
        self._x264 = _found(find)

    def bits(self, share: float, rate: int) -> float:
        """What the next picture of what moves may have, if its share of the rate is so many bits."""
        return self._coarseness.bits(share, rate)

    @property
    def scrolls(self) -> bool:
        """Whether it is of use to know that a page was scrolled."""
        return self._stream is not None

    @property
    def films(self) -> bool:
        """Whether what moves seems to be a film."""
        return self._search.film

    def legible_at_once(self, pixels: int, bits: float) -> bool:
        """Whether a keyframe of so many bits would be as fine as what moves at least, as far as is known."""
        return self._steady is not None and self._fineness.for_change(pixels, bits) <= self._settings.moving

    def ready(self, size: tuple[int, int], order: Order, *, full_chroma: bool) -> bool:
        """Prepares for `encode`. Whether what it will make is a keyframe: it has to be with a codec that is new."""
        self._full_chroma = full_chroma
        steady = self._x264 is not None and steadily(self._steady is not None, order, size, film=self.films)
        codec = self._steady if steady else self._limited
        if codec is not None and codec.fits(*size, full_chroma=full_chroma):
            return order.keyframe
        self._steady = self._opened(size, full_chroma) if steady else None
        self._limited = None if self._steady else X264(*size, self._settings, full_chroma=full_chroma)
        self._stream = self._begun(size)
        return True

    def encode(self, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded:
        """One picture. `order.keyframe` is what `ready` said; it may become one all the same."""
        try:
            coded = self._past_the_codec(frame, timestamp, order) or self._by_the_codec(frame, timestamp, order)
        except X264SeamBroken:  # from now on every picture has a limit
            self._x264 = None
            coded = self._instead(frame, timestamp, order)
        if coded.packet.size > MAX_UNIT:  # so wrong can a guess be on a very large screen, and no peer takes that
            coded = self._instead(frame, timestamp, order)
        return coded

    def _instead(self, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded:
        """The same as a keyframe with a limit."""
        self._steady = None
        size = (frame.width, frame.height)
        self._limited = X264(*size, self._settings, full_chroma=self._full_chroma)
        self._stream = self._begun(size)
        return self._by_the_codec(frame, timestamp, order._replace(keyframe=True))

    def _past_the_codec(self, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded | None:
        """What the codec need not hear of; `None`: it has to."""
        if self._stream is None or order.keyframe or order.refines:
            return None
        if self._steady is None and order.rate < PATCHED_FROM:
            return None
        return (self._scrolled if order.worth.moving else self._patched)(self._stream, frame, timestamp, order)

    def _patched(self, stream: PatchedStream, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded | None:
        """A small change that may be as fine as can be; `None`: it is none."""
        if order.changed is None:
            return None
        pixels = frame.width * frame.height * part(order.changed, (frame.width, frame.height))
        finest = self._settings.finest
        if self._fineness.for_change(pixels, order.room) > finest:
            return None
        packet = stream.patch(frame, timestamp, order.changed)
        if packet is None:
            return None
        self._fineness.changed(pixels, finest, 8 * packet.size)
        self._stood_still(pixels, frame)
        return Coded(packet, sharp=True, all_sharp=self._steady is not None and self._fineness.sharp, keyframe=False)

    def _scrolled(self, stream: PatchedStream, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded | None:
        """A page that moves; `None`: it does not, or the codec has to look itself."""
        if order.scrolled is None or self._turns.due:
            return None
        quantizer = self._coarseness.quantizer
        packet = stream.scroll(frame, timestamp, order.scrolled, quantizer)
        if packet is None:
            return None
        self._fineness.moved(sum(area.width * area.height for area in order.scrolled.new), quantizer)
        self._search.over()
        self._turns.scrolled(8 * packet.size)
        self._coarseness.made(8 * packet.size, order.worth.bits, order.rate)
        return Coded(packet, sharp=False, all_sharp=False, keyframe=False)

    def _by_the_codec(self, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded:
        if self._stream is not None and order.changed is not None:
            order = order._replace(changed=(*order.changed, *self._stream.since))
        moves = order.worth.moving and not order.keyframe
        if moves:
            bits = min(order.room, (1 + self._turns.behind) * order.worth.bits)
            order = order._replace(worth=order.worth._replace(bits=bits))
        coded = (self._with_limit if self._steady is None else self._steadily)(frame, timestamp, order)
        if not moves:
            self._turns.over()
        return coded if self._stream is None else coded._replace(packet=self._stream.codecs(coded.packet))

    def _with_limit(self, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded:
        assert self._limited is not None
        finest, bits = self._settings.finest, order.worth.bits
        self._limited.set_budget(bits)
        self._limited.set_quality(self._coarseness.quantizer if order.worth.moving else finest)
        packet = self._limited.encode(frame, timestamp, keyframe=order.keyframe, changed=order.changed)
        fine = quantizer(packet) <= finest
        pixels = frame.width * frame.height * part(order.changed, (frame.width, frame.height))
        if order.worth.moving and not order.keyframe:
            self._moved(pixels, self._coarseness.quantizer, 8 * packet.size, order)
        elif pixels > SMALL * frame.width * frame.height:
            self._search.over()
        if order.refines and not order.keyframe:
            done = fine and packet.size <= next_to_nothing(frame.width, frame.height)
            return Coded(packet, fine, done, order.keyframe)
        sharp = fine and not order.keyframe and 8 * packet.size < _SHARP_BELOW * bits
        return Coded(packet, sharp, all_sharp=False, keyframe=order.keyframe)

    def _steadily(self, frame: av.VideoFrame, timestamp: int, order: Order) -> Coded:
        assert self._steady is not None
        known, size = self._fineness, (frame.width, frame.height)
        pixels = frame.width * frame.height * part(None if order.keyframe else order.changed, size)
        refines = order.refines and not order.keyframe
        moves = order.worth.moving and not order.keyframe
        fine = (
            known.for_refinement(order.room)
            if refines
            else self._coarseness.quantizer
            if moves
            else known.for_change(pixels, order.room)
        )
        near = moves and not self._turns.behind and self._search.near
        packet = self._steady.encode(
            frame, timestamp, quantizer=fine, keyframe=order.keyframe, changed=order.changed, near=near
        )
        bits = 8 * packet.size
        if refines:
            known.refined(fine)
        elif moves:
            known.moved(pixels, fine)
            self._moved(pixels, fine, bits, order)
        elif order.keyframe:
            known.began(pixels, fine, bits)
        else:
            known.changed(pixels, fine, bits)
        if not moves:
            self._stood_still(pixels, frame)
        return Coded(packet, fine <= self._settings.finest, known.sharp, order.keyframe)

    def _moved(self, pixels: float, quantizer: int, bits: float, order: Order) -> None:
        """A picture of what moves. If the codec had not heard of some before it, it had further to look."""
        if not self._turns.behind:
            self._search.coded(pixels, quantizer, bits)
        self._turns.seen(bits)
        self._coarseness.made(bits, order.worth.bits, order.rate)

    def _stood_still(self, pixels: float, frame: av.VideoFrame) -> None:
        if pixels > SMALL * frame.width * frame.height:
            self._search.over()

    def _begun(self, size: tuple[int, int]) -> PatchedStream | None:
        """After a codec was opened. Peers that take fewer colours get no patches."""
        return PatchedStream(size, self._settings, self._x264) if self._x264 is not None and self._full_chroma else None

    def _opened(self, size: tuple[int, int], full_chroma: bool) -> SteadyX264 | None:
        if self._x264 is None:
            return None
        try:
            return SteadyX264(*size, self._settings, self._x264, full_chroma=full_chroma)
        except X264SeamBroken:
            self._x264 = None
            return None


def _found(find: Callable[[], ctypes.CDLL]) -> ctypes.CDLL | None:
    """None where x264 is not the one that we know: the self-test of what we build says so, a session goes on."""
    try:
        return find()
    except X264SeamBroken:
        return None
