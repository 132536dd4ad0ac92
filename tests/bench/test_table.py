from bench.lines import QUALITIES
from bench.table import TABLE, Job, Wanted, chosen, row
from bench.work import WORK

ECHO = Wanted("input to picture, p50", "ms", Job("lan", "echo"), "p50", "lower", 20, 0.25)


def test_every_row_names_work_and_a_line_that_there_are() -> None:
    assert {wanted.job.work for wanted in TABLE} <= set(WORK)
    assert {wanted.job.line for wanted in TABLE} == set(QUALITIES)


def test_no_two_rows_have_the_same_name_and_unit() -> None:
    assert len({(wanted.name, wanted.unit) for wanted in TABLE}) == len(TABLE)


def test_rows_are_chosen_by_their_work_by_words_and_by_their_line() -> None:
    assert {wanted.job for wanted in chosen(["scroll"], ["20mbit"])} == {Job("20mbit", "scroll")}
    assert {wanted.job.work for wanted in chosen(["frozen"], [])} == {"drag"}
    assert chosen([], []) == list(TABLE)


def test_a_row_has_the_median_of_all_rounds() -> None:
    results = {("ours", ECHO.job, "p50"): [9.0, 30.0, 10.0], ("naive", ECHO.job, "p50"): [100.0]}
    made = row(ECHO, results, {"tigervnc": "xtigervncviewer not installed"})
    assert (made.value, made.baseline, made.tigervnc, made.ok) == (10.0, 100.0, None, True)
    assert made.why == "xtigervncviewer not installed"


def test_a_row_that_nobody_could_measure_says_why_once() -> None:
    made = row(ECHO, {}, {"lan": "no line", "naive": "no line"})
    assert (made.value, made.ok, made.why) == (None, None, "no line")


def test_alone_ours_is_held_to_its_values_only() -> None:
    assert row(ECHO, {("ours", ECHO.job, "p50"): [10.0]}, {}).ok
