"""What is measured: a control of each explorer that draws from its table, one that asks Python, and `interact`."""

import re
from dataclasses import dataclass

from course_utils.explorers import explorer_class

#: What most courses use, in the same page and the same run: `interact` around a matplotlib figure.
INTERACT = """\
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

from course_utils import activations

Z = np.linspace(-6, 6, 241)
DRAWS = np.random.default_rng(0).normal(size=1000)


def plot(mean):
    fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4))
    left.plot(Z, activations.sigmoid(Z), label="f(z)")
    left.plot(Z, activations.sigmoid_grad(Z), "--", label="slope")
    left.hist(DRAWS + mean, bins=40, density=True, alpha=0.4, label="inputs")
    left.set(xlim=(-6, 6), ylim=(-1.5, 1.5), xlabel="z")
    left.legend()
    slope = activations.sigmoid_grad(DRAWS + mean).mean()
    right.bar(range(1, 11), slope ** np.arange(1, 11))
    right.set(yscale="log", xlabel="layers")
    plt.show()


interact(plot, mean=FloatSlider(min=-4, max=4, step=0.25, value=0))"""

TABLE_MS, LIVE_MS, FRAMES = 16.7, 33, 55  # promised: p95 in milliseconds, and painted frames a second in a drag


@dataclass(frozen=True)
class Subject:
    """One thing to measure: where its control is, how it is moved, and what is promised."""

    title: str
    control: str  # selector of what takes the keys or the pointer
    keys: tuple = ("ArrowRight", "ArrowLeft")
    way: str = "keys"  # or "type" (over what a box holds), "draw" (with the pointer)
    run: int = 5  # presses of one key before the other one's turn
    latency: float | None = TABLE_MS
    frames: float | None = None
    quiet: int = 120  # milliseconds without a change after which a key's effects are over
    drags: bool = False
    steps: int = 60  # of the pointer across what is no slider
    first: bool = False  # the first picture counts, not the last: a lens goes on gliding, then asks Python for the same


def subjects(name) -> list[Subject]:
    """Return what is measured of one explorer: its widest control with a table, and one live control of each kind.

    A live choice or check box is measured only where nothing else is live: what follows the hand matters more.

    >>> [(s.title, s.latency) for s in subjects("Descent")]
    [('Descent: learning rate α', 16.7), ('Descent: start, live', 33)]
    """
    cls = explorer_class(name)
    tables = [c for c in cls.controls if not c.live]
    hands = [c for c in cls.controls if c.live and _moves(c)]
    live = {type(c).__name__: c for c in reversed(hands)}  # the first of each kind
    moving = [c for kind, c in reversed(live.items()) if kind not in ("Choice", "Toggle")]
    widest = max(tables, key=lambda c: (type(c).__name__ == "Slider", len(c.values)), default=None)
    return [_subject(cls, control) for control in (widest, *(moving or live.values())) if control]


def _moves(control) -> bool:
    """Opening a file is no movement; of a lens the window and the kernel are moved."""
    kind = type(control).__name__
    return kind != "OwnRun" and not (kind in ("Tables", "Place") and control.name not in ("kernel", "place"))


def comparison() -> Subject:
    """Return the `interact` subject."""
    return Subject("interact + matplotlib, mean of the inputs", ".noUi-handle", latency=None, quiet=500, drags=True)


def _subject(cls, control) -> Subject:
    kind, section = type(control).__name__, f'section.ntr-explorer[aria-label="{cls.title}"]'
    knob = f"{section} .ntr-control >> nth={cls.controls.index(control)}"
    inside, keys, way = _MOVES[kind]
    where = f"{knob} >> {inside} >> nth=0"
    if kind in ("Pick", "Place", "Tables"):
        where = f'{section} [data-panel="{control.panel}"] >> {inside} >> nth=0'
    label = re.split(r"[,(:]", control.label)[0].strip()
    label = label[0].lower() + label[1:]
    slides = (kind == "Slider" and not control.live) or kind == "Place"
    return Subject(
        f"{cls.title}: {label}{', live' if control.live else ''}",
        where,
        keys,
        way,
        1 if way == "type" else min(5, len(getattr(control, "values", "012345")) - 1),
        LIVE_MS if control.live else TABLE_MS,
        FRAMES if slides else None,
        250 if control.live else 120,
        slides,
        _steps(cls, control),
        any(type(panel).__name__ == "Lens" for panel in cls.panels),
    )


def _steps(cls, control):
    """Return how many steps move the window of a lens from cell to cell, at most 60."""
    if type(control).__name__ != "Place":
        return 60
    return min(60, cls.frame(cls.full_state())[control.panel]["input"].shape[-1] - 1)


#: Kind of control -> what in it takes the focus, the keys there and back, and the way it is moved.
_MOVES = {
    "Slider": ("input[type=range]", ("ArrowRight", "ArrowLeft"), "keys"),
    "Choice": ("input:checked, select", ("ArrowDown", "ArrowUp"), "keys"),
    "Toggle": ("input", ("Space", "Space"), "keys"),
    "Number": ("input", ("1", "2"), "type"),
    "Point": ("input", ("ArrowUp", "ArrowDown"), "keys"),
    "Cells": ("input", ("1", "2"), "type"),
    "Pick": ("canvas, .ntr-grid", ("ArrowRight", "ArrowLeft"), "keys"),
    "Picture": ("select", ("ArrowDown", "ArrowUp"), "keys"),
    "Drawing": ("canvas", (), "draw"),
    "Place": (".ntr-lens-pad", ("ArrowRight", "ArrowLeft"), "keys"),
    "Tables": (".ntr-lens-tap input", ("1", "2"), "type"),
}
