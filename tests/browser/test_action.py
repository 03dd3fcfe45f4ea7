"""A button for work that takes Python a while, on a bare page and in JupyterLab."""

import pytest
from action_page import ActionPage
from stage import notebook, open_in_lab, run_all

from course_utils.explorers import switchboard_training as training
from course_utils.explorers.switchboard import Switchboard

MISSING = {"c3": "full", "subsampling": "max"}


@pytest.fixture
def fresh(course_home, monkeypatch):
    """A session and a folder in which nothing was trained yet; a training of three epochs."""
    monkeypatch.setattr(training, "OWN", training.OwnRuns(training.OWN.file, training.OWN.command))
    monkeypatch.setattr(training, "EPOCHS", 3)
    return course_home


@pytest.fixture
def plain(stage):
    def open_page(**options):
        page = ActionPage(stage.new_page(), **options)
        page.box(802, 679)
        return page

    return open_page


def words(root):
    return root.locator(".ntr-progress").inner_text()


def test_a_press_trains_and_the_page_stays_alive(plain, fresh):
    page = plain()
    root = page.show(Switchboard, **MISSING)
    button = root.locator(".ntr-action button")
    assert (
        button.inner_text() == "Train this combination"
        and f"Not measured yet; about {training.seconds()} seconds of training" in words(root)
    )
    assert button.get_attribute("aria-describedby") == root.locator(".ntr-progress").get_attribute("id")
    button.focus()
    page.page.keyboard.press("Enter")
    assert page.hear().startswith("Training: all six maps, max pooling, seed 0.")
    assert button.inner_text() == "Stop" and button.evaluate("e => e === document.activeElement")
    asked = page.page.evaluate("window.model.asked")
    page.go(activation="relu")  # a control of the table goes on working, and asks nobody
    assert "3 of its choices differ" in root.locator(".ntr-sentence").inner_text()
    assert page.page.evaluate("window.model.asked") == asked and words(root).startswith("Training: ")
    page.go(activation="scaled_tanh")
    while not (text := page.hear(120)).startswith("Trained"):
        assert text in words(root)
    assert text in words(root) and button.inner_text() == "Train it again, seed 1"
    assert "One run on this machine, seed 0: " in root.locator(".ntr-sentence").inner_text()
    assert "this one, here" in root.locator(".ntr-legend").inner_text()
    page.go(c3="table")
    assert words(root) == "10 runs of it are stored." and button.is_disabled()
    assert page.errors == []


def test_stop(plain, fresh):
    page = plain()
    root = page.show(Switchboard, **MISSING)
    button = root.locator(".ntr-action button")
    button.click()
    page.hear()
    button.click()
    while not (text := page.hear()).startswith("Stopped"):
        pass
    assert text in words(root) and button.inner_text() == "Train this combination" and button.is_enabled()
    assert "Not measured yet" in root.locator(".ntr-sentence").inner_text()


def test_without_python_the_button_says_so(plain, fresh):
    page = plain(live=False)
    root = page.show(Switchboard, **MISSING)
    root.locator(".ntr-action button").click()
    page.rest()
    assert words(root) == "This button needs Python, and this page has none."
    page.go(c3="table", subsampling="average")
    assert words(root) == "10 runs of it are stored.", "the table's controls need none"


def test_python_that_is_busy_is_waited_for(plain, fresh):
    """No answer for a while: words, and a second press that does not send a second message."""
    page = plain()
    root = page.show(Switchboard, **MISSING)
    page.page.evaluate("window.sent = 0; window.model.send = async () => { window.sent += 1; }; 0")
    button = root.locator(".ntr-action button")
    button.click()
    button.click()
    assert page.page.evaluate("window.sent") == 1
    page.page.wait_for_function("document.querySelector('.ntr-progress').textContent.startsWith('No answer yet')")
    told = {"kind": "acted", "name": "train", "text": "Training: it.", "running": True}
    page.page.evaluate("m => { for (const act of window.model.acts['msg:custom']) act(m, []); }", told)
    assert words(root) == "Training: it." and button.inner_text() == "Stop"


@pytest.mark.long
def test_in_jupyterlab_while_the_kernel_answers_cells(stage):
    """Press, move other controls meanwhile, see the result in the sentence, and find it in another explorer."""
    cells = [
        "from course_utils.explorers import Switchboard, switchboard_training\nswitchboard_training.EPOCHS = 3\n"
        "board = Switchboard(c3='full', subsampling='max')\nboard",
        "6 * 7",
        "print(Switchboard(c3='full', subsampling='max').frame(board.state)['sentence'])",
    ]
    (stage.notebooks / "action.ipynb").write_text(notebook(cells), encoding="utf-8")
    page = stage.new_page()
    open_in_lab(page, stage.lab, "action.ipynb")
    run_all(page)
    root = page.locator("section.ntr-explorer").first
    root.locator(".ntr-action button").click()
    running = root.locator(".ntr-progress", has_text="Training: all six maps, max pooling, seed 0")
    running.wait_for(timeout=60_000)
    root.get_by_text("ReLU", exact=True).click()
    root.locator(".ntr-sentence", has_text="3 of its choices differ").wait_for()
    root.get_by_text("1.7159 tanh(2a/3)", exact=True).click()
    root.locator(".ntr-sentence", has_text="One run on this machine, seed 0:").wait_for(timeout=180_000)
    assert "Trained in" in root.locator(".ntr-progress").inner_text()
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")  # another explorer of the kernel
    printed = page.locator(
        ".jp-RenderedText pre", has_text="2 of its choices differ from the published network. One run on"
    )
    printed.wait_for(timeout=60_000)
    assert stage.watches[page].faults() == []
