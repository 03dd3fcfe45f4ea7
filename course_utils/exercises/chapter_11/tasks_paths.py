"""Exercises of chapter 11 on the way back through a sum: gradients, a bug to find, factors, paths."""

from __future__ import annotations

from course_utils.exercises.chapter_11 import answers_paths as answers
from course_utils.exercises.chapter_11 import slips_counting
from course_utils.exercises.chapter_11 import slips_paths as slips
from course_utils.exercises.engine import Exercise, Misconception

SIZES = ((1, 2), (3, 2), (2, 3), (4, 4), (5, 3), (2, 5), (6, 2), (3, 4), (1, 4))


def backward_cases(rng):
    """Return (grad_out, x, W1, W2) for batches of 1 to 6 and widths of 2 to 5."""
    return [
        (rng.normal(size=(n, d)), rng.normal(size=(n, d)), rng.normal(size=(d, d)), rng.normal(size=(d, d)))
        for n, d in SIZES
    ]


def sum_cases(rng):
    """Return (grad_out, x, W); each has entries where ReLU is shut."""
    return [(rng.normal(size=(n, d)), rng.normal(size=(n, d)), rng.normal(size=(d, d))) for n, d in SIZES]


def chain_cases(rng):
    """Return (slopes, skips): small and large slopes, signs of both kinds, all plain, all residual, mixed."""
    masks = ("1111", "0000", "1010", "0111", "1", "0", "110", "10011", "111000", "01")
    found = [(rng.normal(size=len(m)), [c == "1" for c in m]) for m in masks]
    return [*found, ([0.1] * 6, [True] * 6), ([-1.0, 0.5], [True, True])]


def path_cases(rng):
    """Return (skips,): one block to seven, with and without shortcuts."""
    masks = ("1", "0", "11", "10", "0110", "1111", "000", "11011", "1110111", "01")
    return [([c == "1" for c in mask],) for mask in masks]


BLOCK_BACKWARD = Exercise(
    id="11-block-backward",
    title="A residual block, backward",
    prompt="A small residual block: $y = \\mathrm{relu}\\bigl(\\mathrm{relu}(xW_1)\\,W_2 + x\\bigr)$, with `x` (N, D) "
    "and both weights (D, D). Write `block_backward(grad_out, x, W1, W2)`, which returns `(grad_x, grad_W1, grad_W2)`. "
    "`grad_out` (N, D) is the gradient at $y$. No ReLU meets an exact 0, and no argument may be changed.",
    stub="def block_backward(grad_out, x, W1, W2):\n    ...  # return grad_x, grad_W1, grad_W2",
    reference=answers.block_backward,
    cases=backward_cases,
    names=("grad_x", "grad_W1", "grad_W2"),
    granted=("`W1` is square in all cases", "`W2` is square in all cases"),
    misconceptions=(
        Misconception(
            "the identity's gradient forgotten",
            answers.block_backward_no_identity,
            "x is used twice. What comes back along the shortcut?",
        ),
        Misconception(
            "the last ReLU forgotten",
            answers.block_backward_no_last_relu,
            "Between the sum and y stands a ReLU. Does every entry of grad_out get through it?",
        ),
        Misconception(
            "the shortcut goes round the last ReLU",
            answers.block_backward_identity_unmasked,
            "The ReLU comes after the addition. Which gradient arrives at the sum, and what do both of its terms get?",
        ),
        Misconception(
            "the mask of the branch",
            answers.block_backward_last_mask_of_branch,
            "The last ReLU sees the sum. Whose sign opens and shuts it?",
        ),
        Misconception(
            "the gradient shared out",
            answers.block_backward_shared_out,
            "If a sum of two terms grows by a little because one term does, by how much: a half of it, or all?",
        ),
        Misconception(
            "multiplied instead of added",
            answers.block_backward_multiplied,
            "Factors along one path multiply. What do two paths do?",
        ),
        Misconception(
            "x added",
            answers.block_backward_adds_x,
            "Forward, x is added. Backward, gradients travel. What arrives at the end of the shortcut?",
        ),
        Misconception(
            "1 added",
            answers.block_backward_adds_one,
            "The slope of the shortcut is 1. By what does the chain rule multiply it?",
        ),
        Misconception(
            "the inner ReLU forgotten",
            answers.block_backward_no_inner_relu,
            "On its way back through F the gradient meets a ReLU. Where is its mask?",
        ),
        Misconception(
            "weights not transposed",
            answers.block_backward_not_turned,
            "Forward a row is multiplied by W. By what on the way back (chapter 03)?",
        ),
        *slips.BLOCK_BACKWARD,
    ),
    hints=(
        "Go forward first and keep what the way back needs: before the inner ReLU, after it, and the sum.",
        "The gradient at the sum is grad_out where the sum is positive. Both terms get all of it.",
        "grad_x has two parts: one that came through W2 and W1, one that came along the shortcut.",
    ),
)

SUM_BUG = Exercise(
    id="11-sum-bug",
    title="Find the bug in a residual sum",
    prompt="`broken_sum_backward` above belongs to $y = x + \\mathrm{relu}(xW)$. It runs, its `grad_W` is right, and "
    "its `grad_x` is wrong. Write `sum_backward(grad_out, x, W)` that returns the right `(grad_x, grad_W)` and leaves "
    "its arguments as they came.",
    stub="def sum_backward(grad_out, x, W):\n    ...  # return grad_x, grad_W",
    reference=answers.sum_backward,
    cases=sum_cases,
    names=("grad_x", "grad_W"),
    granted=("`W` is square in all cases",),
    misconceptions=(
        Misconception(
            "the bug itself",
            answers.broken_sum_backward,
            "Print grad_out before and after the second line. How many arrays are there, and how many names?",
        ),
        Misconception(
            "both paths masked",
            answers.sum_backward_masks_both,
            "ReLU stands on the branch. Does the shortcut pass through it?",
        ),
        Misconception(
            "mended for itself only",
            answers.sum_backward_late_copy,
            "Your results are right. What does the layer that handed you grad_out find in it afterwards?",
        ),
        Misconception(
            "the shortcut forgotten",
            answers.sum_backward_no_identity,
            "Which part of the gradient reaches x unchanged?",
        ),
        Misconception("no mask left", answers.sum_backward_no_relu, "The mask was not the bug. Where did it belong?"),
        Misconception("the mask of x", answers.sum_backward_mask_of_x, "ReLU was applied to x W. Whose sign decides?"),
        *slips.SUM_BUG,
    ),
    hints=(
        "`a = b` gives a second name to one array. Who else is still going to read it?",
        "Which of the two terms of grad_x should see the mask, and which should not?",
        "A product with the mask makes a new array; an assignment into an array does not.",
    ),
)

CHAIN = Exercise(
    id="11-chain",
    title="The slope of a chain",
    prompt="Write `chain(slopes, skips)`: a chain of blocks of one number each, block $i$ giving $F_i(x)$ or, where "
    "`skips[i]` is True, $x + F_i(x)$. `slopes` (L,) holds each $F_i'$. Return the slope of the last result with "
    "respect to the first input.",
    stub="def chain(slopes, skips):\n    ...  # return one number",
    reference=answers.chain,
    cases=chain_cases,
    misconceptions=(
        Misconception(
            "one 1 for the whole chain",
            answers.chain_one_outside,
            "That is one shortcut round everything. Here each block has its own: what is the slope of one block?",
        ),
        Misconception(
            "no shortcut", answers.chain_all_plain, "What is the derivative of x + F(x), and where is its first term?"
        ),
        Misconception(
            "a shortcut everywhere", answers.chain_all_residual, "Which blocks have a way round, and which do not?"
        ),
        Misconception(
            "added up",
            answers.chain_sum,
            "Each block is applied to the result of the one before. Do slopes then add?",
            also=slips_counting.ADDED_ALSO,
        ),
        Misconception(
            "only paths with at most one F",
            answers.chain_first_order,
            "Multiply (1 + a)(1 + b) out. Which term have you dropped?",
            also=slips_counting.FIRST_ORDER_ALSO,
        ),
        Misconception(
            "only the shortcuts",
            answers.chain_skips_cut,
            "A shortcut goes beside F, not instead of it. What does F contribute?",
        ),
        Misconception(
            "exchanged", answers.chain_exchanged, "Which blocks get the 1: those with a shortcut, or without?"
        ),
        *slips_counting.CHAIN,
    ),
    hints=(
        "Start with one block: the derivative of F(x), and that of x + F(x).",
        "The chain rule multiplies the slopes of blocks that follow one another.",
        "`np.where(skips, a, b)` takes from a where skips is True, from b elsewhere.",
    ),
)

PATHS = Exercise(
    id="11-paths",
    title="Count the paths",
    prompt="From the input to the output of a chain of blocks a signal can go through F or, where a block has one, "
    "along its shortcut. Write `path_counts(skips)`: `skips` says of each of the L blocks whether it has a shortcut. "
    "Return L + 1 whole numbers: how many paths pass exactly 0, 1, …, L branches F.",
    stub="def path_counts(skips):\n    ...  # return L + 1 whole numbers",
    reference=answers.path_counts,
    cases=path_cases,
    integer=True,
    misconceptions=(
        Misconception(
            "a shortcut everywhere",
            answers.path_counts_all_skip,
            "At a block without a shortcut, how many ways are there?",
        ),
        Misconception(
            "plain blocks left out",
            answers.path_counts_plain_optional,
            "A block without a shortcut must be passed. By how much does every path grow there?",
        ),
        Misconception(
            "only their number",
            answers.path_counts_total,
            "One number is not enough. How many of the paths pass no branch, one branch, two?",
            also=slips_counting.TOTAL_ALSO,
        ),
        Misconception(
            "powers of two",
            answers.path_counts_powers,
            "With two blocks and two shortcuts, write the four paths down. How many pass both branches?",
            also=slips_counting.POWERS_ALSO,
        ),
        Misconception(
            "which lengths, not how many",
            answers.path_counts_uniform,
            "Two blocks, two shortcuts: through which of the two branches can a path with one F go?",
            also=slips_counting.UNIFORM_ALSO,
        ),
        Misconception(
            "one number short",
            answers.path_counts_one_short,
            "How many branches does the path of shortcuts alone pass, and how many the longest? Are both in your list?",
            also=slips_counting.ONE_SHORT_ALSO,
        ),
        *slips_counting.PATHS,
    ),
    hints=(
        "Write the paths of two blocks down, then of three. You have met these numbers in Pascal's triangle.",
        "Go block by block: every path so far either passes F, and moves up by one, or takes the shortcut and stays.",
        "A block without a shortcut moves all of them up by one.",
    ),
)
