"""The settings of `ferndiagnose serve`. Read from `FERNDIAGNOSE_SERVE_…`, overridden by the command line."""

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

AT_LEAST = 2
"""Recorders, unless the operator wants fewer."""
_HTTPS = 443


@dataclass(frozen=True)
class Settings:
    """All of them, each with its default. Those of each program are read by that program itself."""

    state: str = "state"
    """The folder with everything the service keeps."""
    host: str = "127.0.0.1"
    """The address to listen on; `0.0.0.0` for all of this machine's."""
    port: int = 8443
    """The port to listen on; 0 takes a free one."""
    name: str = ""
    """The name by which others reach this machine, e.g. `help.example`. Empty: `localhost`, or `host`."""

    recorders: int = 0
    """How many recorders share the sessions; 0 is one for each core, and at least two: a session goes on at another."""
    archive: bool = True
    """Whether to run the archive too; `false` where it runs on its own, as another user."""

    @property
    def folder(self) -> Path:
        return Path(self.state).absolute()

    @property
    def recorder_count(self) -> int:
        """How many there are, after all."""
        return self.recorders if self.recorders > 0 else max(AT_LEAST, os.cpu_count() or 1)

    @property
    def public_name(self) -> str:
        """The name in the address of the service."""
        if self.name:
            return self.name
        return "localhost" if _is_everywhere_or_here(self.host) else self.host

    def address(self, port: int) -> str:
        """As a browser writes it, so that it is also the origin that a browser names."""
        name = f"[{self.public_name}]" if ":" in self.public_name else self.public_name
        return f"https://{name}" if port == _HTTPS else f"https://{name}:{port}"


def _is_everywhere_or_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_unspecified or address.is_loopback
