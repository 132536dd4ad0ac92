import time

from bench.others import Others


def test_what_this_process_does_itself_is_not_the_others() -> None:
    others = Others()
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert 0 <= others.percent() <= 100 * 64
