"""The report on a class in a browser: for screen readers, on a telephone, filtered, on paper, during a lecture."""

import made_class
import pytest
from axe_playwright_python.sync_playwright import Axe

from course_utils.classroom import page as room
from course_utils.classroom.gather import gather
from course_utils.classroom.places import places

NOW = 1_800_000_000
#: Every text on a shaded cell against that cell, as WCAG 2 measures it; axe cannot read colours that are mixed.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return [1, 2, 3, 4].map((step) => {
    const style = getComputedStyle(document.querySelector(`.legend .shade-${step}`));
    const pair = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
    return pair[0] / pair[1];
  });
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class of twelve who worked through three chapters."""
    folder = tmp_path_factory.mktemp("class")
    made_class.write(folder, 12, ["00", "05", "06"])
    return folder


@pytest.fixture(scope="module")
def write(folder, tmp_path_factory):
    """Return a function that writes the report and returns its file."""
    where, file = places(), tmp_path_factory.mktemp("report") / "report.html"

    def anew(now=NOW, **settings):
        settings = room.Settings(site="https://example.org/", **settings)
        file.write_text(room.page(*gather([folder]), where, settings, now), encoding="utf-8")
        return file

    return anew


@pytest.fixture(scope="module")
def page(stage):
    """A page that any address outside this machine would fail."""
    page = stage.new_page(1280, 800)
    yield page
    page.context.close()


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_reads_in_both_themes_and_at_every_width(theme, page, write):
    page.goto(write().as_uri())
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert Axe().run(page, options={"preload": False}).response["violations"] == []
    assert min(page.evaluate(CONTRAST)) >= 4.5
    for width in (360, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert wide(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_it_reads_without_a_script(stage, write):
    page = stage.new_page(java_script_enabled=False, color_scheme="dark")
    page.goto(write().as_uri())
    assert page.get_by_role("heading", name="Three things to talk about").is_visible()
    assert not page.locator(".filter").is_visible() and not page.locator("[data-theme-switch]").is_visible()
    page.locator("#chapter-05 > summary").click()
    assert page.get_by_role("table", name="Exercises of chapter 05").is_visible()
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(20, 20, 20)"
    page.context.close()


def test_the_filter_leaves_what_was_asked_for(page, write):
    page.goto(write().as_uri())
    rows = page.locator("tr[data-id]:visible")
    page.get_by_label("Chapter", exact=True).select_option("05")
    assert set(rows.evaluate_all("all => all.map(e => e.dataset.id.slice(0, 2))")) == {"05"}
    assert page.locator("#chapter-05").evaluate("e => e.open") and not page.locator("#talk").is_visible()
    page.get_by_label("Exercise or question").select_option("05-output-size")
    assert set(rows.evaluate_all("all => all.map(e => e.dataset.id)")) == {"05-output-size"}
    assert not page.get_by_role("table", name="First answers").is_visible()
    page.get_by_role("button", name="Show all").click()
    page.locator("#talk").wait_for()
    assert set(rows.evaluate_all("all => all.map(e => e.dataset.id.slice(0, 2))")) >= {"00", "05", "06"}


def test_on_paper_everything_is_open(page, write):
    page.goto(write().as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 700})  # A4 across, less its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_role("table", name="First answers to the predictions and questions of chapter 06").is_visible()
    assert not page.locator(".top").is_visible() and wide(page) <= 0
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_live_it_reads_itself_again_and_stands_where_it_stood(stage, write):
    page = stage.new_page(1280, 800)
    page.clock.install()  # a minute passes when the test says so
    page.goto(write(live=60).as_uri())
    page.get_by_label("Chapter", exact=True).select_option("06")
    page.evaluate("document.activeElement.blur(); document.querySelector('#map').scrollIntoView()")
    stood, before = page.evaluate("scrollY"), page.locator("time").get_attribute("datetime")
    write(now=NOW + 60, live=60)
    page.clock.fast_forward(61_000)
    page.wait_for_function("before => document.querySelector('time')?.dateTime !== before", arg=before)
    page.wait_for_function("document.querySelector('[data-filter]').value === '06'")
    assert stood > 100 and abs(page.evaluate("scrollY") - stood) < 2
    assert page.locator("#chapter-06").evaluate("e => e.open") and not page.locator("#chapter-05").is_visible()
    mark = "document.documentElement.dataset.same"
    for busy in ("document.querySelector('select').focus()", "document.querySelector('[data-pause]').click()"):
        page.evaluate(f"{mark} = 'page'; {busy}")
        page.clock.fast_forward(61_000)
        assert page.evaluate(mark) == "page"
    assert page.get_by_text("Paused: the page stays as it is.").is_visible()
    page.context.close()
