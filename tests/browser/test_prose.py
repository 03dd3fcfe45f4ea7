"""Prose on a wide screen: lines that the eye can follow, and no narrower than the window allows on a telephone."""

import pytest
from stage import open_in_lab

LONGEST = 95  # characters: "about 90"
# The longest line of each paragraph that is on the page: letters are counted by the line in which they stand.
LINES = """() => [...document.querySelectorAll('.jp-RenderedMarkdown > p')].filter(p => p.offsetHeight).map(p => {
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), counts = new Map();
  for (let node; (node = walker.nextNode());) for (let i = 0; i < node.length; i++) {
    const range = document.createRange();
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const line = Math.round(range.getBoundingClientRect().bottom / 8);
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return Math.max(...counts.values());
})"""


@pytest.mark.parametrize(("width", "most", "least"), [(1920, LONGEST, 70), (400, 45, 25)])
def test_lines_of_prose_can_be_followed(stage, width, most, least):
    page = stage.new_page(width, 1080)
    open_in_lab(page, stage.lab, "00_start_here.ipynb")
    page.wait_for_function("document.querySelectorAll('.jp-RenderedMarkdown > p').length > 3", timeout=30_000)
    found = page.evaluate(LINES)
    assert least <= max(found) <= most, found
    page.context.close()
