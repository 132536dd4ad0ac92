import pytest

from customer_client.ui.guide import HEIGHT, LINES, WIDTH
from customer_client.ui.pages import Sketch


@pytest.mark.parametrize("sketch", Sketch)
def test_each_drawing_lies_on_its_paper_and_shows_one_thing_to_click(sketch: Sketch) -> None:
    lines = LINES[sketch]
    assert [kind for kind, *_ in lines].count("full") == 1
    for _, left, top, right, bottom in lines:
        assert 0 <= left < right <= WIDTH
        assert 0 <= top <= bottom <= HEIGHT
