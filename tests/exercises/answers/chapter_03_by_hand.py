"""Answers to the numbers that chapter 03 has worked out by hand, as other people write them, right and wrong."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import torch


def sigma(z):
    return 1 / (1 + np.exp(-z))


OUT1, OUT2 = 0.751365070, 0.772928465


RIGHT = [
    ("03-net-h1", "the sum as typed into a calculator", 0.15 * 0.05 + 0.2 * 0.1 + 0.35),
    ("03-net-h1", "exact fractions", Fraction(15, 2000) + Fraction(2, 100) + Fraction(35, 100)),
    ("03-net-h1", "an array's dot product", np.array([0.05, 0.1]) @ np.array([0.15, 0.2]) + 0.35),
    ("03-total-error", "nine digits", 0.298371109),
    ("03-total-error", "six digits, as a decimal", Decimal("0.298371")),
    ("03-total-error", "torch's sum", 0.5 * ((torch.tensor([OUT1, OUT2]) - torch.tensor([0.01, 0.99])) ** 2).sum()),
    ("03-delta-o1", "two factors", (OUT1 - 0.01) * OUT1 * (1 - OUT1)),
    ("03-delta-o1", "six digits", 0.138499),
    ("03-delta-o1", "one element in an array", np.array([0.138498562])),
    ("03-grad-w1", "nine decimals", 0.000438568),
    ("03-grad-w1", "in powers of ten", 4.38568e-4),
    ("03-grad-w1", "text with a comma", "0,000438568"),
]

WRONG = [
    ("03-net-h1", "no bias", 0.0275, "forgot the bias"),
    ("03-net-h1", "i1 and i2 exchanged", 0.15 * 0.1 + 0.2 * 0.05 + 0.35, "the inputs exchanged"),
    ("03-net-h1", "the misprint w3", 0.15 * 0.05 + 0.25 * 0.1 + 0.35, "w3 instead of w2"),
    ("03-net-h1", "through the sigmoid", sigma(0.3775), "out instead of net"),
    ("03-net-h1", "b2", 0.0275 + 0.6, "the other bias"),
    ("03-net-h1", "everything added", 0.05 + 0.15 + 0.1 + 0.2 + 0.35, "added instead of multiplied"),
    ("03-net-h1", "0.5 for 0.05", 0.15 * 0.5 + 0.2 * 0.1 + 0.35, "a decimal place slipped in an input"),
    ("03-net-h1", "(w1 + w2)(i1 + i2)", 0.35 * 0.15 + 0.35, "sums multiplied"),
    ("03-net-h1", "ten times too large", 3.775, None),
    ("03-total-error", "no half", (OUT1 - 0.01) ** 2 + (OUT2 - 0.99) ** 2, "one half forgotten"),
    ("03-total-error", "np.mean of squares, halved", 0.5 * np.mean([0.549622, 0.047120]), "averaged instead of added"),
    ("03-total-error", "after the step", 0.291027774, "the error after a step"),
    ("03-total-error", "the famous digits", 0.291027924, "the error after a step"),
    (
        "03-total-error",
        "outputs of two digits",
        0.5 * (0.75 - 0.01) ** 2 + 0.5 * (0.773 - 0.99) ** 2,
        "rounded too early",
    ),
    ("03-total-error", "early rounding", 0.298355, "rounded too early"),
    (
        "03-total-error",
        "targets exchanged",
        0.5 * (OUT1 - 0.99) ** 2 + 0.5 * (OUT2 - 0.01) ** 2,
        "the targets exchanged",
    ),
    ("03-total-error", "nets", 0.5 * (1.105905967 - 0.01) ** 2 + 0.5 * (1.224921404 - 0.99) ** 2, "net instead of out"),
    ("03-total-error", "absolute values", 0.741365 + 0.217072, "forgot the square"),
    ("03-total-error", "three digits", 0.298, None),
    ("03-delta-o1", "t - o", (0.01 - OUT1) * OUT1 * (1 - OUT1), "wrong sign"),
    ("03-delta-o1", "no slope", OUT1 - 0.01, "forgot the derivative"),
    ("03-delta-o1", "early rounding", 0.74 * 0.1868, "rounded too early"),
    ("03-delta-o1", "as printed by hand", 0.138486, "rounded too early"),
    ("03-delta-o1", "cut off", 0.138498, "truncated instead of rounded"),
    ("03-delta-o1", "2(o - t)", 2 * (OUT1 - 0.01) * OUT1 * (1 - OUT1), "one half forgotten"),
    ("03-delta-o1", "no brackets", OUT1 - 0.01 * OUT1 * (1 - OUT1), "brackets lost"),
    ("03-delta-o1", "gradient of w5", 0.082167041, "one factor too many"),
    ("03-delta-o1", "times the learning rate", 0.5 * 0.138498562, "half of it"),
    ("03-delta-o1", "a percentage", 13.8498562, None),
    ("03-grad-w1", "through o1 only", 0.138498562 * 0.4 * 0.241300709 * 0.05, "missed one of two paths"),
    ("03-grad-w1", "the program of the famous digits", 0.000364723, "used updated weights"),
    ("03-grad-w1", "no input", 0.008771355, "stopped at delta"),
    ("03-grad-w1", "i2", 0.008771355 * 0.1, "twice too large"),
    (
        "03-grad-w1",
        "o - t sent back",
        (0.74136507 * 0.4 - 0.21707153 * 0.5) * 0.241300709 * 0.05,
        "differences sent back instead of deltas",
    ),
    ("03-grad-w1", "times the learning rate", 0.5 * 0.000438568, "averaged the two paths"),
    ("03-grad-w1", "the new w1", 0.149780716, "the new weight instead of its gradient"),
    ("03-grad-w1", "out_h1 for the slope", 0.03635030639 * 0.593269992 * 0.05, "half of the hidden slope"),
    ("03-grad-w1", "two digits", 0.00044, None),
]
