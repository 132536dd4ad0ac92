"""The recorder that a tutorial leads to: aiortc's own receiver decodes, its `MediaRecorder` codes again into a file.

`python -m bench.naive.recorder --state FOLDER --server URL --ca FILE`: as the real one is started. It
acknowledges what it is asked, without looking.
"""

import argparse
import asyncio
import ssl
from contextlib import suppress
from pathlib import Path

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from aiortc import MediaStreamTrack, RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRecorder

from protocol import link, wire
from protocol.link import Description, RecorderHello, Role
from protocol.peer_messages import Mark, Stored

NOBODY = ":".join(["00"] * 32)
"""A fingerprint: the desk of the bench does not look at it."""


class Recorder:
    """Every session into a file of its own."""

    def __init__(self, state: Path, socket: ClientWebSocketResponse) -> None:
        self._state, self._socket = state, socket
        self._connections: list[RTCPeerConnection] = []

    async def answer(self, offer: Description) -> None:
        """Takes a customer's offer."""
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connections.append(connection)
        recorder = MediaRecorder(str(self._state / f"{offer.session}.mkv"))

        @connection.on("track")
        async def taken(track: MediaStreamTrack) -> None:
            recorder.addTrack(track)
            await recorder.start()

        @connection.on("datachannel")
        def opened(channel: RTCDataChannel) -> None:
            channel.on("message", lambda data: self._say_stored(channel, data))

        await connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        sdp = connection.localDescription.sdp
        answer = Description(offer.session, Role.CUSTOMER, offer.attempt, "answer", sdp)
        await self._socket.send_str(wire.encode(answer).decode())

    @staticmethod
    def _say_stored(channel: RTCDataChannel, data: bytes) -> None:
        message = wire.to_recorder.read(data)
        if isinstance(message, Mark):
            channel.send(wire.encode(Stored(message.number, 1, 1)))


async def main(state: Path, server: str, ca: Path) -> None:
    """Until it is killed."""
    tls = ssl.create_default_context(cafile=ca)
    async with (
        ClientSession() as client,
        client.ws_connect(server + link.RECORDER_PATH, ssl=tls, origin=server) as socket,
    ):
        recorder = Recorder(state, socket)
        token = (state / "recorder.token").read_text(encoding="ascii")
        await socket.send_str(wire.encode(RecorderHello(token, NOBODY)).decode())
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                message = wire.to_recorder_program.read(frame.data)
                if isinstance(message, Description):
                    await recorder.answer(message)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("--state", "--ca"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--server", required=True)
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(main(given.state, given.server, given.ca))
