"""Explorers and predictions hold from a telephone to a projector, in light and dark, and for a screen reader."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from stage import open_in_lab

from course_utils import explorers

WIDTHS = (360, 400, 1280, 1920)
VIEWS = explorers.__path__[0] + "/views"
#: What sticks out of the part of the page it belongs to, and what scrolls sideways; scrolling tables may.
OUTSIDE = """() => {
  const faults = [];
  for (const root of document.querySelectorAll('section.ntr-explorer, section.ntr-predict')) {
    const name = root.getAttribute('aria-label') || root.textContent.slice(0, 40), frame = root.getBoundingClientRect();
    if (root.scrollWidth > root.clientWidth + 1) faults.push(`${name}: scrolls sideways`);
    const area = root.closest('.jp-OutputArea-output')?.getBoundingClientRect();
    if (area && frame.right > area.right + 1) faults.push(`${name}: wider than its output`);
    for (const e of root.querySelectorAll('*')) {
      const r = e.getBoundingClientRect(), scrolls = e.closest('.ntr-grid');
      if (r.width && !(scrolls && scrolls !== e) && (r.right > frame.right + 1 || r.left < frame.left - 1))
        faults.push(`${name}: <${e.tagName.toLowerCase()} class="${e.className}"> sticks out`);
      if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden')
        faults.push(`${name}: "${e.textContent.slice(0, 30)}" is cut off`);
    }
  }
  return faults.slice(0, 10);
}"""
SMALL = """() => [...document.querySelectorAll('.ntr-explorer *, .ntr-predict *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length)
  .map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent.slice(0, 30)]).filter(([size]) => size < 12)"""


def settle(page):
    """Let the page lay itself out anew after its size or theme has changed."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 150))))"
    )


def see_all(page):
    """Bring each explorer to the screen: out of sight it waits with laying itself out anew."""
    settle(page)
    roots = page.locator("section.ntr-explorer")
    for number in range(roots.count()):
        roots.nth(number).scroll_into_view_if_needed()
        settle(page)


@pytest.fixture(params=["lab", "gallery"])
def front(request):
    page = request.getfixturevalue(f"{request.param}_page")
    if request.param == "gallery" and not page.locator("section.ntr-explorer").count():
        request.getfixturevalue("show_in_gallery")("Descent")
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out(front, width, stage):
    front.set_viewport_size({"width": width, "height": 900})
    see_all(front)
    assert front.evaluate(OUTSIDE) == []
    assert front.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


#: What has text and no place on the page, with the explorer around it.
BLANK = """() => [...document.querySelectorAll('section.ntr-explorer')].flatMap(root => {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), bare = [];
  for (let node; (node = texts.nextNode());) {
    const e = node.parentElement, range = document.createRange();
    range.selectNodeContents(node);
    if (node.textContent.trim() && e.checkVisibility() && !e.closest('option') && !range.getClientRects().length)
      bare.push(`${root.ariaLabel}: "${node.textContent.trim().slice(0, 30)}"`);
  }
  return bare;
}).slice(0, 10)"""


def test_no_explorer_that_was_laid_out_unseen_stands_blank(front, stage):
    see_all(front)
    assert front.evaluate(BLANK) == []


@pytest.mark.long
def test_printed_tables_and_long_formulas_scroll_in_a_narrow_window(stage):
    page = stage.new_page(400)
    open_in_lab(page, stage.lab, "08_lenet5.ipynb")
    table = page.locator(".jp-RenderedText pre", has_text="340,908").first
    line = table.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
    table.scroll_into_view_if_needed()
    rows = len(table.text_content().splitlines())
    assert table.evaluate("e => e.clientHeight") < (rows + 1) * line, "a line is broken"
    assert table.evaluate("e => { e.scrollLeft = 1e4; return e.scrollLeft }") > 0
    formulas = page.locator(".jp-RenderedMarkdown mjx-container[display=true]")
    formulas.first.wait_for()
    assert set(formulas.evaluate_all("all => all.map(e => getComputedStyle(e).overflowX)")) == {"auto"}
    page.context.close()


@pytest.mark.long
def test_figures_and_wide_tables_scroll_in_a_narrow_window(stage):
    page = stage.new_page(400)
    open_in_lab(page, stage.lab, "09_alexnet.ipynb")
    table = page.locator(".jp-RenderedMarkdown > table", has_text="fc8").first
    figure = page.locator(".jp-OutputArea-output img[alt]").first
    for part, box in ((table, table), (figure, figure.locator("xpath=.."))):
        part.scroll_into_view_if_needed()
        assert box.evaluate("e => e.getBoundingClientRect().right") < 400
        assert box.evaluate("e => { e.scrollLeft = 1e4; return e.scrollLeft }") > 0
    shown, natural = figure.evaluate("e => [e.getBoundingClientRect().width, e.naturalWidth]")
    assert shown >= 0.49 * natural, "its words are too small"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.context.close()


def test_tables_stand_beside_the_prose(stage):
    page = stage.new_page(1920)
    open_in_lab(page, stage.lab, "09_alexnet.ipynb")
    table = page.locator(".jp-RenderedMarkdown > table", has_text="fc8").first
    table.scroll_into_view_if_needed()
    left = table.evaluate("e => [e, e.parentElement.querySelector('p')].map(part => part.getBoundingClientRect().left)")
    assert abs(left[0] - left[1]) <= 1
    page.context.close()


@pytest.mark.long
def test_nothing_is_too_small_to_read(front, stage):
    front.set_viewport_size({"width": 1280, "height": 900})
    see_all(front)
    assert front.evaluate(SMALL) == []


def serious(page):
    """Return what axe-core finds wrong and calls serious or critical, in explorers and predictions."""
    context = (
        {"include": [[".ntr-explorer"], [".ntr-predict"]]} if page.locator(".ntr-predict").count() else ".ntr-explorer"
    )
    found = Axe().run(page, context=context).response["violations"]
    grave = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    return [
        f"{v['id']}: {v['help']}: {node['html'][:200]} {node['failureSummary']}" for v in grave for node in v["nodes"]
    ]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_serious_in_jupyterlab(theme, lab_page, stage):
    lab_page.set_viewport_size({"width": 1280, "height": 900})
    change = f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})"
    try:
        lab_page.evaluate(change)
        lab_page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")
        settle(lab_page)
        assert serious(lab_page) == []
    finally:
        lab_page.evaluate(change.replace("Dark", "Light"))
        lab_page.wait_for_function("document.body.dataset.jpThemeLight === 'true'")


def test_axe_finds_nothing_serious_in_gallery(gallery_page, stage, show_in_gallery):
    show_in_gallery("LogitsToLoss")
    assert serious(gallery_page) == []


# --- drawings, which axe cannot read -------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance of "#rrggbb", WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes():
    with open(f"{VIEWS}/theme.js", encoding="utf-8") as file:
        source = file.read()
    found = re.findall(r"const (LIGHT|DARK) = \{(.*?)\};", source, re.DOTALL)
    return {name: dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', body)) for name, body in found}


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
def test_drawings_stand_out_from_the_paper(theme):
    palette = palettes()[theme]
    assert contrast(palette["ink"], palette["paper"]) >= 7
    faint = {name: contrast(colour, palette["paper"]) for name, colour in palette.items()}
    too_faint = {name: value for name, value in faint.items() if name not in ("paper", "faint", "white") and value < 3}
    assert not too_faint, "WCAG 2.2, 1.4.11 asks for 3 to 1"
