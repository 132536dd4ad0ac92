from bench.promises import TABLE, Promise, printed, promises


def test_every_promise_of_the_document_is_a_row() -> None:
    rows = promises(TABLE.read_text(encoding="utf-8"), {})
    assert [row.id for row in rows] == [f"P{number:02}" for number in range(1, 23)]
    assert all(row.text and row.duty for row in rows)


def test_a_row_names_the_tests_that_hold_it() -> None:
    table = "| P01 | said | done |\n| P02 | said too | done too |\n"
    assert promises(table, {"tests/a.py::test_a": ["P02"]}) == [
        Promise("P01", "said", "done", ()),
        Promise("P02", "said too", "done too", ("tests/a.py::test_a",)),
    ]


def test_a_row_without_a_test_is_printed_as_open() -> None:
    text = printed(
        [Promise("P01", "said", "done", ()), Promise("P02", "too", "done", ("t.py::test_a[1]", "t.py::test_a[2]"))]
    )
    assert "P01  OPEN  said" in text
    assert text.count("t.py::test_a") == 1
    assert "1 of 2 promises" in text
