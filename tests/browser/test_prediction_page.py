"""A prediction on a bare page with no kernel: mouse, keyboard, what is read aloud, both themes, narrow and wide."""

import base64
import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils.exercises.engine import Option, Prediction
from course_utils.explorers.page import VIEWS
from course_utils.explorers.prediction import PredictionView

QUESTION = Prediction(
    "99-predict-sum",
    "How large is `x @ w` when **both** are ones of length 3, and why should a long question wrap on a telephone?",
    (Option("1", "You averaged."), Option("3", "Three products of 1 × 1.", right=True), Option("`[1, 1, 1]`", "Sum.")),
)
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
    save_changes: () => window.sent.push({ choice: state.choice, history: [...state.history] }),
    on: (name, f) => (heard[name] ??= new Set()).add(f),
    off: (name, f) => heard[name]?.delete(f),
    listeners: () => Object.values(heard).reduce((sum, set) => sum + set.size, 0),
  };
}"""


def open_page(page, theme="light"):
    """Draw the widget on a page of its own, with a model that only remembers what it is told."""
    view = PredictionView(QUESTION)
    state = {name: getattr(view, name) for name in ("question", "options", "choice", "history", "noted", "notice")}
    css = (VIEWS / "prediction.css").read_text(encoding="utf-8")
    page.set_content(
        f'<!doctype html><html lang="en"><title>Prediction</title><style>{css}</style>'
        f'<body style="{THEMES[theme]}"><main id="here"></main></body></html>'
    )
    page.evaluate(MODEL, state)
    module = base64.b64encode((VIEWS / "prediction.js").read_bytes()).decode("ascii")
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
    assert not page.get_by_role("button", name="Change my mind").is_visible()


def test_a_click_commits_and_is_answered_at_once(page):
    option(page, 0).click()
    assert marks(page) == ["✗ your prediction", "✓ right", ""]
    assert page.locator(".ntr-reply").inner_text() == "✗ Not so. You averaged."
    assert [option(page, i).get_attribute("aria-checked") for i in range(3)] == ["true", "false", "false"]
    assert sent(page) == [{"choice": 0, "history": [0]}]


def test_the_right_one_says_so(page):
    option(page, 1).click()
    assert marks(page) == ["", "✓ your prediction, right", ""]
    assert page.locator(".ntr-reply").inner_text() == "✓ Right. Three products of 1 × 1."


def test_a_commitment_holds_until_the_mind_is_changed(page):
    option(page, 0).click()
    option(page, 1).click(force=True)
    assert len(sent(page)) == 1
    page.get_by_role("button", name="Change my mind").click()
    assert marks(page) == ["", "", ""] and page.locator(".ntr-reply").inner_text() == ""
    option(page, 1).click()
    assert sent(page)[-1] == {"choice": 1, "history": [0, 1]}


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
    page.keyboard.press("Enter")
    assert sent(page) == [{"choice": 1, "history": [1]}]
    assert focused(page) == "3"  # the focus stays where the reader is
    page.keyboard.press("Tab")
    assert focused(page) == "Change my mind"
    page.keyboard.press("Space")
    assert focused(page) == "3" and marks(page) == ["", "", ""]
    page.keyboard.press("Space")
    assert sent(page)[-1] == {"choice": 1, "history": [1, 1]}


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
    for act in (option(page, 0).focus, option(page, 0).click, page.get_by_role("button", name="Change my mind").focus):
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
    page.evaluate("window.model.set('choice', 2)")
    assert marks(page) == ["", "✓ right", "✗ your prediction"]


def test_trouble_with_saving_is_shown_as_text(page):
    page.evaluate("window.model.set('notice', 'not <b>saved</b>')")
    option(page, 1).click()
    assert page.locator(".ntr-notice").inner_text() == "not <b>saved</b>"


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


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("committed", [False, True])
def test_everyone_can_read_it(sheet, theme, committed):
    open_page(sheet, theme)
    if committed:
        option(sheet, 0).click()
    found = Axe().run(sheet, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}).response
    faults = [rule for rule in found["violations"] if rule["id"] not in ("page-has-heading-one", "region")]
    assert not faults, json.dumps(faults, indent=1)[:3000]


@pytest.mark.parametrize("width", [280, 360, 400, 768, 1280, 1920])
def test_it_holds_at_every_width(sheet, width):
    sheet.set_viewport_size({"width": width, "height": 800})
    open_page(sheet)
    option(sheet, 0).click()
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    cut = sheet.evaluate(
        "[...document.querySelectorAll('.ntr-predict *')].filter(e => e.scrollWidth > e.clientWidth + 1 "
        "&& getComputedStyle(e).display !== 'inline').map(e => e.className)"
    )
    assert cut == []
    heights = sheet.evaluate("[...document.querySelectorAll('.ntr-predict button')].map(e => e.offsetHeight)")
    assert min(heights) >= 40  # a finger hits it
