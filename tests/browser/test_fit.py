"""Every explorer is whole in the boxes it is used in, whatever its controls say, and nothing moves while one does."""

import random

import pytest

from course_utils import explorers
from course_utils.explorers import explorer_class
from course_utils.explorers.engine import to_page
from course_utils.maintenance.bench import fit
from course_utils.maintenance.plain_page import PlainPage

PANEL = fit.BOXES[0]


@pytest.fixture(scope="module")
def plain(stage):
    """A plain page that measures."""
    page = stage.new_page()
    plain = PlainPage(page)
    page.add_script_tag(path=fit.PROBE)
    yield plain
    page.context.close()


@pytest.mark.parametrize("box", fit.BOXES, ids=fit.named)
@pytest.mark.parametrize("name", explorers.REGISTRY)
def test_an_explorer_is_whole_in_every_state(plain, name, box):
    found = fit.measure(plain, explorer_class(name), box)
    assert found.states > 5
    assert not found.faults, "\n".join(found.faults[:12])
    assert not plain.errors


def test_all_columns_of_the_shift_tester_are_seen_in_a_notebook_on_a_telephone(plain):
    plain.page.set_viewport_size({"width": 262, "height": 800})  # what JupyterLab leaves of 400
    plain.screen()
    plain.show(explorer_class("ShiftTester"))
    for values in ({}, {"right": 4, "down": 4, "filter": 1}, {"right": -4, "down": 3, "digit": "9", "kind": "average"}):
        plain.go(**values)
        grid = plain.page.locator(".ntr-grid").last
        assert grid.evaluate("e => e.scrollWidth - e.clientWidth") <= 0


#: What a change of the style could do to the page, and what has to be said of it.
PLANTED = {
    "a sentence over the formula": (".ntr-sentence { transform: translateY(90px) }", "overlap"),
    "stretched pictures": (".ntr-panel canvas { width: 70% !important }", "stretched"),
    "small type": (".ntr-legend { font-size: 9px !important }", "type of 9 pixels"),
    "controls beside the page": (".ntr-controls { margin-left: 900px !important }", "runs out of the box"),
    "a page below the fold": (".ntr-inner { height: 900px !important }", "high in a box of 679"),
    "a formula cut off": (".ntr-formula { height: 6px !important; overflow: hidden }", "cut off"),
    "a choice cut off": (".ntr-explorer .ntr-control select { width: 4em }", "the words of a choice are cut off"),
    "panels that move": (".ntr-inner:has(input[value='0']:checked) .ntr-panel { margin-left: 4px }", "moves"),
    "panels upon one another": (".ntr-panel { top: 0 !important; left: 0 !important }", "overlap"),
    "controls upon one another": (".ntr-control + .ntr-control { margin-top: -2em !important }", "overlap"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(plain, fault):
    style, words = PLANTED[fault]
    tag = plain.page.add_style_tag(content=style)
    try:
        name = "TrainingCurves" if "choice" in fault or "move" in fault else "Descent"
        found = fit.measure(plain, explorer_class(name), PANEL)
    finally:
        tag.evaluate("tag => tag.remove()")
    assert any(words in one for one in found.faults), found.faults[:5]


def test_small_type_on_a_screen_is_found(plain):
    tag = plain.page.add_style_tag(content=".ntr-inner { font-size: 14px !important }")
    try:
        found = fit.measure(plain, explorer_class("Descent"), (1280, 720, True))
    finally:
        tag.evaluate("tag => tag.remove()")
    assert any(one.startswith("body type of 14 pixels") for one in found.faults)


def measures(plain):
    """Return the class of the layout, the type, the height, and whether the page scrolls sideways."""
    return plain.page.evaluate(
        """() => { const inner = document.querySelector('.ntr-inner'), root = document.querySelector('.ntr-explorer');
        return { fits: inner.classList.contains('ntr-fit'), type: parseFloat(getComputedStyle(inner).fontSize),
        height: root.offsetHeight, sideways: document.documentElement.scrollWidth - window.innerWidth }; }"""
    )


def test_a_box_may_change_its_size(plain):
    plain.box(960, 679)
    plain.show(explorer_class("Descent"))
    first = measures(plain)
    for width, height, fits in ((802, 679, True), (640, 679, False), (1200, 600, True), (960, 679, True)):
        plain.box(width, height)
        plain.rest()
        now = measures(plain)
        assert now["fits"] == fits and (not fits or now["height"] <= height)
    assert now == first


def test_full_screen_and_back(plain):
    plain.page.set_viewport_size({"width": 1280, "height": 800})
    plain.box(802, 679)
    root = plain.show(explorer_class("LogitsToLoss"))
    before = measures(plain)
    button = root.get_by_role("button", name="full screen")
    button.click()
    plain.page.wait_for_function(
        "document.fullscreenElement && document.querySelector('.ntr-tools').textContent.includes('Leave')"
    )
    plain.rest()
    full = measures(plain)
    assert full["fits"] and full["height"] <= 800 and full["type"] >= fit.BODY * 800
    button.click()
    plain.page.wait_for_function("!document.fullscreenElement")
    plain.rest()
    assert measures(plain) == before


def test_printed_it_stands_in_a_column(plain):
    plain.box(802, 679)
    plain.show(explorer_class("Descent"))
    before = measures(plain)
    plain.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    plain.rest()
    assert not measures(plain)["fits"]
    plain.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    plain.rest()
    assert measures(plain) == before


def test_a_box_that_is_too_low_is_outgrown_and_nothing_is_lost(plain):
    cls = explorer_class("LogitsToLoss")
    plain.page.set_viewport_size({"width": 1280, "height": 800})
    plain.box(802, 300)
    root = plain.show(cls)
    assert root.evaluate("root => root.offsetHeight") > 300
    height = root.evaluate("root => root.offsetHeight")
    seen = plain.page.evaluate("([states, limit]) => probeStates(states, limit)", [[to_page(cls.full_state())], height])
    assert seen[0]["faults"] == [] and seen[0]["least"] >= fit.LEAST


# --- typed values, starting again, copying the state ---------------------------------------------------------------


def state(plain):
    return plain.state()


def test_a_value_can_be_typed(plain):
    plain.box(802, 679)
    root = plain.show(explorer_class("FirstSlider"))
    box, handle = root.get_by_label("Weight w: value"), root.get_by_label("Weight w", exact=True)
    note = root.locator(".ntr-control").first.get_by_role("alert")
    box.fill("2,2")
    assert state(plain)["weight"] == 1, "nothing moves while one types"
    box.press("Enter")
    assert state(plain)["weight"] == 2.25 and box.input_value() == "2.25", "the nearest value that there is"
    assert handle.get_attribute("aria-valuetext") == "2.25"
    box.fill("−１.5")  # a true minus sign, a digit of full width
    box.blur()
    assert state(plain)["weight"] == -1.5 and box.input_value() == "−1.50"
    box.press("ArrowUp")
    box.press("ArrowUp")
    assert state(plain)["weight"] == -1
    for text, words in (("nonsense", "not a number"), ("7", "from −3.00 to 3.00")):
        box.fill(text)
        box.press("Enter")
        assert note.text_content() == words and box.get_attribute("aria-invalid") == "true"
        assert state(plain)["weight"] == -1
    box.press("Escape")
    assert box.input_value() == "−1.00" and note.text_content() == ""
    box.fill("nonsense")
    box.blur()
    assert note.text_content() == "not a number" and box.input_value() == "−1.00"
    handle.focus()
    handle.press("Home")
    assert box.input_value() == "−3.00" and note.text_content() == ""


def test_a_value_is_typed_as_it_is_shown(plain):
    root = plain.show(explorer_class("BackpropMicroscope"))
    box = root.get_by_label("Step: value")
    for text, step in (("7", 7), ("12 of 54", 12), ("5 of", 5)):
        box.fill(text)
        box.press("Enter")
        assert state(plain)["step"] == step and box.input_value() == f"{step} of 54"


@pytest.mark.parametrize("name", explorers.REGISTRY)
def test_start_again_and_a_copied_state(plain, name):
    """What is copied makes the same state in Python; starting again gives the state that Python gave."""
    cls = explorer_class(name)
    draw = random.Random(1)
    created = {**cls.full_state(), **some_state(cls, draw)}
    other = {**created, **some_state(cls, draw)}
    plain.box(960, 679)
    hold_clipboard(plain)
    root = plain.show(cls, **created)
    plain.go(**other)
    root.get_by_role("button", name="copy state").click()
    text = plain.page.wait_for_function("window.copied").json_value()
    assert root.locator(".ntr-wait").text_content().startswith("Copied: " + name)
    assert cls.full_state(eval(text, {name: dict})) == other
    root.get_by_role("button", name="start again").click()
    plain.rest()
    assert cls.full_state(state(plain)) == created


def hold_clipboard(plain):
    """Keep what is copied in `window.copied`."""
    plain.page.evaluate("window.copied = null; Object.defineProperty(navigator, 'clipboard', { configurable: true,"
                        " value: { writeText: async (text) => { window.copied = text; } } })")  # fmt: skip


def some_state(cls, draw):
    return {c.name: c.check(draw.choice(fit.some_ends(c)[:6])) for c in cls.controls if type(c).__name__ != "Picture"}


def test_a_picture_is_left_out_of_the_copy_and_that_is_said(plain):
    cls = explorer_class("FilterLab")
    control = next(c for c in cls.controls if type(c).__name__ == "Picture")
    hold_clipboard(plain)
    root = plain.show(cls, **{control.name: fit.some_ends(control)[-1]})
    root.get_by_role("button", name="copy state").click()
    text = plain.page.wait_for_function("window.copied").json_value()
    assert (
        "upload" not in text
        and f"Left out, since it is too long to paste: {control.label}" in root.locator(".ntr-wait").text_content()
    )


def test_without_a_clipboard_the_text_is_there_to_be_selected(plain):
    plain.page.evaluate("Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });"
                        " document.execCommand = () => false")  # fmt: skip
    root = plain.show(explorer_class("Descent"), rate=0.05)
    root.get_by_role("button", name="copy state").click()
    box = root.locator("textarea")
    box.wait_for()
    assert box.input_value() == 'Descent(function="bowl", rate=0.05, momentum=0.0, start=(0.0, 1.0))'
    assert plain.page.evaluate("String(getSelection()) || document.activeElement.value") == box.input_value()
    assert root.locator(".ntr-wait").text_content().startswith("To copy, press Ctrl + C")
    box.press("Escape")
    assert box.is_hidden()
