"""Predictions of chapter 05, convolution: asked before the figure or the number, answered by it."""

from __future__ import annotations

from course_utils.exercises.chapter_05.predictions_numbers import (
    apart,
    does_not_divide,
    layers_on_top,
    shifted,
    weights_of_a_layer,
)
from course_utils.exercises.engine import Option, Prediction

TWO_BOXES = Prediction(
    id="05-predict-two-boxes",
    question="Two signals, each 1 for one second and 0 otherwise. One slides over the other, and at every moment "
    "you note the area that they share. What does the curve of these areas look like?",
    options=(
        Option(
            "A box, as wide as each of them",
            "At the first touch they share a sliver. Can the area jump from there to all of it?",
        ),
        Option(
            "A triangle, twice as wide as each of them",
            "It grows evenly until they lie on each other, then shrinks as evenly: one second up, one second down.",
            right=True,
        ),
        Option(
            "A box, twice as wide as each of them",
            "From the first touch to the last, is what they share always the same?",
        ),
        Option(
            "A smooth bell",
            "In each tenth of a second, by how much does the shared area grow: now more, now less, or always as much?",
        ),
    ),
)
FLIP = Prediction(
    id="05-predict-flip",
    question="The kernel of the last section, with its five ones, is flipped: upside down, and left to right. What "
    "happens to the map?",
    options=(
        Option(
            "It is flipped as well",
            "The picture stays as it is. Draw the kernel, and turn the paper by 180 degrees: what has changed?",
        ),
        Option(
            "All its values change sign",
            "A flip moves the weights to other places. Does it make any of them negative?",
        ),
        Option(
            "Nothing",
            "Half a turn leaves this kernel exactly as it was. So this example, which stands in many "
            "tutorials, cannot tell the two operations apart.",
            right=True,
        ),
        Option(
            "It is another map altogether",
            "For most kernels, yes. Draw this one, turn the paper by 180 degrees, and compare: is it another kernel?",
        ),
    ),
)
LARGER_PICTURE = Prediction(
    id="05-predict-larger-picture",
    question="The same layer is given pictures that are twice as high and twice as wide. What happens to the "
    "number of its weights and to its work?",
    options=(
        Option(
            "Both become four times as large",
            "Lay a filter on the larger picture. Has it more weights than before?",
        ),
        Option(
            "Both stay",
            "How many places are there now to lay the filter on, and what does each of them cost?",
        ),
        Option(
            "The weights stay, the work becomes about four times as large",
            "The filters are the same, there are just about four times as many places to lay them on.",
            right=True,
        ),
        Option(
            "The weights become four times as many, the work stays",
            "What belongs to the filter, and what to the places: the weights, or the products?",
        ),
    ),
)
SOBEL = Prediction(
    id="05-predict-sobel",
    question="The rows of a kernel are (−1, 0, 1), (−2, 0, 2) and (−1, 0, 1). The upper half of a picture is dark, "
    "the lower half bright. What does the kernel answer along the border between them?",
    options=(
        Option(
            "A large positive number: there is an edge",
            "Take a window with one dark row and two bright ones. In a bright row, what meets −1 and what meets 1?",
        ),
        Option(
            "A large negative number: it is dark above",
            "Which pixels of a window are subtracted here: those of its upper row, or those of its left column?",
        ),
        Option(
            "0, as on an even wall",
            "In every row of the window, left and right are equally bright and cancel. This kernel compares right with "
            "left; above and below it does not compare.",
            right=True,
        ),
        Option(
            "About the brightness of the lower half",
            "What do the kernel's weights add up to, row by row, and what is left of an even row?",
        ),
    ),
)
FOUND_KERNEL = Prediction(
    id="05-predict-found-kernel",
    question="A picture of noise, and the map that a hidden 3 × 3 kernel makes of it, are given. A kernel of nine "
    "zeros learns to make the same map from the same picture. What will it have become?",
    options=(
        Option(
            "The hidden kernel itself, nearly",
            "Every one of several hundred values of the map is a condition on nine weights; over noise only one kernel "
            "meets them all.",
            right=True,
        ),
        Option(
            "The hidden kernel, turned by half a turn",
            "Which operation made the map, and which one will the learned kernel be used in?",
        ),
        Option(
            "Another one: many kernels make the same map",
            "How many unknown weights are there, and how many values of the map that have to come out right?",
        ),
        Option(
            "Nine equal numbers: nobody says which weight is which",
            "Do all nine weights meet the same pixels? What then tells them apart while they learn?",
        ),
    ),
)
PREDICTIONS = (
    TWO_BOXES,
    FLIP,
    does_not_divide(),
    weights_of_a_layer(),
    LARGER_PICTURE,
    SOBEL,
    shifted(),
    layers_on_top(),
    FOUND_KERNEL,
    apart(),
)
