"""Whether the server works, for whoever watches it: one word, what it is alarmed about, nothing about the inside."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from protocol.problems import DatabaseUnavailable
from signaling.store.database import Database
from signaling.wrong_guesses import WrongGuesses

PATH = "/v1/health"
WITHIN = 2.0
"""Seconds for the database to answer."""


class Health:
    """The health of one server."""

    def __init__(self, database: Database, guesses: Sequence[WrongGuesses]) -> None:
        self._database = database
        self._guesses = guesses

    async def handle(self, _request: web.Request) -> web.Response:
        """200 while sessions can be had, else 503."""
        try:
            async with asyncio.timeout(WITHIN):
                await self._database.check()
        except (DatabaseUnavailable, TimeoutError):
            return web.json_response({"status": DatabaseUnavailable.code}, status=503)
        alarms = [guesses.what for guesses in self._guesses if guesses.alarm]
        return web.json_response({"status": "ok"} | ({"alarms": alarms} if alarms else {}))
