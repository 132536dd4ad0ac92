import pytest

from signaling.roles import RIGHTS, AgentRole, Right, may


def test_the_table_has_a_row_for_each_role() -> None:
    assert set(RIGHTS) == set(AgentRole)


@pytest.mark.parametrize("role", AgentRole)
def test_agents_and_supervisors_help_and_nobody_else(role: AgentRole) -> None:
    for right in Right:
        assert may(role, right) == (role in {AgentRole.AGENT, AgentRole.SUPERVISOR})
