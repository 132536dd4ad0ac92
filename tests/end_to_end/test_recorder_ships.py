"""A real recorder and a real S3 server that goes away: what waits is kept, what is too much is not shown."""

from pathlib import Path

import pytest

from protocol import recording
from protocol.peer_messages import NotStored, Stored
from protocol.recording import Cause, Closing, Manifest
from sealing.s3 import bucket_at
from sealing.store import Store
from tests.end_to_end.recorded import Customer, recorder, server, until_there
from tests.fakes.s3_server import BUCKET, s3_server

pytestmark = pytest.mark.end_to_end
ONE = "1" * 32
LIMIT = 400_000
"""Bytes that may wait; a few noisy pictures."""


def manifest_in(store: Store) -> Manifest | None:
    try:
        return recording.read(store.get(f"recordings/{ONE}/recording.json"))
    except FileNotFoundError:
        return None


@pytest.mark.promise("P18")
async def test_a_store_that_is_gone_is_waited_for_within_a_quota_and_then_nothing_is_shown(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with s3_server(tmp_path / "s3") as s3, server() as played:
        store = bucket_at(f"s3://{BUCKET}", s3.environ)
        environ = {
            **s3.environ,
            "FERNDIAGNOSE_RECORDER_STORE": f"s3://{BUCKET}",
            "FERNDIAGNOSE_RECORDER_SPOOL_LIMIT": str(LIMIT),
        }
        async with recorder(state, played.port, environ):
            await played.hellos(1)
            customer = Customer(ONE, played)
            await customer.connect()
            assert isinstance(await customer.watch(50), Stored)
            await s3.kill()
            assert isinstance(await customer.watch(100), Stored)
            assert await customer.not_stored() == NotStored("recording-disk-full")

            await s3.start()
            customer.show(200)
            await customer.stored()
            await customer.watch(100)
            await customer.end()
            await until_there(lambda: bool((manifest := manifest_in(store)) and manifest.ended_at))
        manifest = manifest_in(store)
        assert manifest
        assert manifest.closing is Closing.ENDED
        (gap,) = [gap for gap in manifest.gaps if gap.cause is Cause.DISK_FULL]
        assert gap.ended_at
        sizes = {segment.file: segment.size for segment in manifest.segments}
        assert {file: len(store.get(f"recordings/{ONE}/{file}")) for file in sizes} == sizes
        assert store.names("incoming") == [f"incoming/{ONE}"]
    assert not [path for path in (state / "spool" / ONE).iterdir() if path.name in sizes]
    log = (tmp_path / "recorder.log").read_text()
    assert "The store does not answer" in log
    assert not [secret for secret in s3.environ.values() if secret in log]
