"""Further ways in which a unit, a layer and a merged pair of layers commonly go wrong."""

from __future__ import annotations

import math

import numpy as np

from course_utils.activations import relu, sigmoid, sigmoid_grad, tanh
from course_utils.exercises.engine import Misconception
from course_utils.losses import softmax

ONE_UNIT_SLIPS = (
    Misconception(
        "sign in the exponent",
        1 / (1 + math.e),
        "On which side of one half does σ lie when z is positive? Which sign has the exponent in σ(z)?",
    ),
    Misconception(
        "brackets lost",
        1 / 1 + math.exp(-1),
        "Can a sigmoid give a number above 1? In `1 / 1 + ...`, what does Python divide before it adds?",
    ),
    Misconception(
        "another function",
        math.tanh(1),
        "That is another S-shaped function of the same z. Which one does the exercise name?",
    ),
    Misconception(
        "slope instead of output",
        float(sigmoid_grad(1.0)),
        "That is how steep the sigmoid is there. How high is it?",
    ),
    Misconception(
        "the unit of the text",
        float(sigmoid(0.5)),
        "That is what the unit in the text above answers. Which inputs, weights and bias has this one?",
    ),
    Misconception(
        "sums multiplied",
        float(sigmoid(2.0 * 0.25 + 0.75)),
        "Adding first lets every input meet every weight. Which weight belongs to which input?",
    ),
    Misconception(
        "only the exponential",
        math.exp(-1),
        "That is one piece of σ(z). What else stands in the formula?",
        also=(math.e,),
    ),
)

LAYER_SLIPS = (
    Misconception(
        "element by element",
        lambda X, W, b: sigmoid(X * W + b),
        "Every entry of X has met one entry of W, and nothing was added up. Which product makes each row of X meet "
        "each column of W?",
    ),
    Misconception(
        "sign in the exponent",
        lambda X, W, b: sigmoid(-(X @ W + b)),
        "When z rises, should a unit's output rise or fall? What does yours do?",
    ),
    Misconception(
        "examples as columns",
        lambda X, W, b: sigmoid(X @ W + b).T,
        "In some books an example is a column. Here it is a row of X: how many rows should the result have?",
        also=(lambda X, W, b: sigmoid(X.T @ W + b),),
    ),
    Misconception(
        "bias as a column",
        lambda X, W, b: sigmoid(X @ W + b[:, None]),
        "Each **column** of the product belongs to one unit. Which shape of b gives every column its own bias?",
    ),
    Misconception(
        "one bias for all units",
        lambda X, W, b: sigmoid(X @ W + b[0]),
        "Does each of your units have a bias of its own?",
        also=(
            lambda X, W, b: sigmoid(X @ W + np.sum(b)),
            lambda X, W, b: sigmoid(X @ W + np.mean(b)),
            lambda X, W, b: sigmoid(X @ W + b[-1]),
        ),
    ),
    Misconception(
        "bias before the weights",
        lambda X, W, b: sigmoid((X + b) @ W),
        "Your bias gets multiplied on its way. To what is it added: to an input, to a weight, or to a unit's sum?",
        also=(lambda X, W, b: sigmoid(X @ (W + b)),),
    ),
    Misconception(
        "bias subtracted",
        lambda X, W, b: sigmoid(X @ W - b),
        "Should a larger bias make a unit answer more easily, or less easily?",
    ),
    Misconception(
        "softmax instead of sigmoid",
        lambda X, W, b: softmax(X @ W + b),
        "Your outputs are shares of one whole, as if the units competed. Does a sigmoid unit look at its neighbours?",
        also=(lambda X, W, b: softmax((X @ W + b).T).T,),
    ),
    Misconception(
        "another function",
        lambda X, W, b: tanh(X @ W + b),
        "Your z went through a function, but not through the one that the exercise names. Which is it?",
        also=(
            lambda X, W, b: relu(X @ W + b),
            lambda X, W, b: sigmoid_grad(X @ W + b),
            lambda X, W, b: np.exp(X @ W + b),
        ),
    ),
    Misconception(
        "activated twice",
        lambda X, W, b: sigmoid(sigmoid(X @ W + b)),
        "All your outputs lie above one half, even where z is far below 0. How often does z go through the function?",
    ),
    Misconception(
        "function on the inputs",
        lambda X, W, b: sigmoid(X) @ W + b,
        "What does a unit send through its function: each input, or the sum that it has made of them?",
        also=(lambda X, W, b: sigmoid(sigmoid(X) @ W + b),),
    ),
    Misconception(
        "a single example",
        lambda X, W, b: sigmoid(X[0] @ W + b),
        "One row came out. What about the other examples? (If there is a loop: where does its `return` stand?)",
        also=(
            lambda X, W, b: sigmoid(X[:1] @ W + b),
            lambda X, W, b: sigmoid(X[-1] @ W + b),
            lambda X, W, b: sigmoid(X[-1:] @ W + b),
        ),
    ),
    Misconception(
        "an axis lost",
        lambda X, W, b: sigmoid(X @ W + b).sum(axis=1),
        "N examples and K units make N times K outputs. Which axis has got lost in yours?",
        also=(
            lambda X, W, b: sigmoid(X @ W + b).sum(axis=0),
            lambda X, W, b: sigmoid(X @ W + b).mean(axis=0),
            lambda X, W, b: sigmoid(X @ W + b).mean(axis=1),
            lambda X, W, b: sigmoid(X @ W + b)[:, 0],
            lambda X, W, b: sigmoid(X.sum(axis=0) @ W + b),
            lambda X, W, b: sigmoid(X @ W + b).sum(),
            lambda X, W, b: sigmoid(X @ W + b).ravel(),
        ),
    ),
    Misconception(
        "a piece of the sigmoid",
        lambda X, W, b: np.exp(-(X @ W + b)),
        "A sigmoid's outputs lie between 0 and 1. Do yours? Compare your formula with 1/(1 + e⁻ᶻ), bracket by bracket.",
        also=(
            lambda X, W, b: 1 / (1 - np.exp(-(X @ W + b))),
            lambda X, W, b: 1 + np.exp(-(X @ W + b)),
            lambda X, W, b: np.exp(X @ W + b) / (1 - np.exp(X @ W + b)),
            lambda X, W, b: 1 / 1 + np.exp(-(X @ W + b)),
        ),
    ),
    Misconception(
        "bias as a factor",
        lambda X, W, b: sigmoid((X @ W) * b),
        "What would a unit with the bias 0 answer in your layer, whatever comes in?",
        also=(lambda X, W, b: sigmoid(X @ W) * b,),
    ),
    Misconception(
        "averaged over the batch",
        lambda X, W, b: sigmoid((X @ W + b) / len(X)),
        "Does the answer to one example depend on how many others are in the batch? In yours it does.",
        also=(lambda X, W, b: sigmoid(X @ W + b) / len(X), lambda X, W, b: sigmoid(X @ W / len(X) + b)),
    ),
    Misconception(
        "a single input",
        lambda X, W, b: sigmoid(X[:, -1:] * W[-1] + b),
        "Only one input of each example has a say. (If there is a loop over the inputs: does each round add, or start "
        "afresh?)",
        also=(lambda X, W, b: sigmoid(X[:, :1] * W[0] + b),),
    ),
    Misconception(
        "bias added for every input",
        lambda X, W, b: sigmoid(X @ W + len(W) * b),
        "How often does a unit add its bias: once, or once for every input?",
        also=(lambda X, W, b: sigmoid(X @ W + len(X) * b),),
    ),
)

MERGE_SLIPS = (
    Misconception(
        "element by element",
        lambda W1, b1, W2, b2: (W1 * W2, b1 * W2 + b2),
        "`*` multiplies entries of equal place. Which product lets every row of the one meet every column of the "
        "other?",
        also=(
            lambda W1, b1, W2, b2: (W1 * W2, b1 @ W2 + b2),
            lambda W1, b1, W2, b2: (W1 @ W2, b1 * W2 + b2),
            lambda W1, b1, W2, b2: (W1 * W2, b1 + b2),
            lambda W1, b1, W2, b2: (W1 * W2, b1 * b2),
            lambda W1, b1, W2, b2: (W1 @ W2, (b1 * W2).sum(axis=1) + b2),
        ),
    ),
    Misconception(
        "bias through the wrong layer",
        lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W1 + b2),
        "b1 is added after W1. Which weights does it still meet on its way out?",
        also=(
            lambda W1, b1, W2, b2: (W1 @ W2, W1 @ b1 + b2),
            lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W1 @ W2 + b2),
            lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2 @ W2),
            lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2 @ W1),
        ),
    ),
    Misconception(
        "columns for rows",
        lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2),
        "That is how it goes where an example is a column, W x + b. Here x is a row: on which side of W2 does b1 "
        "stand?",
        also=(lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2),),
    ),
    Misconception(
        "second bias through W2",
        lambda W1, b1, W2, b2: (W1 @ W2, (b1 + b2) @ W2),
        "Which of the two biases is added before W2, and which after it?",
    ),
    Misconception(
        "first bias put into W",
        lambda W1, b1, W2, b2: (W1 @ W2 + b1 @ W2, b2),
        "What is in W gets multiplied by x. Is b1 W2 multiplied by x when you expand the bracket?",
        also=(lambda W1, b1, W2, b2: ((W1 + b1) @ W2, b2), lambda W1, b1, W2, b2: ((W1 + b1) @ W2, b1 @ W2 + b2)),
    ),
    Misconception(
        "biases multiplied",
        lambda W1, b1, W2, b2: (W1 @ W2, b1 * b2),
        "Do two biases ever meet as factors in (x W1 + b1) W2 + b2?",
        also=(lambda W1, b1, W2, b2: (W1 @ W2, b1 @ b2), lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2 * b2)),
    ),
    Misconception(
        "second bias subtracted",
        lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2 - b2),
        "Set x and b1 to 0: what do the two layers answer, and yours?",
        also=(lambda W1, b1, W2, b2: (W1 @ W2, b2 - b1 @ W2),),
    ),
    Misconception(
        "one of the layers only",
        lambda W1, b1, W2, b2: (W2, b1 @ W2 + b2),
        "Your W knows one of the two layers. What has x met by the time it leaves the second?",
        also=(
            lambda W1, b1, W2, b2: (W1, b1),
            lambda W1, b1, W2, b2: (W2, b2),
            lambda W1, b1, W2, b2: (W1, b1 @ W2 + b2),
        ),
    ),
    Misconception(
        "half of the answer",
        lambda W1, b1, W2, b2: W1 @ W2,
        "A layer is made of weights and biases. Which of the two do you return?",
        also=(lambda W1, b1, W2, b2: b1 @ W2 + b2,),
    ),
    Misconception(
        "weights and biases in one sum",
        lambda W1, b1, W2, b2: W1 @ W2 + b1 @ W2 + b2,
        "x is multiplied by one part of your sum, and not by the other. How can they be told apart when they are "
        "added?",
        also=(lambda W1, b1, W2, b2: (W1 + b1) @ W2 + b2,),
    ),
)
