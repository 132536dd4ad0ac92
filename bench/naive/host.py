"""The customer's side: mss at 30 frames a second into a plain aiortc track; input comes back as JSON.

`python -m bench.naive.host ADDRESS PORT`. Signaling is one line of JSON each way on TCP.
"""

import asyncio
import fractions
import json
import sys
import time
from typing import Any

import mss
import numpy as np
from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame
from pynput import keyboard, mouse

FRAMES_PER_SECOND = 30
CLOCK = 90_000


class ScreenTrack(VideoStreamTrack):
    """The screen, polled."""

    def __init__(self) -> None:
        super().__init__()
        self._screen = mss.MSS()
        self._started = time.monotonic()
        self._count = 0

    async def recv(self) -> VideoFrame:
        self._count += 1
        await asyncio.sleep(max(0, self._started + self._count / FRAMES_PER_SECOND - time.monotonic()))
        shot = self._screen.grab(self._screen.monitors[0])
        pixels = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)
        frame = VideoFrame.from_ndarray(pixels, format="bgra")
        frame.pts = int((time.monotonic() - self._started) * CLOCK)
        frame.time_base = fractions.Fraction(1, CLOCK)
        return frame


def inject(event: dict[str, Any]) -> None:
    """Presses what the agent pressed."""
    match event:
        case {"key": key, "down": down}:
            keys = keyboard.Controller()
            (keys.press if down else keys.release)(keyboard.KeyCode.from_vk(key))
        case {"x": x, "y": y}:
            mouse.Controller().position = (x, y)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One viewer, for as long as the program runs."""
    offer = await reader.readline()
    if not offer:
        return
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))

    @connection.on("datachannel")
    def opened(channel: RTCDataChannel) -> None:
        channel.on("message", lambda text: inject(json.loads(text)))

    connection.addTrack(ScreenTrack())
    await connection.setRemoteDescription(RTCSessionDescription(**json.loads(offer)))
    await connection.setLocalDescription(await connection.createAnswer())
    local = connection.localDescription
    writer.write(json.dumps({"sdp": local.sdp, "type": local.type}).encode() + b"\n")
    await writer.drain()


async def main(address: str, port: int) -> None:
    """Waits for a viewer."""
    server = await asyncio.start_server(serve, address, port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
