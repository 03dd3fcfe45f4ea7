"""The lens on a plain page, beside Python and in boxes of many sizes."""

import numpy as np
import pytest
from lens_hands import FROM_PYTHON, centre, shown
from lens_states import lens_state
from plain_page import PlainPage

from course_utils.explorers.convolution_lens import ConvolutionLens
from course_utils.explorers.filter_lab import FilterLab
from course_utils.explorers.lens_examples import CROSS

#: Forty moves of a hand that holds the window, in one go; returns how many questions they were worth.
_DRAG = """() => {
  const { lens } = document.querySelector(".ntr-lens-view"), { send } = window.model, { left } = lens.pads;
  const box = left.getBoundingClientRect();
  let sent = 0;
  window.model.send = (message) => { sent += 1; return send.call(window.model, message); };
  for (let i = 0; i < 40; i++) {
    const clientX = box.left + box.width * (0.2 + 0.015 * i);
    const clientY = box.top + box.height * (0.3 + 0.2 * (i % 3));
    left.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse", buttons: 1, clientX, clientY }));
  }
  window.model.send = send;
  return [sent, lens.content.place, lens.content.output.values instanceof Float32Array];
}"""
_SLOW = """() => {
  const { send } = window.model;
  window.model.send = async (message) => {
    window.model.asked += 1;
    await new Promise((done) => setTimeout(done, 400));
    window.model.asked -= 1;
    return send.call(window.model, message);
  };
}"""
_PARTS = """() => {
  const { lens } = document.querySelector(".ntr-lens-view"), { layout } = lens;
  const ends = (x, y, w, h) => [x, y, x + w, y + h], slices = [...lens.body.querySelectorAll(".ntr-lens-slice")];
  const told = (e) => e.offsetParent && (e.value || (e.children.length === 0 && e.textContent));
  const types = [...lens.body.querySelectorAll("*")].filter(told).map((e) => parseFloat(getComputedStyle(e).fontSize));
  return {
    parts: [...[layout.left, layout.right].map((g) => ends(g.x, g.y, g.w, g.all)),
      ...slices.map((e) => ends(e.offsetLeft, e.offsetTop, e.offsetWidth, e.offsetHeight))],
    size: [lens.width, lens.height], tap: [layout.kernel.kw, layout.kernel.kh], type: Math.min(...types),
    state: lens.shape,
  };
}"""

_CAPTIONS = """() => {
  const { lens } = document.querySelector(".ntr-lens-view"), told = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    if (this.textAlign === "left") told.push([text, x, x + this.measureText(text).width]);
    write.call(this, text, x, y);
  };
  try { lens.paint(); } finally { CanvasRenderingContext2D.prototype.fillText = write; }
  const whole = (name) => {
    const k = told.findIndex(([text]) => text === name);
    return [told[k + 1][0], told[k][1], told[k + 1][2]];
  };
  return { input: whole("Input "), output: whole("Output "), width: lens.width };
}"""


@pytest.fixture(scope="module")
def answered(stage):
    page = stage.new_page(802, 900, reduced_motion="reduce")
    yield PlainPage(page)
    page.close()


def test_what_rests_on_screen_comes_from_python(answered):
    page = answered.page
    answered.show(ConvolutionLens)
    page.mouse.move(*centre(page, "left", 1, 1))
    page.mouse.down()
    sent, place, from_python = page.evaluate(_DRAG)
    assert sent == 0 and place != [0, 0] and not from_python, "no round trip while the hand moves"
    page.mouse.up()
    page.wait_for_function(FROM_PYTHON)
    frame = ConvolutionLens.frame(ConvolutionLens.full_state(answered.state()))
    assert page.locator(".ntr-sentence").text_content() == frame["sentence"]
    assert answered.errors == []


def test_an_answer_that_comes_late_does_not_take_back_the_hand(answered):
    page = answered.page
    answered.show(ConvolutionLens, kernel=CROSS)
    page.evaluate(_SLOW)
    page.mouse.move(*centre(page, "right", 0, 1))
    page.wait_for_timeout(300)  # asked, not answered
    page.mouse.move(*centre(page, "right", 2, 2))
    page.wait_for_timeout(300)  # answered by now, for a place that is left
    assert shown(page, "place") == [2, 2]
    page.wait_for_function(FROM_PYTHON)
    assert shown(page, "place") == [2, 2]


def apart(one, other):
    """Whether two rectangles (left, top, right, bottom) have nothing in common but an edge."""
    return one[0] >= other[2] - 1 or other[0] >= one[2] - 1 or one[1] >= other[3] - 1 or other[1] >= one[3] - 1


@pytest.mark.parametrize("width", [360, 500, 802, 1280, 1920])
def test_everything_stands_inside_the_lens(answered, width):
    page, rng = answered.page, np.random.default_rng(width)
    page.set_viewport_size({"width": width, "height": 800})
    answered.show(ConvolutionLens)
    for _ in range(25):
        answered.go(**lens_state(rng))
        found = page.evaluate(_PARTS)
        parts, (wide, high) = found["parts"], found["size"]
        for left, top, right, bottom in parts:
            assert left >= -1 and top >= -1 and right <= wide + 1 and bottom <= high + 1, found
        assert all(apart(one, other) for a, one in enumerate(parts) for other in parts[:a]), found
        assert min(found["tap"]) >= 24 and found["type"] >= 12, found
    assert answered.errors == []


@pytest.mark.parametrize(("width", "said"), [(300, "107 × 160"), (802, "107 × 160, padding 1")])
def test_captions_say_less_before_they_meet(answered, width, said):
    page = answered.page
    page.set_viewport_size({"width": width, "height": 800})
    for cls, state in ((FilterLab, {}), (FilterLab, {"colour": "colour"}), (ConvolutionLens, {"padding": 2})):
        answered.show(cls, **state)
        found = page.evaluate(_CAPTIONS)
        (text, left, middle), (_, onward, right) = found["input"], found["output"]
        assert left >= 0 and middle <= onward and right <= found["width"], found
        if cls is FilterLab and not state:
            assert text == said
