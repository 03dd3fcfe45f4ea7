"""Questions on a bare page with no kernel: mouse, keyboard, what is read aloud, both themes, narrow and wide."""

import base64
import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils.exercises.cards import Again, Choice, Number
from course_utils.exercises.engine import Exercise, Option, Prediction
from course_utils.explorers.page import VIEWS
from course_utils.explorers.questions import Questions

QUESTION = Prediction(
    "99-predict-sum",
    "How large is `x @ w` when **both** are ones of length 3, and why should a long question wrap on a telephone?",
    (
        Option("1", "What did you divide by?"),
        Option("3", "Three products of 1 × 1.", right=True),
        Option("`[1, 1, 1]`", "Where is the sum?"),
    ),
)
NUMBER = Exercise("99-sum", "A sum", "What is 1 + 2?", "x = ...", answer=3, explanation="Two numbers.")
TASK = Exercise("99-add", "Add", "Write `add(x, y)`.", "def add(x, y):\n    ...", reference=max, cases=[(1, 2)] * 8)
DECK = (Choice("99-predict-sum", QUESTION), Number("99-sum", "What is 1 + 2?", NUMBER), Again("99-add", TASK))
# The theme's names for colours, as JupyterLab sets them; without any, the page's own are used.
THEMES = {
    "light": "--jp-content-font-color1:rgba(0,0,0,.87);--jp-layout-color0:#fff;--jp-layout-color1:#fff;"
    "--jp-border-color0:#bdbdbd;--jp-border-color1:#bdbdbd;background:#fff",
    "dark": "--jp-content-font-color1:#fff;--jp-layout-color0:#111;--jp-layout-color1:#212121;"
    "--jp-border-color0:#616161;--jp-border-color1:#757575;background:#111",
    "none": "",
}
MODEL = """(state) => {
  const heard = {};
  window.sent = [];
  window.escaped = 0;
  document.addEventListener("keydown", () => window.escaped++);
  window.model = {
    get: (name) => structuredClone(state[name]),
    set: (name, value) => { state[name] = value; heard[`change:${name}`]?.forEach((f) => f()); },
    save_changes: () => window.sent.push(structuredClone(state.log)),
    on: (name, f) => (heard[name] ??= new Set()).add(f),
    off: (name, f) => heard[name]?.delete(f),
    listeners: () => Object.values(heard).reduce((sum, set) => sum + set.size, 0),
  };
}"""


def open_page(page, theme="light", deck=DECK[:1]):
    """Draw the widget on a page of its own, with a model that only remembers what it is told."""
    view = Questions(deck, "Predict")
    state = {name: getattr(view, name) for name in ("cards", "log", "verdicts", "noted", "notice")}
    css = (VIEWS / "questions.css").read_text(encoding="utf-8")
    page.set_content(
        f'<!doctype html><html lang="en"><title>Prediction</title><style>{css}</style>'
        f'<body style="{THEMES[theme]}"><main id="here"></main></body></html>'
    )
    page.evaluate(MODEL, state)
    module = base64.b64encode((VIEWS / "questions.js").read_bytes()).decode("ascii")
    page.evaluate(
        f"import('data:text/javascript;base64,{module}').then(m => {{ window.view = m.default; window.leave = "
        "m.default.render({ model: window.model, el: document.getElementById('here') }); })"
    )
    page.wait_for_selector(".ntr-predict")
    return page


@pytest.fixture(scope="module")
def sheet(stage):
    """One page, drawn on again for each test."""
    return stage.new_page()


@pytest.fixture
def page(sheet):
    sheet.set_viewport_size({"width": 1280, "height": 800})
    return open_page(sheet)


def option(page, number):
    return page.get_by_role("radio").nth(number)


def marks(page):
    return page.locator(".ntr-option-mark").all_inner_texts()


def sent(page):
    return page.evaluate("window.sent")


def test_it_asks_before_it_tells(page):
    assert page.get_by_role("radiogroup").count() == 1
    assert page.get_by_role("radio").count() == 3
    assert page.locator(".ntr-question").inner_text().startswith("Predict")
    assert marks(page) == ["", "", ""]
    assert page.locator(".ntr-reply").inner_text() == ""
    assert page.get_by_role("button").filter(visible=True).count() == 0


def shown(page, name):
    return page.get_by_role("button", name=name).is_visible()


def test_a_wrong_choice_earns_its_question_and_a_second_try(page):
    option(page, 0).click()
    assert marks(page) == ["✗ your first answer", "", ""]  # the right one is not told
    assert page.locator(".ntr-right").count() == 0
    assert page.locator(".ntr-reply").inner_text() == "✗ Not so. What did you divide by?"
    assert [option(page, i).get_attribute("aria-checked") for i in range(3)] == ["true", "false", "false"]
    assert [option(page, i).get_attribute("aria-disabled") for i in range(3)] == ["true", "false", "false"]
    assert sent(page) == [[[0, 0]]]
    option(page, 0).click(force=True)
    assert len(sent(page)) == 1  # the same again is no new try
    option(page, 2).click()
    assert marks(page) == ["✗ your first answer", "", "✗ tried"]
    assert page.locator(".ntr-reply").inner_text() == "✗ Not so. Where is the sum?"
    option(page, 1).click()
    assert marks(page) == ["✗ your first answer", "✓ right, third try", "✗ tried"]
    assert page.locator(".ntr-reply").inner_text() == "✓ Right. Three products of 1 × 1."
    assert sent(page)[-1] == [[0, 0], [0, 2], [0, 1]]


def test_the_right_one_says_so(page):
    option(page, 1).click()
    assert marks(page) == ["", "✓ right, at once", ""]
    assert page.locator(".ntr-reply").inner_text() == "✓ Right. Three products of 1 × 1."
    assert not shown(page, "Show the answer") and shown(page, "Answer again")
    option(page, 0).click(force=True)
    assert len(sent(page)) == 1  # it is decided


def test_the_answer_is_shown_when_asked_for(page):
    assert not shown(page, "Show the answer")  # not before a first try
    option(page, 0).click()
    page.get_by_role("button", name="Show the answer").click()
    assert marks(page) == ["✗ your first answer", "✓ the answer", ""]
    assert page.locator(".ntr-reply").inner_text() == "The answer: 3. Three products of 1 × 1."
    assert sent(page)[-1] == [[0, 0], [0, "show"]]


def test_it_can_be_answered_again_and_nothing_is_forgotten(page):
    option(page, 1).click()
    page.get_by_role("button", name="Answer again").click()
    assert marks(page) == ["", "", ""] and page.locator(".ntr-reply").inner_text() == ""
    option(page, 2).click()
    assert sent(page)[-1] == [[0, 1], [0, "again"], [0, 2]]


def focused(page):
    return page.evaluate(
        "document.activeElement.querySelector('.ntr-option-label')?.textContent ?? document.activeElement.textContent"
    )


def test_the_keyboard_does_it_all(page):
    page.keyboard.press("Tab")
    assert focused(page) == "1"
    for key, label in [
        ("ArrowDown", "3"),
        ("ArrowRight", "[1, 1, 1]"),
        ("ArrowDown", "1"),
        ("ArrowUp", "[1, 1, 1]"),
        ("Home", "1"),
        ("End", "[1, 1, 1]"),
        ("ArrowLeft", "3"),
    ]:
        page.keyboard.press(key)
        assert focused(page) == label
    assert sent(page) == []  # looking is not choosing
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert sent(page) == [[[0, 0]]]
    assert focused(page) == "1"  # the focus stays where the reader is
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert sent(page)[-1] == [[0, 0], [0, 1]]
    page.keyboard.press("Tab")
    assert focused(page) == "Answer again"
    page.keyboard.press("Space")
    assert focused(page) == "3" and marks(page) == ["", "", ""]


def test_the_group_is_one_stop_of_the_tab_key(page):
    stops = [option(page, i).get_attribute("tabindex") for i in range(3)]
    assert stops == ["0", "-1", "-1"]


def test_no_key_reaches_the_notebook(page):
    option(page, 0).focus()
    for key in ("ArrowDown", "Enter", "Escape", "a", "d", "d", "Shift+Enter", "m"):
        page.keyboard.press(key)
    assert page.evaluate("window.escaped") == 0


def test_the_element_with_the_focus_tells_the_notebook_to_look_away(page):
    """Notebook 7 hears a key before the page does, and asks that very element."""
    for act in (option(page, 0).focus, option(page, 0).click, page.get_by_role("button", name="Show the answer").focus):
        act()
        assert page.evaluate("document.activeElement.hasAttribute('data-lm-suppress-shortcuts')")


def test_the_focus_can_be_seen(page):
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(({ outlineStyle, outlineWidth }) => [outlineStyle, parseFloat(outlineWidth)])"
        "(getComputedStyle(document.activeElement))"
    )
    assert style[0] == "solid" and style[1] >= 2


def test_a_choice_made_elsewhere_is_shown(page):
    page.evaluate("window.model.set('log', [[0, 2]])")
    assert marks(page) == ["", "", "✗ your first answer"]


def test_trouble_with_saving_is_shown_as_text(page):
    page.evaluate("window.model.set('notice', 'not <b>saved</b>')")
    option(page, 1).click()
    assert page.locator(".ntr-notice").inner_text() == "not <b>saved</b>"


@pytest.mark.long
def test_an_answer_that_python_does_not_hear_is_said_to_be_unrecorded(page):
    notice = page.locator(".ntr-notice")
    option(page, 0).click()
    assert notice.inner_text() == ""  # Python may only be slow
    page.wait_for_function("document.querySelector('.ntr-notice').textContent", timeout=9000)
    assert notice.inner_text().startswith("Not recorded") and "run this cell" in notice.inner_text()
    page.evaluate("window.model.set('noted', 1)")  # it was busy
    assert notice.inner_text() == ""


def test_an_answer_that_was_heard_is_not_talked_about(page):
    page.clock.install()
    open_page(page)
    option(page, 0).click()
    page.evaluate("window.model.set('noted', 1)")
    page.clock.fast_forward(20_000)
    assert page.locator(".ntr-notice").inner_text() == ""


def test_a_page_without_anything_behind_it_still_answers(page):
    page.evaluate("{ window.model.save_changes = () => { throw new Error('no comm'); }; 1 }")
    option(page, 0).click()
    assert page.locator(".ntr-reply").inner_text().startswith("✗ Not so.")
    page.wait_for_function("document.querySelector('.ntr-notice').textContent", timeout=9000)


def test_a_view_that_goes_leaves_nothing_behind(page):
    assert page.evaluate("window.model.listeners()") > 0
    page.evaluate("window.leave()")
    assert page.evaluate("window.model.listeners()") == 0


def test_a_number_is_asked_of_python_and_said_when_it_answers(sheet):
    open_page(sheet, deck=DECK)
    card = sheet.locator("section.ntr-predict").nth(1)
    field = card.get_by_role("textbox")
    field.press("Enter")
    assert sent(sheet) == []  # nothing typed is no answer
    field.fill(" 4 ")
    field.press("Enter")
    assert sent(sheet) == [[[1, "4"]]] and card.locator(".ntr-reply").inner_text() == "…"
    sheet.evaluate("window.model.set('verdicts', {0: {right: false, reply: 'One <strong>less</strong>?'}})")
    assert card.locator(".ntr-reply").inner_text() == "✗ Not so. One less?"
    field.fill("3")
    card.get_by_role("button", name="Answer", exact=True).click()
    sheet.evaluate("window.model.set('verdicts', {...window.model.get('verdicts'), 1: {right: true, reply: 'Yes.'}})")
    assert card.locator(".ntr-reply").inner_text() == "✓ Right. Yes."
    assert not field.is_editable() and card.get_by_role("button", name="Answer again").is_visible()
    assert sheet.evaluate("window.escaped") == 0


def test_the_number_is_shown_when_asked_for(sheet):
    open_page(sheet, deck=DECK)
    card = sheet.locator("section.ntr-predict").nth(1)
    card.get_by_role("textbox").fill("4")
    card.get_by_role("textbox").press("Enter")
    card.get_by_role("button", name="Show the answer").click()
    assert card.locator(".ntr-reply").inner_text() == "The answer: 3. Two numbers."


def test_cards_of_a_deck_are_answered_each_for_itself(sheet):
    open_page(sheet, deck=DECK[:1] * 3)
    sections = sheet.locator("section.ntr-predict")
    sections.nth(2).get_by_role("radio").nth(1).click()
    sections.nth(0).get_by_role("radio").nth(0).click()
    assert sent(sheet)[-1] == [[2, 1], [0, 0]]
    assert [sections.nth(i).locator(".ntr-reply").inner_text()[:5] for i in range(3)] == ["✗ Not", "", "✓ Rig"]


def test_a_task_shows_its_stub_as_it_is_written(sheet):
    open_page(sheet, deck=DECK)
    assert sheet.locator("pre").inner_text() == "def add(x, y):\n    ..."


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("committed", [False, True])
def test_everyone_can_read_it(sheet, theme, committed):
    open_page(sheet, theme, DECK)
    if committed:
        option(sheet, 0).click()
        option(sheet, 1).click()
    found = Axe().run(sheet, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}).response
    faults = [rule for rule in found["violations"] if rule["id"] not in ("page-has-heading-one", "region")]
    assert not faults, json.dumps(faults, indent=1)[:3000]


@pytest.mark.parametrize("width", [280, 360, 400, 768, 1280, 1920])
def test_it_holds_at_every_width(sheet, width):
    sheet.set_viewport_size({"width": width, "height": 800})
    open_page(sheet, deck=DECK)
    option(sheet, 0).click()
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    cut = sheet.evaluate(
        "[...document.querySelectorAll('.ntr-predict *')].filter(e => e.scrollWidth > e.clientWidth + 1 "
        "&& getComputedStyle(e).display !== 'inline').map(e => e.className)"
    )
    assert cut == []
    heights = sheet.evaluate(
        "[...document.querySelectorAll('.ntr-predict :is(button:not([hidden]), input)')].map(e => e.offsetHeight)"
    )
    assert min(heights) >= 40  # a finger hits it
