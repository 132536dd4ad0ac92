from datetime import timedelta

import pytest
from msgspec.structs import replace

from archive.opening import rules
from archive.opening.rules import RELEASED_BY, SAID, NotReleased, Released, Why
from sealing.officers import Group, OfficerKey
from sealing.request import Act, Request
from tests.fakes.asking import Asking
from tests.fakes.sealed import NOON

ASKING = Asking()
DORA, SEPP = ASKING.archive.data_protection, ASKING.archive.security
SECOND = OfficerKey.make("Siri Sicher", Group.SECURITY)


def released(asked: Request, *keys: OfficerKey) -> list[Released]:
    """As if each key's owner had released it; whether the shares open is another question."""
    given = [replace(ASKING.release(ASKING.request(Act.DELETE), key), number=asked.number) for key in keys]
    shares = tuple((b"share",) for _ in asked.wrapped)
    return [
        Released(replace(one, request=rules.digest(asked), shares=shares), key.card)
        for one, key in zip(given, keys, strict=True)
    ]


def why(asked: Request, brought: list[Released], after: timedelta = timedelta(hours=1)) -> Why | None:
    try:
        rules.judge(asked, brought, NOON + after)
    except NotReleased as refused:
        return refused.why
    return None


@pytest.mark.promise("P20")
@pytest.mark.parametrize(
    ("act", "groups"),
    [
        (Act.OPEN, {Group.DATA_PROTECTION, Group.SECURITY}),
        (Act.EXPORT, {Group.DATA_PROTECTION, Group.SECURITY}),
        (Act.DELETE, {Group.DATA_PROTECTION}),
        (Act.HOLD, {Group.DATA_PROTECTION, Group.SECURITY}),
        (Act.RELEASE_HOLD, {Group.DATA_PROTECTION, Group.SECURITY}),
    ],
)
def test_each_act_needs_its_officers_and_no_fewer(act: Act, groups: set[Group]) -> None:
    asked = ASKING.request(act)
    everybody = {Group.DATA_PROTECTION: DORA, Group.SECURITY: SEPP}
    needed = [everybody[group] for group in groups]
    assert why(asked, released(asked, *needed)) is None
    for left_out in needed:
        assert why(asked, released(asked, *(key for key in needed if key is not left_out))) is Why.TOO_FEW


def test_every_act_has_its_rule() -> None:
    assert set(RELEASED_BY) == set(Act)
    assert set(SAID) == set(Why)


@pytest.mark.promise("P20")
def test_one_person_is_never_two() -> None:
    asked = ASKING.request()
    assert why(asked, released(asked, SEPP, SEPP)) is Why.SAME_PERSON
    two_cards = OfficerKey.make(SEPP.card.name.upper(), Group.DATA_PROTECTION)
    assert why(asked, released(asked, SEPP, two_cards)) is Why.SAME_PERSON
    lent = replace(DORA, card=replace(DORA.card, recipient=SEPP.card.recipient))
    assert why(asked, released(asked, SEPP, lent)) is Why.SAME_PERSON


@pytest.mark.promise("P20")
def test_two_of_one_group_are_not_one_of_each() -> None:
    asked = ASKING.request()
    assert why(asked, released(asked, SEPP, SECOND)) is Why.TOO_FEW


def test_three_are_too_many() -> None:
    asked = ASKING.request()
    assert why(asked, released(asked, DORA, SEPP, SECOND)) is Why.TOO_MANY


@pytest.mark.promise("P20")
def test_a_request_lives_for_a_day() -> None:
    asked = ASKING.request()
    brought = released(asked, DORA, SEPP)
    assert why(asked, brought, timedelta(hours=24) - timedelta(microseconds=1)) is None
    assert why(asked, brought, timedelta(hours=24)) is Why.EXPIRED
    assert why(asked, brought, -timedelta(seconds=1)) is Why.EXPIRED


@pytest.mark.promise("P20")
def test_a_release_is_for_one_request_word_by_word() -> None:
    asked = ASKING.request()
    for other in (replace(asked, reason="Curiosity"), replace(asked, number="0000-0000"), ASKING.request(Act.EXPORT)):
        assert why(asked, [*released(asked, DORA), *released(other, SEPP)]) is Why.OTHER_REQUEST


def test_a_release_without_its_shares_opens_nothing() -> None:
    asked = ASKING.request()
    dora, sepp = released(asked, DORA, SEPP)
    assert why(asked, [dora, Released(replace(sepp.release, shares=()), sepp.card)]) is Why.SHARE_WRONG


def test_what_is_missing_is_said_in_words() -> None:
    asked = ASKING.request(Act.DELETE)
    with pytest.raises(NotReleased, match="one data-protection officer must release"):
        rules.judge(asked, [], NOON)
