"""Whom we trust to be the server."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol import ciphers


def trusting(authorities: Path) -> ssl.SSLContext:
    """A client's TLS context that trusts the certificate authorities in this PEM file, and nobody else.

    The system's own authorities do not count: whoever put one of theirs there could pose as the server. There is no way
    to switch the check off. Raises `OSError` for a file that cannot be read or holds no certificate.
    """
    context = trusting_nobody()
    context.load_verify_locations(authorities)
    return context


def trusting_nobody() -> ssl.SSLContext:
    """A client's TLS context that refuses every server."""
    # Not `create_default_context`: that one writes the keys of all connections where the environment tells it to.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers.TLS_1_2)
    return context


@contextmanager
def by_default_nobody() -> Iterator[None]:
    """Meanwhile a context made by default refuses every server, and does not read the system's authorities.

    For libraries that make one as soon as they are imported: on Windows that takes as long as all the rest of them, and
    we hand ours to each connection.
    """
    usual = ssl.create_default_context
    ssl.create_default_context = lambda *_, **__: trusting_nobody()
    try:
        yield
    finally:
        ssl.create_default_context = usual
