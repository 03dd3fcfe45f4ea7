"""What a reader does to each kind of control by mouse; each step waits until the page says what Python says."""

import base64

import numpy as np
from by_keyboard import LOG, ink, put, some_number
from sample_pages import upload_png

from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.engine import (
    Cells,
    Choice,
    Drawing,
    Number,
    Pick,
    Picture,
    Point,
    Slider,
    Toggle,
    picture_array,
)

# Gives a file to an element as a hand would that lets it drop there, or pastes it.
GIVE = """(target, [kind, name, type, text]) => {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0)), data = new DataTransfer();
  data.items.add(new File([bytes], name, {type}));
  const all = {bubbles: true, cancelable: true};
  if (kind === 'paste') return target.dispatchEvent(new ClipboardEvent('paste', {...all, clipboardData: data}));
  target.dispatchEvent(new DragEvent('dragover', {...all, dataTransfer: data}));
  target.dispatchEvent(new DragEvent('drop', {...all, dataTransfer: data}));
}"""


def drag(page, start, end, steps=8):
    page.mouse.move(*start)
    page.mouse.down()
    for t in np.linspace(0, 1, steps + 1)[1:]:
        page.mouse.move(*(a + t * (b - a) for a, b in zip(start, end)))
    page.mouse.up()


def slider_mouse(view, control):
    handle = view.knob(control).locator("input[type=range]")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    y, left, right = box["y"] + box["height"] / 2, box["x"] + 3, box["x"] + box["width"] - 3
    view.page.mouse.click((left + right) / 2, y)
    middle = control.values.index(view.agrees()[control.name])
    assert 0.3 <= middle / (len(control.values) - 1) <= 0.7
    view.page.mouse.click(left, y)
    view.changes_to(control.name, control.values[0])
    drag(view.page, (left + 4, y), (right, y))
    view.changes_to(control.name, control.values[-1])
    if control.stepper:
        view.knob(control).get_by_role("button", name="back").click()
        view.changes_to(control.name, control.values[-2])


def choice_mouse(view, control):
    knob = view.knob(control)
    for position in (len(control.values) - 1, 0):
        if knob.locator("select").count():
            knob.locator("select").select_option(index=position)
        else:
            knob.locator("label").nth(position).click()
        view.changes_to(control.name, control.values[position])


def toggle_mouse(view, control):
    before = view.state[control.name]
    for value in (not before, before):
        view.knob(control).locator("label").click()
        view.changes_to(control.name, value)


def number_mouse(view, control):
    box = view.knob(control).locator("input")
    box.click(click_count=3)  # selects what is there
    view.page.keyboard.type("0.5")
    view.root.locator("h3").click()  # leaving the box is as good as Enter
    view.changes_to(control.name, 0.5)
    if control.optional:
        box.fill("")
        view.changes_to(control.name, None)


def point_mouse(view, control):
    canvas = view.panel(control.panel)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    places = [
        (box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in ((0.4, 0.4), (0.7, 0.6), (0.5, 0.3))
    ]
    seen = []
    for x, y in places[:2]:
        view.page.mouse.click(x, y)
        seen.append(view.agrees()[control.name])
    drag(view.page, places[1], places[2])
    seen.append(view.agrees()[control.name])
    assert seen[0][0] < seen[1][0] and seen[0][1] > seen[1][1], "right on the picture is more x, down is less y"
    assert seen[2] not in seen[:2]


def cells_mouse(view, control):
    knob = view.knob(control)
    if control.presets:
        for position in (len(control.presets) - 1, 0):
            knob.locator("select").select_option(label=control.presets[position][0])
            view.changes_to(control.name, control.presets[position][1])
    table = view.agrees()[control.name]
    row, column = len(table) - 1, len(table[0]) // 2
    number = some_number(control, 0.553)
    knob.locator("tr").nth(row).locator("input").nth(column).click()
    view.page.keyboard.type(f"{number:g}")  # a click selects what is there
    view.changes_to(control.name, put(table, row, column, number))
    view.root.locator("h3").click()
    view.changes_to(control.name, put(table, row, column, number))


#: Places from the upper left to the lower right of what is shown; a table may be narrower than its panel.
_DIAGONAL = """panel => {
  const r = (panel.querySelector('table') || panel).getBoundingClientRect(), places = [];
  for (let t = 0.03; t < 0.98; t += 0.0625) places.push([r.left + t * r.width, r.top + t * r.height]);
  return places;
}"""


def pick_mouse(view, control):
    """Hovering picks; a click holds what is picked until the next click there."""
    panel, move = view.panel(control.panel), view.page.mouse.move
    panel.scroll_into_view_if_needed()
    places = panel.evaluate(_DIAGONAL)
    before, seen = view.agrees()[control.name], []
    for place in places:
        move(*place)
        cell = view.agrees()[control.name]
        if seen or cell != before:
            seen.append((cell, place))
    cells = [cell for cell, _ in seen]
    assert len(set(cells)) > 1, "hovering picks"
    for axis in (0, 1):
        down = [cell[axis] for cell in cells]
        assert down == sorted(down), "down is a later row, right is a later column"
    (first, there), (other, here) = seen[0], next(entry for entry in seen if entry[0] != seen[0][0])
    move(*here)
    view.changes_to(control.name, other)
    view.page.mouse.click(*here)
    move(*there)
    view.page.wait_for_timeout(100)
    view.changes_to(control.name, other)  # held
    view.page.mouse.click(*here)
    move(*there)
    view.changes_to(control.name, first)


def drawing_mouse(view, control):
    knob = view.knob(control)
    knob.get_by_role("button", name="clear").click()
    view.changes_to(control.name, "")
    pad = knob.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()

    def at(u, v):
        return box["x"] + u * box["width"], box["y"] + v * box["height"]

    drag(view.page, at(0.25, 0.5), at(0.75, 0.5))
    line = ink(view, control)
    rows, columns = np.nonzero(line)
    assert abs(rows.mean() + 0.5 - control.rows / 2) < 1 and rows.max() - rows.min() <= 4 * control.rows / 28
    assert columns.min() > 0.15 * control.columns and columns.max() < 0.85 * control.columns
    assert line.max() == 255 and ((line > 0) & (line < 255)).any(), "strokes are soft at their edges"
    view.page.mouse.move(*at(0.5, 0.3))
    view.page.mouse.down(button="right")
    view.page.mouse.move(*at(0.5, 0.7), steps=5)
    view.page.mouse.up(button="right")
    parted = ink(view, control)
    middle = control.columns // 2
    assert not parted[:, middle].any() and parted.sum() > 0.5 * line.sum(), "the right button erases"
    knob.get_by_role("button", name="erase").click()
    drag(view.page, at(0.2, 0.5), at(0.8, 0.5))
    assert ink(view, control).sum() < 0.1 * line.sum(), "erasing takes the stroke away"
    knob.get_by_role("button", name="erase").click()
    knob.get_by_role("button", name="undo").click()
    assert (ink(view, control) == parted).all(), "taken back, whole"
    knob.get_by_label("pen").select_option("thick")
    assert ink(view, control).sum() > 1.2 * parted.sum()
    knob.get_by_label("pen").select_option("medium")
    assert (ink(view, control) == parted).all(), "strokes are as they were under any pen"
    knob.get_by_role("button", name="clear").click()
    view.changes_to(control.name, "")


def picture_mouse(view, control):
    knob = view.knob(control)
    for position in (len(control.values) - 1, 0):
        knob.locator("select").select_option(index=position)
        view.changes_to(control.name, control.values[position])
    for kind, shape in (("drop", (24, 31, 3)), ("paste", (40, 33, 3))):
        sent = np.random.default_rng(len(kind)).integers(0, 256, shape, dtype=np.uint8)
        text = base64.b64encode(upload_png(sent)).decode()
        knob.evaluate(GIVE, [kind, "mine.png", "image/png", text])
        view.root.locator(f'[title="{shape[0]} × {shape[1]} pixels"]').wait_for()
        np.testing.assert_array_equal(picture_array(view.agrees()[control.name]), sent)
    before = view.agrees()
    knob.evaluate(GIVE, ["drop", "notes.txt", "text/plain", base64.b64encode(b"no picture").decode()])
    knob.get_by_text("“notes.txt” is no picture that this browser can read").wait_for()
    assert view.agrees() == before
    large = upload_png(np.zeros((3 * control.side, 2 * control.side, 3), np.uint8))
    knob.evaluate(GIVE, ["drop", "large.png", "image/png", base64.b64encode(large).decode()])
    view.root.locator(f'[title="{control.side} × {round(control.side * 2 / 3)} pixels"]').wait_for()
    assert not picture_array(view.agrees()[control.name]).any()
    knob.locator("select").select_option(index=0)
    view.changes_to(control.name, control.values[0])


def run_mouse(view, control):
    text = base64.b64encode(LOG.encode()).decode()
    view.root.locator("[data-panel]").first.evaluate(GIVE, ["drop", "log.csv", "text/csv", text])
    state = view.changes_to(control.name, f"csv:log.csv\n{LOG}")
    assert any(state[one] == control.word for one in control.shown_by), "what is opened is drawn"
    view.knob(control).locator("select").select_option(index=0)
    view.changes_to(control.name, "")


MOUSE = {
    Slider: slider_mouse,
    Choice: choice_mouse,
    Toggle: toggle_mouse,
    Number: number_mouse,
    Point: point_mouse,
    Cells: cells_mouse,
    Pick: pick_mouse,
    Drawing: drawing_mouse,
    Picture: picture_mouse,
    OwnRun: run_mouse,
}
