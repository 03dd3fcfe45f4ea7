"""What a reader does to each kind of control by keyboard; each step waits until the page says what Python says."""

import numpy as np
import pytest
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
    drawing_array,
    picture_array,
)

#: What a run of three epochs writes.
LOG = "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,rate\n" + "".join(
    f"{k},{1 / k},{1 - 0.5 / k},{2 / k},{1 - 0.6 / k},{k},0.1\n" for k in (1, 2, 3)
)


def slider_keys(view, control):
    handle, last = view.knob(control).locator("input[type=range]"), len(control.values) - 1
    handle.focus()
    for key, position in (
        ("End", last),
        ("ArrowLeft", last - 1),
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowUp", min(2, last)),
    ):
        handle.press(key)
        view.changes_to(control.name, control.values[position])
    if control.stepper:
        for words, position in (("forward", min(3, last)), ("back", min(3, last) - 1)):
            view.knob(control).get_by_role("button", name=words).press("Enter")
            view.changes_to(control.name, control.values[position])


def choice_keys(view, control):
    knob, last = view.knob(control), len(control.values) - 1
    if knob.locator("select").count():
        knob.locator("select").focus()
    else:
        knob.locator("input:checked").focus()
    for key, position in (("Home", 0), ("ArrowDown", 1), ("End", last), ("ArrowUp", last - 1)):
        view.page.keyboard.press(key)
        view.changes_to(control.name, control.values[position])


def toggle_keys(view, control):
    before = view.state[control.name]
    for value in (not before, before):
        view.knob(control).locator("input").press("Space")
        view.changes_to(control.name, value)


def number_keys(view, control):
    box, note = view.knob(control).locator("input"), view.knob(control).get_by_role("alert")
    low, high = max(control.minimum, -1e3), min(control.maximum, 1e3)
    for value in (low, high, round(low + 0.371 * (high - low), 4)):
        box.fill("")
        assert note.text_content() == ("" if control.optional else "type a number")
        box.type(f"{value:g}")
        box.press("Enter")
        view.changes_to(control.name, float(f"{value:g}"))
    if control.step:
        before = view.state[control.name]
        box.press("ArrowUp")
        view.changes_to(control.name, pytest.approx(before + control.step))
    for text in ("nonsense", "0x10", "1/2"):
        box.fill(text)
        assert note.text_content() == "not a number"
    box.fill("" if control.optional else "0.5")
    box.press("Enter")
    view.changes_to(control.name, None if control.optional else 0.5)


def point_keys(view, control):
    boxes = view.knob(control).locator("input")
    for position, share in ((0, 0.4), (1, 0.6), (0, 0.7)):
        low, high = (max(-3, min(3, end)) for end in control.limits[position])
        text = f"{low + share * (high - low):.2f}"
        boxes.nth(position).fill("")
        boxes.nth(position).type(text)
        boxes.nth(position).press("Enter")
        assert view.agrees()[control.name][position] == float(text)
    x, y = view.state[control.name]
    boxes.nth(0).press("ArrowDown")
    view.changes_to(control.name, pytest.approx((x - control.step, y)))
    boxes.nth(0).fill("1e9")
    low, high = control.limits[0]
    words = f"from {low:g} to {high:g}".replace("-", "−", 1)
    assert view.knob(control).get_by_role("alert").first.text_content() == words
    boxes.nth(0).press("Home")
    view.changes_to(control.name, (low, y))


def some_number(control, share=0.371):
    """A number that a cell takes, short enough to be shown in full."""
    low, high = max(control.minimum, -99), min(control.maximum, 99)
    return round(low + share * (high - low), 1)


def put(table, row, column, number):
    """The table with one number replaced."""
    return tuple(
        tuple(number if (r, c) == (row, column) else old for c, old in enumerate(line)) for r, line in enumerate(table)
    )


def cells_keys(view, control):
    knob, press = view.knob(control), view.page.keyboard.press
    knob.locator("input").first.focus()
    press("Control+Home")
    table = put(view.state[control.name], 0, 0, some_number(control))
    view.page.keyboard.type(f"{some_number(control):g}")  # what is under the focus is replaced
    view.changes_to(control.name, table)
    press("End")
    last = len(table[0]) - 1
    for key, number in ((None, some_number(control, 0.629)), ("PageUp", None), ("PageDown", None)):
        if key:
            press(key)
            step = control.step if key == "PageUp" else -control.step
            number = min(control.maximum, max(control.minimum, table[0][last] + step))
        else:
            view.page.keyboard.type(f"{number:g}")
        table = put(table, 0, last, pytest.approx(number))
        view.changes_to(control.name, table)
        table = view.state[control.name]
    box = knob.locator("tr").first.locator("input").last
    said = view.expected(view.state)[0]
    for text, words in (("1/2", "not a number"), ("nan", "not a number"), ("1e9", "from")):
        box.press("Control+a")
        view.page.keyboard.insert_text(text)
        assert words in knob.get_by_role("alert").text_content()
        assert box.get_attribute("aria-invalid") == "true"
        assert view.root.locator(".ntr-sentence").text_content() == said, "the last good frame stays"
    press("Escape")
    assert knob.get_by_role("alert").text_content() == ""
    view.changes_to(control.name, table)
    for axis, bounds in (("row", control.rows), ("column", control.columns)):
        if bounds and bounds[0] < bounds[1]:
            size = len(table) if axis == "row" else len(table[0])
            words = ("more", "fewer") if size < bounds[1] else ("fewer", "more")
            for by in words:
                size += 1 if by == "more" else -1
                knob.get_by_role("button", name=f"one {axis} {by}").press("Enter")
                now = view.agrees()[control.name]
                assert (len(now) if axis == "row" else len(now[0])) == size
    if control.presets:
        knob.locator("select").focus()
        for key, preset in (("Home", 0), ("End", -1)):
            press(key)
            view.changes_to(control.name, control.presets[preset][1])


def pick_keys(view, control):
    rows, columns = view.choices(control)
    view.panel(control.panel).focus()
    for key, cell in (
        ("Control+Home", (0, 0)),
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("Home", (1, 0)),
        ("End", (1, columns - 1)),
        ("ArrowUp", (0, columns - 1)),
    ):
        view.page.keyboard.press(key)
        view.changes_to(control.name, (min(cell[0], rows - 1), min(cell[1], columns - 1)))
    row, column = view.knob(control).locator("input[type=range]").all()
    view.page.keyboard.press("Home")
    for slider, size, ends in ((row, rows, lambda v: (v, 0)), (column, columns, lambda v: (0, v))):
        if size > 1:
            slider.focus()
            for key, position in (("End", size - 1), ("Home", 0)):
                view.page.keyboard.press(key)
                view.changes_to(control.name, ends(position))


def ink(view, control):
    """What is drawn, as soon as the page agrees with Python."""
    return drawing_array(view.agrees()[control.name], control.rows, control.columns).astype(int)


def drawing_keys(view, control):
    knob, pad, press = view.knob(control), view.knob(control).locator("canvas"), view.page.keyboard.press
    clear = knob.get_by_role("button", name="clear")
    clear.press("Enter")
    view.changes_to(control.name, "")
    pad.focus()
    press("Space")
    dot = ink(view, control)
    assert dot.max() == 255 and 0 < np.count_nonzero(dot) <= 9
    for _ in range(4):
        press("Shift+ArrowRight")
    line = ink(view, control)
    assert np.count_nonzero(line.max(axis=0)) == np.count_nonzero(dot.max(axis=0)) + 4
    assert np.count_nonzero(line.max(axis=1)) == np.count_nonzero(dot.max(axis=1)), "an even line"
    press("ArrowDown")
    assert (ink(view, control) == line).all(), "an arrow alone moves the cursor"
    press("Delete")
    assert ink(view, control).sum() < line.sum()
    press("Control+z")
    assert (ink(view, control) == line).all(), "taken back"
    pen = knob.get_by_label("pen")
    pen.focus()
    for key, compared in (("End", np.greater), ("Home", np.less)):
        press(key)
        assert compared(ink(view, control).sum(), line.sum()), "thick, then thin"
    for _ in range(2):
        knob.get_by_role("button", name="undo").press("Enter")
    assert (ink(view, control) == line).all(), "taken back"
    clear.press("Enter")
    view.changes_to(control.name, "")
    if control.presets:
        knob.get_by_label("ready-made").focus()
        for key, preset in (("Home", 0), ("End", -1)):
            press(key)
            view.changes_to(control.name, control.presets[preset][1])


def picture_keys(view, control):
    knob, last = view.knob(control), len(control.values) - 1
    knob.locator("select").focus()
    for key, position in (("Home", 0), ("ArrowDown", min(1, last)), ("Home", 0)):
        view.page.keyboard.press(key)
        view.changes_to(control.name, control.values[position])
    sent = np.random.default_rng(0).integers(0, 256, (32, 40, 3), dtype=np.uint8)
    with view.page.expect_file_chooser() as chooser:
        knob.get_by_role("button").press("Enter")
    chooser.value.set_files(dict(name="mine.png", mimeType="image/png", buffer=upload_png(sent)))
    knob.locator("option:checked", has_text="your picture").wait_for(state="attached")
    np.testing.assert_array_equal(picture_array(view.agrees()[control.name]), sent)


def run_keys(view, control):
    knob = view.knob(control)
    for name, text in (("log.csv", LOG), ("damaged.csv", LOG + "4,0.2")):
        with view.page.expect_file_chooser() as chooser:
            knob.get_by_role("button").press("Enter")
        chooser.value.set_files(dict(name=name, mimeType="text/csv", buffer=text.encode()))
        state = view.changes_to(control.name, f"csv:{name}\n{text}")
        assert any(state[one] == control.word for one in control.shown_by), "what is opened is drawn"
    knob.locator("select").focus()
    view.page.keyboard.press("Home")
    view.changes_to(control.name, "")


KEYS = {
    Slider: slider_keys,
    Choice: choice_keys,
    Toggle: toggle_keys,
    Number: number_keys,
    Point: point_keys,
    Cells: cells_keys,
    Pick: pick_keys,
    Drawing: drawing_keys,
    Picture: picture_keys,
    OwnRun: run_keys,
}
