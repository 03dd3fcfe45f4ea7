"""Predictions of chapter 01, activation functions: asked before the figure, answered by it."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="01-predict-batch-shape",
        question="A layer has 3 inputs and 2 units. A batch of 5 examples goes in at once. What shape does `XW + b` "
        "have?",
        options=(
            Option("(3, 2)", "That is the shape of W, which does not know how many examples come in."),
            Option("(5, 2)", "One row for each example, one column for each unit.", right=True),
            Option("(2, 5)", "Right numbers, wrong way round: examples stay rows, as they came in."),
            Option("(5, 3)", "That is X itself. The 3 inputs are summed over and disappear."),
        ),
    ),
    Prediction(
        id="01-predict-linear-stack",
        question="Ten layers of a hundred units each, and no function between them: every layer just computes xW + b. "
        "With the best possible weights, what can they draw over a single input x?",
        options=(
            Option(
                "Any smooth curve",
                "A thousand units look as if they could. Wait for the figure: something undoes them all.",
            ),
            Option(
                "A broken line with ten corners", "A corner needs something that bends. Which part of xW + b bends?"
            ),
            Option(
                "A polynomial of degree ten",
                "The **weights** get multiplied with each other ten times, but x never meets x.",
            ),
            Option(
                "One straight line", "However deep. The next cells show it with numbers, then prove it.", right=True
            ),
        ),
    ),
    Prediction(
        id="01-predict-ten-sigmoids",
        question="The sigmoid is nowhere steeper than 0.25. A gradient walks back through ten sigmoid layers. Looking "
        "at the slopes alone: how much of it is left, at best?",
        options=(
            Option("A quarter", "That is after one layer. There are nine more to pass."),
            Option("About a fortieth", "You divided 0.25 by ten. But each layer **multiplies** by a slope."),
            Option("About a millionth", "Ten times a quarter of what was there: 0.25 to the power ten.", right=True),
            Option("All of it, only slower", "A slope of a quarter shortens the gradient. Nothing makes up for it."),
        ),
    ),
    Prediction(
        id="01-predict-twenty-layers",
        question="Four networks of twenty layers, freshly initialised, differ only in their function and in the size "
        "of their first weights. In which of them does the first layer receive a gradient that is vanishingly small "
        "beside the last layer's?",
        options=(
            Option(
                "Sigmoid, Xavier weights", "By more than ten orders of magnitude. The slopes are to blame.", right=True
            ),
            Option(
                "tanh, Xavier weights",
                "Its slope is close to 1 near 0, and these weights keep the inputs near 0. It holds up well.",
            ),
            Option(
                "ReLU, He weights", "The weights are made for it: they make up for the half of the slopes that is 0."
            ),
            Option(
                "ReLU, Xavier weights",
                "A good thought, it does lose something. But first and last layer lose alike, so their ratio stays.",
            ),
        ),
    ),
    Prediction(
        id="01-predict-dead",
        question="A ReLU unit gives 0 for a picture of a seven: its pre-activation is −1.3. Is the unit dead?",
        options=(
            Option(
                "Yes: its slope is 0, so it can never learn again",
                "It learns nothing **from this picture**. There are others.",
            ),
            Option(
                "Yes, if its bias is negative",
                "A negative bias alone does not silence a unit: large inputs may still lift it.",
            ),
            Option(
                "No: other pictures may still lift it above 0",
                "Only silence on **every** picture is death.",
                right=True,
            ),
            Option("No: ReLU units cannot die", "They can, and this section will show some that did."),
        ),
    ),
)
