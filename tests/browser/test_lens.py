"""The lens on a plain page: the page's own arithmetic and words are Python's, and every hand does what it says."""

import numpy as np
import pytest
from lens_hands import centre, shown, state_of
from lens_states import SETTING, filter_state, lens_state
from plain_page import PlainPage

from course_utils.explorers.convolution_lens import ConvolutionLens, worked_out
from course_utils.explorers.engine import to_page
from course_utils.explorers.filter_lab import FilterLab
from course_utils.explorers.lens_examples import BLOCK, PICTURE, SLICES

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


@pytest.fixture(scope="module")
def browser_page(stage):
    page = stage.new_page(802, 900, reduced_motion="reduce")
    yield page
    page.close()


@pytest.fixture(scope="module")
def alone(browser_page):
    """A page that no Python answers."""
    return PlainPage(browser_page, live=False)


def lines(formula):
    pieces = [[line] if isinstance(line, str) else line for line in formula]
    return ["".join(piece if isinstance(piece, str) else piece[0] for piece in line) for line in pieces]


@pytest.mark.long
def test_the_page_works_out_what_python_does(alone):
    """400 settings: sums with channels, strides, padding, dilation, flips, biases; transposed; pooling; refusals."""
    rng, seen = np.random.default_rng(11), set()
    alone.show(ConvolutionLens)
    states = [lens_state(rng) for _ in range(400)]
    for state, told in zip(states, alone.page.evaluate(VISIT, [to_page(state) for state in states]), strict=True):
        frame = ConvolutionLens.frame(state)
        _, out = worked_out(*(state[name] for name in SETTING))  # float64: what is sent is rounded to float32
        assert (told["sentence"], told["formula"]) == (frame["sentence"], lines(frame["formula"])), state
        content = frame["lens"]
        assert (told["place"], told["point"]) == (content["place"], content["point"])
        assert told["display"] == content["display"] and told["reach"] == pytest.approx(content["reach"], rel=1e-12)
        seen.add((state["mode"], out is None))
        if out is None:
            assert told["output"] is None
            continue
        assert told["shape"] == list(out.shape)
        np.testing.assert_allclose(np.reshape(told["output"], out.shape), out, rtol=1e-9, atol=1e-9)
    assert len(seen) == 8, "every mode, shown and refused"
    assert alone.errors == []


@pytest.mark.long
def test_the_filter_lab_works_out_what_python_does(alone):
    rng = np.random.default_rng(12)
    small = rng.integers(0, 256, (9, 14, 3), dtype=np.uint8)
    for picture in ("coffee", small, np.zeros((2, 3, 3), np.uint8)):
        alone.show(FilterLab, picture=picture)
        states = [filter_state(rng, picture) for _ in range(25)]
        for state, told in zip(states, alone.page.evaluate(VISIT, [to_page(state) for state in states]), strict=True):
            frame = FilterLab.frame(state)
            content = frame["lens"]
            assert (told["sentence"], told["formula"]) == (frame["sentence"], lines(frame["formula"])), state
            assert (told["place"], told["display"]) == (content["place"], content["display"])
            assert told["divisor"] == pytest.approx(content["divisor"]) and told["reach"] == pytest.approx(
                content["reach"]
            )
            assert told["shape"] == list(content["output"].shape)
            np.testing.assert_allclose(np.reshape(told["output"], told["shape"]), content["output"], atol=1e-9)
    assert alone.errors == []


def test_a_picture_that_is_not_here_is_waited_for(alone):
    """Only Python can bring another photograph to the filter lab: the page says so, and goes on with the one it has."""
    root = alone.show(FilterLab)
    before = root.locator(".ntr-sentence").text_content()
    root.locator(".ntr-picture select").select_option("coffee")
    root.get_by_text("needs a running kernel").wait_for()
    assert root.locator(".ntr-sentence").text_content() == before


# ---- hands ----


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
    assert page.evaluate("() => document.querySelector('.ntr-lens-view').lens.goal") == first, (
        "at rest it is the map's own"
    )
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
    for key, place in (
        ("ArrowRight", [0, 1]),
        ("ArrowDown", [1, 1]),
        ("End", [2, 2]),
        ("ArrowRight", [2, 2]),
        ("Home", [0, 0]),
    ):
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
