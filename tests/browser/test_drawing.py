"""The pad on a plain page: what the hand draws, what Python gets, and what the page shows of it."""

import numpy as np
import pytest
from plain_page import PlainPage
from playwright.sync_api import Error

from course_utils.data.strokes import PENS
from course_utils.explorers.draw_digit import DrawDigit, examples, ready_made
from course_utils.explorers.drawings import drawing_array, drawing_parts, drawing_text
from course_utils.explorers.im2col_atlas import Im2colAtlas
from course_utils.explorers.lenet5_walker import LeNet5Walker

READY = dict(ready_made())
_PAD = """pad => {
  const small = document.createElement("canvas"), c = small.getContext("2d", { willReadFrequently: true });
  small.width = small.height = 28;
  c.imageSmoothingQuality = "high";
  c.drawImage(pad, 0, 0, 28, 28);
  return [...c.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0);
}"""

_CENTRES = """pad => Array.from({ length: 784 }, (_, i) => pad.getContext("2d").getImageData(
  Math.floor((i % 28 + 0.5) * pad.width / 28), Math.floor((Math.floor(i / 28) + 0.5) * pad.height / 28), 1, 1
).data[0])"""


@pytest.fixture(scope="module")
def shown(stage):
    page = stage.new_page()
    yield PlainPage(page)
    page.close()


@pytest.fixture
def pad(shown):
    shown.box(802, 850)
    shown.show(DrawDigit, drawing="")
    return shown.page.locator("canvas.ntr-pad")


def at(pad, x, y):
    """The place on the screen of a point in pixels of the pad."""
    box = pad.bounding_box()
    return box["x"] + x / 28 * box["width"], box["y"] + y / 28 * box["height"]


def draw(pad, *points, button="left"):
    mouse = pad.page.mouse
    mouse.move(*at(pad, *points[0]))
    mouse.down(button=button)
    for point in points[1:]:
        mouse.move(*at(pad, *point), steps=4)
    mouse.up(button=button)


def state(shown):
    shown.rest()
    return shown.state()["drawing"]


def test_a_line_becomes_one_stroke_with_the_points_of_the_hand(shown, pad):
    draw(pad, (6, 7), (20, 7), (12, 24))
    _, pen, strokes = drawing_parts(state(shown))
    assert pen == "medium" and len(strokes) == 1 and len(strokes[0]) == 9
    np.testing.assert_allclose(strokes[0][[0, 4, 8]], [(6, 7), (20, 7), (12, 24)], atol=0.15)
    draw(pad, (10, 15), (18, 15))
    assert len(drawing_parts(state(shown)).strokes) == 2


def test_what_the_page_writes_is_what_python_writes(shown, pad):
    draw(pad, (6, 7), (20, 7))
    draw(pad, (4, 4))
    draw(pad, (13, 2), (13, 12), button="right")
    text = state(shown)
    assert DrawDigit.controls[0].check(text) == text


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("label", ["0 slashed", "7 crossed", "4 open", "0 small"])
def test_the_pad_shows_what_python_inks(shown, pad, pen, label):
    text = READY[label].replace("medium", pen)
    shown.go(drawing=text)
    there = np.reshape(pad.evaluate(_PAD), (28, 28)).astype(int)
    assert np.abs(there - drawing_array(text)).mean() < 4
    assert abs(there.sum() / drawing_array(text).sum(dtype=int) - 1) < 0.1


def test_a_bitmap_is_shown_as_it_is_and_can_be_drawn_on(shown, pad):
    digit = examples()["3"]
    shown.go(drawing=digit)
    assert (np.reshape(pad.evaluate(_CENTRES), (28, 28)) == digit).all()
    draw(pad, (3, 3), (3, 25))
    bitmap, _, strokes = drawing_parts(state(shown))
    assert (bitmap == digit).all() and len(strokes) == 1
    draw(pad, (2, 14), (26, 14), button="right")
    bitmap, _, strokes = drawing_parts(state(shown))
    assert not bitmap[13:15].any() and (bitmap[:9] == digit[:9]).all() and len(strokes) == 2


def test_every_way_back(shown, pad):
    draw(pad, (6, 7), (20, 7))
    one = state(shown)
    draw(pad, (6, 14), (20, 14))
    two = state(shown)
    draw(pad, (13, 2), (13, 20), button="right")
    shown.page.get_by_label("Draw here: pen").select_option("thick")
    pad.page.get_by_role("button", name="clear").click()
    shown.page.get_by_label("ready-made").select_option(label="9 hooked")
    assert state(shown) == READY["9 hooked"].replace("medium", "thick"), "the pen in the hand"
    for wanted in ("", None, None, two, one, ""):
        pad.press("Control+z")
        assert wanted is None or state(shown) == wanted
    assert pad.page.get_by_role("button", name="undo").get_attribute("aria-disabled") == "true"
    pad.page.get_by_role("button", name="undo").click(force=True)  # nothing left to take back
    assert state(shown) == ""


def test_the_hand_may_leave_the_pad_and_come_back(shown, pad):
    draw(pad, (20, 5), (34, 5), (34, 20), (20, 20))
    strokes = drawing_parts(state(shown)).strokes
    assert len(strokes) == 2 and max(stroke[:, 0].max() for stroke in strokes) <= 28


def test_a_stray_mark_rubbed_out_leaves_nothing_of_its_room(shown, pad):
    """Erased strokes must not count for the box that the drawing is scaled to."""
    draw(pad, (10, 8), (10, 20))
    alone = state(shown)
    draw(pad, (25, 25), (26, 26))
    draw(pad, (24, 24), (27, 27), button="right")
    assert state(shown) == alone


def test_the_pad_is_as_fine_as_the_screen(stage):
    page = stage.new_page(width=900, device_scale_factor=2)
    shown = PlainPage(page)
    shown.box(802, 850)
    shown.show(LeNet5Walker)
    pad = page.locator("canvas.ntr-pad")
    page.wait_for_function(
        "() => { const p = document.querySelector('.ntr-pad'); return p.width === 2 * p.clientWidth; }"
    )
    width, height = pad.evaluate("p => [p.width, p.height]")
    assert width == height
    page.close()


def test_a_full_pad_says_so_and_goes_on_living(shown, pad):
    near = [[(k % 250 / 10, k // 250) for k in range(4_999)], [(k % 250 / 10, 20) for k in range(5_000)]]
    shown.go(drawing=drawing_text(near))
    before = state(shown)
    draw(pad, (6, 24), (20, 24))
    assert state(shown) == before
    pad.page.get_by_text("The pad is full").wait_for()
    draw(pad, (6, 20), (20, 20), button="right")
    assert state(shown) != before
    assert not pad.page.get_by_text("The pad is full").count(), "there is room again"
    assert shown.errors == []


def test_a_finger_draws_and_a_second_one_does_not_disturb(shown, pad):
    try:
        session = shown.page.context.new_cdp_session(shown.page)
    except Error:
        pytest.skip("only Chromium takes touches by this way")
    x, y = at(pad, 8, 8)
    send = lambda kind, *places: session.send(  # noqa: E731
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(places)]},
    )
    send("touchStart", (x, y))
    send("touchMove", at(pad, 12, 12))
    send("touchStart", at(pad, 12, 12), at(pad, 20, 6))
    send("touchMove", at(pad, 16, 16), at(pad, 24, 6))
    send("touchEnd")
    strokes = drawing_parts(state(shown)).strokes
    assert len(strokes) == 1 and strokes[0][:, 1].min() > 7
    np.testing.assert_allclose(strokes[0][-1], (16, 16), atol=0.3)


def test_the_cells_of_the_atlas_are_large_enough_for_a_thumb(stage):
    """On a narrow page; on a wide one the sliders beside the tables choose an entry as well."""
    page = stage.new_page(width=400, height=900)
    shown = PlainPage(page)
    shown.box(360, 900)
    for steps in ("dense", "padded"):
        shown.show(Im2colAtlas, steps=steps)
        sizes = page.evaluate(
            """[...document.querySelectorAll('.ntr-grid.ntr-cross tbody tr:not(:has(td:empty:only-of-type)) td')]
            .filter(td => td.textContent).map(td => td.getBoundingClientRect()).map(r => [r.width, r.height])"""
        )
        assert len(sizes) > 200 and np.min(sizes) >= 23.9
    page.close()
