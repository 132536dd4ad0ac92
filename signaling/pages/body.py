"""The body of a form or a question: small, soon there, and of a length that was said beforehand."""

import asyncio

from aiohttp import web

from protocol.problems import MessageRefused

LIMIT = 4 * 1024
"""Bytes."""
WITHIN = 10.0
"""Seconds for the whole body; aiohttp itself would wait for ever."""


async def read(request: web.Request, limit: int = LIMIT) -> bytes:
    """The whole body, of so many bytes at most. Raises `MessageRefused`."""
    if request.content_length is None or request.content_length > limit:
        raise MessageRefused
    try:
        async with asyncio.timeout(WITHIN):
            return await request.content.readexactly(request.content_length)
    except (TimeoutError, asyncio.IncompleteReadError, web.RequestPayloadError):
        raise MessageRefused from None
