"""What is drawn can be taken with the hand and moved along the x axis: the slider follows, step by step."""

import pytest
from by_mouse import drag
from plain_page import PlainPage

from course_utils.explorers import SlidingSignals
from course_utils.explorers.sliding_signals import SHIFTS

PANELS = [panel.id for panel in SlidingSignals.panels]


@pytest.fixture(scope="module")
def plain(stage):
    shown = PlainPage(stage.new_page())
    shown.box(802, 679)
    yield shown
    shown.page.context.close()


def canvas(plain, panel):
    return plain.page.locator(f"[data-panel={panel}] canvas").bounding_box()


def handle(plain):
    """The handle of the slider."""
    return plain.page.locator(".ntr-slider input[type=range]")


def shift(plain):
    """The shift of the page, on whose slider and in whose words it must be the same."""
    plain.rest()
    state = plain.state()
    frame = SlidingSignals.frame(SlidingSignals.full_state(state))
    assert plain.page.locator(".ntr-sentence").inner_text() == frame["sentence"]
    assert SHIFTS[int(handle(plain).input_value())] == pytest.approx(state["t"])
    return state["t"]


def click(plain, panel, share):
    """Click in a panel; return where, and the shift that it gives."""
    box = canvas(plain, panel)
    x = box["x"] + share * box["width"]
    plain.page.mouse.click(x, box["y"] + 0.5 * box["height"])
    return x, shift(plain)


@pytest.mark.parametrize("panel", PANELS)
def test_a_drag_moves_the_signal_as_far_as_the_hand(plain, panel):
    plain.show(SlidingSignals, h="box")
    (x1, t1), (x2, t2) = click(plain, panel, 0.3), click(plain, panel, 0.8)
    unit = (t2 - t1) / (x2 - x1)  # a click sends the signal to where it is
    assert t1 < -3 and t2 > 3
    y = canvas(plain, panel)["y"] + 100
    for start, end in ((150, 50), (60, 120), (120, 113)):  # from wherever it is taken
        before = shift(plain)
        drag(plain.page, (x1 + start, y), (x1 + end, y))
        assert shift(plain) - before == pytest.approx((end - start) * unit, abs=0.31)
    assert plain.errors == []


def test_a_drag_stops_at_the_ends_of_the_slider(plain):
    plain.show(SlidingSignals)
    box = canvas(plain, "signals")
    y = box["y"] + 100
    for start, end, last in ((0.9, 0.2, -10), (0.2, 0.95, None), (0.2, 0.95, 10)):
        drag(plain.page, (box["x"] + start * box["width"], y), (box["x"] + end * box["width"], y))
        assert last is None or shift(plain) == last


def test_a_drag_passes_through_many_shifts_and_tells_the_model_once(plain):
    plain.show(SlidingSignals)
    plain.page.evaluate("window.heard = 0; window.model.on('change:state', () => { window.heard += 1; })")
    box = canvas(plain, "signals")
    x, y = box["x"] + box["width"] / 2, box["y"] + 100
    plain.page.mouse.move(x, y)
    plain.page.mouse.down()
    seen = set()
    for step in range(40):
        plain.page.mouse.move(x + 4 * step, y)
        seen.add(handle(plain).input_value())
    plain.page.mouse.up()
    assert len(seen) >= 25
    plain.state()
    assert plain.page.evaluate("window.heard") == 1


def test_python_hears_once_the_hand_rests_or_leaves(plain):
    plain.show(SlidingSignals)
    plain.page.evaluate(
        "window.heard = []; window.model.on('change:state', () => window.heard.push(model.get('state').t))"
    )
    handle(plain).focus()
    first = SHIFTS.index(plain.state()["t"])
    presses = (
        "for (let k = 0; k < 6; k++) { e.stepUp(); for (const t of ['input', 'change']) e.dispatchEvent(new Event(t)) }"
    )
    handle(plain).evaluate(f"e => {{ {presses} }}")
    assert plain.page.evaluate("window.heard") == [], "a key that is held does not keep Python busy"
    plain.page.wait_for_function("window.heard.length")
    assert plain.page.evaluate("window.heard") == [SHIFTS[first + 6]]
    handle(plain).evaluate("e => { e.value = 0; e.dispatchEvent(new Event('change')); e.blur(); }")
    assert plain.page.evaluate("window.heard")[1:] == [SHIFTS[0]], "who leaves has been heard"


def test_the_pointer_says_that_it_can_drag_and_a_page_can_still_be_scrolled(plain):
    plain.show(SlidingSignals)
    styles = [plain.page.locator(f"[data-panel={panel}] canvas").evaluate(
        "node => [getComputedStyle(node).cursor, getComputedStyle(node).touchAction]") for panel in PANELS]  # fmt: skip
    assert styles == [["ew-resize", "pan-y"]] * 2


def test_the_keyboard_stays_on_the_slider(plain):
    plain.show(SlidingSignals)
    handle(plain).focus()
    plain.page.keyboard.press("ArrowRight")
    assert shift(plain) == pytest.approx(-1.8)


def test_another_signal_comes_from_python(plain):
    plain.show(SlidingSignals, h="box")
    assert "overlaps the box x" in plain.page.locator(".ntr-sentence").inner_text()
    plain.go(x="long box")
    assert "overlaps the long box x" in plain.page.locator(".ntr-sentence").inner_text()
