"""One encoder for any number of connections: each picture is encoded once, in a thread of its own."""

import asyncio
import threading
import time
from typing import Final, NamedTuple

import av
from aiortc.codecs.h264 import H264Encoder

from peer.coder import Coded, Coder, Order
from peer.congestion import Allowance, Congestion
from peer.differences import narrowed
from peer.keyframe_requests import KeyframeRequests
from peer.outgoing import CodedPicture, OutgoingVideo
from peer.picture import Area, Picture, part
from peer.pieces import Converted, Converter, pasted
from peer.rate import LARGEST, Motion, Pacing, Worth
from peer.refinement import Refinement
from peer.rhythm import Rhythm
from peer.scrolling import Scrolled, scrolled
from peer.stillness import Stillness
from peer.x264 import CLOCK, EncoderSettings

__all__ = ["EncoderSettings", "SharedEncoder"]

_CLOSES_WITHIN: Final = 2.0
_HANDED_OUT_WITHIN: Final = 5.0  # seconds; when it is done, or the loop is gone, we are woken


_PIECES_AT_MOST: Final = 256
"""Of a picture that waits: whoever asks `wait_ready` first never comes near."""


class _Waiting(NamedTuple):
    """A picture that is not encoded yet: its pieces lie over each other, and over the last one that was."""

    size: tuple[int, int]
    pieces: tuple[Converted, ...]
    changed: tuple[Area, ...] | None
    taken_at: float
    scrolled: Scrolled | None = None


class _Task(NamedTuple):
    """What the thread does next. Without a picture: the last one again, sharper or as a keyframe."""

    picture: _Waiting | None
    keyframe: bool


class SharedEncoder:
    """Takes pictures from the capture thread, hands the same RTP payloads to every peer, on the event loop.

    While no peer is released nothing is encoded. The newest picture wins; at most one waits.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, settings: EncoderSettings | None = None) -> None:
        self._loop = loop
        self._settings = settings or EncoderSettings()
        self._changed = threading.Condition()
        # Under the condition's lock:
        self._waiting: _Waiting | None = None
        self._peers: list[OutgoingVideo] = []
        self._keyframes = KeyframeRequests()
        self._allowances: dict[OutgoingVideo, Allowance] = {}
        self._rate = self._settings.start
        self._on_its_way = False
        self._free_since: float | None = None
        self._take_from: float | None = None
        self._rhythm = Rhythm()
        self._pacing = Pacing()
        self._motion = Motion()
        self._refinement = Refinement()
        self._stillness = Stillness()
        self._closed = False
        # The capture thread's own:
        self._converter = Converter()
        self._submitted = (0, 0)
        # The encoder thread's own:
        self._packetizer = H264Encoder()
        self._coder = Coder(self._settings)
        self._last: av.VideoFrame | None = None
        self._began: float | None = None
        self._timestamp = -1
        self._changes_follow = False
        """Whether the last picture was a change, and no refinement."""
        self._held_until = 0.0
        """When the line was free again after it, in that case."""
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------ from the capture thread

    def submit(self, picture: Picture) -> None:
        """Takes a picture. Its bytes are copied before this returns.

        To be called from one thread only. Raises `ValueError` when bytes are too few or many, when a first picture or
        one of another size is not whole, and when so many pieces wait that nobody can have asked `wait_ready`.
        """
        size = (picture.width, picture.height)
        known = size == self._submitted and picture.changed is not None
        if not known and not picture.is_whole:
            raise ValueError("a picture without one before it has to be whole")
        with self._changed:
            self._take_from = None
        pieces = self._converter.converted(picture)
        self._submitted = size
        with self._changed:
            if picture.changed != ():
                self._rhythm.taken(time.monotonic() - picture.taken_at)
            self._take_from = None
            above = _Waiting(size, pieces, picture.changed if known else None, picture.taken_at)
            self._waiting = self._laid(self._waiting, above)
            self._changed.notify_all()

    def wait_ready(self, timeout: float) -> bool:
        """Waits until a picture that is taken now will be coded at once. False after `timeout` seconds."""
        until = time.monotonic() + timeout
        with self._changed:
            while (left := until - (now := time.monotonic())) > 0:
                if self._take_from is not None and now >= self._take_from:
                    return True
                self._changed.wait(left if self._take_from is None else min(left, self._take_from - now))
            return self._take_from is not None and now >= self._take_from

    # ------------------------------------------------------------------ from any thread

    def request_keyframe(self) -> None:
        """Asks for a keyframe. Requests close to each other, or to a keyframe, become one."""
        with self._changed:
            self._keyframes.ask(time.monotonic())
            self._changed.notify_all()

    def wish_keyframe(self) -> None:
        """Says that a keyframe would be of use. It is made when it costs nobody time, perhaps never."""
        with self._changed:
            self._keyframes.wish(time.monotonic())
            self._changed.notify_all()

    @property
    def bit_rate(self) -> int:
        """Bits per second, now: what the thinnest line of those who govern carries; without any, what it last was."""
        with self._changed:
            return self._rate

    def close(self) -> None:
        """Ends the thread. Bounded: one picture at most is still encoded."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(_CLOSES_WITHIN)

    # ------------------------------------------------------------------ from the event loop

    def outgoing(self, *, governs: bool = True, watched: bool = True) -> OutgoingVideo:
        """A new connection's share of the pictures. `governs`: the peer acknowledges them, and the rate follows.

        `watched` as in `OutgoingVideo`.
        """
        settings = self._settings
        congestion = Congestion(settings.start, settings.floor, settings.ceiling) if governs else None
        return OutgoingVideo(self, congestion, watched=watched)

    def allow(self, peer: OutgoingVideo, allowance: Allowance) -> None:
        """A peer that governs says what its line carries, and whether the next picture may leave."""
        news = allowance._replace(until=0.0) if allowance.room else allowance
        with self._changed:
            if peer in self._peers and self._allowances.get(peer) != news:  # said twice a picture: the thread may sleep
                self._allowances[peer] = news
                self._keep_to_thinnest()

    def join(self, peer: OutgoingVideo) -> None:
        """From now on `peer` gets each picture; a keyframe of the last one is made at once."""
        with self._changed:
            self._peers = sorted([*self._peers, peer], key=lambda each: not each.governs)  # the agent's packets first
            self._keyframes.ask_at_once()
            self._changed.notify_all()

    def leave(self, peer: OutgoingVideo) -> None:
        """From now on it gets none."""
        with self._changed:
            if peer in self._peers:
                self._peers.remove(peer)
                self._allowances.pop(peer, None)
                self._keep_to_thinnest()

    def _keep_to_thinnest(self) -> None:
        """Who is allowed what has changed."""
        self._rate = min((each.rate for each in self._allowances.values()), default=self._rate)
        self._changed.notify_all()

    def _hand_out(self, picture: CodedPicture) -> None:
        for peer in tuple(self._peers):
            peer.push(picture)
        with self._changed:
            self._on_its_way = False
            if picture.keyframe:
                self._keyframes.handed_out()
            self._changed.notify_all()

    def _laid(self, below: _Waiting | None, above: _Waiting) -> _Waiting:
        """Both as one: the newer picture, with what the older one, which nobody will see, changed elsewhere."""
        if below is None:
            return above
        changed = None if below.changed is None or above.changed is None else below.changed + above.changed
        if any(piece.area[2:] == above.size for piece in above.pieces):
            self._give_back(below)
            return above._replace(changed=changed)
        if len(below.pieces) + len(above.pieces) > _PIECES_AT_MOST:
            raise ValueError("pictures come faster than anybody takes them")
        return above._replace(pieces=below.pieces + above.pieces, changed=changed)

    def _give_back(self, unseen: _Waiting) -> None:
        for piece in unseen.pieces:
            if piece.area[2:] == unseen.size:
                self._converter.give_back(piece.frame)

    # ------------------------------------------------------------------ the thread

    def _run(self) -> None:
        while (task := self._next_task()) is not None:
            if task.picture is not None:
                task = task._replace(picture=self._shown(task.picture))
            self._encode(task)

    def _shown(self, picture: _Waiting) -> _Waiting:
        """From now on that is the last picture: with what really changed."""
        if picture.changed is not None:
            changed = narrowed(picture.changed, picture.pieces, self._last)
            found = scrolled(changed, picture.pieces, self._last) if self._coder.scrolls else None
            picture = picture._replace(changed=changed, scrolled=found)
        before, self._last = self._last, pasted(picture.pieces, self._last, picture.size)
        if before is not None and before is not self._last:
            self._converter.give_back(before)
        return picture

    def _next_task(self) -> _Task | None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                free_at = self._free_at(now)
                if self._free_since is None and (now >= free_at or not self._peers):
                    self._free_since = now
                    if self._waiting is None:
                        self._take_from = now
                        self._changed.notify_all()
                task, wait = self._plan(now, free_at)
                if task is not None:
                    if task.picture is not None:
                        self._waiting = None
                        self._held_until = self._free_since if self._changes_follow and self._free_since else 0.0
                    self._changes_follow = task.picture is not None
                    self._take_from = self._free_since = None
                    return task
                self._changed.wait(wait)
        return None

    def _free_at(self, now: float) -> float:
        """When the next picture may leave, unless an acknowledgement comes before."""
        if self._on_its_way:
            return now + _HANDED_OUT_WITHIN
        full = [allowed.until for allowed in self._allowances.values() if not allowed.room]
        return max([self._pacing.free_at(self._rate), *full])

    def _plan(self, now: float, free_at: float) -> tuple[_Task | None, float | None]:
        """What to do at `now`, or how long to wait for something to do."""
        if not self._peers:
            return None, None
        keyframe = self._keyframes.wanted and bool(self._waiting or self._last)
        if now < free_at and not (keyframe and self._keyframes.pressing):
            return None, free_at - now
        if keyframe:
            return _Task(self._waiting, keyframe=True), None
        if self._waiting:
            return _Task(self._waiting, keyframe=False), None
        due = self._refinement.due(self._free_since or now)
        if due is None:
            return self._plan_wished(now)
        due = max(due, self._pacing.roomy_at(self._rate))
        again = self._keyframes.wished and self._stillness.blurred
        return (_Task(None, keyframe=again), None) if now >= due else (None, due - now)

    def _plan_wished(self, now: float) -> tuple[_Task | None, float | None]:
        """The same when the picture is sharp: a keyframe that is wished for, if nobody is in the middle of something.

        The agent is not to see it: where it would be blurred it is not made.
        """
        if not self._keyframes.wished or self._last is None:
            return None, None
        if now < (due := self._stillness.due):
            return None, due - now
        room = self._pacing.budget(self._rate, now)
        fine = self._coder.legible_at_once(self._last.width * self._last.height, min(LARGEST, room))
        return (_Task(None, keyframe=True) if fine else None), None

    def _encode(self, task: _Task) -> None:
        frame = self._last
        assert frame is not None
        begun = time.monotonic()
        with self._changed:
            order = self._order(task, begun)
            full_chroma = all(peer.full_chroma for peer in self._peers)  # one that takes less decides for all
        keyframe = self._coder.ready((frame.width, frame.height), order, full_chroma=full_chroma)
        with self._changed:
            if self._waiting is None and self._free_at(begun) <= begun:
                self._take_from = begun + self._rhythm.lead
                self._changed.notify_all()
            self._on_its_way = True
            if keyframe:
                self._keyframes.made(begun)
        timestamp = self._stamp(begun if task.picture is None else task.picture.taken_at)
        coded = self._coder.encode(frame, timestamp, order._replace(keyframe=keyframe))
        payloads, _ = self._packetizer.pack(coded.packet)
        picture = CodedPicture(payloads, timestamp & 0xFFFFFFFF, coded.keyframe)
        try:
            self._loop.call_soon_threadsafe(self._hand_out, picture)
        except RuntimeError:  # the loop is closed: the program is ending, nobody is left to send to
            self._closed = True
        fresh = coded.keyframe or task.picture is not None
        self._account(begun, coded, order.rate, fresh=fresh)

    def _order(self, task: _Task, now: float) -> Order:
        rate = self._rate
        room = min(LARGEST, self._pacing.budget(rate, now))
        if task.picture is None:
            return Order((), True, task.keyframe, rate, Worth(room, moving=False), room)
        changed = task.picture.changed
        new = part(changed, task.picture.size)
        worth = self._motion.worth(new, rate, now, held_until=self._held_until, film=self._coder.films)
        self._stillness.changed(new, now, moving=worth.moving)
        bits = min(room, worth.bits)
        worth = worth._replace(bits=self._coder.bits(bits, rate) if worth.moving else bits)
        return Order(changed, False, task.keyframe, rate, worth, room, task.picture.scrolled)

    def _account(self, begun: float, coded: Coded, rate: int, *, fresh: bool) -> None:
        now = time.monotonic()
        with self._changed:
            self._rhythm.coded(now - begun)
            self._pacing.sent(coded.packet.size, rate, now)
            if coded.keyframe or not fresh:
                self._stillness.said_again()
            else:
                self._stillness.coded(sharp=coded.sharp)
            if fresh and not coded.all_sharp:
                self._refinement.changed(now, sharp=coded.sharp)
            else:
                self._refinement.made(now, done=coded.all_sharp)

    def _stamp(self, at: float) -> int:
        """The RTP time of a picture; strictly growing, also when a refinement overtook it."""
        if self._began is None:
            self._began = at
        self._timestamp = max(self._timestamp + 1, int((at - self._began) * CLOCK))
        return self._timestamp
