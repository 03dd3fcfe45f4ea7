"""Predictions of chapter 00: a tiny nought in a corner, a larger weight."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="00-predict-corner",
        question="The network has learnt from 4,000 handwritten digits. Each stood in the middle of its picture, and "
        "all were about equally large. You draw a tiny nought in one corner of the pad, and the network gets it as it "
        "is. What does it answer?",
        options=(
            Option(
                "0, for a nought is a nought wherever it stands",
                "So it is to you, who have seen noughts of every size. In how many of its 4,000 pictures did the "
                "network find all the ink in one corner?",
            ),
            Option(
                "That this is no digit",
                "It has ten numbers to answer with, one for each digit, and the largest is its answer. Which of the "
                "ten could say “none of these”?",
            ),
            Option(
                "Another digit",
                "Yes. It has ten answers and must give one, and nothing that it has met looked like this.",
                right=True,
            ),
        ),
    ),
    Prediction(
        id="00-predict-weight",
        question="The unit's output is σ(wx + b), the S-shaped curve below. What does a larger weight w do to it?",
        options=(
            Option("It moves to the right", "For x = 0 and b = 0, does any weight change the output?"),
            Option("It gets steeper", "Yes: a small change of x now changes wx a lot.", right=True),
            Option("Its top rises above 1", "Between which two numbers does σ always stay?"),
        ),
    ),
)
