"""What the server proves itself with: taken anew when another one is put there, and an alarm before it ends."""

import ssl
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509

from logs import Dialogue
from protocol import ciphers
from signaling.clock import Clock
from signaling.problems import CannotStart

ALARM_BEFORE = 10 * 86400.0
"""Seconds before its end. Who renews by a program does so earlier, and hears of this only when that has failed."""


class ServerCertificate:
    """The certificate and its key, in two files; the TLS `context` always has those that fit together."""

    what = "certificate-ends"

    def __init__(self, certificate: Path, key: Path, clock: Clock, log: Dialogue) -> None:
        """Raises `CannotStart`."""
        self._files = certificate, key
        self._clock = clock
        self._log = log
        self.context = _context()
        self._seen = self._look_at_files()
        try:
            self._ends = self._load()
        except FileNotFoundError as error:
            raise CannotStart(
                f"{certificate} or {key} is missing. Put the server's certificate and key there, "
                "or run `ferndiagnose serve`, which makes some for this machine."
            ) from error
        except (OSError, ValueError) as error:
            raise CannotStart(f"{certificate} and {key} cannot be used. Are they ours to read, and a pair?") from error
        self.alarm = False
        """From ten days before its end."""

    @property
    def last_day(self) -> date:
        """The day on which it ends, UTC."""
        return datetime.fromtimestamp(self._ends, UTC).date()

    def look(self) -> None:
        """Takes other files, if there are some and they fit together; until then the old ones go on."""
        if (seen := self._look_at_files()) != self._seen:
            self._seen = seen
            self._take()
        alarm = self._ends - self._clock() < ALARM_BEFORE
        if alarm != self.alarm:
            self.alarm = alarm
            self._log.state(f"alarm {self.what} {self.last_day}" if alarm else f"alarm over {self.what}")

    def _take(self) -> None:
        try:
            self._ends = self._load()
        except (OSError, ValueError) as error:
            self._log.fault(error)
        else:
            self._log.state("certificate taken")

    def _load(self) -> float:
        """Until when it is good. Raises `OSError` and `ValueError`, and changes nothing then."""
        certificate, key = self._files
        ends = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc.timestamp()
        # With no password for a key that has one: else OpenSSL would ask at a terminal.
        _context().load_cert_chain(certificate, key, password="")
        self.context.load_cert_chain(certificate, key, password="")
        return ends

    def _look_at_files(self) -> list[tuple[int, int] | None]:
        """What changes when a file is replaced."""
        seen: list[tuple[int, int] | None] = []
        for file in self._files:
            try:
                found = file.stat()
            except OSError:
                seen.append(None)
            else:
                seen.append((found.st_mtime_ns, found.st_ino))
        return seen


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers.TLS_1_2)
    # No tickets: by one of them a browser could be known again.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    return context
