"""Predictions of chapter 09 about the network: asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from dataclasses import replace

from course_utils import shapes
from course_utils.exercises.chapter_09.predictions_training import TRAINING
from course_utils.exercises.engine import Option, Prediction
from course_utils.exercises.template import filled, percent

_GUESS = Prediction(
    id="09-predict-guess",
    question="A network that guesses: all classes in random order. What is its top-5 error on a task with {classes} "
    "classes, and on the 1,000 of ImageNet?",
    options=(
        Option(
            "{few} and 99.5 %", "Yes. Five of {classes} classes are in the list, and five of a thousand.", right=True
        ),
        Option("{first} and 99.9 %", "How many names may the network give before a picture counts as wrong?"),
        Option("20 % and 20 %", "One in five? How many classes are there, and how many of them are named?"),
        Option(
            "{found} and 0.5 %", "Are these the shares of the pictures whose class is in the list, or of the others?"
        ),
    ),
)


def guess(classes=8):
    """Ask for the top-5 error of guessing among ``classes`` classes, and among 1,000."""
    return filled(
        _GUESS,
        again=lambda rng: guess(int(rng.choice([10, 16, 20, 40, 50, 200]))),
        classes=classes,
        few=percent(1 - 5 / classes),
        first=percent(1 - 1 / classes),
        found=percent(5 / classes),
    )


_PLACES = Prediction(
    id="09-predict-224",
    question="A window of {kernel} × {kernel} moves over a picture of {side} × {side} with stride {stride}, without "
    "padding. How many places has it along a side?",
    options=(
        Option("{more}, and nothing left over", "How far can the window move, and is that a multiple of {stride}?"),
        Option(
            "{places}, with {left} left over",
            "Yes. ({side} − {kernel})/{stride} + 1 = {exact}, and there is no part of a place.",
            right=True,
        ),
        Option("{wide}: {side} divided by {stride}", "Where does the last window end, if so many begin?"),
        Option("{exact}", "That is what the formula gives. Can a window have a part of a place?"),
    ),
)
_UNEVEN = ((50, 9, 2), (60, 11, 4), (99, 10, 3), (128, 11, 4), (120, 13, 5), (200, 13, 4))  # side, kernel, stride


def places_along(side, kernel, stride):
    """Ask how many places a window has along a side that does not come out whole."""
    places, unused = shapes.output_size(side, kernel, stride), shapes.unused(side, kernel, stride)
    return filled(
        _PLACES,
        again=lambda rng: places_along(*_UNEVEN[int(rng.integers(len(_UNEVEN)))]),
        side=side, kernel=kernel, stride=stride, places=places, more=places + 1, wide=side // stride,
        exact=f"{(side - kernel) / stride + 1:.4g}", left="1 pixel" if unused == 1 else f"{unused} pixels",
    )  # fmt: skip


PLACES_224 = replace(
    places_along(224, 11, 4),
    question="The paper prints a picture of 224 × 224, kernels of 11 × 11, stride 4, and maps of 55 × 55; it mentions "
    "no padding. How many places has such a kernel along 224 pixels?",
)

WHERE = Prediction(
    id="09-predict-where",
    question="AlexNet has about 60 million parameters in five convolutional and three dense layers. Which part of them "
    "is in the convolutions?",
    options=(
        Option(
            "More than half: there are five of them",
            "And they are wide. But how often is one weight of a kernel used, and how often one of a dense layer?",
        ),
        Option(
            "About a quarter",
            "The first dense layer reads 9,216 numbers and has 4,096 units. What does that leave for all the others?",
        ),
        Option("About 4 %", "Yes. 3.8 %: the three dense layers hold the other 58.6 million.", right=True),
        Option(
            "Less than one in a thousand",
            "conv1 is as small as that. But how many weights has one kernel of conv3, which is 256 maps deep, and how "
            "many such kernels are there?",
        ),
    ),
)

TOWERS = Prediction(
    id="09-predict-towers",
    question="In conv2, conv4 and conv5 each kernel reads only the maps of its own tower: half of them. How many of "
    "all parameters does that save, beside the same network with one tower?",
    options=(
        Option("Half", "Half of the weights of three layers, yes. How many of the 60 million are in those three?"),
        Option("About a quarter", "Which share of all parameters had the five convolutions together?"),
        Option(
            "About 2 %",
            "Yes. 62.4 million become 61.0. What the split saves is memory for maps, work, and traffic between the two "
            "cards.",
            right=True,
        ),
        Option("Nothing: there are two towers", "Two towers together have as many kernels. How long is a kernel?"),
    ),
)

_BESIDE = Prediction(
    id="09-predict-lrn",
    question="At one pixel, channel 3 answers {weak} and its neighbour, channel 4, answers {strong}; all others are "
    "silent. What does local response normalisation do with the two?",
    options=(
        Option(
            "It lifts the {weak} and lowers the {strong}", "Look at the formula: can the divisor be smaller than 1?"
        ),
        Option(
            "It lowers the {strong} and leaves the {weak}", "Over which channels does the sum under the {weak} run?"
        ),
        Option(
            "It divides both by the same number",
            "Yes. Both windows hold the same two answers. Which of the two is larger, and how many times, does not "
            "change at all.",
            right=True,
        ),
        Option("It sets the {weak} to 0: the stronger wins", "Which divisor would turn a response into 0?"),
    ),
)


def one_beside(weak=1, strong=50):
    """Ask what normalisation does with a weak and a strong response side by side."""
    return filled(
        _BESIDE,
        again=lambda rng: one_beside(int(rng.integers(2, 9)), int(rng.choice([20, 40, 80, 200]))),
        weak=weak,
        strong=strong,
    )


BENDS, *LATER = TRAINING
PREDICTIONS = (guess(), PLACES_224, WHERE, TOWERS, BENDS, one_beside(), *LATER)
