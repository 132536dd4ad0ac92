"""The event loop that connections run in."""

import asyncio


def new() -> asyncio.AbstractEventLoop:
    """One that asks the system which sockets are ready. asyncio takes that by itself everywhere but on Windows.

    WORKAROUND: what it takes on Windows loses datagrams' sockets. One that has sent to a port where nobody listens, as
    each look for a way to a peer does, may hear nothing any more (https://github.com/python/cpython/issues/127057). One
    that is closed while it sends is never closed, and who waits for that waits for ever
    (https://github.com/python/cpython/issues/156920). To be removed when the client's Python has both repairs, which
    were made in September 2026.
    """
    return asyncio.SelectorEventLoop()
