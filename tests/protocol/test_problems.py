import pytest

from protocol.problems import BY_CODE, Fault, Problem, SessionKeyRefused, SoftwareFault, from_code


@pytest.mark.parametrize("problem", Problem.__subclasses__())
def test_every_problem_has_a_code_a_fault_and_a_text(problem: type[Problem]) -> None:
    assert BY_CODE[problem.code] is problem
    assert problem.fault in Fault
    assert problem.de.strip().endswith((".", "…"))
    assert len(problem.de) > 20


def test_codes_are_unique() -> None:
    assert len(BY_CODE) == len(Problem.__subclasses__())


def test_a_problem_is_found_by_its_code_and_a_newer_one_is_our_fault() -> None:
    assert isinstance(from_code("session-key-refused"), SessionKeyRefused)
    assert isinstance(from_code("from-the-future"), SoftwareFault)
