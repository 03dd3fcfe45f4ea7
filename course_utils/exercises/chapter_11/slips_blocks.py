"""More mistakes of chapter 11 with residual blocks, forward, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.convolution import conv2d
from course_utils.exercises.chapter_11 import answers_blocks as answers
from course_utils.exercises.chapter_11.answers_blocks import branch_of, shortcut_a, wider_block_with
from course_utils.exercises.chapter_11.slips_shortcut import pooled
from course_utils.exercises.engine import Misconception


def relu(x):
    return np.maximum(0, x)


def no_shapes_fit(returned, expected, *arguments):
    """Return whether arrays of unlike size met: NumPy says "broadcast", and `conv2d` finds a window too large."""
    return isinstance(returned, ValueError) and ("broadcast" in str(returned) or "(padded) input" in str(returned))


# ---- the two blocks at once: what is said of one holds of the other -------------------------------------------------
def keeping(x, W1, b1, W2, b2):
    return x


def changing(x, W1, b1, W2, b2, stride):
    return shortcut_a(x, len(W2), stride)


def either(combine, branch=branch_of, before=lambda x: x):
    """Return (residual_block, wider_block) that give ``combine(branch, shortcut)``, x going through ``before``."""

    def residual_block(x, *filters):
        return combine(branch(before(x), *filters), keeping(x, *filters))

    def wider_block(x, W1, b1, W2, b2, stride):
        return combine(branch(before(x), W1, b1, W2, b2, stride), changing(x, W1, b1, W2, b2, stride))

    return residual_block, wider_block


def residual_sum(branch, shortcut):
    return relu(branch + shortcut)


def padded_once(x, W1, b1, W2, b2, stride=1):
    return conv2d(relu(conv2d(x, W1, b1, stride, padding=1)), W2, b2)


def without_biases(x, W1, b1, W2, b2, stride=1):
    return branch_of(x, W1, 0 * b1, W2, 0 * b2, stride)


def linear(x, W1, b1, W2, b2, stride=1):
    return conv2d(conv2d(x, W1, b1, stride, padding=1), W2, b2, padding=1)


def turned_over(x, W1, b1, W2, b2, stride=1):
    return branch_of(x, W1[:, :, ::-1, ::-1], b1, W2[:, :, ::-1, ::-1], b2, stride)


def first_biases_twice(x, W1, b1, W2, b2, stride=1):
    return branch_of(x, W1, b1, W2, b1, stride)


NO_FIT = either(residual_sum, padded_once)
NO_BIASES = either(residual_sum, without_biases)
NO_RELU = either(lambda branch, shortcut: branch + shortcut, linear)
TURNED_OVER = either(residual_sum, turned_over)
BIASES_TWICE = either(residual_sum, first_biases_twice)
ADDED_TO_ITSELF = either(lambda branch, shortcut: relu(branch + branch))
ADDED_TWICE = either(lambda branch, shortcut: relu(branch + 2 * shortcut))
SIDE_BY_SIDE = either(lambda branch, shortcut: relu(np.concatenate([branch, shortcut], axis=1)))
MULTIPLIED = either(lambda branch, shortcut: relu(branch * shortcut))
HALVED = either(lambda branch, shortcut: relu((branch + shortcut) / 2))


#: What goes wrong in either block: the name, the two wrong blocks, the question.
EITHER = (
    ("no biases", NO_BIASES, "With all filters at 0, what do the two biases still do? And in yours?"),
    (
        "no ReLU at all",
        NO_RELU,
        "Two convolutions and a sum, and nothing bent: what can such a block compute (chapter 01)?",
    ),
    (
        "filters turned over",
        TURNED_OVER,
        "`conv2d` lays the filter on as it stands. Does your convolution turn it first (chapter 05)?",
    ),
    (
        "the first biases twice",
        BIASES_TWICE,
        "The block has two sets of biases. Which does your second convolution add?",
    ),
    (
        "the branch added to itself",
        ADDED_TO_ITSELF,
        "Set all filters and biases to 0. Does anything of x come out of yours?",
    ),
    ("x added twice", ADDED_TWICE, "Set all filters and biases to 0. How much of x comes out of yours?"),
    (
        "side by side instead of added",
        SIDE_BY_SIDE,
        "Your result has more channels than the branch. Are F and the shortcut put side by side, or added?",
    ),
    (
        "multiplied instead of added",
        MULTIPLIED,
        "Set all filters and biases to 0: what is x times nothing, and x plus nothing?",
    ),
    ("halved", HALVED, "A mean of two things is half their sum. What does the task ask for?"),
)


def both(which):
    """Return the mistakes that can be made in either block: 0 for ``residual_block``, 1 for ``wider_block``."""
    message = (
        "Two arrays of unlike size met. Print the shapes of the hidden maps, of the branch and of the shortcut: "
        "from which step on do they differ?"
    )
    no_fit = Misconception("sizes that do not fit", NO_FIT[which], message, holds=no_shapes_fit)
    return no_fit, *(Misconception(name, blocks[which], question) for name, blocks, question in EITHER)


# ---- a block that keeps the size ----------------------------------------------------------------------------------
def pre_activation(x, W1, b1, W2, b2):
    return conv2d(relu(conv2d(relu(x), W1, b1, padding=1)), W2, b2, padding=1) + x


def pre_activation_with_relu(x, *filters):
    return relu(pre_activation(x, *filters))


def rectified_first(x, *filters):
    return answers.residual_block(relu(x), *filters)


def second_filters_twice(x, W1, b1, W2, b2):
    return answers.residual_block(x, W2, b2, W2, b2)


RECTIFIED_ALSO = (rectified_first,)
ONE_FILTER_ALSO = (
    second_filters_twice,
    lambda x, W1, b1, W2, b2: answers.residual_block(x, W1, b1, W1, b2),
)
RESIDUAL_BLOCK = (
    *both(0),
    Misconception(
        "ReLU before the convolutions",
        pre_activation,
        "That is how the block with its activations in front begins. Where does the first ReLU of this one stand?",
        also=(pre_activation_with_relu,),
    ),
    Misconception(
        "the filters exchanged",
        lambda x, W1, b1, W2, b2: answers.residual_block(x, W2, b2, W1, b1),
        "Which of the two sets of filters sees x itself?",
    ),
    Misconception(
        "one convolution only",
        lambda x, W1, b1, W2, b2: relu(conv2d(x, W1, b1, padding=1) + x),
        "How many convolutions does the shortcut go round? And in yours?",
        also=(lambda x, W1, b1, W2, b2: relu(conv2d(x, W2, b2, padding=1) + x),),
    ),
    Misconception(
        "the shortcut ends too early",
        lambda x, W1, b1, W2, b2: relu(conv2d(relu(conv2d(x, W1, b1, padding=1)) + x, W2, b2, padding=1)),
        "Where does x come back in yours: before the second convolution, or behind it?",
        also=(
            lambda x, W1, b1, W2, b2: relu(conv2d(relu(conv2d(x, W1, b1, padding=1) + x), W2, b2, padding=1)),
            lambda x, W1, b1, W2, b2: relu(conv2d(relu(conv2d(x, W1, b1, padding=1)) + x, W2, b2, padding=1) + x),
        ),
    ),
)


# ---- a block that changes the size --------------------------------------------------------------------------------
def fixed_stride(x, W1, b1, W2, b2, stride):
    return answers.wider_block(x, W1, b1, W2, b2, 2)


def relu_twice(x, W1, b1, W2, b2, stride):
    return relu(relu(branch_of(x, W1, b1, W2, b2, stride)) + shortcut_a(x, len(W2), stride))


def no_first_relu(x, W1, b1, W2, b2, stride):
    return relu(linear(x, W1, b1, W2, b2, stride) + shortcut_a(x, len(W2), stride))


def round_one_layer(x, W1, b1, W2, b2, stride):
    hidden = relu(conv2d(x, W1, b1, stride, padding=1))
    return relu(conv2d(hidden, W2, b2, padding=1) + hidden)


def rectified_first_wider(x, *more):
    return answers.wider_block(relu(x), *more)


WIDER_RECTIFIED_ALSO = (rectified_first_wider,)
WIDER_BLOCK = (
    *both(1),
    Misconception("always in steps of 2", fixed_stride, "What does your block do when `stride` is 1, or 3?"),
    Misconception(
        "ReLU before the addition, and after",
        relu_twice,
        "The last ReLU stands in the right place. Is there one too many before it?",
    ),
    Misconception(
        "no ReLU between the convolutions",
        no_first_relu,
        "Two linear layers in a row: what do they amount to (chapter 01)?",
    ),
    Misconception(
        "the shortcut starts too late",
        round_one_layer,
        "Your shortcut goes round one convolution. Where should it leave, and what should it carry?",
    ),
    Misconception(
        "subtracted",
        wider_block_with(lambda x, *rest: -shortcut_a(x, *rest)),
        "F is H − x. What must be done to F to get H back?",
    ),
    Misconception(
        "zeros on both sides",
        wider_block_with(answers.shortcut_a_both_sides),
        "Some programs share the zeros out to both ends; in `shortcut_a` they follow x. Where do yours stand?",
    ),
    Misconception(
        "cut a corner out",
        wider_block_with(answers.shortcut_a_corner),
        "Your shortcut keeps the top left of the picture. Which pixels does a convolution with a stride look at?",
    ),
    Misconception(
        "pooled instead of picked",
        wider_block_with(pooled(np.nanmean, "ceil")),
        "Your shortcut makes one number out of several pixels. What does option A do?",
        also=(wider_block_with(pooled(np.nanmax, "ceil")),),
    ),
    Misconception(
        "the first filters used twice",
        lambda x, W1, b1, W2, b2, stride: answers.wider_block(x, W1, b1, W1, b1, stride),
        "How many channels do the hidden maps have, and which filters expect so many?",
        also=(lambda x, W1, b1, W2, b2, stride: answers.wider_block(x, W1, b1, W1, b2, stride),),
    ),
    Misconception(
        "no stride",
        lambda x, W1, b1, W2, b2, stride: answers.wider_block(x, W1, b1, W2, b2, 1),
        "How large is your result beside x, when `stride` is 2?",
    ),
)
