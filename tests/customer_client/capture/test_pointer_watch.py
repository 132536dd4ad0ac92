import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager

from customer_client.capture import Sight, Sighting, SightMissing
from customer_client.capture.pointer_watch import PointerWatch
from protocol.problems import ScreenGone
from tests.fakes.sight import FakeSight, shape
from tests.fakes.waiting import WITHIN


@contextmanager
def watched(sight: FakeSight) -> Iterator[tuple[PointerWatch, "queue.SimpleQueue[Sighting]"]]:
    told: queue.SimpleQueue[Sighting] = queue.SimpleQueue()
    watch = PointerWatch(lambda: sight, time.monotonic, told.put)
    watch.start()
    try:
        yield watch, told
    finally:
        assert watch.stop()
        assert sight.closed.wait(WITHIN)


def test_it_tells_where_the_pointer_is_and_then_only_what_is_new() -> None:
    sight = FakeSight(Sighting(1, 2))
    with watched(sight) as (_, told):
        assert told.get(timeout=WITHIN) == Sighting(1, 2)
        sight.wake()
        sight.moves(Sighting(3, 4))
        assert told.get(timeout=WITHIN) == Sighting(3, 4)
        sight.moves(Sighting(3, 4, shape()))
        assert told.get(timeout=WITHIN) == Sighting(3, 4, shape())


def test_somebody_who_moves_the_pointer_ends_the_wait() -> None:
    sight = FakeSight()
    with watched(sight) as (watch, told):
        told.get(timeout=WITHIN)
        sight.sighting = Sighting(9, 9)
        watch.expect()
        assert told.get(timeout=WITHIN) == Sighting(9, 9)


def test_keys_do_not_move_the_pointer_and_are_no_reason_to_look_where_the_system_tells_of_its_shape() -> None:
    for tells in (True, False):
        sight = FakeSight(tells_of_shapes=tells)
        with watched(sight) as (watch, told):
            told.get(timeout=WITHIN)
            watch.expect(moved=False)
            assert sight.wakes == (0 if tells else 1)


def test_a_display_that_is_gone_ends_the_watch_and_nothing_else() -> None:
    sight = FakeSight()
    with watched(sight) as (_, told):
        told.get(timeout=WITHIN)
        sight.failure = ScreenGone()
        sight.wake()
        assert sight.closed.wait(WITHIN)


def test_a_system_that_does_not_tell_has_no_pointer() -> None:
    def missing() -> Sight:
        raise SightMissing

    watch = PointerWatch(missing, time.monotonic, lambda _: None)
    watch.start()
    assert watch.stop()


def test_a_watch_that_never_started_can_be_stopped() -> None:
    assert PointerWatch(FakeSight, time.monotonic, lambda _: None).stop()
