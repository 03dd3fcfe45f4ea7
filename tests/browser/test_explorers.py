"""Every control of every explorer, by keyboard and mouse, in JupyterLab and the gallery: pages say what Python says."""

import queue
import time

import pytest
from by_keyboard import ink
from by_lens import KEYS, MOUSE
from by_mouse import drag
from explorer_view import PATIENCE, ExplorerView
from stage import SESSION, ask, frozen, notebook_state

from course_utils import explorers
from course_utils.explorers.controls_lens import Place, Tables
from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.engine import Cells, Drawing, Number, Pick, Point

NAMES = list(explorers.REGISTRY)


# --- every control ------------------------------------------------------------------------------------------------


def held_by(kernel, view):
    """The state that Python holds, a pick as far as its panel reaches at present."""
    state = view.cls.full_state(ask(kernel, f"{view.cls.__name__.lower()}.state"))
    for pick in (control for control in view.cls.controls if isinstance(control, Pick)):
        state[pick.name] = tuple(min(v, size - 1) for v, size in zip(state[pick.name], view.choices(pick)))
    return state


def python_hears(kernel, view):
    """Wait until Python holds what the page shows."""
    shown, deadline = view.agrees(), time.monotonic() + PATIENCE
    while (held := held_by(kernel, view)) != shown:
        assert time.monotonic() < deadline, f"Python holds {held}; the page shows {shown}"


def test_every_control_by_keyboard(view, request, stage):
    kernel = request.getfixturevalue("kernel") if view.front == "lab" else None
    for control in view.cls.controls:
        KEYS[type(control)](view, control)
        if kernel:
            python_hears(kernel, view)


def drag_bars(view, panel):
    view.panel(panel.id).scroll_into_view_if_needed()
    box = view.panel(panel.id).bounding_box()
    for number, name in enumerate(panel.drag):
        x = box["x"] + box["width"] * (0.14 + 0.84 * (number + 0.5) / len(panel.drag))
        drag(view.page, (x, box["y"] + box["height"] * 0.5), (x, box["y"] + box["height"] * 0.15))
        high = view.agrees()[name]
        drag(view.page, (x, box["y"] + box["height"] * 0.5), (x, box["y"] + box["height"] * 0.75))
        assert view.agrees()[name] < high


def drag_plane(view, panel):
    view.panel(panel.id).scroll_into_view_if_needed()
    box = view.panel(panel.id).bounding_box()
    y = box["y"] + box["height"] * 0.6
    drag(view.page, (box["x"] + box["width"] * 0.4, y), (box["x"] + box["width"] * 0.6, y))
    right = view.agrees()[panel.drag]
    drag(view.page, (box["x"] + box["width"] * 0.6, y), (box["x"] + box["width"] * 0.5, y))
    assert view.agrees()[panel.drag] < right


DRIVEN = set()  # kinds of control that a mouse has moved in the gallery, where each kind is as good as all of them


def test_every_control_by_mouse(view, request, stage):
    for control in view.cls.controls:
        if view.front == "lab" or type(control) not in DRIVEN:
            if view.front == "gallery" and type(control) is Pick:  # from the first state, which has cells to pick from
                request.getfixturevalue("show_in_gallery")(view.cls.__name__)
            MOUSE[type(control)](view, control)
        if view.front == "gallery":
            DRIVEN.add(type(control))
    for panel in view.cls.panels:
        if getattr(panel, "drag", None):
            (drag_plane if isinstance(panel.drag, str) else drag_bars)(view, panel)


def first_with(kind):
    """Return the first explorer with a control of a kind, and that control."""
    for name in NAMES:
        for control in explorers.explorer_class(name).controls:
            if type(control) is kind:
                return name, control
    pytest.skip(f"no explorer has a {kind.__name__}")


@pytest.mark.parametrize("kind", [Point, Pick, Drawing])
def test_a_tap_is_as_good_as_a_click(kind, stage):
    name, control = first_with(kind)
    page = stage.new_page(width=400, height=800, has_touch=True)
    page.goto(stage.gallery.explorer(name), wait_until="domcontentloaded", timeout=90_000)
    view = ExplorerView(page, explorers.explorer_class(name))
    view.root.locator(".ntr-sentence:not(:empty)").wait_for(timeout=90_000)
    before = view.agrees()[control.name]
    target = view.knob(control).locator("canvas") if kind is Drawing else view.panel(control.panel)
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    for u, v in ((0.4, 0.4), (0.75, 0.6)):  # at least one of them is not what was there
        page.touchscreen.tap(box["x"] + u * box["width"], box["y"] + v * box["height"])
        after = view.agrees()[control.name]
        if after != before:
            break
    assert after != before
    if kind is Drawing:
        assert ink(view, control).any()
    page.close()


# --- Python and the page ------------------------------------------------------------------------------------------


def two_values(control):
    """Two values of a control, as Python would set them."""
    if isinstance(control, Number):
        return [control.value, max(control.minimum, min(control.maximum, 0.5))]
    if isinstance(control, OwnRun):
        return ["nowhere", ""]
    if isinstance(control, Point):
        return [(0.25, 0.5), control.value]
    if isinstance(control, Cells):
        return [control.presets[-1][1] if control.presets else tuple(row[::-1] for row in control.value), control.value]
    if isinstance(control, Drawing):
        return ["", control.value]
    if isinstance(control, Tables):
        return [control.presets[-1][1], control.value]
    if isinstance(control, Place):
        return [(1, 1), control.value]
    if isinstance(control, Pick):
        return [(min(1, control.rows - 1), min(1, control.columns - 1)), (0, 0)]
    return [control.values[-1], control.values[0]]


def test_the_page_shows_what_python_sets(lab_view, kernel, stage):
    name = lab_view.cls.__name__
    for control in lab_view.cls.controls:
        for value in two_values(control):
            kernel.execute(f"{name.lower()}.{control.name} = {value!r}", reply=True, timeout=60)
            lab_view.changes_to(control.name, value)


LETTERS = ("a", "b", "x", "d", "d", "m", "y", "0", "0", "z", "Shift+Enter", "Control+Enter", "Shift+M", "Escape")


def test_no_key_escapes_to_jupyterlab(lab_view, stage):
    before = notebook_state(lab_view.page)
    for control in lab_view.cls.controls:
        field = lab_view.knob(control).locator("input:visible, select, canvas").first
        if type(control) is Place:  # a button, and the grids of the lens
            field = lab_view.root.locator(f".ntr-lens-pad[data-side={'left' if control.optional else 'right'}]")
        fields = [field, lab_view.panel(control.panel)] if type(control) is Pick else [field]
        kept = field.input_value() if type(control) in (Number, Point) else None
        for place in fields:
            place.focus()
            for key in LETTERS:
                place.press(key)
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


@pytest.mark.long
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


@pytest.mark.long
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


def test_an_answer_that_comes_late_does_not_replace_what_the_table_shows_now(lab_page, kernel, stage):
    lab_page.set_viewport_size({"width": 1280, "height": 900})
    view = ExplorerView(lab_page, explorers.explorer_class("Descent"))
    point = next(control for control in view.cls.controls if control.live)
    box = view.knob(point).locator("input").first
    box.fill("0.5")
    box.press("Enter")
    here = view.changes_to(point.name, (0.5, view.state[point.name][1]))
    lab_page.wait_for_timeout(1500)  # the table round this place arrives once the hand has rested
    with frozen(kernel):
        box.fill("0.75")  # asked, not answered
        view.root.get_by_text("Waiting for Python").wait_for()
        box.fill("0.5")
        assert view.agrees() == here, "the table has it"
        view.root.get_by_text("Waiting for Python").wait_for(state="hidden")
    ask(kernel, "1")  # by now Python has answered what was asked before
    lab_page.wait_for_timeout(300)
    assert view.read() == (here, view.expected(here))
