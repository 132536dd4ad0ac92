import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peer.access_unit import AccessUnit
from peer.jitter import GIVE_UP_AFTER, MAX_BEHIND, MAX_MISSING, JitterBuffer, Repairs
from peer.rtp import START_CODE, VideoPacket

T0 = 100.0


class Stream:
    """A sender: numbers packets and remembers which units it sent."""

    def __init__(self, first: int = 0xFFF0) -> None:
        self._number = first
        self._time = 0
        self.units: list[bytes] = []
        self.packets: list[VideoPacket] = []

    def unit(self, packets: int, *, keyframe: bool = False) -> list[VideoPacket]:
        self._time += 3000
        made = []
        for i in range(packets):
            kind = 7 if keyframe and i == 0 else 5 if keyframe else 1
            data = (START_CODE + bytes((kind,)) if i < 2 else b"") + f"{len(self.units)}/{i}".encode()
            made.append(
                VideoPacket(self._number & 0xFFFF, self._time, i == packets - 1, data, keyframe and i == 0, kind == 5)
            )
            self._number += 1
        self.units.append(b"".join(packet.data for packet in made))
        self.packets += made
        return made


def feed(buffer: JitterBuffer, packets: list[VideoPacket], now: float = T0) -> list[AccessUnit]:
    return [unit for packet in packets for unit in buffer.add(packet, now)]


def opened() -> tuple[Stream, JitterBuffer]:
    stream, buffer = Stream(), JitterBuffer()
    assert len(feed(buffer, stream.unit(3, keyframe=True))) == 1
    return stream, buffer


def test_a_picture_is_handed_out_with_its_last_packet() -> None:
    stream, buffer = opened()
    first, second, last = stream.unit(3)
    assert feed(buffer, [first, second]) == []
    (unit,) = buffer.add(last, T0 + 1)
    assert unit == AccessUnit(stream.units[-1], last.timestamp, keyframe=False, arrived_at=T0 + 1)
    assert buffer.next_due() is None


def test_a_picture_without_a_marker_ends_where_the_next_one_begins() -> None:
    stream, buffer = opened()
    *begin, last = stream.unit(2)
    assert feed(buffer, [*begin, last._replace(marker=False)]) == []
    assert [unit.data for unit in feed(buffer, stream.unit(1))] == stream.units[-2:]


def test_packets_in_the_wrong_order_come_out_in_the_right_one() -> None:
    stream, buffer = opened()
    packets = stream.unit(3) + stream.unit(2)
    assert [unit.data for unit in feed(buffer, packets[::-1])] == stream.units[1:]


def test_a_missing_packet_is_asked_for_at_once_and_again() -> None:
    stream, buffer = opened()
    first, missing, last = stream.unit(3)
    feed(buffer, [first, last])
    asked = []
    while (due := buffer.next_due()) is not None and due < T0 + GIVE_UP_AFTER:
        repairs, _ = buffer.repairs(due)
        assert repairs.missing == [missing.sequence_number]
        assert not repairs.keyframe
        asked.append(round(due - T0, 3))
    assert asked == [0.0, 0.03, 0.08, 0.16, 0.28, 0.48]
    assert [unit.data for unit in buffer.add(missing, T0 + 0.5)] == stream.units[1:]
    assert buffer.next_due() is None


def test_after_a_loss_nothing_comes_until_the_next_keyframe() -> None:
    stream, buffer = opened()
    feed(buffer, stream.unit(3)[:2])
    feed(buffer, stream.unit(2))
    repairs, units = buffer.repairs(T0 + GIVE_UP_AFTER)
    assert (repairs.keyframe, units, buffer.losses) == (True, [], 1)
    assert feed(buffer, stream.unit(1), T0 + 0.6) == []
    assert [unit.keyframe for unit in feed(buffer, stream.unit(4, keyframe=True), T0 + 0.7)] == [True]
    assert len(feed(buffer, stream.unit(1), T0 + 0.8)) == 1
    assert buffer.next_due() is None


def test_a_keyframe_is_asked_for_until_it_comes() -> None:
    buffer = JitterBuffer()
    stream = Stream()
    feed(buffer, stream.unit(1))
    asked = [tenth for tenth in range(30) if buffer.repairs(T0 + tenth / 10)[0].keyframe]
    assert asked == [0, 4, 8, 15, 29]
    feed(buffer, stream.unit(2, keyframe=True))
    assert buffer.next_due() is None


def test_a_keyframe_that_is_here_is_not_kept_waiting_by_an_older_loss() -> None:
    stream, buffer = opened()
    feed(buffer, stream.unit(3)[:2])
    feed(buffer, stream.unit(2, keyframe=True))
    repairs, units = buffer.repairs(T0 + GIVE_UP_AFTER)
    assert [unit.data for unit in units] == stream.units[-1:]
    assert not repairs.keyframe


def test_wishing_for_a_keyframe_holds_nothing_back() -> None:
    stream, buffer = opened()
    buffer.request_keyframe(T0)
    assert buffer.repairs(T0)[0].keyframe
    assert len(feed(buffer, stream.unit(2))) == 1
    assert feed(buffer, stream.unit(2, keyframe=True))[0].keyframe
    assert not buffer.repairs(T0 + 10)[0].keyframe


def test_what_only_begins_like_a_keyframe_is_none() -> None:
    stream, buffer = Stream(), JitterBuffer()
    packets = [packet._replace(has_idr=False) for packet in stream.unit(2, keyframe=True)]
    assert feed(buffer, packets) == []


def test_padding_between_pictures_is_passed_over() -> None:
    stream, buffer = opened()
    (padding,) = stream.unit(1)
    assert feed(buffer, [padding._replace(data=b"", marker=False), *stream.unit(2)])[0].data == stream.units[-1]


@pytest.mark.parametrize("ahead", [MAX_MISSING + 1, 8000, 0x7000, -0x7000])
def test_one_absurd_jump_costs_nothing_but_a_keyframe(ahead: int) -> None:
    stream, buffer = opened()
    (nonsense,) = Stream(stream.packets[-1].sequence_number + ahead).unit(1)
    assert feed(buffer, [nonsense]) == []
    assert buffer.repairs(T0)[0] == Repairs([], keyframe=True)
    assert [unit.data for unit in feed(buffer, stream.unit(2))] == stream.units[-1:]
    assert buffer.losses == 0


@pytest.mark.parametrize("ahead", [MAX_MISSING + 1, 8000, 0x7000, -0x7000])
def test_absurd_jumps_among_the_packets_of_a_stream_never_hold_it_up(ahead: int) -> None:
    stream, buffer = opened()
    for _ in range(40):
        first, second = stream.unit(2)
        (nonsense,) = Stream(first.sequence_number + ahead).unit(1)
        assert len(feed(buffer, [nonsense, first, nonsense, second])) == 1
    assert buffer._packets == {}


@pytest.mark.parametrize("away", [MAX_MISSING + 1, 8000, -MAX_BEHIND - 9])
def test_a_stream_that_goes_on_elsewhere_is_followed(away: int) -> None:
    stream, buffer = opened()
    elsewhere = Stream(stream.packets[-1].sequence_number + away)
    assert [unit.keyframe for unit in feed(buffer, elsewhere.unit(4, keyframe=True))] == [True]
    assert buffer.losses == 1


def test_a_huge_picture_is_dropped_and_the_stream_goes_on() -> None:
    stream, buffer = opened()
    packets = [packet._replace(data=bytes(60_000)) for packet in stream.unit(300)]
    assert feed(buffer, packets) == []
    assert buffer.losses >= 1
    assert feed(buffer, stream.unit(3, keyframe=True))[0].data == stream.units[-1]


def test_a_hole_too_large_to_mend_is_given_up_with_the_second_packet_after_it() -> None:
    stream, buffer = opened()
    stream.unit(MAX_MISSING + 1)
    feed(buffer, stream.unit(2))
    assert buffer.losses == 1
    repairs, _ = buffer.repairs(T0)
    assert repairs.keyframe
    assert repairs.missing == []
    assert feed(buffer, stream.unit(3, keyframe=True))[0].data == stream.units[-1]


def test_what_is_buffered_stays_bounded() -> None:
    stream, buffer = opened()
    packets = [packet._replace(data=bytes(60_000)) for packet in stream.unit(4000)[1:]]
    for packet in packets:
        buffer.add(packet, T0)
    assert sum(len(packet.data) for packet in buffer._packets.values()) <= 17 * 1024 * 1024


def test_a_sender_that_leaps_makes_us_note_no_more_holes_than_we_would_mend() -> None:
    """Else each of its packets costs as much as thousands; one customer would hold up a recorder's others."""
    for step in (MAX_MISSING // 2, MAX_MISSING, MAX_MISSING + 1, MAX_BEHIND):
        _, buffer = opened()
        number = buffer._high
        for at in range(40):
            number += 10 if at == 0 else step
            buffer.add(VideoPacket(number & 0xFFFF, at, False, b"x", at % 9 == 0, False), T0)
            assert len(buffer._holes) <= MAX_MISSING


def test_what_a_leap_leaves_behind_is_not_looked_through() -> None:
    class Counted(dict[int, object]):
        written = 0

        def __setitem__(self, number: int, hole: object) -> None:
            self.written += 1
            super().__setitem__(number, hole)

    buffer = JitterBuffer()
    counted = buffer._holes = Counted()
    for at in range(8):
        buffer.add(VideoPacket(at * MAX_BEHIND & 0xFFFF, at, False, b"x", False, False), T0)
    assert counted.written <= MAX_MISSING


@st.composite
def lines(draw: st.DrawFn) -> tuple[Stream, list[tuple[float, VideoPacket]]]:
    """A stream, and its packets as a bad line delivers them: late, twice, or never."""
    stream = Stream(draw(st.integers(0, 0xFFFF)))
    stream.unit(draw(st.integers(2, 4)), keyframe=True)
    for _ in range(draw(st.integers(1, 12))):
        keyframe = draw(st.integers(0, 4)) == 0
        stream.unit(draw(st.integers(2 if keyframe else 1, 5)), keyframe=keyframe)
    chance = random.Random(draw(st.integers(0, 2**32)))
    loss, disorder = draw(st.sampled_from((0.0, 0.05, 0.3))), draw(st.sampled_from((0.0, 0.01, 0.2, 1.0)))
    arrivals = []
    for i, packet in enumerate(stream.packets):
        copies = sum(chance.random() >= loss for _ in range(1 + (chance.random() < 0.1)))
        arrivals += [(T0 + i * 0.005 + chance.random() * disorder, packet) for _ in range(copies)]
    return stream, sorted(arrivals, key=lambda arrival: arrival[0])


@given(lines())
def test_whatever_the_line_does_no_damaged_or_reordered_picture_comes_out(
    line: tuple[Stream, list[tuple[float, VideoPacket]]],
) -> None:
    stream, arrivals = line
    buffer, units = JitterBuffer(), []
    for now, packet in arrivals:
        units += buffer.repairs(now)[1] + buffer.add(packet, now)
    units += buffer.repairs(T0 + 100)[1]
    shown = [stream.units.index(unit.data) for unit in units]
    assert shown == sorted(set(shown))
    for before, this, unit in zip([-2, *shown], shown, units, strict=False):
        assert unit.keyframe or this == before + 1


@given(lines(), st.randoms(use_true_random=False))
def test_when_everything_arrives_in_time_everything_comes_out(
    line: tuple[Stream, list[tuple[float, VideoPacket]]], chance: random.Random
) -> None:
    stream, _ = line
    first, *rest = stream.packets
    chance.shuffle(rest)
    buffer = JitterBuffer()
    units = feed(buffer, [first, *rest, *rest[:5]])
    assert [unit.data for unit in units] == stream.units
    assert buffer.next_due() is None
