import io
from dataclasses import replace
from datetime import timedelta

import av
import pytest

from peer.patched import PatchedStream
from peer.picture import Area
from peer.pieces import Converter
from peer.steady import SteadyX264
from peer.x264 import EncoderSettings
from peer.x264_seams import library
from protocol import wire
from protocol.peer_messages import Clicked, PointerSeen
from protocol.recording import EVENTS, MACHINES
from recorder.captions import SHOWN_FOR
from recorder.intake import Cluster, Noted, Placed
from recorder.matroska import Format, PictureRefused
from tests.fakes.coded import clock, coded, events, seen
from tests.fakes.recorder_doors import NOON
from tests.fakes.screens import Screen, sharpness

SHARP = 45.0  # dB


def cluster(pictures: list[tuple[int, bytes, bool]], start: int, end: int) -> Cluster:
    return Cluster(tuple(Placed(*one) for one in pictures), start, end, NOON + timedelta(milliseconds=start))


@pytest.mark.parametrize("pixels", ["yuv420p", "yuv444p"])
def test_a_header_and_clusters_make_a_file_that_plays(pixels: str) -> None:
    data = coded(6, pixels=pixels)
    form = Format(data[0])
    file = form.header(NOON)
    file += form.cluster(cluster([(0, data[0], True), (33, data[1], False), (34, data[2], False)], 0, 1000))
    file += form.cluster(cluster([], 1000, 61_000))
    file += form.cluster(cluster([(61_010, data[3], False), (61_500, data[4], False)], 61_000, 62_000))
    form.close()
    assert seen(file) == [(0, 0), (33, 1), (34, 2), (61_010, 3), (61_500, 4)]


@pytest.mark.parametrize("threads", ["SLICE", "FRAME"])
def test_patches_play_from_each_keyframe_on(threads: str) -> None:
    """What changes little is written by our own codec past x264: a player has to see nothing of that."""
    screen, codec = Screen(96, 64), SteadyX264(96, 64, EncoderSettings(), library())
    stream = PatchedStream((96, 64), EncoderSettings(), library())
    pictures: list[tuple[int, bytes, bool]] = []
    shown: list[bytes] = []
    for number in range(16):
        screen.type(number % 2, number % 8)
        (whole,) = Converter().converted(screen.picture(0.0))
        kind, keyframe = number % 4, number % 8 == 0
        packet = stream.patch(whole.frame, number, (Area(0, 0, 96, 40),)) if kind else None
        if packet is None:
            changed = (Area(0, 0, 96, 40), *stream.since)
            packet = stream.codecs(codec.encode(whole.frame, number, quantizer=12, keyframe=keyframe, changed=changed))
        pictures.append((100 * number, bytes(packet), keyframe))
        shown.append(screen.bgra)
    form = Format(pictures[0][1])
    file = (
        form.header(NOON) + form.cluster(cluster(pictures[:5], 0, 500)) + form.cluster(cluster(pictures[5:], 500, 1600))
    )
    form.close()
    for seconds in (0.0, 0.8):
        with av.open(io.BytesIO(file)) as container:
            container.streams.video[0].codec_context.thread_type = threads
            container.seek(int(seconds * av.time_base))
            frames = list(container.decode(video=0))
        assert len(frames) == 16 - 10 * seconds
        assert all(sharpness(frame, shown[round((frame.time or 0) * 10)]) > SHARP for frame in frames)


def test_the_clock_track_carries_the_time_of_day_and_a_still_screens_time() -> None:
    (data,) = coded(1)
    form = Format(data)
    file = form.header(NOON) + form.cluster(cluster([(0, data, True)], 0, 1000))
    file += form.cluster(cluster([], 1000, 6000))
    form.close()
    assert clock(file) == [(0, 1000, "2026-11-22 12:00:00 UTC"), (1000, 6000, "2026-11-22 12:00:01 UTC")]


def test_every_prefix_of_whole_clusters_plays() -> None:
    data = coded(4)
    form = Format(data[0])
    file = form.header(NOON)
    for number, unit in enumerate(data):
        file += form.cluster(cluster([(number * 100, unit, number == 0)], number * 100, number * 100 + 100))
        assert [picture for _, picture in seen(file)] == list(range(number + 1))
    form.close()


def test_the_header_says_when_the_recording_began() -> None:
    (data,) = coded(1)
    form = Format(data)
    file = form.header(NOON) + form.cluster(cluster([(0, data, True)], 0, 100))
    form.close()
    with av.open(io.BytesIO(file)) as container:
        assert container.metadata["creation_time"].startswith("2026-11-22T12:00:00")


@pytest.mark.parametrize(
    "garbage", [b"", b"\0", b"noise" * 100, b"\0\0\0\1\x67" + b"\xff" * 50 + b"\0\0\0\1\x65" + b"\xff" * 500]
)
def test_what_is_no_keyframe_is_refused(garbage: bytes) -> None:
    with pytest.raises(PictureRefused):
        Format(garbage)


def test_nothing_is_decoded_to_learn_the_format() -> None:
    (data,) = coded(1)
    form = Format(data)
    stream = form._probe.streams.video[0]
    assert (stream.width, stream.height) == (64, 48)
    assert stream.codec_context.pix_fmt is None, "only decoding would tell"
    form.close()


def test_garbage_after_a_good_keyframe_is_stored_or_refused_but_nothing_worse() -> None:
    (data,) = coded(1)
    form = Format(data)
    for garbage in (b"", b"\0", b"noise", b"\0\0\1", b"\0\0\0\1\x61" + b"\xff" * 100_000):
        try:
            form.cluster(cluster([(0, garbage, False)], 0, 100))
        except PictureRefused:
            continue
    form.close()


def test_events_are_words_for_people_and_messages_for_machines() -> None:
    (data,) = coded(1)
    form = Format(data)
    click, seen_there = Clicked(0, 320, 200), PointerSeen(321, 201)
    noted = (Noted(100, click), Noted(150, seen_there))
    file = form.header(NOON) + form.cluster(replace(cluster([(0, data, True)], 0, 1000), events=noted))
    form.close()
    assert events(file, EVENTS) == [(100, 100 + SHOWN_FOR, b"Agent clicks (left) at 320, 200")]
    machines = events(file, MACHINES)
    assert [at for at, _, _ in machines] == [100, 150]
    assert [wire.to_recorder.read(entry) for _, _, entry in machines] == [click, seen_there]
