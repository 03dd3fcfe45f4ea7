"""What chapter 05 says is so: its own cells, run here, against formulas, other kernels and the explorers' own code."""

import ast
import json

import numpy as np
import pytest

from course_utils import convolution, convolution_kinds, data, settings, shapes
from course_utils.data import marks
from course_utils.exercises.chapter_05 import EXERCISES, answers
from course_utils.exercises.registry import find_exercise
from course_utils.explorers import layer_stacks
from course_utils.plotting import chapter_05 as draw

RNG = np.random.default_rng(5)


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "05_convolution.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def run(cells, *names):
    """Run cells as they stand, but for their pictures."""
    space = {"np": np, "convolution": convolution, "data": data, "shapes": shapes, "draw": draw, "marks": marks,
             "convolution_kinds": convolution_kinds, "correlate2d_naive": convolution.correlate2d_naive,
             "correlate": answers.correlate, "mine": lambda id: find_exercise(id).reference}  # fmt: skip
    for name in names:
        exec(cells[name], space)
    return space


def constants(cells):
    """The tables of the setup cell."""
    space = {"np": np}
    tables = [node for node in ast.parse(cells["setup"]).body if isinstance(node, ast.Assign)]
    exec(compile(ast.Module(tables, []), "setup", "exec"), space)
    return space


def test_the_tables_are_those_of_the_exercises(cells):
    space = constants(cells)
    np.testing.assert_array_equal(space["PICTURE"], answers.PICTURE)
    np.testing.assert_array_equal(space["KERNEL"], answers.SYMMETRIC)
    asymmetric = ast.parse(cells["flip-asymmetric"]).body[0]
    exec(compile(ast.Module([asymmetric], []), "kernel", "exec"), space)
    np.testing.assert_array_equal(space["ASYMMETRIC"], answers.ASYMMETRIC)


def test_the_water_at_the_bridge_follows_the_integral(cells):
    space = run(cells, "signals", "sliding", "response")
    t, y = space["T"], space["y"]
    rising, falling = 1 - np.exp(-t), (1 - np.exp(-2)) * np.exp(-(t - 2))
    exact = np.where(t < 0, 0, np.where(t < 2, rising, falling))
    np.testing.assert_allclose(y, exact, atol=0.011)  # one piece of 0.01 hours
    assert t[np.argmax(y)] == pytest.approx(2, abs=0.011)
    assert [round(float(y[np.argmin(abs(t - at))]), 1) for at in space["TIMES"]] == [0.4, 0.8, 0.3]


def test_the_shown_bug_is_that_of_the_exercise(cells):
    space = run(cells, "broken")
    arguments = next(e for e in EXERCISES if e.id == "05-planted-bug").arguments()
    for args, _ in arguments:
        np.testing.assert_array_equal(space["broken_conv"](*args), answers.broken_conv(*args))
    x, weight, bias = RNG.normal(size=(2, 3, 6, 6)), RNG.normal(size=(4, 3, 3, 3)), RNG.normal(size=4)
    np.testing.assert_allclose(space["broken_conv"](x, weight, bias), convolution.conv2d(x, weight, bias), atol=1e-12)


@pytest.mark.parametrize("shift", [1, 7, 20])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_a_shifted_picture_gives_a_shifted_map_for_any_kernel(shift, size):
    wide, kernel = RNG.normal(size=(1, 1, 30, 60)), RNG.normal(size=(1, 1, size, size))
    here, there = (convolution.conv2d(wide[..., start : start + 40], kernel) for start in (shift, 0))
    np.testing.assert_allclose(there[..., shift:], here[..., :-shift], atol=1e-12)


def test_with_padding_only_the_outer_columns_differ(cells):
    space = run(cells, "filter-kernels", "shift-figure", "shift-borders")
    columns = np.flatnonzero(space["difference"].max(axis=0) > 1e-12)
    np.testing.assert_array_equal(columns, [0, space["difference"].shape[1] - 1])


def test_at_stride_2_only_even_shifts_stay_shifts():
    row, kernel = np.zeros((5, 1, 1, 20)), np.array([[[[1.0, 2.0, 1.0]]]])
    for n in range(5):
        row[n, 0, 0, 5 + n] = 1
    maps = convolution.conv2d(row, kernel, stride=(1, 2))[:, 0, 0]
    for n in (2, 4):
        np.testing.assert_array_equal(maps[n][n // 2 :], maps[0][: -n // 2])
    assert sorted(maps[1]) != sorted(maps[0])


def test_the_classic_kernels_add_up_as_the_table_says(cells):
    space = run(cells, "filter-kernels")
    assert [round(k.sum(), 9) for k in space["FILTERS"].values()] == [1, 1, 1, 0, 0, 0]
    np.testing.assert_array_equal(space["FILTERS"]["Sobel, vertical"], space["FILTERS"]["Sobel, horizontal"].T)


def test_a_box_blur_with_minus_8_in_the_middle_forgets_the_brightness():
    kernel = np.ones((3, 3))
    kernel[1, 1] = -8
    even = np.full((1, 1, 6, 6), 0.7)
    np.testing.assert_allclose(convolution.conv2d(even, kernel[None, None]), 0, atol=1e-12)


def test_the_filter_over_channels_is_silent_on_grey_and_answers_to_red():
    weight = np.array([1, -0.5, -0.5]).reshape(1, 3, 1, 1)
    grey = np.broadcast_to(RNG.random((1, 1, 4, 4)), (1, 3, 4, 4))
    np.testing.assert_allclose(convolution.conv2d(grey, weight), 0, atol=1e-12)
    red = np.zeros((1, 3, 1, 1))
    red[0, 0] = 1
    assert convolution.conv2d(red, weight).item() == 1


def test_what_the_stepper_is_said_to_show():
    starts = [i * 2 - 1 for i in range(shapes.output_size(5, 3, 2, 1))]
    inside = [start >= 0 and start + 3 <= 5 for start in starts]
    assert len(starts) ** 2 - sum(inside) ** 2 == 8
    assert [shapes.output_size(5, 3, 2, padding) for padding in (0, 2)] == [2, 4]
    seen = {start * 3 + p for start in range(shapes.output_size(5, 2, 3)) for p in range(2)}
    assert set(range(5)) - seen == {2}


def test_what_the_arithmetic_lab_is_said_to_show():
    lenet, alexnet = (layer_stacks.STACKS[name] for name in ("LeNet-5 (32)", "AlexNet, first five (227)"))
    assert not any(layer_stacks.build(lenet, 32).unused)
    small = layer_stacks.build(lenet, 28)
    assert small.refused and small.sizes[-1] == 4
    assert not any(layer_stacks.build(alexnet, 227).unused)
    assert sum(layer_stacks.build(alexnet, 224).unused) == 3
    (kernel, _, padding), *rest = layer_stacks.STACKS["three 3×3"]
    wider = layer_stacks.build(((kernel, 2, padding), *rest), 12)
    assert [field.size for field in wider.fields[1:]] == [3, 7, 11]


def test_ten_steps_find_the_hidden_kernel_and_a_photograph_teaches_more_slowly(cells, capsys):
    space = run(cells, "filter-kernels", "filter-photographs", "learn", "learn-photograph")
    off = [np.abs(kernel - space["hidden"]).max() for kernel in space["kernels"]]
    assert len(off) == 11 and 0.003 < off[10] < 0.004 and "more than 0.004" in cells["learn-answer"]
    assert (np.diff(off) < 0).all()
    first = space["kernels"][1]
    assert (first[:, 0] < -0.3).all() and (first[:, 2] > 0.3).all() and (abs(first[:, 1]) < 0.15).all()
    assert "after  10 steps: off by 1.4" in (said := capsys.readouterr().out) and "after 100 steps: off by 0.4" in said
    step, piece, kernel = space["kernel_step"], space["piece"], np.zeros((3, 3))
    for _ in range(10):
        kernel = step(kernel, piece, space["wanted"], rate=0.5)
    assert np.abs(kernel).max() > 100  # "a rate of 0.5 is too large here"


def test_sobel_answers_to_both_marks_and_the_reference_to_one(cells):
    space = run(cells, "filter-kernels", "marks-sobel", "marks-found")
    sobel = space["FILTERS"]["Sobel, horizontal"]
    for name, picture in space["MARKS"].items():
        assert convolution.correlate2d_naive(picture, sobel).max() > 0
        maps = convolution.conv2d(picture[None, None], space["kernels"][:, None], space["biases"])
        assert (maps.max() > 0) == (name == "×")


def test_the_sobel_filter_is_silent_along_a_level_border():
    picture = np.repeat([0.0, 0, 0, 1, 1, 1], 6).reshape(6, 6)
    assert not convolution.correlate2d_naive(picture, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]).any()


def test_the_relatives_have_the_stated_sizes(cells, capsys):
    run(cells, "relatives-shapes")
    assert [line.split("(")[1] for line in capsys.readouterr().out.splitlines()] == [
        "10, 8, 24, 24)",
        "10, 8, 67, 67)",
        "10, 3, 28, 28)",
    ]
    assert shapes.dilated(5, 2) == 9 and shapes.transposed_size(32, 5, 2) == 31 * 2 + 5 == 67
    assert [shapes.dilated(3, d) for d in (1, 2, 3)] == [3, 5, 7]
    assert shapes.transposed_size(2, 3, 2) == (2 - 1) * 2 + 3 == 5


def test_every_prompt_and_stub_stands_in_the_chapter(cells):
    text = "\n".join(cells.values())
    for exercise in EXERCISES:
        assert text.count(f'check("{exercise.id}"') == 1, exercise.id
        assert exercise.prompt in text, exercise.id
        assert exercise.stub in text, exercise.id
