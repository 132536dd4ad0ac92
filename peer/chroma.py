"""How much of its colours a picture keeps: all between our own programs, a quarter for a peer that takes no more.

4:2:0 cannot pass 34 dB on coloured text at any bit rate. A browser that answers with High 4:4:4 gets all colours too.
"""

from typing import Final

import av
from aiortc import RTCRtpCodecCapability, RTCRtpSender, codecs
from av.video.reformatter import VideoReformatter

FULL: Final = "f4001f"
"""The profile-level-id of High 4:4:4 Predictive (RFC 6184, 8.1), with the level that everybody writes there."""
_H264: Final = "video/H264"
_REPETITIONS: Final = "video/rtx"
HALVED: Final = "yuv420p"


def negotiable() -> None:
    """Teaches the library the profile that it knows and does not offer. Harmless when done twice."""
    video = codecs.CODECS["video"]
    if any(codec.parameters.get("profile-level-id") == FULL for codec in video):
        return
    known = next(codec for codec in video if codec.mimeType == _H264)
    number = max(codec.payloadType or 0 for codec in video) + 1
    video += [
        type(known)(
            mimeType=_H264,
            clockRate=known.clockRate,
            payloadType=number,
            rtcpFeedback=list(known.rtcpFeedback),
            parameters={**known.parameters, "profile-level-id": FULL},
        ),
        type(known)(
            mimeType=_REPETITIONS, clockRate=known.clockRate, payloadType=number + 1, parameters={"apt": number}
        ),
    ]


def preferred() -> list[RTCRtpCodecCapability]:
    """What to offer, H.264 only, all colours first."""
    negotiable()
    offered = RTCRtpSender.getCapabilities("video").codecs
    h264 = [codec for codec in offered if codec.mimeType == _H264]
    h264.sort(key=lambda codec: codec.parameters.get("profile-level-id") != FULL)
    return [*h264, *(codec for codec in offered if codec.mimeType == _REPETITIONS)]


def is_full(sdp: str) -> bool:
    """Whether the first codec that a description names for video is High 4:4:4: it is the one that will be used."""
    lines = sdp.splitlines()
    video = next((line.split(" ") for line in lines if line.startswith("m=video ")), [])
    of_the_first = tuple(f"a=fmtp:{number} " for number in video[3:4])
    return any(f"profile-level-id={FULL[:2]}" in line.lower() for line in lines if line.startswith(of_the_first))


class Halver:
    """Makes 4:2:0 of 4:4:4 pictures."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def halved(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The picture, as wide and high; an odd last column or row is doubled, for 4:2:0 has none."""
        return self._reformatter.reformat(_even(frame), format=HALVED, threads=1)


def _even(frame: av.VideoFrame) -> av.VideoFrame:
    width, height = frame.width + frame.width % 2, frame.height + frame.height % 2
    if (width, height) == (frame.width, frame.height):
        return frame
    larger = av.VideoFrame(width, height, frame.format.name)
    larger.colorspace, larger.color_range = frame.colorspace, frame.color_range
    for source, target in zip(frame.planes, larger.planes, strict=True):
        pixels, room = memoryview(source), memoryview(target)
        for row in range(height):
            start = min(row, frame.height - 1) * source.line_size
            line = bytes(pixels[start : start + frame.width])
            room[row * target.line_size : row * target.line_size + width] = (line + line[-1:])[:width]
    return larger
