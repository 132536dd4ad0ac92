from agent_client.viewing.encounter import Encounter
from agent_client.viewing.seen import inside
from agent_client.viewing.status import Status
from agent_client.viewing.steps import Step
from protocol.problems import ServerUnreachable
from tests.fakes.agent_play import OPENED
from tests.fakes.identities import IDENTITY


def test_a_session_is_seen_with_its_key_and_what_was_outside_of_it_stays() -> None:
    encounter = Encounter(OPENED, IDENTITY, 1000.0)
    outside = Status(agent="Frau Weber", problem=ServerUnreachable)
    seen = inside(outside, encounter, 1000.0)
    assert (seen.step, seen.key, seen.extra) == (Step.READ_KEY_OUT, OPENED.key, OPENED.extra)
    assert (seen.agent, seen.problem, seen.session) == ("Frau Weber", ServerUnreachable, OPENED.session)
