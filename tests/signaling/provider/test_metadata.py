import json

import pytest

from signaling.provider.metadata import ProviderWrong, host_of, read

ISSUER = "https://login.example"
SAID = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/a",
    "token_endpoint": f"{ISSUER}/t",
    "jwks_uri": f"{ISSUER}/k",
}


def test_what_is_used_is_read_and_the_rest_left() -> None:
    said = read(json.dumps(SAID | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}).encode(), ISSUER)
    assert (said.authorization, said.token, said.keys) == (f"{ISSUER}/a", f"{ISSUER}/t", f"{ISSUER}/k")
    assert not said.takes_basic
    assert not said.names_itself
    assert read(json.dumps(SAID).encode(), ISSUER).takes_basic, "as the specification says it is without a word"


@pytest.mark.promise("P06")
@pytest.mark.parametrize(
    "change",
    [
        {"issuer": ISSUER + "/"},
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "https://evil.example/a"},
        {"token_endpoint": "https://login.example:444/t"},
        {"token_endpoint": "http://login.example/t"},
        {"jwks_uri": "https://login.example.evil.example/k"},
        {"jwks_uri": "https://login.example@evil.example/k"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": 7},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_a_provider_that_leads_elsewhere_or_cannot_what_is_needed_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ProviderWrong):
        read(json.dumps(SAID | change).encode(), ISSUER)


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b"\xff", b"[" * 10_000])
def test_what_is_no_document_is_refused(document: bytes) -> None:
    with pytest.raises(ProviderWrong):
        read(document, ISSUER)


@pytest.mark.parametrize(
    "address", ["", "login.example", "http://login.example", "https://", "https://a:b/", "https://[/"]
)
def test_only_an_https_address_has_a_host(address: str) -> None:
    with pytest.raises(ProviderWrong):
        host_of(address)
