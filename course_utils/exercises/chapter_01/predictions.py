"""Predictions of chapter 01, activation functions: asked before the figure, answered by it."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


def _batch_shape(examples=5, inputs=3, units=2):
    return Prediction(
        id="01-predict-batch-shape",
        question=f"A layer has {inputs} inputs and {units} units. A batch of {examples} examples goes in at once. What "
        "shape does `XW + b` have?",
        options=(
            Option(f"({inputs}, {units})", "That is the shape of W. Does it know how many examples come in?"),
            Option(f"({examples}, {units})", "One row for each example, one column for each unit.", right=True),
            Option(
                f"({units}, {examples})",
                "Those two numbers. In X an example is a row: does a product with W on its right turn rows into "
                "columns?",
            ),
            Option(
                f"({examples}, {inputs})",
                "That is the shape of X itself. What becomes of the inputs when each row of X meets a column of W?",
            ),
        ),
        again=_other_batch_shape,
    )


def _other_batch_shape(rng):
    return _batch_shape(*(int(n) for n in rng.choice(range(2, 9), size=3, replace=False)))


def _in_a_row(units=10, words="About a millionth", divided="A fortieth"):
    return Prediction(
        id="01-predict-ten-sigmoids",
        question=f"The sigmoid is nowhere steeper than 0.25. A small change goes through {units} sigmoids in a row. "
        "How much of it arrives, at best?",
        options=(
            Option("A quarter", f"That is after the first of them. What do the other {units - 1} do to it?"),
            Option(divided, f"You divided 0.25 by {units}. Two in a row: what does the second leave of a quarter?"),
            Option(words, f"Each leaves at most a quarter of what was left: 0.25 to the power {units}.", right=True),
            Option("All of it, only later", "A single sigmoid: how much of a change of z arrives in y, at best?"),
        ),
        again=_another_row,
    )


def _another_row(rng):
    rows = (
        (3, "About a sixtieth", "A twelfth"),
        (5, "About a thousandth", "A twentieth"),
        (10, "About a millionth", "A fortieth"),
    )
    return _in_a_row(*rows[rng.integers(len(rows))])


LINEAR_STACK = Prediction(
    id="01-predict-linear-stack",
    question="Ten layers of a hundred units each, and no function between them: every layer just computes xW + b. "
    "With the best possible weights, what can they draw over a single input x?",
    options=(
        Option(
            "Any smooth curve",
            "A thousand units look as if they could. Take only two layers of one unit, and work it out: which curve is "
            "it?",
        ),
        Option("A broken line with ten corners", "A corner needs something that bends. Which part of xW + b bends?"),
        Option(
            "A polynomial of degree ten",
            "The **weights** get multiplied with each other ten times. Where would x meet x?",
        ),
        Option(
            "One straight line", "However deep. The next cells show it with numbers; then you prove it.", right=True
        ),
    ),
)

FAR_OUT = Prediction(
    id="01-predict-far-out",
    question="At 0 LeCun's tanh is the steepest of the three, tanh comes next, and the sigmoid last. Which of them is "
    "the flattest at z = 5?",
    options=(
        Option(
            "The sigmoid",
            "It is the least steep at 0. How far has each curve got on its way to its limit when z is 5?",
        ),
        Option(
            "tanh",
            "It is a sigmoid of half the width, so it arrives at its limit sooner than the others. A steep middle is "
            "paid for outside.",
            right=True,
        ),
        Option(
            "LeCun's tanh",
            "It climbs highest. But look at its 2z/3: is that curve wider or narrower than plain tanh?",
        ),
        Option("All three alike", "All are nearly flat there. In the figure, which one has the least left to climb?"),
    ),
)

DEAD = Prediction(
    id="01-predict-dead",
    question="A ReLU unit gives 0 for a picture of a seven: its pre-activation is −1.3. Is this unit lost for good?",
    options=(
        Option(
            "Yes: its slope is 0, so nothing can change it",
            "For **this** picture its slope is 0. Is this the only picture?",
        ),
        Option("Yes, if its bias is negative", "Could a picture with large inputs lift it all the same?"),
        Option(
            "That depends on the other pictures",
            "If any of them lifts it above 0, the unit answers there, and there it can change.",
            right=True,
        ),
        Option("No: a ReLU unit is never lost", "What if no picture at all lifted it above 0?"),
    ),
)

PREDICTIONS = (_batch_shape(), LINEAR_STACK, FAR_OUT, _in_a_row(), DEAD)
