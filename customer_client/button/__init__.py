"""What a customer may keep on the own computer, by an own choice, and the switch that everything of ours obeys.

* The **button** (P11) is a copy of the program's file in a folder of the user's own, and shortcuts to it on the desktop
  and in the menu. Nothing of it runs unless it is clicked.
* The **switch** (P01) says whether a session may begin on this device. Off is a small file in that folder; on is that
  there is none. Every program of ours looks at it, a fresh download too.
* **Places** are where all of that lies on this system.
"""

from typing import Protocol

from customer_client.status import Device
from protocol.link import Language


class DeviceDoor(Protocol):
    """Button and switch of this device. Each operator's are their own."""

    def state(self) -> Device:
        """How it stands now. Quick: it is asked ten times a second."""

    def switch(self, *, on: bool) -> None:
        """Raises `OSError` when it cannot be kept."""

    def keep(self, operator: str, language: Language) -> None:
        """Keeps the button, under the operator's name where that is known. Raises `OSError`; then nothing is kept."""

    def remove(self) -> None:
        """Removes file, shortcuts and switch. A program that runs from there is gone as soon as it has ended."""
