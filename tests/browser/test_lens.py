"""The lens on a plain page: the page's own arithmetic and words are Python's, and every hand does what it says."""

import numpy as np
import pytest
from lens_states import SETTING, filter_state, lens_state
from plain_page import PlainPage

from course_utils.explorers.convolution_lens import ConvolutionLens, worked_out
from course_utils.explorers.engine import to_page
from course_utils.explorers.filter_lab import FilterLab
from course_utils.explorers.lens_examples import BLOCK, CROSS, PICTURE, SLICES

#: Shows states one after another, without Python; returns what the page has worked out for each.
VISIT = """states => states.map((state) => {
  window.model.set("state", state);
  const { content } = document.querySelector(".ntr-lens-view").lens, out = content.output;
  return {
    output: out && [...out.values], shape: out && out.shape, place: content.place, point: content.point ?? null,
    display: content.display, reach: content.reach, divisor: content.divisor,
    sentence: document.querySelector(".ntr-sentence").textContent,
    formula: [...document.querySelectorAll(".ntr-formula > div")].map((line) => line.textContent),
  };
})"""
CONTENT = "name => document.querySelector('.ntr-lens-view').lens.content[name]"
FROM_PYTHON = "() => document.querySelector('.ntr-lens-view').lens.content.output.values instanceof Float32Array"


@pytest.fixture(scope="module")
def browser_page(stage):
    page = stage.new_page(802, 900, reduced_motion="reduce")
    yield page
    page.close()


@pytest.fixture(scope="module")
def alone(browser_page):
    """A page that no Python answers."""
    return PlainPage(browser_page, live=False)


@pytest.fixture(scope="module")
def answered(stage):
    page = stage.new_page(802, 900, reduced_motion="reduce")
    yield PlainPage(page)
    page.close()


def lines(formula):
    pieces = [[line] if isinstance(line, str) else line for line in formula]
    return ["".join(piece if isinstance(piece, str) else piece[0] for piece in line) for line in pieces]


def test_the_page_works_out_what_python_does(alone):
    """400 settings: sums with channels, strides, padding, dilation, flips, biases; transposed; pooling; refusals."""
    rng, seen = np.random.default_rng(11), set()
    alone.show(ConvolutionLens)
    states = [lens_state(rng) for _ in range(400)]
    for state, shown in zip(states, alone.page.evaluate(VISIT, [to_page(state) for state in states]), strict=True):
        frame = ConvolutionLens.frame(state)
        _, out = worked_out(*(state[name] for name in SETTING))  # float64: what is sent is rounded to float32
        assert (shown["sentence"], shown["formula"]) == (frame["sentence"], lines(frame["formula"])), state
        content = frame["lens"]
        assert (shown["place"], shown["point"]) == (content["place"], content["point"])
        assert shown["display"] == content["display"] and shown["reach"] == pytest.approx(content["reach"], rel=1e-12)
        seen.add((state["mode"], out is None))
        if out is None:
            assert shown["output"] is None
            continue
        assert shown["shape"] == list(out.shape)
        np.testing.assert_allclose(np.reshape(shown["output"], out.shape), out, rtol=1e-9, atol=1e-9)
    assert len(seen) == 8, "every mode, shown and refused"
    assert alone.errors == []


def test_the_filter_lab_works_out_what_python_does(alone):
    rng = np.random.default_rng(12)
    small = rng.integers(0, 256, (9, 14, 3), dtype=np.uint8)
    for picture in ("coffee", small, np.zeros((2, 3, 3), np.uint8)):
        alone.show(FilterLab, picture=picture)
        states = [filter_state(rng, picture) for _ in range(25)]
        for state, shown in zip(states, alone.page.evaluate(VISIT, [to_page(state) for state in states]), strict=True):
            frame = FilterLab.frame(state)
            content = frame["lens"]
            assert frame["sentence"].startswith(shown["sentence"]) and shown["formula"] == lines(frame["formula"][:1])
            assert frame["sentence"].removeprefix(shown["sentence"]).strip() == content["tail"]["sentence"]
            assert (shown["place"], shown["display"]) == (content["place"], content["display"])
            assert shown["divisor"] == pytest.approx(content["divisor"]) and shown["reach"] == pytest.approx(content["reach"])
            assert shown["shape"] == list(content["output"].shape)
            np.testing.assert_allclose(np.reshape(shown["output"], shown["shape"]), content["output"], atol=1e-9)
    assert alone.errors == []


def test_a_picture_that_is_not_here_is_waited_for(alone):
    """Only Python can bring another photograph to the filter lab: the page says so, and goes on with the one it has."""
    root = alone.show(FilterLab)
    before = root.locator(".ntr-sentence").text_content()
    root.locator(".ntr-picture select").select_option("coffee")
    root.get_by_text("needs a running kernel").wait_for()
    assert root.locator(".ntr-sentence").text_content() == before


# ---- hands ----


def centre(page, side, row, column):
    """Where the middle of a cell lies on the page; of the first channel."""
    return page.evaluate("""([side, r, c]) => {
      const { lens } = document.querySelector(".ntr-lens-view"), g = lens.layout[side], box = lens.body.getBoundingClientRect(), n = lens.layout.cell;
      return [box.left + g.x + (c + g.ring + 0.5) * n, box.top + g.y + (r + g.ring + 0.5) * n];
    }""", [side, row, column])  # fmt: skip


def state_of(page, name):
    return page.evaluate("name => window.model.get('state')[name]", name)


def shown(page, name):
    return page.evaluate(CONTENT, name)


def test_the_window_is_dragged_and_the_map_is_pointed_at(alone):
    page = alone.page
    root = alone.show(ConvolutionLens)
    page.mouse.move(*centre(page, "left", 1, 1))  # inside the window: it keeps its grip
    page.mouse.down()
    page.mouse.move(*centre(page, "left", 2, 3), steps=5)
    assert shown(page, "place") == [1, 2]
    page.mouse.up()
    assert state_of(page, "place") == [1, 2], "Python hears of it when the hand lets go"
    page.mouse.click(*centre(page, "left", 3, 1))  # outside: the window is centred under the hand
    assert state_of(page, "place") == [2, 0]
    page.mouse.move(*centre(page, "right", 0, 2))
    assert shown(page, "place") == [0, 2]
    assert "Output row 0, column 2" in root.locator(".ntr-sentence").text_content()
    page.wait_for_function("() => String(window.model.get('state').place) === '0,2'")
    page.mouse.move(*centre(page, "left", 2, 2))
    assert shown(page, "point") == [2, 2] and shown(page, "place") == [0, 2], "pointing at the input moves nothing"
    assert "is used by 9 outputs" in root.locator(".ntr-sentence").text_content()
    page.mouse.move(5, 5)
    assert shown(page, "point") is None


def test_a_weight_is_dragged_and_the_map_follows(alone):
    page = alone.page
    alone.show(ConvolutionLens)
    box = alone.page.locator(".ntr-lens-tap").nth(4).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    reaches = []
    for up in (10, 20, 40, 20, 0):
        page.mouse.move(x, y - up)
        assert page.evaluate("() => document.querySelector('.ntr-lens-view').lens.s.kernel.values[4]") == 1 + up // 10
        reaches.append(page.evaluate("() => document.querySelector('.ntr-lens-view').lens.goal"))
    assert reaches == sorted(reaches), "the scale of the colours only grows while the hand drags"
    page.mouse.move(x, y + 20)
    page.mouse.up()
    assert state_of(page, "kernel")[0][1][1] == -1
    first = np.array(shown(page, "reach"))
    assert page.evaluate("() => document.querySelector('.ntr-lens-view').lens.goal") == first, "at rest it is the map's own"
    page.mouse.click(x, y)
    page.keyboard.type("2,5")
    page.keyboard.press("Enter")
    assert state_of(page, "kernel")[0][1][1] == 2.5
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+PageUp")
    assert state_of(page, "kernel")[0][1][1] == pytest.approx(2.6), "Enter went down one row, the arrow back up"
    page.keyboard.type("x")
    assert page.locator(".ntr-lens-note").text_content() == "not a number"
    page.keyboard.press("Escape")
    assert state_of(page, "kernel")[0][1][1] == pytest.approx(2.6)


def test_one_slice_for_all_channels_becomes_one_for_each(alone):
    page = alone.page
    alone.show(ConvolutionLens, input=BLOCK, kernel=((1, 0), (0, 1)))
    page.locator(".ntr-lens-tap input").nth(4).click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert state_of(page, "kernel") == [[[1, 0], [0, 1]], [[7, 0], [0, 1]]]
    alone.show(ConvolutionLens, input=BLOCK, kernel=SLICES, flip=True)
    page.locator(".ntr-lens-tap input").nth(0).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert state_of(page, "kernel")[0] == [[5, 0], [0, 1]]


def test_a_flipped_kernel_is_edited_where_it_lies(alone):
    """Magnified, it is shown as it is laid: the first weight on the picture is the last one typed."""
    page = alone.page
    alone.show(ConvolutionLens, input="chelsea", kernel=((1, 2, 3), (4, 5, 6), (7, 8, 9)), flip=True, place=(40, 40))
    first = page.locator(".ntr-lens-tap input").first
    assert first.input_value() == "9"
    first.click()
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    assert state_of(page, "kernel")[0][2][2] == 0


def test_a_pixel_is_typed(alone):
    page = alone.page
    alone.show(ConvolutionLens)
    page.mouse.dblclick(*centre(page, "left", 4, 0))
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    wanted = [list(row) for row in PICTURE]
    wanted[4][0] = -7
    assert state_of(page, "input")[0] == wanted
    pad = page.locator(".ntr-lens-pad[data-side=left]")
    pad.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    point = shown(page, "point")
    page.keyboard.press("Enter")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    assert state_of(page, "input")[0][point[0]][point[1]] == 4
    assert pad.evaluate("e => e === document.activeElement"), "the keys go on where they were"


def test_keys_move_the_window_and_play_it(alone):
    page = alone.page
    alone.show(ConvolutionLens, stride=2, padding=1)
    page.locator(".ntr-lens-pad[data-side=right]").focus()
    for key, place in (("ArrowRight", [0, 1]), ("ArrowDown", [1, 1]), ("End", [2, 2]), ("ArrowRight", [2, 2]), ("Home", [0, 0])):
        page.keyboard.press(key)
        assert state_of(page, "place") == place
    button = page.get_by_role("button", name="Play")
    page.keyboard.press("Space")
    page.wait_for_function("() => String(document.querySelector('.ntr-lens-view').lens.content.place) === '0,1'")
    assert button.count() == 0 and page.get_by_role("button", name="Pause").get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowDown")
    assert button.count() == 1, "an arrow stops it"
    button.click()
    page.get_by_role("button", name="Pause").click()
    assert button.count() == 1


def test_the_lens_needs_few_stops_of_the_tab_key(alone):
    alone.show(ConvolutionLens, kernel=((1,) * 5,) * 5)
    stops = alone.page.locator(".ntr-lens-view [tabindex='0'], .ntr-lens-view input:not([tabindex])").count()
    assert stops == 3, "input, kernel, output"


@pytest.mark.parametrize("picture", ["photograph", "lab"])
def test_on_a_photograph_pointing_moves_the_lens(alone, picture):
    page = alone.page
    alone.show(FilterLab) if picture == "lab" else alone.show(ConvolutionLens, input="chelsea", place=(3, 3))
    ring = 1 if picture == "lab" else 0  # the padding that keeps the size
    page.mouse.move(*centre(page, "left", 50, 60))
    assert shown(page, "place") == [50 - 1 + ring, 60 - 1 + ring]
    page.mouse.move(*centre(page, "right", 70, 30))
    assert shown(page, "place") == [70, 30]


def test_touch_drags_the_window(stage):
    page = stage.new_page(400, 900, has_touch=True, reduced_motion="reduce")
    plain = PlainPage(page, live=False)
    plain.show(ConvolutionLens)
    x, y = centre(page, "right", 2, 1)
    page.touchscreen.tap(x, y)
    assert state_of(page, "place") == [2, 1]
    for selector in (".ntr-lens-pad", ".ntr-lens-tap"):
        styles = page.locator(selector).evaluate_all("all => all.map(e => getComputedStyle(e).touchAction)")
        assert set(styles) == {"none"}
    page.close()


# ---- Python ----


def test_what_rests_on_screen_comes_from_python(answered):
    page = answered.page
    answered.show(ConvolutionLens)
    page.mouse.move(*centre(page, "left", 1, 1))
    page.mouse.down()
    asked = page.evaluate("() => { window.sent = 0; const send = model.send; model.send = (m) => { window.sent++; return send.call(model, m); }; }")
    for step in range(40):
        page.mouse.move(*centre(page, "left", 1 + step % 3, 1 + step // 3 % 3))
    moved = page.evaluate(FROM_PYTHON)
    page.mouse.up()
    page.wait_for_function(FROM_PYTHON)
    assert not moved and asked is None
    assert page.evaluate("window.sent") <= 4, "no round trip for each move"
    state = page.evaluate("window.model.get('state')")
    frame = ConvolutionLens.frame(ConvolutionLens.full_state(state))
    assert page.locator(".ntr-sentence").text_content() == frame["sentence"]
    assert answered.errors == []


def test_an_answer_that_comes_late_does_not_take_back_the_hand(answered):
    page = answered.page
    answered.show(ConvolutionLens, kernel=CROSS)
    page.evaluate("""() => {
      const send = model.send;
      model.send = async (message) => { model.asked += 1; await new Promise((done) => setTimeout(done, 400)); model.asked -= 1; return send.call(model, message); };
    }""")
    page.mouse.move(*centre(page, "right", 0, 1))
    page.wait_for_timeout(300)  # asked, not answered
    page.mouse.move(*centre(page, "right", 2, 2))
    page.wait_for_timeout(300)  # answered by now, for a place that is left
    assert shown(page, "place") == [2, 2]
    page.wait_for_function(FROM_PYTHON)
    assert shown(page, "place") == [2, 2]


# ---- room ----


@pytest.mark.parametrize("width", [360, 500, 802, 1280, 1920])
def test_everything_stands_inside_the_lens(alone, width):
    page = alone.page
    page.set_viewport_size({"width": width, "height": 800})
    rng = np.random.default_rng(width)
    alone.show(ConvolutionLens)
    for _ in range(25):
        alone.go(**lens_state(rng))
        found = page.evaluate("""() => {
          const { lens } = document.querySelector(".ntr-lens-view"), L = lens.layout, k = L.kernel, all = [L.left, L.right].map((g) => [g.x, g.y, g.x + g.w, g.y + g.all]);
          const slices = [...document.querySelectorAll(".ntr-lens-slice")].map((e) => [e.offsetLeft, e.offsetTop, e.offsetLeft + e.offsetWidth, e.offsetTop + e.offsetHeight]);
          const types = [...document.querySelectorAll(".ntr-lens-view *")].filter((e) => e.offsetParent && (e.value || (e.children.length === 0 && e.textContent))).map((e) => parseFloat(getComputedStyle(e).fontSize));
          return { all, slices, size: [lens.width, lens.height], tap: [k.kw, k.kh], type: Math.min(...types), refused: lens.s.refused };
        }""")
        parts, (wide, high) = [*found["all"], *found["slices"]], found["size"]
        for left, top, right, bottom in parts:
            assert left >= -1 and top >= -1 and right <= wide + 1 and bottom <= high + 1, (found, alone.cls)
        for a, one in enumerate(parts):
            for other in parts[:a]:
                apart = one[0] >= other[2] - 1 or other[0] >= one[2] - 1 or one[1] >= other[3] - 1 or other[1] >= one[3] - 1
                assert apart, found
        assert min(found["tap"]) >= 24 and found["type"] >= 12, found
    assert alone.errors == []
    page.set_viewport_size({"width": 802, "height": 900})
