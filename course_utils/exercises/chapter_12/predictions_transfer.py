"""Predictions of chapter 12 about layers that have learned elsewhere."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

TRANSFER = (
    Prediction(
        id="12-predict-first-layers",
        question="Two first layers, from the other photographs or from the digits, frozen: are there clearly fewer or "
        "more errors with them than from scratch?",
        options=(
            Option(
                "Fewer with both: an edge is an edge",
                "What do the squares of two photographs differ in, besides edges? Have the digits any of it?",
            ),
            Option(
                "Fewer with the photographs, more with the digits",
                "How much is there to learn in two small layers, and would 50 squares not do for it?",
            ),
            Option(
                "No difference with the photographs, more with the digits",
                "Yes. Layers that learned from grey pictures were never rewarded for telling colours apart, and frozen "
                "they cannot make up for it. The photographs' layers do as well as new ones, and no better.",
                right=True,
            ),
            Option(
                "More with both: they have learned something else",
                "The layers frozen at random have learned nothing at all. Do you expect them to be worse still?",
            ),
        ),
    ),
    Prediction(
        id="12-predict-no-class",
        question="The network knows 1,000 classes; no galaxy is among them. What does it answer to the photograph "
        "hubble, a black sky full of galaxies?",
        options=(
            Option(
                "Nothing: every probability is near nought",
                "What do the outputs of softmax add up to, whatever is shown?",
            ),
            Option(
                "All classes alike, about a thousandth each",
                "What would its 1,280 features have to be, for a thousand sums of them to be alike?",
            ),
            Option(
                "Some classes that look a little like it, with shares like those of right answers",
                "Yes. The shares say how the known classes compare with each other, and not whether one of them is "
                "right.",
                right=True,
            ),
            Option(
                "One class, nearly certainly: it must decide",
                "It must share out 100 %. What speaks for a single class here, so much more than for all others?",
            ),
        ),
    ),
    Prediction(
        id="12-predict-features",
        question="Its frozen features with one dense layer, against the small AlexNet from scratch: where do the "
        "features make fewer errors, and is the difference seen?",
        options=(
            Option(
                "Clearly fewer, seen on 50 squares and on 400",
                "By how much would they have to be ahead, to be seen with so few tiles? And does a network that has "
                "learned from whole photographs meet anything it knows in a square of 32 pixels?",
            ),
            Option(
                "Fewer, but on neither count is it seen",
                "Yes. From each seed they are ahead, on both counts; but the test squares come from a hundred and some "
                "tiles, and other tiles might say otherwise.",
                right=True,
            ),
            Option(
                "More: a linear layer is too weak",
                "What is linear here, and how many layers that bend stand before it?",
            ),
            Option(
                "More on 50 squares: they are too few for 1,280 weights a class",
                "What keeps the weights small, where there are more of them than squares? And how many weights does "
                "the other network have?",
            ),
        ),
    ),
)
