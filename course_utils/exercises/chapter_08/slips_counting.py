"""More ways in which the counts of chapter 08 go wrong, each with the question that leads out of it."""

from __future__ import annotations

from course_utils.exercises.engine import Misconception


def places(side, kernel):
    """Return at how many places the window stands."""
    return (side - kernel + 1) ** 2


CONNECTIONS = (
    Misconception(
        "places along one axis",
        lambda side, kernel, pairs, maps: (side - kernel + 1) * (pairs * kernel**2 + maps),
        "A window moves to the right *and* down. In how many places does it stand, all in all?",
    ),
    Misconception(
        "a kernel of one side",
        lambda side, kernel, pairs, maps: places(side, kernel) * (pairs * kernel + maps),
        "How many weights has a kernel of 5 × 5?",
    ),
    Misconception(
        "weights used once",
        lambda side, kernel, pairs, maps: pairs * kernel**2 + maps * places(side, kernel),
        "Does only the bias go along to every place?",
    ),
    Misconception(
        "a multiplication and an addition for each weight",
        lambda side, kernel, pairs, maps: places(side, kernel) * (2 * pairs * kernel**2 + maps),
        "Many programs count each product and its addition, two operations. How often is a weight *used*?",
        also=(
            lambda side, kernel, pairs, maps: 2 * places(side, kernel) * (pairs * kernel**2 + maps),
            lambda side, kernel, pairs, maps: 2 * places(side, kernel) * pairs * kernel**2,
        ),
    ),
    Misconception(
        "maps multiplied by pairs",
        lambda side, kernel, pairs, maps: places(side, kernel) * maps * (pairs * kernel**2 + 1),
        "`pairs` has counted the output maps already: how many pairs has C1, and how many maps?",
        also=(lambda side, kernel, pairs, maps: places(side, kernel) * maps * pairs * (kernel**2 + 1),),
    ),
    Misconception(
        "windows side by side",
        lambda side, kernel, pairs, maps: (side // kernel) ** 2 * (pairs * kernel**2 + maps),
        "The stride is 1. By how much does the window move from one place to the next?",
    ),
    Misconception(
        "the window made the map larger",
        lambda side, kernel, pairs, maps: (side + kernel - 1) ** 2 * (pairs * kernel**2 + maps),
        "Without padding, is the map larger or smaller than the picture?",
        also=(lambda side, kernel, pairs, maps: (side - kernel - 1) ** 2 * (pairs * kernel**2 + maps),),
    ),
    Misconception(
        "places only",
        lambda side, kernel, pairs, maps: places(side, kernel) * maps,
        "That is how many units there are. How many weights and biases does each of them use?",
        also=(lambda side, kernel, pairs, maps: places(side, kernel),),
    ),
    Misconception(
        "biases taken off",
        lambda side, kernel, pairs, maps: places(side, kernel) * (pairs * kernel**2 - maps),
        "Does a bias make the count larger or smaller?",
    ),
)

C3_COUNT = (
    Misconception(
        "one map only",
        3 * 25 + 1,
        "So much learns a map that reads three (and so much is crosses plus columns, by chance). And all sixteen?",
        also=(16 * (3 * 25 + 1),),
    ),
    Misconception(
        "connections counted",
        100 * (60 * 25 + 16),
        "That is how often C3's numbers are used, over 100 places. How many numbers are there?",
        also=(100 * 60 * 25,),
    ),
    Misconception(
        "biases of another layer",
        60 * 25 + 6,
        "Which maps add a bias, those that are read or those that are made?",
        also=(60 * 25 + 1, 60 * 25 + 120),
    ),
    Misconception(
        "a kernel of one side", 60 * 5 + 16, "How many weights has a kernel of 5 × 5?", also=(60 * 5, 60 * 10 + 16)
    ),
    Misconception(
        "all pairs, a bias each",
        16 * 6 * 26,
        "Count the crosses of the table, and give every map of C3 its bias: is that what you did?",
    ),
    Misconception(
        "the maps' own pixels counted",
        60 * 14 * 14 + 16,
        "A kernel is laid on the map, place after place. Is it as large as the map?",
        also=(60 * 14 * 14, 60 * 100 + 16, 16 * 100),
    ),
)

C5_FIELD = (
    Misconception(
        "windows added up",
        5 + 2 + 5 + 2 + 5,
        "After a sub-sampling, how many pixels of the input lie between two neighbours? Does your sum know that?",
    ),
    Misconception(
        "the last window added whole",
        36,
        "C5's window covers five units of S4. Each of them sees 16 pixels, and they lie 4 apart: how many pixels do "
        "the other four add to the first?",
        also=(16 * 5,),
    ),
    Misconception(
        "the side of a digit's picture",
        28,
        "28 is the side of MNIST's pictures, and of C1's maps. Which number comes out when the layers are followed "
        "one by one? (Or was one step of the last window left out?)",
    ),
    Misconception(
        "whole windows added",
        42,
        "Of a window of k units, how many lie beyond the first? Only those widen the view.",
        also=(41,),
    ),
    Misconception(
        "the stride counted in its own layer",
        35,
        "A layer looks at units as far apart as the layers *below* have put them. From when on does its own stride "
        "count?",
    ),
    Misconception(
        "an area", 32**2, "Along one axis, please. How many pixels is that square wide?", also=(25, 400, 16 * 25)
    ),
    Misconception("begun at 0", 31, "Before any layer, how many pixels does a pixel see of the input?", also=(33,)),
    Misconception(
        "windows multiplied",
        5 * 2 * 5 * 2 * 5,
        "Neighbouring windows overlap. Is the product not too much?",
        also=(5 * 5 * 5, 20 * 5),
    ),
    Misconception(
        "the distance of neighbours",
        4,
        "So far apart in the input lie two neighbours of S4 (or of C5). And how wide is what a unit sees?",
    ),
    Misconception(
        "the first three layers",
        14,
        "So much sees a unit of C3. What do the two layers add that are still to come?",
        also=(6,),
    ),
)

FIRST_WEIGHTS = (
    Misconception(
        "the whole width",
        2 * 2.4 / 75,
        "From −2.4/F to 2.4/F is twice as far. What is asked for is one edge: which one?",
        also=(-2.4 / 75,),
    ),
    Misconception(
        "maps counted, not inputs",
        2.4 / 3,
        "Map 0 reads three maps, and of each a whole window. How many numbers is that?",
        also=(2.4 / 15, 2.4 / 5, 2.4 / 9),
    ),
    Misconception(
        "a root of the fan-in",
        2.4 / 75**0.5,
        "The paper divides by F itself. What did you do to F?",
        also=((2.4 / 75) ** 0.5, 2.4 / 75**2),
    ),
    Misconception(
        "He's rule",
        (2 / 75) ** 0.5,
        "That is a standard deviation of 2015, for ReLU. What does the paper of 1998 divide by the fan-in?",
        also=((1 / 75) ** 0.5, 2 / 75, (6 / 75) ** 0.5),
    ),
    Misconception(
        "the whole layer",
        2.4 / 1516,
        "Those are the weights of all maps of C3. How many inputs has *one* unit of map 0?",
        also=(2.4 / 1500, 2.4 / 416, 2.4 / 400, 2.4 / 2400),
    ),
    Misconception(
        "four maps",
        2.4 / 100,
        "How many crosses stand in column 0 of the table?",
    ),
)
