"""Every control of every explorer, by keyboard and mouse, in JupyterLab and Voilà: the page says what Python says."""

import queue
import time

import numpy as np
import pytest
from explorer_view import PATIENCE, ExplorerView
from stage import SESSION, ask, frozen, notebook_state

from course_utils import explorers
from course_utils.explorers.engine import Choice, Number, Point, Slider, Toggle

NAMES = list(explorers.REGISTRY)


# --- by keyboard --------------------------------------------------------------------------------------------------


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
    box = view.knob(control).locator("input")
    low, high = max(control.minimum, -1e3), min(control.maximum, 1e3)
    for value in (low, high, round(low + 0.371 * (high - low), 4)):
        box.fill("")
        box.type(f"{value:g}")
        box.press("Enter")
        view.changes_to(control.name, float(f"{value:g}"))
    if control.step:
        before = view.state[control.name]
        box.press("ArrowUp")
        view.changes_to(control.name, pytest.approx(before + control.step))
    for text in ("nonsense", "0x10", "1/2"):
        box.fill(text)
        assert view.knob(control).get_by_role("alert").text_content() == "not a number"
    box.fill("")
    if control.optional:
        box.press("Enter")
        view.changes_to(control.name, None)


def point_keys(view, control):
    boxes = view.knob(control).locator("input")
    for position, text in ((0, "-0.5"), (1, "0.75"), (0, "1.25")):
        boxes.nth(position).fill("")
        boxes.nth(position).type(text)
        boxes.nth(position).press("Enter")
        assert view.agrees()[control.name][position] == float(text)
    boxes.nth(0).press("ArrowDown")
    view.changes_to(control.name, pytest.approx((1.25 - control.step, 0.75)))
    boxes.nth(0).fill("1e9")
    low, high = control.limits[0]
    assert view.knob(control).get_by_role("alert").first.text_content() == f"from −{-low:g} to {high:g}"
    boxes.nth(0).press("Home")
    view.changes_to(control.name, (low, 0.75))


KEYS = {Slider: slider_keys, Choice: choice_keys, Toggle: toggle_keys, Number: number_keys, Point: point_keys}


def test_every_control_by_keyboard(view, stage):
    for control in view.cls.controls:
        KEYS[type(control)](view, control)


# --- by mouse -----------------------------------------------------------------------------------------------------


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
    box.click()
    view.page.keyboard.type("0.5")
    view.page.mouse.click(5, 5)  # leaving the box is as good as Enter
    view.changes_to(control.name, 0.5)
    box.fill("")
    view.agrees()


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


MOUSE = {Slider: slider_mouse, Choice: choice_mouse, Toggle: toggle_mouse, Number: number_mouse, Point: point_mouse}


def drag_bars(view, panel):
    view.panel(panel.id).scroll_into_view_if_needed()
    box = view.panel(panel.id).bounding_box()
    for number, name in enumerate(panel.drag):
        x = box["x"] + box["width"] * (0.14 + 0.84 * (number + 0.5) / len(panel.drag))
        drag(view.page, (x, box["y"] + box["height"] * 0.5), (x, box["y"] + box["height"] * 0.15))
        high = view.agrees()[name]
        drag(view.page, (x, box["y"] + box["height"] * 0.5), (x, box["y"] + box["height"] * 0.75))
        assert view.agrees()[name] < high


def test_every_control_by_mouse(view, stage):
    for control in view.cls.controls:
        MOUSE[type(control)](view, control)
    for panel in view.cls.panels:
        if getattr(panel, "drag", None):
            drag_bars(view, panel)


def test_a_tap_is_as_good_as_a_click(stage):
    page = stage.new_page(width=400, height=800, has_touch=True)
    page.goto(stage.voila.voila("page.ipynb", "explorer=Descent"), wait_until="domcontentloaded", timeout=90_000)
    view = ExplorerView(page, explorers.explorer_class("Descent"))
    view.root.locator(".ntr-sentence:not(:empty)").wait_for(timeout=90_000)
    point = next(control for control in view.cls.controls if type(control) is Point)
    before, canvas = view.agrees()[point.name], view.panel(point.panel)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.touchscreen.tap(box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"])
    assert view.agrees()[point.name] != before
    page.close()


# --- Python and the page ------------------------------------------------------------------------------------------


def test_python_hears_what_the_page_shows(lab_view, kernel, stage):
    name = lab_view.cls.__name__
    control = next(c for c in lab_view.cls.controls if not c.live)
    KEYS[type(control)](lab_view, control)
    shown = lab_view.agrees()
    deadline = time.monotonic() + PATIENCE
    while True:
        held = lab_view.cls.full_state(ask(kernel, f"{name.lower()}.state"))
        if held == shown:
            return
        assert time.monotonic() < deadline, f"Python holds {held}; the page shows {shown}"


def test_the_page_shows_what_python_sets(lab_view, kernel, stage):
    name = lab_view.cls.__name__
    control = next(c for c in lab_view.cls.controls if not c.live)
    for value in (control.values[-1], control.values[0]):
        kernel.execute(f"{name.lower()}.{control.name} = {value!r}", reply=True, timeout=60)
        lab_view.changes_to(control.name, value)


LETTERS = ("a", "b", "x", "d", "d", "m", "y", "0", "0", "z", "Shift+Enter", "Control+Enter", "Shift+M", "Escape")


def test_no_key_escapes_to_jupyterlab(lab_view, stage):
    before = notebook_state(lab_view.page)
    for control in lab_view.cls.controls:
        field = lab_view.knob(control).locator("input, select").first
        kept = field.input_value() if type(control) in (Number, Point) else None
        field.focus()
        for key in LETTERS:
            field.press(key)
        if kept is not None:  # a box keeps the letters that are typed into it
            field.fill(kept)
            field.press("Enter")
    lab_view.page.wait_for_timeout(100)
    after = notebook_state(lab_view.page)
    assert after["cells"] == before["cells"]
    assert not lab_view.page.locator(".jp-Dialog").count()
    lab_view.agrees()


def move_every_table_control(page):
    for name in NAMES:
        view = ExplorerView(page, explorers.explorer_class(name))
        for control in view.cls.controls:
            if not control.live:
                KEYS[type(control)](view, control)


def test_tables_work_while_a_cell_runs(lab_page, kernel, stage):
    lab_page.set_viewport_size({"width": 1280, "height": 900})
    asked = kernel.execute("import time\ntime.sleep(600)")
    lab_page.wait_for_function(f"{SESSION}.status === 'busy'")
    try:
        move_every_table_control(lab_page)
        with pytest.raises(queue.Empty):  # the cell still runs
            kernel.get_shell_msg(timeout=0.1)
    finally:
        lab_page.evaluate(f"{SESSION}.interrupt()")
        reply = kernel.get_shell_msg(timeout=60)
    assert reply["parent_header"]["msg_id"] == asked and reply["content"]["ename"] == "KeyboardInterrupt"


def test_without_any_kernel_tables_work_and_live_controls_say_that_they_wait(lab_page, kernel, stage):
    lab_page.set_viewport_size({"width": 1280, "height": 900})
    live = ExplorerView(lab_page, explorers.explorer_class("Descent"))
    point = next(control for control in live.cls.controls if control.live)
    with frozen(kernel):
        move_every_table_control(lab_page)
        live.knob(point).locator("input").first.fill("0.25")
        live.root.get_by_text("Waiting for Python").wait_for()
    live.changes_to(point.name, (0.25, live.state[point.name][1]))
    live.root.get_by_text("Waiting for Python").wait_for(state="hidden")
