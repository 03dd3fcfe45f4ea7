"""Explorers without Python: their frames as files that a plain page loads when it needs them.

A control that is live in a notebook becomes part of the tables here where `OFFERED` lists values for it: a page then
has exactly these values to choose from. A control that neither has values here nor is worked out by the page itself
stands on the page switched off.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
from dataclasses import dataclass

from course_utils.explorers import explorer_class
from course_utils.explorers.arithmetic_lab import DEEPEST
from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import Cells, Point, to_page
from course_utils.explorers.layer_stacks import STACKS

EVERY = "every value that the control has"
#: Places of a click that have a table: starts of a descent, units of a layer (percent of the width, layer).
STARTS = tuple((x, y) for x in (-3.5, -2.0, -1.0, 0.0, 1.0, 2.0, 3.5) for y in (-2.0, -1.0, 1.0, 2.0))
UNITS = tuple((float(place), float(layer)) for layer in range(DEEPEST + 1) for place in range(0, 101, 10))
LOGITS = (-5.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0)


@dataclass(frozen=True)
class Offer:
    """Values that controls of one explorer keep on a page without Python.

    ``axes`` go into each table, ``files`` have a table for each combination of theirs, loaded when it is chosen; both
    are {control: values or EVERY}.
    """

    axes: dict
    files: dict


OFFERED = {
    "Collapse": Offer({}, {"draw": EVERY}),
    "Descent": Offer({}, {"start": STARTS}),
    "ArithmeticLab": Offer({"unit": UNITS}, {"layers": tuple(STACKS.values())}),
    "LogitsToLoss": Offer({"a": LOGITS, "b": LOGITS}, {"c": LOGITS}),
    "SlidingSignals": Offer({}, {"x": EVERY}),
    "ShiftTester": Offer({}, {"digit": EVERY, "filter": (1, 6, 12, 18, 27)}),
    "LrnBench": Offer({}, {"k": EVERY, "beta": EVERY}),
    "AugmentationBench": Offer(
        {"down": (0, 16, 32), "right": (0, 16, 32)}, {"photograph": ("chelsea", "coffee", "astronaut")}
    ),
}
NOTHING = Offer({}, {})
#: Explorers whose page works live controls out by itself: `views/lens.js` and its neighbours.
BY_THE_PAGE = {
    "ConvolutionLens": EVERY,
    "FilterLab": EVERY,
    "DrawDigit": ("drawing",),
    "LeNet5Walker": ("drawing",),
    "BackpropMicroscope": ("answer",),
}
#: Explorers that are given photographs, kept once for all their places: see `assets.stores`.
PHOTOS = ("FilterLab",)
#: Explorers whose page judges what is typed, by numbers and words that it loads at the first typed value.
JUDGED = ("BackpropMicroscope",)
SOME = "This page has some of them; the notebook takes any."
WITHOUT = "Works in the notebook only: this page has no Python."


def packed(raw):
    """Return bytes as base64 of gzip: what `views/files.js` unpacks.

    >>> gzip.decompress(base64.b64decode(packed(b"frames")))
    b'frames'
    """
    return base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode("ascii")


def key_of(values):
    """Return the key of a table's file, as the page writes it: JSON without blanks, 5.0 as 5.

    >>> key_of([5.0, "box", (0.25, 1.0)])
    '[5,"box",[0.25,1]]'
    """
    return json.dumps(_as_written(values), separators=(",", ":"), ensure_ascii=False)


def _as_written(value):
    if isinstance(value, list | tuple):
        return [_as_written(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Explorer:
    """One explorer, at the state in which a notebook shows it, as the files of a plain page."""

    def __init__(self, name, state=None):
        self.name, self.cls = name, explorer_class(name)
        self.state = self.cls.full_state(state)
        self.offer = OFFERED.get(name, NOTHING)

    def values(self, control):
        """Return the values that a control has on the page; None for one that has no list of values."""
        listed = {**self.offer.axes, **self.offer.files}.get(control.name)
        own = list(getattr(control, "values", None) or []) or None
        if listed in (None, EVERY):
            return own
        if own is None:  # places and tables, of which there is no list: as they are offered, and as shown at first
            return list(dict.fromkeys([*map(control.check, listed), self.state[control.name]]))
        return sorted({*listed, self.state[control.name]}, key=own.index)

    def chosen(self, names):
        """Yield the states of some controls, the last changing fastest, as dicts."""
        controls = {c.name: c for c in self.cls.controls}
        for one in itertools.product(*(self.values(controls[name]) for name in names)):
            yield dict(zip(names, one, strict=True))

    def layout(self):
        """Return what a page has to know: see ``engine.Explorer.page_layout``.

        A control that is answered by tables is not live any more, and has the page's values only; one that is answered
        by nobody carries the sentence that says so.
        """
        layout = self.cls.page_layout(self.state)
        controls = [self._spec(control, spec) for control, spec in zip(self.cls.controls, layout["controls"])]
        actions = [{**action, "without": WITHOUT} for action in layout["actions"]]
        return {
            **layout,
            "controls": controls,
            "actions": actions,
            "files": list(self.offer.files),
            "photos": self.name in PHOTOS,
        }

    def _spec(self, control, spec):
        by_page = BY_THE_PAGE.get(self.name, ())
        if control.name not in {**self.offer.axes, **self.offer.files}:
            alone = not control.live or by_page == EVERY or control.name in by_page
            return spec if alone else {**spec, "without": WITHOUT}
        values = self.values(control)
        if isinstance(control, Cells | Point):
            return {**spec, "live": False, "values": to_page(values), "some": SOME}
        texts = dict(zip(map(repr, spec["values"]), spec.get("texts", ()), strict=False))
        return {**spec, "live": False, "values": to_page(values), "texts": [texts[repr(v)] for v in to_page(values)]}

    def tables(self):
        """Yield (key, text, bytes) of each table; the key lists the values of the ``files`` controls as JSON."""
        for filed in self.chosen(self.offer.files):
            yield key_of(to_page(list(filed.values()))), *self.table(filed)

    def table(self, filed):
        """Return the JSON text and the bytes of the table at these values of the ``files`` controls."""
        inside = [c.name for c in self.cls.controls if not c.live or c.name in self.offer.axes]
        fixed = {c.name: self.state[c.name] for c in self.cls.controls if c.name not in inside} | filed
        encoder = Encoder()
        for one in self.chosen(inside):
            encoder.add(self.cls.checked_frame(self.cls.full_state({**fixed, **one})))
        return encoder.text(axes=inside, live=to_page(fixed)), encoder.data()

    def files(self):
        """Yield (key, text of a JavaScript file) for each table; the key of the first one is that of ``state``."""
        for key, text, data in self.tables():
            yield key, {"text": packed(text.encode()), "data": packed(data)}

    def page_state(self):
        """Return the state in which the page shows the explorer at first, as JSON keeps it."""
        return to_page(self.state)
