"""The largest contents of an explorer: found without a fault, small to send, and cheap."""

import json

import numpy as np
import pytest

from course_utils import explorers
from course_utils.explorers import explorer_class, samples
from course_utils.explorers.engine import (
    Cells,
    Choice,
    Drawing,
    Explorer,
    Grid,
    Number,
    Picture,
    Point,
    Slider,
    Toggle,
)


@pytest.mark.parametrize("name", explorers.REGISTRY)
def test_every_state_that_is_tried_has_a_frame(name):
    cls = explorer_class(name)
    if not any(control.live for control in cls.controls):
        assert cls.samples() == {}
        return
    tried = [cls.full_state(state) for state in samples.states(cls)]
    known = (Cells, Choice, Drawing, Number, Picture, Point, Slider, Toggle)
    for control in (c for c in cls.controls if c.live and isinstance(c, known)):
        assert len({repr(state[control.name]) for state in tried}) > 1, f"{control.name} is tried at one value only"
    frames = [cls.checked_frame(state) for state in tried]
    found = cls.samples()
    assert {frame["sentence"] for frame in frames} == set(found["sentence"])
    assert len(json.dumps(found)) < 250_000


class Wordy(Explorer):
    """Says the more, the larger its number; its table grows with the rows."""

    title = "Wordy"
    controls = (
        Slider("rows", "Rows", values=range(1, 40), value=3, live=True),
        Number("count", "Words", 1, 0, 30, optional=False),
        Choice("kind", "Kind", ("short", "long")),
    )
    panels = (Grid("table", "Numbers"),)

    @staticmethod
    def frame(state):
        word = "word " if state["kind"] == "short" else "incomprehensible "
        return dict(table=dict(values=np.ones((state["rows"], 2))), sentence=word * int(state["count"]) + "end.")


def test_the_ends_of_live_controls_are_among_them_also_with_those_of_others():
    found = Wordy.samples()
    assert max(len(one["values"]) for one in found["table"]) == 39
    assert max(found["sentence"], key=len) == "incomprehensible " * 30 + "end."
    json.dumps(found, allow_nan=False)


def test_an_array_of_many_numbers_goes_as_its_shape():
    assert samples.outline({"values": np.zeros((30, 30))}) == {"values": {"shape": [30, 30]}}
    assert samples.outline({"values": np.array([[1.0, np.nan]])}) == {"values": [[1.0, None]]}
