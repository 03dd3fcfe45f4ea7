"""Where the cells of a lens lie on a page, and what the lens shows."""

#: What a lens has been given to show, by name; and whether it came from Python, which sends float32.
CONTENT = "name => document.querySelector('.ntr-lens-view').lens.content[name]"
FROM_PYTHON = "() => document.querySelector('.ntr-lens-view').lens.content.output.values instanceof Float32Array"
_CENTRE = """([side, r, c]) => {
  const { lens } = document.querySelector(".ntr-lens-view"), { layout } = lens, g = layout[side];
  const box = lens.body.getBoundingClientRect(), n = layout.cell;
  return [box.left + g.x + (c + g.ring + 0.5) * n, box.top + g.y + (r + g.ring + 0.5) * n];
}"""


def centre(page, side, row, column):
    """Return where the middle of a cell lies on the page; of the first channel."""
    return page.evaluate(_CENTRE, [side, row, column])


def state_of(page, name):
    """Return what Python has heard of a control."""
    return page.evaluate("name => (dispatchEvent(new Event('pagehide')), window.model.get('state')[name])", name)


def shown(page, name):
    """Return one part of what the lens shows."""
    return page.evaluate(CONTENT, name)
