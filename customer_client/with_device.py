"""What the customer chose for this device: the switch, which comes before everything, and the button."""

from typing import assert_never

from customer_client import commands as c
from customer_client.course import Commands, Course
from customer_client.status import Device, ForDevice, KeepButton, RemoveButton, Step, SwitchDevice
from customer_client.steps import Turn
from protocol.session import EndReason

ALONE = frozenset({Step.SWITCHED_OFF, Step.ENTER_KEY, Step.ENDED})
"""Nobody else is there: what stays on the device is the customer's business."""


class WithDevice:
    """The device, and what is wished for it."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def is_now(self, device: Device) -> Commands:
        """Switched off means: nothing begins, and what has begun ends."""
        course = self._course
        course.device = device
        if device.on:
            yield from self._switched_on()
        elif course.step is Step.ENTER_KEY:
            course.turn(Turn.SWITCHED_OFF)
        elif course.step is not Step.SWITCHED_OFF:
            yield from course.end(EndReason.SWITCHED_OFF)

    def _switched_on(self) -> Commands:
        """A ticket that waited is presented now: the customer need not type a key."""
        course = self._course
        if course.step is not Step.SWITCHED_OFF:
            return
        course.turn(Turn.SWITCHED_ON)
        course.tells_switched_off = False
        if first := course.entry.first_message():
            course.turn(Turn.KEY_TYPED)
            if course.link_up:
                yield c.SendLink(first)

    def wished(self, wish: ForDevice) -> Commands:
        """A click that came too late means nothing."""
        if self._course.step not in ALONE:
            return
        match wish:
            case SwitchDevice(on):
                yield c.SwitchDevice(on)
            case KeepButton(language):
                claimed = self._course.entry.claimed
                yield c.KeepButton(claimed.operator.name if claimed else "", language)
            case RemoveButton():
                yield c.RemoveButton()
            case _:
                assert_never(wish)
