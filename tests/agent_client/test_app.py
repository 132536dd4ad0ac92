import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from agent_client import driver
from agent_client.app import Certificates, Viewer, assemble, surface_for
from agent_client.settings import AddressRefused, Settings
from agent_client.viewing.status import Quit, Status
from agent_client.viewing.steps import Step
from logs import Dialogue
from protocol.grants import Grant
from tests.fakes.viewer_session import ViewerSession


@pytest.fixture(autouse=True, scope="module")
def the_rest_of_the_run_looks_for_no_rubbish_in_what_stays() -> Iterator[None]:
    """The viewer lets it go when it ends."""
    yield
    gc.freeze()


def test_a_program_can_drive_the_viewer_without_a_person(qt: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "TICK", 0.01)
    session = ViewerSession(Grant.CONTROL)
    viewer = assemble(Settings(), session.doors)
    steps: list[Step] = []
    acted: set[Step] = set()

    def told(status: Status) -> None:
        if steps[-1:] != [status.step]:
            steps.append(status.step)
        if status.step not in acted and (action := session.next_action(status)):
            acted.add(status.step)
            viewer.act(action)
        if status.step is Step.VIEWING and status.pause is None:
            viewer.act(Quit())

    viewer.watch(told)
    assert viewer.run() == 0
    assert steps[-3:] == [Step.COMPARING, Step.VIEWING, Step.ENDED]


def test_what_the_program_is_made_of_is_no_rubbish_to_be_looked_for_while_pictures_come(qt: QApplication) -> None:
    viewer = Viewer(Settings(), ViewerSession().doors)
    kept: list[int] = []

    def told(status: Status) -> None:
        if status.server_reached:
            kept.append(gc.get_freeze_count())
            viewer.act(Quit())

    viewer.watch(told)
    assert viewer.run() == 0
    assert kept[-1] > 1000
    assert gc.get_freeze_count() == 0


def test_a_fault_in_the_driver_ends_the_program(qt: QApplication) -> None:
    session = ViewerSession()
    viewer = Viewer(Settings(), session.doors)

    def told(status: Status) -> None:
        if status.server_reached:
            raise ZeroDivisionError

    viewer.watch(told)
    with pytest.raises(BaseExceptionGroup) as fault:
        viewer.run()
    assert fault.value.subgroup(ZeroDivisionError)


@pytest.mark.promise("P05")
def test_no_viewer_is_assembled_for_an_insecure_server() -> None:
    with pytest.raises(AddressRefused):
        assemble(Settings(server="http://localhost"))


def test_a_session_keeps_its_certificate_and_another_gets_another() -> None:
    certificates = Certificates()
    first = certificates.of("a")
    assert certificates.of("a") is first
    assert certificates.of("b").fingerprint != first.fingerprint


@pytest.mark.parametrize("drawing", ["auto", "processor", "graphics-card"])
def test_where_there_is_no_graphics_card_the_processor_draws(qt: QApplication, drawing: str) -> None:
    assert surface_for(drawing, Dialogue("agent")) is None
