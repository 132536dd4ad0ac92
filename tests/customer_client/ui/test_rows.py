from customer_client.ui.rows import in_a_row


def test_as_many_as_fit_stand_side_by_side() -> None:
    assert in_a_row([100, 100, 100], 300) == 3
    assert in_a_row([100, 100, 100], 299) == 2


def test_a_wide_one_in_a_later_row_makes_the_column_above_it_wider() -> None:
    assert in_a_row([100, 100, 100, 250], 300) == 1
    assert in_a_row([100, 100, 200, 100], 300) == 2


def test_where_nothing_fits_they_stand_below_each_other() -> None:
    assert in_a_row([500, 400], 300) == 1
    assert in_a_row([], 300) == 1
