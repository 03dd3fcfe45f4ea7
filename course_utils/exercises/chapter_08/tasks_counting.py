"""The exercises of chapter 08 about counting: connections, parameters, fields, first weights."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises import again
from course_utils.exercises.chapter_08 import answers, slips_counting
from course_utils.exercises.engine import Exercise, Misconception

TO_C5 = ((5, 1), (2, 2), (5, 1), (2, 2), (5, 1))  # (window, stride) of C1, S2, C3, S4, C5
PAIRS, MAPS = 60, 16  # of C3


def connection_cases(rng):
    """Return (side, kernel, pairs, maps): C1 and C3 of LeNet-5, and layers drawn at random."""
    fixed = [(32, 5, 6, 6), (14, 5, 60, 16), (14, 5, 96, 16), (5, 5, 1920, 120), (7, 3, 2, 2), (9, 1, 3, 1)]
    drawn = rng.integers((10, 2, 3, 2), (30, 8, 40, 20), size=(8, 4))
    return fixed + [tuple(int(n) for n in row) for row in drawn]


def c3_parameters():
    """Return what C3 learns: a kernel of 5 × 5 for each of 60 pairs, and a bias for each of 16 maps."""
    return PAIRS * 25 + MAPS


def c5_sees():
    """Return how many pixels of the input, along one axis, a unit of C5 sees."""
    return shapes.receptive_field(TO_C5)[-1].size


def first_edge():
    """Return 2.4 / fan-in for a unit of C3's map 0, which reads three windows of 25."""
    return 2.4 / 75


CONNECTIONS = Exercise(
    id="08-connections",
    title="Count connections",
    prompt="Write `connections(side, kernel, pairs, maps)`: a convolution layer reads pictures of `side` × `side` "
    "pixels (stride 1, no padding). It has a kernel of `kernel` × `kernel` for each of `pairs` pairs of an input map "
    "and an output map, and a bias for each of its `maps` output maps. How often are weights and biases used, over all "
    "places? (C1 has 6 pairs and 6 maps.)",
    stub="def connections(side, kernel, pairs, maps):\n    ...",
    reference=answers.connections,
    cases=connection_cases,
    misconceptions=(
        Misconception(
            "biases forgotten",
            answers.connections_no_bias,
            "Each unit of a map adds something that is no product. Is that a connection, too?",
        ),
        Misconception(
            "parameters counted",
            answers.connections_parameters,
            "Those are the numbers to learn. At how many places is each of them used?",
        ),
        Misconception(
            "a place for every pixel",
            answers.connections_whole_picture,
            "How many places has a window that must not hang over the edge?",
        ),
        Misconception(
            "a bias for each pair",
            answers.connections_bias_a_pair,
            "A unit that reads three maps has three kernels. How many biases does it add?",
        ),
        Misconception(
            "one place too few", answers.connections_off_by_one, "A window of 5 on a row of 5: how many places?"
        ),
        Misconception(
            "biases used once", answers.connections_bias_once, "At how many places is the bias of a map added?"
        ),
        Misconception(
            "one kernel for each map",
            answers.connections_maps_for_pairs,
            "A map that reads several maps has a kernel for each of them. What does `pairs` count?",
        ),
        *slips_counting.CONNECTIONS,
    ),
    hints=(
        "First the parameters: pairs · kernel² weights, and the biases.",
        "Then the places of the window along one axis, `side − kernel + 1`, and in both.",
        "Every place uses all the parameters once.",
    ),
    explanation="For C1: 784 places, 156 parameters, 122,304 connections, as the paper prints.",
)

C3_COUNT = Exercise(
    id="08-c3-parameters",
    again=again.table_parameters,
    title="What C3 learns",
    prompt="The table above has 60 crosses, in 16 columns. Each cross stands for a kernel of 5 × 5. How many "
    "parameters has C3?",
    stub="c3_parameters = ...",
    answer=c3_parameters,
    tolerance=1e-9,
    misconceptions=(
        Misconception(
            "every map reads all six",
            16 * (6 * 25 + 1),
            "That is the layer that many articles count: sixteen maps that read all of S2. How many crosses has the "
            "table?",
        ),
        Misconception("biases forgotten", 60 * 25, "These are the weights. What else has each map of C3?"),
        Misconception(
            "a bias for each cross", 60 * 26, "Map 0 reads three maps. Does it add one bias to their sum, or three?"
        ),
        Misconception(
            "one kernel for each map",
            16 * 26,
            "Map 0 reads three maps of S2. Does it look at all three through the same 25 weights?",
        ),
        Misconception(
            "all six, biases forgotten",
            16 * 6 * 25,
            "How many crosses has the table, and what else has every map of C3?",
        ),
        *slips_counting.C3_COUNT,
    ),
    hints=(
        "One kernel for each cross: how many weights is that?",
        "And one bias for each map of C3, however many maps it reads.",
        "Kernels for the crosses, biases for the columns: two counts, and their sum.",
    ),
    solution="""three, four, six = 6 * 3, 9 * 4, 1 * 6  # crosses of the maps that read three, four and six maps
crosses = three + four + six  # 18 + 36 + 6 = 60
weights = crosses * 5 * 5  # a kernel of 5 × 5 for each: 1500
biases = 16  # one for each map of C3, however many maps it reads
c3_parameters = weights + biases""",
    explanation="A full table would have 96 crosses, and 2,416 parameters.",
)

C5_FIELD = Exercise(
    id="08-c5-field",
    again=again.deep_field,
    title="How much does C5 see?",
    prompt="Five layers lead to C5: windows of 5, 2, 5, 2 and 5 with strides of 1, 2, 1, 2 and 1. How many pixels of "
    "the input does a unit of C5 see, along one axis?",
    stub="pixels_seen = ...",
    answer=c5_sees,
    tolerance=1e-9,
    misconceptions=(
        Misconception("the window taken for the field", 5, "That is how much of S4 it sees. And how far does S4 see?"),
        Misconception(
            "the last layer forgotten",
            lambda: shapes.receptive_field(TO_C5[:-1])[-1].size,
            "That is what a unit of S4 sees. C5 looks at five of those in a row: how far apart do they lie?",
        ),
        Misconception(
            "strides forgotten",
            lambda: shapes.receptive_field([(window, 1) for window, _ in TO_C5])[-1].size,
            "After a sub-sampling two neighbours lie two pixels apart. Does your sum know that?",
        ),
        Misconception("the digit's box", 20, "The digits fill a box of 20 pixels. That is the data; what of the unit?"),
        *slips_counting.C5_FIELD,
    ),
    hints=(
        "Keep two numbers: r, how many pixels a unit sees, and j, how far apart two neighbours are. Both begin at 1.",
        "A window k adds (k − 1) · j to r; then the stride multiplies j.",
        "After S4, r = 16 and j = 4. C5 adds 4 · 4.",
    ),
    solution="""r, j = 1, 1  # a pixel sees itself; its neighbour is one pixel away
r, j = r + (5 - 1) * j, j * 1  # C1: 5 pixels, neighbours 1 apart
r, j = r + (2 - 1) * j, j * 2  # S2: 6 pixels, 2 apart
r, j = r + (5 - 1) * j, j * 1  # C3: 14 pixels, 2 apart
r, j = r + (2 - 1) * j, j * 2  # S4: 16 pixels, 4 apart
r, j = r + (5 - 1) * j, j * 1  # C5: five units of S4, 4 pixels apart
pixels_seen = r""",
    optional=True,
    explanation="All of the input: that is why C5's maps have one unit each.",
)

FIRST_WEIGHTS = Exercise(
    id="08-first-weights",
    again=again.first_weights,
    title="How wide is the first draw?",
    prompt="The paper draws the first weights of a unit uniformly between −2.4/F and 2.4/F, where F is the unit's "
    "fan-in, the number of inputs it reads. What is 2.4/F for the units of map 0 of C3?",
    stub="edge = ...",
    answer=first_edge,
    tolerance=5e-5,
    misconceptions=(
        Misconception("one window only", 2.4 / 25, "Map 0 reads how many maps of S2, through a window each?"),
        Misconception("all six maps", 2.4 / 150, "That would be a map that reads all of S2, like map 15. And map 0?"),
        Misconception("the whole maps of S2", 2.4 / (3 * 196), "Does a unit see a whole map, or a window of it?"),
        Misconception("bias counted", 2.4 / 76, "The bias is added, but it reads nothing. How many inputs are left?"),
        Misconception("F itself", 75, "That is the fan-in. What does the paper divide by it?"),
        *slips_counting.FIRST_WEIGHTS,
    ),
    hints=(
        "A unit of C3 looks through a window of 5 × 5 at each map that it reads.",
        "By the table, map 0 reads the maps 0, 1 and 2.",
        "The bias has no input to read. What is left to count is cells of windows, over all maps that are read.",
    ),
    solution="""window = 5 * 5  # inputs from each map that is read
fan_in = 3 * window  # map 0 reads the maps 0, 1 and 2: 75
edge = 2.4 / fan_in""",
    explanation="The more a unit reads, the smaller its first weights, so that no sum begins far out on the flat ends.",
)
