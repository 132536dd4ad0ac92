"""What is let through to the library, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peer import description
from protocol.problems import DescriptionRefused

FINGERPRINT = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32)
OTHER = "a=fingerprint:sha-256 " + ":".join(["CD"] * 32)
CANDIDATE = "a=candidate:1 1 udp 2130706431 192.0.2.7 52866 typ host"
HEAD = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
VIDEO = [
    "m=video 9 UDP/TLS/RTP/SAVPF 99",
    "a=mid:0",
    CANDIDATE,
    "a=end-of-candidates",
    FINGERPRINT,
    "a=fingerprint:sha-512 " + ":".join(["EF"] * 64),
]
CHANNELS = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:1", CANDIDATE, FINGERPRINT]
GOOD = [*HEAD, *VIDEO, *CHANNELS]


def sdp(*lines: str) -> str:
    return "\r\n".join(lines) + "\r\n"


def replaced(old: str, new: str) -> str:
    text = sdp(*GOOD)
    assert old in text
    return text.replace(old, new)


def test_a_description_as_we_make_them_is_taken() -> None:
    description.check(sdp(*GOOD), video=True, channels=True)


def test_one_fingerprint_before_all_media_is_enough() -> None:
    lines = [line for line in GOOD if line != FINGERPRINT]
    description.check(sdp(lines[0], FINGERPRINT, *lines[1:]), video=True, channels=True)


@pytest.mark.parametrize(
    "text",
    {
        "nothing": "",
        "no SDP": "hello",
        "no fingerprint": replaced(FINGERPRINT + "\r\n", ""),
        "no fingerprint in one medium": sdp(*HEAD, *VIDEO, *CHANNELS[:-1]),
        "SHA-512 only": replaced("sha-256", "sha-384"),
        "a fingerprint that is too short": replaced(FINGERPRINT, FINGERPRINT[:-3]),
        "two certificates": sdp(*HEAD, *VIDEO, *CHANNELS[:-1], OTHER),
        "two certificates in one medium": sdp(*GOOD, OTHER),
        "a good and a broken fingerprint": sdp(*GOOD, OTHER[:-3]),
        "audio": sdp(*GOOD, "m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=mid:2", FINGERPRINT),
        "two videos": sdp(*GOOD, *VIDEO),
        "no video": sdp(*HEAD[:-1], "a=group:BUNDLE 1", *CHANNELS),
        "media in the clear": replaced("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        "not bundled": replaced("a=group:BUNDLE 0 1\r\n", ""),
        "bundled in part": replaced("BUNDLE 0 1", "BUNDLE 0"),
        "one name for two media": replaced("a=mid:1", "a=mid:0"),
        "a name in place of an address": replaced("192.0.2.7", "router.example"),
        "a multicast name in place of an address": replaced("192.0.2.7", "3f1c.local"),
        "half a candidate": replaced(CANDIDATE, "a=candidate:1 1 udp"),
        "candidates without end": sdp(*GOOD, *[CANDIDATE] * 1000),
        "too long": sdp(*GOOD, "a=" + "x" * 40_000),
    }.items(),
    ids=lambda item: item[0],
)
def test_it_is_refused(text: tuple[str, str]) -> None:
    with pytest.raises(DescriptionRefused):
        description.check(text[1], video=True, channels=True)


def test_video_is_refused_where_none_is_expected() -> None:
    with pytest.raises(DescriptionRefused):
        description.check(sdp(*GOOD), video=False, channels=True)


def test_without_candidates_there_is_no_address_left_to_contact() -> None:
    stripped = description.without_candidates(sdp(*GOOD))
    assert "192.0.2.7" not in stripped
    assert "end-of-candidates" not in stripped
    description.check(stripped, video=True, channels=True)


@given(st.lists(st.sampled_from([*GOOD, OTHER, "m=", "m=video", "a=mid:", "a=candidate:", "a=group:BUNDLE", ""])))
def test_any_heap_of_lines_is_taken_or_refused(lines: list[str]) -> None:
    try:
        description.check(sdp("v=0", *lines), video=True, channels=True)
    except DescriptionRefused:
        return
    assert {FINGERPRINT, OTHER} & set(lines)
