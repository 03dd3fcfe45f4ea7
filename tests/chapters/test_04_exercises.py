"""Chapter 04's own answers agree with the package, with torch, and with what its notebook shows."""

import ast
import json

import numpy as np
import pytest
import torch

from course_utils import settings, shapes
from course_utils.dense import affine
from course_utils.exercises.chapter_04 import EXERCISES, answers
from course_utils.exercises.judge import judge

NOTEBOOK = settings.NOTEBOOKS / "04_images_and_dense_layers.ipynb"


def exercise(id):
    return next(e for e in EXERCISES if e.id == id)


def arguments(id):
    return [args for args, _ in exercise(id).arguments()]


def cell(id):
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return next("".join(c["source"]) for c in cells if c["id"] == id)


def test_local_and_shared_counts_are_those_of_shapes():
    for channels, height, width, kernel in arguments("04-count-local"):
        ours = answers.local_parameters(channels, height, width, kernel)
        assert ours == shapes.local(channels, height, width, 1, kernel).parameters
    for channels, height, width, filters, kernel in arguments("04-count-shared"):
        ours = answers.shared_parameters(channels, height, width, filters, kernel)
        assert ours == shapes.convolution(channels, height, width, filters, kernel).parameters
        assert ours == sum(p.numel() for p in torch.nn.Conv2d(channels, filters, kernel).parameters())


def test_the_count_by_hand_is_torch_s_network():
    network = torch.nn.Sequential(torch.nn.Linear(784, 15), torch.nn.ReLU(), torch.nn.Linear(15, 10))
    assert exercise("04-count-by-hand").expected_value() == sum(p.numel() for p in network.parameters())


@pytest.mark.parametrize("typed", [11_912, 117_752, 11_910, 119_260])
def test_known_wrong_counts_are_named(typed):
    assert judge(exercise("04-count-by-hand"), typed).misconception


def test_flat_index_is_numpy_s():
    for channel, row, column, shape in arguments("04-flat-index"):
        places = np.arange(np.prod(shape)).reshape(shape)
        assert answers.flat_index(channel, row, column, shape) == places[channel, row, column]


def test_to_nchw_is_torch_s_permute():
    for (photos,) in arguments("04-to-nchw"):
        expected = torch.tensor(photos).permute(0, 3, 1, 2).double() / 255
        np.testing.assert_allclose(answers.to_nchw(photos), expected.numpy())


def test_permuted_weights_leave_the_outputs_as_they_were():
    rng = np.random.default_rng(1)
    for weights, order in arguments("04-permuted-weights"):
        x, bias = rng.normal(size=(6, len(weights))), rng.normal(size=weights.shape[1])
        shuffled = affine(x[:, order], answers.permuted_weights(weights, order), bias)
        np.testing.assert_allclose(shuffled, affine(x, weights, bias), atol=1e-12)
        assert not np.array_equal(order[order], np.arange(len(order))), (
            "an order that undoes itself tells nothing apart"
        )


def test_blend_is_exact_for_every_pair_of_bytes():
    a, b = (grid.astype(np.uint8) for grid in np.mgrid[0:256, 0:256])
    result = answers.blend(a, b)
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, (np.add(a, b, dtype=np.int32)) // 2)


def test_the_notebook_plants_the_bug_that_the_exercise_knows():
    tree = ast.parse(cell("blend-bug"))
    names = {"np": np}
    exec(compile(ast.Module(tree.body[:1], []), "blend-bug", "exec"), names)
    for pair in arguments("04-blend"):
        np.testing.assert_array_equal(names["blend_with_bug"](*pair), answers.blend_with_bug(*pair))


@pytest.mark.parametrize(
    "also_right",
    [
        lambda a, b: ((a.astype(np.uint16) + b.astype(np.uint16)) // 2).astype(np.uint8),
        lambda a, b: (a // 2 + b // 2 + (a % 2 + b % 2) // 2).astype(np.uint8),
        lambda a, b: np.floor(a / 2 + b / 2).astype(np.uint8),
    ],
)
def test_other_right_ways_to_blend_pass(also_right):
    assert judge(exercise("04-blend"), also_right).state == "correct"


def test_other_right_ways_to_move_the_channel_pass():
    also_right = lambda photos: np.moveaxis(photos.astype(np.float32) / 255, -1, 1)  # noqa: E731
    assert judge(exercise("04-to-nchw"), also_right).state == "correct"
