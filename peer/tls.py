"""Whom we trust to be the server."""

import ssl
from pathlib import Path


def trusting(ca: Path | None) -> ssl.SSLContext:
    """A client's TLS context that trusts `ca` alone, or the system's roots when there is none.

    There is no way to switch the check off.
    """
    context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
