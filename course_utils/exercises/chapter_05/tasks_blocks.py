"""Exercises of chapter 05 about blocks: many channels to one map, and a whole layer with two bugs."""

from __future__ import annotations

from course_utils.exercises.chapter_05 import answers
from course_utils.exercises.chapter_05 import slips_layers as slips
from course_utils.exercises.engine import Exercise, Misconception


def channel_cases(rng):
    """Return (block, kernel, bias) with one to five channels."""
    sizes = (
        ((2, 2, 3), 2, 2),
        ((3, 4, 4), 3, 3),
        ((2, 5, 3), 3, 2),
        ((5, 3, 5), 2, 3),
        ((1, 4, 4), 3, 3),
        ((4, 3, 3), 3, 3),
    )
    drawn = [(rng.normal(size=b), rng.normal(size=(b[0], kh, kw)), rng.normal()) for b, kh, kw in sizes]
    last = [(rng.normal(size=(c, 3, 3)), rng.normal(size=(c, 1, 1)), rng.normal()) for c in (2, 3)]
    return [*drawn, *last, (rng.normal(size=(3, 4, 6)), rng.normal(size=(3, 3, 3)))]


def layer_cases(rng):
    """Return (x, weight, bias, stride, padding) for batches of one to three pictures, some of them very small."""
    sizes = (
        ((1, 1, 3, 3), (1, 1, 2, 2), 1, 1),
        ((1, 1, 4, 3), (1, 1, 2, 2), 2, 0),
        ((1, 1, 3, 4), (1, 1, 2, 2), 2, 1),
        ((2, 3, 6, 6), (4, 3, 3, 3), 2, 1),
        ((1, 1, 7, 7), (1, 1, 3, 3), 2, 0),
        ((3, 2, 5, 8), (2, 2, 3, 2), 1, 1),
        ((1, 2, 8, 6), (3, 2, 3, 3), 3, 2),
        ((2, 1, 5, 5), (2, 1, 5, 5), 1, 2),
        ((2, 2, 7, 9), (3, 2, 1, 3), 2, 1),
        ((1, 3, 9, 7), (2, 3, 2, 2), 2, 0),
    )
    draw = rng.normal
    made = [(draw(size=x), draw(size=w), draw(size=w[0]), stride, padding) for x, w, stride, padding in sizes]
    return [*made, (draw(size=(2, 2, 5, 4)), draw(size=(3, 2, 3, 3)), draw(size=3))]


CHANNELS = Exercise(
    id="05-channels",
    title="Many channels, one map",
    prompt="Write `correlate_channels(block, kernel, bias=0.0)`: `block` has shape $(C, H, W)$, `kernel` has shape "
    "$(C, KH, KW)$, and one map of shape $(OH, OW)$ comes out. `correlate2d_naive(image, kernel)` is there for you to "
    "use.",
    stub="def correlate_channels(block, kernel, bias=0.0):\n    ...  # return one map, shape (OH, OW)",
    reference=answers.correlate_channels,
    cases=channel_cases,
    misconceptions=(
        Misconception(
            "channels not summed",
            answers.channels_not_summed,
            "You return a map for each channel. How many maps does one filter make, and what happens to these?",
            slips.NOT_SUMMED,
        ),
        Misconception(
            "channels averaged",
            answers.channels_averaged,
            "Three equal channels should answer three times as loud as one. Do they, in yours?",
        ),
        Misconception(
            "one bias for each channel",
            answers.channels_bias_each,
            "With one channel you are right. Does the bias belong to a channel, or to the filter?",
        ),
        Misconception("bias forgotten", answers.channels_no_bias, "With bias 0 all is well. Where does it come in?"),
        Misconception(
            "one slice for all channels",
            answers.channels_one_slice,
            "Each channel has weights of its own. Which slice of the kernel belongs to channel 1?",
        ),
        Misconception(
            "one channel only",
            answers.channels_first_only,
            "Change the other channels of the block, one by one: does your map notice?",
            slips.FIRST_ONLY,
        ),
        Misconception(
            "channels mixed before the products",
            answers.channels_crossed,
            "You added channels or weights up before they met. Which weights should the red pixels meet?",
            slips.MIXED,
        ),
        *slips.CHANNELS,
    ),
    hints=(
        "Channel c of the block meets slice c of the kernel, and no other.",
        "That makes C maps of shape (OH, OW). `zip(block, kernel)` hands out the pairs.",
        "Add these maps up, position by position: the sum over the first axis. The bias comes once, at the end.",
    ),
    explanation="The sum over channels is the same multiply-and-add, with C·KH·KW products instead of KH·KW.",
    tolerance=1e-9,
)

PLANTED_BUG = Exercise(
    id="05-planted-bug",
    title="Find the two bugs",
    prompt="`broken_conv` above is right at stride 1 without padding, and wrong otherwise: two things are wrong in it. "
    "Copy it here under the name `mended_conv` and mend both.",
    stub="def mended_conv(x, weight, bias, stride=1, padding=0):\n    ...  # return the maps, shape (N, F, OH, OW)",
    reference=answers.conv_layer,
    cases=layer_cases,
    optional=True,
    misconceptions=(
        Misconception(
            "both bugs still there",
            answers.broken_conv,
            "Print the shape for padding 1, and the windows that stride 2 really visits. What do you notice?",
        ),
        Misconception(
            "padding still counted once",
            answers.conv_padding_once,
            "One bug is gone. At how many ends of a row are pixels added, and how many of them does the size count?",
            slips.PADDING_ONCE,
        ),
        Misconception(
            "the window still moves by one",
            answers.conv_window_moves_by_one,
            "One bug is gone. With stride 2, which pixel should the second window start at, and which does yours?",
        ),
        Misconception(
            "stride downwards only",
            answers.conv_rows_stride_only,
            "Downwards the window moves as it should. And across?",
        ),
        Misconception(
            "padding at the far end only",
            answers.conv_padded_at_far_end,
            "Now size and frame agree with each other, but the frame is open on two sides. What does padding 1 mean?",
        ),
        *slips.PLANTED_BUG,
    ),
    hints=(
        "One bug is in the shape of the map, the other in where the windows lie.",
        "For the first, try padding 1 and a 3 × 3 kernel: which shape should come out?",
        "For the second, write down the first pixel of windows 0, 1 and 2 at stride 2, and compare with the slice.",
    ),
    explanation="Both bugs hide at stride 1 and padding 0. Test a layer where it can go wrong.",
    tolerance=1e-9,
)
