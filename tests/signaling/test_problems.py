from signaling.problems import CannotStart


def test_what_keeps_the_server_from_starting_is_a_sentence_for_the_operator() -> None:
    assert str(CannotStart("Port 1 is in use.")) == "Port 1 is in use."
