"""A peer that is not one of our programs, as a browser is none, sees the screen with what colours it takes."""

import asyncio
import itertools
import time

import av
import pytest
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from peer import chroma
from peer.certificate import Certificate
from peer.connection import Connection
from peer.encoder import SharedEncoder
from tests.fakes.screens import Screen

pytestmark = pytest.mark.end_to_end


def understood(offer: str, *, full_chroma: bool) -> RTCSessionDescription:
    """What a peer makes of an offer: who knows nothing of High 4:4:4 passes over it."""
    lines = offer.splitlines()
    number = next(line for line in lines if f"profile-level-id={chroma.FULL}" in line).split(":")[1].split(" ")[0]
    known = [line for line in lines if full_chroma or not line.startswith((f"a=fmtp:{number} ", f"a=rtpmap:{number} "))]
    return RTCSessionDescription("\r\n".join(known) + "\r\n", "offer")


@pytest.mark.parametrize(("full_chroma", "pixels"), [(False, "yuv420p"), (True, "yuv444p")])
async def test_a_foreign_peer_gets_the_colours_it_takes(full_chroma: bool, pixels: str) -> None:
    encoder = SharedEncoder(asyncio.get_running_loop())
    video = encoder.outgoing(governs=False)
    ours = Connection(
        certificate=Certificate.generate(), on_state=lambda _: None, on_message=lambda *_: None, sends=video
    )
    foreign, tracks = RTCPeerConnection(RTCConfiguration([])), asyncio.Queue[MediaStreamTrack]()
    foreign.on("track", tracks.put_nowait)
    try:
        await foreign.setRemoteDescription(understood(await ours.offer(), full_chroma=full_chroma))
        await foreign.setLocalDescription()
        await ours.accept(foreign.localDescription.sdp)
        video.release()
        async with asyncio.timeout(20):
            frame = await first(encoder, await tracks.get())
    finally:
        await ours.close()
        await foreign.close()
        encoder.close()
    assert frame.format.name == pixels
    assert (frame.width, frame.height) == (160, 90)


async def first(encoder: SharedEncoder, track: MediaStreamTrack) -> av.VideoFrame:
    """The library hands out a picture when the next one comes."""
    async with asyncio.TaskGroup() as tasks:
        coming = tasks.create_task(track.recv(), name="picture")
        for number in itertools.count():
            encoder.submit(Screen(160, 90, number % 2).picture(time.monotonic()))
            await asyncio.wait([coming], timeout=0.1)
            if coming.done():
                break
    frame = coming.result()
    assert isinstance(frame, av.VideoFrame)
    return frame
