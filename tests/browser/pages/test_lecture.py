"""Every stop of every lecture at both sizes of a projector; hands, the answer, the speaker's window, one file alone."""

import re

import pytest

from course_utils.exercises.course_map import chapters
from course_utils.site import build, lecture, slides

SITE = build.Site()
LECTURES = SITE.lectures()
SIZES = ((1280, 720), (1920, 1080))
LEAST = 0.035  # of the height: the type of what is projected
#: What of the present stop stands outside it, and text of its own that is too small.
FAULTS = """least => {
  const here = document.querySelector('.stop.here'), frame = here.getBoundingClientRect(), out = [];
  if (here.scrollHeight > here.clientHeight + 1) out.push(`higher by ${here.scrollHeight - here.clientHeight}`);
  for (const e of here.querySelectorAll('h2, .say *, .hands *, .show pre, .show img, .ntr-explorer')) {
    const box = e.getBoundingClientRect();
    if (!box.width || e.closest('.katex') && !e.matches('.katex')) continue;
    const words = e.textContent.trim().slice(0, 30);
    if (box.bottom > frame.bottom + 1.5 || box.right > frame.right + 1.5) out.push(`${e.tagName} ${words}`);
    const own = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const type = parseFloat(getComputedStyle(e).fontSize);
    if (own && !e.matches('code') && type < least * innerHeight - 0.1) out.push(`type of ${type}: ${words}`);
  }
  return out;
}"""


@pytest.fixture(scope="module")
def page(stage):
    page = stage.new_page(*SIZES[0])
    yield page
    page.context.close()


def begin(page, site, chapter, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto("about:blank")
    page.goto((site / LECTURES[chapter]).as_uri())
    page.locator(".stop.here").wait_for()


def settled(page):
    """Wait until an explorer of the stop is alive and laid out."""
    if page.locator(".stop.here .explorer").count():
        page.locator(".stop.here .ntr-sentence:not(:empty)").wait_for(timeout=60_000)
    page.wait_for_timeout(250)


def test_each_chapter_has_its_cut():
    assert list(LECTURES) == list(chapters())


@pytest.mark.parametrize("chapter", LECTURES)
def test_its_stops_keep_to_the_rules(chapter):
    assert list(lecture.faults(lecture.stops(SITE.every, chapter))) == []


@pytest.mark.parametrize("chapter", LECTURES)
def test_every_stop_fits_the_screen(chapter, page, site, stage):
    for width, height in SIZES:
        begin(page, site, chapter, width, height)
        for number in range(page.locator(".stop").count()):
            settled(page)
            for step in range(2):  # a question once more with its answer
                found = page.evaluate(FAULTS, LEAST)
                assert found == [], (
                    f"stop {number + 1} ({page.evaluate('location.hash')}) at {width} x {height}, step {step}"
                )
                asked = page.locator(".stop.here .hands:not(.revealed)").count()
                page.keyboard.press("ArrowRight")
                if not asked:
                    break


def test_hands_are_counted_and_the_answer_waits(page, site, stage):
    begin(page, site, "05", *SIZES[0])
    while not page.locator(".stop.here .hands").count():
        page.keyboard.press("ArrowRight")
    for digit in "1222":
        page.keyboard.press(digit)
    page.keyboard.press("Shift+Digit2")
    counts = page.locator(".stop.here .count").all_inner_texts()
    assert counts[:2] == ["1", "2"] and not any(counts[2:])
    assert not page.locator(".stop.here .reply").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator(".stop.here .reply").is_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    assert page.locator("[data-place]").inner_text().startswith(f"{page.locator('.stop').count()} of")


def test_a_pointers_keys_turn_the_stop_from_inside_an_explorer(page, site, stage):
    """The arrows belong to the slider that has the focus; the page keys, which pointers send, to the lecture."""
    begin(page, site, "06", *SIZES[0])
    stop = next(stop for stop in lecture.stops(SITE.every, "06") if stop.block.name == "ShiftTester")
    page.evaluate("id => { location.hash = id; }", stop.block.cell.id)
    settled(page)
    here = page.locator(".stop.here")
    here.locator("input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    assert here.get_attribute("id") == stop.block.cell.id
    page.keyboard.press("PageDown")
    assert here.get_attribute("id") != stop.block.cell.id
    page.keyboard.press("PageUp")
    assert here.get_attribute("id") == stop.block.cell.id
    here.locator("input[type=range]").first.focus()
    page.keyboard.press("Escape")  # first out of the explorer, then out of the lecture
    assert here.get_attribute("id") == stop.block.cell.id
    page.keyboard.press("Escape")
    page.wait_for_url("**/chapters/06-*")


def test_paper_has_a_page_for_each_stop(page, site, stage):
    begin(page, site, "06", *SIZES[0])
    page.emulate_media(media="print")
    raw = page.pdf(prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="screen")
    assert len(re.findall(rb"/Type\s*/Page\b", raw)) == len(lecture.stops(SITE.every, "06"))


def test_the_speaker_has_a_window(page, site, stage):
    begin(page, site, "05", *SIZES[0])
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    window = opened.value
    assert window.locator("#note").inner_text() and "min gone" in window.locator("#time").inner_text()
    before = window.locator("#now").inner_text()
    window.keyboard.press("ArrowRight")  # the clicker may be held before either window
    window.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-place]').textContent[0] !== '1'")
    assert window.locator("#now").inner_text() != before
    window.close()


def test_l_leads_from_the_page_to_its_stop_and_escape_back(page, site, stage):
    first = lecture.stops(SITE.every, "05")[0]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((site / first.sheet.file).as_uri())
    page.keyboard.press("l")
    page.wait_for_url("**/lectures/**")
    page.locator(".stop.here").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_url("**/chapters/**")


def test_one_file_holds_a_lecture(page, stage, tmp_path):
    alone = tmp_path / "lecture é.html"
    alone.write_text(slides.whole(SITE, LECTURES["05"]), encoding="utf-8")
    assert alone.stat().st_size < 12e6
    page.goto(alone.as_uri())
    while not page.locator(".stop.here .explorer").count():
        page.keyboard.press("ArrowRight")
    settled(page)
    page.locator(".stop.here input[type=range], .stop.here [role=spinbutton], .stop.here input").first.wait_for()
