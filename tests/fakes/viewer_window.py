"""The viewer's window without a driver: a test shows it statuses and sees what the agent does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from agent_client.developer import Developer
from agent_client.ui.bridge import Bridge
from agent_client.ui.window import Window
from agent_client.viewing.quality import Quality, Word
from agent_client.viewing.status import Action, Pause, SetUp, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import LANGUAGES
from peer.picture import Area
from protocol.grants import Grant
from protocol.link import EnrolmentText, NoticeTexts
from tests.fakes.agent_play import OPERATOR, SESSION
from tests.fakes.viewer_doors import frame

IDLE = Status(step=Step.IDLE, server_reached=True, agent="Frau Weber", operator=OPERATOR)
SETTING_UP = Status(
    step=Step.SECOND_FACTOR,
    server_reached=True,
    set_up=SetUp(
        "otpauth://totp/Musterdienst:anna?digits=6&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1"
        "&issuer=Musterdienst&period=30",
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
    ),
)
KEEPING_CODES = Status(
    step=Step.RECOVERY_CODES,
    server_reached=True,
    agent="Frau Weber",
    recovery_codes=tuple(f"ABCD-EFGH-JK{number:02}" for number in range(10)),
)
ASKING = replace(IDLE, enrolment=EnrolmentText("2026-11", NoticeTexts("Der Text zum Vorlesen", "The text to read out")))
READING = replace(IDLE, step=Step.READ_KEY_OUT, session=SESSION, key="4819203", extra="4711", key_seconds_left=587)
TYPING = replace(READING, step=Step.TYPE_CODE, key="", extra="")
VIEWING = replace(
    TYPING,
    step=Step.VIEWING,
    grants=frozenset({Grant.VIEW}),
    recording=True,
    area=Area(0, 0, 640, 480),
    quality=Quality(23, 30, 1.84, 0.0, Word.GOOD),
)
PAUSED = replace(VIEWING, pause=Pause.NOT_RECORDED, recording=False)
IN_CONTROL = replace(VIEWING, grants=frozenset({Grant.VIEW, Grant.CONTROL}))


class ShownWindow:
    """A window on the screen, in one language."""

    def __init__(self, language: Literal["de", "en"] = "de") -> None:
        self.done: list[Action] = []
        self.bridge = Bridge()
        self.developer = Developer(self.bridge.picture.emit)
        self.words = LANGUAGES[language]
        self.window = Window(self.words, self.developer, self.done.append, self.bridge, bare=False)
        self.window.show()

    def shows(self, status: Status, *, picture: bool = False) -> "ShownWindow":
        if picture:
            self.developer.open()
            self.developer.develop(frame(640, 480))
        self.window.show_status(status)
        return self

    def texts(self) -> list[str]:
        """Every text that can be seen."""
        seen: list[QLabel | QPushButton] = [*_seen(self.window, QLabel), *_seen(self.window, QPushButton)]
        return [widget.text() for widget in seen]

    def press(self, text: str) -> None:
        """Presses the button with that text."""
        (button,) = [found for found in _seen(self.window, QPushButton) if found.text() == text]
        button.click()


Kind = TypeVar("Kind", bound=QWidget)


def _seen(window: QWidget, kind: type[Kind]) -> list[Kind]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Lets Qt work until that holds; wakes with each of its events."""
    deadline = QDeadlineTimer(round(seconds * 1000))
    wake = QTimer(interval=10)
    wake.start()
    while not holds() and not deadline.hasExpired():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return holds()
