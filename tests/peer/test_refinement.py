from peer.refinement import AT_MOST, PAUSE, STILL_AFTER, Refinement, next_to_nothing


def test_a_picture_is_refined_when_it_stands_still() -> None:
    refinement = Refinement()
    assert refinement.due(0.0) is None
    refinement.changed(1.0)
    assert refinement.due(0.0) == 1.0 + STILL_AFTER
    refinement.changed(1.01)
    assert refinement.due(0.0) == 1.01 + STILL_AFTER


def test_a_change_gets_its_turn_first_when_the_line_is_free_again() -> None:
    refinement = Refinement()
    refinement.changed(1.0)
    assert refinement.due(2.0) == 2.0 + STILL_AFTER
    refinement.made(2.1, done=False)
    assert refinement.due(2.2) == 2.2 + PAUSE


def test_refining_ends_when_there_is_next_to_nothing_to_add() -> None:
    refinement = Refinement()
    refinement.changed(1.0)
    refinement.made(1.1, done=False)
    assert refinement.due(0.0) is not None
    refinement.made(1.2, done=True)
    assert refinement.due(0.0) is None


def test_a_sharp_change_of_a_sharp_picture_needs_no_refining() -> None:
    refinement = Refinement()
    refinement.changed(1.0, sharp=True)
    assert refinement.due(0.0) is None


def test_a_sharp_change_of_a_blurred_picture_does() -> None:
    refinement = Refinement()
    refinement.changed(1.0)
    refinement.changed(1.01, sharp=True)
    assert refinement.due(0.0) == 1.01 + STILL_AFTER


def test_refining_ends_in_any_case() -> None:
    refinement = Refinement()
    refinement.changed(1.0)
    for _ in range(AT_MOST):
        assert refinement.due(0.0) is not None
        refinement.made(1.1, done=False)
    assert refinement.due(0.0) is None


def test_next_to_nothing_is_measured_by_the_screen() -> None:
    assert 90 < next_to_nothing(1920, 1080) < 250
    assert next_to_nothing(1, 1) > 16
