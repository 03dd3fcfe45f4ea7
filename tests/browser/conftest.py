"""One Chromium, one JupyterLab and one gallery for all browser tests; a test that fails leaves a picture behind."""

import os
import tempfile
from pathlib import Path

import pytest
from explorer_view import ExplorerView
from stage import Stage, kernel_client, open_in_lab, run_all

from course_utils import explorers
from course_utils.maintenance import browser
from course_utils.site import build

REASON = "no Chromium found: looked for chromium, chromium-browser and google-chrome; CHROMIUM=/path names another"
SHOWN = "n => document.querySelectorAll('section.ntr-explorer .ntr-sentence:not(:empty)').length === n"
ORDINARY = {"width": 1280, "height": 900}
#: Waits until the explorers have kept their places for a second: a page that is still laying itself out moves them.
STILL = """() => new Promise(done => {
  let last = null, calm = 0;
  const look = () => {
    const all = [...document.querySelectorAll('section.ntr-explorer')].map(e => e.getBoundingClientRect());
    const now = all.map(r => `${r.top} ${r.height}`).join();
    calm = now === last ? calm + 1 : 0;
    last = now;
    if (calm >= 10) done(); else setTimeout(look, 100);
  };
  look();
})"""


def pytest_collection_modifyitems(items):
    """Skip with a reason where there is no browser, unless COURSE_REQUIRE_BROWSER asks for a failure."""
    ours = [item for item in items if "browser" in item.path.parts]
    if not browser.find_chromium() and os.environ.get("COURSE_REQUIRE_BROWSER") != "1":
        for item in ours:
            item.add_marker(pytest.mark.skip(reason=REASON))


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    """Servers and browser, ended after the last browser test."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def lab_page(stage):
    """The page with all explorers and some predictions, run in JupyterLab."""
    page = stage.new_page()
    open_in_lab(page, stage.lab, "showcase.ipynb")
    run_all(page)
    page.wait_for_function(SHOWN, arg=len(explorers.REGISTRY), timeout=300_000)  # two cores, busy
    page.set_viewport_size(ORDINARY)
    page.locator(".jp-Notebook .jp-InputPrompt").first.click()  # JupyterLab's first click goes to its active cell
    page.evaluate(STILL)
    return page


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole site, written once."""
    folder = tmp_path_factory.mktemp("site é") / "pages"
    build.build(folder)
    return folder


@pytest.fixture(scope="session")
def gallery_page(stage):
    """A page for the projector's gallery; it shows nothing yet."""
    return stage.new_page()


@pytest.fixture(scope="session")
def show_in_gallery(gallery_page, stage):
    """Return a function that visits the projector page of one explorer."""

    def visit(name):
        gallery_page.goto(stage.gallery.explorer(name), wait_until="domcontentloaded", timeout=90_000)
        gallery_page.wait_for_function(SHOWN, arg=1, timeout=90_000)

    return visit


@pytest.fixture(scope="session", params=[(name, front) for name in explorers.REGISTRY for front in ("lab", "gallery")],
                ids="-".join)  # fmt: skip
def view(request, stage):
    """One explorer in JupyterLab, or as a page of the projector's gallery."""
    name, front = request.param
    page = request.getfixturevalue(f"{front}_page")
    if front == "gallery":
        request.getfixturevalue("show_in_gallery")(name)
    page.set_viewport_size(ORDINARY)
    view = ExplorerView(page, explorers.explorer_class(name))
    view.front = front
    return view


@pytest.fixture(params=list(explorers.REGISTRY))
def lab_view(request, lab_page):
    """One explorer in JupyterLab."""
    lab_page.set_viewport_size(ORDINARY)
    return ExplorerView(lab_page, explorers.explorer_class(request.param))


@pytest.fixture(scope="session")
def kernel(lab_page, stage):
    """A client of the kernel behind the page in JupyterLab."""
    client = kernel_client(lab_page, stage.lab)
    yield client
    client.stop_channels()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Photograph every page when a test fails, and name the pictures in the report."""
    report = yield
    stage = getattr(item, "funcargs", {}).get("stage")
    if report.when == "call" and report.failed and stage is not None:
        folder = Path(tempfile.mkdtemp(prefix="browser-failure-"))
        for number, page in enumerate(stage.watches):
            if not page.is_closed():
                page.screenshot(path=folder / f"page-{number}.png")
        report.sections.append(("what the pages showed", str(folder)))
    return report


@pytest.fixture(autouse=True)
def no_page_errors(stage):
    """Fail a test during which any page reported an error or asked for something outside."""
    yield
    heard = [fault for watch in stage.watches.values() for fault in watch.faults()]
    assert not heard, "\n".join(["on the page:", *heard])
