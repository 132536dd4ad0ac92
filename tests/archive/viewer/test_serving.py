import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from msgspec import Struct

from archive.control import Done, NotRunning, Refused
from archive.opening.door import Close, Look, Opened, Watch
from archive.opening.messages import Describe, Described, Same, Show
from archive.viewer import serving
from archive.viewer.serving import SocketArchive, serve
from archive.viewer.site import Over
from tests.fakes.sealed import NOON

OPENED = Opened("t" * 43, "7K3M-9QF2", "a" * 32, ("Dora", "Sepp"), "Complaint", "AZ 4711/26", 1800.0)
DESCRIBED = Described(NOON, 5000, (), (), 1, 1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Struct]:
    """What an archive that answers was asked."""
    heard = list[Struct]()

    def ask(_: Path, question: Struct, __: object) -> Any:
        heard.append(question)
        return {Look: Same(), Watch: DESCRIBED, Close: Done()}[type(question)]

    monkeypatch.setattr(serving.control, "ask", ask)
    return heard


async def test_what_the_page_wants_is_asked_of_the_archive_with_the_token(asked: list[Struct]) -> None:
    archive = SocketArchive(Path("archive"), OPENED.token)
    assert await archive.show(Show(1, "x")) == Same()
    assert await archive.describe(Describe(2)) == DESCRIBED
    assert asked == [Look(OPENED.token, Show(1, "x")), Watch(OPENED.token, Describe(2))]


@pytest.mark.parametrize("fault", [Refused("over"), NotRunning(Path("archive"))])
async def test_what_the_archive_refuses_is_over(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr(serving.control, "ask", refuse)
    archive = SocketArchive(Path("archive"), OPENED.token)
    with pytest.raises(Over):
        await archive.show(Show(0))
    await archive.close()


async def test_it_tells_the_address_shows_the_page_and_closes_what_it_showed(asked: list[Struct]) -> None:
    told = asyncio.Queue[str]()
    listening = socket.create_server(("127.0.0.1", 0))
    archive = SocketArchive(Path("archive"), OPENED.token)
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(OPENED, archive, listening, told.put_nowait), name="viewer")
        address, _, ticket = (await told.get()).partition("#")
        async with ClientSession(address) as http:
            assert "viewer.js" in await (await http.get("/")).text()
            secret = await (await http.post("/enter", data=ticket)).text()
            await http.post("/close", headers={"Authorization": f"Bearer {secret}"})
    assert asked[-1] == Close(OPENED.token)


async def test_when_its_time_is_over_it_ends_by_itself(asked: list[Struct]) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    short = Opened("t" * 43, "7K3M-9QF2", "a" * 32, ("Dora", "Sepp"), "r", "a", 0.0)
    await serve(short, SocketArchive(Path("archive"), short.token), listening, lambda _: None)
    assert asked[-1] == Close(short.token)
