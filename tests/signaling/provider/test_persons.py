import pytest

from signaling.provider.persons import MappingWrong, reading
from signaling.roles import AgentRole

ANNA = {"sub": "4711", "preferred_username": "anna", "name": "Anna B."}


def test_a_person_has_a_name_and_one_to_show() -> None:
    person = reading("preferred_username", "", "").person(ANNA)
    assert person is not None
    assert (person.subject, person.name, person.shown, person.role) == ("4711", "anna", "Anna B.", None)
    nameless = reading("preferred_username", "", "").person(ANNA | {"name": "An\nna"})
    assert nameless is not None
    assert nameless.shown == "anna"


@pytest.mark.parametrize("name", [None, "", "  ", 7, ["anna"], "an\x00na", "x" * 129])
def test_without_a_name_that_an_account_can_have_it_is_nobody(name: object) -> None:
    assert reading("preferred_username", "", "").person(ANNA | {"preferred_username": name}) is None


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["hotline"], AgentRole.AGENT),
        (["leads", "hotline"], AgentRole.SUPERVISOR),
        (["hotline", "it"], AgentRole.AGENT),
        (["it"], AgentRole.ADMINISTRATOR),
        ("leads", AgentRole.SUPERVISOR),
        (["Hotline"], None),
        ([7], None),
        (None, None),
    ],
)
def test_groups_give_a_role_one_with_a_desk_before_one_without(groups: object, role: AgentRole | None) -> None:
    rules = "groups:hotline=agent groups:leads=supervisor groups:it=administrator"
    person = reading("preferred_username", rules, "").person(ANNA | {"groups": groups})
    assert person is not None
    assert person.role is role


@pytest.mark.parametrize(
    ("claims", "vouched"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "gold"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, True),
        ({"acr": 2}, False),
        ({}, False),
    ],
)
def test_only_a_word_that_the_operator_named_vouches_for_a_second_factor(
    claims: dict[str, object], vouched: bool
) -> None:
    for words, expected in (("mfa gold", vouched), ("", False)):
        person = reading("preferred_username", "", words).person(ANNA | claims)
        assert person is not None
        assert person.has_second_factor is expected


@pytest.mark.parametrize("rule", ["groups", "groups=agent", ":x=agent", "groups:=agent", "groups:x=chief", "groups:x="])
def test_a_rule_that_makes_no_sense_is_refused_with_what_it_should_be(rule: str) -> None:
    with pytest.raises(MappingWrong, match="claim:value=role"):
        reading("preferred_username", rule, "")


def test_a_value_may_have_signs_of_its_own() -> None:
    person = reading("sub", "groups:cn=hotline,dc=example=agent", "").person(
        ANNA | {"groups": ["cn=hotline,dc=example"]}
    )
    assert person is not None
    assert person.role is AgentRole.AGENT
