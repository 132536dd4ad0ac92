"""Whether the server works, for whoever watches it: one word, what it is alarmed about, nothing about the inside."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from protocol.problems import DatabaseUnavailable
from signaling.alarms import Alarm
from signaling.certificate import ServerCertificate
from signaling.store.database import Database

PATH = "/v1/health"
WITHIN = 2.0
"""Seconds for the database to answer."""


class Health:
    """The health of one server."""

    def __init__(self, database: Database, alarms: Sequence[Alarm], certificate: ServerCertificate | None) -> None:
        self._database = database
        self._alarms = alarms
        self._certificate = certificate

    async def handle(self, _request: web.Request) -> web.Response:
        """200 while sessions can be had, else 503."""
        try:
            async with asyncio.timeout(WITHIN):
                await self._database.check()
        except (DatabaseUnavailable, TimeoutError):
            return web.json_response({"status": DatabaseUnavailable.code}, status=503)
        said: dict[str, Any] = {"status": "ok"}
        if alarms := [alarm.what for alarm in self._alarms if alarm.alarm]:
            said["alarms"] = alarms
        if self._certificate:
            said["certificate_ends"] = self._certificate.last_day.isoformat()
        return web.json_response(said)
