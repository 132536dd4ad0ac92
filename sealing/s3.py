"""A store in an S3 bucket. Endpoint and credentials come from the usual variables, which only this door reads.

`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` have to be there, `AWS_SESSION_TOKEN`, `AWS_REGION`
and `AWS_CA_BUNDLE` may be. Nothing is guessed: without an endpoint the library would call Amazon, and without
credentials it would ask an address of the machine's provider.
"""

import contextlib
import hashlib
import ipaddress
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import ObjectStore as Bucket
from obstore.store import S3Store

from sealing.store import StoredWrong, StoreFault, checked_name, checked_prefix, digest_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config  # there for type checkers only

PART = 16 * 1024 * 1024
"""Bytes; what is larger goes in parts. A segment is smaller: one request, which leaves nothing when it is cut short."""
_PARTS_AT_ONCE = 2
_REQUEST_WITHIN = timedelta(seconds=120)
_RETRIES = 3
_RETRY_WITHIN = timedelta(seconds=10)
_ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(/[A-Za-z0-9][A-Za-z0-9._-]*)*)/?")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_OUR_CREDENTIALS = frozenset(
    {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}
)


class StoreUnreachable(StoreFault):
    """The network, or the server behind it."""


class CredentialsRefused(StoreFault):
    """The server does not let us."""


class BucketAbsent(StoreFault):
    """The server has no such bucket."""


class ClockRefused(StoreFault):
    """Our clock and the server's differ by too much for a signature."""


class ObjectStore:
    """A bucket, through the library that talks to it. It tries again by itself for some seconds, then gives up."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def put(self, name: str, source: bytes | Path) -> None:
        checked_name(name)
        expected, stored = digest_of(source), ""
        with contextlib.suppress(FileNotFoundError), _said_plainly():  # it took the object, and does not have it
            obstore.put(self._bucket, name, source, chunk_size=PART, max_concurrency=_PARTS_AT_ONCE)
            stored = self._digest(name)
        if stored != expected:
            raise StoredWrong("The store does not give back what was put there. Ask who runs it.")

    def get(self, name: str) -> bytes:
        checked_name(name)
        with _said_plainly():
            return bytes(obstore.get(self._bucket, name).bytes())

    def names(self, prefix: str) -> list[str]:
        folder = checked_prefix(prefix)
        with _said_plainly():
            return sorted(each["path"] for found in obstore.list(self._bucket, folder or None) for each in found)

    def delete(self, name: str) -> None:
        checked_name(name)
        try:
            with _said_plainly():
                obstore.delete(self._bucket, name)
        except FileNotFoundError:
            return

    def _digest(self, name: str) -> str:
        """What the server gives back; its own word on it differs from server to server, and for what came in parts."""
        digest = hashlib.sha256()
        for chunk in obstore.get(self._bucket, name).stream():
            digest.update(chunk)
        return digest.hexdigest()


def bucket_at(address: str, environ: Mapping[str, str]) -> ObjectStore:
    """The store `s3://bucket/prefix`. Raises `StoreFault` when the address or a variable is not right."""
    parts = _ADDRESS.fullmatch(address)
    if not parts:
        raise StoreFault("The setting store is no s3://bucket/prefix: a bucket's name, and then plain words.")
    endpoint = _needed(environ, "AWS_ENDPOINT_URL")
    return ObjectStore(
        S3Store(
            parts["bucket"],
            prefix=parts["prefix"].strip("/") or None,
            endpoint=endpoint,
            access_key_id=_needed(environ, "AWS_ACCESS_KEY_ID"),
            secret_access_key=_needed(environ, "AWS_SECRET_ACCESS_KEY"),
            config=_further(environ),
            client_options=_options(endpoint, environ),
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN},
        )
    )


def _further(environ: Mapping[str, str]) -> "S3Config":
    further: S3Config = {"region": environ.get("AWS_REGION", "us-east-1")}
    if token := environ.get("AWS_SESSION_TOKEN"):
        further["session_token"] = token
    return further


def _needed(environ: Mapping[str, str], name: str) -> str:
    if value := environ.get(name):
        return value
    raise StoreFault(f"The setting store names a bucket, but {name} is not set.")


def _is_plain(endpoint: str) -> bool:
    """Whether the endpoint is without TLS, which is for this machine only."""
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise StoreFault("AWS_ENDPOINT_URL is no address.") from None
    if not host or parts.scheme not in {"http", "https"}:
        raise StoreFault("AWS_ENDPOINT_URL has to begin with https:// and name a host.")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise StoreFault("AWS_ENDPOINT_URL has to be one with TLS (https): without it only this machine is called.")
    return parts.scheme == "http"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _options(endpoint: str, environ: Mapping[str, str]) -> "ClientConfig":
    """Besides the system's authorities, the operator's own is trusted, if there is one."""
    options: ClientConfig = {"allow_http": _is_plain(endpoint), "timeout": _REQUEST_WITHIN}
    if path := environ.get("AWS_CA_BUNDLE"):
        try:
            options["root_certificate"] = Path(path).read_bytes()
        except OSError:
            raise StoreFault("The file that AWS_CA_BUNDLE names cannot be read.") from None
    return options


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    """The library's text holds addresses and answers: it goes no further, ours says whose fault it is."""
    try:
        yield
    except (BaseError, OSError) as error:
        code = _CODE.search(str(error))
        raise _fault(code[1] if code else "", error) from None


def _fault(code: str, error: BaseException) -> OSError:
    if code == "NoSuchBucket":
        return BucketAbsent("The store has no such bucket. Make it, or name another in the setting store.")
    if code in {"RequestTimeTooSkewed", "RequestExpired"}:
        return ClockRefused("The store finds this machine's clock wrong. Set the clock.")
    if code in _OUR_CREDENTIALS or isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return CredentialsRefused("The store refuses our credentials. Check AWS_ACCESS_KEY_ID and what it may do.")
    if isinstance(error, FileNotFoundError):
        return FileNotFoundError("There is no such object in the store.")
    return StoreUnreachable("The store does not answer. Check AWS_ENDPOINT_URL, the network, and the store itself.")
