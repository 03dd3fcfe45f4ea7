"""Recall questions of chapter 05: three about what came before it, five about itself."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction

# ---- before: chapters 02 to 04 --------------------------------------------------------------------------------------


def dense_weights(side=20, outputs=30):
    """Ask how many weights a dense layer has over a picture, without the biases."""
    pixels = side * side
    return Prediction(
        id="05-recall-dense-weights",
        question=f"Chapter 04: a dense layer of {outputs} units looks at a grey picture of {side} × {side} pixels. How "
        "many weights has it, without the biases?",
        options=(
            Option(f"{pixels:,}", "That is what one of the units needs. Do they share?"),
            Option(f"{pixels + outputs:,}", "Does every unit look at every pixel? How many pairs is that?"),
            Option(f"{pixels * outputs:,}", "Every unit has a weight for every pixel.", right=True),
            Option(f"{2 * side * outputs:,}", "How many pixels has the picture in all?"),
        ),
        again=lambda rng: dense_weights(2 * int(rng.integers(4, 20)) + 1, int(rng.choice([10, 15, 40, 50]))),
    )


def one_step(weight=2.0, slope=3.0, rate=0.5):
    """Ask where a weight is after one step of gradient descent."""
    step = rate * slope
    return Prediction(
        id="05-recall-one-step",
        question=f"Chapter 02: a weight is {weight:g}, the slope of the loss along it is {slope:g}, the learning rate "
        f"{rate:g}. Where is the weight after one step of gradient descent?",
        options=(
            Option(f"{weight + step:g}", "Does the loss rise or fall in the direction in which you walked?"),
            Option(f"{weight - step:g}", "Against the slope, by learning rate times slope.", right=True),
            Option(f"{weight - slope:g}".replace("-", "−"), "Would another learning rate have led elsewhere?"),
            Option(f"−{step:g}", "That is the step. From where is it taken?"),
        ),
        again=lambda rng: one_step(*(float(rng.choice(of)) for of in ((5.0, 7.0), (2.0, 4.0), (0.1, 0.25)))),
    )


USED_TWICE = Prediction(
    id="05-recall-used-twice",
    question="Chapters 03 and 04: in a network one and the same weight is used at two places. What is the slope of the "
    "loss along it?",
    options=(
        Option(
            "The larger of the slopes of the two uses",
            "A nudge of the weight changes the loss by both uses at once. Which of the two changes gets lost?",
        ),
        Option(
            "The sum of the slopes of the two uses", "A nudge acts at both places, and both effects add.", right=True
        ),
        Option(
            "The mean of the slopes of the two uses",
            "Suppose both uses change the loss by 1 for a nudge of 1. By how much does the loss change altogether?",
        ),
        Option(
            "The product of the slopes of the two uses",
            "Slopes are multiplied along a path, one link after another. Do the two uses lie on one path?",
        ),
    ),
)

# ---- after: this chapter --------------------------------------------------------------------------------------------


def map_size(size=30, kernel=5, stride=2, padding=1):
    """Ask for the size of a map along one axis."""
    travel = size + 2 * padding - kernel
    right = shapes.output_size(size, kernel, stride, padding)
    return Prediction(
        id="05-recall-map-size",
        question=f"A row of {size} pixels, kernel {kernel}, stride {stride}, padding {padding}. How many values has "
        "the map?",
        options=(
            Option(f"{right - 1}", "You counted the steps. Does the first window need one?"),
            Option(f"{right}", f"{travel} pixels to travel, in steps of {stride}, and one for the start.", right=True),
            Option(f"{travel + 1}", "So many places at stride 1. How far does the window move here?"),
            Option(f"{right + 1}", "Write down where the last window would end. Is there a pixel there?"),
        ),
        again=lambda rng: map_size(
            int(rng.integers(20, 60)), int(rng.choice([3, 5, 7])), int(rng.integers(2, 4)), int(rng.integers(0, 3))
        ),
    )


def filter_shape(channels=16, filters=32, kernel=3):
    """Ask for the shape of all weights of a layer."""
    return Prediction(
        id="05-recall-filter-shape",
        question=f"A layer turns {channels} maps into {filters}, with {kernel} × {kernel} kernels. Which shape has the "
        "array of all its weights?",
        options=(
            Option(f"({filters}, {kernel}, {kernel})", "How many incoming maps does one filter look at?"),
            Option(f"({channels}, {kernel}, {kernel})", "So large is one filter. How many filters are there?"),
            Option(
                f"({filters}, {channels}, {kernel}, {kernel})",
                f"{filters} filters, each as deep as its input.",
                right=True,
            ),
            Option(
                f"({channels * filters}, {channels}, {kernel}, {kernel})",
                "How many maps does one filter make? And all of these?",
            ),
        ),
        again=lambda rng: filter_shape(
            int(rng.choice([6, 8, 12])), int(rng.choice([10, 20, 40])), int(rng.choice([3, 5]))
        ),
    )


def strided_field(first=3, stride=2, second=3):
    """Ask for the receptive field after two layers, of which the first has a stride."""
    right = shapes.receptive_field([(first, stride), (second, 1)])[-1].size
    return Prediction(
        id="05-recall-strided-field",
        question=f"First a layer with kernel {first} and stride {stride}, then one with kernel {second} and stride 1. "
        "How many pixels of the picture, along an axis, does a unit of the second see?",
        options=(
            Option(f"{first + second - 1}", "How far apart do two neighbours of the first map look?"),
            Option(
                f"{right}",
                f"{first} pixels by one unit of the first map, and {second - 1} more units, each {stride} pixels on.",
                right=True,
            ),
            Option(f"{first * second}", "Do the windows of the first layer lie side by side?"),
            Option(f"{second}", "That is what it sees of the map below. And of the picture?"),
        ),
        again=lambda rng: strided_field(int(rng.choice([5, 7])), 2, int(rng.choice([3, 4]))),
    )


MOVED_BY_ONE = Prediction(
    id="05-recall-moved-by-one",
    question="A layer has stride 2. The picture moves by one pixel. What does the map do, away from the borders?",
    options=(
        Option(
            "It moves by half a place",
            "A map is a table of numbers. Can its entries stand between two places?",
        ),
        Option(
            "It moves by one place",
            "By how many pixels does the picture have to move until every window finds what its neighbour had before?",
        ),
        Option(
            "It does not change",
            "Does every window still find the same numbers under it?",
        ),
        Option(
            "Its numbers change: it is no shifted copy of itself",
            "The windows now lie between where they lay before. Only shifts by whole strides stay shifts.",
            right=True,
        ),
    ),
)
TYPED_IN = Prediction(
    id="05-recall-typed-in",
    question="When does it matter that convolution layers leave the flip out?",
    options=(
        Option(
            "While they learn: they could find other kernels with it, and better ones",
            "Had training found the same weights, turned round: would any number of the map be different?",
        ),
        Option(
            "At strides above 1",
            "Flip a kernel and lay it on the picture once. Does it matter for the products where the next window lies?",
        ),
        Option(
            "With every kernel, in every use",
            "Take the blur, nine times 1/9. What does half a turn make of it?",
        ),
        Option(
            "With a kernel from a book on signals, which is typed in",
            "Such a kernel is meant to be flipped; a layer takes it as it is. What is learned, is learned for the "
            "operation that there is.",
            right=True,
        ),
    ),
)

BEFORE = (dense_weights(), one_step(), USED_TWICE)
AFTER = (map_size(), filter_shape(), MOVED_BY_ONE, strided_field(), TYPED_IN)
