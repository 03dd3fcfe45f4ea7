"""Exercises of chapter 10 on networks from 2013 to 2015: the texts and the questions to known mistakes."""

from __future__ import annotations

from course_utils.exercises.chapter_10 import answers_networks as answers
from course_utils.exercises.engine import Exercise, Misconception

SHAPES = ((1, 3, 4, 2, 5), (2, 4, 3, 5, 2), (3, 2, 2, 2, 6), (1, 6, 5, 3, 4), (2, 3, 3, 4, 3), (4, 5, 2, 3, 1))


def pixel_cases(rng):
    """Return (x, weight) with batches, maps, filters and sides of many sizes, one of them a single channel."""
    shapes = (*SHAPES, (2, 1, 3, 2, 4), (1, 2, 1, 1, 2), (2, 2, 6, 4, 3))
    return [(rng.normal(size=(n, c, h, w)), rng.normal(size=(f, c))) for n, c, h, w, f in shapes]


def slope_cases(rng):
    """Return (x, w, b, gate_w, gate_b): rows of numbers, single numbers, gates nearly shut and nearly open."""
    drawn = [(rng.normal(size=5), *rng.normal(0, 1.5, 4)) for _ in range(6)]
    return [*drawn, (0.7, -1.2, 0.3, 0.8, -3.0), (-1.5, 0.9, 0.1, -0.6, 2.0), (rng.normal(size=3), 1.1, 0.2, 0.5, -1.0)]


ONE_BY_ONE = Exercise(
    id="10-one-by-one",
    title="A 1 × 1 convolution is a matrix product",
    prompt="Write `one_by_one(x, weight)` without any convolution: `x` is (N, C, H, W), `weight` is (F, C), one row of "
    "weights for each filter. Every pixel's C numbers are multiplied by the same matrix; the result is (N, F, H, W). "
    "No bias, no activation.",
    stub="def one_by_one(x, weight):\n    ...  # return an array (N, F, H, W)",
    reference=answers.one_by_one,
    cases=pixel_cases,
    misconceptions=(
        Misconception(
            "reshaped where axes had to change places",
            answers.one_by_one_reshaped,
            "`reshape` cuts the row of all numbers anew; it moves no axis. Which numbers stand in one row of yours: "
            "the channels of one pixel?",
            also=(answers.one_by_one_reshaped_behind, answers.one_by_one_reshaped_before),
        ),
        Misconception(
            "weights read in another order",
            answers.one_by_one_turned,
            "`weight` is (F, C). To get (C, F), do you turn it over, or cut it anew?",
        ),
        Misconception(
            "a mean over the channels",
            answers.one_by_one_averaged,
            "A convolution adds up. By what do you divide, and why?",
        ),
        Misconception(
            "the maps put together",
            answers.one_by_one_pooled,
            "Height and width are gone from your result. Does a window of one pixel look at other pixels?",
            also=(answers.one_by_one_pooled_sum,),
        ),
        Misconception(
            "ReLU as well",
            answers.one_by_one_relu,
            "Nothing below 0 is left in yours. Was an activation asked for?",
        ),
        Misconception(
            "channels last",
            answers.one_by_one_channels_last,
            "The numbers are right. In what order do the axes of the result have to stand?",
        ),
        Misconception(
            "channels added up first",
            answers.one_by_one_all_weights,
            "Does each channel meet a weight of its own before they are added?",
        ),
    ),
    hints=(
        "`a @ b` multiplies along the last axis of a. Which axis of `x` has to be the last?",
        "`x.transpose(0, 2, 3, 1)` has the shape (N, H, W, C).",
        "The product has the shape (N, H, W, F). One more `transpose` puts F where C was.",
    ),
)

SMALL_STACK = Exercise(
    id="10-small-stack",
    title="Small windows for a large one",
    prompt="Write `small_stack(kernel, channels)` for an odd `kernel` of at least 3. How many 3 × 3 convolutions of "
    "stride 1, one on the other, see as much of the picture as one of `kernel` × `kernel`, and how many weights do "
    "they have together? Every layer reads and gives `channels` maps; no biases. Return two whole numbers.",
    stub="def small_stack(kernel, channels):\n    ...  # return layers, weights",
    reference=answers.small_stack,
    cases=[(3, 1), (3, 8), (5, 4), (5, 64), (7, 3), (7, 512), (9, 2), (11, 16), (13, 5), (15, 1)],
    names=("layers", "weights"),
    integer=True,
    granted=("`kernel` is odd in all cases",),
    optional=True,
    misconceptions=(
        Misconception(
            "three pixels for every layer",
            answers.stack_with(layers=lambda kernel: -(-kernel // 3)),
            "The first layer sees 3 pixels. How many *more* does the second add, given that windows overlap?",
            also=(answers.stack_with(layers=lambda kernel: kernel // 3),),
        ),
        Misconception(
            "one layer too many",
            answers.stack_with(layers=lambda kernel: (kernel + 1) // 2),
            "Try it with `kernel` 3: how many 3 × 3 convolutions see as much as one of 3 × 3?",
        ),
        Misconception(
            "one pixel more a layer",
            answers.stack_with(layers=lambda kernel: kernel - 2),
            "A further layer of 3 × 3 looks one pixel further: to one side, or to both?",
        ),
        Misconception(
            "a single map",
            answers.stack_with(weights=lambda channels: 9),
            "How many maps does one filter read, and how many filters has a layer?",
        ),
        Misconception(
            "one filter, or one map to read",
            answers.stack_with(weights=lambda channels: 9 * channels),
            "A layer reads `channels` maps and gives as many. Which of the two have you left out?",
        ),
        Misconception(
            "a row of three",
            answers.stack_with(weights=lambda channels: 3 * channels**2),
            "How many weights has a window of 3 × 3?",
        ),
        Misconception(
            "biases too",
            answers.stack_with(weights=lambda channels: 9 * channels**2 + channels),
            "You count one number for each filter besides. Were biases asked for?",
        ),
        Misconception(
            "the large window's weights",
            answers.small_stack_large_weights,
            "Those are the weights of the one large convolution. And those of the small ones?",
            also=(answers.small_stack_each_large,),
        ),
        Misconception(
            "one layer's weights",
            answers.small_stack_one_layers_weights,
            "Those are the weights of one layer. How many layers are there?",
        ),
    ),
    hints=(
        "Count the field of one layer, of two, of three: 3, 5, …",
        "So many steps of 2 lie between 1 pixel and `kernel` pixels.",
        "A layer has one 3 × 3 window for each map that it reads and each map that it gives.",
    ),
)

MODULES = [
    (192, 64, 96, 128, 16, 32, 32), (256, 128, 128, 192, 32, 96, 64), (832, 384, 192, 384, 48, 128, 128),
    (3, 2, 1, 4, 1, 5, 2), (10, 1, 2, 3, 4, 5, 6), (7, 6, 5, 4, 3, 2, 1), (1, 1, 1, 2, 1, 3, 1), (20, 4, 3, 9, 2, 6, 5),
    (16, 8, 4, 8, 2, 4, 4),
]  # fmt: skip

MODULE = Exercise(
    id="10-module",
    title="What a module costs",
    prompt="Write `module(channels, one, before_three, three, before_five, five, pooled)` for a module of GoogLeNet "
    "that reads `channels` maps: how many maps it gives out, and how many weights its six convolutions have (no "
    "biases). `one`, `three`, `five` and `pooled` are the filters of the four branches' last convolutions; "
    "`before_three` and `before_five` those of the 1 × 1 convolutions before the 3 × 3 and the 5 × 5. Return two whole "
    "numbers.",
    stub="def module(channels, one, before_three, three, before_five, five, pooled):\n    ...  # return maps, weights",
    reference=answers.module,
    cases=MODULES,
    names=("maps", "weights"),
    integer=True,
    optional=True,
    misconceptions=(
        Misconception(
            "narrow maps handed on",
            answers.module_reductions_out,
            "Do the maps of the narrow 1 × 1 convolutions leave the module, or are they read inside it?",
        ),
        Misconception(
            "no narrow layers",
            answers.module_naive,
            "That is the module without its narrow layers. How many maps does the 3 × 3 read?",
        ),
        Misconception(
            "the large windows read everything",
            answers.module_reads_all,
            "The 3 × 3 stands behind a 1 × 1. How many maps does it read?",
        ),
        Misconception(
            "results laid over one another",
            answers.module_added,
            "Are the four results added, or put one behind the other?",
        ),
        Misconception(
            "pooled maps as they are",
            answers.module_pool_handed_on,
            "What stands behind the pooling, and how many maps does it give?",
        ),
        Misconception(
            "the convolution behind the pooling left out",
            answers.module_pool_free,
            "The pooling has no weights. What stands behind it?",
        ),
        Misconception(
            "windows counted along one side",
            answers.module_rows,
            "How many weights has a 3 × 3 window, and a 5 × 5?",
        ),
        Misconception(
            "narrow layers for nothing",
            answers.module_reductions_free,
            "Six convolutions have weights. Which two have you left out?",
        ),
        Misconception(
            "the pooling's window on its convolution",
            answers.module_pool_window,
            "The pooling's window is 3 × 3. How large is that of the convolution behind it?",
        ),
        Misconception(
            "biases too",
            answers.module_biases,
            "You count one number for each filter besides. Were biases asked for?",
        ),
    ),
    hints=(
        "Draw the four branches, and write beside each convolution how many maps it reads and gives.",
        "Four of the six convolutions read all `channels` maps, and all four are 1 × 1.",
        "The weights of a convolution: its window's cells, times the maps that it reads, times its filters.",
    ),
)

HIGHWAY_SLOPE = Exercise(
    id="10-highway-slope",
    title="The slope of a gated layer",
    prompt="A highway layer of one unit: $y = t\\,h + (1-t)\\,x$, with $h = \\tanh(w x + b)$ and the gate "
    "$t = \\sigma(w_t x + b_t)$. Write `highway_slope(x, w, b, gate_w, gate_b)`, which returns $dy/dx$; `x` may be an "
    "array. (`gate_w` and `gate_b` are $w_t$ and $b_t$.)",
    stub="def highway_slope(x, w, b, gate_w, gate_b):\n    ...  # return dy/dx",
    reference=answers.highway_slope,
    cases=slope_cases,
    misconceptions=(
        Misconception(
            "the gate as a constant",
            answers.slope_gate_constant,
            "If x moves a little, does the gate stay where it is?",
        ),
        Misconception(
            "a whole 1 for the carried part",
            answers.slope_one,
            "In y stands (1 − t)·x, not x. How much of a move of x does that part pass on?",
            also=(answers.slope_one_gate_constant,),
        ),
        Misconception(
            "nothing carried",
            answers.slope_nothing_carried,
            "Where is the second part of y, (1 − t)·x, in your slope?",
        ),
        Misconception(
            "the carried part's gate as a constant",
            answers.slope_carry_constant,
            "t stands in both parts of y. If the gate opens a little more, what happens to the carried part?",
        ),
        Misconception(
            "the gate moves both parts alike",
            answers.slope_carry_added,
            "If the gate opens a little, the one part grows. And the other?",
        ),
        Misconception(
            "the transform as a constant",
            answers.slope_transform_constant,
            "h depends on x as well. What does t·h add to the slope on its account?",
        ),
        Misconception(
            "the gate's weight forgotten",
            answers.slope_no_gate_weight,
            "σ′ is the slope along what goes into the gate. How fast does that move with x?",
        ),
        Misconception(
            "the transform's weight forgotten",
            answers.slope_no_weight,
            "tanh′ is the slope along w·x + b. How fast does that move with x?",
        ),
        Misconception(
            "the gates exchanged",
            answers.slope_exchanged,
            "With the gate wide open, t = 1: is y then h, or x?",
        ),
        Misconception(
            "slopes multiplied",
            answers.slope_product,
            "The slope of a product t·h has two terms. Which?",
        ),
        Misconception(
            "the value, not its slope",
            answers.slope_value,
            "That is y. How fast does it change with x?",
        ),
    ),
    hints=(
        "x is used three times: in h, in t, and where it is carried on. Three terms, then.",
        "t·h is a product, and (1 − t)·x is one too: each has two terms.",
        "Try it with a gate that is shut, `gate_b` = −50: the slope must be 1.",
    ),
)
