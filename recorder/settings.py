"""The recorder's settings: `FERNDIAGNOSE_RECORDER_…` in the environment, or a flag."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What an operator may decide about a recorder."""

    server: str = "https://localhost:8443"
    """The signaling server."""
    ca: Path | None = None
    """A PEM file with the authorities that the server may be certified by; empty: the state folder's `tls/ca.pem`."""
    state: Path = Path("state")
    """The state folder: token, certificate and spool lie in it."""
    store: str = ""
    """Where recordings are kept: empty is the folder `store` in the state folder, or `s3://bucket/prefix`."""
    spool_limit: int = 2 * 1024**3
    """Bytes that may wait here for the store; beyond it nothing is recorded and so no agent sees anything more."""
    gone_after: float = 120.0
    """Seconds without the customer after which a recording is closed."""
    size_limit: int = 20 * 1024**3
    """Bytes of one session's recording; beyond it the session is not recorded and so the agent sees nothing more."""
    threads: int = 8
    """Threads that wait for the disk; sessions share them."""
    swap_allowed: bool = False
    """Whether to run though memory with pictures in it can be swapped to a disk. For trying out only."""
    token_wait: float = 10.0
    """Seconds to wait for the server's first start to make the token."""

    @property
    def authorities(self) -> Path:
        return self.ca or self.state / "tls" / "ca.pem"
