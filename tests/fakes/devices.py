"""Button and switch of a device that is only played."""

from customer_client.status import Device, Kept
from protocol.link import Language


class FakeDevice:
    """As `customer_client.button.device.ThisDevice`, without files. It may be told to fail, as on a full disk."""

    def __init__(self, kept: Kept = Kept.NO, *, on: bool = True, runs_from_it: bool = False) -> None:
        self._kept, self._on, self._runs_from_it = kept, on, runs_from_it
        self.name = ""
        self.fails = False

    def state(self) -> Device:
        return Device(self._on, self._kept)

    def switch(self, *, on: bool) -> None:
        self._check()
        self._on = on

    def keep(self, operator: str, language: Language) -> None:
        self._check()
        if self._kept not in (Kept.NEVER, Kept.REMOVED):
            self._kept, self.name = Kept.YES, f"{operator} {language}"

    def remove(self) -> None:
        self._check()
        self._on = True
        if self._kept is not Kept.NEVER:
            self._kept = Kept.REMOVED if self._runs_from_it else Kept.NO

    def _check(self) -> None:
        if self.fails:
            raise OSError
