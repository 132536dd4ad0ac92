"""The window: one page for each step."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from agent_client.developer import Developer
from agent_client.ui.bridge import Bridge
from agent_client.ui.canvas import MakeSurface
from agent_client.ui.cards import Act
from agent_client.ui.desk_page import DeskPage
from agent_client.ui.look import SHEET
from agent_client.ui.second_factor_page import SecondFactorPage
from agent_client.ui.sign_in_page import SignInPage
from agent_client.ui.texts import named
from agent_client.ui.viewer_page import ViewerPage
from agent_client.viewing.geometry import Mode
from agent_client.viewing.status import Quit, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import Words

_SIZE = QSize(1180, 700)


class Window(QStackedWidget):
    """The program's one window. `bare`: the picture fills the screen, pixel for pixel, with nothing around it.

    `make_surface`: makes what draws the picture in the canvas's stead.
    """

    def __init__(
        self,
        words: Words,
        developer: Developer,
        act: Act,
        bridge: Bridge,
        *,
        bare: bool,
        make_surface: MakeSurface | None = None,
    ) -> None:
        super().__init__()
        named(self, "window")
        self._act = act
        self._bare = bare
        self._full_screen = False
        self._before = self.geometry()
        self.setWindowTitle(words.product)
        self.setStyleSheet(SHEET)
        self.resize(_SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize()))
        self.sign_in_page = SignInPage(words, act)
        self.second_factor_page = SecondFactorPage(words, act)
        self.desk_page = DeskPage(words, act)
        self.viewer_page = ViewerPage(words, developer, act, make_surface)
        for page in (self.sign_in_page, self.second_factor_page, self.desk_page, self.viewer_page):
            self.addWidget(page)
        self.viewer_page.full_screen_toggled.connect(lambda: self._fill_screen(not self._full_screen))
        bridge.status.connect(self.show_status)
        bridge.picture.connect(self.viewer_page.canvas.refresh, Qt.ConnectionType.QueuedConnection)
        bridge.pointer.connect(self.viewer_page.show_pointer)
        # Queued: the driver may end before Qt's loop runs, and a loop that does not run yet cannot be left.
        bridge.ended.connect(self.leave, Qt.ConnectionType.QueuedConnection)
        self.show_status(Status())

    def show_status(self, status: Status) -> None:
        """Draws the status, on the page that belongs to its step."""
        page = self._page_of(status.step)
        came = page is not self.currentWidget()
        page.show_status(status)
        self.setCurrentWidget(page)
        if came and page is self.viewer_page:
            self._begin_viewing()
        elif came and self._full_screen:
            self._fill_screen(False)

    def _page_of(self, step: Step) -> SignInPage | SecondFactorPage | DeskPage | ViewerPage:
        if step in {Step.SIGN_IN, Step.SIGNING_IN}:
            return self.sign_in_page
        if step in {Step.SECOND_FACTOR, Step.RECOVERY_CODES, Step.IN_BROWSER, Step.SECOND_CODE}:
            return self.second_factor_page
        return self.viewer_page if step is Step.VIEWING else self.desk_page

    def leave(self) -> None:
        """Ends Qt's loop. Its `quit` would ask this window, which says no."""
        QCoreApplication.exit(0)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """The session ends first; the program ends when the driver has."""
        event.ignore()
        self._act(Quit())

    def _begin_viewing(self) -> None:
        """The picture gets all the room there is."""
        if self._bare:
            self.viewer_page.show_mode(Mode.ACTUAL)
            self._fill_screen(True)
        else:
            self.showMaximized()
        self.activateWindow()

    def _fill_screen(self, full: bool) -> None:
        self._full_screen = full
        self.viewer_page.show_full_screen(full)
        if full:
            self._before = self.geometry()
            self.showFullScreen()
            self.setGeometry(self.screen().geometry())  # where no window manager does it
            self.activateWindow()
        else:
            self.showNormal()
            self.setGeometry(self._before)
