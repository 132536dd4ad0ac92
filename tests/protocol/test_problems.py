import pytest

from protocol.problems import BY_CODE, Fault, Problem, SessionKeyRefused, SoftwareFault, from_code, text


@pytest.mark.parametrize("problem", Problem.__subclasses__())
def test_every_problem_has_a_code_a_fault_and_a_text_in_each_language(problem: type[Problem]) -> None:
    assert BY_CODE[problem.code] is problem
    assert problem.fault in Fault
    assert problem.de != problem.en
    assert all(sentence.strip().endswith((".", "…")) and len(sentence) > 20 for sentence in (problem.de, problem.en))


def test_codes_are_unique() -> None:
    assert len(BY_CODE) == len(Problem.__subclasses__())


def test_a_problem_is_found_by_its_code_and_a_newer_one_is_our_fault() -> None:
    assert isinstance(from_code("session-key-refused"), SessionKeyRefused)
    assert isinstance(from_code("from-the-future"), SoftwareFault)


def test_the_text_is_in_the_persons_language() -> None:
    assert text(SessionKeyRefused, "de").startswith("Dieser")
    assert text(SessionKeyRefused(), "en").startswith("This")
