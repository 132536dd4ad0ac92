from PySide6.QtWidgets import QApplication

from agent_client.ui.progress import Progress
from agent_client.ui.texts import Text
from agent_client.viewing.steps import Step
from agent_client.viewing.words import EN


def marks(progress: Progress) -> str:
    return "".join(row.text()[0] for row in progress.findChildren(Text))


def test_what_is_done_is_ticked_and_what_is_now_is_marked(qt: QApplication) -> None:
    progress = Progress(EN)
    progress.show_step(Step.ACCESS)
    assert marks(progress) == "✓✓➜○○○"
    progress.show_step(Step.COMPARING)
    assert marks(progress) == "✓✓✓✓➜○"


def test_a_step_that_is_not_on_the_list_changes_nothing(qt: QApplication) -> None:
    progress = Progress(EN)
    progress.show_step(Step.NOTICE)
    progress.show_step(Step.ENDED)
    assert marks(progress) == "✓➜○○○○"
