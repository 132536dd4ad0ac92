from typing import Any

import msgspec
import pytest

from protocol.link import CameBack
from protocol.problems import ProviderSignInRefused, ProviderUnavailable
from signaling.provider.provider import ANSWERED_WITHIN, FRESH, KEYS_AGAIN_AFTER, Provider, Registration
from tests.fakes.clock import FakeClock
from tests.fakes.provider import CLIENT, ISSUER, KEYS, SECRET, FakeProvider, signed

PORT = 4711


@pytest.fixture
def there(clock: FakeClock) -> FakeProvider:
    return FakeProvider(clock)


@pytest.fixture
def provider(there: FakeProvider, clock: FakeClock) -> Provider:
    return Provider(Registration(ISSUER, CLIENT, SECRET), there, clock)


async def _claims(provider: Provider, there: FakeProvider) -> dict[str, Any]:
    question = await provider.question(PORT)
    return await provider.claims(question, there.signs_in(question.url))


async def test_whoever_signs_in_there_is_known_here(provider: Provider, there: FakeProvider) -> None:
    question = await provider.question(PORT)
    assert question.returns_to == f"http://127.0.0.1:{PORT}/"
    assert question.verifier not in question.url
    assert (await provider.claims(question, there.signs_in(question.url)))["sub"] == "4711"


async def test_no_two_questions_have_anything_in_common(provider: Provider) -> None:
    one, other = await provider.question(PORT), await provider.question(PORT)
    assert len({one.state, other.state, one.nonce, other.nonce, one.verifier, other.verifier}) == 6


@pytest.mark.parametrize(
    "change",
    [
        {"state": "another"},
        {"state": ""},
        {"issuer": "https://evil.example"},
        {"issuer": ""},
        {"code": ""},
        {"code": "invented"},
        {"error": "access_denied"},
    ],
)
async def test_an_answer_that_is_wrong_in_one_thing_is_refused(
    provider: Provider, there: FakeProvider, change: dict[str, str]
) -> None:
    question = await provider.question(PORT)
    came = msgspec.structs.replace(there.signs_in(question.url), **change)
    with pytest.raises(ProviderSignInRefused):
        await provider.claims(question, came)
    if "code" not in change:
        assert "/token" not in there.asked, "nobody is asked about what is not an answer"


async def test_a_code_is_good_once_and_for_who_asked(provider: Provider, there: FakeProvider) -> None:
    question = await provider.question(PORT)
    came = there.signs_in(question.url)
    await provider.claims(question, came)
    with pytest.raises(ProviderSignInRefused):
        await provider.claims(question, came)
    stolen, own = await provider.question(PORT), await provider.question(PORT)
    code = there.signs_in(stolen.url).code
    with pytest.raises(ProviderSignInRefused):  # PKCE: the verifier is another one
        await provider.claims(own, CameBack(own.state, code, ISSUER))


async def test_an_answer_that_comes_too_late_is_refused(
    provider: Provider, there: FakeProvider, clock: FakeClock
) -> None:
    question = await provider.question(PORT)
    came = there.signs_in(question.url)
    clock.advance(ANSWERED_WITHIN)
    with pytest.raises(ProviderSignInRefused):
        await provider.claims(question, came)


async def test_a_provider_that_does_not_name_itself_need_not_and_one_that_does_must(
    there: FakeProvider, clock: FakeClock
) -> None:
    there.changes = {"authorization_response_iss_parameter_supported": False}
    provider = Provider(Registration(ISSUER, CLIENT, SECRET), there, clock)
    question = await provider.question(PORT)
    came = msgspec.structs.replace(there.signs_in(question.url), issuer="")
    assert await provider.claims(question, came)


@pytest.mark.parametrize(
    "lie", [{"nonce": "x"}, {"iss": "https://evil.example"}, {"aud": "x"}, {"exp": 1}, {"sub": None}]
)
async def test_a_token_that_lies_is_refused(provider: Provider, there: FakeProvider, lie: dict[str, Any]) -> None:
    there.lie = lambda claims: claims | lie
    with pytest.raises(ProviderSignInRefused):
        await _claims(provider, there)


async def test_a_token_of_no_key_or_of_a_strangers_is_refused(provider: Provider, there: FakeProvider) -> None:
    there.sign = lambda claims, _key: signed(claims, KEYS[1])
    with pytest.raises(ProviderSignInRefused):
        await _claims(provider, there)
    there.sign = lambda _claims, _key: "eyJhbGciOiJub25lIn0.e30."
    with pytest.raises(ProviderSignInRefused):
        await _claims(provider, there)


async def test_a_new_key_of_the_provider_is_looked_for_and_not_again_and_again(
    provider: Provider, there: FakeProvider, clock: FakeClock
) -> None:
    await _claims(provider, there)
    there.key, there.published = KEYS[1], [KEYS[1]]
    with pytest.raises(ProviderSignInRefused):
        await _claims(provider, there)
    clock.advance(KEYS_AGAIN_AFTER)
    await _claims(provider, there)
    there.key = KEYS[0]
    for _ in range(3):
        with pytest.raises(ProviderSignInRefused):
            await _claims(provider, there)
    assert there.asked.count("/keys") == 2, "a key that was withdrawn is not believed, nor asked for at once"


async def test_what_the_provider_says_of_itself_is_asked_for_once_an_hour(
    provider: Provider, there: FakeProvider, clock: FakeClock
) -> None:
    for _ in range(3):
        await _claims(provider, there)
    assert len(there.asked) == 5
    clock.advance(FRESH)
    await _claims(provider, there)
    assert len(there.asked) == 8


@pytest.mark.parametrize("changes", [{"issuer": "https://evil.example"}, {"token_endpoint": "https://evil.example/t"}])
async def test_a_provider_that_cannot_be_used_is_none(
    provider: Provider, there: FakeProvider, changes: dict[str, Any]
) -> None:
    there.changes = changes
    with pytest.raises(ProviderUnavailable):
        await provider.question(PORT)


async def test_a_provider_that_is_away_says_so(provider: Provider, there: FakeProvider) -> None:
    question = await provider.question(PORT)
    came = there.signs_in(question.url)
    there.away = True
    with pytest.raises(ProviderUnavailable):
        await provider.claims(question, came)


async def test_a_secret_goes_into_the_form_where_the_provider_wants_it_there(
    there: FakeProvider, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.changes = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    seen = list[tuple[dict[str, str], object]]()

    async def post(_address: str, form: dict[str, str], client: object) -> bytes:
        seen.append((form, client))
        return b"{}"

    monkeypatch.setattr(there, "post", post)
    provider = Provider(Registration(ISSUER, CLIENT, SECRET), there, clock)
    with pytest.raises(ProviderSignInRefused):
        await _claims(provider, there)
    ((form, client),) = seen
    assert client is None
    assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)


def test_nothing_secret_shows(provider: Provider) -> None:
    assert SECRET not in repr(Registration(ISSUER, CLIENT, SECRET))
