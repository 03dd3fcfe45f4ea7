"""Chapter 11's own answers agree with the package and with torch, and its mistakes do not."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies
from torch.nn import functional as F

from course_utils.exercises.chapter_11 import AFTER, BEFORE, EXERCISES, PREDICTIONS
from course_utils.exercises.chapter_11 import answers_blocks as blocks
from course_utils.exercises.chapter_11 import answers_paths as paths
from course_utils.exercises.chapter_11.predictions_variants import bottleneck, fifty, shortcut_reads
from course_utils.exercises.chapter_11.questions import halved, mixed_chain, shut_branch, two_gradients
from course_utils.explorers import shortcut_builder
from course_utils.models import resnet_plan
from course_utils.models.blocks import Block, ZeroPadShortcut
from course_utils.models.resnet import CifarResNet

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


def arguments(id):
    return [args for args, _ in BY_ID[id].arguments()]


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def torch_block(x, W1, b1, W2, b2, stride=1):
    """The package's block, without normalisation, with these filters."""
    block = Block(W1.shape[1], W1.shape[0], stride, option="A", normalise=False).double()
    with torch.no_grad():
        for layer, weight, bias in ((block.branch[0], W1, b1), (block.branch[3], W2, b2)):
            layer.weight.copy_(torch.tensor(weight))
            layer.bias.copy_(torch.tensor(bias))
        return block(torch.tensor(x)).numpy()


def test_the_blocks_are_those_of_the_package():
    for case in arguments("11-residual-block"):
        close(blocks.residual_block(*case), torch_block(*case))
    for case in arguments("11-wider-block"):
        close(blocks.wider_block(*case), torch_block(*case))


@settings(max_examples=40, deadline=None)
@given(strategies.data())
def test_the_shortcut_is_the_package_s(data):
    limits = ((1, 2), (1, 3), (1, 9), (1, 9), (0, 4), (1, 3))
    n, c, h, w, new, stride = (data.draw(strategies.integers(*limit)) for limit in limits)
    x = np.random.default_rng(h * 10 + w).normal(size=(n, c, h, w))
    theirs = ZeroPadShortcut(c, c + new, stride)(torch.tensor(x)).numpy()
    np.testing.assert_array_equal(blocks.shortcut_a(x, c + new, stride), theirs)


def test_a_block_with_filters_of_zero_hands_on_what_is_not_negative():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 4))
    zeros = np.zeros((3, 3, 3, 3)), np.zeros(3)
    np.testing.assert_array_equal(blocks.residual_block(x, *zeros, *zeros), np.maximum(0, x))
    np.testing.assert_array_equal(blocks.residual_block(abs(x), *zeros, *zeros), abs(x))
    assert not blocks.residual_block_plain(abs(x), *zeros, *zeros).any()


def test_gradients_are_autograd_s():
    for grad_out, x, W1, W2 in arguments("11-block-backward"):
        leaves = [torch.tensor(part, requires_grad=True) for part in (x, W1, W2)]
        tx, t1, t2 = leaves
        F.relu(F.relu(tx @ t1) @ t2 + tx).backward(torch.tensor(grad_out))
        for ours, leaf in zip(paths.block_backward(grad_out, x, W1, W2), leaves, strict=True):
            close(ours, leaf.grad.numpy())
    for grad_out, x, W in arguments("11-sum-bug"):
        tx, tw = (torch.tensor(part, requires_grad=True) for part in (x, W))
        (tx + F.relu(tx @ tw)).backward(torch.tensor(grad_out))
        for ours, leaf in zip(paths.sum_backward(grad_out, x, W), (tx, tw), strict=True):
            close(ours, leaf.grad.numpy())


def test_the_bug_spoils_grad_x_alone_and_the_caller_s_gradient():
    for grad_out, x, W in arguments("11-sum-bug"):
        given_to_it = grad_out.copy()
        grad_x, grad_W = paths.broken_sum_backward(given_to_it, x, W)
        right_x, right_W = paths.sum_backward(grad_out, x, W)
        close(grad_W, right_W)
        shut = x @ W <= 0
        assert not given_to_it[shut].any()
        close(right_x - grad_x, np.where(shut, grad_out, 0))


@settings(max_examples=60, deadline=None)
@given(strategies.lists(strategies.tuples(strategies.floats(-2, 2), strategies.booleans()), min_size=1, max_size=8))
def test_the_chain_is_the_sum_over_its_paths(blocks_of):
    """Multiplied out, the slope is a sum over paths; their lengths are those that `path_counts` counts."""
    slopes, skips = map(list, zip(*blocks_of))
    total, lengths = 0.0, []
    for way in product((True, False), repeat=len(slopes)):  # True: through F
        if all(through or skip for through, skip in zip(way, skips)):
            total += np.prod([s for s, through in zip(slopes, way) if through])
            lengths.append(sum(way))
    assert paths.chain(slopes, skips) == pytest.approx(total, rel=1e-9, abs=1e-9)
    np.testing.assert_array_equal(paths.path_counts(skips), np.bincount(lengths, minlength=len(slopes) + 1))


def test_the_chain_is_autograd_s():
    for slopes, skips in arguments("11-chain"):
        start = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
        x = start
        for slope, skip in zip(slopes, skips):
            x = x + slope * x if skip else slope * x
        x.backward()
        assert paths.chain(slopes, skips) == pytest.approx(float(start.grad))


def test_the_paths_are_the_explorer_s():
    for skips in product((True, False), repeat=4):
        state = {f"block{k}": "identity" if skip else "none" for k, skip in enumerate(skips, 1)}
        state = shortcut_builder.ShortcutBuilder.full_state(state)
        assert paths.path_counts(skips).tolist() == shortcut_builder.paths(shortcut_builder.wire(state))


def test_parameters_are_the_plan_s_and_the_network_s():
    for n, *rest in arguments("11-parameters"):
        widths, channels, classes = (*rest, *((16, 32, 64), 3, 10)[len(rest) :])
        planned = resnet_plan.cifar(6 * n + 2, widths=widths, channels=channels, classes=classes)
        assert paths.parameters(n, *rest) == sum(stage.parameters for stage in planned)
        with torch.device("meta"):
            built = CifarResNet(6 * n + 2, widths, channels, classes)
        assert paths.parameters(n, *rest) == sum(p.numel() for p in built.parameters())


@pytest.mark.parametrize(("n", "published"), [(3, 0.27), (5, 0.46), (7, 0.66), (9, 0.85), (18, 1.7)])
def test_parameters_are_the_published_ones(n, published):
    digits = 1 if published == 1.7 else 2
    assert round(paths.parameters(n) / 1e6, digits) == published


def test_option_b_costs_what_it_should():
    assert paths.parameters_option_b(3) - paths.parameters(3) == 2_752


QUESTIONS = (*PREDICTIONS, *BEFORE, *AFTER)


def right_of(question):
    return question.options[question.right].label


def test_every_reply_says_something_of_its_own_and_a_wrong_one_asks_on():
    for question in QUESTIONS:
        replies = [option.reply for option in question.options]
        assert len(set(replies)) == len(replies)
        for option in question.options:
            assert option.right or option.reply.endswith("?"), (question.id, option.label)
            assert option.right or right_of(question) not in option.reply or len(right_of(question)) < 4


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.again], ids=lambda q: q.id)
def test_a_question_comes_back_with_other_numbers(question):
    drawn = [question.again(np.random.default_rng(seed)) for seed in range(150)]  # each is checked as it is made
    assert len({again.question for again in drawn}) > 5
    assert {again.id for again in drawn} == {question.id} and all(again.again for again in drawn)
    for again in drawn:
        assert all(option.right or option.reply.endswith("?") for option in again.options)


def test_the_right_options_are_computed():
    assert right_of(two_gradients(4, 9)) == "13" and right_of(halved(50)) == "25"
    assert float(right_of(mixed_chain((0.5, 4, 1), 2))) == paths.chain([0.5, 4, 1], [True, True, False])
    assert right_of(shut_branch([4, -3, 1.5])) == "(4, 0, 1.5)"
    assert right_of(fifty(0.1, 50)) == "About 117" and right_of(fifty(0.2, 20)) == "About 38"
    assert right_of(shortcut_reads(8, 12, 3)) == "1/9"
    filters = {kind: resnet_plan.block(kind, 256, width, "A", False, normalise=True) for kind, width in
               (("basic", 256), ("bottleneck", 64))}  # fmt: skip
    assert right_of(bottleneck(256, 64)) == f"About {filters['basic'] / filters['bottleneck']:.0f} times"


def test_what_is_wrong_with_the_deeper_network_is_seen_from_its_training_error():
    (question,) = [question for question in AFTER if question.id == "11-recall-two-errors"]
    drawn = {right_of(question.again(np.random.default_rng(seed))) for seed in range(30)}
    assert drawn == {"It overfits", "It is degraded: it has learned too little"}


def test_six_exercises_stand_on_the_path():
    assert [exercise.id for exercise in EXERCISES if exercise.optional] == ["11-wider-block", "11-parameters"]
    assert len(EXERCISES) == 8 and len(BEFORE) == 3 and len(AFTER) == 5
