import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sealing import request
from sealing.officers import Group
from sealing.request import LIMIT, Act, RequestRefused
from tests.fakes.asking import Asking
from tests.fakes.sealed import FakeArchive

ASKING = Asking()
ASKED = ASKING.request()
FILE = ASKING.signed(ASKED)
VERIFYING = ASKING.archive.verifying


def test_a_request_is_read_as_it_was_made() -> None:
    assert request.read(FILE, VERIFYING) == ASKED


def test_a_person_can_read_a_request() -> None:
    said = json.loads(FILE)["request"]
    assert (said["act"], said["reason"], said["reference"]) == ("open", "Complaint about a transfer", "AZ 4711/26")


@pytest.mark.promise("P20")
def test_a_request_with_another_reason_is_none(  # what officers released stays what was asked
) -> None:
    changed = FILE.replace(b"Complaint about a transfer", b"Curiosity about a customer")
    assert changed != FILE
    with pytest.raises(RequestRefused):
        request.read(changed, VERIFYING)


@pytest.mark.promise("P20")
def test_nobody_else_makes_requests() -> None:
    with pytest.raises(RequestRefused):
        request.read(request.publish(ASKED, FakeArchive().signing), VERIFYING)


@given(st.integers(0, len(FILE) - 2), st.integers(1, 255))
def test_no_byte_of_a_request_can_be_changed(place: int, by: int) -> None:
    changed = FILE[:place] + bytes([FILE[place] ^ by]) + FILE[place + 1 :]
    try:
        assert request.read(changed, VERIFYING) == ASKED  # a blank, or a letter of base64 that says the same
    except RequestRefused:
        return


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff" * 100, b"[" * 100_000, b" " * (LIMIT + 1), FILE[:-20]])
def test_what_is_no_request_is_refused(data: bytes) -> None:
    with pytest.raises(RequestRefused):
        request.read(data, VERIFYING)


def test_a_request_of_another_version_or_with_more_in_it_is_refused() -> None:
    signing = ASKING.archive.signing
    with pytest.raises(RequestRefused):
        request.read(request.publish(replace(ASKED, version=2), signing), VERIFYING)
    more = msgspec.json.encode({**msgspec.to_builtins(ASKED), "also": "everything"})
    signed = request.SignedRequest(msgspec.Raw(more), signing.sign(request._LABEL + more))
    with pytest.raises(RequestRefused):
        request.read(msgspec.json.encode(signed), VERIFYING)


def test_whatever_differs_makes_another_digest() -> None:
    others = [
        replace(ASKED, **change)
        for change in (
            {"number": "7K3M-9QF3"}, {"act": Act.EXPORT}, {"session": "b" * 32}, {"reason": "x"}, {"reference": "x"},
            {"expires_at": ASKED.asked_at}, {"recipient": "age1other"}, {"wrapped": ()}, {"until": ASKED.asked_at},
        )
    ]  # fmt: skip
    assert len({request.digest(one) for one in (ASKED, *others)}) == len(others) + 1


def test_each_group_finds_its_own_share() -> None:
    (wrapped,) = ASKED.wrapped
    assert wrapped.of(Group.DATA_PROTECTION) == ASKING.key_file.data_protection
    assert wrapped.of(Group.SECURITY) == ASKING.key_file.security


def test_numbers_can_be_read_out_and_do_not_repeat() -> None:
    numbers = {request.new_number() for _ in range(500)}
    assert len(numbers) == 500
    for number in numbers:
        assert msgspec.convert(number, request.Number) == number


def test_only_looking_needs_shares() -> None:
    assert [act for act in Act if act.reads] == [Act.OPEN, Act.EXPORT]
