"""Plain aiortc as it comes: small messages and large ones on two channels of one association."""

import asyncio
import os
from collections.abc import Callable

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription

from bench.bulk.carrier import CHUNK, run

SMALL, LARGE = "small", "large"
HIGH, LOW = 1024 * 1024, 512 * 1024
"""Bytes that wait to be sent, and that may before there are more: as the examples do it."""


class Stock:
    """Nothing of ours is imported here: what we change in the library would be changed for it, too."""

    def __init__(self, on_small: Callable[[bytes], None]) -> None:
        self._on_small = on_small
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("datachannel", self._adopt)
        self._channels: dict[str, RTCDataChannel] = {}
        self._open, self._low, self._arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._came = 0

    async def offer(self) -> str:
        for label in (SMALL, LARGE):
            self._adopt(self._connection.createDataChannel(label))
        return await self._described()

    async def answer(self, offer: str) -> str:
        await self._connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        return await self._described()

    async def accept(self, answer: str) -> None:
        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def connected(self) -> None:
        await self._open.wait()

    async def send_large(self, size: int) -> None:
        channel, chunk = self._channels[LARGE], os.urandom(CHUNK)
        channel.bufferedAmountLowThreshold = LOW
        for _ in range(size // CHUNK):
            channel.send(chunk)
            while channel.bufferedAmount > HIGH:
                self._low.clear()
                await self._low.wait()
        self._arrived.clear()
        channel.send("all of it?")
        await self._arrived.wait()

    def send_small(self, message: bytes) -> None:
        self._channels[SMALL].send(message)

    async def close(self) -> None:
        await self._connection.close()

    async def _described(self) -> str:
        await self._connection.setLocalDescription()
        return self._connection.localDescription.sdp

    def _adopt(self, channel: RTCDataChannel) -> None:
        self._channels[channel.label] = channel
        channel.on("open", self._look)
        channel.on("bufferedamountlow", self._low.set)
        channel.on("message", self._take_small if channel.label == SMALL else self._take_large)
        self._look()

    def _look(self) -> None:
        opened = [channel for channel in self._channels.values() if channel.readyState == "open"]
        if len(opened) == len((SMALL, LARGE)):
            self._open.set()

    def _take_small(self, message: bytes) -> None:
        self._on_small(message)

    def _take_large(self, message: bytes | str) -> None:
        match message:
            case "all of it?":
                self._channels[LARGE].send("all of it")
            case "all of it":
                self._arrived.set()


if __name__ == "__main__":
    asyncio.run(run(Stock))
