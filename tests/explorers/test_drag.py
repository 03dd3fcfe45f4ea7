"""What a hand can drag in a picture moves a slider whose numbers lie on the axis that it is dragged along."""

import pytest

from course_utils.explorers import REGISTRY, explorer_class
from course_utils.explorers.engine import Slider

DRAGGED = [(name, panel) for name in REGISTRY for panel in explorer_class(name).panels if getattr(panel, "drag", None)]


@pytest.mark.parametrize(("name", "panel"), DRAGGED, ids=[f"{name}-{panel.id}" for name, panel in DRAGGED])
def test_what_is_dragged_is_a_slider_within_its_axis(name, panel):
    """Along a plane it is one slider and the x axis; of bars each has a slider, and the y axis."""
    along = isinstance(panel.drag, str)
    low, high = panel.xlim if along else panel.ylim
    for wanted in (panel.drag,) if along else panel.drag:
        (control,) = (c for c in explorer_class(name).controls if c.name == wanted)
        assert isinstance(control, Slider)
        assert low <= min(control.values) and max(control.values) <= high


def test_both_kinds_are_in_use():
    assert {type(panel.drag) for _, panel in DRAGGED} == {str, tuple}
