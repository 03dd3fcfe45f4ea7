"""Exercises of chapter 03 in which a function is written: a training step, a layer, a gradient check."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_03 import answers, slips_gap, slips_layer, slips_step
from course_utils.exercises.engine import Exercise, Misconception


def dense_cases(rng):
    """Return (delta, x, W) for batches of 1 to 7, square and oblong weights."""
    sizes = ((4, 3, 2), (1, 2, 2), (5, 3, 3), (2, 2, 2), (7, 1, 4), (3, 5, 1), (6, 4, 3), (3, 3, 3), (1, 3, 2))
    return [(rng.normal(size=(n, k)), rng.normal(size=(n, d)), rng.normal(size=(d, k))) for n, d, k in sizes]


def step_cases(rng):
    """Return (x, t, W1, b1, W2, b2, lr) for small networks of many shapes, with steps large enough to matter."""
    sizes = ((2, 2, 2), (3, 2, 2), (2, 4, 3), (1, 1, 1), (5, 3, 2), (2, 3, 1), (4, 4, 4), (3, 5, 2))
    return [
        (
            rng.normal(size=d),
            rng.uniform(size=k),
            rng.normal(size=(d, h)),
            rng.normal(),
            rng.normal(size=(h, k)),
            rng.normal(),
            rng.uniform(1.5, 3.0),
        )
        for d, h, k in sizes
    ]


def gap_cases(rng):
    """Return (f, w, gradient), some with an eps: one entry of each gradient is too large or too small, one a little.

    The last gradient is right but for its signs. An eps of 0.1 or more moves the slopes of f, which is bent, by a lot.
    """
    found, eps = [], {2: (0.5,), 4: (0.25,), 7: (0.1,)}
    for k, shape in enumerate(((1,), (3,), (2, 2), (4,), (2, 3), (5,), (3, 2), (2,), (3, 3))):
        f, w = answers.Valley(0.5 + 0.25 * k), rng.uniform(0.5, 1.5, shape)
        gradient = f.gradient(w)
        gradient.flat[rng.integers(w.size)] += (-1) ** k * (0.5 + rng.uniform())
        if w.size > 1:
            gradient.flat[rng.integers(w.size)] += 0.125
        found.append((f, w, gradient, *eps.get(k, ())))
    f, w = answers.Valley(1.0), np.array([0.5, -1.25])
    return [*found, (f, w, -f.gradient(w))]


DENSE_BACKWARD = Exercise(
    id="03-dense-backward",
    title="A layer's backward pass",
    prompt="A layer computes `net = x @ W + b` for a batch: `x` is (N, D), `W` is (D, K), `b` is (K,). Write "
    "`dense_backward(delta, x, W)`, where `delta` (N, K) holds $\\partial E/\\partial \\mathrm{net}$. Return the three "
    "gradients `(grad_x, grad_W, grad_b)`, each with the shape of the thing it belongs to.",
    stub="def dense_backward(delta, x, W):\n    ...  # return grad_x, grad_W, grad_b",
    reference=answers.dense_backward,
    cases=dense_cases,
    names=("grad_x", "grad_W", "grad_b"),
    misconceptions=(
        Misconception(
            "bias averaged",
            answers.dense_backward_mean,
            "Every example used the same b. Do their effects add or average?",
        ),
        Misconception(
            "averaged over the batch",
            answers.dense_backward_mean_everywhere,
            "E is a sum over the examples here. Where would a division by N come from?",
            slips_layer.AVERAGED,
        ),
        Misconception(
            "grad_W the wrong way round",
            answers.dense_backward_turned,
            "Row of W: which input? Column: which unit? And of yours?",
        ),
        Misconception(
            "W not transposed",
            answers.dense_backward_not_turned,
            "Forward, W takes D numbers to K. What takes K back to D?",
            slips_layer.TURNED,
        ),
        Misconception(
            "bias not summed", answers.dense_backward_no_sum, "b has K entries. How many does your gradient have?"
        ),
        Misconception(
            "bias summed over units",
            answers.dense_backward_wrong_axis,
            "One bias belongs to one unit and serves all examples. Which axis is summed away?",
            slips_layer.WRONG_AXIS,
        ),
        Misconception(
            "bias summed to one number",
            answers.dense_backward_one_number,
            "In the drawing both units shared one bias. Here each unit has its own.",
        ),
        Misconception(
            "wrong sign",
            answers.dense_backward_sign,
            "The minus belongs to the update. Does it belong to the gradient?",
        ),
        *slips_layer.SLIPS,
    ),
    hints=(
        "Write down the shapes first: each gradient is as large as the thing it belongs to.",
        "One entry of W: add up, over the examples, the delta at its head times the input at its tail.",
        "A sum over the examples of products is a matrix product with the batch axis inside: which array must be "
        "transposed?",
    ),
)

REPAIR = Exercise(
    id="03-repair-the-step",
    title="A bug in three digits",
    prompt="The function `suspect_step` above ends in 924 where it should end in 774. Write `train_step`, with the "
    "same arguments, that does it right and returns `(W1, W2)`. It has to work for any layer sizes.",
    stub="def train_step(x, t, W1, b1, W2, b2, lr):\n    ...  # return the new W1 and W2",
    reference=answers.train_step,
    cases=step_cases,
    names=("W1", "W2"),
    misconceptions=(
        Misconception(
            "used updated weights",
            answers.train_step_sequential,
            "Which W2 does delta_h see, the one before the step or the one after?",
        ),
        Misconception(
            "ran forward again in between",
            answers.train_step_other_layer_first,
            "Both gradients belong to one point. Was W1 already moved when W2's gradient was taken?",
        ),
        Misconception("wrong sign", answers.train_step_uphill, "Does the step go up the slope or down?"),
        Misconception(
            "forgot the learning rate",
            answers.train_step_no_rate,
            "What scales every gradient in the update?",
            slips_step.NO_RATE,
        ),
        Misconception(
            "forgot the hidden unit's derivative",
            answers.train_step_no_hidden_slope,
            "Between out_h and net_h stands a sigmoid. Where is its slope?",
        ),
        Misconception("only the output layer moved", answers.train_step_only_outer, "What about W1?"),
        *slips_step.SLIPS,
    ),
    hints=(
        "Read the four lines in order and write next to each whether W2 is old or new there.",
        "Work out everything that is needed first; change nothing meanwhile.",
        "Two names for the new matrices make it safe: the old ones stay untouched to the end.",
    ),
)

GRADIENT_GAP = Exercise(
    id="03-gradient-gap",
    title="Your own gradient check",
    prompt="Write `gradient_gap(f, w, gradient, eps=1e-4)`: nudge each entry of `w` (an array of any shape) up and "
    "down by `eps`, take the central difference of `f`, and return the largest distance, without sign, between these "
    "slopes and `gradient`.",
    stub="def gradient_gap(f, w, gradient, eps=1e-4):\n    ...",
    reference=answers.gradient_gap,
    cases=gap_cases,
    misconceptions=(
        Misconception(
            "one-sided difference",
            answers.gradient_gap_one_sided,
            "Did you look on both sides of w? One side alone is off by about eps times the curvature.",
            slips_gap.ONE_SIDED,
        ),
        Misconception(
            "divided by eps", answers.gradient_gap_no_two, "How far apart are the two points where f was taken?"
        ),
        Misconception(
            "the wrong way round",
            answers.gradient_gap_backwards,
            "Which comes first, the value above or the value below?",
        ),
        Misconception(
            "all weights at once",
            answers.gradient_gap_all_at_once,
            "If all entries move together, whose slope is that?",
        ),
        Misconception(
            "kept the sign",
            answers.gradient_gap_signed,
            "A gradient that is too large is as wrong as one too small. Is it, in yours?",
            slips_gap.SIGNED,
        ),
        Misconception(
            "added up instead of the largest",
            answers.gradient_gap_total,
            "All the entries together, or the worst single one?",
            slips_gap.TOTAL,
        ),
        *slips_gap.SLIPS,
    ),
    hints=(
        "Start with one entry: a copy of w with this entry raised, another with it lowered.",
        "(f(above) − f(below)) divided by the distance between the two points.",
        "`for k in np.ndindex(w.shape):` visits every entry of an array of any shape.",
    ),
    tolerance=1e-7,
)
