"""A folded "More": closed when a chapter is opened, run with the rest, and alive once it is opened."""

import pytest
from stage import open_in_lab, run_all

#: How many colours the drawing has, which stays unpainted while nobody sees it.
COLOURS = """root => {
  const canvas = root.querySelector('canvas'), { width, height } = canvas;
  const data = canvas.getContext('2d').getImageData(0, 0, width, height).data, found = new Set();
  for (let i = 0; i < data.length; i += 4) found.add(data.slice(i, i + 4).join());
  return found.size;
}"""


@pytest.mark.long
def test_a_folded_section_opens_alive(stage):
    page = stage.new_page(1280, 800)
    open_in_lab(page, stage.lab, "00_start_here.ipynb")
    heading = page.get_by_role("heading", name="More · A first slider")
    page.wait_for_function("document.querySelectorAll('.jp-MarkdownCell').length > 8", timeout=60_000)
    run_all(page)
    slider = page.locator("section.ntr-explorer", has_text="One unit, two numbers")
    slider.wait_for(state="attached", timeout=60_000)
    assert not slider.is_visible()
    heading.scroll_into_view_if_needed()
    page.locator(".jp-MarkdownCell", has=heading).locator(".jp-showHiddenCellsButton").click()
    slider.scroll_into_view_if_needed(timeout=30_000)
    page.wait_for_function(f"root => ({COLOURS})(root) > 3", arg=slider.element_handle(), timeout=30_000)
    knob = slider.get_by_role("slider").first
    before = slider.locator(".ntr-sentence").inner_text()
    knob.press("End")
    page.wait_for_function("([root, before]) => root.querySelector('.ntr-sentence').textContent !== before",
                           arg=[slider.element_handle(), before])  # fmt: skip
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.context.close()
