"""Recall questions of chapter 10: three on earlier chapters when it begins, five on itself at its end."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction
from course_utils.exercises.template import filled, percent

# ---- before --------------------------------------------------------------------------------------------------------
_USED_TWICE = Prediction(
    id="10-recall-two-uses",
    question="From chapter 03: a number a goes into two sums. The gradient at the first is {first}, at the second "
    "{second}. What is the gradient at a?",
    options=(
        Option("{product}", "Factors multiply along one way. Does the way through the first sum go on to the second?"),
        Option("{total}", "Yes. Each use sends its own gradient back, and they add up.", right=True),
        Option("{mean}", "Move a by a little: does the loss feel half of each of the two, or both of them?"),
        Option("{largest}", "That is one of the two uses. Does the other one not reach the loss?"),
    ),
)


def used_twice(first=3, second=-5):
    """Ask for the gradient at a number that is used twice."""
    return filled(
        _USED_TWICE,
        again=lambda rng: used_twice(int(rng.integers(2, 9)), -int(rng.integers(10, 15))),
        first=first, second=f"−{-second}", product=f"−{-first * second}", total=f"−{-first - second}",
        mean=f"−{(-first - second) / 2:g}", largest=first,
    )  # fmt: skip


FIRST_WEIGHTS = Prediction(
    id="10-recall-first-weights",
    question="From chapter 07: He's first weights have the variance 2 divided by the number of inputs. What is that "
    "for?",
    options=(
        Option(
            "Signals keep about their size from layer to layer, as training begins",
            "Yes, as training begins. Nothing in it looks after their size later on.",
            right=True,
        ),
        Option("Weights stay small while training goes on", "What pulls weights towards 0 in every step?"),
        Option("No unit can die", "Does a first weight decide what a later step does to a unit?"),
        Option(
            "Every layer gets inputs with mean 0", "What does ReLU leave of the negative numbers, and so of the mean?"
        ),
    ),
)

TWO_WAYS = Prediction(
    id="10-recall-two-ways",
    question="From chapter 09: which of these computes something else in training than in use?",
    options=(
        Option("Local response normalisation", "It divides by what the neighbouring channels say. Does it ask whether "
                                               "the network is being trained?"),
        Option("Max pooling", "The largest of a window is the largest of a window. On what else could it depend?"),
        Option("Dropout", "Yes. Units are silenced in training only; in use all of them speak, made up for.",
               right=True),
        Option("ReLU", "On what does max(0, x) depend, besides x?"),
    ),
)  # fmt: skip

BEFORE = (used_twice(), FIRST_WEIGHTS, TWO_WAYS)

# ---- after ---------------------------------------------------------------------------------------------------------
_START_LEFT = Prediction(
    id="10-recall-start-left",
    question="Running averages with momentum {momentum}, in torch's sense. After {steps} steps, what share of them is "
    "still the 0 and 1 at which they began?",
    options=(
        Option("{left}", "Yes: each step leaves 1 − {momentum} of what was there.", right=True),
        Option("{gone}", "That is the share of all the batches together. What is left beside them?"),
        Option("{linear}", "Does each step take the same amount away, or the same share of what is left?"),
        Option("Nothing: {steps} batches have replaced them", "Does any single step take the start away altogether?"),
    ),
)
_PAIRS = ((0.1, 5), (0.2, 4), (0.01, 40), (0.05, 15), (0.1, 8))


def start_left(momentum=0.1, steps=5):
    """Ask for the weight of the start in running averages."""
    left = (1 - momentum) ** steps
    return filled(
        _START_LEFT,
        again=lambda rng: start_left(*_PAIRS[int(rng.integers(len(_PAIRS)))]),
        momentum=f"{momentum:g}", steps=steps, left=percent(left), gone=percent(1 - left),
        linear=percent(1 - momentum * steps),
    )  # fmt: skip


_TWO_ROWS = Prediction(
    id="10-recall-two-rows",
    question="A dense layer is followed by batch normalisation, and the batch has two examples. Their numbers in one "
    "column are {low} and {high}. What comes out in training, before γ and β?",
    options=(
        Option("{low} and {high}, divided by their deviation", "What is subtracted before anything is divided?"),
        Option("−1 and 1", "Yes, and whatever two different numbers had come, it would be −1 and 1.", right=True),
        Option("0 and 1", "Which of the two would then be the mean of the two?"),
        Option("−{half} and {half}", "So far they lie from their mean. By what is that divided?"),
    ),
)


def two_rows(low=3, high=11):
    """Ask what batch normalisation makes of two numbers."""
    return filled(
        _TWO_ROWS,
        again=lambda rng: two_rows(int(rng.integers(-9, 0)), int(rng.integers(4, 20))),
        low=str(low).replace("-", "−"), high=high, half=f"{(high - low) / 2:g}",
    )  # fmt: skip


COLUMN_OF_GRADIENTS = Prediction(
    id="10-recall-column",
    question="Each column of grad_x, behind batch normalisation, adds up to 0. Why?",
    options=(
        Option("Because x̂ has mean 0", "That is so on the way forward. Which movement of the inputs does a sum of "
                                       "gradients speak of?"),
        Option("Because one number added to the whole column changes no output",
               "Yes. The mean takes it away again, so the loss does not feel it, and the slope in that direction is 0.",
               right=True),
        Option("Because the gradients that come in add up to 0", "Those can be anything: their sum is the gradient of "
                                                                 "β. What happens to it on the way to x?"),
        Option("Because γ begins at 1", "Would the sum be another one with γ = 3?"),
    ),
)  # fmt: skip

_TWICE_THREE = Prediction(
    id="10-recall-twice-three",
    question="Two 3 × 3 convolutions one after the other, {channels} channels in, between and out. How many weights do "
    "they have, beside one 5 × 5 convolution with the same field?",
    options=(
        Option("{two:,} beside {one:,}", "Yes: 2 · 9 beside 25, times the square of the channels.", right=True),
        Option("{one:,} beside {two:,}", "How many weights has one channel of a 5 × 5 kernel, and of a 3 × 3?"),
        Option("{single:,} beside {one:,}", "How many such convolutions are there?"),
        Option("{flat:,} beside {flat_one:,}", "Through how many maps does each kernel reach?"),
    ),
)


def twice_three(channels=64):
    """Ask for the weights of two 3 × 3 convolutions beside one 5 × 5."""
    square = channels**2
    return filled(
        _TWICE_THREE,
        again=lambda rng: twice_three(int(rng.choice([32, 128, 256]))),
        channels=channels, two=18 * square, one=25 * square, single=9 * square, flat=18 * channels,
        flat_one=25 * channels,
    )  # fmt: skip


_ONE_BY_ONE = Prediction(
    id="10-recall-one-by-one",
    question="A 1 × 1 convolution turns {maps} maps into {fewer}. How many weights has it, without biases?",
    options=(
        Option("{fewer}", "One number for each kernel? Over how many maps does a kernel add up?"),
        Option("{product:,}", "Yes: each of its {fewer} kernels is one weight for each of the {maps} maps.",
               right=True),
        Option("{total:,}", "Which of the two numbers counts the kernels, and how long is each of them?"),
        Option("It depends on the size of the maps", "How often is a kernel stored that is used at every place?"),
    ),
)  # fmt: skip


def one_by_one(maps=192, fewer=16):
    """Ask for the weights of a 1 × 1 convolution."""
    return filled(
        _ONE_BY_ONE,
        again=lambda rng: one_by_one(int(rng.choice([128, 256, 480])), int(rng.choice([24, 32, 64]))),
        maps=maps, fewer=fewer, product=maps * fewer, total=maps + fewer,
    )  # fmt: skip


AFTER = (start_left(), two_rows(), COLUMN_OF_GRADIENTS, twice_three(), one_by_one())
