import json
from dataclasses import replace

import pytest
from fido2 import cbor
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from signaling.security_keys import KeyAnswerWrong, SecurityKey, Site
from tests.fakes.soft_key import MADE, ORIGIN, PRESENT, SoftKey

SITE = Site(ORIGIN, "Operator")
CHALLENGE = b"c" * 32
OTHER = b"o" * 32


def made(key: SoftKey) -> SecurityKey:
    return SITE.made(CHALLENGE, key.make(SITE.to_make(CHALLENGE, 7, "anna", "Anna B.", [])))


def test_a_key_is_made_and_used_and_counts() -> None:
    soft = SoftKey()
    key = made(soft)
    assert key.credential == soft.credential
    answer = soft.use(SITE.to_use(CHALLENGE))
    assert SITE.named(answer) == soft.credential
    assert SITE.used(CHALLENGE, key, answer).count == 1


def test_what_is_asked_for_names_the_site_and_wants_the_person_verified_by_the_key() -> None:
    make = json.loads(SITE.to_make(CHALLENGE, 7, "anna", "Anna B.", [b"known"]))
    assert make["rp"] == {"id": "help.example", "name": "Operator"}
    assert websafe_decode(make["challenge"]) == CHALLENGE
    assert make["authenticatorSelection"]["userVerification"] == "required"
    assert [websafe_decode(one["id"]) for one in make["excludeCredentials"]] == [b"known"]
    use = json.loads(SITE.to_use(CHALLENGE))
    assert use["userVerification"] == "required"
    assert "allowCredentials" not in use, "the page is the same for everybody"


@pytest.mark.parametrize(
    "wrong",
    [
        SoftKey(origin="https://help.example.evil.example"),
        SoftKey(origin="http://help.example"),
        SoftKey(origin="https://help.example:444"),
        SoftKey(site="evil.example"),
        SoftKey(flags=PRESENT),
        SoftKey(flags=0),
        SoftKey(flags=MADE),
        SoftKey(credential=b"x" * 1024),
    ],
)
def test_a_key_of_another_site_or_without_its_person_is_refused(wrong: SoftKey) -> None:
    with pytest.raises(KeyAnswerWrong):
        made(wrong)
    right = SoftKey(private=wrong.private)
    key = made(right)
    if wrong.credential == right.credential:
        with pytest.raises(KeyAnswerWrong):
            SITE.used(CHALLENGE, key, wrong.use(SITE.to_use(CHALLENGE)))


def test_an_answer_to_another_question_is_refused() -> None:
    soft = SoftKey()
    with pytest.raises(KeyAnswerWrong):
        SITE.made(OTHER, soft.make(SITE.to_make(CHALLENGE, 7, "anna", "Anna", [])))
    with pytest.raises(KeyAnswerWrong):
        SITE.made(CHALLENGE, soft.make(SITE.to_make(CHALLENGE, 7, "anna", "Anna", []), type="webauthn.get"))
    key = made(soft)
    with pytest.raises(KeyAnswerWrong):
        SITE.used(OTHER, key, soft.use(SITE.to_use(CHALLENGE)))
    with pytest.raises(KeyAnswerWrong):
        SITE.used(CHALLENGE, key, soft.use(SITE.to_use(CHALLENGE), type="webauthn.create"))


def test_another_keys_signature_is_refused() -> None:
    key = made(SoftKey())
    with pytest.raises(KeyAnswerWrong):
        SITE.used(CHALLENGE, key, SoftKey().use(SITE.to_use(CHALLENGE)))
    with pytest.raises(KeyAnswerWrong):
        SITE.used(CHALLENGE, replace(key, credential=b"other"), SoftKey(b"other").use(SITE.to_use(CHALLENGE)))


def test_a_copied_key_is_found_out_by_its_count_and_one_that_does_not_count_is_not() -> None:
    soft = SoftKey()
    key = replace(made(soft), count=5)
    soft.count = 4
    with pytest.raises(KeyAnswerWrong):
        SITE.used(CHALLENGE, key, soft.use(SITE.to_use(CHALLENGE)))
    assert SITE.used(CHALLENGE, key, soft.use(SITE.to_use(CHALLENGE))).count == 6
    still = SoftKey(step=0)
    uncounted = made(still)
    for _ in range(2):
        assert SITE.used(CHALLENGE, uncounted, still.use(SITE.to_use(CHALLENGE))).count == 0
    with pytest.raises(KeyAnswerWrong):
        SITE.used(CHALLENGE, replace(uncounted, count=1), still.use(SITE.to_use(CHALLENGE)))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_browser_says_is_right_or_refused_and_nothing_else(data: st.DataObject) -> None:
    soft = SoftKey()
    answer = soft.make(SITE.to_make(CHALLENGE, 7, "anna", "Anna", []))
    at = data.draw(st.integers(0, len(answer) - 1))
    cut = data.draw(st.integers(0, 60))
    mangled = answer[:at] + data.draw(st.binary(max_size=40)) + answer[at + cut :]
    for ask in (lambda: SITE.made(CHALLENGE, mangled), lambda: SITE.named(mangled)):
        try:
            ask()
        except KeyAnswerWrong:
            continue


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"\xff", b'{"id":"a","rawId":"b","type":"public-key"}'])
def test_what_is_no_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(KeyAnswerWrong):
        SITE.made(CHALLENGE, answer)
    with pytest.raises(KeyAnswerWrong):
        SITE.named(answer)


@pytest.mark.parametrize("public", [7, [], "", {}], ids=str)
def test_a_key_whose_public_half_is_none_is_refused(public: object) -> None:
    answer = json.loads(SoftKey().make(SITE.to_make(CHALLENGE, 7, "anna", "Anna", [])))
    content = cbor.decode(websafe_decode(answer["response"]["attestationObject"]))
    head = content["authData"][: 37 + 16 + 2 + len(SoftKey().credential)]
    content["authData"] = head + cbor.encode(public)
    answer["response"]["attestationObject"] = websafe_encode(cbor.encode(content))
    with pytest.raises(KeyAnswerWrong):
        SITE.made(CHALLENGE, json.dumps(answer).encode())
