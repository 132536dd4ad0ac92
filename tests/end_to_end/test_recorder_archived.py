"""From the recorder's spool into the archive, and out again as one file that plays."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.end_to_end.recorded import ARCHIVE, Customer, greys, recorder, server, until_there
from tests.fakes.sealed import PASSPHRASE, written

pytestmark = pytest.mark.end_to_end
SESSION = "a" * 32


async def archive(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "archive", *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.promise("P18")
async def test_an_ended_session_lies_in_the_archive_and_can_be_exported(tmp_path: Path) -> None:
    state, joined = tmp_path / "state", tmp_path / "joined.mkv"
    ARCHIVE.settle(state)
    async with server() as played, recorder(state, played.port):
        keeper = await archive("serve", "--state", str(state))
        await played.hellos(1)
        customer = Customer(SESSION, played)
        await customer.connect()
        await customer.watch(50, 150)
        await customer.end()
        await until_there((state / "store" / "recordings" / SESSION / "recording.json").exists)
        await until_there(lambda: not (state / "store" / "incoming" / SESSION).exists())
        await until_there((state / "spool" / SESSION / ".shipped").exists)
        keeper.terminate()
        assert await keeper.wait() == 0
    people = (ARCHIVE.data_protection, ARCHIVE.security)
    keys = [word for key in people for word in ("--key", str(written(tmp_path, key)[0]))]
    exporting = await archive("export", SESSION, "--state", str(state), *keys, "--to", str(joined))
    said, _ = await exporting.communicate(f"{PASSPHRASE}\n".encode() * 2)
    assert exporting.returncode == 0
    assert b"0 gaps" in said
    assert greys(joined) == [50, 150]
    assert {path.name for path in (state / "spool" / SESSION).iterdir()} == {"recording.json", "key-1.json", ".shipped"}
