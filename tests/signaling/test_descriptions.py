import pytest

from protocol.problems import DescriptionRefused
from signaling.descriptions import check
from tests.fakes.descriptions import FINGERPRINT, SDP, SDP_WITHOUT_FINGERPRINT

_LINE = f"a=fingerprint:sha-256 {FINGERPRINT}\r\n"


def test_a_description_whose_media_all_have_a_fingerprint_passes() -> None:
    check(SDP)


def test_a_fingerprint_of_the_whole_session_is_enough() -> None:
    check(SDP_WITHOUT_FINGERPRINT.replace("t=0 0\r\n", "t=0 0\r\n" + _LINE))


@pytest.mark.parametrize(
    "sdp",
    [
        pytest.param(SDP_WITHOUT_FINGERPRINT, id="no fingerprint"),
        pytest.param(SDP.replace(_LINE, "", 1), id="one of two media without"),
        pytest.param(SDP.replace("sha-256", "sha-1"), id="a weaker hash"),
        pytest.param(SDP.replace(":AB\r\n", "\r\n"), id="too short a fingerprint"),
        pytest.param(SDP.replace("AB", "XY"), id="no hexadecimal"),
        pytest.param(_LINE + SDP_WITHOUT_FINGERPRINT, id="not beginning with a version"),
        pytest.param("v=0\r\n" + _LINE, id="no media"),
        pytest.param("hello", id="no SDP at all"),
    ],
)
def test_any_other_is_refused(sdp: str) -> None:
    with pytest.raises(DescriptionRefused):
        check(sdp)
