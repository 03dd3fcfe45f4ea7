"""The question before a figure: options as buttons, a reply once the learner has committed to one.

Everything the page needs is in the widget, so it answers while the kernel is busy; Python hears of the choice when it
can and notes it in the progress file.
"""

from __future__ import annotations

import anywidget
import traitlets

from course_utils.exercises import journal
from course_utils.exercises.registry import find_prediction
from course_utils.exercises.render import BOX, COLOURS, inline, plain
from course_utils.explorers.page import VIEWS

__all__ = ["PredictionView", "predict"]


def predict(id):
    """Return the prediction ``id`` as a widget, which a notebook shows under the cell.

    Raises UnknownId, with the ids that come near, when there is no such prediction.

    Example: ``predict("01-predict-ten-sigmoids")``
    """
    return PredictionView(find_prediction(id))


class PredictionView(anywidget.AnyWidget):
    """Show a Prediction; ``choice`` is the index of the committed option, -1 before.

    ``history`` holds the indices of all options committed to, the first one first: the page appends to it, and only
    ever sends the whole list, so that nothing is lost while the kernel is busy. ``noted`` is how many of them are in
    the progress file: the page says when that stays behind.
    """

    _esm = VIEWS / "prediction.js"
    _css = VIEWS / "prediction.css"

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    choice = traitlets.Int(-1).tag(sync=True)
    history = traitlets.List(traitlets.Int()).tag(sync=True)
    noted = traitlets.Int(0).tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)

    def __init__(self, prediction):
        self._prediction = prediction
        options = [{"label": inline(o.label), "reply": inline(o.reply), "right": o.right} for o in prediction.options]
        super().__init__(question=inline(prediction.question), options=options)
        self.observe(self._note, "history")

    def _note(self, change):
        for index in change.new[self.noted :]:
            if 0 <= index < len(self._prediction.options):
                option = self._prediction.options[index]
                told = journal.append("prediction", id=self._prediction.id, option=option.label, right=option.right)
                self.notice = told or self.notice
        self.noted = len(change.new)

    @property
    def text(self):
        """Return question and options as plain text, the same on every run."""
        labels = "; ".join(option.label for option in self._prediction.options)
        return plain(f"Predict: {self._prediction.question} ({labels})")

    @property
    def html(self):
        """Return question, options and a folded answer as HTML for pages without a kernel."""
        labels = "".join(f"<li>{option['label']}</li>" for option in self.options)
        right = self.options[self._prediction.right]
        others = "".join(f"<li>{o['label']}: {o['reply']}</li>" for o in self.options if not o["right"])
        return (
            f'<div style="{BOX.format(colour=COLOURS["note"])}">'
            f"<p><strong>Predict:</strong> {self.question}</p><ul>{labels}</ul>"
            f"<details><summary>Answer</summary><p><strong>{right['label']}</strong>: {right['reply']}</p>"
            f"<ul>{others}</ul></details></div>"
        )

    def _repr_mimebundle_(self, **_):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": self.text, "text/html": self.html, "application/vnd.jupyter.widget-view+json": view}
