from bench.rows import Row, printed


def test_a_target_can_bound_the_ratio() -> None:
    assert Row("echo", "ms", 40, 100, "lower", target_ratio=0.5).ok
    assert not Row("echo", "ms", 60, 100, "lower", target_ratio=0.5).ok


def test_a_target_can_bound_the_value_from_either_side() -> None:
    assert Row("last change", "ms", 99, None, "lower", 100).ok
    assert not Row("sharpness", "dB", 44, 30, "higher", 45).ok


def test_with_two_targets_both_are_to_be_met() -> None:
    assert Row("echo", "ms", 20, 100, "lower", 20, 0.25).ok
    assert not Row("echo", "ms", 20, 60, "lower", 20, 0.25).ok
    assert not Row("echo", "ms", 21, 100, "lower", 20, 0.25).ok


def test_a_ratio_that_cannot_be_formed_misses_its_target() -> None:
    assert not Row("echo", "ms", 40, None, "lower", target_ratio=0.5).ok
    assert not Row("echo", "ms", 40, 0, "lower", target_ratio=0.5).ok


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    row = Row("drag", "ms", None, None, "lower", 150, why="a network namespace cannot be made here")
    assert row.ok is None
    assert "NOT MEASURED  (a network namespace cannot be made here)" in printed([row])


def test_the_table_says_what_was_missed() -> None:
    text = printed([Row("echo", "ms", 60, 100, "lower", target_ratio=0.5), Row("size", "MB", 1, None, "lower")])
    assert "≤ 0.5 × naive  MISSED" in text
    assert text.count("MISSED") == 1


def test_a_row_as_json_has_what_a_reader_needs() -> None:
    row = Row("echo", "ms", 40, 100, "lower", 20, 0.5, tigervnc=10).as_json()
    assert {"name", "value", "baseline", "ratio", "target", "ok"} <= set(row)
    assert row["ratio"] == 0.4
    assert row["ok"] is False
