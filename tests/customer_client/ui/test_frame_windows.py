from customer_client.ui.frame_windows import sides


def test_the_frame_covers_every_edge_once_and_nothing_else() -> None:
    width, height, thick = 40, 30, 3
    covered = [
        (x, y)
        for left, top, w, h in sides(0, 0, width, height, thick)
        for x in range(left, left + w)
        for y in range(top, top + h)
    ]
    edge = {
        (x, y)
        for x in range(width)
        for y in range(height)
        if not (thick <= x < width - thick and thick <= y < height - thick)
    }
    assert len(covered) == len(set(covered))
    assert set(covered) == edge


def test_the_frame_begins_where_the_screens_begin() -> None:
    assert sides(-1920, 0, 3840, 1080, 5)[0] == (-1920, 0, 3840, 5)
