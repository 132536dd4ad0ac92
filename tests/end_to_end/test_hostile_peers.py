"""A peer whose certificate is right and who sends nonsense: inside DTLS, inside SRTP, on the channels.

It costs its own connection at most. Nothing is left for somebody else to catch, memory does not grow, and the session
beside it, in the same process, goes on.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from random import Random
from typing import Any

import psutil
import pylibsrtp
import pytest
from aiortc.rtcsctptransport import DataChunk, InitChunk, SackChunk, serialize_packet

from bench.hostile.examples import damaged, value
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.encoder import SharedEncoder
from peer.incoming import IncomingVideo
from peer.picture import Picture
from protocol import peer_messages, wire
from tests.peer.test_transport_seams import Pair

pytestmark = pytest.mark.end_to_end

CERTIFICATE = Certificate.generate()
TIMES = 200
PEERS = 12
GROWS_AT_MOST = 24 * 2**20
"""Bytes, of this process. What is allowed to wait for one peer is 2 MiB."""


def dtls_of(pair: Pair) -> Any:
    """The hostile end's own transport, to send what the library would not."""
    (dtls,) = pair.ends[0]._pc._RTCPeerConnection__dtlsTransports
    return dtls


def sctp_of(pair: Pair) -> Any:
    return pair.ends[0]._pc.sctp


async def noise(pair: Pair, chance: Random) -> None:
    """No SCTP at all."""
    await dtls_of(pair)._send_data(chance.randbytes(chance.randint(1, 1100)))


async def altered_sctp(pair: Pair, chance: Random) -> None:
    """Chunks that are nearly right, under a right checksum and tag."""
    sctp = sctp_of(pair)
    kind = chance.choice((DataChunk, SackChunk, InitChunk))
    chunk: Any = kind(flags=chance.randrange(256))
    if isinstance(chunk, DataChunk):
        chunk.tsn, chunk.stream_id, chunk.stream_seq = chance.randrange(2**32), chance.randrange(9), chance.randrange(9)
        chunk.protocol, chunk.user_data = chance.choice((50, 51, 53, 0)), chance.randbytes(chance.randint(1, 40))
    elif isinstance(chunk, SackChunk):
        chunk.cumulative_tsn, chunk.advertised_rwnd = chance.randrange(2**32), 0
        chunk.gaps = [(chance.randrange(2**16), chance.randrange(2**16)) for _ in range(5)]
    else:
        chunk.initiate_tag, chunk.advertised_rwnd, chunk.initial_tsn = chance.randrange(2**32), 1, 1
        chunk.outbound_streams = chunk.inbound_streams = 1
    await dtls_of(pair)._send_data(
        serialize_packet(sctp._local_port, sctp._remote_port, sctp._remote_verification_tag, chunk)
    )


async def strange_chunks(pair: Pair, chance: Random) -> None:
    """Chunks of every kind with a body of noise."""
    from google_crc32c import value as checksum

    sctp = sctp_of(pair)
    body = chance.randbytes(4 * chance.randrange(12))
    kind = chance.choice((*range(16), 64, 128, 130, 192, 193))
    head = sctp._local_port.to_bytes(2) + sctp._remote_port.to_bytes(2) + sctp._remote_verification_tag.to_bytes(4)
    chunk = bytes((kind, chance.randrange(256))) + (4 + len(body)).to_bytes(2) + body
    packet = head + checksum(head + bytes(4) + chunk).to_bytes(4, "little") + chunk
    await dtls_of(pair)._send_data(packet)


async def nonsense_on_a_channel(pair: Pair, chance: Random) -> None:
    """Messages that are nearly right. What a program does about those is its own test; here nothing breaks."""
    said = damaged(wire.encode(value(peer_messages.FromAgent, chance)), chance)[: wire.PEER_LIMIT]
    if said:
        pair.ends[0].send("control", said)
    await asyncio.sleep(0)


async def nonsense_as_video(pair: Pair, chance: Random) -> None:
    """RTP that is nearly right: of the agreed kind or another, in leaps, of no picture."""
    kind = chance.choice((97, 98, 99, 100, 127)) | chance.choice((0, 128))
    head = bytes((0x80 | chance.choice((0, 0, 16, 32, 15)), kind)) + chance.randbytes(2) + chance.randbytes(4)
    (own,) = [sender._ssrc for sender in pair.ends[0]._pc.getSenders()]
    stream = own if chance.random() < 0.8 else chance.randrange(2**32)
    body = chance.choice((b"\x67sps", b"\x65idr", b"\x7c\x85", b"\x18\0\3", b""))
    with suppress(pylibsrtp.Error):  # some of it cannot even be encrypted
        await dtls_of(pair)._send_rtp(head + stream.to_bytes(4) + body + chance.randbytes(chance.randrange(80)))


async def nonsense_as_reports(pair: Pair, chance: Random) -> None:
    """RTCP of every kind with a body of noise, for the one who sends pictures."""
    (stream,) = [sender._ssrc for sender in pair.ends[1]._pc.getSenders()]
    words = chance.randrange(2, 12)
    body = chance.randbytes(4) + stream.to_bytes(4) + chance.choice((b"FDak", b"FDsh", b"REMB", chance.randbytes(4)))
    body = (body + chance.randbytes(48))[: 4 * words]
    head = bytes((0x80 | chance.randrange(32), chance.choice((200, 201, 202, 203, 205, 206))))
    await dtls_of(pair)._send_rtp(head + words.to_bytes(2) + body)


class Showing(Pair):
    """One end sends pictures to the other; `hostile` says whether it is the one who sends them."""

    def __init__(self, *, hostile: bool) -> None:
        super().__init__()
        self.encoder = SharedEncoder(asyncio.get_running_loop())
        self.encoder.submit(Picture.whole(64, 48, bytes(64 * 48 * 4), 0.0))
        outgoing = self.encoder.outgoing()
        outgoing.release()
        self.ends = [
            Connection(
                certificate=CERTIFICATE,
                channels=["control"],
                on_state=lambda state, index=index: self._tell(self.states[index], state),
                on_message=lambda _channel, data: self._tell(self.messages, data),
                sends=outgoing if bool(index) is not hostile else None,
                receives=IncomingVideo(lambda _: None) if bool(index) is hostile else None,
            )
            for index in range(2)
        ]

    async def offered(self) -> str:
        sends = 0 if self.ends[0]._sends is not None else 1
        self._first = sends
        return await self.ends[1 - sends].answer(await self.ends[sends].offer())

    async def connected(self) -> None:
        answer = await self.offered()
        await self.ends[self._first].accept(answer)
        await self.until(lambda: all(ConnectionState.CONNECTED in states for states in self.states))

    async def __aexit__(self, *failed: object) -> None:
        await super().__aexit__(*failed)
        self.encoder.close()


Hostile = Callable[[Pair, Random], Awaitable[None]]
KINDS: tuple[tuple[Hostile, Callable[[], Pair]], ...] = (
    (noise, Pair),
    (altered_sctp, Pair),
    (strange_chunks, Pair),
    (nonsense_on_a_channel, Pair),
    (nonsense_as_video, partial(Showing, hostile=True)),
    (nonsense_as_reports, partial(Showing, hostile=False)),
)


async def until_cut(pair: Pair, kind: Hostile, chance: Random) -> None:
    """All that it has to say, as long as it is listened to."""
    for _ in range(TIMES):
        if ConnectionState.LOST in pair.states[1]:
            return
        try:
            await kind(pair, chance)
        except ConnectionError:
            return


@pytest.mark.promise("P05")
@pytest.mark.parametrize(("kind", "made"), KINDS, ids=[kind.__name__ for kind, _ in KINDS])
async def test_a_hostile_peer_costs_its_own_connection_at_most(kind: Hostile, made: Callable[[], Pair]) -> None:
    chance = Random(5)
    async with Pair() as bystanders:
        await bystanders.connected()
        before = psutil.Process().memory_info().rss
        for _ in range(PEERS):
            async with made() as pair:  # from now on it hears of what nobody caught
                await pair.connected()
                await until_cut(pair, kind, chance)
                await bystanders.still_talks()
            gc.collect()
            assert pair.faults == []
        assert psutil.Process().memory_info().rss - before <= GROWS_AT_MOST
        assert ConnectionState.LOST not in bystanders.states[0] + bystanders.states[1]
