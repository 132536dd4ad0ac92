"""How far a session is, as a list of its steps in words."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_client.ui.texts import Text, rename
from agent_client.viewing.steps import Step
from agent_client.viewing.words import Words

_SAME_ROW = {Step.COMPARING: Step.TYPE_CODE}


class Progress(QWidget):
    """The list. Done is ticked, now is bold, to come is quiet."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(13)
        self._steps = list(words.progress)
        self._texts = words.progress
        self._rows = [Text("step", text) for text in words.progress.values()]
        for row in self._rows:
            inside.addWidget(row)
        inside.addStretch()

    def show_step(self, step: Step) -> None:
        """Marks where the session is. A step that is not on the list leaves the list as it is."""
        step = _SAME_ROW.get(step, step)
        if step not in self._steps:
            return
        now = self._steps.index(step)
        for at, row in enumerate(self._rows):
            mark, name = ("✓", "step-done") if at < now else ("➜", "step-now") if at == now else ("○", "step")
            row.setText(f"{mark}   {self._texts[self._steps[at]]}")
            rename(row, name)
