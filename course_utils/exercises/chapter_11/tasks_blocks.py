"""Exercises of chapter 11 in which residual blocks are written, forward."""

from __future__ import annotations

from course_utils.exercises.chapter_11 import answers_blocks as answers
from course_utils.exercises.chapter_11 import slips_blocks as slips
from course_utils.exercises.chapter_11 import slips_shortcut
from course_utils.exercises.engine import Exercise, Misconception


def filters(rng, channels, inputs):
    """Return the weights (F, C, 3, 3) and biases (F,) of a convolution, of a size that keeps signals in bounds."""
    return rng.normal(size=(channels, inputs, 3, 3)) / (3 * inputs**0.5), rng.normal(size=channels) / 2


def block_cases(rng):
    """Return (x, W1, b1, W2, b2): blocks that keep channels and size, inner widths equal to the outer ones."""
    sizes = (
        (1, 1, 3, 3),
        (2, 2, 4, 4),
        (1, 3, 4, 5),
        (2, 1, 5, 3),
        (3, 2, 3, 4),
        (1, 4, 4, 4),
        (2, 3, 3, 3),
        (1, 2, 6, 5),
    )
    found = []
    for n, c, h, w in sizes:
        found.append((rng.normal(size=(n, c, h, w)), *filters(rng, c, c), *filters(rng, c, c)))
    return found


def shortcut_cases(rng):
    """Return (x, channels, stride): even and odd sides, one channel, equal channels, stride 1, 2 and 3."""
    sizes = ((1, 1, 4, 4, 3, 2), (2, 2, 4, 6, 4, 2), (1, 3, 5, 5, 6, 2), (2, 2, 7, 4, 5, 2), (1, 2, 6, 6, 2, 2),
             (1, 2, 3, 3, 4, 1), (2, 1, 7, 8, 3, 3), (1, 4, 2, 2, 8, 2), (3, 2, 6, 5, 7, 2))  # fmt: skip
    return [(rng.normal(size=shape), channels, stride) for *shape, channels, stride in sizes]


def wider_cases(rng):
    """Return (x, W1, b1, W2, b2, stride): blocks that widen, mostly halving the size, with odd sides among them.

    In the last two, NumPy adds x to the branch without complaint (one channel, stride 1), and W1 fits in W2's place.
    """
    sizes = ((1, 1, 4, 4, 2, 2), (2, 2, 4, 6, 4, 2), (1, 2, 5, 5, 4, 2), (2, 1, 7, 5, 3, 2), (1, 3, 6, 6, 6, 2),
             (1, 2, 4, 4, 3, 1), (1, 2, 7, 8, 5, 3), (3, 2, 4, 5, 4, 2),
             (1, 1, 2, 2, 2, 1), (1, 2, 3, 2, 2, 2))  # fmt: skip
    found = []
    for n, c, h, w, f, stride in sizes:
        found.append((rng.normal(size=(n, c, h, w)), *filters(rng, f, c), *filters(rng, f, f), stride))
    return found


RESIDUAL_BLOCK = Exercise(
    id="11-residual-block",
    title="A residual block",
    prompt="Write `residual_block(x, W1, b1, W2, b2)`, the block of 2015 without its normalisation: a 3 × 3 "
    "convolution, ReLU, a second 3 × 3 convolution, then the sum with `x`, then ReLU. `x` is (N, C, H, W), the filters "
    "are (C, C, 3, 3), the biases (C,). `conv2d(x, W, b, padding=1)` keeps the size.",
    stub="def residual_block(x, W1, b1, W2, b2):\n    ...  # return an array like x",
    reference=answers.residual_block,
    cases=block_cases,
    misconceptions=(
        Misconception(
            "the plain block",
            answers.residual_block_plain,
            "That is the plain twin. With all filters and biases at 0, what should come out for a positive x?",
        ),
        Misconception(
            "ReLU before the addition",
            answers.residual_block_relu_first,
            "F must be able to make a number smaller too. Can it, once its own result has been rectified?",
        ),
        Misconception(
            "ReLU before the addition, and after",
            answers.residual_block_relu_twice,
            "The last ReLU stands in the right place. Is there one too many before it?",
        ),
        Misconception(
            "no ReLU after the addition",
            answers.residual_block_no_last_relu,
            "Nothing follows your sum. What does the task put after it?",
        ),
        Misconception(
            "no ReLU between the convolutions",
            answers.residual_block_no_first_relu,
            "Two linear layers in a row: what do they amount to (chapter 01)?",
        ),
        Misconception(
            "the shortcut starts too late",
            answers.residual_block_around_one_layer,
            "Your shortcut goes round one convolution. Where does it leave, and what should it carry?",
        ),
        Misconception(
            "a shortcut round each convolution",
            answers.residual_block_around_each,
            "How many sums has one block?",
        ),
        Misconception(
            "the shortcut rectified",
            answers.residual_block_rectified_shortcut,
            "The shortcut is the identity. Does yours carry negative numbers?",
            also=slips.RECTIFIED_ALSO,
        ),
        Misconception(
            "subtracted", answers.residual_block_subtracts, "F is H − x. What must be done to F to get H back?"
        ),
        Misconception(
            "one set of filters twice",
            answers.residual_block_one_filter,
            "The block has two sets of filters. Which does each of your convolutions use?",
            also=slips.ONE_FILTER_ALSO,
        ),
        Misconception(
            "wrote into x",
            answers.residual_block_in_place,
            "Whoever handed you x may still need it: the backward pass does. Does `+=` make a new array?",
        ),
        *slips.RESIDUAL_BLOCK,
    ),
    hints=(
        "Three lines: the hidden maps, the branch F, the sum.",
        "The branch ends with a convolution. What comes after it happens to the sum.",
        "`np.maximum(0, ...)` is ReLU; it appears twice.",
    ),
)

SHORTCUT = Exercise(
    id="11-shortcut-a",
    title="A shortcut across a change of size",
    prompt="Write `shortcut_a(x, channels, stride)`, option A: keep every `stride`-th row and column of `x` (N, C, H, "
    "W), beginning with the first, and append channels of zeros until there are `channels`. Nothing is learned.",
    stub="def shortcut_a(x, channels, stride):\n    ...",
    reference=answers.shortcut_a,
    cases=shortcut_cases,
    misconceptions=(
        Misconception(
            "zeros in front",
            answers.shortcut_a_zeros_first,
            "Channel 0 of x should stay channel 0. Where do the new ones belong?",
        ),
        Misconception(
            "zeros on both sides",
            answers.shortcut_a_both_sides,
            "Some programs share the zeros out to both ends; here they are to follow x. Where do yours stand?",
            also=slips_shortcut.BOTH_SIDES_ALSO,
        ),
        Misconception(
            "repeated channels",
            answers.shortcut_a_repeats,
            "The new channels carry nothing. What do yours carry?",
            also=slips_shortcut.REPEATS_ALSO,
        ),
        Misconception(
            "cut a corner out",
            answers.shortcut_a_corner,
            "That keeps the top left of the picture. Which pixels does a convolution with stride 2 look at?",
        ),
        Misconception(
            "began at the wrong pixel",
            answers.shortcut_a_offset,
            "Which row is kept first: the one with index 0, or a later one?",
            also=slips_shortcut.OFFSET_ALSO,
        ),
        Misconception(
            "one direction only",
            answers.shortcut_a_rows_only,
            "A picture has two directions. Does the stride act in both?",
            also=slips_shortcut.ONE_DIRECTION_ALSO,
        ),
        Misconception(
            "pixels blanked instead of dropped",
            answers.shortcut_a_blanks,
            "The sum needs the smaller size. Is your result smaller than x?",
        ),
        Misconception(
            "as many channels again",
            answers.shortcut_a_adds_channels,
            "`channels` is how many there shall be at the end. How many are new?",
        ),
        Misconception("ones instead of zeros", answers.shortcut_a_ones, "What may be added to F and change nothing?"),
        *slips_shortcut.SHORTCUT,
    ),
    hints=(
        "A slice with a step, `x[:, :, ::2, ::2]`, keeps every second row and column.",
        "How many channels are missing? `np.zeros` makes them, or `np.pad` does it all.",
        "`np.pad(a, ((0, 0), (0, new), (0, 0), (0, 0)))` appends along the second axis only.",
    ),
)

WIDER_BLOCK = Exercise(
    id="11-wider-block",
    title="A block that changes the size",
    prompt="Write `wider_block(x, W1, b1, W2, b2, stride)`: as `residual_block`, but the first convolution moves by "
    "`stride` and its filters `W1` (F, C, 3, 3) turn C channels into F; `W2` is (F, F, 3, 3). The shortcut is option "
    "A, as in `shortcut_a` above. Return (N, F, OH, OW).",
    stub="def wider_block(x, W1, b1, W2, b2, stride):\n    ...",
    reference=answers.wider_block,
    optional=True,
    cases=wider_cases,
    misconceptions=(
        Misconception(
            "the identity where it does not fit",
            answers.wider_block_identity,
            "F has another shape than x. What must the shortcut do to x first?",
        ),
        Misconception(
            "no shortcut",
            answers.wider_block_no_shortcut,
            "With all filters at 0, does anything of x come out of your block?",
        ),
        Misconception(
            "zeros in front",
            answers.wider_block_zeros_first,
            "Which channels of the sum receive x, the first or the last?",
        ),
        Misconception(
            "repeated channels", answers.wider_block_repeats, "What do the new channels of the shortcut hold?"
        ),
        Misconception(
            "began at the wrong pixel",
            answers.wider_block_offset,
            "Output (0, 0) of the convolution is centred on which pixel of x?",
        ),
        Misconception(
            "the shortcut rectified",
            answers.wider_block_rectified,
            "ReLU comes after the addition. Does the shortcut carry negative numbers up to there?",
            also=slips.WIDER_RECTIFIED_ALSO,
        ),
        Misconception(
            "the second convolution strides",
            answers.wider_block_stride_late,
            "Which of the two convolutions moves in steps of `stride`? It saves work when the first one does.",
        ),
        Misconception(
            "both convolutions stride",
            answers.wider_block_stride_twice,
            "By how much does each side shrink in yours? Only one of the two convolutions moves by `stride`.",
        ),
        Misconception(
            "ReLU before the addition",
            answers.wider_block_relu_first,
            "Where did the ReLU stand in `residual_block`?",
        ),
        Misconception(
            "no ReLU after the addition", answers.wider_block_no_last_relu, "What happens to the sum at the very end?"
        ),
        *slips.WIDER_BLOCK,
    ),
    hints=(
        "Start from your residual block. Which two lines must change?",
        "`conv2d(x, W1, b1, stride, padding=1)`; the second convolution stays as it was.",
        "The number of channels that the shortcut must deliver is the branch's: `branch.shape[1]`.",
    ),
)
