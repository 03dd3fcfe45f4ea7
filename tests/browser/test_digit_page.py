"""A page without Python reads drawings by itself: pictures, layers and words are those that Python would send."""

import copy

import numpy as np
import pytest
from digit_states import digit_state
from plain_page import PlainPage
from same_frame import LOCAL_FRAMES, Differences

from course_utils.convnet import SimpleConvNet
from course_utils.data.strokes import PENS
from course_utils.explorers import page_nets
from course_utils.explorers.draw_digit import DrawDigit, reading_with, ready_made
from course_utils.explorers.drawings import drawing_text
from course_utils.explorers.engine import to_page
from course_utils.explorers.lenet5_walker import LeNet5Walker
from course_utils.explorers.page import page_module

STATES = 150  # of each explorer
#: What rounding may come to. The network of DrawDigit is computed in NumPy's own order and is equal bit by bit on a
#: processor that does not join a product and its sum; where one does, a grey level may fall to the other side.
#: LeNet-5's matrix products have an order of their own in every library.
ROUNDING = {
    DrawDigit: dict(rtol=1e-5, atol=2e-5, levels=1),
    LeNet5Walker: dict(rtol=1e-5, atol=2e-5, levels=0),
}
HANGING = 0.01  # of all states, where a printed number lies on the edge between two: of LeNet-5, one in some thousands
ELSEWHERE = drawing_text([[(1.5, 2.5), (1.75, 2.5)]], "thin")  # what the table of these pages is for: no state below
BOTH = pytest.mark.parametrize("cls", [DrawDigit, LeNet5Walker])


@pytest.fixture(scope="module")
def browser_page(stage):
    page = stage.new_page(1280, 900)
    yield page
    page.close()


@pytest.fixture(scope="module")
def alone(browser_page):
    """A page that no Python answers, and that has the weights."""
    return PlainPage(browser_page, live=False, weights=True)


def some_states(cls, count, seed=5):
    rng = np.random.default_rng(seed)
    return [digit_state(rng, cls) for _ in range(count)]


def told_by(page, states):
    """The frames that the page works out, the first one once its weights are there."""
    page.evaluate("state => window.shown.local(state)", to_page(states[0]))
    return [frame for i in range(0, len(states), 20)
            for frame in page.evaluate(LOCAL_FRAMES, [to_page(state) for state in states[i : i + 20]])]  # fmt: skip


def compared(cls, frames, told, **tolerances):
    found = Differences(**{**ROUNDING[cls], **tolerances})
    for frame, one in zip(frames, told, strict=True):
        found.compare(frame, one)
    return found


@BOTH
def test_the_page_works_out_what_python_does(alone, cls):
    """Every pen, presets, bitmaps, both, edges and a blank pad; prepared or not; every map."""
    alone.show(cls, drawing=ELSEWHERE)
    states = some_states(cls, STATES)
    found = compared(cls, [cls.frame(state) for state in states], told_by(alone.page, states))
    assert found.faults == []
    assert found.hanging <= HANGING * STATES
    assert alone.errors == []


def test_the_drawings_on_offer_are_read_as_python_reads_them(alone):
    alone.show(DrawDigit, drawing=ELSEWHERE)
    texts = {text.replace("medium", pen) for _, text in ready_made() for pen in PENS}
    states = [DrawDigit.full_state(dict(drawing=text, prepare=prepare)) for text in texts for prepare in (False, True)]
    found = compared(DrawDigit, [DrawDigit.frame(state) for state in states], told_by(alone.page, states))
    assert found.faults == []


# ---- what would be noticed ----

SPOILED = {
    "an axis swapped": lambda frame: frame.update(conv={**frame["conv"], "pixels": _swapped(frame["conv"]["pixels"])}),
    "one grey level": lambda frame: _bump(frame["seen"]["pixels"]),
    "one letter": lambda frame: frame.update(sentence=frame["sentence"].replace("row", "now")),
    "another digit": lambda frame: frame.update(sentence=frame["sentence"].replace("Map 4", "Map 5")),
    "another map": lambda frame: frame["relu"].update(lit=5),
    "a colour": lambda frame: frame["probabilities"]["colors"].__setitem__(0, "red"),
    "a key too few": lambda frame: frame["hidden"].pop("vmin"),
    "a frame too few": lambda frame: frame["seen"]["boxes"].pop(),
    "a scale": lambda frame: frame["conv"].update(vmax=frame["conv"]["vmax"] * 1.001),
}


def _swapped(pixels):
    return np.ascontiguousarray(pixels.swapaxes(1, 2))


def _bump(picture):
    picture[14, 14] ^= 2


def test_the_comparison_notices(alone):
    alone.show(DrawDigit, drawing=ELSEWHERE)
    state = DrawDigit.full_state(dict(drawing=ready_made()[5][1], map=(0, 4), prepare=False))
    told = told_by(alone.page, [state])
    for fault, spoil in SPOILED.items():
        frame = copy.deepcopy(DrawDigit.frame(state))
        assert compared(DrawDigit, [frame], told).faults == []
        spoil(frame)
        assert len(compared(DrawDigit, [frame], told).faults) == 1, fault


#: Faults in the page itself: (explorer, what stands there once, what stands there instead).
PLANTED = {
    "a kernel turned round": (DrawDigit, "single(weight[from + q] * v)", "single(weight[from + side - 1 - q] * v)"),
    "no bias": (DrawDigit, "sums[m] += bias.values[m]", "sums[m] += 0"),
    "both ways mixed up": (DrawDigit, "look = looks[+state.prepare]", "look = looks[+!state.prepare]"),
    "one pen for all": (DrawDigit, "step, PEN_CORES[pen]", "step, PEN_CORES.medium"),
    "not centred": (DrawDigit, "evenWhole(MNIST_CENTRE - centre)", "evenWhole(MNIST_CENTRE - centre + 1)"),
    "bitmaps cut, not rounded": (DrawDigit, "let sum = RESAMPLE_ONE / 2", "let sum = 0"),
    "ink cut, not rounded": (DrawDigit, "const full = evenWhole(", "const full = Math.floor("),
    "rows for columns": (DrawDigit, "state.map[0] * spec.map.columns + state.map[1],\n    p", "state.map[1],\n    p"),
    "darker paper": (LeNet5Walker, "single(-0.1)", "single(-0.101)"),
    "a softer bend": (LeNet5Walker, "single(2 / 3)", "single(0.6665)"),
    "a sum of three": (LeNet5Walker, " + values[at + width + 1]", ""),
    "the farthest code": (LeNet5Walker, "ranked(output, (a, b) => a - b)", "ranked(output, (a, b) => b - a)"),
}  # fmt: skip
_PLANT = """async ([module, spec, weights]) => {
  const model = { get: () => spec, weights: async () => weights };
  window.shown = { local: new Function(`${module}; return digitLocal`)()(model) };
}"""


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_in_the_page_is_found(alone, fault):
    cls, old, new = PLANTED[fault]
    module = page_module().partition("export default")[0]
    assert module.count(old) == 1, f"the anchor {old!r} is not there once: choose another for the same fault"
    alone.page.evaluate(_PLANT, [module.replace(old, new), cls.spec(), page_nets.weights(cls.net)])
    states = some_states(cls, 24)
    assert compared(cls, [cls.frame(state) for state in states], told_by(alone.page, states)).faults


# ---- on the page ----

WORDS = """() => [document.querySelector(".ntr-sentence").textContent,
  [...document.querySelectorAll(".ntr-formula > div")].map((line) => line.textContent)]"""


@pytest.fixture
def pad(alone, request):
    alone.show(getattr(request, "param", DrawDigit))
    return alone.page.locator("canvas.ntr-pad")


def draw(pad, *points):
    box, mouse = pad.bounding_box(), pad.page.mouse
    places = [(box["x"] + x / 28 * box["width"], box["y"] + y / 28 * box["height"]) for x, y in points]
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=4)
    mouse.up()


def agrees(alone):
    """The page says what Python says of the state that it tells; that state."""
    state = alone.cls.full_state(alone.state())
    frame = alone.cls.frame(state)
    assert alone.page.evaluate(WORDS) == [frame["sentence"], frame["formula"]]
    assert not alone.page.locator(".ntr-wait").text_content()
    return state


@pytest.mark.parametrize("pad", [DrawDigit, LeNet5Walker], indirect=True)
def test_every_control_is_answered(alone, pad):
    page = alone.page
    page.get_by_role("button", name="Draw here: clear").click()
    page.wait_for_function("document.querySelector('.ntr-sentence').textContent.startsWith('The pad is blank')")
    assert agrees(alone)["drawing"] == ""
    draw(pad, (6, 7), (20, 7), (12, 24))
    assert agrees(alone)["drawing"].startswith("strokes:medium;")
    page.get_by_label("Draw here: pen").select_option("thick")
    assert agrees(alone)["drawing"].startswith("strokes:thick;")
    page.get_by_label("Scale and centre").click()
    assert not agrees(alone)["prepare"]
    page.locator(f"canvas[aria-label*='{alone.cls.controls[2].label}']").press("ArrowRight")
    assert agrees(alone)["map"] == (0, 1)
    page.get_by_label("ready-made").select_option(label="4 open")
    agrees(alone)
    page.get_by_label("ready-made").select_option(label="test digit 5")
    draw(pad, (2, 2), (26, 26))
    assert "|strokes:" in agrees(alone)["drawing"]
    pad.press("Control+z")
    assert "|" not in agrees(alone)["drawing"]
    assert alone.errors == []


def test_a_hand_that_draws_is_followed(alone, pad):
    """Before it lets go: the words are of what the pad holds."""
    draw(pad, (5, 5), (9, 9))
    alone.rest()
    before = agrees(alone)["drawing"]
    box = pad.bounding_box()
    alone.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    alone.page.mouse.down()
    alone.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 1.2, steps=8)
    drawing = pad.evaluate("pad => pad.value")
    assert drawing != before
    frame = DrawDigit.frame(DrawDigit.full_state({**alone.state(), "drawing": drawing}))
    assert alone.page.evaluate(WORDS)[0] == frame["sentence"]
    alone.page.mouse.up()


_LATE = """() => {
  const { weights } = window.model;
  window.calls = 0;
  window.model.weights = () => { window.calls += 1; return new Promise((yes, no) => { window.bring = () => weights().then(yes); window.lose = () => no(new Error("offline")); }); };
}"""  # noqa: E501


def test_the_weights_are_fetched_once_and_only_for_what_the_table_lacks(alone, pad):
    page = alone.page
    page.evaluate(_LATE)
    page.get_by_label("Scale and centre").click()
    before = page.evaluate(WORDS)
    assert page.evaluate("window.calls") == 0, "the table knows that"
    draw(pad, (5, 5), (9, 9))
    page.get_by_text("Loading the numbers …").wait_for()
    draw(pad, (20, 7), (12, 24))
    assert page.evaluate("window.calls") == 1 and page.evaluate(WORDS) == before
    page.evaluate("window.bring()")
    page.wait_for_function("old => document.querySelector('.ntr-sentence').textContent !== old", arg=before[0])
    assert agrees(alone)["drawing"].count(";") == 2, "the newest state, with both strokes"
    draw(pad, (20, 7), (12, 4))
    agrees(alone)
    assert page.evaluate("window.calls") == 1


def test_weights_that_do_not_come_leave_it_to_python_and_are_asked_for_again(alone, pad):
    page = alone.page
    page.evaluate(_LATE)
    draw(pad, (5, 5), (9, 9))
    page.evaluate("window.lose()")
    page.get_by_text("needs a running kernel").wait_for()
    draw(pad, (5, 15), (9, 19))
    page.evaluate("window.bring()")
    page.get_by_text("needs a running kernel").wait_for(state="detached")
    page.wait_for_function("window.calls === 2 && !document.querySelector('.ntr-wait').textContent")
    agrees(alone)


def test_a_network_of_ones_own_stays_pythons(browser_page):
    own = reading_with(DrawDigit, SimpleConvNet(filters=4, hidden_size=8))
    assert own.net == "" and "net" not in own.spec() and DrawDigit.spec()["net"] == "DrawDigit"
    page = PlainPage(browser_page, live=False, weights=True)
    page.show(own)
    assert page.page.evaluate("window.shown.local === undefined")


def test_without_weights_nothing_changes(browser_page):
    page = PlainPage(browser_page, live=False)
    page.show(DrawDigit)
    assert page.page.evaluate("window.shown.local === undefined")
    page.page.get_by_role("button", name="Draw here: clear").click()
    page.page.get_by_text("needs a running kernel").wait_for()
