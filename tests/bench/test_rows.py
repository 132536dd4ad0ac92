from bench.rows import Row, printed


def test_a_target_can_bound_the_ratio() -> None:
    assert Row("echo", "ms", 40, 100, "lower", 0.5, "ratio").ok
    assert not Row("echo", "ms", 60, 100, "lower", 0.5, "ratio").ok


def test_a_target_can_bound_the_value_from_either_side() -> None:
    assert Row("last change", "ms", 99, None, "lower", 100).ok
    assert not Row("sharpness", "dB", 44, 30, "higher", 45).ok


def test_a_ratio_that_cannot_be_formed_misses_its_target() -> None:
    assert not Row("echo", "ms", 40, None, "lower", 0.5, "ratio").ok
    assert not Row("echo", "ms", 40, 0, "lower", 0.5, "ratio").ok


def test_the_table_says_what_was_missed() -> None:
    text = printed([Row("echo", "ms", 60, 100, "lower", 0.5, "ratio"), Row("size", "MB", 1, None, "lower")])
    assert "≤ 0.5 × naive  MISSED" in text
    assert text.count("MISSED") == 1


def test_a_row_as_json_has_what_a_reader_needs() -> None:
    row = Row("echo", "ms", 40, 100, "lower", 0.5, "ratio").as_json()
    assert {"name", "value", "baseline", "ratio", "target", "ok"} <= set(row)
    assert row["ratio"] == 0.4
