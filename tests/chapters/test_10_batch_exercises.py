"""Chapter 10's answers on batch normalisation agree with the package and with torch; its questions with arithmetic."""

import re

import numpy as np
import pytest
import torch

from course_utils import normalisation
from course_utils.exercises.chapter_10 import AFTER, BEFORE, EXERCISES, PREDICTIONS, questions
from course_utils.exercises.chapter_10 import answers_batch as answers

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


def arguments(id):
    return [args for args, _ in BY_ID[id].arguments()]


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-10)


def test_forward_is_the_package_s():
    for given in arguments("10-batch-norm"):
        close(answers.batch_norm(*given), normalisation.batch_norm(*given))


def test_backward_is_the_package_s_and_the_columns_add_up_to_nothing():
    for given in arguments("10-batch-norm-backward"):
        ours = answers.norm_backward(*given)
        for part, theirs in zip(ours, normalisation.batch_norm_backward(*given), strict=True):
            close(part, theirs)
        np.testing.assert_allclose(ours[0].sum(axis=0), 0, atol=1e-10)


def test_averages_are_the_package_s_and_torch_s():
    for batches, *rest in arguments("10-running-averages"):
        momentum = rest[0] if rest else 0.1
        mean, variance = np.zeros(batches[0].shape[1]), np.ones(batches[0].shape[1])
        layer = torch.nn.BatchNorm1d(len(mean), momentum=momentum, dtype=torch.float64)
        for x in batches:
            mean, variance = normalisation.update_averages(mean, variance, x, momentum)
            layer(torch.tensor(x))
        ours = answers.running_averages(batches, *rest)
        for part, package, theirs in zip(ours, (mean, variance), (layer.running_mean, layer.running_var), strict=True):
            close(part, package)
            close(part, theirs.numpy())


def test_a_mean_that_is_right_does_not_lag():
    found = [answers.lag(*given) for given in arguments("10-lagging-average")]
    assert any(np.allclose(lags, 0) for lags in found) and any(lags.min() > 0.01 for lags in found)


def test_the_mistakes_with_torch_s_functions_behind_them():
    x = np.random.default_rng(0).normal(size=(4, 3, 2, 2))
    ones, zeros = np.ones(3), np.zeros(3)
    t = torch.tensor(x)
    close(answers.norm_each_map(x, ones, zeros), torch.nn.functional.instance_norm(t, eps=1e-5).numpy())
    close(answers.norm_each_picture(x, ones, zeros), torch.nn.functional.layer_norm(t, (3, 2, 2), eps=1e-5).numpy())


def number(text):
    return float(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))


@pytest.mark.parametrize("rng", [np.random.default_rng(seed) for seed in range(6)])
def test_what_is_asked_again_has_the_right_answer_right(rng):
    start = questions.start_left().again(rng)
    momentum, steps = (float(n) for n in re.findall(r"momentum ([\d.]+),.*After (\d+) steps", start.question)[0])
    assert number(start.options[start.right].label) == pytest.approx(100 * (1 - momentum) ** steps, abs=0.05)
    twice = questions.used_twice().again(rng)
    first, second = (number(n) for n in re.findall(r"the first is (\S+), at the second ([−\d]+)", twice.question)[0])
    assert number(twice.options[twice.right].label) == first + second
    rows = questions.two_rows().again(rng)
    low, high = (number(n) for n in re.findall(r"column are (\S+) and (\d+)\.", rows.question)[0])
    both = normalisation.batch_norm([[low], [high]], [1.0], [0.0], eps=0).ravel()
    assert rows.options[rows.right].label == "−1 and 1" and both.tolist() == [-1, 1]
    three = questions.twice_three().again(rng)
    channels = int(re.search(r"(\d+) channels in", three.question)[1])
    two, one = (
        sum(p.numel() for layer in layers for p in layer.parameters())
        for layers in (
            [torch.nn.Conv2d(channels, channels, 3, bias=False, device="meta")] * 2,
            [torch.nn.Conv2d(channels, channels, 5, bias=False, device="meta")],
        )
    )
    assert three.options[three.right].label == f"{two:,} beside {one:,}"
    single = questions.one_by_one().again(rng)
    maps, fewer = (int(n) for n in re.search(r"turns (\d+) maps into (\d+)", single.question).groups())
    layer = torch.nn.Conv2d(maps, fewer, 1, bias=False, device="meta")
    assert number(single.options[single.right].label.replace(",", "")) == layer.weight.numel()


def test_the_decks_and_ids():
    assert len(BEFORE) == 3 and len(AFTER) == 5
    ids = [entry.id for entry in (*EXERCISES, *PREDICTIONS, *BEFORE, *AFTER)]
    assert len(set(ids)) == len(ids) and all(id.startswith("10-") for id in ids)
