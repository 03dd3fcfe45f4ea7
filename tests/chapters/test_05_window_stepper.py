"""The window stepper: every number is that of the package, at every place, in every mode, and the words are true."""

import itertools

import numpy as np
import pytest
import torch

from course_utils import convolution, pooling
from course_utils.explorers.window_examples import ASYMMETRIC, CROSS, INPUTS, KERNELS, PICTURE
from course_utils.explorers.window_stepper import PLACES, WindowStepper

NEGATIVE = dict(INPUTS)["4×4, all negative"]
ONES = dict(INPUTS)["4×4, all ones"]
LAST = (PLACES[0] - 1, PLACES[1] - 1)


def frame(**values):
    return WindowStepper.frame(WindowStepper.full_state(values))


def output(**values):
    """The whole output, as the page shows it once the window stands at its last place."""
    shown = frame(**{"place": LAST, **values})["output"]["values"]
    return np.array(shown, float)


def test_the_example_of_the_course():
    assert output().tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    first = frame()["formula"][0]
    assert first == ["output[0, 0] = 1·1 + 1·0 + 1·1 + 0·0 + 1·1 + 1·0 + 0·1 + 0·0 + 1·1 = ", ("4", "orange")]
    assert "+ 3 (bias) = " in frame(bias=3)["formula"][0][0]
    assert output(bias=3).tolist() == [[7, 6, 7], [5, 7, 6], [5, 6, 7]]


def test_the_asymmetric_kernel_shows_the_flip():
    assert output(kernel=ASYMMETRIC).tolist() == [[1, 1, 3], [-1, 1, 6], [-3, 5, 7]]
    assert output(kernel=ASYMMETRIC, flip=True).tolist() == [[3, 1, 1], [4, 5, 0], [6, 6, 1]]
    assert frame(kernel=ASYMMETRIC, flip=True)["kernel"]["values"] == [[-2, 0, 3], [-1, 1, 0], [0, 2, 1]]
    assert "true convolution" in frame(kernel=ASYMMETRIC, flip=True)["sentence"]
    assert "changes nothing" in frame(kernel=CROSS, flip=True)["sentence"]
    assert output(kernel=CROSS, flip=True).tolist() == output(kernel=CROSS).tolist()


def wanted(picture, kernel, mode, flip, stride, padding, zeros):
    """What torch makes of it (and, for zeros under a maximum, of a picture padded by hand); None where it refuses."""
    x = torch.tensor(picture, dtype=torch.float64)[None, None]
    size = (len(kernel), len(kernel[0]))
    if mode == "correlate":
        weight = torch.tensor(kernel, dtype=torch.float64)[None, None]
        weight = weight.flip(2, 3) if flip else weight
        call = lambda: torch.nn.functional.conv2d(x, weight, stride=stride, padding=padding)  # noqa: E731
    elif mode == "average":
        call = lambda: torch.nn.functional.avg_pool2d(x, size, stride, padding, count_include_pad=zeros)  # noqa: E731
    else:
        ringed = torch.nn.functional.pad(x, (padding,) * 4) if zeros else x
        call = lambda: torch.nn.functional.max_pool2d(ringed, size, stride, 0 if zeros else padding)  # noqa: E731
        if zeros and 2 * padding > min(size):
            return None
    try:
        return call()[0, 0].numpy()
    except RuntimeError:
        return None


@pytest.mark.parametrize("mode", ["correlate", "max", "average"])
@pytest.mark.parametrize("picture", [table for _, table in INPUTS], ids=[name for name, _ in INPUTS])
def test_every_setting_agrees_with_torch_or_is_refused_in_words(mode, picture):
    for (_, kernel), stride, padding, on in itertools.product(KERNELS, (1, 2, 3), (0, 1, 2), (False, True)):
        setting = dict(input=picture, kernel=kernel, mode=mode, stride=stride, padding=padding)
        setting |= dict(flip=on) if mode == "correlate" else dict(zeros=on)
        truth = wanted(picture, kernel, mode, mode == "correlate" and on, stride, padding, on)
        if truth is None:
            assert frame(**setting)["output"]["values"] == [["–"]]
            assert "there is no output" in frame(**setting)["sentence"]
        else:
            np.testing.assert_allclose(output(**setting), truth, atol=6e-5)


def test_the_output_fills_row_by_row():
    for place, filled in (((0, 0), 1), ((1, 1), 5), ((2, 2), 9), (LAST, 9)):
        shown = frame(place=place)
        cells = [cell for row in shown["output"]["values"] for cell in row]
        assert [str(cell).strip() != "" for cell in cells] == [True] * filled + [False] * (9 - filled)
        assert f"Place {filled} of 9" in shown["sentence"]


def test_the_window_that_is_marked_is_the_window_that_is_read():
    rng = np.random.default_rng(0)
    for stride, padding in itertools.product((1, 2, 3), (0, 1, 2)):
        picture, kernel = rng.integers(-9, 10, (6, 7)), rng.integers(-9, 10, (3, 2))
        setting = dict(input=picture.tolist(), kernel=kernel.tolist(), stride=stride, padding=padding)
        whole = output(**setting)
        for row, column in np.ndindex(whole.shape):
            shown = frame(**setting, place=(row, column))
            values = shown["input"]["values"]
            read = [values[r][c] for r, c, color in shown["input"]["highlight"] if color == "orange"]
            assert np.dot(read, kernel.ravel()) == whole[row, column] == shown["output"]["values"][row][column]


def test_padding_is_dim_and_nothing_else_is():
    for padding in (0, 1, 2):
        content = frame(padding=padding)["input"]
        inside = {(r, c) for r in range(padding, padding + 5) for c in range(padding, padding + 5)}
        everything = set(np.ndindex(len(content["values"]), len(content["values"][0])))
        assert set(content["dim"]) == everything - inside
        assert all(content["values"][r][c] == 0 for r, c in content["dim"])
        assert [content["values"][r][c] for r, c in sorted(inside)] == [v for row in PICTURE for v in row]


def test_zeros_under_a_maximum_are_shown_as_the_mistake_they_are():
    """All-negative 4×4, 3×3 with stride 2, padding 1: every window at the border gives 0."""
    right, wrong = (frame(input=NEGATIVE, mode="max", padding=1, stride=2, zeros=zeros) for zeros in (False, True))
    assert right["input"]["values"][0][0] == "−∞"
    assert "−∞, which never wins" in right["sentence"]
    assert right["formula"][0][1] == ("−1", "orange")
    assert wrong["formula"][0][1] == ("0", "orange")
    assert "the 0 beats every true number here (largest: −1)" in wrong["sentence"]
    harmless = frame(input=dict(INPUTS)["4×4, counting"], mode="max", padding=1, stride=2, zeros=True)
    assert "do no harm" in harmless["sentence"]


def test_padding_of_an_average_is_counted_or_not():
    """All-ones 4×4, 3×3 with stride 2, padding 1: 4/9, 6/9, 6/9, 1 if counted, else all 1."""
    setting = dict(input=ONES, mode="average", padding=1, stride=2)
    np.testing.assert_allclose(output(**setting, zeros=True), [[4 / 9, 6 / 9], [6 / 9, 1]], atol=6e-5)
    np.testing.assert_allclose(output(**setting), 1)
    assert frame(**setting)["formula"][0][0] == "output[0, 0] = (1 + 1 + 1 + 1) / 4 = "
    assert frame(**setting, zeros=True)["formula"][0][0].endswith("/ 9 = ")


def test_the_row_that_survives_one_shift_and_not_the_other():
    rows = [dict(INPUTS)[name] for name in ("row with two peaks", "the row, moved left", "the row, moved right")]
    pooled = [output(input=row, kernel=((1, 1),), mode="max", stride=2).tolist() for row in rows]
    assert pooled == [[[5, 0, 3, 0]], [[5, 0, 3, 0]], [[0, 5, 0, 3]]]


def test_the_winner_is_marked_and_is_the_one_the_gradient_goes_to():
    x = np.array([[[[1.0, 7.0, 7.0], [7.0, 2.0, 3.0], [0.0, 1.0, 2.0]]]])
    shown = frame(input=x[0, 0].tolist(), kernel=[[1, 1], [1, 1]], mode="max")
    lit = next((r, c) for r, c, color in shown["input"]["highlight"] if color == "purple")
    grad = pooling.max_pool2d_backward(np.array([[[[1.0, 0.0], [0.0, 0.0]]]]), x, 2, 1)
    assert lit == tuple(int(v) for v in np.argwhere(grad[0, 0])[0]) == (0, 1)


def test_what_is_left_over_is_said():
    assert "never reached" not in frame()["sentence"]
    said = frame(input=dict(INPUTS)["7×7, one point"], kernel=dict(KERNELS)["2×2, all ones"], stride=2)["sentence"]
    assert "1 row at the bottom and 1 column at the right of the input are never reached" in said
    assert "some cells are skipped" in frame(kernel=((2,),), stride=3, input=((1,) * 7,) * 7)["sentence"]


def test_a_window_larger_than_its_input_is_no_crash():
    shown = frame(input=[[1, 2]], kernel=CROSS)
    assert "The 3×3 window is larger than the input, 1×2" in shown["sentence"]
    assert "= none" in shown["formula"][0]
    assert "padded input, 3×4" not in frame(input=[[1, 2]], kernel=CROSS, padding=1)["sentence"]
    assert frame(input=[[1, 2]], kernel=CROSS, padding=1)["output"]["values"] == [[1, "\u2007"]]


def test_the_size_line_gives_the_size():
    for stride, padding in itertools.product((1, 2, 3), (0, 1, 2)):
        line = frame(stride=stride, padding=padding)["formula"][1]
        rows = convolution.correlate2d_naive(np.array(PICTURE), np.array(CROSS), stride=stride, padding=padding)
        assert line.endswith(f"⌊(5 + 2·{padding} − 3) / {stride}⌋ + 1 = {len(rows)}")


@pytest.mark.parametrize(
    ("name", "value"), [("input", [[1] * 9]), ("kernel", [[1] * 6]), ("stride", 4), ("mode", "min")]
)
def test_what_it_does_not_take_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=name):
        WindowStepper(**{name: value})
