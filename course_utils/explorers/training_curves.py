"""Training curves: two stored runs beside each other, and in words what their curves show."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data import runs
from course_utils.explorers.engine import Choice, Explorer, Lines, marks
from course_utils.explorers.words import number

#: What the choice says -> (stored experiment, label of the run in it).
STORED = {
    **{label: ("curves", label) for label in runs.load("curves").labels},
    **{
        words: ("degradation", label)
        for words, label in (
            ("plain network, 20 layers", "plain20"),
            ("plain network, 44 layers", "plain44"),
            ("residual network, 44 layers", "residual44"),
        )
        if "degradation" in runs.names()
    },
}
HALVES = {"both": ("training", "validation"), "training": ("training",), "validation": ("validation",)}
CHANCE = 0.1  # ten classes
EPOCHS = (0, 21)  # of the axes
LOSSES = (1e-4, 10)  # of the logarithmic axis

# When a word is used; each is a share (of 1) unless it says otherwise.
NOTHING_LEARNED = 1.5 * CHANCE  # training accuracy at the end below this
LEARNED = 0.9  # training accuracy from this on: it knows its pictures
GAP = 0.05  # between training and validation: smaller ones are not mentioned as such
STILL = 0.9  # training loss at the end over that a fifth of the epochs earlier: below this it is still falling
SMALL = 0.05  # a training loss below this has arrived, however fast it still falls
TURNED = 1.15  # validation loss at the end over its lowest
UNSTEADY = 0.03  # mean change of validation accuracy from epoch to epoch, in the second half


class Facts(NamedTuple):
    """What the curves of one run say: accuracies at the end, where validation was best, and what the losses do."""

    epochs: int
    training: float
    validation: float
    best: int  # the epoch, from 1, with the best validation accuracy (the first of equals)
    best_accuracy: float
    lowest: int  # the epoch with the lowest validation loss
    falling: bool  # the training loss has not arrived
    turned: bool  # the validation loss has risen from its lowest
    unsteady: bool  # validation accuracy jumps

    @property
    def gap(self) -> float:
        """Training accuracy minus validation accuracy, at the end."""
        return self.training - self.validation


@cache
def stored(name):
    """Return the first stored `Run` behind one name of the choice."""
    file, label = STORED[name]
    return runs.load(file).where(label)[0]


def facts(run) -> Facts:
    """Read the curves of a `Run` that has both training and validation."""
    loss, held_out = np.array(run.train_loss), np.array(run.validation_loss)
    accuracy = np.array(run.validation_accuracy)
    earlier = loss[-1 - max(1, len(loss) // 5)]
    steps = np.abs(np.diff(accuracy[len(accuracy) // 2 :]))
    return Facts(
        epochs=len(loss),
        training=run.train_accuracy[-1],
        validation=float(accuracy[-1]),
        best=int(accuracy.argmax()) + 1,
        best_accuracy=float(accuracy.max()),
        lowest=int(held_out.argmin()) + 1,
        falling=bool(loss[-1] < STILL * earlier and loss[-1] > SMALL),
        turned=bool(held_out[-1] > TURNED * held_out.min() and held_out.argmin() < len(held_out) - 1),
        unsteady=bool(steps.size and steps.mean() > UNSTEADY),
    )


def points(share):
    """Write a share of 1 in percent, to one digit behind the point where it has one.

    >>> points(0.829), points(1.0)
    ('82.9 %', '100 %')
    """
    return f"{number(round(100 * share, 1), 4)} %"


def reading(run) -> str:
    """Say in one sentence what the curves of a run show; every word is computed from the numbers."""
    found = facts(run)
    ends = f"{points(found.training)} of the training pictures right at the end, {points(found.validation)} of others"
    if found.training < NOTHING_LEARNED:
        return f"{ends}: it guesses, and has learned nothing in {found.epochs} epochs."
    return f"{ends}{''.join(f', {part}' for part in _gap_words(found))}; {'; '.join(_course_words(found))}."


def _gap_words(found):
    if found.gap < -GAP:
        return [f"{100 * -found.gap:.0f} points more (training was made harder than the test of it)"]
    if found.gap > GAP:
        return [f"a gap of {100 * found.gap:.0f} points"]
    return ["about the same" if found.training < LEARNED else "with little between them"]


def _course_words(found):
    words = []
    if found.validation < 1.5 * CHANCE:
        words.append("on pictures that it has not seen it guesses: what it learned holds for none of them")
    elif found.falling:
        words.append("the training loss is still falling: it has not arrived")
    elif found.training < LEARNED:
        words.append("the training loss has stopped falling while many training pictures are still wrong")
    else:
        words.append("the training loss has arrived")
    if found.turned:
        words.append(f"the validation loss was lowest after epoch {found.lowest} and has risen since")
    if found.unsteady:
        words.append("validation accuracy jumps from epoch to epoch")
    words.append(f"keep epoch {found.best} ({points(found.best_accuracy)})")
    return words


class TrainingCurves(Explorer):
    """Lay the curves of two stored runs over each other, and read them.

    Controls: the two runs, and which half is drawn. Solid lines are the training pictures (running means while the
    network learns), dashed ones the validation pictures; a dot marks the epoch whose weights one would keep.
    """

    title = "Training curves"
    controls = (
        Choice("first", "Run A, blue", tuple(STORED), "healthy"),
        Choice("second", "Run B, orange", tuple(STORED), "200 digits"),
        Choice("half", "Drawn", (("both", "training and validation"), "training", "validation"), "both"),
    )
    panels = (
        Lines("accuracy", "Right answers", x="epoch", y="%", xlim=EPOCHS, ylim=(0, 103), height=300),
        Lines("loss", "Loss, logarithmic axis", x="epoch", y="loss", xlim=EPOCHS, ylim=LOSSES, log_y=True,
              height=300),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        chosen = {"A": stored(state["first"]), "B": stored(state["second"])}
        halves = HALVES[state["half"]]
        content = {panel.id: _marks(chosen, panel.id, halves) for panel in TrainingCurves.panels}
        same = state["first"] == state["second"]
        words = [f"{'Both' if same else name}, {run.label}: {reading(run)}" for name, run in chosen.items()]
        return {**content, "sentence": words[0] if same else " ".join(words)}


def _marks(chosen, panel, halves):
    found = []
    for (name, run), color in zip(chosen.items(), ("blue", "orange")):
        for half in halves:
            values = _values(run, panel, half)
            x = np.arange(1, len(values) + 1)
            dash, label = half == "validation", f"{name}, {half}"
            found.append(marks.line(x, values, color, width=2.5, dash=dash, label=label))
        if panel == "accuracy" and "validation" in halves:
            best = facts(run)
            found.append(marks.points([best.best], [100 * best.best_accuracy], color, size=6))
    return found


def _values(run, panel, half):
    name = "train" if half == "training" else half
    if panel == "accuracy":
        return 100 * np.array(getattr(run, f"{name}_accuracy"))
    return np.clip(getattr(run, f"{name}_loss"), *LOSSES)  # beyond the axis: at its edge
