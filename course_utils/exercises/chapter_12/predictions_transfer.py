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
                "Yes. Layers that never met a colour have no filters for it, and frozen they will not get any. The "
                "photographs' layers do as well as new ones, and no better.",
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
        "features make clearly fewer errors?",
        options=(
            Option(
                "On 50 squares and on 400",
                "With each square of your own, what the others' pictures have taught is worth less. Is it worth "
                "anything still, when the network from scratch makes few errors itself?",
            ),
            Option(
                "On 50 squares; on 400 no difference is seen",
                "Yes. What fifty squares cannot teach, a million other pictures have; four hundred squares teach a "
                "small network nearly all that it needs for this task.",
                right=True,
            ),
            Option(
                "On 400 squares only: 50 are too few for 1,280 weights a class",
                "What keeps the weights small, where there are more of them than squares? And how many weights does "
                "the other network have?",
            ),
            Option(
                "On neither: it has learned whole objects, not squares of photographs",
                "Do the features before the last layer know only objects, or also what objects are made of?",
            ),
        ),
    ),
)
