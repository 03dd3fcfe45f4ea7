"""Exercises of chapter 10 on batch normalisation: the texts and the questions to known mistakes."""

from __future__ import annotations

from course_utils.exercises.chapter_10 import answers_batch as answers
from course_utils.exercises.chapter_10 import cases_batch as cases
from course_utils.exercises.chapter_10 import slips_batch as slips
from course_utils.exercises.engine import Exercise, Misconception

BATCH_NORM = Exercise(
    id="10-batch-norm",
    title="Batch normalisation, forward",
    prompt="Write `batch_norm(x, gamma, beta, eps=1e-5)` for `x` of shape (N, C, H, W), as in training: subtract each "
    "channel's mean, divide by the root of its variance plus `eps`, then multiply by `gamma` and add `beta`, both of "
    "shape (C,). The result has the shape of `x`.",
    stub="def batch_norm(x, gamma, beta, eps=1e-5):\n    ...",
    reference=answers.batch_norm,
    cases=cases.norm_cases,
    misconceptions=(
        Misconception(
            "over the batch only",
            answers.norm_over_batch_only,
            "Each place of a map has a mean of its own in yours. How many means has a channel, if all its places are "
            "made by one kernel?",
        ),
        Misconception(
            "each picture by itself",
            answers.norm_each_picture,
            "Your mean runs over the channels of one picture: that is layer normalisation. Over what should it run?",
        ),
        Misconception(
            "each map by itself",
            answers.norm_each_map,
            "Each picture is normalised alone in yours (instance normalisation). Where does the batch come in?",
        ),
        Misconception(
            "one mean for all channels",
            answers.norm_all_channels,
            "How many means are there in yours, and how many channels?",
        ),
        Misconception(
            "the unbiased variance",
            answers.norm_unbiased,
            "You divide the sum of squares by m − 1. That estimates the spread of a population; what does the batch's "
            "own variance divide by?",
        ),
        Misconception(
            "eps outside the root",
            answers.norm_eps_outside,
            "Where does eps stand: beside the deviation, or beside the variance?",
        ),
        Misconception(
            "divided by the variance",
            answers.norm_no_root,
            "Multiply all numbers of a channel by 10. By how much does your divisor grow?",
        ),
        Misconception(
            "beta scaled too",
            answers.norm_shift_first,
            "Is β added to what γ multiplies, or to the product?",
        ),
        Misconception(
            "gamma and beta exchanged",
            answers.norm_exchanged,
            "Which of the two multiplies, and which is added?",
        ),
        Misconception(
            "neither gamma nor beta",
            answers.norm_unscaled,
            "Your result has mean 0 and deviation 1. What are γ and β for?",
        ),
        Misconception(
            "spread about 0",
            answers.norm_around_zero,
            "About which number does a variance measure the spread?",
        ),
        *slips.NORM,
    ),
    hints=(
        "Which axes of (N, C, H, W) does a mean run over, if one number for each channel is to be left?",
        "With `keepdims=True` the means keep the shape (1, C, 1, 1), and can be subtracted from `x`.",
        "`gamma` is (C,): `gamma[:, None, None]` has the shape (C, 1, 1), which broadcasts against `x`.",
    ),
)

BACKWARD = Exercise(
    id="10-batch-norm-backward",
    title="Batch normalisation, backward",
    prompt="Write `batch_norm_backward(grad_out, x, gamma, eps=1e-5)` for rows: `x` and `grad_out`, the gradient at "
    "the output, are (N, D), `gamma` is (D,), and each column is normalised by its own mean and variance. Return "
    "`(grad_x, grad_gamma, grad_beta)`, of the shapes (N, D), (D,) and (D,).",
    stub="def batch_norm_backward(grad_out, x, gamma, eps=1e-5):\n    ...  # return grad_x, grad_gamma, grad_beta",
    reference=answers.norm_backward,
    cases=cases.backward_cases,
    names=("grad_x", "grad_gamma", "grad_beta"),
    misconceptions=(
        Misconception(
            "mean and variance as constants",
            answers.back_constants,
            "Your gradient is that of a fixed scale. If x₁ moves, do mean and variance stay where they are?",
        ),
        Misconception(
            "the way through the variance forgotten",
            answers.back_no_variance,
            "The mean's share is there. What else in the formula depends on every number of the column?",
        ),
        Misconception(
            "the way through the mean forgotten",
            answers.back_no_mean,
            "Add the same small number to the whole column. By how much does the output change, and what does your "
            "gradient say?",
        ),
        Misconception(
            "gamma missing in grad_x",
            answers.back_no_gamma,
            "What stands between x̂ and the output, and what does it do to a gradient that comes back?",
        ),
        Misconception(
            "sums for means",
            answers.back_sums,
            "Mean and variance divide by N on the way forward. Where does that N appear on the way back?",
        ),
        Misconception(
            "the variance's way with the wrong sign",
            answers.back_wrong_sign,
            "A larger deviation makes x̂ smaller. Which sign has that slope?",
        ),
        Misconception(
            "parameters' gradients averaged",
            answers.back_averaged,
            "γ is used once in each of the N rows. What becomes of the gradients of a number that is used N times?",
        ),
        Misconception(
            "x in the gradient of gamma",
            answers.back_gamma_from_x,
            "What does γ multiply on the way forward: x, or what has become of it?",
        ),
        Misconception(
            "parameters' gradients for every row",
            answers.back_parameters_unsummed,
            "There is one γ for a column. How many numbers is its gradient?",
        ),
        *slips.BACKWARD,
    ),
    hints=(
        "Compute the nodes of the forward pass first: centred, variance, deviation, normed. Then take the table of "
        "the section from its bottom line to its top.",
        "A node that reaches the output on two ways gets the sum of two gradients. Two nodes here do: which?",
        "Check yourself: each column of `grad_x` adds up to 0. Why must it?",
    ),
)

AVERAGES = Exercise(
    id="10-running-averages",
    title="The averages after training",
    prompt="Write `running_averages(batches, momentum=0.1)`: `batches` is a list of arrays (N, D), one for each step. "
    "Mean and variance of each column begin at 0 and 1, and after each batch are (1 − momentum) times what they were "
    "plus `momentum` times the batch's. The variance that goes in divides by N − 1. Return `(mean, variance)` after "
    "the last batch, each (D,).",
    stub="def running_averages(batches, momentum=0.1):\n    ...  # return mean, variance",
    reference=answers.running_averages,
    cases=cases.average_cases,
    names=("mean", "variance"),
    misconceptions=(
        Misconception(
            "momentum exchanged",
            answers.averages_exchanged,
            "With a momentum of 0.1: how much of the new batch comes in, in yours? (Some libraries do call it 0.9.)",
            also=slips.EXCHANGED_ALSO,
        ),
        Misconception(
            "the batch's own, biased variance",
            answers.averages_biased,
            "The averages stand in for many examples, of which the batch is a sample. By what does the estimate of "
            "their variance divide?",
        ),
        Misconception(
            "the plain mean over the steps",
            answers.averages_plain,
            "In yours the first batch counts as much as the last. What is `momentum` for?",
            also=slips.PLAIN_ALSO,
        ),
        Misconception(
            "the last batch alone",
            answers.averages_last,
            "What is left in yours of the batches before the last?",
            also=slips.LAST_ALSO,
        ),
        Misconception(
            "started with the first batch",
            answers.averages_from_first,
            "A sensible start, and not the one that is asked for. At which numbers do mean and variance begin?",
        ),
        Misconception(
            "variance from 0",
            answers.averages_from_zero,
            "At which number does the variance begin?",
        ),
        Misconception(
            "deviations averaged",
            answers.averages_of_deviations,
            "Which of the two is averaged: the variance, or its root?",
        ),
        Misconception(
            "begun again at each batch",
            answers.averages_never_kept,
            "Does your loop go on from the last step's averages, or from 0 and 1?",
        ),
        *slips.AVERAGES,
    ),
    hints=(
        "Two arrays of length D before the loop: `np.zeros` and `np.ones`.",
        "In the loop each of them becomes a weighted sum of itself and of the batch's value; the weights add up to 1.",
        "`x.var(axis=0)` divides by N. Its argument `ddof` is subtracted from that N.",
    ),
)

LAG = Exercise(
    id="10-lagging-average",
    title="Find the average that lags",
    prompt="Write `lag(running_mean, x)`: for each channel of `x` (N, C, H, W), what enters a normalisation now, how "
    "far the channel's `running_mean` (C,) is from its present mean, in units of its present standard deviation. "
    "Return (C,) numbers, none below 0.",
    stub="def lag(running_mean, x):\n    ...",
    reference=answers.lag,
    cases=cases.lag_cases,
    misconceptions=(
        Misconception(
            "with its sign",
            answers.lag_signed,
            "Does it matter here on which side the average is?",
            also=(lambda running_mean, x: -answers.lag_signed(running_mean, x),),
        ),
        Misconception(
            "divided by the variance", answers.lag_by_variance, "In which unit is a distance: in that of x, or squared?"
        ),
        Misconception(
            "not in deviations",
            answers.lag_undivided,
            "A channel's mean is off by 3. Is that much, if its numbers run from −100 to 100?",
        ),
        Misconception(
            "relative to the running mean",
            answers.lag_relative,
            "What does yours give for a running mean near 0?",
        ),
        Misconception(
            "the running mean not used",
            answers.lag_of_the_mean_alone,
            "Where is the running mean in yours?",
        ),
        Misconception(
            "one mean for the layer",
            answers.lag_whole_layer,
            "Over how many channels does your mean run?",
        ),
        Misconception(
            "each map's own deviation",
            answers.lag_each_map_s_deviation,
            "Two pictures of one grey each, a light and a dark one: what spread has the channel, and what do you find?",
        ),
        *slips.LAG,
    ),
    hints=(
        "Mean and deviation of a channel run over the same axes as in Exercise 1.",
        "`x.std(axis=...)` with three axes leaves (C,) numbers.",
        "A distance has no sign: `np.abs`.",
    ),
)
