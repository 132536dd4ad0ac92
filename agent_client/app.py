"""Assembles the viewer: the desk's driver in its thread, the developer between, the window in Qt's.

`assemble` is the door for programs that drive the viewer without a person:

    viewer = assemble(Settings(server=..., ca=..., recorders=..., full_screen=True))
    viewer.watch(told)                       # told(status) for every new status, from the driver's thread
    viewer.act(SignIn("name", "password"))   # from any thread: NewSession(), TypeCode("123456"), End(), Quit(), ...
    raise SystemExit(viewer.run())           # in the main thread, until Quit

The key to read out is `status.key` while `Step.READ_KEY_OUT`; `Step.TYPE_CODE` awaits `TypeCode`; a picture is on the
screen when `Step.VIEWING` and `status.pause is None`.
"""

import gc
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from agent_client.browser import SystemBrowser
from agent_client.customer import Customer, Listener, Offered, RealCustomer
from agent_client.developer import Developer
from agent_client.driver import Browser, Driver, Link
from agent_client.settings import AuthorityUnreadable, Settings, checked
from agent_client.ui.application import application
from agent_client.ui.bridge import Bridge
from agent_client.ui.canvas import MakeSurface
from agent_client.ui.card import Card, try_out
from agent_client.ui.shading import ShadingRefused
from agent_client.ui.window import Window
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.events import Acted
from agent_client.viewing.status import Action, Quit, Status
from agent_client.viewing.words import LANGUAGES
from logs import Dialogue
from peer.certificate import Certificate
from peer.paying_link import PayingLink
from peer.recorder_keys import pinned
from peer.server_link import ServerLink
from peer.tls import trusting
from protocol import link, wire
from protocol.recorder_identity import Identity


@dataclass(frozen=True)
class Doors:
    """What a viewer is connected through; a test puts fakes here."""

    make_link: Callable[[], Link]
    """Called in the driver's loop."""
    meet: Callable[[str, Offered, Listener], Customer]
    """Makes the connection for a customer's offer in a session."""
    browser: Browser
    """The system's browser, for signing in."""
    recorders: Identity
    """The keys by which recorders are known."""


class Certificates:
    """One DTLS certificate for each session, kept for the session's later connections."""

    def __init__(self) -> None:
        self._of: dict[str, Certificate] = {}

    def of(self, session: str) -> Certificate:
        """The certificate of a session. Only that of the newest is kept."""
        if session not in self._of:
            self._of = {session: Certificate.generate()}
        return self._of[session]


def real_doors(settings: Settings) -> Doors:
    """The operator's server, and WebRTC. Raises `AuthorityUnreadable` and `SettingsWrong`."""
    try:
        tls = trusting(Path(settings.ca))
    except OSError:
        raise AuthorityUnreadable(
            f"ca has to be a PEM file with the authority that the server's certificate comes from, such as ca.pem; "
            f"{settings.ca or 'none'} was named"
        ) from None
    certificates = Certificates()

    def make_link() -> PayingLink[link.ToAgentProgram]:
        return PayingLink(ServerLink(settings.server + link.AGENT_PATH, tls, wire.to_agent_program))

    def meet(session: str, offered: Offered, listener: Listener) -> Customer:
        return RealCustomer(certificates.of(session), offered, listener, tls)

    words = ACCOUNT_WORDS[settings.language]
    browser = SystemBrowser(settings.language, words.returned_title, words.returned_text, settings.browser_port)
    return Doors(make_link, meet, browser, pinned(settings.recorders))


def surface_for(drawing: str, dialogue: Dialogue) -> MakeSurface | None:
    """What draws the picture, for a value of the setting; `None`: the canvas itself, with the processor."""
    if drawing == "processor":
        return None
    try:
        try_out(whatever_it_is=drawing == "graphics-card")
    except ShadingRefused as why:
        dialogue.state(f"drawing-with-the-processor {why}")
        return None
    dialogue.state("drawing-with-the-graphics-card")
    return Card


class Viewer:
    """One running viewer. `act` and `watch` may be called from any thread, `run` from the main one."""

    def __init__(self, settings: Settings, doors: Doors) -> None:
        self._application = application(["ferndiagnose"])
        dialogue = Dialogue("agent")
        self._watchers: list[Callable[[Status], None]] = []
        self.bridge = Bridge()
        self.developer = Developer(self.bridge.picture.emit)
        self.driver = Driver(
            doors.make_link,
            doors.meet,
            self.developer,
            self._told,
            dialogue,
            recorders=doors.recorders,
            browser=doors.browser,
            on_pointer=self.bridge.pointer.emit,
        )
        words = LANGUAGES[settings.language]
        self.window = Window(
            words,
            self.developer,
            self.act,
            self.bridge,
            bare=settings.full_screen,
            make_surface=surface_for(settings.drawing, dialogue),
        )
        self.window.viewer_page.canvas.drawn.connect(self.driver.shown)

    def act(self, action: Action) -> None:
        """The agent does something."""
        self.driver.post(Acted(action))

    def watch(self, told: Callable[[Status], None]) -> None:
        """Calls `told` with every new status, in the driver's thread. To be called before `run`."""
        self._watchers.append(told)

    def start(self) -> Future[None]:
        """Shows the window and starts the driver; for those who run Qt's loop themselves."""
        self.window.show()
        ended = self.driver.start()
        ended.add_done_callback(lambda _: self.bridge.ended.emit())
        return ended

    def run(self) -> int:
        """Runs until the agent quits. Raises what the driver failed with."""
        gc.freeze()  # what is here now stays: to look through all of it takes 20 ms, in which no thread does anything
        ended = self.start()
        self._application.exec()
        gc.unfreeze()
        self.act(Quit())
        ended.result()
        return 0

    def _told(self, status: Status) -> None:
        self.bridge.status.emit(status)
        for told in self._watchers:
            told(status)


def assemble(settings: Settings, doors: Doors | None = None) -> Viewer:
    """A viewer, not yet started. Raises `AddressRefused`, `AuthorityUnreadable` and `SettingsWrong`."""
    settings = checked(settings)
    return Viewer(settings, doors or real_doors(settings))
