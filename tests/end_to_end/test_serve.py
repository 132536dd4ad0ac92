"""`ferndiagnose serve`, as an operator meets it."""

import asyncio
import socket
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.service import agent, command, new_key, serving

pytestmark = pytest.mark.end_to_end

STOPPED_WITHIN = 5.0
RECORDER_BACK_WITHIN = 2.0
OWN = {"localhost", "127.0.0.1", "::1", "None"}
"""This machine's names; `None` is what a server passes when it listens."""
CANARY = "Canary-7f3a-9c11"


def files_with(text: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


async def test_an_empty_folder_becomes_a_service_and_stops_when_asked(tmp_path: Path) -> None:
    async with serving(tmp_path) as service:
        async with service.browser() as http:
            assert (await http.get("/v1/health")).status == 200
        programs = service.programs()
        assert set(programs) == {"archive", "signaling", "recorder"}
        async with asyncio.timeout(STOPPED_WITHIN):
            assert await service.stop() == 0
        assert not any(program.is_running() for program in programs.values())
    for secret in ("tls/server.key", "recorder.token", "pepper"):
        assert (tmp_path / "state" / secret).stat().st_mode & 0o077 == 0


async def test_a_recorder_that_died_is_back_at_once_and_the_server_stays(tmp_path: Path) -> None:
    async with serving(tmp_path) as service:
        before = service.programs()
        before["recorder"].kill()
        await service.says("recorder 1 ended")
        async with asyncio.timeout(RECORDER_BACK_WITHIN):
            await service.says("recorder 1 started")
        assert service.programs()["recorder"] != before["recorder"]
        assert service.programs()["signaling"] == before["signaling"]


async def test_a_service_that_was_killed_leaves_no_program_behind(tmp_path: Path) -> None:
    async with serving(tmp_path) as service:
        programs = list(service.programs().values())
        service.process.kill()
        await service.process.wait()
        _, alive = await asyncio.to_thread(psutil.wait_procs, programs, STOPPED_WITHIN)
        assert alive == []


async def test_a_second_start_finds_everything_as_it_was(tmp_path: Path) -> None:
    async with serving(tmp_path) as service:
        first = (service.state / "tls" / "ca.pem").read_bytes(), (service.state / "recorder.token").read_bytes()
    async with serving(tmp_path) as service, service.browser() as http:
        assert (await http.get("/v1/health")).status == 200
        again = (service.state / "tls" / "ca.pem").read_bytes(), (service.state / "recorder.token").read_bytes()
    assert again == first


async def test_a_port_in_use_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        status, said = await command("serve", "--state", str(tmp_path), "--port", port)
    assert status == 2
    assert f"Port {port} on 127.0.0.1 is in use" in said
    assert "Traceback" not in said


async def test_an_account_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    status, said = await command("agent", "add", "muster", "--state", str(tmp_path), given="short\n")
    assert status == 2
    assert "password" in said
    assert "Traceback" not in said


@pytest.mark.promise("P06")
@pytest.mark.promise("P17")
async def test_nobody_else_is_contacted_and_no_user_agent_is_kept(tmp_path: Path) -> None:
    trap = tmp_path / "contacted"
    async with serving(tmp_path, trap) as service, agent(service) as line, service.browser() as http:
        key = (await new_key(line)).key
        posting = {"Origin": service.address, "User-Agent": CANARY}
        for path in ("/", "/terms", "/nowhere", "/v1/agent", "/v1/customer"):
            await http.get(path, headers={"User-Agent": CANARY})
        for typed in (key, "0000000", "nonsense"):
            await http.post("/key", data={"key": typed}, headers=posting)
        await http.post("/key", data={"key": key}, headers={"User-Agent": CANARY})
        await http.post("/key", data=b"\xff" * 9000, headers=posting)
    contacted = {tuple(line.split(" ", 1)) for line in trap.read_text().splitlines()}
    assert any(event == "socket.connect" for event, _ in contacted), "the trap is laid"
    assert {host for _, host in contacted} <= OWN
    assert files_with(CANARY, tmp_path) == []
