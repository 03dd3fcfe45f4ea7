"""Chapter 09's own answers agree with the package, with torch and by hand; its mistakes are the published ones."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course_utils import dropout, normalisation, optimizers, shapes
from course_utils.data import augmentation
from course_utils.exercises.chapter_09 import AFTER, BEFORE, EXERCISES, PREDICTIONS
from course_utils.exercises.chapter_09 import answers_network as network
from course_utils.exercises.chapter_09 import answers_recipe as recipe
from course_utils.experiment import metrics
from course_utils.models import alexnet_plan

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


def arguments(id):
    return [args for args, _ in BY_ID[id].arguments()]


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_a_fitting_side_gives_the_places_and_leaves_nothing_over():
    for places, kernel, *rest in arguments("09-fitting-side"):
        side = network.fitting_side(places, kernel, *rest)
        assert shapes.output_size(side, kernel, *rest) == places
        assert shapes.unused(side, kernel, *rest) == 0
    assert network.fitting_side(55, 11, 4) == 227 == alexnet_plan.SIDE


@given(st.integers(1, 60), st.integers(1, 11), st.integers(1, 5))
def test_fitting_side_is_the_inverse_of_output_size(places, kernel, stride):
    side = network.fitting_side(places, kernel, stride)
    assert (shapes.output_size(side, kernel, stride), shapes.unused(side, kernel, stride)) == (places, 0)


def test_split_parameters_are_those_of_torch_s_groups():
    for C, F, K, towers in arguments("09-split-parameters"):
        layer = torch.nn.Conv2d(C, F, K, groups=towers)
        assert network.split_parameters(C, F, K, towers) == sum(p.numel() for p in layer.parameters())


def test_split_parameters_are_those_of_the_network():
    for towers in (1, 2):
        rows = {row.layer: row.parameters for row in alexnet_plan.rows(alexnet_plan.full(), towers)}
        assert rows["conv2"] == network.split_parameters(96, 256, 5, towers)
        assert rows["conv4"] == network.split_parameters(384, 384, 3, towers)


def test_lrn_is_the_package_s_and_torch_s_with_five_times_the_alpha():
    for a, *rest in arguments("09-lrn"):
        n, k, alpha, beta = (*rest, *(5, 2.0, 1e-4, 0.75)[len(rest) :])
        close(network.lrn(a, n, k, alpha, beta), normalisation.local_response(a, n, k, alpha, beta))
        layer = torch.nn.LocalResponseNorm(n, alpha=n * alpha, beta=beta, k=k)
        close(network.lrn(a, n, k, alpha, beta), layer(torch.from_numpy(a)).numpy())


def test_the_torch_trap_is_the_misconception():
    for a, *rest in arguments("09-lrn"):
        n, k, alpha, beta = (*rest, *(5, 2.0, 1e-4, 0.75)[len(rest) :])
        trap = torch.nn.LocalResponseNorm(n, alpha=alpha, beta=beta, k=k)(torch.from_numpy(a)).numpy()
        close(network.lrn_alpha_over_n(a, n, k, alpha, beta), trap)


@given(arrays.arrays(float, (1, 6, 1, 2), elements=st.floats(0, 1000)))
def test_lrn_enlarges_nothing(a):
    assert (network.lrn(a) <= a / 2**0.75 + 1e-12).all()


def test_top_k_error_is_that_of_the_programs():
    for scores, labels, k in arguments("09-top-k-error"):
        assert recipe.top_k_error(scores, labels, k) == pytest.approx(metrics.top_k_error(scores, labels, k))


def test_the_covariance_has_the_package_s_components():
    for (x,) in arguments("09-colour-covariance"):
        found, (values, vectors) = recipe.colour_covariance(x), augmentation.colour_components(x)
        close(found, np.cov(x.transpose(1, 0, 2, 3).reshape(3, -1), bias=True))
        close(found @ vectors, vectors * values)


def test_the_shift_is_the_package_s():
    for x, values, vectors, _ in arguments("09-colour-shift"):
        components = augmentation.Components(values, vectors)
        alphas = np.random.default_rng(3).normal(0, 0.1, (len(x), 3))
        theirs = augmentation.colour_shift(x, components, np.random.default_rng(3))
        close(recipe.colour_shift(x, values, vectors, alphas), theirs)


@pytest.mark.parametrize(("whole", "size"), [(7, 4), (6, 6), (9, 2)])
def test_crops_are_as_many_as_can_be_cut_out(whole, size):
    windows = np.lib.stride_tricks.sliding_window_view(np.zeros((whole, whole)), (size, size))
    assert recipe.crop_count(whole, size, False) == windows.shape[0] * windows.shape[1]
    assert recipe.crop_count(whole, size, True) == 2 * recipe.crop_count(whole, size, False)


def test_the_published_count_is_the_misconception():
    assert recipe.crop_count_paper(256, 224, True) == 2048
    assert recipe.crop_count(256, 224, True) == 2178


def test_the_paper_s_step_is_the_package_s_momentum_without_decay():
    rule, w, v = optimizers.Momentum(lr=0.1, momentum=0.9), np.array([1.0, -2.0]), np.zeros(2)
    params, rng = {"w": w.copy()}, np.random.default_rng(0)
    for _ in range(5):
        grad = rng.normal(size=2)
        rule.step(params, {"w": grad})
        w, v = recipe.paper_step(w, v, grad, 0.1, decay=0.0)
    close(w, params["w"])


@pytest.mark.parametrize("falls", [False, True])
def test_torch_takes_the_paper_s_steps_only_while_the_rate_stays(falls):
    w, v, grads = np.array([1.0, -2.0]), np.zeros(2), np.random.default_rng(1).normal(size=(6, 2))
    theirs = torch.nn.Parameter(torch.from_numpy(w.copy()))
    rule = torch.optim.SGD([theirs], lr=0.1, momentum=0.9, weight_decay=0.0005)
    for step, grad in enumerate(grads):
        rate = 0.01 if falls and step >= 3 else 0.1
        rule.param_groups[0]["lr"], theirs.grad = rate, torch.from_numpy(grad)
        rule.step()
        w, v = recipe.paper_step(w, v, grad, rate)
    assert np.allclose(w, theirs.detach().numpy(), atol=1e-12) is not falls


def test_the_mended_head_by_hand():
    for a, weight, kept, training in arguments("09-planted-bugs"):
        h = network.lrn(np.where(a > 0, a, 0)).reshape(len(a), -1)
        close(network.mended_head(a, weight, kept, training), (h * kept if training else 0.5 * h) @ weight)


def test_both_bugs_of_the_broken_head_matter():
    for a, weight, kept, training in arguments("09-planted-bugs"):
        right = network.mended_head(a, weight, kept, training)
        assert not np.allclose(network.head_norm_first(a, weight, kept, training), right)
        assert np.allclose(network.head_always_drops(a, weight, kept, training), right) is training


def test_dropout_keeps_the_mean():
    rng = np.random.default_rng(0)
    x = rng.random(50)
    drawn = np.mean([dropout.train(x, dropout.mask(x.shape, 0.5, rng)) for _ in range(20_000)], axis=0)
    np.testing.assert_allclose(drawn, dropout.test(x, 0.5), atol=0.02)


def right(id):
    prediction = next(p for p in PREDICTIONS if p.id == id)
    return prediction.options[prediction.right].label


def test_predictions_say_what_the_code_says():
    assert shapes.output_size(224, 11, 4) == 54 and shapes.unused(224, 11, 4) == 1
    assert right("09-predict-224").startswith("54, with 1 pixel")
    rows = alexnet_plan.rows(alexnet_plan.full())
    share = sum(row.parameters for row in rows[:5]) / sum(row.parameters for row in rows)
    assert right("09-predict-where") == f"About {100 * share:.0f} %"
    beside = normalisation.local_response(np.array([1.0, 50.0]).reshape(1, 2, 1, 1)).ravel()
    assert beside[1] / beside[0] == pytest.approx(50)
    assert right("09-predict-lrn") == "It divides both by the same number"
    assert right("09-predict-guess") == f"{1 - 5 / 8:.1%} and {1 - 5 / 1000:.1%}".replace("%", " %")


QUESTIONS = (*PREDICTIONS, *BEFORE, *AFTER)
VARIED = [pytest.param(question, id=question.id) for question in QUESTIONS if question.again]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_wrong_option_earns_a_question(question):
    for option in question.options:
        assert option.right or option.reply.endswith("?"), option.reply


@pytest.mark.parametrize("question", VARIED)
def test_the_same_question_with_other_numbers(question):
    drawn = [question.again(np.random.default_rng(seed)) for seed in range(50)]
    texts = {q.question + str(q.options) for q in drawn}
    assert len(texts) > 3
    for other in drawn:
        assert other.id == question.id and other.right == question.right and other.again
        assert "{" not in other.question + str(other.options)


def label(question):
    return question.options[question.right].label


def numbers(text):
    return [float(found) for found in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]


@pytest.mark.parametrize("seed", range(20))
def test_the_right_options_are_right_for_other_numbers(seed):
    drawn = {q.id: q.again(np.random.default_rng(seed)) for q in QUESTIONS if q.again}
    asked = {id: numbers(q.question) for id, q in drawn.items()}
    found = {id: numbers(label(q)) for id, q in drawn.items()}
    kernel, _, side, _, stride = asked["09-predict-224"]
    sizes = int(side), int(kernel), int(stride)
    assert found["09-predict-224"] == [shapes.output_size(*sizes), shapes.unused(*sizes)]
    classes = asked["09-predict-guess"][1]
    assert found["09-predict-guess"] == pytest.approx([100 * (1 - 5 / classes), 99.5], abs=0.06)
    rate = asked["09-predict-halving"][1]
    assert found["09-predict-halving"][0] == pytest.approx(1 / (1 - rate), rel=0.01)
    _, momentum, divisor = asked["09-predict-rate"]
    assert found["09-predict-rate"] == pytest.approx([1 / divisor, momentum + (1 - momentum) / divisor], abs=0.001)
    assert found["09-recall-full-speed"][0] == pytest.approx(1 / (1 - asked["09-recall-full-speed"][0]), rel=0.01)
    maps, _, _, kernels, size, _ = asked["09-recall-parameters"]
    assert found["09-recall-parameters"] == [kernels * (maps * size**2 + 1)]
    maps, size, _ = asked["09-recall-kernel-depth"]
    assert found["09-recall-kernel-depth"] == [size**2 * maps / 2]
    first, between, _, _, later, *_ = asked["09-recall-two-errors"]
    assert found["09-recall-two-errors"] == [10 * (10 - first), 10 * later] and first + between + later == 10
    side = int(asked["09-recall-pooled"][0])
    assert found["09-recall-pooled"] == [shapes.output_size(side, window, 2) for window in (2, 3)]
    assert found["09-recall-made-up"][0] == pytest.approx(1 / (1 - asked["09-recall-made-up"][0]), rel=0.01)
