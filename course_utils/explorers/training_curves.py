"""Training curves: two runs beside each other, stored or the learner's own, and in words what their curves show."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils.data import runs
from course_utils.explorers import run_logs
from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.curve_reading import facts, reading
from course_utils.explorers.engine import Action, Choice, Explorer, Lines, marks
from course_utils.explorers.words import plural

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
OWN = "your own run"
HALVES = {"both": ("training", "validation"), "training": ("training",), "validation": ("validation",)}
EPOCHS = (0, 21)  # of the axes, where no run is longer
LOSSES = (1e-4, 10)  # of the logarithmic axis


class TrainingCurves(Explorer):
    """Lay the curves of two runs over each other, and read them.

    Controls: the two runs, which half is drawn, and a run of your own, written by ``python -m
    course_utils.experiment.train``: ``TrainingCurves("my-run")``, one of those in your folder, or its ``log.csv``.
    Solid lines are the training pictures (running means while the network learns), dashed ones the validation pictures;
    a dot marks the epoch whose weights one would keep. The words end in the name of the fault, if any: see
    `curve_reading.fault`.
    """

    title, opens = "Training curves", "run"
    controls = (
        Choice("first", "Run A, blue", (*STORED, OWN), "healthy"),
        Choice("second", "Run B, orange", (*STORED, OWN), "200 digits"),
        Choice("half", "Drawn", (("both", "training and validation"), "training", "validation"), "both"),
        OwnRun("run", "Your own run", shown_by=("first", "second"), word=OWN),
    )
    actions = (Action("again", "Look again"),)
    panels = (
        Lines("accuracy", "Right answers", x="epoch", y="%", xlim=EPOCHS, ylim=(0, 103), height=300),
        Lines("loss", "Loss, logarithmic axis", x="epoch", y="loss", xlim=EPOCHS, ylim=LOSSES, log_y=True,
              height=300),
    )  # fmt: skip

    @classmethod
    def full_state(cls, values=None):
        """Return the checked state; a run of your own is drawn as A where nothing else is said."""
        values = dict(values or {})
        if values.get("run") and "first" not in values:
            values["first"] = OWN
        return super().full_state(values)

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        keys = {"A": key(state["first"], state["run"]), "B": key(state["second"], state["run"])}
        longest = max((len(run.train_loss) for run in map(opened, keys.values()) if run), default=0)
        content = {panel.id: _axes(longest) for panel in TrainingCurves.panels}
        for panel in TrainingCurves.panels:
            for (letter, one), color in zip(keys.items(), ("blue", "orange"), strict=True):
                content[panel.id] += curves(one, letter, color, panel.id, HALVES[state["half"]])
        return {**content, "sentence": sentence(state, keys), "actions": {"again": _again()}}

    @classmethod
    def act(cls, name, state, tell):
        """Look for runs in the learner's folder, and at the one that is open, once more."""
        count = len(run_logs.found())
        tell(f"{plural(count, 'run')} in your folder.", running=False, changed=True)

    @classmethod
    def outside(cls, live):
        """When the log of the open run was written."""
        return run_logs.stamp(live["run"])


def key(name, own):
    """Return what a cache knows a run by: its name, or the learner's and when it was written."""
    return (OWN, own, run_logs.stamp(own)) if name == OWN else (name,)


@lru_cache(64)
def opened(key):
    """Return the `Run` behind a key; None where there is none (see `trouble`)."""
    name, *own = key
    if name != OWN:
        file, label = STORED[name]
        return runs.load(file).where(label)[0]
    try:
        return run_logs.read(own[0]) if own[1] is not None else None
    except run_logs.LogError:
        return None


def trouble(own):
    """Say why the learner's run cannot be shown; "" where it can."""
    if not own:
        return f"none is open. Train one (python -m course_utils.experiment.train), or give the {run_logs.LOG} of one."
    try:
        run_logs.read(own)
    except run_logs.LogError as error:
        return f"{error}."
    return ""


def sentence(state, keys):
    """Say what the curves of both runs show."""
    if state["first"] == state["second"]:
        return f"Both ({named(keys['A'])}): {said(keys['A'])}"
    parts = [f"{letter} ({named(one)}): {said(one)}" for letter, one in keys.items()]
    if state["run"] and OWN not in (state["first"], state["second"]):
        parts.append("Your own run is open and not drawn: choose it as A or B.")
    return " ".join(parts)


def named(key):
    """Name a run as its choice does, the learner's with its title.

    >>> named(("healthy",)), named((OWN, "my-run", None)), named((OWN, "", None))
    ('healthy', 'your own run, my-run', 'your own run')
    """
    name, *own = key
    return f"{name}, {run_logs.title(own[0])}" if own and own[0] else name


def said(key):
    """Return the reading of a run, or why there is none."""
    return _reading(key) if opened(key) else trouble(key[1])


@lru_cache(64)
def _reading(key):
    return reading(opened(key))


def _again():
    return dict(text="Look again", ready=True, note="for runs in your folder, and new epochs of yours")


def _axes(longest):
    return [marks.axes(xlim=(0, round(1.05 * longest)))] if longest >= EPOCHS[1] else []


@lru_cache(512)
def curves(key, letter, color, panel, halves):
    """Return the marks of one run in one panel."""
    run, found = opened(key), []
    if run is None:
        return []
    for half in halves:
        values = _values(run, panel, half)
        x = np.arange(1, len(values) + 1)
        dash, label = half == "validation", f"{letter}, {half}"
        found.append(marks.line(x, values, color, width=2.5, dash=dash, label=label))
        if len(values) == 1:  # a line of one point cannot be seen
            found.append(marks.points(x, values, color, size=4))
    if panel == "accuracy" and "validation" in halves:
        best = facts(run)
        found.append(marks.points([best.best], [100 * best.best_accuracy], color, size=6))
    return found


def _values(run, panel, half):
    name = "train" if half == "training" else half
    if panel == "accuracy":
        return 100 * np.array(getattr(run, f"{name}_accuracy"))
    return np.clip(getattr(run, f"{name}_loss"), *LOSSES)  # beyond the axis: at its edge
