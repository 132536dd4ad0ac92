"""The agent's side: plain aiortc in a thread, each frame painted as a QImage; keys go back as JSON.

`python -m bench.naive.viewer ADDRESS PORT`.
"""

import asyncio
import json
import sys
import threading
from collections.abc import Callable

import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Frames(QObject):
    """Carries frames into Qt's thread."""

    arrived = Signal(object)


class View(QWidget):
    """The picture, 1:1 from the upper left corner."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.send: Callable[[dict[str, int]], None] = lambda _event: None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle("naive viewer")

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        if self.image is not None:
            QPainter(self).drawImage(0, 0, self.image)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        self.send({"key": event.nativeVirtualKey(), "down": 1})

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        self.send({"key": event.nativeVirtualKey(), "down": 0})

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self.send({"x": int(event.position().x()), "y": int(event.position().y())})


async def receive(view: View, frames: Frames, address: str, port: int) -> None:
    """Connects and shows every frame."""
    loop = asyncio.get_running_loop()
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver("video", direction="recvonly")
    channel = connection.createDataChannel("input")

    def send(event: dict[str, int]) -> None:
        loop.call_soon_threadsafe(channel.send, json.dumps(event))

    view.send = send
    tracks: asyncio.Queue[MediaStreamTrack] = asyncio.Queue()
    connection.on("track", tracks.put_nowait)
    await connection.setLocalDescription(await connection.createOffer())
    reader, writer = await asyncio.open_connection(address, port)
    local = connection.localDescription
    writer.write(json.dumps({"sdp": local.sdp, "type": local.type}).encode() + b"\n")
    await connection.setRemoteDescription(RTCSessionDescription(**json.loads(await reader.readline())))
    track = await tracks.get()
    while True:
        try:
            frame = await track.recv()
        except MediaStreamError:
            return
        assert isinstance(frame, VideoFrame)
        pixels = np.ascontiguousarray(frame.to_ndarray(format="bgra"))
        frames.arrived.emit(QImage(pixels.data, frame.width, frame.height, QImage.Format.Format_RGB32).copy())


def main(address: str, port: int) -> None:
    """Full screen until it is ended from outside."""
    application = QApplication(sys.argv)
    view, frames = View(), Frames()
    frames.arrived.connect(view.show_image)
    view.showFullScreen()
    threading.Thread(target=lambda: asyncio.run(receive(view, frames, address, port)), daemon=True).start()
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
