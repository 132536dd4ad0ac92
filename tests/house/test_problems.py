"""A problem is a fact with one code and one text in each language, and no two say the same."""

from protocol.problems import Problem
from tests.fakes.source import modules
from words import of_problem


def test_codes_and_texts_are_all_different() -> None:
    problems = Problem.__subclasses__()
    for of in (lambda p: p.code, lambda p: p.de, lambda p: of_problem(p, "en")):
        assert len({of(problem) for problem in problems}) == len(problems)
    for problem in problems:
        assert problem.de != of_problem(problem, "en")


def test_problems_are_made_in_one_place() -> None:
    assert Problem.__subclasses__() == [problem for problem in Problem.__subclasses__() if not problem.__subclasses__()]
    assert {problem.__module__ for problem in Problem.__subclasses__()} == {"protocol.problems"}
    assert any(module.name == "protocol/problems.py" for module in modules())
