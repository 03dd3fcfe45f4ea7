"""More ways in which the mistakes of chapter 10 are written, and rarer ones, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_10 import answers_batch as answers
from course_utils.exercises.engine import Misconception

# ---- forward -------------------------------------------------------------------------------------------------------
NORM = (
    Misconception(
        "eps left out",
        lambda x, gamma, beta, eps=1e-5: answers.batch_norm(x, gamma, beta, 0),
        "In one of the cases all numbers of a channel are equal. What do you divide by there?",
        also=(lambda x, gamma, beta, eps=1e-5: answers.batch_norm(x, gamma, beta, 1e-5),
              lambda x, gamma, beta, eps=1e-5: answers.batch_norm(x, gamma, beta, 1e-8)),
    ),
    Misconception(
        "only centred",
        lambda x, gamma, beta, eps=1e-5: answers.norm_with(x, gamma, beta, divisor=lambda v: 1.0),
        "The mean of each channel is gone. What is the deviation of each channel in your result, before γ?",
    ),
    Misconception(
        "not centred",
        lambda x, gamma, beta, eps=1e-5: gamma[:, None, None] * x
        / np.sqrt(x.var(axis=answers.PICTURES, keepdims=True) + eps) + beta[:, None, None],
        "What is the mean of each channel in your result, before β is added?",
    ),
    Misconception(
        "eps squared",
        lambda x, gamma, beta, eps=1e-5: answers.norm_with(x, gamma, beta, divisor=lambda v: np.sqrt(v + eps**2)),
        "What is added under the root: eps, or its square?",
    ),
    Misconception(
        "gamma alone",
        lambda x, gamma, beta, eps=1e-5: answers.batch_norm(x, gamma, 0 * beta, eps),
        "Where does β come in?",
    ),
    Misconception(
        "beta alone",
        lambda x, gamma, beta, eps=1e-5: answers.batch_norm(x, 0 * gamma + 1, beta, eps),
        "Where does γ come in?",
    ),
)  # fmt: skip


# ---- backward ------------------------------------------------------------------------------------------------------
def _without_eps(grad_out, x, gamma, eps=1e-5):
    return answers.back_with(grad_out, x, gamma, 0)


def _gamma_twice(grad_out, x, gamma, eps=1e-5):
    grad_x, grad_gamma, grad_beta = answers.norm_backward(grad_out, x, gamma, eps)
    return grad_x, grad_gamma * gamma, grad_beta * gamma


def _undivided(grad_out, x, gamma, eps=1e-5):
    return answers.back_with(grad_out, x, gamma, eps, divisor=1.0)


def _by_variance(grad_out, x, gamma, eps=1e-5):
    return answers.back_with(grad_out, x, gamma, eps, divisor=x.var(axis=0) + eps)


def _twice_the_way_of_the_variance(grad_out, x, gamma, eps=1e-5):
    return answers.back_with(grad_out, x, gamma, eps, tilt=2)


def _unbiased(grad_out, x, gamma, eps=1e-5, freedom=1):
    """Divide by N − 1 in the variance; ``freedom`` 0 does so forward only."""
    centred, g = x - x.mean(axis=0), grad_out * gamma
    deviation = np.sqrt(x.var(axis=0, ddof=1) + eps)
    normed = centred / deviation
    tilt = (g * normed).sum(axis=0) / (len(x) - freedom)
    return (g - g.mean(axis=0) - normed * tilt) / deviation, (grad_out * normed).sum(axis=0), grad_out.sum(axis=0)


def _parameters_exchanged(grad_out, x, gamma, eps=1e-5):
    grad_x, grad_gamma, grad_beta = answers.norm_backward(grad_out, x, gamma, eps)
    return grad_x, grad_beta, grad_gamma


BACKWARD = (
    Misconception(
        "the unbiased variance",
        _unbiased,
        "By what did the forward pass divide the sum of squares: by N, or by N − 1?",
        also=(lambda grad_out, x, gamma, eps=1e-5: _unbiased(grad_out, x, gamma, eps, freedom=0),),
    ),
    Misconception(
        "eps forgotten",
        _without_eps,
        "In one case eps is large. Does your deviation contain it, as in the forward pass?",
        also=(lambda grad_out, x, gamma, eps=1e-5: answers.norm_backward(grad_out, x, gamma, 1e-5),),
    ),
    Misconception(
        "gamma in the gradients of gamma and beta",
        _gamma_twice,
        "In y = γ·x̂ + β: what is the slope of y with respect to β, and with respect to γ?",
    ),
    Misconception(
        "not divided by the deviation", _undivided, "x̂ = centred / deviation. What does a quotient do on the way back?"
    ),
    Misconception(
        "divided by the variance", _by_variance, "Forward you divided by the deviation. By what does a gradient go?"
    ),
    Misconception(
        "the half of the root forgotten",
        _twice_the_way_of_the_variance,
        "The deviation is a root of the variance. What is the slope of a root?",
    ),
    Misconception(
        "gamma and beta exchanged",
        _parameters_exchanged,
        "Which of the two parameters multiplies x̂, and so needs x̂ in its gradient?",
    ),
)


# ---- running averages ----------------------------------------------------------------------------------------------
def _pooled(batches, momentum=0.1, ddof=1):
    together = np.concatenate(batches)
    return together.mean(axis=0), together.var(axis=0, ddof=ddof)


def _not_weighted(batches, momentum=0.1):
    mean, variance = answers._start(batches)
    for x in batches:
        mean, variance = mean + momentum * x.mean(axis=0), variance + momentum * x.var(axis=0, ddof=1)
    return mean, variance


def _biased_and_exchanged(batches, momentum=0.1):
    return answers.averages_with(batches, 1 - momentum, *answers._start(batches), ddof=0)


EXCHANGED_ALSO = (_biased_and_exchanged,)
PLAIN_ALSO = (
    lambda batches, momentum=0.1: tuple(
        np.mean([v(x) for x in batches], axis=0) for v in (lambda x: x.mean(0), lambda x: x.var(0))
    ),
)
LAST_ALSO = (lambda batches, momentum=0.1: (batches[-1].mean(axis=0), batches[-1].var(axis=0)),)
AVERAGES = (
    Misconception(
        "all examples pooled",
        _pooled,
        "Every example counts the same in yours. Which batches should count more: the first, or the last?",
        also=(
            lambda batches, momentum=0.1: (np.concatenate(batches).mean(axis=0), np.concatenate(batches).var(axis=0)),
        ),
    ),
    Misconception(
        "the old value not faded",
        _not_weighted,
        "You add a part of each batch. What becomes of your average over many equal batches: does it settle?",
    ),
    Misconception(
        "variance before mean",
        lambda batches, momentum=0.1: answers.running_averages(batches, momentum)[::-1],
        "In which order are the two asked for?",
    ),
)


# ---- how far they lag ----------------------------------------------------------------------------------------------
LAG = (
    Misconception(
        "squared",
        lambda running_mean, x: answers.lag(running_mean, x) ** 2,
        "A distance in deviations is asked for. What is the unit of yours?",
    ),
    Misconception(
        "one number for the layer",
        lambda running_mean, x: answers.lag(running_mean, x).mean(),
        "How many channels has the layer, and how many numbers have you returned?",
        also=(lambda running_mean, x: answers.lag(running_mean, x).max(),),
    ),
    Misconception(
        "over the batch only",
        lambda running_mean, x: np.abs(running_mean[:, None, None] - x.mean(axis=0)) / x.std(axis=0),
        "Over which axes did batch normalisation take the mean of a channel?",
    ),
)
