import pytest

from archive.opening import window
from archive.opening.timeline import timeline
from archive.opening.window import NOTHING, WINDOWS, NotMatroska, Windows, header
from protocol.grants import Grant
from protocol.peer_messages import Clicked, Paused, RightChange, RightChanged
from sealing.segment import Unsealed
from tests.fakes.recorded_takes import Recorded

CLICK, GIVEN = Clicked(0, 5, 6), RightChanged(Grant.CONTROL, RightChange.GIVEN)
RECORDED = Recorded().take(20, segments=2, keyframes=5, events=((0, GIVEN), (1500, CLICK))).gap(500).take(4).ended()


def windows(recorded: Recorded = RECORDED) -> Windows:
    return Windows(timeline(recorded.manifest), recorded.unsealed)


def test_each_segment_of_a_take_can_be_read_by_itself() -> None:
    first, second, third = (windows().at(place) for place in range(3))
    assert [picture.at for picture in first.pictures] == list(range(0, 1000, 100))
    assert [picture.at for picture in second.pictures] == list(range(1000, 2000, 100))
    assert [picture.at for picture in third.pictures] == [2500, 2600, 2700, 2800]
    assert first.codec == second.codec == "h264"
    assert first.extradata == second.extradata != b""


def test_what_happened_is_told_with_its_moment() -> None:
    first, second, third = (windows().at(place) for place in range(3))
    assert [(event.at, event.what) for event in (*first.events, *second.events)] == [(0, GIVEN), (1500, CLICK)]
    assert third.events == ()


def test_the_last_keyframe_before_a_moment_is_found() -> None:
    second = windows().at(1)
    assert [second.keyframe_until(at) for at in (999, 1000, 1499, 1500, 9999)] == [None, 0, 0, 5, 5]


@pytest.mark.promise("P20")
def test_no_more_than_two_segments_are_ever_in_memory() -> None:
    read = list[int]()

    def unsealed(number: int) -> Unsealed:
        read.append(number)
        return RECORDED.unsealed(number)

    held = Windows(timeline(RECORDED.manifest), unsealed)
    for place in (0, 1, 0, 1, 2, 0):
        held.at(place)
        assert len(held._open) <= WINDOWS
    assert read == [1, 2, 3, 1]


def test_a_segment_that_was_cut_off_is_read_up_to_there() -> None:
    cut = Recorded().take(20, segments=2).ended()
    cut.segments[2] = cut.segments[2][:-150]
    assert windows(cut).at(0).whole
    assert 0 < len(windows(cut).at(1).pictures) < 10


def test_a_segment_whose_end_was_not_seen_is_not_whole() -> None:
    cut = Recorded().take(20, segments=2).ended()
    cut.cut.add(1)
    assert [windows(cut).at(place).whole for place in (0, 1)] == [False, True]


@pytest.mark.parametrize("gone", [b"", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\xff" * 3, b"x" * 200_000])
def test_a_take_without_its_beginning_has_nothing_to_show(gone: bytes) -> None:
    lost = Recorded().take(20, segments=2).ended()
    lost.segments[1] = gone
    assert windows(lost).at(0) is NOTHING
    assert windows(lost).at(1) is NOTHING


def test_a_header_may_have_the_name_of_a_cluster_in_it() -> None:
    """The codec's parameters come from the customer's program."""
    segment = RECORDED.segments[1]
    plain = header(segment)
    void = b"\xec\x84\x1f\x43\xb6\x75"
    inside = plain + void + segment[len(plain) :]
    assert header(inside) == plain + void
    with pytest.raises(NotMatroska):
        header(plain)


def test_an_event_that_only_a_newer_version_knows_is_left_out() -> None:
    assert window._event(b'{"type":"sang","song":"x"}') is None
    assert window._event(b'{"type":"mark","number":1}') is None
    assert window._event(b'{"type":"paused"}') == Paused()
