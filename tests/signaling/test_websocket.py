import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.wire import LINK_LIMIT
from signaling import websocket
from signaling.websocket import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PROTOCOL_ERROR,
    TEXT,
    TOO_BIG,
    Frame,
    Frames,
    HandshakeRefused,
    Misframed,
)
from tests.fakes.web_socket_door import masked

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""The RFC's own example, and its answer."""
ANSWER = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
ASKED = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY}

kinds = st.sampled_from([TEXT, BINARY, PING, websocket.PONG, CLOSE])
contents = st.one_of(st.binary(max_size=125), st.just(b"x" * 126), st.just(b"y" * LINK_LIMIT))
masks = st.binary(min_size=4, max_size=4)


def test_the_handshake_is_answered_as_the_rfc_answers_its_example() -> None:
    assert websocket.accepted(ASKED) == ANSWER
    assert websocket.accepted(ASKED | {"Upgrade": " WebSocket", "Connection": "keep-alive, upgrade"}) == ANSWER
    said = websocket.answer(ASKED, "ferndiagnose-1.0").decode()
    assert said.startswith("HTTP/1.1 101 ")
    assert said.endswith(f"Accept: {ANSWER}\r\nSec-WebSocket-Protocol: ferndiagnose-1.0\r\n\r\n")


@pytest.mark.parametrize(
    "changed",
    [
        {"Upgrade": "h2c"},
        {"Connection": "close"},
        {"Sec-WebSocket-Version": "8"},
        {"Sec-WebSocket-Key": ""},
        {"Sec-WebSocket-Key": base64.b64encode(b"too short").decode()},
        {"Sec-WebSocket-Key": "no Base64, ä"},
    ],
)
def test_what_is_no_handshake_of_this_version_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(HandshakeRefused):
        websocket.accepted(ASKED | changed)


@given(st.lists(st.tuples(kinds, contents, masks), max_size=5), st.lists(st.integers(0, 400), max_size=9))
def test_what_was_sent_comes_out_however_it_was_cut_up(said: list[tuple[int, bytes, bytes]], cuts: list[int]) -> None:
    wanted = [Frame(kind, data[:125] if kind >= CLOSE else data) for kind, data, _ in said]
    sent = b"".join(masked(one.kind, one.data, mask=mask) for one, (_, _, mask) in zip(wanted, said, strict=True))
    frames = Frames()
    parts = [sent[a:b] for a, b in pairwise([0, *sorted(cuts), len(sent)])]
    assert [frame for part in parts for frame in frames.feed(part)] == wanted


def test_a_message_in_pieces_is_put_together_and_a_ping_may_come_between() -> None:
    sent = masked(TEXT, b"a", last=False) + masked(PING, b"?") + masked(CONTINUATION, b"b", last=False)
    assert list(Frames().feed(sent + masked(CONTINUATION, b"c"))) == [Frame(PING, b"?"), Frame(TEXT, b"abc")]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(websocket.framed(TEXT, b"unmasked, as if it came from a server"), PROTOCOL_ERROR, id="no mask"),
        pytest.param(masked(0x3, b""), PROTOCOL_ERROR, id="a kind that is not there"),
        pytest.param(masked(0x40 | TEXT, b""), PROTOCOL_ERROR, id="compressed"),
        pytest.param(masked(PING, b"", last=False), PROTOCOL_ERROR, id="a ping in pieces"),
        pytest.param(masked(PING, b"x" * 126), PROTOCOL_ERROR, id="a long ping"),
        pytest.param(masked(CONTINUATION, b""), PROTOCOL_ERROR, id="goes on with nothing"),
        pytest.param(masked(TEXT, b"", last=False) + masked(TEXT, b""), PROTOCOL_ERROR, id="begins within another"),
        pytest.param(masked(TEXT, b"x" * (LINK_LIMIT + 1))[:14], TOO_BIG, id="too long, and not there yet"),
        pytest.param(b"\x81\xff" + b"\xff" * 12, TOO_BIG, id="as long as can be said"),
        pytest.param(
            masked(TEXT, b"x" * LINK_LIMIT, last=False) + masked(CONTINUATION, b"x"), TOO_BIG, id="too long together"
        ),
    ],
)
def test_what_is_no_websocket_is_told_by_its_code(sent: bytes, code: int) -> None:
    with pytest.raises(Misframed) as wrong:
        list(Frames().feed(sent))
    assert wrong.value.code == code


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_servers_frame_says_its_length_as_short_as_can_be(size: int) -> None:
    head = websocket.framed(TEXT, b"z" * size)[:-size] if size else websocket.framed(TEXT)
    assert len(head) == (2 if size < 126 else 4 if size < 65_536 else 10)
    assert int.from_bytes(head[2:] or head[1:]) == size


@given(st.binary(max_size=200))
def test_whatever_comes_it_is_frames_or_told_to_be_none(noise: bytes) -> None:
    try:
        assert all(len(frame.data) <= len(noise) for frame in Frames().feed(noise))
    except Misframed as wrong:
        assert wrong.code in (PROTOCOL_ERROR, TOO_BIG)  # noqa: PT017  # either is an answer
