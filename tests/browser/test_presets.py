"""A ready-made table may bring values of other controls along: the page sets and shows them, and Python hears of it."""

from plain_page import PlainPage

from course_utils.explorers import ArithmeticLab
from course_utils.explorers.layer_stacks import INPUTS, STACKS


def test_a_ready_stack_brings_its_input(stage):
    plain = PlainPage(stage.new_page())
    root = plain.show(ArithmeticLab)
    select = root.get_by_label("ready-made tables")
    for name in [*reversed(STACKS), "three 3×3"]:
        select.select_option(label=name)
        plain.rest()
        state = plain.state()
        assert state["size"] == INPUTS[name] and tuple(map(tuple, state["layers"])) == STACKS[name]
        slider = root.get_by_label("Input, pixels on each side", exact=True).first
        assert slider.get_attribute("aria-valuetext") == str(INPUTS[name])
        shown = ArithmeticLab.frame(ArithmeticLab.full_state({"layers": STACKS[name], "size": INPUTS[name]}))
        assert root.locator(".ntr-sentence").inner_text() == shown["sentence"]
        assert "cannot be built" not in shown["sentence"]
    root.get_by_label("Input, pixels on each side", exact=True).first.press("Home")  # what came along is not held fast
    plain.rest()
    assert plain.state()["size"] == 5 and not plain.errors
