import msgspec
import pytest
from msgspec.structs import replace

from sealing import age, officers
from sealing.officers import Card, CardRefused, Group, KeyFileRefused, OfficerKey, SamePerson
from tests.fakes import age_files
from tests.fakes.sealed import PASSPHRASE, locked_cheaply


@pytest.fixture(scope="module")
def dora() -> OfficerKey:
    return OfficerKey.make("Dora Datenschutz", Group.DATA_PROTECTION)


@pytest.fixture(scope="module")
def sepp() -> OfficerKey:
    return OfficerKey.make("Sepp Sicherheit", Group.SECURITY)


def test_a_card_is_read_as_it_was_made(dora: OfficerKey) -> None:
    assert officers.read_card(officers.encode_card(dora.card)) == dora.card


def test_a_card_has_nothing_secret_on_it(dora: OfficerKey) -> None:
    card = officers.encode_card(dora.card)
    assert dora.identity.encode() not in card
    assert msgspec.json.encode(dora.seed) not in card
    assert dora.identity not in repr(dora)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Anna Anders"},
        {"group": Group.SECURITY},
        {"recipient": age.new_identity()[1]},
        {"signing": bytes(32)},
        {"recipient": "age1"},
    ],
)
def test_a_card_that_was_changed_is_refused(dora: OfficerKey, changed: dict[str, object]) -> None:
    with pytest.raises(CardRefused):
        officers.read_card(officers.encode_card(replace(dora.card, **changed)))


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100, b" " * 10_000])
def test_what_is_no_card_is_refused(data: bytes) -> None:
    with pytest.raises(CardRefused):
        officers.read_card(data)


def test_a_name_is_kept_as_one_reads_it() -> None:
    assert officers.plain_name(" Dora \t Daten\u202eschutz\n") == "Dora Daten schutz"
    assert OfficerKey.make(" Dora  D ", Group.SECURITY).card.name == "Dora D"


def test_a_name_that_hides_something_is_refused_though_its_owner_signed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(officers, "plain_name", lambda name: name)
        hidden = OfficerKey.make("Dora\u202e", Group.SECURITY).card
        officers.check_card(hidden)
    with pytest.raises(CardRefused):
        officers.check_card(hidden)


def test_a_card_has_a_limit(dora: OfficerKey) -> None:
    card = officers.encode_card(dora.card)
    assert officers.read_card(card + b" " * (officers.CARD_LIMIT - len(card))) == dora.card
    with pytest.raises(CardRefused):
        officers.read_card(card + b" " * (officers.CARD_LIMIT - len(card) + 1))


def test_fingerprints_tell_cards_apart(dora: OfficerKey, sepp: OfficerKey) -> None:
    assert dora.card.fingerprint != sepp.card.fingerprint
    assert [len(part) for part in dora.card.fingerprint.split(" ")] == [4] * 8


@pytest.mark.promise("P20")
def test_a_person_is_in_one_group_only(dora: OfficerKey, sepp: OfficerKey) -> None:
    for again in (
        OfficerKey.make("dora  DATENSCHUTZ", Group.SECURITY).card,
        OfficerKey.make("Dora", Group.SECURITY, (dora.identity, dora.card.recipient)).card,
        replace(sepp.card, signing=dora.card.signing),
        dora.card,
    ):
        with pytest.raises(SamePerson):
            officers.check_enrolment(again, [sepp.card, dora.card])
    officers.check_enrolment(dora.card, [sepp.card])


def test_a_hardware_key_is_named_on_the_card_and_pointed_at_in_the_file() -> None:
    recipient = age_files.hardware_recipient()
    key = OfficerKey.make("Hanna", Group.SECURITY, ("AGE-PLUGIN-TEST-1PG9SCRG4YANY9", recipient))
    assert officers.read_card(officers.encode_card(key.card)).recipient == recipient
    assert key.identity.startswith("AGE-PLUGIN-")
    with pytest.raises(age.RecipientRefused):
        OfficerKey.make("Hanna", Group.SECURITY, ("AGE-PLUGIN-TEST-1PG9SCRG4YANY9", "age1test1"))


def test_a_post_quantum_card_is_small_enough() -> None:
    key = OfficerKey.make("Hanna", Group.SECURITY, ("AGE-PLUGIN-X", age_files.post_quantum_recipient()))
    assert officers.read_card(officers.encode_card(key.card)) == key.card


def test_a_signature_counts_for_its_signer_label_and_message(dora: OfficerKey, sepp: OfficerKey) -> None:
    signature = dora.sign(b"release", b"message")
    assert officers.check(dora.card, b"release", b"message", signature)
    assert not officers.check(sepp.card, b"release", b"message", signature)
    assert not officers.check(dora.card, b"card", b"message", signature)
    assert not officers.check(dora.card, b"release", b"massage", signature)


def test_a_key_file_opens_with_its_passphrase_only(dora: OfficerKey) -> None:
    file = locked_cheaply(dora)
    assert officers.unlocked(file, PASSPHRASE) == dora
    for data, passphrase in ((file, "wrong"), (b"", PASSPHRASE), (file[:-1], PASSPHRASE)):
        with pytest.raises(KeyFileRefused):
            officers.unlocked(data, passphrase)


def test_another_file_under_a_passphrase_is_no_key_file() -> None:
    with pytest.raises(KeyFileRefused):
        officers.unlocked(age_files.under_passphrase(b"{}", PASSPHRASE), PASSPHRASE)


def test_cards_are_values() -> None:
    card = Card("x", Group.SECURITY, "age1", bytes(32))
    assert card == Card("x", Group.SECURITY, "age1", bytes(32))


def test_a_recipient_that_is_none_is_refused_though_its_owner_signed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(age, "check_recipient", lambda _recipient: None)
        card = OfficerKey.make("Dora", Group.SECURITY, ("AGE-PLUGIN-X", "age1nobody")).card
        officers.check_card(card)
    with pytest.raises(CardRefused):
        officers.check_card(card)


@pytest.mark.parametrize(("length", "read"), [(0, False), (1, True), (80, True), (81, False)])
def test_a_name_has_a_limit(length: int, read: bool) -> None:
    card = officers.encode_card(OfficerKey.make("D" * length, Group.SECURITY).card)
    if read:
        assert officers.read_card(card).name == "D" * length
    else:
        with pytest.raises(CardRefused):
            officers.read_card(card)
