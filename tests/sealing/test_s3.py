import traceback
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from obstore.exceptions import GenericError, PermissionDeniedError
from obstore.store import MemoryStore

from sealing import s3
from sealing.s3 import BucketAbsent, ClockRefused, CredentialsRefused, ObjectStore, StoreUnreachable, bucket_at
from sealing.store import StoredWrong, StoreFault, opened
from tests.fakes.any_store import SEGMENT, AnyStore

SECRET = "a-secret-that-is-nowhere-else"
ENVIRON = {
    "AWS_ENDPOINT_URL": "https://s3.example",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": SECRET,
}


@pytest.fixture
def store() -> ObjectStore:
    """Over the library's own store in memory; over S3 itself: tests/end_to_end/test_store_s3.py."""
    return ObjectStore(MemoryStore())


class TestObjectStore(AnyStore):
    """What is true of every store."""


def test_what_is_large_goes_in_parts(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "PART", 1000)
    store.put(SEGMENT, bytes(range(250)) * 10)
    assert store.get(SEGMENT) == bytes(range(250)) * 10


def test_an_object_that_comes_back_changed_is_not_stored(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    really_put = obstore.put

    def wrongly(bucket: MemoryStore, name: str, source: bytes, **options: int) -> object:
        return really_put(bucket, name, source[:-1] + b"?")

    monkeypatch.setattr(obstore, "put", wrongly)
    with pytest.raises(StoredWrong, match="does not give back"):
        store.put(SEGMENT, b"sealed")


def test_an_object_that_was_taken_and_is_not_there_is_not_stored(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obstore, "put", lambda *_, **__: None)
    with pytest.raises(StoredWrong):
        store.put(SEGMENT, b"sealed")


def answer(code: str) -> str:
    return f"Error performing PUT https://s3.example/bucket/{SECRET}: 4xx <Error><Code>{code}</Code></Error>"


FAULTS = [
    (FileNotFoundError(answer("NoSuchBucket")), BucketAbsent, "no such bucket"),
    (GenericError(answer("NoSuchBucket")), BucketAbsent, "no such bucket"),
    (PermissionDeniedError(answer("SignatureDoesNotMatch")), CredentialsRefused, "AWS_ACCESS_KEY_ID"),
    (GenericError(answer("InvalidAccessKeyId")), CredentialsRefused, "AWS_ACCESS_KEY_ID"),
    (PermissionDeniedError(answer("SomethingNew")), CredentialsRefused, "AWS_ACCESS_KEY_ID"),
    (PermissionDeniedError(answer("RequestTimeTooSkewed")), ClockRefused, "Set the clock"),
    (GenericError(f"HTTP error: error sending request {SECRET}"), StoreUnreachable, "the network"),
    (GenericError(answer("SlowDown")), StoreUnreachable, "the store itself"),
]


@pytest.fixture(params=FAULTS, ids=lambda fault: f"{type(fault[0]).__name__}-{fault[1].__name__}")
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[type[OSError], str]]:
    error, kind, says = request.param

    def fails(*_: object, **__: object) -> None:
        raise error

    for call in ("put", "get", "list", "delete"):
        monkeypatch.setattr(obstore, call, fails)
    return kind, says


def test_a_fault_says_whose_it_is_and_nothing_of_what_the_library_said(
    store: ObjectStore, broken: tuple[type[OSError], str]
) -> None:
    kind, says = broken
    for call in (
        lambda: store.put(SEGMENT, b"x"),
        lambda: store.get(SEGMENT),
        lambda: store.names(""),
        lambda: store.delete(SEGMENT),
    ):
        with pytest.raises(kind, match=says) as told:
            call()
        assert isinstance(told.value, StoreFault)
        assert SECRET not in "".join(traceback.format_exception(told.value, limit=0))


def test_a_bucket_with_a_prefix_is_an_address(tmp_path: Path) -> None:
    for address in ("s3://recordings", "s3://recordings/", "s3://recordings/ferndiagnose/v1"):
        assert isinstance(opened(address, tmp_path, ENVIRON), ObjectStore)


@pytest.mark.parametrize("missing", sorted(ENVIRON))
def test_each_variable_that_is_missing_is_named_and_nobody_is_asked_for_it(missing: str) -> None:
    with pytest.raises(StoreFault, match=missing):
        bucket_at("s3://recordings", {name: value for name, value in ENVIRON.items() if name != missing})


@pytest.mark.parametrize("endpoint", ["http://s3.example", "s3.example", "ftp://s3.example", "https://", "https://a:b"])
def test_an_endpoint_that_is_no_safe_address_is_refused(endpoint: str) -> None:
    with pytest.raises(StoreFault, match="AWS_ENDPOINT_URL"):
        bucket_at("s3://recordings", {**ENVIRON, "AWS_ENDPOINT_URL": endpoint})


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])
def test_without_tls_only_this_machine_is_called(endpoint: str) -> None:
    assert bucket_at("s3://recordings", {**ENVIRON, "AWS_ENDPOINT_URL": endpoint})


def test_an_authority_of_the_operators_own_is_read(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="AWS_CA_BUNDLE"):
        bucket_at("s3://recordings", {**ENVIRON, "AWS_CA_BUNDLE": str(tmp_path / "absent.pem")})


@pytest.mark.parametrize(
    "address", ["http://somewhere", "/var/store", "s3:bucket", "s3://", "s3://b", "s3://bucket/../x"]
)
def test_another_address_is_refused_with_what_is_possible(address: str, tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="s3://bucket/prefix"):
        opened(address, tmp_path, ENVIRON)
