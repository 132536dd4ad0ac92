import pytest

from agent_client.viewing.entrance import Entrance
from agent_client.viewing.status import Status
from agent_client.viewing.steps import Step
from tests.fakes.agent_play import Play


def test_nobody_is_in_at_first_and_the_entrance_alone_leads_nowhere() -> None:
    assert Play().status == Status(step=Step.SIGN_IN)
    with pytest.raises(TypeError, match="abstract"):
        Entrance()  # type: ignore[abstract]  # that is the test
