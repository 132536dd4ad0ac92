from customer_client.window import OwnWindows, Rectangle


def test_a_rectangle_contains_its_upper_left_pixel_and_not_the_one_after_its_last() -> None:
    rectangle = Rectangle(10, 20, 30, 40)

    assert rectangle.contains(10, 20)
    assert rectangle.contains(39, 59)
    assert not rectangle.contains(40, 59)
    assert not rectangle.contains(39, 60)
    assert not rectangle.contains(9, 20)


def test_own_windows_cover_what_any_of_them_contains() -> None:
    windows = OwnWindows((Rectangle(0, 0, 10, 10), Rectangle(100, 0, 10, 10)))

    assert windows.cover(105, 5)
    assert not windows.cover(50, 5)
