"""Exercises of chapter 01 about one unit, a layer, and layers that collapse."""

from __future__ import annotations

import numpy as np

from course_utils.activations import sigmoid
from course_utils.exercises import again
from course_utils.exercises.chapter_01 import answers
from course_utils.exercises.chapter_01.slips_units import LAYER_SLIPS, MERGE_SLIPS, ONE_UNIT_SLIPS
from course_utils.exercises.engine import Exercise, Misconception

# The unit of the first exercise: z = 1 − 0.25 − 0.5 + 0.75 = 1.
UNIT = {"x": (2.0, -1.0, 1.0), "w": (0.5, 0.25, -0.5), "b": 0.75}


def _unit_output(bias=UNIT["b"]):
    return float(sigmoid(np.dot(UNIT["x"], UNIT["w"]) + bias))


ONE_UNIT = Exercise(
    id="01-one-unit",
    again=again.one_unit,
    title="One unit by hand",
    prompt="A sigmoid unit has the inputs $x = (2, -1, 1)$, the weights $w = (0.5, 0.25, -0.5)$ and the bias $b = "
    "0.75$. What is its output $y$? Work out $z$ on paper, take $σ(z)$ from Python if you like, and give four "
    "decimals.",
    stub="unit_output = ...",
    answer=_unit_output,
    misconceptions=(
        Misconception(
            "forgot the bias",
            lambda: _unit_output(0.0),
            "Three weights and a bias belong to this unit. Have all four been used?",
            also=(0.25,),
        ),
        Misconception("stopped before the function", 1.0, "That is `z`, the sum. What does the unit do with it?"),
        Misconception("subtracted the bias", lambda: _unit_output(-0.75), "Which sign does `b` have in `z = x·w + b`?"),
        Misconception(
            "added the bias after the function",
            lambda: _unit_output(0.0) + 0.75,
            "Can a sigmoid give a number above 1? Where must `b` enter?",
        ),
        Misconception(
            "lost a minus sign",
            lambda: float(sigmoid(2.0 * 0.5 + 0.25 + 0.5 + 0.75)),
            "Two of the products are negative. Write the three of them down with their signs: what is their sum?",
            also=(float(sigmoid(1.5)), float(sigmoid(2.0))),
        ),
        *ONE_UNIT_SLIPS,
    ),
    hints=(
        "Multiply each input by the weight of the same position, and keep the signs.",
        "The three products are 1, −0.25 and −0.5. One more number has to be added.",
        "With z in hand: `activations.sigmoid(z)`.",
    ),
    tolerance=5e-5,
    solution="""import numpy as np

products = [2 * 0.5, -1 * 0.25, 1 * -0.5]  # 1, −0.25, −0.5
z = sum(products) + 0.75  # 0.25 + 0.75 = 1
unit_output = 1 / (1 + np.exp(-z))  # σ(1) = 1 / (1 + 0.3679) = 0.7311""",
    explanation="z = 1 − 0.25 − 0.5 + 0.75 = 1, and the sigmoid of 1 is 0.7311.",
)

LAYER = Exercise(
    id="01-layer",
    title="A layer in one line",
    prompt="Write `sigmoid_layer(X, W, b)`: a layer of sigmoid units for a whole batch. `X` has shape $(N, D)$, `W` "
    "$(D, K)$, `b` $(K,)$; the result has shape $(N, K)$. `activations.sigmoid` is allowed.",
    stub="def sigmoid_layer(X, W, b):\n    ...",
    reference=answers.sigmoid_layer,
    cases=answers.layer_cases,
    misconceptions=(
        Misconception(
            "forgot the bias", answers.layer_no_bias, "What would your layer answer if `b` were a hundred times larger?"
        ),
        Misconception(
            "bias after the function",
            answers.layer_bias_after,
            "A sigmoid's outputs lie between 0 and 1. Do yours? Where does the bias enter, before or after the "
            "function?",
        ),
        Misconception(
            "weights on the left",
            answers.layer_weights_first,
            "An example is a **row** of `X`. Which side of `@` must `X` stand on, so that each row meets each column "
            "of `W`?",
            also=(lambda X, W, b: sigmoid(W.T @ X + b), lambda X, W, b: sigmoid(W @ X.T + b)),
        ),
        Misconception(
            "weights turned over",
            answers.layer_turned,
            "One unit's weights are a **column** of `W`. Does `W` have to be transposed before it meets a row of `X`?",
        ),
        Misconception("no function", answers.layer_no_function, "That is z. What turns z into y?"),
        *LAYER_SLIPS,
    ),
    hints=(
        "Start with the pre-activations: one row for each example, one column for each unit.",
        "`X @ W` has shape (N, K). Adding `b` broadcasts it over the rows.",
        "Hand the whole array to `activations.sigmoid`: it works on every element.",
    ),
)

MERGE = Exercise(
    id="01-merge",
    title="Two linear layers, one",
    prompt="Write `merge(W1, b1, W2, b2)`: return the pair `W, b` of the *one* linear layer that gives the same output "
    "as the two, $(xW_1 + b_1)W_2 + b_2$, for every input $x$.",
    stub="def merge(W1, b1, W2, b2):\n    ...  # return W, b",
    reference=answers.merge,
    cases=answers.merge_cases,
    names=("W", "b"),
    reveal_shape=False,
    misconceptions=(
        Misconception(
            "product in the other order",
            answers.merge_other_order,
            "Which of the two matrices does x meet first? Matrix products may not be swapped.",
        ),
        Misconception(
            "biases just added",
            answers.merge_biases_added,
            "The first bias leaves layer 1. What does layer 2 do to it on its way?",
        ),
        Misconception(
            "first bias lost",
            answers.merge_first_bias_lost,
            "Set x = 0 and W2 = 1: what do the two layers answer, and yours?",
        ),
        Misconception("second bias lost", answers.merge_second_bias_lost, "What is added last of all, after W2?"),
        Misconception(
            "weights added",
            answers.merge_weights_added,
            "Layer 2 multiplies what layer 1 has multiplied. Is that a sum?",
            also=(lambda W1, b1, W2, b2: (W1 + W2, b1 + b2),),
        ),
        *MERGE_SLIPS,
    ),
    hints=(
        "Multiply the bracket out on paper: (x W1 + b1) W2 + b2.",
        "Which part of the result has x in it? Its factor is W. Everything without x is b.",
        "b consists of two terms; only one of them has met W2.",
    ),
)
