"""The store over a real S3-speaking server: rclone's."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from sealing.s3 import BucketAbsent, CredentialsRefused, StoreUnreachable, bucket_at
from sealing.store import Store, StoredWrong
from tests.fakes.any_store import SEGMENT, AnyStore
from tests.fakes.s3_server import BUCKET, S3Server, s3_server, wire_to

pytestmark = pytest.mark.end_to_end

PREFIX = "ferndiagnose/1"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[S3Server]:
    async with s3_server(tmp_path / "server") as running:
        yield running


def store_of(server: S3Server, bucket: str = BUCKET, **environ: str) -> Store:
    return bucket_at(f"s3://{bucket}/{PREFIX}", {**server.environ, **environ})


@pytest.fixture
def store(server: S3Server) -> Store:
    return store_of(server)


class TestBucket(AnyStore):
    """What is true of every store."""


def test_what_is_large_goes_in_parts_and_comes_back_whole(store: Store, server: S3Server, tmp_path: Path) -> None:
    data = os.urandom(40 * 1024 * 1024)
    (tmp_path / "large").write_bytes(data)
    store.put(SEGMENT, tmp_path / "large")
    assert server.object(f"{PREFIX}/{SEGMENT}").read_bytes() == data
    assert store.get(SEGMENT) == data


@pytest.mark.parametrize(
    ("bucket", "environ", "kind"),
    [
        ("another", {}, BucketAbsent),
        (BUCKET, {"AWS_SECRET_ACCESS_KEY": "wrong"}, CredentialsRefused),
        (BUCKET, {"AWS_ACCESS_KEY_ID": "wrong"}, CredentialsRefused),
        (BUCKET, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, StoreUnreachable),
    ],
)
def test_a_fault_says_whether_bucket_credentials_or_network_are_at_fault(
    server: S3Server, bucket: str, environ: Mapping[str, str], kind: type[OSError]
) -> None:
    store = store_of(server, bucket, **environ)
    for call in (
        lambda: store.put(SEGMENT, b"x"),
        lambda: store.get(SEGMENT),
        lambda: store.names(""),
        lambda: store.delete(SEGMENT),
    ):
        with pytest.raises(kind) as told:
            call()
        assert not any(secret in str(told.value) for secret in server.environ.values())


async def test_a_server_killed_in_the_middle_of_an_upload_keeps_what_it_had(server: S3Server, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(os.urandom(32 * 1024 * 1024))
    async with wire_to(server) as wire, asyncio.TaskGroup() as group:
        wire.pause = 0.001
        store = store_of(server, **wire.environ)
        await asyncio.to_thread(store.put, SEGMENT, b"what was there")
        upload = group.create_task(refused(store, large), name="upload")
        await wire.carried_up(8 * 1024 * 1024)
        await server.kill()
        await upload
        await server.start()
        wire.pause = 0.0
        assert await asyncio.to_thread(store.get, SEGMENT) == b"what was there"
        await asyncio.to_thread(store.put, SEGMENT, large)
        assert await asyncio.to_thread(store.get, SEGMENT) == large.read_bytes()


async def refused(store: Store, source: Path) -> None:
    with pytest.raises(StoreUnreachable):
        await asyncio.to_thread(store.put, SEGMENT, source)


async def test_a_slow_line_is_waited_for(server: S3Server, tmp_path: Path) -> None:
    (tmp_path / "1.sealed").write_bytes(data := os.urandom(2 * 1024 * 1024))
    async with wire_to(server) as wire:
        wire.pause = 0.05
        await asyncio.to_thread(store_of(server, **wire.environ).put, SEGMENT, tmp_path / "1.sealed")
    assert server.object(f"{PREFIX}/{SEGMENT}").read_bytes() == data


async def test_an_object_that_comes_back_changed_is_not_stored(server: S3Server) -> None:
    async with wire_to(server) as wire:
        wire.spoils = b"the sealed bytes"
        with pytest.raises(StoredWrong):
            await asyncio.to_thread(store_of(server, **wire.environ).put, SEGMENT, b"here are the sealed bytes")
