"""The recorder, put together."""

import asyncio
import contextlib
import fcntl
import signal
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from secrets import token_hex

from logs import Dialogue
from peer.certificate import Certificate, CertificateUnreadable
from peer.server_link import ServerLink
from peer.tls import trusting
from protocol import link, wire
from recorder import identity
from recorder.abandoned import LOOK_EVERY, Abandoned, is_closed
from recorder.claims import ClaimingVault, Claims
from recorder.clock import Clock, SystemClock
from recorder.desk import Desk
from recorder.guarding import GuardedVault, Quota, Room
from recorder.line import Line, Listener, PeerLine
from recorder.session import Session
from recorder.settings import Settings
from recorder.shipping import Shipper, Shipping
from recorder.writer import Writer
from sealing import published
from sealing.files import write_whole
from sealing.published import CannotSeal, Published
from sealing.store import Store, StoreFault, opened
from sealing.vault import SealedVault

_LOOK_AGAIN = 0.2
_LOOK_EVERY = 10.0


class CannotStart(Exception):
    """The operator has something to do first; the text says what."""


def token_of(state: Path, patience: float) -> str:
    """The operator's secret for recorders, which the server makes at its first start. Raises `CannotStart`."""
    path = state / "recorder.token"
    give_up_at = time.monotonic() + patience
    while True:
        try:
            if token := path.read_text(encoding="ascii").strip():
                return token
        except FileNotFoundError:
            pass
        except OSError as error:
            raise CannotStart(f"The recorder cannot read {path}: {error.strerror}.") from None
        if time.monotonic() >= give_up_at:
            raise CannotStart(
                f"There is no {path}. The server makes it at its first start; start the server first, "
                "or copy the file from the server's state folder."
            )
        time.sleep(_LOOK_AGAIN)


def prepared(state: Path) -> tuple[Certificate, Path]:
    """The recorder's certificate, kept so that clients know it again, and its spool. Raises `CannotStart`."""
    spool = state / "spool"
    try:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        (state / "recorder").mkdir(mode=0o700, exist_ok=True)
        write_whole(spool / ".writable", b"")
        with (state / "recorder" / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # several recorders of a machine start together, and share it
            return Certificate.kept(state / "recorder" / "certificate.pem"), spool
    except CertificateUnreadable:
        raise CannotStart(
            f"{state / 'recorder' / 'certificate.pem'} holds no certificate. Put the right file there, or delete it: "
            "a new one is made, and running sessions have to be started again."
        ) from None
    except OSError as error:
        raise CannotStart(f"The recorder cannot write to {state}: {error.strerror}.") from None


def store_of(settings: Settings) -> Store:
    """Where recordings are kept in the end. Raises `CannotStart`."""
    try:
        return opened(settings.store, settings.state / "store")
    except StoreFault as fault:
        raise CannotStart(str(fault)) from None


async def until_it_can_seal(
    seal_to: Callable[[date], object], clock: Clock, stop: asyncio.Event, log: Dialogue, look_again: float = _LOOK_AGAIN
) -> None:
    """A recorder that could store nothing does not offer itself: the server then has none, and opens no session."""
    said = ""
    while not stop.is_set():
        try:
            seal_to(clock.now().utc.date())
        except CannotSeal as missing:
            if str(missing) != said:
                said = str(missing)
                log.state("cannot-seal")
                sys.stderr.write(f"Nothing can be recorded, and so no session can run: {said}\n")
        else:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(look_again):
                await stop.wait()


async def say_when_it_cannot_seal(
    seal_to: Callable[[date], object], clock: Clock, stop: asyncio.Event, log: Dialogue, every: float = _LOOK_EVERY
) -> None:
    """Until `stop`. Officers may be taken out, and the archive may be off for so long that no day's key is left."""
    while not stop.is_set():
        await until_it_can_seal(seal_to, clock, stop, log)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(every):
                await stop.wait()


class Recorder:
    """The parts of one recorder, and their order."""

    def __init__(self, settings: Settings, log: Dialogue) -> None:
        self._settings = settings
        self._log = log
        self._worker = token_hex(8)
        self._certificate, spool = prepared(settings.state)
        self._token = token_of(settings.state, settings.token_wait)
        try:
            self._identity = identity.load(settings.state / "recorder" / "identity.key")
        except identity.NoIdentity as missing:
            raise CannotStart(str(missing)) from None
        self._clock = clock = SystemClock()
        self._published = Published(
            settings.state / published.FOLDER, settings.state / "recorder" / published.VERIFYING
        )
        sealed = SealedVault(spool, self._published.keyring, lambda: clock.now().utc)
        self._claims = Claims(spool / ".claims")
        self._vault = GuardedVault(
            ClaimingVault(sealed, self._claims),
            (Quota(spool, settings.spool_limit).check, Room(spool).check, clock.check),
        )
        self._shipping = Shipping(Shipper(spool, store_of(settings), clock, log), log)
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="disk")
        try:
            tls = trusting(settings.authorities)
        except OSError:
            raise CannotStart(
                f"The recorder cannot read the certificate authority {settings.authorities}. It trusts no other: "
                "put the one there that the server's certificate comes from, or name its file with --ca."
            ) from None
        if not settings.server.startswith("https://"):
            raise CannotStart("The server's address has to be one with https: there is no other way to reach it.")
        url = settings.server.rstrip("/") + link.RECORDER_PATH
        self._link: ServerLink[link.ToRecorderProgram] = ServerLink(url, tls, wire.to_recorder_program)

    async def run(self) -> None:
        """Until the process is asked to stop."""
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        for asked in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(asked, stop.set)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._shipping.run(stop), name="shipping")
            await until_it_can_seal(self._published.keyring, self._clock, stop, self._log)
            desk = Desk(
                group,
                hello=self._hello,
                proof=partial(identity.proof, self._identity, self._certificate),
                send=self._link.send,
                new_session=self._new_session,
                is_over=self._is_over,
                log=self._log,
            )
            group.create_task(self._look_for_abandoned(desk, stop), name="abandoned")
            group.create_task(self._link.run(desk.on_event), name="server link")
            looks = say_when_it_cannot_seal(self._published.keyring, self._clock, stop, self._log)
            group.create_task(looks, name="keys")
            await stop.wait()
            self._log.state("stopping")
            desk.pause()
            await self._link.close()

    def _is_over(self, session: str) -> bool:
        """Whether there is nothing for us to write of its end. If the disk says nothing, the server tells us again."""
        try:
            return is_closed(self._vault, session) or self._claims.is_taken(session)
        except OSError as error:
            self._log.fault(error, session)
            return True

    async def _look_for_abandoned(self, desk: Desk, stop: asyncio.Event) -> None:
        """Until the process is asked to stop."""
        abandoned = Abandoned(self._vault, self._claims, self._settings.gone_after, lambda: self._clock.now().utc)
        while not stop.is_set():
            try:
                for session in await asyncio.get_running_loop().run_in_executor(self._threads, abandoned.look):
                    desk.take_up(session).lost()
            except OSError as error:
                self._log.fault(error)  # the spool is gone, perhaps for a moment
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await stop.wait()

    def _hello(self, connected: Sequence[str]) -> link.RecorderHello:
        return link.RecorderHello(self._token, self._certificate.fingerprint_text, self._worker, tuple(connected))

    def _new_session(self, session: str) -> Session:
        return Session(
            session,
            Writer(session, self._vault, self._settings.size_limit),
            open_line=self._open_line,
            send=self._link.send,
            threads=self._threads,
            clock=self._clock,
            gone_after=self._settings.gone_after,
            log=self._log,
        )

    def _open_line(self, ice_servers: Sequence[link.IceServer], listener: Listener) -> Line:
        return PeerLine(self._certificate, ice_servers, listener)
