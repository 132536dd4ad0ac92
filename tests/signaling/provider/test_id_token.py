import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwk, jwt

from signaling.provider.id_token import (
    OLDEST,
    SKEW,
    Expected,
    TokenWrong,
    fitting,
    key_id,
    read_keys,
    verified,
)
from tests.fakes.provider import KEYS, signed

NOW = 1_800_000_000.0
EXPECTED = Expected("https://login.example", "ferndiagnose", "nonce")
TRUTH = {
    "iss": EXPECTED.issuer, "aud": EXPECTED.client, "nonce": "nonce", "sub": "4711",
    "iat": int(NOW), "exp": int(NOW) + 300,
}  # fmt: skip


def _published(*keys: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


(KEY,) = read_keys(_published(KEYS[0]))


def test_the_truth_is_believed() -> None:
    token = signed(TRUTH, KEYS[0])
    assert key_id(token) == "first"
    assert verified(token, KEY, EXPECTED, NOW)["sub"] == "4711"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["nonce"]},
        {"iss": "https://evil.example"},
        {"iss": ["https://login.example", "https://evil.example"]},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["ferndiagnose", "another"]},
        {"aud": ["ferndiagnose", "another"], "azp": "another"},
        {"aud": "ferndiagnose", "azp": "another"},
        {"aud": None},
        {"aud": {"ferndiagnose": 1}},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"exp": int(NOW) - SKEW},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": int(NOW) + SKEW + 1},
        {"iat": int(NOW) - OLDEST - SKEW - 1},
        {"iat": None},
        {"nbf": int(NOW) + SKEW + 1},
    ],
)
def test_a_token_that_is_wrong_in_one_thing_is_refused(lie: dict[str, Any]) -> None:
    claims = {name: value for name, value in (TRUTH | lie).items() if value is not None}
    with pytest.raises(TokenWrong):
        verified(signed(claims, KEYS[0]), KEY, EXPECTED, NOW)


def test_clocks_may_differ_by_a_minute_and_the_audience_be_a_list_that_was_made_for_us() -> None:
    late = TRUTH | {"exp": int(NOW) - SKEW + 1, "iat": int(NOW) + SKEW}
    assert verified(signed(late, KEYS[0]), KEY, EXPECTED, NOW)
    listed = TRUTH | {"aud": ["ferndiagnose", "another"], "azp": "ferndiagnose"}
    assert verified(signed(listed, KEYS[0]), KEY, EXPECTED, NOW)


def _encoded(part: object) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_a_token_without_a_signature_or_with_one_that_anybody_could_make_is_refused() -> None:
    body = _encoded(TRUTH)
    for header in (
        {"alg": "none"},
        {"alg": "None", "kid": "first"},
        {"alg": ""},
        {},
        {"alg": "RS256", "crit": ["b64"]},
    ):
        with pytest.raises(TokenWrong):
            verified(f"{_encoded(header)}.{body}.", KEY, EXPECTED, NOW)
    unsigned = f"{_encoded({'alg': 'HS256', 'kid': 'first'})}.{body}"
    mac = hmac.digest(KEYS[0].as_pem(private=False), unsigned.encode(), "sha256")
    with pytest.raises(TokenWrong):
        verified(f"{unsigned}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}", KEY, EXPECTED, NOW)
    with pytest.raises(TokenWrong):
        verified(signed(TRUTH, KEYS[1]), KEY, EXPECTED, NOW)


def test_what_the_header_brings_as_a_key_does_not_count() -> None:
    header = {"alg": "RS256", "jwk": KEYS[1].as_dict(private=False), "jku": "https://evil.example/keys"}
    token = jwt.encode(header, TRUTH, KEYS[1])
    with pytest.raises(TokenWrong):
        verified(token, KEY, EXPECTED, NOW)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("PS256", KEYS[0]),
        ("ES256", jwk.ECKey.generate_key("P-256", {"kid": "e"})),
        ("Ed25519", jwk.OKPKey.generate_key("Ed25519", {"kid": "o"})),
    ],
)
def test_other_signatures_with_a_key_pair_are_believed(algorithm: str, key: Any) -> None:
    (public,) = read_keys(_published(key))
    assert (
        verified(jwt.encode({"alg": algorithm}, TRUTH, key, algorithms=[algorithm]), public, EXPECTED, NOW)["sub"]
        == "4711"
    )


def test_keys_that_do_not_sign_are_weak_or_not_understood_are_left_out() -> None:
    secret = jwk.OctKey.import_key(b"x" * 32, {"kid": "secret"})
    encrypting = jwk.RSAKey.import_key(KEYS[1].as_dict(private=False) | {"use": "enc"})
    weak = {"kty": "RSA", "kid": "weak", "e": "AQAB", "n": urlsafe_b64encode(b"\xc1" * 128).rstrip(b"=").decode()}
    listed = [secret.as_dict(), encrypting.as_dict(private=False), weak, {"kty": "moon"}, 7, {"kty": "EC"}]
    listed.append(KEYS[0].as_dict(private=False))
    keys = read_keys(json.dumps({"keys": listed}).encode())
    assert [key.kid for key in keys] == ["first"]


def test_a_key_is_found_by_its_name_and_without_one_only_if_it_is_alone() -> None:
    both = read_keys(_published(*KEYS))
    second = fitting(both, "second")
    assert second is not None
    assert second.kid == "second"
    assert fitting(both, "third") is None
    assert fitting(both, None) is None
    assert fitting(both[:1], None) is both[0]


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys": 7}', b"\xff"])
def test_what_is_no_set_of_keys_is_refused(document: bytes) -> None:
    with pytest.raises(TokenWrong):
        read_keys(document)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: urlsafe_b64encode(raw).decode() + ".e30.x"))
def test_whatever_comes_is_a_token_or_refused(token: str) -> None:
    for ask in (lambda: key_id(token), lambda: verified(token, KEY, EXPECTED, NOW)):
        try:
            ask()
        except TokenWrong:
            continue
    with pytest.raises(TokenWrong):
        key_id("x" * 20_000)
