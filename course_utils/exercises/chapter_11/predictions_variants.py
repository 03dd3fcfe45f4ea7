"""Predictions of chapter 11 that come back with other numbers: what a shortcut reads, a chain's slope, a bottleneck."""

from __future__ import annotations

from fractions import Fraction

from course_utils.exercises.engine import Option, Prediction

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _power(base, exponent):
    return f"{base:g}{str(exponent).translate(_RAISED)}"


# ---- the share of x that a shortcut with a stride reads -----------------------------------------------------------
def shortcut_reads(channels, side, stride):
    """Return the question which share of the numbers in x a 1 × 1 kernel with this stride reads: 1 / stride²."""
    share, half, fourth = (Fraction(1, stride**power) for power in (2, 1, 4))
    return Prediction(
        id="11-predict-shortcut-reads",
        question=f"x has {channels} channels of {side} × {side}. A block with stride {stride} carries it round by "
        f"option B: a 1 × 1 convolution that moves in steps of {stride}. Which share of the numbers in x has any "
        "effect on what the shortcut delivers?",
        options=(
            Option(
                "All: each filter mixes all channels",
                "All channels, yes, at the places where the kernel stands. At which places does it stand?",
            ),
            Option(
                f"{half}: every {_ordinal(stride)} number",
                "That would be so for a row of numbers. In how many directions does the kernel take its steps here?",
            ),
            Option(
                f"{share}",
                f"Yes: one row in {stride}, and in it one column in {stride}. What stands between is seen by the "
                "branch, whose kernel is 3 × 3, and by nothing on the shortcut.",
                right=True,
            ),
            Option(
                f"{fourth}",
                "Count along one side: how many of its pixels are kept? And along the other?",
            ),
        ),
        again=other_strides,
    )


def _ordinal(number):
    return {2: "second", 3: "third", 4: "fourth"}[number]


def other_strides(rng):
    """Return the same question for another stride and size."""
    stride = int(rng.choice((2, 3, 4)))
    return shortcut_reads(channels=int(rng.choice((8, 16, 32))), side=12 * int(rng.integers(1, 5)), stride=stride)


# ---- the slope of many blocks -------------------------------------------------------------------------------------
def fifty(slope, blocks):
    """Return the question by what a chain of equal residual blocks multiplies the gradient: (1 + F′) per block."""
    whole, first = (1 + slope) ** blocks, 1 + slope * blocks
    return Prediction(
        id="11-predict-fifty",
        question=f"A chain of {blocks} residual blocks, each with F′ = {slope:g} at every place. By what is the "
        "gradient multiplied on its way back through them?",
        options=(
            Option(
                f"Almost nothing: {_power(slope, blocks)}",
                "That is the path through all the branches. Is it the only one?",
            ),
            Option(
                "About 1",
                "One path does carry it unchanged. How many other paths are there, and what do they do to it?",
            ),
            Option(
                f"{first:g}: 1 for the shortcut and {blocks} times {slope:g}",
                "That counts the paths through no branch and through one. What about those through two, three, …?",
            ),
            Option(
                f"About {whole:.0f}",
                f"Yes: {_power(1 + slope, blocks)} ≈ {whole:.0f}. The shortcut alone multiplies by 1; the product of "
                "all the blocks need not stay near 1.",
                right=True,
            ),
        ),
        again=other_chains,
    )


def other_chains(rng):
    """Return the same question for other slopes and lengths, all of them far from the sum of the first two terms."""
    slope, blocks = ((0.1, 40), (0.1, 60), (0.2, 20), (0.2, 30), (0.3, 20), (0.3, 30))[int(rng.integers(6))]
    return fifty(slope, blocks)


# ---- a bottleneck and a basic block -------------------------------------------------------------------------------
def bottleneck(channels, narrow):
    """Return the question how many times as many weights a basic block has as a bottleneck on the same channels."""
    basic = 2 * 9 * channels**2
    times = basic / (2 * channels * narrow + 9 * narrow**2)
    return Prediction(
        id="11-predict-bottleneck",
        question=f"A basic block keeps {channels} channels in both of its 3 × 3 convolutions. A bottleneck also takes "
        f"and gives {channels} channels, with {narrow} in its middle. How many times as many weights has the basic "
        "block? (Count the filters alone.)",
        options=(
            Option(
                "Fewer: two layers against three",
                "Layers are not weights. How many weights has one filter of a 1 × 1 convolution, and how many one of "
                f"3 × 3 that sees all {channels} channels?",
            ),
            Option(
                f"About {channels // narrow} times: the waist has 1/{channels // narrow} of the channels",
                "In a 3 × 3 convolution from C to C channels, how often does C stand as a factor?",
            ),
            Option(
                f"About {times:.0f} times",
                f"Yes: 2·9·{channels}² against 2·{channels}·{narrow} + 9·{narrow}². The expensive 3 × 3 works on few "
                "channels, and the two 1 × 1 convolutions are cheap.",
                right=True,
            ),
            Option(
                f"About {2 * (channels // narrow) ** 2} times",
                "That compares the 3 × 3 convolutions alone. What do the 1 × 1 convolutions before and behind it cost?",
            ),
        ),
        again=other_waists,
    )


def other_waists(rng):
    """Return the same question for other channels and another waist."""
    narrow, ratio = int(rng.choice((32, 64, 128))), int(rng.choice((2, 4, 8)))
    return bottleneck(narrow * ratio, narrow)
