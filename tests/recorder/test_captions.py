from typing import get_args

import pytest

from protocol import peer_messages as m
from protocol.grants import Grant, Who
from recorder.captions import caption

EXAMPLES: list[tuple[m.Happening, str | None]] = [
    (m.RightChanged(Grant.CONTROL, m.RightChange.ASKED), "Agent asked for mouse and keyboard"),
    (m.RightChanged(Grant.VIEW, m.RightChange.TAKEN_BACK), "Customer took back the picture"),
    (m.RightChanged(Grant.CONTROL, m.RightChange.GIVEN, Who.SECOND), "Customer gave mouse and keyboard (second agent)"),
    (m.RightChanged(Grant.CONTROL, m.RightChange.ASKED, Who.SECOND), "Second agent asked for mouse and keyboard"),
    (m.SecondInvolved(m.Stage.HERE), "Second agent joined"),
    (m.SecondInvolved(m.Stage.CODE), None),
    (m.Clicked(0, 1, 2, Who.SECOND), "Second agent clicks (left) at 1, 2"),
    (m.Paused(), "Customer stopped the picture"),
    (m.Resumed(), "Customer shows the picture again"),
    (m.MonitorShown(0, 3840, 1080), "Shown: all monitors, 3840 x 1080"),
    (m.MonitorShown(2, 1920, 1080), "Shown: monitor 2, 1920 x 1080"),
    (m.Clicked(2, 10, 20), "Agent clicks (right) at 10, 20"),
    (m.InputUsed(m.InputKind.TYPING), "Agent types"),
    (m.PointerSeen(1, 2), None),
    (m.PointerGone(), None),
]


@pytest.mark.parametrize(("what", "line"), EXAMPLES)
def test_each_event_has_its_words(what: m.Happening, line: str | None) -> None:
    assert caption(what) == line


def test_every_event_is_among_the_examples() -> None:
    assert {type(what) for what, _ in EXAMPLES} == set(get_args(m.Happening))


@pytest.mark.parametrize("grant", Grant)
@pytest.mark.parametrize("change", m.RightChange)
def test_each_right_has_words(grant: Grant, change: m.RightChange) -> None:
    assert caption(m.RightChanged(grant, change))


@pytest.mark.parametrize("kind", m.InputKind)
def test_each_kind_of_input_has_words(kind: m.InputKind) -> None:
    assert caption(m.InputUsed(kind))
