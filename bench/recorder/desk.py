"""The signaling server, as far as one recorder sees it: it names sessions and passes descriptions on."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import WSMsgType, web

from bench.recorder import officers
from ferndiagnose import certificates, recorder_identity
from ferndiagnose.state import prepare
from protocol import link, wire
from protocol.link import Description, LinkMessage, Record, RecorderHello, Role, SessionChanged
from protocol.session import EndReason, State


class Desk:
    """Waits for a recorder, and speaks with it."""

    def __init__(self) -> None:
        self.port = 0
        self.came = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._answers: dict[str, asyncio.Future[str]] = {}

    async def connect(self, session: str, offer: str) -> str:
        """The recorder's answer to a customer's offer."""
        answer = self._answers[session] = asyncio.get_running_loop().create_future()
        await self._say(Record(session))
        await self._say(Description(session, Role.CUSTOMER, 1, "offer", offer))
        sdp: str = await answer
        return sdp

    async def end(self, session: str) -> None:
        """Tells the recorder that the session is over."""
        await self._say(SessionChanged(session, State.ENDED, reason=EndReason.CUSTOMER))

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        """The recorder's link."""
        self._socket = socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._hear(wire.from_recorder_program.read(frame.data))
        return socket

    def _hear(self, message: LinkMessage) -> None:
        match message:
            case RecorderHello():
                self.came.set()
            case Description(session, sdp=sdp):
                self._answers[session].set_result(sdp)

    async def _say(self, message: LinkMessage) -> None:
        assert self._socket
        await self._socket.send_str(wire.encode(message).decode())


@asynccontextmanager
async def opened(state: Path) -> AsyncIterator[Desk]:
    """A desk, with all that a recorder looks for in `state`: certificate, token and keyring."""
    prepare(state)
    recorder_identity.ensure(recorder_identity.Paths(state))
    officers.publish(state)
    paths = certificates.Paths(state / "tls")
    certificates.ensure(paths, [], datetime.now(UTC))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(paths.server, paths.key)
    desk, app = Desk(), web.Application()
    app.router.add_get(link.RECORDER_PATH, desk.talk)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    desk.port = runner.addresses[0][1]
    try:
        yield desk
    finally:
        await runner.cleanup()
