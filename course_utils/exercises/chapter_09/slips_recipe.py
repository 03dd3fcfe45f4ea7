"""More mistakes of chapter 09 about the recipe, each with its question: crops, the paper's step, top-k."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_09 import answers_recipe as answers
from course_utils.exercises.engine import Misconception

ONE_AXIS_ALSO = (lambda whole, size, mirrored: (whole - size + 1) * 2 * (1 + mirrored),)
CROP_COUNT = (
    Misconception(
        "side by side",
        lambda whole, size, mirrored: (whole // size) ** 2 * (1 + mirrored),
        "May two windows share pixels? By how little can a window be moved?",
    ),
    Misconception(
        "a window at every pixel",
        lambda whole, size, mirrored: whole**2 * (1 + mirrored),
        "A window that begins at the last pixel: where does it end?",
    ),
    Misconception(
        "two places short",
        lambda whole, size, mirrored: (whole - size - 1) ** 2 * (1 + mirrored),
        "When the window is as large as the picture, how many places does it have, and how many in yours?",
    ),
    Misconception(
        "the ten of the test",
        lambda whole, size, mirrored: 10 if mirrored else 5,
        "Four corners and the middle are what the network is tested with. How many places are there while it learns?",
    ),
    Misconception(
        "one mirrored window in all",
        lambda whole, size, mirrored: (whole - size + 1) ** 2 + int(mirrored),
        "Which windows are counted a second time: one of them, or each?",
    ),
    Misconception(
        "mirrored the wrong way round",
        lambda whole, size, mirrored: (whole - size + 1) ** 2 * (1 if mirrored else 2),
        "When are there twice as many windows: with `mirrored=True`, or without?",
    ),
    Misconception(
        "a difference of areas",
        lambda whole, size, mirrored: (whole**2 - size**2) * (1 + mirrored),
        "That is by how many pixels the picture is larger. At how many of them can a window begin?",
    ),
)


# ---- the paper's step ----------------------------------------------------------------------------------------------
def paper(w, v, grad, lr, momentum=0.9, decay=0.0005):
    return answers.paper_step(w, v, grad, lr, momentum, decay)


def velocity_first(step):
    """Return the step that moves by the velocity ``step(w, v, grad, lr, momentum, decay)``."""

    def paper_step(w, v, grad, lr, momentum=0.9, decay=0.0005):
        v = step(w, v, grad, lr, momentum, decay)
        return w + v, v

    return paper_step


def rate_outside_downhill(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v - decay * w - grad
    return w + lr * v, v


def average_outside(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v + (1 - momentum) * (grad + decay * w)
    return w - lr * v, v


def decay_outside(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v - lr * grad
    return w + v - decay * lr * w, v


def decay_of_the_new(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v - lr * grad
    return (w + v) * (1 - decay * lr), v


def nesterov(w, v, grad, lr, momentum=0.9, decay=0.0005):
    new = paper(w, v, grad, lr, momentum, decay)[1]
    return w + momentum * new - lr * (grad + decay * w), new


def uphill_and_back(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v + lr * (grad + decay * w)
    return w - v, v


def w_in_place(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v - lr * (grad + decay * w)
    w += v
    return w, v


def v_in_place(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v *= momentum
    v -= lr * (grad + decay * w)
    return w + v, v


RATE_OUTSIDE_ALSO = (rate_outside_downhill,)
AVERAGE_ALSO = (average_outside,)
IN_PLACE_ALSO = (w_in_place, v_in_place)
PAPER_STEP = (
    Misconception(
        "v and w exchanged",
        lambda *given, **named: paper(*given, **named)[::-1],
        "Two arrays of one shape come back. Which is asked for first?",
    ),
    Misconception(
        "decay outside the velocity",
        decay_outside,
        "Is the decay a part of the velocity, so that it lasts for steps to come, or of this step alone?",
        also=(decay_of_the_new,),
    ),
    Misconception(
        "a look ahead",
        nesterov,
        "That is Nesterov's step. In the paper's, by what exactly is w moved?",
    ),
    Misconception(
        "momentum on all three terms",
        velocity_first(lambda w, v, g, lr, mu, d: mu * (v - lr * (g + d * w))),
        "Which of the three terms is multiplied by μ?",
    ),
    Misconception(
        "momentum on the gradient",
        velocity_first(lambda w, v, g, lr, mu, d: v - d * lr * w - mu * lr * g),
        "What does μ make smaller in the formula: the old velocity, or the gradient?",
        also=(velocity_first(lambda w, v, g, lr, mu, d: v - mu * (g + d * w)),),
    ),
    Misconception(
        "no learning rate",
        velocity_first(lambda w, v, g, lr, mu, d: mu * v - g - d * w),
        "If the learning rate is halved, what becomes half as large in yours? In the formula it stands twice.",
        also=(velocity_first(lambda w, v, g, lr, mu, d: mu * v - g - d * lr * w),),
    ),
    Misconception(
        "a step against the velocity",
        lambda w, v, *more, **named: (2 * w - (new := paper(w, v, *more, **named))[0], new[1]),
        "The gradient was subtracted in the velocity already. Is the velocity added to w, or taken off?",
    ),
    Misconception(
        "a velocity that points uphill",
        uphill_and_back,
        "In some programs the velocity points uphill and is taken off at the end. Which signs have ε g, and v′, here?",
    ),
    Misconception(
        "the velocity decays",
        velocity_first(lambda w, v, g, lr, mu, d: mu * v - d * lr * v - lr * g),
        "What is to become smaller by decay: the velocity, or the weights?",
    ),
    Misconception(
        "the learning rate on all three terms",
        velocity_first(lambda w, v, g, lr, mu, d: lr * (mu * v - g - d * w)),
        "Which of the three terms is multiplied by the learning rate: the old velocity, too?",
    ),
    Misconception(
        "a velocity that never fades",
        velocity_first(lambda w, v, g, lr, mu, d: v - lr * (g + d * w)),
        "If no gradient came any more, would your velocity become smaller? What is μ for?",
    ),
    Misconception(
        "the learning rate twice",
        lambda w, v, g, lr, *more, **named: (w + lr * (new := paper(w, v, g, lr, *more, **named)[1]), new),
        "The rate is in the velocity already. By what is w moved?",
        also=(lambda w, v, g, lr, *more, **named: (w - lr * (new := paper(w, v, g, lr, *more, **named)[1]), new),),
    ),
)


# ---- top-k error ---------------------------------------------------------------------------------------------------
def ranks(scores):
    return np.argsort(-scores, axis=1)


COUNT_ALSO = (lambda scores, labels, k: int(np.sum(answers.hits(scores, labels, slice(0, k)))),)
TOP_K_ERROR = (
    Misconception(
        "one place too few",
        lambda scores, labels, k: 1 - np.mean(answers.hits(scores, labels, slice(0, k - 1))),
        "With k = 1 one class may be named. Does yours ever find it?",
    ),
    Misconception(
        "the best class left out",
        lambda scores, labels, k: 1 - np.mean(answers.hits(scores, labels, slice(1, k + 1))),
        "Is the class with the highest score among the k that you take? Where does counting begin?",
    ),
    Misconception(
        "in all of the places",
        lambda scores, labels, k: 1 - np.mean((ranks(scores)[:, :k] == labels[:, None]).all(axis=1)),
        "A label can stand in one place only. Must it stand in all k, or in any of them?",
    ),
    Misconception(
        "scores taken for classes",
        lambda scores, labels, k: 1 - np.mean((np.sort(-scores, axis=1)[:, :k] == labels[:, None]).any(axis=1)),
        "A label is a class number. What do you compare it with: class numbers, or scores?",
        also=(lambda scores, labels, k: 1 - np.mean((np.sort(scores, axis=1)[:, -k:] == labels[:, None]).any(axis=1)),),
    ),
    Misconception(
        "labels along the wrong axis",
        lambda scores, labels, k: 1 - np.mean((ranks(scores)[:, :k] == labels).any(axis=1)),
        "Each row, a picture, is to meet its own label. What shape must `labels` have to go down the rows?",
    ),
    Misconception(
        "in percent",
        lambda scores, labels, k: 100 * answers.top_k_error(scores, labels, k),
        "The task asks for a number from 0 to 1. In which unit is yours?",
    ),
    Misconception(
        "one answer for each picture",
        lambda scores, labels, k: ~answers.hits(scores, labels, slice(0, k)),
        "You have a yes or no for every picture. Which one number is asked for?",
        also=(lambda scores, labels, k: answers.hits(scores, labels, slice(0, k)),),
    ),
    Misconception(
        "always five",
        lambda scores, labels, k: answers.top_k_error(scores, labels, 5),
        "How many names may be given in the case that failed: five, or `k`?",
    ),
)
