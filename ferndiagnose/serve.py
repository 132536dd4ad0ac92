"""`ferndiagnose serve`: prepares the state folder, then runs the programs until it is told to stop."""

import asyncio
import contextlib
import errno
import ipaddress
import os
import signal
import socket
import ssl
import sys
from datetime import UTC, datetime
from pathlib import Path

from ferndiagnose import certificates, officers, recorder_identity, state, supervisor
from ferndiagnose.problems import CannotServe
from ferndiagnose.programs import programs
from ferndiagnose.settings import Settings
from logs import Dialogue
from sealing import published
from sealing.published import CannotSeal, Published

_LOOK_AGAIN_AFTER = 0.05


async def serve(settings: Settings, dialogue: Dialogue) -> None:
    """Runs the service. Returns after SIGTERM or SIGINT; raises `CannotServe` when it cannot run."""
    state.prepare(settings.folder)
    state.refuse_unsealed(settings.folder)
    paths = certificates.Paths(settings.folder / "tls")
    if certificates.ensure(paths, _names(settings), datetime.now(UTC)):
        dialogue.state("development certificates made")
    if recorder_identity.ensure(recorder_identity.Paths(settings.folder)):
        dialogue.state("recorder identity made")
    port = free_port(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    async def ready() -> None:
        await _answering(settings, port, paths.ca)
        sys.stdout.write(f"ready on {settings.address(port)}\n")
        sys.stdout.flush()
        sys.stderr.write(await what_is_missing(settings.folder))

    await supervisor.run(programs(settings, port, paths.ca), dialogue, ready, stop)


async def what_is_missing(state_folder: Path) -> str:
    """What the operator has to do before the first session, once the archive has said who there is to seal to."""
    public = state_folder / published.FOLDER
    while not (public / published.KEYRING).exists():  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(_LOOK_AGAIN_AFTER)
    try:
        Published(public, public / published.VERIFYING).keyring(datetime.now(UTC).date())
    except CannotSeal as missing:
        return f"{missing} {officers.NEXT_STEPS.format(state=state_folder)}"
    return ""


def free_port(host: str, port: int) -> int:
    """The port, found free, or any free one for 0. Raises `CannotServe` saying who may be in the way."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    except socket.gaierror:
        raise CannotServe(f"{host} is not an address of this machine. Name another one with --host.") from None
    except OSError as error:
        raise CannotServe(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use, perhaps by another `ferndiagnose serve`. Stop it, or choose with --port."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has. Choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine. Name another one with --host."
    return f"Port {port} on {host} cannot be used: {os.strerror(error.errno or 0)}. Choose another one with --port."


async def _answering(settings: Settings, port: int, ca: Path) -> None:
    """Returns once the server answers with a certificate that its clients will accept."""
    tls = ssl.create_default_context(cafile=ca)
    host = _reachable(settings.host)
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port, ssl=tls, server_hostname=settings.public_name)
        except ssl.SSLCertVerificationError as error:
            raise CannotServe(
                f"Clients would not accept the certificate in {settings.folder / 'tls'}: {error.verify_message}. "
                "It must be for the name given with --name; its CA, if it is not a public one, belongs into ca.pem."
            ) from None
        except OSError:
            await asyncio.sleep(_LOOK_AGAIN_AFTER)
        else:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            return


def _reachable(host: str) -> str:
    """Where this machine itself reaches a server that listens on `host`."""
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.is_unspecified:
            return "127.0.0.1" if isinstance(address, ipaddress.IPv4Address) else "::1"
    return host


def _names(settings: Settings) -> list[str]:
    """The names that the server's certificate must carry besides this machine's own."""
    wildcards = {"", "0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to
    return [name for name in (settings.name, settings.host) if name not in wildcards]
