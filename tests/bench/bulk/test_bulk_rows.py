from bench.bulk.rows import Measured, rows


def measured() -> Measured:
    figures = Measured()
    for value in (60.0, 80.0, 70.0):
        figures.add("ours lan", value)
    figures.add("stock lan", 140.0)
    figures.add("ours lan to the agent", 31.0)
    figures.why = "the file was gone"
    return figures


def test_the_middle_round_counts_and_plain_aiortc_is_the_baseline() -> None:
    fastest, *_ = rows(measured())
    assert (fastest.value, fastest.ratio, fastest.ok) == (70.0, 0.5, True)


def test_keys_may_come_thirty_milliseconds_later_beside_a_file_and_not_more() -> None:
    later = next(row for row in rows(measured()) if row.name == "a cable, file to the agent: key to picture later by")
    assert later.ok is False


def test_what_could_not_be_measured_says_why_and_nothing_else_does() -> None:
    by_why = {row.why for row in rows(measured()) if row.value is None}
    assert by_why == {"the file was gone"}
    assert {row.why for row in rows(measured()) if row.value is not None} == {""}
