"""Chapter 07's own answers agree with the package and with torch, and its mistakes are the published ones."""

import re

import numpy as np
import pytest
import torch

from course_utils import convolution, layers, training
from course_utils.convnet import SimpleConvNet
from course_utils.data import batches
from course_utils.exercises.chapter_07 import EXERCISES, PREDICTIONS, answers, answers_loop, questions, questions_sizes
from course_utils.exercises.chapter_07 import answers_layer as patches
from course_utils.exercises.chapter_07.tasks_training import loop_cases
from course_utils.gradients import check_gradient
from course_utils.losses import softmax_cross_entropy

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("ask", [questions.shared, questions.routed, questions.bias, questions.arriving])
def test_every_option_of_a_question_about_a_number_is_another_number(ask, drawn):
    for seed in range(300 if drawn else 1):
        options = ask(np.random.default_rng(seed) if drawn else None).options
        assert len(
            {float(re.match(r"−?[\d.]+", option.label)[0].rstrip(".").replace("−", "-")) for option in options}
        ) == len(options)


def test_a_pixel_counted_once_for_every_number_that_a_window_holds():
    """Four windows of four numbers see it, each a 5."""
    labels = [option.label for option in questions_sizes.there_and_back().options]
    assert labels[1] == f"{4 * 5}" and labels[3].startswith(f"{4 * 4 * 5}: ")


def arguments(id):
    return [args for args, _ in BY_ID[id].arguments()]


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_im2col_and_col2im_are_the_package_s():
    for case in arguments("07-im2col"):
        np.testing.assert_array_equal(patches.im2col(*case), convolution.im2col(*case))
    for case in arguments("07-col2im"):
        close(patches.col2im(*case), convolution.col2im(*case))


def test_col2im_is_the_transpose_of_im2col():
    """⟨im2col(x), c⟩ = ⟨x, col2im(c)⟩: what makes it the backward pass."""
    rng = np.random.default_rng(5)
    for columns, shape, kernel, *stride in arguments("07-col2im"):
        x = rng.normal(size=shape)
        there, back = patches.im2col(x, kernel, *stride), patches.col2im(columns, shape, kernel, *stride)
        assert np.sum(there * columns) == pytest.approx(np.sum(x * back))


def test_the_layer_is_torch_s():
    for (x, weight, bias, *stride), (grad_out, *_) in zip(arguments("07-conv-forward"), arguments("07-conv-backward")):
        parts = [torch.tensor(part, requires_grad=True) for part in (x, weight, bias)]
        out = torch.nn.functional.conv2d(*parts, stride=stride[0] if stride else 1)
        out.backward(torch.tensor(grad_out))
        close(patches.conv_forward(x, weight, bias, *stride), out.detach().numpy())
        for ours, part in zip(patches.conv_backward(grad_out, x, weight, *stride), parts, strict=True):
            close(ours, part.grad.numpy())


def test_the_layer_is_the_package_s():
    for x, weight, bias, *stride in arguments("07-conv-forward"):
        close(patches.conv_forward(x, weight, bias, *stride), convolution.conv2d(x, weight, bias, *stride))
    for case in arguments("07-conv-backward"):
        for ours, theirs in zip(patches.conv_backward(*case), convolution.conv2d_backward(*case), strict=True):
            close(ours, theirs)


@pytest.mark.parametrize(
    ("mistake", "which"),
    [
        (patches.conv_backward_written, 0),
        (patches.conv_backward_flipped, 0),
        (patches.conv_backward_turned_weight, 1),
        (patches.conv_backward_weight_not_transposed, 1),
        (patches.conv_backward_bias_mean, 2),
        (patches.conv_backward_bias_over_images, 2),
    ],
)
def test_a_gradient_check_tells_the_mistakes_from_the_reference(mistake, which):
    rng = np.random.default_rng(0)
    parts = [rng.normal(size=shape) for shape in ((2, 2, 4, 5), (3, 2, 2, 3), (3,))]
    grad_out = rng.normal(size=(2, 3, 3, 3))

    def loss(_):
        return float(np.sum(grad_out * convolution.conv2d(*parts)))

    assert check_gradient(loss, patches.conv_backward(grad_out, *parts[:2])[which], parts[which])
    assert not check_gradient(loss, mistake(grad_out, *parts[:2])[which], parts[which])


def test_relu_backward_is_the_layer_s():
    for grad_out, x in arguments("07-relu-backward"):
        relu = layers.Relu()
        relu.forward(x)
        close(answers.relu_backward(grad_out, x), relu.backward(grad_out))


def test_dense_inputs_are_those_that_the_network_builds():
    for H, W, filters, K, *rest in arguments("07-dense-inputs"):
        S, P, pool = (*rest, *(1, 0, 2)[len(rest) :])
        if pool == 2:
            network = SimpleConvNet((1, H, W), filters, K, P, S, hidden_size=3)
            assert answers.dense_inputs(H, W, filters, K, S, P) == len(network.params["hidden.weight"])


@pytest.mark.parametrize(("K", "S", "published", "real"), [(4, 1, 4687, 4320), (6, 1, 3967, 3630), (5, 2, 1171, 1080)])
def test_the_published_formula_declares_what_the_ledger_says(K, S, published, real):
    assert answers.dense_inputs_late_floor(28, 28, 30, K, S) == published
    assert answers.dense_inputs(28, 28, 30, K, S) == real


@pytest.mark.parametrize("shape", [(30, 1, 5, 5), (16, 6, 5, 5), (8, 3, 1, 7), (784, 10), (40, 300)])
def test_he_std_is_torch_s(shape):
    turned = shape if len(shape) == 4 else shape[::-1]  # torch keeps the weights of a dense layer as (M, D)
    fan_in, _ = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(turned))
    assert answers.he_std(shape) == pytest.approx(torch.nn.init.calculate_gain("relu") / fan_in**0.5)


@pytest.mark.parametrize(("weight", "std"), [("conv", 0.283), ("hidden", 0.0215), ("output", 0.141)])
def test_he_std_is_what_the_network_draws(weight, std):
    drawn = SimpleConvNet(seed=3).params[f"{weight}.weight"]
    assert answers.he_std(drawn.shape) == pytest.approx(std, rel=5e-3)
    assert drawn.std() == pytest.approx(std, rel=4 / np.sqrt(2 * drawn.size))


def test_accuracy_is_the_package_s():
    class Network:
        def __init__(self, predict):
            self.predict = predict

    for predict, x, labels, size in arguments("07-accuracy"):
        assert (
            answers.accuracy(predict, x, labels, size) == training.evaluate(Network(predict), x, labels, size).accuracy
        )


def test_a_perfect_classifier_loses_fifty_of_1050():
    labels = np.arange(1050) % 10
    perfect = answers.Scores(np.eye(10))
    assert answers.accuracy(perfect, np.eye(10)[labels], labels, 100) == 1
    assert answers.accuracy_drops_the_rest(perfect, np.eye(10)[labels], labels, 100) == pytest.approx(1000 / 1050)


def test_the_mended_loop_is_the_one_over_batches():
    for x, labels, w, lr, epochs, size, seed in loop_cases(np.random.default_rng(8)):
        rng, trained = np.random.default_rng(seed), w.copy()
        for _ in range(epochs):
            for some_x, some_labels in batches(x, labels, size, rng):
                trained -= lr * some_x.T @ softmax_cross_entropy(some_x @ trained, some_labels)[1]
        before = w.copy()
        found, curve = answers_loop.train_classifier(x, labels, w, lr, epochs, size, seed)
        close(found, trained)
        np.testing.assert_array_equal(w, before)
        assert len(curve) == epochs + 1
        assert curve[0] == softmax_cross_entropy(x @ w, labels)[0]
        assert curve[-1] == softmax_cross_entropy(x @ found, labels)[0]


def test_each_planted_bug_alone_changes_the_outcome():
    cases = loop_cases(np.random.default_rng(8))

    def differs(train, case):
        x, labels, w, *rest = case
        right = answers_loop.train_classifier(x, labels, w.copy(), *rest)[0]
        given = w.copy()
        return not np.allclose(train(x, labels, given, *rest)[0], right), not np.array_equal(given, w)

    for bug, (values, caller) in {"labels": (1, 0), "last": (1, 0), "caller": (0, 1)}.items():
        found = np.array([differs(answers_loop.mended_but(bug), case) for case in cases]).any(axis=0)
        assert found.tolist() == [values, caller], bug
    assert np.array([differs(answers_loop.broken_training, case) for case in cases]).any(axis=0).all()


def test_every_reply_of_a_prediction_says_something_of_its_own():
    for prediction in PREDICTIONS:
        replies = [option.reply for option in prediction.options]
        assert len(set(replies)) == len(replies)
        assert all(len(reply.split()) >= 8 for reply in replies)
