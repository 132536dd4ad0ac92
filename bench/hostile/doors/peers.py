"""What comes over WebRTC, or is said about it: descriptions, addresses, packets, pictures."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from aioice import stun
from aiortc import sdp as library

from bench.hostile.doors.door import Door, text
from peer import description, feedback, ice_seams, rtp
from peer.access_unit import AccessUnit
from peer.bulk_receiver import ROOM, SPARE, Receiver
from peer.congestion import Acknowledgement
from peer.connection import MALFORMED
from peer.jitter import MAX_BUFFERED, MAX_MISSING, JitterBuffer
from peer.routes import LIMIT, offered
from peer.sctp_packets import FIRST, LAST, Data, Packing, Sack, Violation, read
from peer.under_way import Chunk, UnderWay
from protocol import ice_address
from protocol.link import IceServer
from protocol.problems import DescriptionRefused
from recorder.clock import Moment
from recorder.h264 import parameter_sets
from recorder.intake import PENDING_LIMIT, Intake

_TAG = 7
_BEGAN = datetime(2026, 11, 23, tzinfo=UTC)
_FINGERPRINT = ":".join(["AB"] * 32)
_FOOT = "a=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\na=fingerprint:sha-256 {print}\na=setup:actpass\n"
_SDP = (
    "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\na=group:BUNDLE 0 1\na=msid-semantic:WMS *\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 99 100\nc=IN IP4 0.0.0.0\na=sendonly\na=mid:0\na=msid:a b\na=rtcp:9 IN IP4 0.0.0.0\n"
    "a=rtcp-mux\na=ssrc-group:FID 1 2\na=ssrc:1 cname:x\na=ssrc:2 cname:x\na=rtpmap:99 H264/90000\n"
    "a=rtcp-fb:99 nack pli\na=fmtp:99 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\n"
    "a=rtpmap:100 rtx/90000\na=fmtp:100 apt=99\na=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid\n"
    "a=candidate:1 1 udp 2130706431 192.0.2.7 52866 typ host\na=end-of-candidates\n" + _FOOT + "m=application 9 "
    "UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0\na=mid:1\na=sctp-port:5000\na=max-message-size:65536\n"
    "a=candidate:1 1 udp 2130706431 2001:db8::7 52866 typ srflx raddr 192.0.2.1 rport 9\n" + _FOOT
)


def _offer(_chance: Random) -> bytes:
    return _SDP.format(print=_FINGERPRINT).replace("\n", "\r\n").encode()


def _describe(data: bytes) -> None:
    sdp = text(data)
    description.check(sdp, video=True, channels=True)
    stripped = description.without_candidates(sdp)
    assert "candidate:" not in "".join(line for line in stripped.splitlines() if line.startswith("a=candidate"))
    library.SessionDescription.parse(sdp)


def _servers(data: bytes) -> None:
    found = offered([IceServer(text(data).split("\n"), "name", "word")])
    assert len(found.stun) <= LIMIT
    assert len(found.relays) <= LIMIT


def _parts(data: bytes) -> Iterator[bytes]:
    """Several packets in one input, each after its length."""
    at = 0
    while at < len(data):
        size = data[at] + 1
        yield data[at + 1 : at + 1 + size]
        at += 1 + size


def _joined(parts: list[bytes]) -> bytes:
    return b"".join(bytes((len(part) - 1,)) + part for part in parts if 0 < len(part) <= 256)


def _video(data: bytes) -> None:
    jitter = JitterBuffer()
    now = 0.0
    for part in _parts(data):
        now += 0.004
        try:
            header = rtp.parse(part)
            packet = rtp.video_packet(header, *rtp.original(header.payload)) if header.payload_type & 1 else None
            packet = packet or rtp.video_packet(header, header.sequence_number, header.payload)
        except ValueError:
            continue
        jitter.add(packet, now)
        jitter.repairs(now)
        jitter.next_due()
        assert jitter._buffered <= MAX_BUFFERED + len(part)  # noqa: SLF001 - what a hostile sender would use up
        assert len(jitter._holes) <= MAX_MISSING  # noqa: SLF001 - the same


def _packets(chance: Random) -> bytes:
    number, parts = chance.randrange(2**16), []
    for _ in range(chance.randint(1, 12)):
        number = (number + chance.choice((0, 1, 1, 1, 2, -1, 400, 40_000))) % 2**16
        head = bytes((0x80, chance.choice((98, 98 + 128, 99)))) + number.to_bytes(2) + chance.randbytes(1) + bytes(7)
        kinds = (b"\x67sps", b"\x65idr", b"\x41slice", b"\x7c\x85start", b"\x7c\x45end", b"\x18\0\3sps\0\1i", b"")
        parts.append(head + chance.choice(kinds) + chance.randbytes(chance.randrange(9)))
    return _joined(parts)


def _bulk(data: bytes) -> None:
    receiver, under_way = Receiver(1), UnderWay(1)
    for number in range(1, 40):
        under_way.left(number, Chunk(b"", 100), 0.001 * number)
    for at, part in enumerate(_parts(data)):
        try:
            chunks = read(part, _TAG) or []
        except ValueError:
            continue
        for chunk in chunks:
            if isinstance(chunk, Sack):
                under_way.hear(chunk, 1.0)
            else:
                for message in receiver.take(chunk, 0.001 * at):
                    receiver.read(message, 0.001 * at)
        receiver.tell()
        assert receiver._kept <= ROOM + 3 * SPARE  # noqa: SLF001 - what a hostile sender would use up
        assert under_way.size >= 0
        assert under_way.flight >= 0


def _messages(chance: Random) -> bytes:
    packing = Packing(5000, 5000, _TAG)
    sizes = [chance.randint(1, 200) for _ in range(1, 9)]
    chunks = [Data(tsn, FIRST | LAST, 1, 0, 53, chance.randbytes(size)) for tsn, size in enumerate(sizes, 1)]
    return _joined([packing.data(chunk) for chunk in chunks] + [packing.sack(Sack(chance.randrange(39), 1000, [], []))])


def _chunks(chance: Random) -> bytes:
    packing, parts, tsn = Packing(5000, 5000, _TAG), [], 1
    for _ in range(chance.randint(1, 12)):
        if chance.random() < 0.3:
            blocks = [(chance.randrange(2, 30), chance.randrange(2, 60)) for _ in range(chance.randrange(4))]
            parts.append(packing.sack(Sack(chance.randrange(40), chance.randrange(2**32), blocks, [])))
        else:
            tsn += chance.choice((0, 1, 1, 1, 2, 5000))
            flags = chance.choice((FIRST | LAST, FIRST, LAST, 0, 4))
            parts.append(packing.data(Data(tsn, flags, 1, 0, 53, chance.randbytes(chance.randint(1, 200)))))
    return _joined(parts)


def _acknowledged(data: bytes) -> object:
    return feedback.unpack(data) or feedback.unpack_shown(data)


def _acknowledgement(chance: Random) -> bytes:
    if chance.random() < 0.5:
        return feedback.pack_shown(chance.randrange(2**32))
    return feedback.pack(Acknowledgement(chance.randrange(2**32), chance.random(), chance.random(), 9000))


def _recorded(data: bytes) -> None:
    intake, now = Intake(), 0.0
    for part in _parts(data):
        now += 0.3
        at = Moment(now, _BEGAN + timedelta(seconds=now))
        keyframe = bool(part[0] & 1) if part else False
        intake.take(AccessUnit(part[1:], int.from_bytes(part[:4]), keyframe, now), at)
        assert intake._pending <= PENDING_LIMIT + len(part) + 1024  # noqa: SLF001 - what a hostile sender would use up
        intake.flush(at)
        intake.wants_keyframe(at)
        intake.wishes_keyframe(at)


def _pictures(chance: Random) -> bytes:
    sets = b"\0\0\0\1\x67sps\0\0\0\1\x68pps"
    return _joined(
        [
            bytes((chance.randrange(256),)) + chance.choice((sets, b"")) + b"\0\0\1\x65" + chance.randbytes(20)
            for _ in range(chance.randint(1, 9))
        ]
    )


def _stun(chance: Random) -> bytes:
    message = stun.Message(stun.Method.BINDING, chance.choice(list(stun.Class)), chance.randbytes(12))
    message.attributes["USERNAME"] = "abcd:efgh"
    message.attributes["PRIORITY"] = chance.randrange(2**32)
    message.attributes["XOR-MAPPED-ADDRESS"] = chance.choice((("192.0.2.1", 9), ("2001:db8::1", 9)))
    message.attributes["ERROR-CODE"] = (487, "Role Conflict")
    message.add_message_integrity(b"word")
    return bytes(message)


def _a(*texts: str) -> Callable[[Random], bytes]:
    return lambda chance: chance.choice(texts).encode()


_ADDRESSES = ("turns:relay.example:443?transport=tcp", "stun:localhost", "turn:127.0.0.1:9")
DOORS = (
    Door("description", _describe, _offer, (DescriptionRefused, StopIteration, *MALFORMED)),
    Door(
        "candidate",
        lambda data: library.candidate_from_sdp(text(data)),
        _a("1 1 udp 2130706431 192.0.2.7 52866 typ host", "1 1 tcp 1 2001:db8::7 9 typ relay raddr 192.0.2.1 rport 9"),
        MALFORMED,
    ),
    Door("ICE address", lambda data: ice_address.parse(text(data)), _a(*_ADDRESSES), (ValueError,)),
    Door("ICE servers", _servers, _a("\n".join(_ADDRESSES))),
    Door("STUN", stun.parse_message, _stun, (ValueError, *ice_seams.BAD_STUN)),
    Door("video packets", _video, _packets),
    Door("bulk packets", _bulk, _messages, (Violation,), senseless=_chunks),
    Door("acknowledgements", _acknowledged, _acknowledgement),
    Door("parameter sets", parameter_sets, lambda chance: b"\0\0\0\1\x67sps\0\0\1\x68pps" + chance.randbytes(40)),
    Door("recorded pictures", _recorded, _pictures),
)
