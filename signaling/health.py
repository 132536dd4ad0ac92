"""Whether the server works, for whoever watches it: one word, and nothing about the inside."""

import asyncio

from aiohttp import web

from protocol.problems import DatabaseUnavailable
from signaling.store.database import Database

PATH = "/v1/health"
WITHIN = 2.0
"""Seconds for the database to answer."""


class Health:
    """The health of one server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def handle(self, _request: web.Request) -> web.Response:
        """200 while sessions can be had, else 503."""
        try:
            async with asyncio.timeout(WITHIN):
                await self._database.check()
        except (DatabaseUnavailable, TimeoutError):
            return web.json_response({"status": DatabaseUnavailable.code}, status=503)
        return web.json_response({"status": "ok"})
