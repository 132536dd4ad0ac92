import time

import pytest

from customer_client.doors import of_this_machine
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end


def test_the_doors_of_this_machine_open_and_close() -> None:
    with x_display() as name:
        doors = of_this_machine(name, time.monotonic)
        screen = doors.open_screen()
        assert screen.wait(5)
        assert screen.grab().width == 800
        doors.pointer.move(5, 5)
        doors.keyboard.type_text("a")
        doors.local_input.start(lambda: None, lambda: None)
        doors.local_input.stop()
        screen.close()
        doors.close()
