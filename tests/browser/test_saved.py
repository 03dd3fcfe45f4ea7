"""Saved is saved: a notebook that was run shows pictures and words on any later day, and says how to come alive."""

import contextlib
import json
import os
import shutil

import psutil
import pytest
from stage import CELLS, SESSION, asking, notebook, open_in_lab, run_all, showing

from course_utils import settings
from course_utils.explorers import FirstSlider, predict
from course_utils.launch import plain
from course_utils.maintenance import browser

CHAPTER, SMALL = "05_convolution.ipynb", "small.ipynb"
LIVE = "section.ntr-explorer .ntr-sentence:not(:empty), div.ntr-questions"
BROKEN = ("model not found", "Error displaying widget", "Loading widget")
SOURCES = [showing("FirstSlider"), asking("00-predict-weight"), "1 + 2"]
CONTEXT = "window.jupyterapp.shell.currentWidget.context"


class Desk:
    """One learner's folder, opened on several days: each day has a server of its own."""

    def __init__(self, stage, folder):
        self.stage, self.folder, self.home = stage, folder / "notebooks", folder / "home"
        self.folder.mkdir()

    @contextlib.contextmanager
    def day(self, name):
        """Open a notebook on a new server; yield its page."""
        with browser.jupyterlab(self.folder, self.home) as self.server:
            page = self.stage.new_page(height=800)
            try:
                open_in_lab(page, self.server, name)
                yield page
            finally:
                page.close()  # before its server, whose end it would complain about


@pytest.fixture
def desk(stage, tmp_path):
    """A folder of its own."""
    return Desk(stage, tmp_path)


@pytest.fixture
def small(stage):
    """A page with a small notebook in the server of all tests; the notebook has run and is alive. Also its file."""
    path = stage.notebooks / SMALL
    path.write_text(notebook(SOURCES), encoding="utf-8")
    page = stage.new_page()
    open_in_lab(page, stage.lab, path.name)
    run_all(page)
    live(page, 2)
    save(page)
    yield page, path
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
    heard = stage.watches[page].faults()  # JupyterLab's debugger regrets a kernel that was restarted
    assert not [fault for fault in heard if "debugger state" not in fault]


def save(page):
    page.evaluate(f"{CONTEXT}.save()")
    assert not dirty(page)


def dirty(page):
    return page.evaluate(f"{CONTEXT}.model.dirty")


def stays_clean(page):
    page.wait_for_timeout(2_000)
    return not dirty(page)


def mimes(content):
    """Return the kinds of all outputs' data in a notebook."""
    return {kind for _, output in plain.displayed(content) for kind in output["data"]}


def live(page, count):
    """Wait until so many explorers and questions are alive."""
    page.wait_for_function(f"n => document.querySelectorAll({LIVE!r}).length === n", arg=count)


def shown(page, explorers, questions):
    """Check that pictures and words stand where so many explorers and questions were, and that nothing is broken."""
    for kinds, count in ((["Explorer"], explorers), (["Predict", "Recall"], questions)):
        page.wait_for_function(
            "([lines, n]) => [...document.querySelectorAll('.jp-OutputArea-output em')]"
            ".filter(e => lines.includes(e.textContent)).length === n",
            arg=[[plain.HOW[kind] for kind in kinds], count],
        )
    page.wait_for_function(
        "n => [...document.querySelectorAll('.jp-RenderedHTML img')]"
        ".filter(i => i.complete && i.naturalWidth > 100 && i.alt.length > 20).length >= n",
        arg=explorers,
    )
    assert page.locator(LIVE).count() == 0
    text = page.locator(".jp-NotebookPanel").inner_text()
    assert not [words for words in BROKEN if words in text]


@pytest.mark.long
def test_three_days_with_a_chapter(desk):
    shipped = settings.NOTEBOOKS / CHAPTER
    shutil.copy(shipped, desk.folder)
    with desk.day(CHAPTER) as page:
        assert stays_clean(page)
        run_all(page)
        alive = page.locator("section.ntr-explorer").count(), page.locator("div.ntr-questions").count()
        assert min(alive) >= 5
        save(page)
    saved = (desk.folder / CHAPTER).read_bytes()
    assert plain.VIEW not in mimes(json.loads(saved)) and "widgets" not in json.loads(saved)["metadata"]
    assert len(saved) <= 1.3 * shipped.stat().st_size
    with desk.day(CHAPTER) as page:
        shown(page, *alive)
        assert stays_clean(page)
        save(page)  # more than autosave would do
    with desk.day(CHAPTER) as page:
        shown(page, *alive)
        assert stays_clean(page)
        if folder := os.environ.get("COURSE_SCREENSHOTS"):
            page.locator("em", has_text="explorer alive").first.scroll_into_view_if_needed()
            page.screenshot(path=f"{folder}/day-3.png")
    assert len((desk.folder / CHAPTER).read_bytes()) <= 1.3 * shipped.stat().st_size


def reload(page):
    page.reload()
    page.wait_for_function(f"{SESSION}?.status === 'idle'", timeout=60_000)


def run_cell(page, number):
    page.evaluate(f"{{ const it = window.jupyterapp.shell.currentWidget.content; it.activeCellIndex = {number}; }}")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")


@pytest.mark.long
def test_reloading_keeps_what_is_alive_and_a_restart_leaves_pictures(small, stage):
    page, path = small
    reload(page)
    live(page, 2)
    assert stays_clean(page)
    sentence = page.locator(".ntr-sentence").first
    before = sentence.text_content()
    page.locator(".ntr-explorer input[type=range]").first.press("End")
    assert sentence.text_content() != before
    page.get_by_role("radio").first.click()  # a prediction of the page before is still heard
    noted = stage.lab.home / "progress.jsonl"
    for _ in range(100):
        if noted.exists() and '"00-predict-weight"' in noted.read_text("utf-8"):
            break
        page.wait_for_timeout(100)
    assert '"00-predict-weight"' in noted.read_text("utf-8")
    page.evaluate(f"{SESSION}.restart()")
    page.wait_for_function(f"{SESSION}?.status === 'idle'", timeout=60_000)
    save(page)
    reload(page)
    shown(page, 1, 1)
    assert stays_clean(page)
    assert plain.VIEW not in mimes(json.loads(path.read_text("utf-8")))
    run_cell(page, 0)  # as the line says
    live(page, 1)
    save(page)
    reload(page)
    live(page, 1)
    assert page.locator("em", has_text=plain.HOW["Predict"]).count() == 1


@pytest.mark.long
def test_renamed_and_duplicated(small, stage):
    page, _ = small
    page.evaluate(f"{CONTEXT}.rename('renamed.ipynb')")
    page.evaluate("window.jupyterapp.serviceManager.contents.copy('renamed.ipynb', '')")
    open_in_lab(page, stage.lab, "renamed.ipynb")
    live(page, 2)
    assert stays_clean(page)
    open_in_lab(page, stage.lab, "renamed-Copy1.ipynb")
    shown(page, 1, 1)
    assert stays_clean(page)


@pytest.mark.long
def test_a_killed_server_and_a_save_while_nothing_is_alive(desk):
    (desk.folder / SMALL).write_text(notebook(SOURCES), encoding="utf-8")
    with desk.day(SMALL) as page:
        run_all(page)
        live(page, 2)
        save(page)
        server = psutil.Process(desk.server.process)
        for process in [server, *server.children(recursive=True)]:
            process.kill()
    desk.stage.watches[page].faults()  # of course
    with desk.day(SMALL) as page:
        shown(page, 1, 1)
        page.evaluate(f"{CELLS}[2].model.sharedModel.setSource('1 + 3')")
        save(page)
        open_in_lab(page, desk.server, SMALL)
        shown(page, 1, 1)
        assert stays_clean(page)


@pytest.mark.long
def test_a_file_that_an_older_version_saved_is_mended_on_opening(stage):
    content = json.loads(notebook(SOURCES))
    bundles = FirstSlider()._repr_mimebundle_(), predict("00-predict-weight")._repr_mimebundle_()
    for cell, bundle in zip(content["cells"], bundles, strict=False):
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        cell.update(execution_count=1, outputs=[dict(output_type="display_data", data=data, metadata=metadata)])
    content["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"version_major": 2, "version_minor": 0, "state": {}}
    }
    (stage.notebooks / "older.ipynb").write_text(json.dumps(content), encoding="utf-8")
    page = stage.new_page()
    open_in_lab(page, stage.lab, "older.ipynb")
    shown(page, 1, 1)
    assert stays_clean(page)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
