"""A page without Python judges a value typed at the microscope: verdict, words and pictures are Python's."""

import json
import random

import pytest
from microscope_states import all_states
from plain_page import PlainPage
from same_frame import Differences

from course_utils.exercises.by_hand.mistakes import diagnose
from course_utils.exercises.by_hand.rules import program
from course_utils.explorers.draw_digit import DrawDigit
from course_utils.explorers.microscope import BackpropMicroscope
from course_utils.explorers.microscope_verdicts import brief
from course_utils.explorers.page import page_module

FRAMES = 2_000  # of all the values that are judged
WHOLE = 500  # of them compared with all their pictures
MISSED = dict(step=33, order="simultaneous", hide=True, answer=0.0554)  # one of two paths
#: Judges states by a module that may have a fault in it: the words of each verdict.
JUDGE = """([module, data, states]) => {
  const verdict = new Function(`${module}; return answerVerdict`)();
  return JSON.stringify(JSON.parse(states).map((state) => data.words[verdict(data, state)]));
}"""
#: Works frames out and draws nothing. So many states travel as text, which takes a tenth of the time.
FRAMES_OF = "states => JSON.stringify(JSON.parse(states).map((state) => window.shown.local(state)))"
WORDS = """() => [document.querySelector(".ntr-sentence").textContent,
  [...document.querySelectorAll(".ntr-formula > div")].map((line) => line.textContent)]"""


@pytest.fixture(scope="module")
def browser_page(stage):
    page = stage.new_page(1280, 900)
    yield page
    page.close()


@pytest.fixture(scope="module")
def alone(browser_page):
    """A page that no Python answers, and that has the verdicts."""
    return PlainPage(browser_page, live=False, verdicts=True)


@pytest.fixture
def root(alone):
    return alone.show(BackpropMicroscope)


@pytest.fixture(scope="module")
def judged():
    """Every state with Python's verdict on it: some 40,000."""
    states = list(all_states())
    return [(state, diagnose(program(state["order"])[state["step"] - 1].name, state["answer"], state["order"]))
            for state in states]  # fmt: skip


def told_by(page, states, module=None):
    module = module or page_module().partition("export default")[0]
    return json.loads(page.evaluate(JUDGE, [module, BackpropMicroscope.page_verdicts(), json.dumps(states)]))


def misjudged(page, judged, module=None):
    """Return what the page says otherwise than Python: (state, the page's words, Python's)."""
    told = told_by(page, [state for state, _ in judged], module)
    pairs = ((state, words, [brief(verdict), verdict.message]) for (state, verdict), words in zip(judged, told))
    return [one for one in pairs if one[1] != one[2]]


def lines(formula):
    pieces = [[line] if isinstance(line, str) else line for line in formula]
    return ["".join(piece if isinstance(piece, str) else piece[0] for piece in line) for line in pieces]


def agrees(alone):
    """Assert that the page shows Python's words for its own state; return the state."""
    alone.rest()
    state = BackpropMicroscope.full_state(alone.page.evaluate("window.shown.state"))
    frame = BackpropMicroscope.frame(state)
    assert alone.page.evaluate(WORDS) == [frame["sentence"], lines(frame["formula"])]
    return state


@pytest.mark.long
def test_every_value_gets_pythons_verdict(alone, root, judged):
    """Right values and known mistakes at every length, rounded and cut; near misses, noughts, whatever else."""
    assert len(judged) > 30_000
    assert misjudged(alone.page, judged) == []
    assert {verdict.mistake for _, verdict in judged} >= {"", "unknown", "too few digits", "rounded too early"}


def test_the_page_works_out_the_frame_that_python_does(alone, root, judged):
    chosen = random.Random(4).sample([state for state, _ in judged], FRAMES)
    alone.page.evaluate("state => window.shown.local(state)", chosen[0])  # brings the verdicts
    found = Differences()
    told = json.loads(alone.page.evaluate(FRAMES_OF, json.dumps(chosen)))
    for at, (state, frame) in enumerate(zip(chosen, told, strict=True)):
        wanted = BackpropMicroscope.frame(BackpropMicroscope.full_state(state))
        for key in wanted if at < WHOLE else ("formula", "sentence"):
            found.compare(wanted[key], frame[key], key)
    assert (found.faults, found.hanging, alone.errors) == ([], 0, [])


PLANTED = {
    "rounded the other way": ("dropped < unitOf(places)", "dropped < 0.5 * unitOf(places)"),
    "two digits are enough": ("return digits >= 3 ? RIGHT", "return digits >= 2 ? RIGHT"),
    "far ones as soon as near ones": ("places, digits >= 6)", "places, digits >= 3)"),
    "too narrow": ("const WITHIN = 2e-3", "const WITHIN = 1.9e-3"),
    "equal by fewer digits": ("answer, 1e-9, 1e-12)", "answer, 1e-8, 1e-12)"),
    "the last one": ("[alike, roundsTo, cutTo]", "[alike, cutTo, roundsTo]"),
    "small numbers with an exponent": ("size < 1e-4 ?", "size < 1e-9 ?"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_in_the_page_is_found(alone, root, judged, fault):
    old, new = PLANTED[fault]
    module = page_module().partition("export default")[0]
    assert module.count(old) == 1, f"the anchor {old!r} is not there once: choose another for the same fault"
    assert misjudged(alone.page, judged[::3], module.replace(old, new))


# ---- hands ----


def test_a_typed_value_is_judged_and_the_right_one_uncovers_the_answer(alone, root):
    alone.go(step=33, hide=True)
    box = root.get_by_label("Your value for this step")
    box.fill("0,0554")
    assert agrees(alone) == MISSED
    assert "missed one of two paths" in root.locator(".ntr-sentence").inner_text()
    box.fill("0.036350306")
    assert agrees(alone)["hide"] and "0.036350306. " in root.locator(".ntr-sentence").inner_text()
    root.get_by_label("Hide the answer").click()
    root.get_by_role("button", name="one step forward").click()
    assert (agrees(alone)["step"], agrees(alone)["answer"]) == (34, 0.036350306)
    box.fill("-0")
    agrees(alone)
    box.fill("")
    assert agrees(alone)["answer"] is None
    assert alone.errors == []


def test_the_verdicts_are_fetched_once_and_asked_for_again_where_they_do_not_come(alone, root):
    page, box = alone.page, root.get_by_label("Your value for this step")
    page.evaluate("""() => {
      const { verdicts } = window.model;
      window.calls = 0;
      window.model.verdicts = () => (window.calls++ ? verdicts() : Promise.reject(new Error("offline")));
    }""")
    alone.go(step=12, hide=True)
    assert page.evaluate("window.calls") == 0, "the table knows that"
    box.fill("0.7")
    page.get_by_text("needs a running kernel").wait_for()
    box.fill("0.75")
    page.wait_for_function("window.calls === 2 && !document.querySelector('.ntr-wait').textContent")
    box.fill("0.7513")
    assert agrees(alone)["answer"] == 0.7513 and page.evaluate("window.calls") == 2


@pytest.mark.long
def test_a_long_verdict_finds_room(alone, root):
    """The words of a verdict may be longer than those that the page was laid out for: nothing is cut off."""
    for state in [state for state in all_states() if state["step"] == 34][::25]:
        alone.go(**state)
        assert alone.page.evaluate("window.shown.layout.overflows()") is False, state


def test_without_verdicts_nothing_changes(browser_page):
    page = PlainPage(browser_page, live=False)
    page.show(BackpropMicroscope)
    assert page.page.evaluate("window.shown.local === undefined")
    page = PlainPage(browser_page, live=False, verdicts=True)
    assert page.show(DrawDigit) and page.page.evaluate("window.shown.local === undefined")
