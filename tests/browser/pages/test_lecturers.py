"""The lecturer's guide in a browser: it fits a telephone, prints without code or folds, keeps the rules of access."""

import pytest
from axe_playwright_python.sync_playwright import Axe

FILES = ("lecturers.html", "lecturers-parts.html", "lecturers-exam.html", "lecturers-marking.html")
WIDER = "document.documentElement.scrollWidth - innerWidth"
SEEN = "query => [...document.querySelectorAll(query)].filter(one => one.checkVisibility()).length"
FOLD = "getComputedStyle(document.querySelector('details.shows'), '::details-content').contentVisibility"


@pytest.fixture
def page(stage):
    page = stage.new_page(1280, 720)
    yield page
    page.context.close()


@pytest.mark.parametrize("file", FILES)
def test_it_fits_every_width_and_breaks_no_rule_of_access(file, page, site):
    page.goto((site / file).as_uri())
    for width in (1280, 760, 390):
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(WIDER) <= 0, width
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], theme


def test_on_paper_folds_are_open_and_code_is_gone(page, site):
    page.goto((site / "lecturers-parts.html").as_uri())
    assert page.evaluate(SEEN, "details.shows li") == 0 < page.evaluate(SEEN, "details.source summary")
    page.emulate_media(media="print")
    assert page.evaluate(FOLD) == "visible"
    assert page.evaluate(SEEN, "details.source summary") == 0 == page.evaluate(SEEN, ".parts a")


def test_on_paper_the_exam_begins_with_its_questions(page, site):
    page.goto((site / "lecturers-exam.html").as_uri())
    assert page.get_by_text("What stands on a public page is public").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("What stands on a public page is public").is_hidden()
    assert page.locator("section section h3").count() == 20 and page.get_by_text("pocket calculator").is_visible()
