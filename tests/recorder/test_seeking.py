from recorder.seeking import KEYFRAME_EVERY, KEYFRAME_SHARE, PATIENCE, Seeking


def seeking() -> Seeking:
    """A screen that was sent whole, for 100 000 bytes in all."""
    made = Seeking()
    made.keyframe(0.0)
    made.picture(60_000, 0.0)
    made.picture(40_000, 1.0)
    return made


def test_a_quiet_recording_is_not_made_larger() -> None:
    quiet = seeking()
    quiet.picture(200_000, 1000.0)
    assert not quiet.due(3600.0)


def test_where_much_has_come_the_next_place_is_due() -> None:
    busy = seeking()
    busy.picture(round(100_000 / KEYFRAME_SHARE), 30.0)
    assert not busy.due(KEYFRAME_EVERY - 1)
    assert busy.due(KEYFRAME_EVERY)
    busy.keyframe(KEYFRAME_EVERY)
    assert not busy.due(KEYFRAME_EVERY + 1)


def test_a_place_that_is_wished_for_in_vain_is_needed_after_a_minute() -> None:
    busy = seeking()
    busy.picture(round(100_000 / KEYFRAME_SHARE), 30.0)
    assert not busy.overdue(1000.0), "nobody wished until now"
    assert not busy.overdue(1000.0 + PATIENCE - 1)
    assert busy.overdue(1000.0 + PATIENCE)
    busy.keyframe(1000.0 + PATIENCE)
    assert not busy.overdue(1000.0 + 2 * PATIENCE)


def test_before_the_first_picture_one_is_due() -> None:
    assert Seeking().due(0.0)
