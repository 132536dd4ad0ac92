import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger import checkpoint
from ledger.checkpoint import BLOCK, Checkpoint, CheckpointWrong
from tests.fakes.ledgers import KEY, NOON

PLAIN = Checkpoint(3, bytes(32), NOON, (b"1" * 32, b"2" * 32, b"3" * 32))
SIGNED = checkpoint.signed(PLAIN, KEY)


def test_a_signed_checkpoint_is_read_as_it_was_made() -> None:
    assert checkpoint.read(checkpoint.encode(SIGNED), KEY.public_key()) == SIGNED
    assert SIGNED.first == 0


@pytest.mark.parametrize(
    "other",
    [
        replace(SIGNED, size=4),
        replace(SIGNED, root=b"x" * 32),
        replace(SIGNED, hashes=SIGNED.hashes[1:]),
        replace(SIGNED, signature=b""),
        checkpoint.signed(PLAIN, Ed25519PrivateKey.generate()),
    ],
    ids=["size", "root", "hashes", "no signature", "another's"],
)
def test_another_is_refused(other: Checkpoint) -> None:
    with pytest.raises(CheckpointWrong):
        checkpoint.read(checkpoint.encode(other), KEY.public_key())


@pytest.mark.parametrize("document", [b"", b"{}", b"[" * 100_000, b"\xff", b'{"size":1,"root":"\xb0"}'])
def test_what_is_no_checkpoint_is_refused(document: bytes) -> None:
    with pytest.raises(CheckpointWrong):
        checkpoint.read(document, KEY.public_key())


def test_an_entrys_signature_holds_for_its_place_only() -> None:
    signature = checkpoint.sign_entry(7, b"entry", KEY)
    assert checkpoint.is_signed(7, b"entry", signature, KEY.public_key())
    assert not checkpoint.is_signed(8, b"entry", signature, KEY.public_key())
    assert not checkpoint.is_signed(7, b"Entry", signature, KEY.public_key())


def test_names_are_in_the_order_of_time_and_never_the_same_for_two_ledgers() -> None:
    assert SIGNED.name == "ledger/2026-11-23/12-00-00-000000-000000000003-0000000000000000.json"
    assert replace(SIGNED, root=b"x" * 32).name != SIGNED.name


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_checkpoints_between_two_sizes_tell_the_hash_of_every_entry(before: int, more: int) -> None:
    sizes = checkpoint.sizes_between(before, before + more)
    told = {number for size in sizes for number in range(checkpoint.block_of(size), size)}
    assert set(range(before, before + more)) <= told
    assert all(0 < size - checkpoint.block_of(size) <= BLOCK for size in sizes)
    assert sizes == sorted(set(sizes))
