"""More slips of the four numbers that chapter 03 has worked out by hand, beside those that ``rules`` can make.

Each tuple belongs to one exercise. The values are worked out from the given numbers, one slip at a time.
"""

from __future__ import annotations

import math

import numpy as np

from course_utils.exercises.by_hand.mistakes import GIVEN, cut_to, right_values, run, typed_digits
from course_utils.exercises.engine import Misconception

R = right_values()
I1, I2, T1, T2, B1, B2 = (GIVEN[name] for name in ("i1", "i2", "t1", "t2", "b1", "b2"))
W1, W2, W3, W4, W5, W6, W7, W8 = (GIVEN[f"w{k}"] for k in range(1, 9))
O1, O2 = R["out_o1"], R["out_o2"]


def nearly(given, expected):
    """Return whether ``given`` is within half a per cent of ``expected``, and neither rounded nor cut off from it."""
    given = float(np.squeeze(given))
    shortened = any(abs(given - round(expected, places)) < 1e-12 for places in range(12))
    return abs(given - expected) < 5e-3 * abs(expected) and not shortened and not cut_to(expected, given)


def cut_off(given, expected):
    """Return whether ``given`` has the six decimals asked for, and the last of them was cut off instead of rounded."""
    given = float(np.squeeze(given))
    return typed_digits(given)[0] >= 6 and cut_to(expected, given)


def early(example):
    """Return the slip of rounding on the way, with one value that it leads to.

    The value is given as a tuple: a single number would be found again in its first digits, which are the right ones.
    """
    message = "Very close. Which numbers on the way did you shorten, and how many digits had they left?"
    return Misconception("rounded too early", (example,), message, holds=nearly)


NET_H1 = (
    Misconception(
        "added instead of multiplied",
        I1 + W1 + I2 + W2 + B1,
        "What does an edge do with the number at its tail: add its weight to it, or multiply?",
    ),
    Misconception(
        "the other bias",
        W1 * I1 + W2 * I2 + B2,
        "There are two biases in the drawing. Which of them goes into the hidden units?",
    ),
    Misconception(
        "the inputs exchanged",
        W1 * I2 + W2 * I1 + B1,
        "Which input stands at the tail of the edge with w1, and which at the tail of w2?",
    ),
    Misconception(
        "the net of h2",
        R["net_h2"],
        "That is a net input of this network. At which unit do the edges that you used arrive?",
    ),
    Misconception(
        "sums multiplied",
        (W1 + W2) * (I1 + I2) + B1,
        "Does each weight multiply all that arrives, or only the number on its own edge?",
    ),
    Misconception(
        "one weight for both edges",
        W1 * (I1 + I2) + B1,
        "Two edges arrive at h1. Do they carry the same weight?",
    ),
    Misconception(
        "the bias subtracted", W1 * I1 + W2 * I2 - B1, "Which sign stands before the bias in the formula of a net?"
    ),
    Misconception(
        "the weights of the output layer",
        W5 * I1 + W6 * I2 + B1,
        "Those weights sit on edges that leave the hidden layer. Which ones arrive at h1?",
        (W5 * I1 + W7 * I2 + B1,),
    ),
    Misconception(
        "a decimal place slipped in an input",
        W1 * 10 * I1 + W2 * I2 + B1,
        "Read the two inputs in the drawing once more. How many zeros stand behind the decimal point?",
        (W1 * I1 + W2 * 10 * I2 + B1, W1 * 10 * I1 + W2 * 10 * I2 + B1, W1 * I1 + W2 * I2 / 10 + B1),
    ),
)

TOTAL_ERROR = (
    Misconception(
        "the targets exchanged",
        0.5 * (O1 - T2) ** 2 + 0.5 * (O2 - T1) ** 2,
        "Which target belongs to the first output, and which to the second?",
        ((O1 - T2) ** 2 + (O2 - T1) ** 2,),
    ),
    Misconception(
        "net instead of out",
        0.5 * (R["net_o1"] - T1) ** 2 + 0.5 * (R["net_o2"] - T2) ** 2,
        "Is it the number before the sigmoid or the one after it that is compared with the target?",
        ((R["net_o1"] - T1) ** 2 + (R["net_o2"] - T2) ** 2,),
    ),
    Misconception(
        "a root taken",
        math.sqrt(2 * R["error_total"]),
        "That is a distance. Does the formula of E take a root of the squares?",
        (math.sqrt(R["error_total"]),),
    ),
    Misconception(
        "squares subtracted",
        R["error_o1"] - R["error_o2"],
        "A square is never negative. Can the error of one output make that of the other smaller?",
        (2 * (R["error_o1"] - R["error_o2"]),),
    ),
    Misconception(
        "cross-entropy",
        -sum(t * math.log(o) + (1 - t) * math.log(1 - o) for o, t in ((O1, T1), (O2, T2))),
        "There are several ways to measure how wrong an output is. Does this chapter's E contain a logarithm?",
        (-(T1 * math.log(O1) + T2 * math.log(O2)),),
    ),
    Misconception(
        "the error after a step",
        R["error_after"],
        "This network has had that error at some moment. Has any weight moved yet in this exercise?",
        (run("sequential")["error_after"], 0.285750887),
    ),
    early(0.5 * (0.7414**2 + 0.2171**2)),
)

DELTA_O1 = (
    Misconception(
        "one factor too many",
        R["grad_w5"],
        "That is the gradient of a weight. Which of the three factors belong to the unit alone?",
        (R["grad_w6"],),
    ),
    Misconception(
        "the other output",
        R["delta_o2"],
        "That is the delta of a unit of this network. Whose output and whose target did you use?",
    ),
    Misconception(
        "the other target",
        (O1 - T2) * O1 * (1 - O1),
        "Which target belongs to the first output?",
        ((T2 - O1) * O1 * (1 - O1),),
    ),
    Misconception(
        "1 + out in the slope",
        (O1 - T1) * O1 * (1 + O1),
        "The slope of a sigmoid is never above 0.25. What is yours, and which sign stands inside the bracket?",
    ),
    Misconception(
        "the error in the place of its slope",
        R["error_o1"] * R["slope_o1"],
        "Squaring belongs to E. What is left of the square once you ask how fast E changes?",
        ((O1 - T1) ** 2 * R["slope_o1"],),
    ),
    Misconception(
        "half of it",
        R["delta_o1"] / 2,
        "What became of the ½ of the error when its square was differentiated? And is this a step, or a slope?",
        (-R["delta_o1"] / 2,),
    ),
    Misconception(
        "brackets lost",
        O1 - T1 * O1 * (1 - O1),
        "A calculator multiplies before it subtracts. Which brackets did you type?",
        ((O1 - T1) * O1 * 1 - O1, (O1 - T1) * O1 - O1, O1 - T1 * O1 * 1 - O1),
    ),
    early(0.7414 * 0.1868),
)

GRAD_W1 = (
    Misconception(
        "half of the hidden slope",
        R["dE_dout_h1"] * R["out_h1"] * I1,
        "The slope of h1's sigmoid is a product of two factors. Are both of them there?",
        (R["dE_dout_h1"] * (1 - R["out_h1"]) * I1,),
    ),
    Misconception(
        "the other hidden unit",
        R["grad_w3"],
        "That is the gradient of another weight. At which unit does the edge with w1 end?",
    ),
    Misconception(
        "the new weight instead of its gradient",
        R["new_w1"],
        "A gradient is asked for. Did the weight itself come into your number?",
    ),
    Misconception(
        "the weights of the edges forgotten",
        (R["delta_o1"] + R["delta_o2"]) * R["slope_h1"] * I1,
        "On its way back a delta crosses an edge. By what does the edge multiply it?",
    ),
    Misconception(
        "paths multiplied",
        R["dE_dout_h1_from_o1"] * R["dE_dout_h1_from_o2"] * R["slope_h1"] * I1,
        "Along one path the factors multiply. What happens where two paths meet?",
    ),
    Misconception(
        "the wrong end of the edge",
        R["delta_h1"] * R["out_h1"],
        "A weight's gradient is the delta at the head of its edge times the value at its tail. What stands at the "
        "tail of w1?",
    ),
    Misconception(
        "differences sent back instead of deltas",
        (R["dE_dout_o1"] * W5 + R["dE_dout_o2"] * W7) * R["slope_h1"] * I1,
        "What travels back over an output unit's edges: how E changes with its out, or with its net?",
    ),
    early(0.0364 * 0.2413 * 0.05),
)
