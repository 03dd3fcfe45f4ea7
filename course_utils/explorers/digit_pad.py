"""A pad on which a digit is drawn for a network that `train` has trained: an explorer made for one run."""

from __future__ import annotations

import numpy as np

from course_utils.explorers import draw_digit
from course_utils.explorers.answer_cards import UNLIKE
from course_utils.explorers.drawings import drawing_mnist
from course_utils.explorers.engine import STATE, Bars, Drawing, Explorer, Pixels
from course_utils.explorers.widget import alive

HIGH = 230  # of each panel
BLANK = "The pad is blank. The network cannot say so: what it answers then is one of its ten classes all the same."


def pad_for(run):
    """Return the pad of a `Run` that reads digits, as a widget.

    What is drawn is scaled and centred as the digits of MNIST were (`drawings.drawing_mnist`), then scaled as the run's
    own pictures.
    """

    class Pad(Explorer):
        title = f"Draw a digit for {run.config.model}"
        controls = (
            Drawing("drawing", "Draw here", value=draw_digit.drawing_text(draw_digit.examples()[draw_digit.FIRST]),
                    presets=draw_digit.ready_made()),
        )  # fmt: skip
        panels = (
            Pixels("seen", "What it gets", height=HIGH),
            Bars("probabilities", "The answer", ylim=(0, 1.18), height=HIGH),
        )

        @staticmethod
        def frame(state):
            return frame_of(state, run)

    class Shown(alive(Pad)):
        def _repr_mimebundle_(self, **_):
            still = super()._repr_mimebundle_()
            return {kind: data for kind, data in still.items() if kind != STATE}  # no page without Python has this run

    return Shown()


def frame_of(state, run):
    """Return what is on the screen for one drawing: the picture (28, 28), ten probabilities, and what they say."""
    picture = drawing_mnist(state["drawing"])
    answer = run.answers(run.prepared(np.repeat(picture[None], 3, axis=0))[None])[0]
    p = np.array([answer.every[name] for name in run.class_names])
    said = f"{draw_digit.reading(p)}.{f' {UNLIKE}' * answer.unlike}" if picture.any() else BLANK
    texts = [draw_digit.percent(v) if v >= 0.005 else "" for v in p]
    return {
        "seen": {"pixels": picture, "map": "gray", "vmin": 0, "vmax": 255},
        "probabilities": draw_digit.bars(p, texts, p),
        "sentence": said,
    }
