"""Every notebook in JupyterLab: pictures before anything is run, and no error when all of it is."""

import pytest
from stage import open_in_lab, outputs, run_all

from course_utils.maintenance import pages
from course_utils.maintenance.pages import Page

PATHS = pages.find()
LIVE = "section.ntr-explorer .ntr-sentence:not(:empty), div.ntr-questions, section.ntr-new"
FIGURES = ".jp-OutputArea img"
BROKEN = ("model not found", "Error displaying widget", "Loading widget", "No module named")


def broken(shown, stored):
    """Return the words on a page that tell of something broken, but for those that the lesson itself is about."""
    return [words for words in BROKEN if words in shown and words not in stored.text]


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def opened(request, stage):
    """A copy of a notebook, opened in JupyterLab and not yet run."""
    page = stage.new_page()
    open_in_lab(page, stage.lab, request.param.name)
    yield page, Page(stage.notebooks / request.param.name)  # the file that was opened
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


def test_an_unopened_page_shows_its_pictures(opened, stage):
    page, stored = opened
    wanted = [alt for cell in stored.code for alt, _ in cell.images]
    page.wait_for_function(f"n => document.querySelectorAll({FIGURES!r}).length === n", arg=len(wanted))
    every = f"[...document.querySelectorAll({FIGURES!r})]"
    page.wait_for_function(f"{every}.every(i => i.complete && i.naturalWidth > 100)")
    assert page.evaluate(f"{every}.map(i => i.alt)") == wanted
    shown = page.locator(".jp-NotebookPanel").inner_text()
    assert not broken(shown, stored)


def test_run_all_gives_no_error(opened, stage):
    page, stored = opened
    run_all(page)
    cells = outputs(page)
    assert [cell["count"] for cell in cells] == list(range(1, len(stored.code) + 1))
    faults = [o for cell in cells for o in cell["outputs"] if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert faults == []
    live = sum("application/vnd.jupyter.widget-view+json" in o.get("data", {}) for c in cells for o in c["outputs"])
    page.wait_for_function(f"n => document.querySelectorAll({LIVE!r}).length === n", arg=live)
    shown = page.locator(".jp-NotebookPanel").inner_text()
    assert not broken(shown, stored)
