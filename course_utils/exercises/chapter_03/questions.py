"""Recall questions of chapter 03: on chapters 01 and 02 before it begins, on itself when it is done."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.engine import Option, Prediction

STEEPEST = Prediction(
    id="03-recall-steepest",
    question="A sigmoid unit gives 0.02, another 0.5, a third 0.98. A small change of z moves the output of one of "
    "them "
    "most. Which?",
    options=(
        Option("The one that gives 0.02", "Where does the curve lie flat: in its middle or near its ends?"),
        Option("The one that gives 0.5", "At z = 0 the curve is steepest, with a slope of a quarter.", right=True),
        Option(
            "The one that gives 0.98", "It is the highest. Is the curve steep there, or is there little left to climb?"
        ),
        Option("All three alike", "That would be a straight line. What does y(1 − y) give for the three?"),
    ),
)


def _minus(text):
    return text.replace("-", "−")


def _step(weight=2.0, gradient=-3.0, rate=0.1):
    values = (weight - rate * gradient, weight + rate * gradient, weight - gradient, rate * gradient)
    replies = (
        "Against the gradient, by the learning rate times its size.",
        "Would that raise the loss or lower it: does a step go with the slope or against it?",
        "That is a long step. What does the learning rate do?",
        "You have the product. From where does the weight set out?",
    )
    return Prediction(
        id="03-recall-step",
        question=_minus(
            f"A weight is {weight:g}, its gradient {gradient:g}, the learning rate {rate:g}. What is the weight after "
            "one "
            "step of gradient descent?"
        ),
        options=tuple(Option(_minus(f"{v:g}"), r, k == 0) for k, (v, r) in enumerate(zip(values, replies))),
        again=lambda rng: _step(float(rng.integers(1, 6)), float(rng.choice((-4, -3, -2, 2, 3, 4))), 0.1),
    )


def _slope_of_loss(answer=0.9, wanted=0.5):
    off = answer - wanted
    values = (off, -off, 2 * off, off**2 / 2)
    replies = (
        "The 2 of the square and the ½ in front of it cancel.",
        "Let the answer rise a little: does it come nearer to what is wanted, and does J rise or fall then?",
        "The square brings a 2 down. What does it meet there?",
        "That is J itself. How fast does it change with the answer?",
    )
    return Prediction(
        id="03-recall-slope-of-loss",
        question=f"For a single example J = ½(p − y)². The answer p is {answer:g}, the wanted y is {wanted:g}. How "
        "fast "
        "does J change when p does?",
        options=tuple(Option(_minus(f"{v:.3g}"), r, k == 0) for k, (v, r) in enumerate(zip(values, replies))),
        again=_other_slope_of_loss,
    )


def _other_slope_of_loss(rng):
    answer, wanted = rng.choice(np.arange(1, 10), size=2, replace=False) / 10
    return _slope_of_loss(float(answer), float(wanted))


BEFORE = (STEEPEST, _step(), _slope_of_loss())


def _paths(deltas=(0.4, -0.1, 0.2), weights=(1, 2, 0.5)):
    shares = [d * w for d, w in zip(deltas, weights)]
    values = (sum(shares), sum(deltas), sum(map(abs, shares)), sum(shares) / 3)
    replies = (
        "Along each path delta times weight; over the paths the sum.",
        "You added the deltas. What does each of them meet on its edge on the way back?",
        "May one path take back what another gives? What became of the signs?",
        "Is the effect of three routes their sum, or their mean?",
    )
    return Prediction(
        id="03-recall-sum-over-paths",
        question=_minus(
            f"A hidden unit feeds three outputs. Their deltas are {', '.join(f'{d:g}' for d in deltas)}; the weights "
            "on the "
            f"edges to them are {', '.join(f'{w:g}' for w in weights)}. How fast does E change with the hidden unit's "
            "output?"
        ),
        options=tuple(Option(_minus(f"{v:.3g}"), r, k == 0) for k, (v, r) in enumerate(zip(values, replies))),
        again=_other_paths,
    )


def _other_paths(rng):
    up, down, small = (round(float(rng.integers(*bounds)) / 10, 1) for bounds in ((2, 6), (1, 3), (1, 4)))
    return _paths((up, -down, small), (3, 2, 0.5))


def _edge(delta=-0.5, value=0.2, weight=0.8):
    values = (delta * value, delta * weight, -delta * value, delta * value * weight)
    replies = (
        "Delta at the head of the edge times the value at its tail.",
        "Delta times the weight travels back to the unit at the tail. Is it that which is asked for?",
        "The minus belongs to the step. Does it belong to the gradient?",
        "How fast does the net input change with the weight: does the weight itself come into that?",
    )
    return Prediction(
        id="03-recall-one-edge",
        question=_minus(
            f"An edge has the weight {weight:g}. The unit at its tail gives {value:g}; the unit at its head has the "
            "delta "
            f"{delta:g}. What is the gradient of the weight?"
        ),
        options=tuple(Option(_minus(f"{v:.3g}"), r, k == 0) for k, (v, r) in enumerate(zip(values, replies))),
        again=lambda rng: _edge(*(float(rng.choice(c)) for c in ((-0.5, -0.2, 0.4), (0.1, 0.2, 0.3), (0.6, 0.8, 0.9)))),
    )


def _shared(examples=5, delta=0.5):
    values = (examples * delta, delta, delta / examples, examples)
    replies = (
        "A number that is used several times gathers the sum over its uses.",
        "Every example used the same bias. Nudge it: how many deltas feel that?",
        "Would more examples make the bias matter less? What does a nudge of it do to E, which is a sum over them?",
        "That counts the uses. How much does each of them contribute?",
    )
    return Prediction(
        id="03-recall-shared-bias",
        question=f"{examples} examples go through a unit in one batch, and E adds up their errors. The unit's delta is "
        f"{delta:g} for every one of them. What is the gradient of its bias?",
        options=tuple(Option(f"{v:.3g}", r, k == 0) for k, (v, r) in enumerate(zip(values, replies))),
        again=lambda rng: _shared(int(rng.integers(4, 11)), float(rng.choice((0.2, 0.4, 0.5)))),
    )


DOWNHILL = Prediction(
    id="03-recall-downhill",
    question="A program of your own lowers the error at every step, for thousands of steps. What do you know of the "
    "gradient that it computes?",
    options=(
        Option("It is right", "Is there only one direction that leads downhill?"),
        Option("It is right but for a factor", "What of a wrong one that still points roughly the right way?"),
        Option("Its signs are right", "Must every single weight move the right way for the error to fall?"),
        Option(
            "Not much",
            "Wrong ones can lead downhill too. Only a look at the gradient itself tells: a check.",
            right=True,
        ),
    ),
)

NO_GRADIENT = Prediction(
    id="03-recall-dead-unit",
    question="After a long step a ReLU unit of the first layer has z below 0 for every training image. What do a "
    "thousand "
    "further steps of gradient descent, with a much smaller rate, do to its weights?",
    options=(
        Option(
            "They pull them back, slowly", "What is the slope of ReLU below 0, and which factor of the gradient is it?"
        ),
        Option("They push them further down", "From which image would that push come?"),
        Option(
            "Nothing at all", "Every gradient carries the slope as a factor, and that is 0 for each image.", right=True
        ),
        Option(
            "That depends on the deltas behind it",
            "A delta comes back from there. What is it multiplied by at the unit?",
        ),
    ),
)

AFTER = (_paths(), _edge(), DOWNHILL, _shared(), NO_GRADIENT)
