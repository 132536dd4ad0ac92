import pytest

from customer_client.ui.palette import NORMAL
from customer_client.ui.style import LARGER, SMALLEST, TALLEST, WIDEST, Style, choose_family, scale


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1366, 768), (1920, 1080), (3840, 2160)])
def test_a_window_fits_on_the_screen(width: int, height: int) -> None:
    factor = scale(width, height, 96, larger=False)
    assert TALLEST * factor <= height
    assert WIDEST * factor <= width


def test_everything_is_larger_on_a_screen_with_more_pixels() -> None:
    assert scale(3840, 2160, 96, larger=False) == pytest.approx(2 * scale(1920, 1080, 96, larger=False))


def test_everything_is_larger_on_a_screen_with_finer_pixels() -> None:
    assert scale(1920, 1080, 144, larger=False) > scale(1920, 1080, 96, larger=False)


def test_larger_type_is_larger_but_never_wider_than_the_screen() -> None:
    assert scale(1920, 1080, 96, larger=True) == pytest.approx(LARGER * scale(1920, 1080, 96, larger=False))
    assert scale(1100, 1080, 96, larger=True) * WIDEST <= 1100


def test_type_never_gets_too_small_to_read() -> None:
    assert scale(640, 480, 96, larger=False) == SMALLEST


def test_the_best_typeface_that_is_there_is_taken() -> None:
    assert choose_family({"DejaVu Sans", "Noto Sans", "Comic Sans"}) == "Noto Sans"
    assert choose_family(()) == "TkDefaultFont"


def test_lengths_and_type_grow_together() -> None:
    style = Style(NORMAL, "DejaVu Sans", 1.5)
    assert style.px(20) == 30
    assert style.font(20, bold=True) == ("DejaVu Sans", -30, "bold")
    assert style.fitted(0.5).px(20) == 15
    assert style.px(0.1) == 1
