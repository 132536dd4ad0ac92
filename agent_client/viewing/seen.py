"""What a window shows of a session: the encounter's part of the status."""

from dataclasses import replace

from agent_client.viewing.encounter import Encounter
from agent_client.viewing.status import Status
from agent_client.viewing.steps import Step


def inside(outside: Status, encounter: Encounter, now: float) -> Status:
    """The status while there is a session, or one that has ended and was not dismissed."""
    return replace(
        outside,
        step=encounter.step,
        session=encounter.session,
        key=encounter.key if encounter.step is Step.READ_KEY_OUT else "",
        extra=encounter.extra if encounter.step is Step.READ_KEY_OUT else "",
        key_seconds_left=encounter.key_seconds_left(now),
        confirmation=encounter.confirmation,
        grants=encounter.rights.grants,
        asked=encounter.rights.asked,
        refused=encounter.rights.refused,
        pause=encounter.pause,
        input_hold=encounter.input_hold,
        recording=encounter.recording,
        area=encounter.drawing.area,
        monitors=encounter.drawing.monitors.monitors,
        monitor=encounter.drawing.monitors.shown,
        second=encounter.seconding.second,
        joins=encounter.joins,
        quality=encounter.quality(),
        beside=encounter.beside,
        problem=encounter.problem or outside.problem,
        reason=encounter.reason,
    )
