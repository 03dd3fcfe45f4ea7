"""Chapter 05's own answers agree with the package and with torch, and right answers of other kinds are accepted."""

import math

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import convolution, shapes
from course_utils.data import marks
from course_utils.exercises import registry
from course_utils.exercises.chapter_05 import EXERCISES, answers, answers_inventions
from course_utils.exercises.chapter_05 import answers_sizes as size_answers
from course_utils.exercises.judge import RIGHT, WRONG, judge
from course_utils.exercises.mutants import limited, mutants


def exercise(id):
    return registry.find_exercise(id)


def arguments(id):
    return [args for args, _ in exercise(id).arguments()]


def in_torch(x, weight, bias=None, stride=1, padding=0):
    bias = None if bias is None else torch.tensor(bias, dtype=torch.float64)
    return torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(weight), bias, stride, padding).numpy()


def test_the_worked_example_gives_the_known_maps():
    np.testing.assert_array_equal(
        answers.correlate(answers.PICTURE, answers.SYMMETRIC), [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    )
    np.testing.assert_array_equal(
        answers.correlate(answers.PICTURE, answers.ASYMMETRIC), [[1, 1, 3], [-1, 1, 6], [-3, 5, 7]]
    )
    np.testing.assert_array_equal(
        answers.convolve(answers.PICTURE, answers.ASYMMETRIC), [[3, 1, 1], [4, 5, 0], [6, 6, 1]]
    )


def test_the_window_by_hand_is_what_torch_computes():
    value = in_torch(answers.PICTURE[None, None], answers.ASYMMETRIC[None, None], [0.5])[0, 0, 1, 2]
    assert exercise("05-window-by-hand").expected_value() == value


def test_no_mistake_of_the_window_by_hand_looks_like_another_or_like_the_answer():
    item = exercise("05-window-by-hand")
    values = [item.expected_value(), *(m.wrong() if callable(m.wrong) else m.wrong for m in item.misconceptions)]
    assert len(set(values)) == len(values)


def test_correlate_is_the_package_s():
    for image, kernel, *bias in arguments("05-correlate"):
        expected = convolution.correlate2d_naive(image, kernel, *bias)
        np.testing.assert_allclose(answers.correlate(image, kernel, *bias), expected, atol=1e-12)


def test_convolve_is_the_package_s():
    for image, kernel in arguments("05-flip"):
        np.testing.assert_allclose(
            answers.convolve(image, kernel), convolution.convolve2d_naive(image, kernel), atol=1e-12
        )


def test_channels_are_those_of_torch():
    for block, kernel, *bias in arguments("05-channels"):
        expected = in_torch(block[None], kernel[None], bias or None)[0, 0]
        np.testing.assert_allclose(answers.correlate_channels(block, kernel, *bias), expected, atol=1e-12)


def test_the_mended_layer_is_torch_s():
    for args in arguments("05-planted-bug"):
        np.testing.assert_allclose(answers.conv_layer(*args), in_torch(*args), atol=1e-12)


def test_padding_keeps_the_size_and_the_picture():
    for image, kh, kw in arguments("05-same-padding"):
        padded = size_answers.pad_to_keep(image, kh, kw)
        assert shapes.output_shape(*padded.shape, (kh, kw)) == image.shape
        assert padded.sum() == pytest.approx(image.sum())
        middle = np.zeros((kh, kw))
        middle[kh // 2, kw // 2] = 1
        np.testing.assert_array_equal(convolution.correlate2d_naive(padded, middle), image)


def test_counts_are_those_of_torch_s_layer():
    for channels, height, width, filters, kernel, *window in arguments("05-counts"):
        layer = torch.nn.Conv2d(channels, filters, kernel, *window)
        with torch.no_grad():
            places = math.prod(layer(torch.zeros(1, channels, height, width)).shape[2:])
        parameters = sum(p.numel() for p in layer.parameters())
        expected = (parameters, layer.weight.numel() * places)
        assert size_answers.layer_counts(channels, height, width, filters, kernel, *window) == expected


def test_a_receptive_field_is_where_the_gradient_is_not_zero():
    for (layers,) in arguments("05-receptive-field"):
        x = torch.ones(1, 1, 200, requires_grad=True, dtype=torch.float64)
        y = x
        for kernel, stride in layers:
            y = torch.nn.functional.conv1d(y, torch.ones(1, 1, kernel, dtype=torch.float64), stride=stride)
        y[0, 0, 1].backward()
        touched = torch.nonzero(x.grad[0, 0]).ravel()
        assert size_answers.field_size(layers) == int(touched[-1] - touched[0]) + 1


def test_one_pass_with_the_fused_kernel_is_two_passes():
    rng = np.random.default_rng(12)
    for _ in range(40):
        k1, k2 = (rng.normal(size=rng.integers(1, 5, 2)) for _ in range(2))
        x = rng.normal(size=rng.integers(9, 14, 2))[None, None]
        twice = in_torch(in_torch(x, k1[None, None]), k2[None, None])
        np.testing.assert_allclose(in_torch(x, answers_inventions.fuse(k1, k2)[None, None]), twice, atol=1e-12)
        np.testing.assert_allclose(answers_inventions.fuse(k2, k1), answers_inventions.fuse(k1, k2), atol=1e-12)


def test_a_step_of_the_kernel_is_torch_s():
    for kernel, image, target, rate in arguments("05-learned-kernel"):
        weight = torch.tensor(kernel[None, None], requires_grad=True)
        made = torch.nn.functional.conv2d(torch.tensor(image[None, None]), weight)[0, 0]
        ((made - torch.tensor(target)) ** 2).mean().mul(0.5).backward()
        expected = kernel - rate * weight.grad[0, 0].numpy()
        np.testing.assert_allclose(answers_inventions.kernel_step(kernel, image, target, rate), expected, atol=1e-12)


def test_the_marks_are_as_large_as_the_prompt_says_and_lie_whole_on_the_paper():
    prompt = exercise("05-cross-or-ring").prompt
    assert "a × is 7 to 13 pixels wide, a ○ 5 to 11" in prompt
    wide = {"×": set(), "○": set(), "blank": set()}
    for picture, mark in arguments("05-cross-or-ring"):
        wide[mark].add(int(np.ptp(np.nonzero(picture)[1])) + 1 if picture.any() else 0)
        assert min(picture.shape) >= 7  # so that the largest kernel fits
    assert wide == {"×": {7, 9, 11, 13}, "○": {5, 7, 9, 11}, "blank": {0}}


@pytest.mark.parametrize("reach", range(3, 7))
@pytest.mark.parametrize("radius", range(2, 6))
def test_five_pixels_in_a_row_are_what_a_cross_has_and_a_ring_has_not(reach, radius):
    kernels, biases = answers_inventions.cross_filters()
    cross, ring = (np.pad(mark, 5) for mark in (marks.cross(reach), marks.ring(radius)))
    most = [in_torch(mark[None, None], kernels[:, None]).max() for mark in (cross, ring)]
    assert most[0] == 5 and most[1] <= 4 and -5 < biases[0] < -4


@pytest.mark.parametrize("id", ["05-output-size", "05-counts", "05-receptive-field"])
def test_a_solution_that_is_text_is_right_and_its_mutants_are_not(id, tmp_path, monkeypatch):
    item = exercise(id)
    path = tmp_path / "shown_solution.py"
    path.write_text("from course_utils.shapes import output_size as output_size\n" + item.solution)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "shown_solution", raising=False)
    function = getattr(__import__("shown_solution"), item.asked_name)
    assert judge(item, function).state == RIGHT
    with limited():
        assert [what for what, mutant in mutants(function) if judge(item, mutant).state == RIGHT] == []


OTHER_ANSWERS = {
    "05-correlate": lambda image, kernel, bias=0.0: (
        np.einsum("ijpq,pq->ij", sliding_window_view(image, kernel.shape), kernel) + bias
    ),
    "05-flip": lambda image, kernel: convolution.correlate2d_naive(image, np.rot90(kernel, 2)),
    "05-output-size": lambda size, kernel, stride=1, padding=0: int((size + 2 * padding - kernel) / stride) + 1,
    "05-same-padding": lambda image, kh, kw: np.pad(image, ((kh // 2,) * 2, (kw // 2,) * 2)),
    "05-channels": lambda block, kernel, bias=0.0: convolution.conv2d(block[None], kernel[None], np.array([bias]))[
        0, 0
    ],
    "05-counts": lambda c, h, w, f, k, s=1, p=0: (
        f * (c * k**2 + 1),
        f * c * k**2 * len(range(0, h + 2 * p - k + 1, s)) * len(range(0, w + 2 * p - k + 1, s)),
    ),
    "05-receptive-field": lambda layers: (
        1 + sum((k - 1) * math.prod(s for _, s in layers[:i]) for i, (k, _) in enumerate(layers))
    ),
    "05-planted-bug": lambda x, weight, bias, stride=1, padding=0: convolution.conv2d(x, weight, bias, stride, padding),
    "05-cross-or-ring": lambda: (answers.SYMMETRIC[None], [-4]),
    "05-fuse": lambda k1, k2: convolution.conv2d(
        np.pad(k2, [(n - 1, n - 1) for n in k1.shape])[None, None], k1[None, None, ::-1, ::-1]
    )[0, 0],
    "05-learned-kernel": lambda kernel, image, target, rate: (
        kernel
        - rate
        * convolution.conv2d_backward(
            (convolution.correlate2d_naive(image, kernel) - target)[None, None] / target.size,
            image[None, None],
            kernel[None, None],
        )[1][0, 0]
    ),
}


@pytest.mark.parametrize("id", OTHER_ANSWERS)
def test_a_right_answer_of_another_kind_is_accepted(id):
    assert judge(exercise(id), OTHER_ANSWERS[id]).state == RIGHT


def test_every_written_exercise_has_such_another_answer():
    assert set(OTHER_ANSWERS) == {e.id for e in EXERCISES if e.is_function}


def test_a_learner_s_own_way_into_a_known_mistake_is_recognised():
    def floats(size, kernel, stride=1, padding=0):
        return 1 + (size - kernel + padding + padding) / stride

    def upright(image, kernel):
        return convolution.correlate2d_naive(image, np.flipud(kernel))

    def apart(block, kernel, bias=0.0):
        return np.stack([convolution.correlate2d_naive(block[c], kernel[c]) + bias for c in range(len(block))])

    def everywhere(image, kernel, bias=0.0):
        windows = sliding_window_view(image, kernel.shape)
        return (windows * kernel + bias).sum(axis=(2, 3))

    for id, wrong, name in (
        ("05-output-size", floats, "float sizes"),
        ("05-flip", upright, "only one axis flipped: upside down"),
        ("05-channels", apart, "channels not summed"),
        ("05-correlate", everywhere, "bias at every product"),
    ):
        result = judge(exercise(id), wrong)
        assert (result.state, result.misconception) == (WRONG, name)
