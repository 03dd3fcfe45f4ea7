"""Exercises of chapter 03 that are done with pencil and paper: a number is typed in."""

from __future__ import annotations

from course_utils.exercises import again
from course_utils.exercises.by_hand.mistakes import candidates, right_values, run
from course_utils.exercises.chapter_03 import slips_by_hand
from course_utils.exercises.engine import Exercise, Misconception

# output minus target, for both outputs
FIRST, SECOND = right_values()["dE_dout_o1"], right_values()["dE_dout_o2"]


def slips(name, places, *wanted):
    """Return a Misconception for each (mistake, message) of ``wanted``, with the value the mistake gives ``name``."""
    made_here = {c.mistake: c.value for c in reversed(candidates(name)) if c.rank == 0}
    return tuple(Misconception(mistake, round(made_here[mistake], places), message) for mistake, message in wanted)


def carried(name, mistake, label, message, **where):
    """Return the Misconception whose value is what ``mistake``, made at an earlier operation, turns ``name`` into."""
    return Misconception(label, run(mistake=mistake, **where)[name], message)


NET_H1 = Exercise(
    id="03-net-h1",
    again=again.net_input,
    title="The first net input",
    prompt="With pencil, paper and a pocket calculator: what is $\\mathrm{net}_{h1}$? All the numbers stand in the "
    "drawing above.",
    stub="net_h1 = ...",
    answer=lambda: right_values()["net_h1"],
    misconceptions=(
        *slips("net_h1", 12, ("forgot the bias", "Two products are in. What else is added to every net input?")),
        Misconception(
            "w3 instead of w2",
            run(mistake="the wrong weight", at="w2·i2")["net_h1"],
            "Which weight sits on the edge from i2 to h1? Follow the edge with a finger.",
        ),
        Misconception("the bias once per input", 0.7275, "How many biases does one unit have?"),
        Misconception("missed i2", 0.3575, "Two edges arrive at h1. What does the second one carry?"),
        Misconception("missed i1", 0.37, "Two edges arrive at h1. What does the first one carry?"),
        Misconception(
            "out instead of net",
            lambda: right_values()["out_h1"],
            "You went one step too far. What is the number before the sigmoid?",
        ),
        Misconception("the bias multiplied", 0.009625, "Is the bias a factor, or one more thing to add?"),
        *slips_by_hand.NET_H1,
    ),
    solution="over_w1 = 0.15 * 0.05  # 0.0075: the weight of the edge times the input at its tail\n"
    "over_w2 = 0.20 * 0.10  # 0.02\n"
    "net_h1 = over_w1 + over_w2 + 0.35  # and the bias of the hidden layer",
    hints=(
        "Which two edges arrive at h1, and what does each of them carry?",
        "Each edge contributes its weight times the number at its tail.",
        "Add the two contributions and the bias of the hidden layer.",
    ),
    tolerance=5e-7,
    explanation="No rounding was needed: this one is exact.",
)

TOTAL_ERROR = Exercise(
    id="03-total-error",
    again=again.total_error,
    title="The error of the whole network",
    prompt="The outputs are 0.751365070 and 0.772928465, the targets 0.01 and 0.99. What is $E$? Give six decimals.",
    stub="total_error = ...",
    answer=lambda: right_values()["error_total"],
    misconceptions=(
        Misconception(
            "one half forgotten", 2 * right_values()["error_total"], "What stands before the square in the formula?"
        ),
        *slips("error_total", 12, ("averaged instead of added", "Does this error divide by the number of outputs?")),
        Misconception(
            "only the first output",
            lambda: right_values()["error_o1"],
            "There are two outputs. What is the other's share?",
        ),
        Misconception(
            "only the second output",
            lambda: right_values()["error_o2"],
            "There are two outputs. What is the other's share?",
        ),
        Misconception(
            "added before squaring",
            0.5 * (FIRST + SECOND) ** 2,
            "Can one output's error cancel the other's, or is each squared on its own?",
            ((FIRST + SECOND) ** 2,),
        ),
        Misconception(
            "forgot the square",
            0.5 * (abs(FIRST) + abs(SECOND)),
            "Each difference is squared before it is halved. Was it?",
            (abs(FIRST) + abs(SECOND),),
        ),
        Misconception(
            "forgot the square, minus kept",
            0.5 * (FIRST + SECOND),
            "Each difference is squared before it is halved. Was it?",
            (FIRST + SECOND, -(FIRST + SECOND), -0.5 * (FIRST + SECOND)),
        ),
        *slips_by_hand.TOTAL_ERROR,
    ),
    solution="error_o1 = (0.01 - 0.751365070) ** 2 / 2  # half of (-0.741365070) squared: 0.274811084\n"
    "error_o2 = (0.99 - 0.772928465) ** 2 / 2  # half of 0.217071535 squared: 0.023560026\n"
    "total_error = error_o1 + error_o2",
    hints=(
        "Take each output on its own first: target minus output, squared, halved.",
        "The first output contributes far more than the second: it is further from its target.",
        "Add the two halved squares. Keep nine digits until the end.",
    ),
    tolerance=6e-7,
)

DELTA_O1 = Exercise(
    id="03-delta-o1",
    again=again.delta,
    title="Delta at the first output",
    prompt="What is $\\delta_{o1} = (\\mathrm{out}_{o1} - t_1)\\cdot \\mathrm{out}_{o1}(1 - \\mathrm{out}_{o1})$, with "
    "$\\mathrm{out}_{o1} = 0.751365070$? Give six decimals.",
    stub="delta_o1 = ...",
    answer=lambda: right_values()["delta_o1"],
    misconceptions=(
        Misconception(
            "truncated instead of rounded",
            (0.138498,),  # in a tuple, or 0.1385 would be taken for it
            "Look at the first digit that you dropped. Does the last one go up?",
            holds=slips_by_hand.cut_off,
        ),
        *slips(
            "delta_o1",
            12,
            (
                "wrong sign",
                "The output is far above its target. Should more net input make the error larger or smaller?",
            ),
            ("forgot the derivative", "That is how E changes with out. How does out change with net?"),
            ("only the derivative", "That is how out changes with net. How does E change with out?"),
            ("added instead of multiplied", "The chain rule links its factors by what operation?"),
        ),
        carried(
            "delta_o1",
            "one half forgotten",
            "one half forgotten",
            "The 2 of the square and the ½ of the error meet. What is left?",
            at="dE_dout_o1",
        ),
        Misconception(
            "half of the derivative",
            lambda: run(mistake="half of the derivative", at="slope_o1")["delta_o1"],
            "The sigmoid's slope has two factors. Where is (1 − out)?",
        ),
        Misconception(
            "1 − out alone",
            lambda: run(mistake="half of the derivative", variant=1, at="slope_o1")["delta_o1"],
            "The sigmoid's slope has two factors. Where is out itself?",
        ),
        carried(
            "delta_o1",
            "sigmoid applied twice",
            "sigmoid applied twice",
            "out is σ(net) already. Does it go through the sigmoid again?",
            at="slope_o1",
        ),
        carried(
            "delta_o1",
            "net instead of out",
            "net instead of out",
            "The slope is written with the output. Which number did you put in?",
            at="slope_o1",
        ),
        *slips_by_hand.DELTA_O1,
    ),
    solution="difference = 0.751365070 - 0.01  # 0.741365070: how E changes with out\n"
    "slope = 0.751365070 * (1 - 0.751365070)  # 0.186815602: how out changes with net\n"
    "delta_o1 = difference * slope",
    hints=(
        "Work out the two factors separately: the difference, then the slope.",
        "The slope of a sigmoid is never above 0.25. Is yours?",
        "Multiply the two, keep nine digits, round at the very end.",
    ),
    tolerance=5.05e-7,
)

GRAD_W1 = Exercise(
    id="03-grad-w1",
    again=again.hidden_weight,
    title="The gradient of a hidden weight",
    prompt="What is $\\partial E/\\partial w_1$? You have $\\delta_{o1} = 0.138498562$, $\\delta_{o2} = -0.038098237$ "
    "and $\\mathrm{out}_{h1} = 0.593269992$; the weights stand in the drawing of section 1. Give nine decimals.",
    stub="grad_w1 = ...",
    answer=lambda: right_values()["grad_w1"],
    misconceptions=(
        Misconception(
            "missed one of two paths",
            lambda: run(mistake="missed one of two paths", at="dE_dout_h1")["grad_w1"],
            "h1 reaches the error through o1. Through what else?",
        ),
        Misconception(
            "missed the first path",
            lambda: run(mistake="missed one of two paths", variant=1, at="dE_dout_h1")["grad_w1"],
            "h1 reaches the error through o2. Through what else?",
        ),
        carried(
            "grad_w1",
            "used updated weights",
            "used updated weights",
            "Did w5 and w7 move before you used them? At which point is this gradient taken?",
            at=None,
        ),
        carried(
            "grad_w1",
            "forgot the derivative",
            "forgot the hidden unit's derivative",
            "How much does out_h1 move when net_h1 moves a little?",
            at="slope_h1",
        ),
        Misconception(
            "w6 instead of w7",
            lambda: run(mistake="the wrong weight", at="dE_dout_h1_from_o2")["grad_w1"],
            "Which weight sits on the edge from h1 to o2?",
        ),
        carried(
            "grad_w1",
            "lost a minus sign",
            "lost a minus sign",
            "δ_o2 is negative. Do the two paths help each other or oppose each other?",
            at="dE_dout_h1",
        ),
        *slips(
            "grad_w1",
            15,
            ("wrong sign", "Follow the signs: which of the two paths is stronger, and what is its sign?"),
            ("weight instead of input", "The last factor is how net_h1 changes with w1. What multiplies w1?"),
        ),
        Misconception(
            "stopped at delta",
            lambda: right_values()["delta_h1"],
            "That is how E changes with net_h1. How does net_h1 change with w1?",
        ),
        Misconception(
            "averaged the two paths",
            lambda: run(mistake="averaged instead of added", at="dE_dout_h1")["grad_w1"],
            "Half of it. Do the effects of two routes add, or average? And is a gradient a step already?",
        ),
        # i2 is twice i1, so these two mistakes give one number and share one question
        carried(
            "grad_w1",
            "one half forgotten",
            "twice too large",
            "Which input does w1 multiply, and what became of the ½ in the error?",
        ),
        *slips_by_hand.GRAD_W1,
    ),
    solution="through_o1 = 0.138498562 * 0.40  # 0.055399425: delta_o1 times w5\n"
    "through_o2 = -0.038098237 * 0.50  # -0.019049119: delta_o2 times w7\n"
    "slope = 0.593269992 * (1 - 0.593269992)  # 0.241300709: of the sigmoid of h1\n"
    "delta_h1 = (through_o1 + through_o2) * slope  # 0.008771355\n"
    "grad_w1 = delta_h1 * 0.05  # i1 stands at the tail of w1",
    hints=(
        "There are two paths from h1 to the error. What travels back along each?",
        "Along each path: δ of the output unit times the weight of the edge. Add the two.",
        "Then two more factors: the slope of h1's sigmoid, and the input that w1 multiplies.",
    ),
    tolerance=5.05e-10,
)
