"""What a reader does to the controls of a lens, by keyboard and by mouse."""

from by_keyboard import KEYS, put
from by_mouse import MOUSE, drag

from course_utils.explorers.controls_lens import Place, Tables


def tables_keys(view, control):
    """A ready one chosen by keys, a number typed on the lens, one row more or fewer; the first state at last."""
    knob, ready = view.knob(control), [value for _, value in control.presets]
    knob.locator("select").focus()
    view.page.keyboard.press("End")
    view.changes_to(control.name, control.names[-1][0] if control.names else ready[-1])
    view.page.keyboard.press("Home")
    view.changes_to(control.name, ready[0])
    if control.name == "kernel":
        type_weight(view, control, ready[0])
    before = view.agrees()[control.name]
    if knob.get_by_role("button", name="one row fewer").count():
        knob.get_by_role("button", name="one row fewer").press("Enter")
        view.changes_to(control.name, tuple(table[:-1] for table in before))
        knob.get_by_role("button", name="one row more").press("Enter")
        view.agrees()
    knob.locator("select").focus()
    view.page.keyboard.press("ArrowDown")
    view.page.keyboard.press("Home")
    view.changes_to(control.name, ready[0])


def type_weight(view, control, tables):
    """Type into the middle weight, step it by a page key, refuse what is no number."""
    box = view.root.locator(".ntr-lens-tap input").nth(len(tables[0]) * len(tables[0][0]) // 2)
    row, column = divmod(len(tables[0]) * len(tables[0][0]) // 2, len(tables[0][0]))
    box.focus()
    view.page.keyboard.type("2.5")
    view.changes_to(control.name, (put(tables[0], row, column, 2.5),))
    box.press("PageUp")
    stepped = view.state[control.name]
    assert stepped[0][row][column] > 2.5
    view.page.keyboard.type("x")
    assert view.root.locator(".ntr-lens-note").text_content() == "not a number"
    box.press("Escape")
    view.changes_to(control.name, stepped)


def place_keys(view, control):
    """Arrows on the output's own grid; a cell that is pointed at by Shift and an arrow on the input's."""
    if control.optional:
        pad = view.root.locator(".ntr-lens-pad[data-side=left]")
        pad.focus()
        view.page.keyboard.press("Shift+ArrowDown")
        assert view.agrees()[control.name] is not None
        view.page.keyboard.press("Escape")
        view.changes_to(control.name, None)
        return
    view.root.locator(".ntr-lens-pad[data-side=right]").focus()
    for key, place in (
        ("Home", (0, 0)),
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("ArrowLeft", (1, 0)),
        ("Home", (0, 0)),
    ):
        view.page.keyboard.press(key)
        view.changes_to(control.name, place)


def tables_mouse(view, control):
    knob, ready = view.knob(control), [value for _, value in control.presets]
    knob.locator("select").select_option(label=control.presets[-1][0])
    view.changes_to(control.name, ready[-1])
    knob.locator("select").select_option(label=control.presets[0][0])
    view.changes_to(control.name, ready[0])
    if control.name != "kernel":
        return
    if view.root.get_by_text("weighted sum").count():  # in pooling there is no weight to drag
        view.root.get_by_text("weighted sum").click()
    tap = view.root.locator(".ntr-lens-tap").first
    tap.scroll_into_view_if_needed()
    box = tap.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(view.page, middle, (middle[0], middle[1] - 40))
    higher = view.agrees()[control.name][0][0][0]
    assert higher > ready[0][0][0][0], "up is more"
    drag(view.page, middle, (middle[0], middle[1] + 80))
    assert view.agrees()[control.name][0][0][0] < higher
    knob.locator("select").select_option(label=control.presets[0][0])
    view.changes_to(control.name, ready[0])


#: Where the middle of a cell of the lens lies in the window.
_CELL = """(body, [side, r, c]) => {
  const { layout } = body.lens, g = layout[side], box = body.getBoundingClientRect();
  return [box.left + g.x + (c + g.ring + 0.5) * layout.cell, box.top + g.y + (r + g.ring + 0.5) * layout.cell];
}"""


def place_mouse(view, control):
    body = view.root.locator(".ntr-lens-view")
    body.scroll_into_view_if_needed()
    at = lambda side, r, c: body.evaluate(_CELL, [side, r, c])  # noqa: E731
    if control.optional:
        view.page.mouse.move(*at("left", 2, 1))
        view.changes_to(control.name, (2, 1))
        view.page.mouse.move(1, 1)
        view.changes_to(control.name, None)
        return
    view.page.mouse.move(*at("right", 1, 1))
    view.changes_to(control.name, (1, 1))
    view.page.mouse.click(*at("right", 0, 1))
    view.changes_to(control.name, (0, 1))
    before = view.state[control.name]
    drag(view.page, at("left", before[0] + 1, before[1] + 1), at("left", before[0] + 2, before[1] + 2))
    assert view.agrees()[control.name] != before
    view.page.mouse.move(1, 1)


KEYS.update({Tables: tables_keys, Place: place_keys})
MOUSE.update({Tables: tables_mouse, Place: place_mouse})
