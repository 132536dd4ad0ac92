import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from msgspec import Struct

from archive import control
from archive.control import Control, Done, Handler, NotRunning, Refused
from logs import Dialogue
from tests.fakes.waiting import until


class Greet(Struct, frozen=True, tag="greet"):
    name: str


class Fail(Struct, frozen=True, tag="fail"):
    pass


class Greeting(Struct, frozen=True):
    text: str


async def greet(asked: Greet) -> Greeting:
    if asked.name == "nobody":
        raise Refused("Nobody is not greeted.")
    return Greeting(f"Hello, {asked.name}")


async def fail(_: Fail) -> Done:
    raise PermissionError(13, "Permission denied")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[None]:
    handlers: dict[type[Struct], Handler] = {Greet: greet, Fail: fail}
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(Control(folder, handlers, Dialogue("test")).serve(stop), name="control")
        await until((folder / control.SOCKET).exists)
        yield
        stop.set()


async def in_thread(ask: Callable[[], object]) -> object:
    return await asyncio.to_thread(ask)


async def test_a_question_is_answered(tmp_path: Path) -> None:
    async with running(tmp_path):
        said = await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))
    assert said == Greeting("Hello, Anna")


async def test_a_refusal_says_why(tmp_path: Path) -> None:
    async with running(tmp_path):
        with pytest.raises(Refused, match="Nobody is not greeted"):
            await in_thread(lambda: control.ask(tmp_path, Greet("nobody"), Greeting))


async def test_what_the_disk_refuses_is_said_and_the_archive_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path):
        with pytest.raises(Refused, match="Permission denied"):
            await in_thread(lambda: control.ask(tmp_path, Fail(), Done))
        assert await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))


async def connection(folder: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    with control._short_name(folder) as name:
        return await asyncio.open_unix_connection(name)


async def hung_up(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):  # where something was on its way
        assert await reader.read() == b""


async def test_whoever_sends_a_line_without_end_holds_up_nobody_but_others_who_send_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "WITHIN", 0.3)
    async with running(tmp_path):
        hostile = [await connection(tmp_path) for _ in range(5)]
        for _, writer in hostile:
            writer.write(b"x" * (4 * control.SHORT))
        assert await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))
        for reader, writer in hostile:
            await hung_up(reader)
            writer.close()
        long = Greet("x" * (4 * control.SHORT))
        assert await in_thread(lambda: control.ask(tmp_path, long, Greeting)) == Greeting(f"Hello, {long.name}")


async def test_more_connections_than_there_is_a_use_for_are_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "AT_ONCE", 3)
    async with running(tmp_path):
        held = [await connection(tmp_path) for _ in range(2)]
        assert await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))
        held += [await connection(tmp_path), await connection(tmp_path)]
        async with asyncio.TaskGroup() as tasks:
            ends = [tasks.create_task(reader.read(), name="until it is hung up") for reader, _ in held]
            _, pending = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            assert len(pending) == 3
            with pytest.raises(NotRunning):
                await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))
            for _, writer in held:
                writer.close()


async def test_a_line_beyond_the_bound_costs_the_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "LINE_LIMIT", 2 * control.SHORT)
    async with running(tmp_path):
        reader, writer = await connection(tmp_path)
        writer.write(b"x" * (8 * control.SHORT))
        await hung_up(reader)
        writer.close()
        assert await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))


@pytest.mark.parametrize("line", [b"{}", b"\xff", b'{"type":"list"}', b"[" * 5000, b'{"type":"greet"}'])
async def test_what_is_no_request_is_refused(tmp_path: Path, line: bytes) -> None:
    async with running(tmp_path):
        with control._short_name(tmp_path) as name:
            reader, writer = await asyncio.open_unix_connection(name)
        writer.write(line + b"\n")
        assert b"does not know this request" in await reader.readline()
        writer.close()


async def test_only_its_own_user_may_ask(tmp_path: Path) -> None:
    async with running(tmp_path):
        assert (tmp_path / control.SOCKET).stat().st_mode & 0o777 == 0o600


async def test_a_folder_of_any_length_will_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("x" * 120)
    async with running(folder):
        assert await in_thread(lambda: control.ask(folder, Greet("Anna"), Greeting))


async def test_a_socket_that_a_killed_archive_left_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    with control._short_name(tmp_path) as name:
        dead.bind(name)
    dead.close()
    with pytest.raises(NotRunning):
        control.ask(tmp_path, Greet("Anna"), Greeting)
    (tmp_path / control.SOCKET).unlink()
    async with running(tmp_path):
        assert await in_thread(lambda: control.ask(tmp_path, Greet("Anna"), Greeting))
    assert not (tmp_path / control.SOCKET).exists()


def test_without_an_archive_the_operator_is_told_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="Start it first"):
        control.ask(tmp_path, Greet("Anna"), Greeting)
