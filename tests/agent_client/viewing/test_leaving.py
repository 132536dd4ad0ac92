from agent_client.viewing.leaving import Leaving, leaving
from agent_client.viewing.seconding import Second, Stage
from agent_client.viewing.status import Status
from agent_client.viewing.words import LANGUAGES

DE = LANGUAGES["de"]


def test_the_one_who_began_the_session_is_asked_whether_to_end_it() -> None:
    assert leaving(Status(), DE) == Leaving("Beenden", "Sitzung wirklich beenden?", "Weiter helfen")


def test_with_a_second_here_the_first_hears_that_it_ends_for_both() -> None:
    here = Status(second=Second(Stage.HERE, name="Berta"))
    assert leaving(here, DE).question == "Sitzung wirklich beenden? Sie endet auch für Berta."
    assert leaving(Status(second=Second(Stage.GONE, name="Berta")), DE) == leaving(Status(), DE)


def test_whoever_joined_is_asked_whether_to_leave_and_who_stays() -> None:
    question = "Do you want to leave the session? It goes on with Anna."
    assert leaving(Status(joins="Anna"), LANGUAGES["en"]) == Leaving("Leave", question, "Stay")
