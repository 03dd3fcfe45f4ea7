"""Further ways in which a count of dead units commonly goes wrong."""

from __future__ import annotations

import numpy as np

from course_utils.activations import relu
from course_utils.exercises.engine import Misconception


def _for_a_share(share):
    return lambda X, W, b: int(np.sum(np.mean(X @ W + b <= 0, axis=0) > share))


DEAD_SLIPS = (
    Misconception(
        "weights instead of pre-activations",
        lambda X, W, b: int(np.sum(np.all(W <= 0, axis=0))),
        "Can a unit with nothing but negative weights still fire, for instance with a large bias? On which numbers is "
        "the condition?",
        also=(lambda X, W, b: int(np.sum(np.all(W < 0, axis=0))), lambda X, W, b: int(np.sum(W.sum(axis=0) <= 0))),
    ),
    Misconception(
        "the bias alone decides",
        lambda X, W, b: int(np.sum(b <= 0)),
        "A negative bias makes a unit sluggish. May a large input still lift it above 0?",
        also=(lambda X, W, b: int(np.sum(b < 0)),),
    ),
    Misconception(
        "answers instead of their number",
        lambda X, W, b: np.all(X @ W + b <= 0, axis=0),
        "You return something for each unit. What is asked for is one number: how many?",
        also=(
            lambda X, W, b: np.flatnonzero(np.all(X @ W + b <= 0, axis=0)),
            lambda X, W, b: np.sum(X @ W + b <= 0, axis=0),
            lambda X, W, b: np.where(np.all(X @ W + b <= 0, axis=0)),
        ),
    ),
    Misconception(
        "axis left out",
        lambda X, W, b: int(np.all(X @ W + b <= 0)),
        "One question was put to the whole table at once. Along which axis does it belong to one unit?",
        also=(lambda X, W, b: np.all(X @ W + b <= 0), lambda X, W, b: int(np.any(X @ W + b <= 0))),
    ),
    Misconception(
        "a share instead of a number",
        lambda X, W, b: np.mean(np.all(X @ W + b <= 0, axis=0)),
        "That is a share of the units. How many are they?",
        also=(lambda X, W, b: 100 * np.mean(np.all(X @ W + b <= 0, axis=0)), lambda X, W, b: np.mean(X @ W + b <= 0)),
    ),
    Misconception(
        "outputs below 0",
        lambda X, W, b: 0,
        "Your count is 0 for every layer. If you look at outputs: can that of a ReLU lie below 0?",
    ),
    Misconception(
        "exactly 0 only",
        lambda X, W, b: int(np.sum(np.all(X @ W + b == 0, axis=0))),
        "Which pre-activations does ReLU turn into 0: only 0 itself?",
    ),
    Misconception(
        "silent now and then",
        lambda X, W, b: int(np.sum(np.sum(X @ W + b <= 0, axis=0) > len(X) / 2)),
        "You counted units that are silent for most examples. For how many examples must a dead one be silent?",
        also=(
            lambda X, W, b: int(np.sum(np.sum(X @ W + b <= 0, axis=0) >= len(X) / 2)),
            lambda X, W, b: int(np.sum(np.median(X @ W + b, axis=0) <= 0)),
            lambda X, W, b: int(np.sum(np.sum(X @ W + b <= 0, axis=0) >= len(X) - 1)),
            *(_for_a_share(share) for share in (0.9, 0.95, 0.99)),
        ),
    ),
    Misconception(
        "above 0 for every example",
        lambda X, W, b: int(np.sum(np.all(X @ W + b > 0, axis=0))),
        "Those units fire for everybody. Which ones fire for nobody?",
        also=(lambda X, W, b: int(np.sum(np.all(relu(X @ W + b) != 0, axis=0))),),
    ),
    Misconception(
        "bias subtracted",
        lambda X, W, b: int(np.sum(np.all(X @ W - b <= 0, axis=0))),
        "What does a bias of −100 do to a unit: push it down, or lift it?",
    ),
    Misconception(
        "the last example decides",
        lambda X, W, b: int(np.sum(X[-1] @ W + b <= 0)),
        "You looked at the last example. May an earlier one still wake the unit?",
    ),
)
