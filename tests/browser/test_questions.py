"""Predictions in JupyterLab: committed by mouse and keyboard, answered at once, remembered by Python."""

import json

import pytest
from stage import (
    QUESTIONS,
    ask,
    frozen,
    kernel_client,
    notebook_state,
    open_in_lab,
    prediction_ids,
    run_all,
)

from course_utils.exercises import registry, render

IDS = prediction_ids()


@pytest.fixture(scope="module")
def lab_page(stage):
    """The page with all predictions, run in JupyterLab."""
    page = stage.new_page()
    open_in_lab(page, stage.lab, QUESTIONS)
    run_all(page)
    page.wait_for_function("n => document.querySelectorAll('section.ntr-predict').length === n", arg=len(IDS))
    yield page
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


@pytest.fixture(scope="module")
def kernel(lab_page, stage):
    """A client of the kernel behind that page."""
    client = kernel_client(lab_page, stage.lab)
    yield client
    client.stop_channels()


def box(page, id):
    """Return the prediction `id` on the page with all of them."""
    return page.locator("section.ntr-predict").nth(IDS.index(id))


def plain(page, html_of):
    """Return how the page would show a text of the registry: its words without marks."""
    return " ".join(render.plain(html_of).replace("`", "").split())


def reply_of(section):
    return " ".join(section.locator(".ntr-reply").inner_text().split())


def start_again(section):
    button = section.get_by_role("button", name="Answer again")
    if button.is_visible():
        button.click()


@pytest.mark.parametrize("id", IDS)
def test_every_option_is_answered(id, lab_page, stage):
    """The wrong ones first: each earns its reply and another try, and the right one ends it."""
    section, prediction = box(lab_page, id), registry.find_prediction(id)
    start_again(section)
    for number, option in sorted(enumerate(prediction.options), key=lambda pair: pair[1].right):
        assert section.locator(".ntr-right").count() == 0
        section.get_by_role("radio").nth(number).click()
        verdict = "✓ Right." if option.right else "✗ Not so."
        assert reply_of(section) == f"{verdict} {plain(lab_page, option.reply)}"
    start_again(section)


def test_keys_choose_and_stay_inside(lab_page, stage):
    before, section = notebook_state(lab_page), box(lab_page, IDS[0])
    options = section.get_by_role("radio")
    options.first.focus()
    for key, focused in (("End", -1), ("Home", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        lab_page.keyboard.press(key)
        position = focused % options.count()
        assert options.nth(position).evaluate("e => e === document.activeElement"), f"{key} leads elsewhere"
    for key in ("a", "b", "d", "d", "m"):
        lab_page.keyboard.press(key)
    lab_page.keyboard.press("Enter")
    assert reply_of(section)
    assert notebook_state(lab_page)["cells"] == before["cells"]
    start_again(section)


def test_python_remembers_what_was_chosen_while_it_was_busy(lab_page, kernel, stage):
    section = box(lab_page, IDS[-1])
    with frozen(kernel):
        section.get_by_role("radio").first.click()
        assert reply_of(section)
    home = "__import__('course_utils').settings.course_home()"
    kernel.execute("import course_utils.settings, pathlib", reply=True, timeout=60)
    lines = ask(kernel, f"[p.read_text() for p in pathlib.Path({home}).glob('*.jsonl')]")
    noted = [json.loads(line) for text in lines for line in text.splitlines()]
    assert noted[-1]["id"] == IDS[-1]
    start_again(section)
