"""Puts the server together, runs it, and takes it apart again in reverse."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from aiohttp import web
from argon2 import PasswordHasher

from logs import Dialogue
from protocol import program_version, wire
from protocol.link import AGENT_PATH, CUSTOMER_PATH, RECORDER_PATH
from signaling import connections, health, notices, pages, secret_files, web_app
from signaling import scribe as scribes
from signaling.accounts import Accounts
from signaling.agent_conversation import AgentConversation
from signaling.alarms import Alarm
from signaling.ceremonies import Ceremonies
from signaling.certificate import ServerCertificate
from signaling.clock import Clock
from signaling.customer_conversation import CustomerConversation, Greeting
from signaling.digests import Pepper
from signaling.enrolments import Enrolments
from signaling.exchange import Exchange
from signaling.factors import OwnFactors
from signaling.hashing import HASHER, Hashing
from signaling.identification import Ways
from signaling.invitations import Invitations
from signaling.key_desk import WRONG_KEYS, KeyDesk
from signaling.key_sign_ins import KeySignIns
from signaling.link import RECORDERS_MESSAGES, Link
from signaling.notices import Notices, NoticesWrong
from signaling.pages.key_page import KeyPage
from signaling.pages.self_service import SelfService
from signaling.problems import CannotStart
from signaling.provider_setup import provider_sign_ins
from signaling.provider_sign_ins import ProviderSignIns
from signaling.recorder_conversation import RecorderConversation
from signaling.relays import Relays, RelaysWrong, relays
from signaling.scribe import Scribe
from signaling.security_keys import Site
from signaling.settings import Settings
from signaling.sign_ins import WRONG_SIGN_INS, SignIns
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from signaling.store.enrolments import EnrolmentTable
from signaling.store.factors import FactorTable
from signaling.store.keys import KeyTable
from signaling.store.security_keys import SecurityKeyTable
from signaling.store.sessions import SessionTable
from signaling.sweeper import Sweeper
from signaling.switchboard import Switchboard
from signaling.tolls import Booth
from signaling.wrong_guesses import WrongGuesses

BODY_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Server:
    """The parts of one server, put together."""

    settings: Settings
    clock: Clock
    log: Dialogue
    database: Database
    notices: Notices
    accounts: Accounts
    agents: AgentTable
    security_keys: SecurityKeyTable
    factors: OwnFactors
    sign_ins: SignIns
    key_sign_ins: KeySignIns
    provider: ProviderSignIns | None
    desk: KeyDesk
    booth: Booth
    alarms: tuple[Alarm, ...]
    certificate: ServerCertificate | None
    enrolments: Enrolments
    switchboard: Switchboard
    keys: KeyTable
    sessions: SessionTable
    scribe: Scribe
    recorder_token: str = field(repr=False)

    def application(self, origin: str) -> web.Application:
        """The web application, for the origin that it is reached at."""
        operator, exchange = self.settings.operator, Exchange(self.settings.heartbeat, self.log)
        link = partial(Link, exchange=exchange, clock=self.clock, log=self.log, origin=origin)
        desk, switchboard, booth = self.desk, self.switchboard, self.booth
        ceremonies = Ceremonies(self.security_keys, self.agents, Site(origin, operator.name), self.clock)
        customer = partial(
            CustomerConversation,
            desk=desk,
            switchboard=switchboard,
            booth=booth,
            greeting=Greeting(operator, self.notices),
            enrolments=self.enrolments,
        )
        agent = partial(
            AgentConversation,
            desk=desk,
            switchboard=switchboard,
            booth=booth,
            ways=Ways(self.sign_ins, self.key_sign_ins, ceremonies, self.factors, self.provider),
            enrolments=self.enrolments,
            operator=operator,
            invitations=Invitations(self.clock),
        )
        recorder = partial(RecorderConversation, token=self.recorder_token, switchboard=self.switchboard)
        app = web.Application(client_max_size=BODY_LIMIT)
        app.cleanup_ctx.append(exchange.of_application)
        oldest = self.settings.minimum_client
        app.router.add_get(CUSTOMER_PATH, link(wire.from_customer_program, customer, minimum=oldest).handle)
        app.router.add_get(AGENT_PATH, link(wire.from_agent_program, agent).handle)
        app.router.add_get(
            RECORDER_PATH, link(wire.from_recorder_program, recorder, messages=RECORDERS_MESSAGES).handle
        )
        app.router.add_get(health.PATH, health.Health(self.database, self.alarms, self.certificate).handle)
        downloads = self.settings.downloads
        pages.add_routes(
            app,
            desk,
            self.notices,
            operator=operator,
            downloads=downloads,
            origin=origin,
            self_service=self._self_service(origin),
            key_page=KeyPage(ceremonies, origin),
        )
        web_app.add_routes(app, operator=operator, recorders=self.settings.recorders, origin=origin)
        return app

    def sweeper(self) -> Sweeper:
        """What has to run besides."""
        return Sweeper(
            switchboard=self.switchboard,
            sign_ins=self.sign_ins,
            keys=self.keys,
            sessions=self.sessions,
            security_keys=self.security_keys,
            enrolments=self.enrolments,
            alarms=self.alarms,
            scribe=self.scribe,
            clock=self.clock,
            log=self.log,
        )

    def _self_service(self, origin: str) -> SelfService | None:
        if not self.enrolments.required:
            return None
        token = secret_files.read_or_make(self.settings.customer_centre_token)
        return SelfService(self.enrolments, self.notices, token, origin)


@asynccontextmanager
async def assembled(
    settings: Settings,
    clock: Clock,
    log: Dialogue,
    *,
    hasher: PasswordHasher = HASHER,
    open_database: Callable[[str], Database] = Database,
    certificate: ServerCertificate | None = None,
) -> AsyncIterator[Server]:
    """The server, with its tables up to date and its sessions read back. Raises `CannotStart`."""
    texts, pepper, recorder_token, servers = _laid_ready(settings)
    async with _opened(settings, clock, log, hasher, open_database) as (database, scribe, hashing, booth):
        agents, sessions = AgentTable(database), SessionTable(database)
        keys = KeyTable(database, texts.enrolment() if settings.enrolment else None)
        security_keys, factors = SecurityKeyTable(database), FactorTable(database)
        wrong_keys = WrongGuesses(WRONG_KEYS, clock, log, "wrong-keys")
        wrong_sign_ins = WrongGuesses(WRONG_SIGN_INS, clock, log, "wrong-sign-ins")
        alarms: tuple[Alarm, ...] = (wrong_keys, wrong_sign_ins, *([certificate] if certificate else []))
        sign_ins = SignIns(agents, pepper, clock, hashing, wrong_sign_ins=wrong_sign_ins, scribe=scribe)
        switchboard = Switchboard(sessions, scribe, clock, log, grace=settings.grace, relays=servers)
        enrolments = Enrolments(EnrolmentTable(database), pepper, texts, clock, scribe, required=settings.enrolment)
        provided = provider_sign_ins(settings, sign_ins, agents=agents, pepper=pepper, clock=clock, scribe=scribe)
        async with provided as provider:
            await switchboard.restore()
            yield Server(
                settings=settings,
                clock=clock,
                log=log,
                database=database,
                notices=texts,
                accounts=Accounts(agents, factors, clock, hashing, scribe),
                factors=OwnFactors(factors, scribe),
                agents=agents,
                security_keys=security_keys,
                sign_ins=sign_ins,
                key_sign_ins=KeySignIns(sign_ins, security_keys, clock, scribe),
                provider=provider,
                desk=KeyDesk(keys, pepper, clock, wrong_keys),
                booth=booth,
                alarms=alarms,
                certificate=certificate,
                enrolments=enrolments,
                switchboard=switchboard,
                keys=keys,
                sessions=sessions,
                scribe=scribe,
                recorder_token=recorder_token,
            )


class _LaidReady(NamedTuple):
    """What stands in files and settings, read and found right."""

    texts: Notices
    pepper: Pepper
    recorder_token: str
    relays: Relays


def _laid_ready(settings: Settings) -> _LaidReady:
    texts = _notices(settings)
    pepper = Pepper(secret_files.read_or_make(settings.pepper).encode())
    ready = _LaidReady(texts, pepper, secret_files.read_or_make(settings.recorder_token), _relays(settings))
    _check_minimum(settings)
    return ready


class _Opened(NamedTuple):
    """What has to be closed in the end."""

    database: Database
    scribe: Scribe
    hashing: Hashing
    booth: Booth


@asynccontextmanager
async def _opened(
    settings: Settings, clock: Clock, log: Dialogue, hasher: PasswordHasher, open_database: Callable[[str], Database]
) -> AsyncIterator[_Opened]:
    async with AsyncExitStack() as afterwards:
        database = open_database(settings.database_url)
        afterwards.push_async_callback(database.close)
        scribe = afterwards.enter_context(scribes.opened(settings, clock, log))
        afterwards.push_async_callback(scribe.sign)
        await database.migrate()
        hashing, booth = Hashing(hasher), Booth()
        afterwards.callback(hashing.close)
        afterwards.callback(booth.close)
        yield _Opened(database, scribe, hashing, booth)


@asynccontextmanager
async def serving(settings: Settings, clock: Clock, log: Dialogue) -> AsyncIterator[int]:
    """The server, listening; gives the port. Raises `CannotStart`."""
    certificate = ServerCertificate(settings.certificate, settings.certificate_key, clock, log)
    async with assembled(settings, clock, log, certificate=certificate) as server:
        with _bound(settings.host, settings.port) as listening:
            port: int = listening.getsockname()[1]
            origin = settings.origin_at(port)
            application = server.application(origin)
            async with (
                connections.answering(
                    application, listening, certificate.context, log=log, silence=settings.silence
                ) as listener,
                asyncio.TaskGroup() as tasks,
            ):
                sweeping = tasks.create_task(server.sweeper().run(), name="sweep")
                log.state("listening")
                try:
                    yield port
                finally:
                    listener.close()
                    server.switchboard.hang_up()
                    sweeping.cancel()
    log.state("stopped")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=connections.BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} on {host} is in use. Stop the program that uses it (perhaps another server of ours), "
                "or choose another port with --port."
            ) from error
        raise CannotStart(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error


def _relays(settings: Settings) -> Relays:
    addresses = settings.ice_servers.split()
    secret = secret_files.read_or_make(settings.turn_secret) if addresses else ""
    try:
        return relays(addresses, secret, only=settings.relay_only)
    except RelaysWrong as wrong:
        raise CannotStart(str(wrong)) from wrong


def _notices(settings: Settings) -> Notices:
    folder = Path(settings.notices_folder) if settings.notices_folder else notices.SHIPPED
    try:
        return Notices.read(folder, settings.operator)
    except NoticesWrong as wrong:
        raise CannotStart(f"The notices cannot be used: {wrong}.") from wrong


def _check_minimum(settings: Settings) -> None:
    """Raises `CannotStart` for a minimum that is no version: else it would shut everybody out."""
    try:
        program_version.is_too_old("", settings.minimum_client)
    except program_version.NoVersion:
        raise CannotStart("FERNDIAGNOSE_SIGNALING_MINIMUM_CLIENT has to be a version such as 1.2.0") from None
