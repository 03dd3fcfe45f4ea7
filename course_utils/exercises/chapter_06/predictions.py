"""The questions that chapter 06 asks before it computes or shows something."""

from __future__ import annotations

import numpy as np

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction


# ---- zeros round a maximum ----------------------------------------------------------------------------------------
def inside(size):
    """Return how many of the windows (3, stride 2, padding 1) of a map of ``size`` lie wholly inside; and all."""
    along = shapes.output_size(size, 3, 2, 1)
    whole = sum(start >= 0 and start + 3 <= size for start in range(-1, 2 * along - 1, 2))
    return whole**2, along**2


def zero_padded(size=4):
    """Ask how many maxima of a negative map of ``size``, in a ring of zeros, are its own."""
    own, windows = inside(size)
    replies = {
        windows: "Every window holds numbers of the map, that is true. What else do some of them hold, and which is "
        "larger?",
        windows - own: "Windows that touch the ring, and windows that do not: which of the two did you count?",
        own: "Yes. So many windows lie wholly inside the map. The others touch the ring, and there the zero beats all "
        "negative numbers.",
        0: "The first windows begin at row −1, and row −1 is ring. Where do the others begin, and how far do they "
        "reach?",
    }
    options = tuple(
        Option({windows: f"All {windows}", 0: "None"}.get(count, f"{count}"), reply=replies[count], right=count == own)
        for count in sorted(replies)
    )
    return Prediction(
        id="06-predict-zero-padded",
        question=f"A {size} × {size} map holds only negative numbers. Somebody pads it with one ring of zeros and max "
        f"pools it, window 3, stride 2: {windows} windows. How many of the {windows} results are numbers of the map?",
        options=options,
        again=lambda rng: zero_padded(int(rng.choice([4, 5, 6, 7, 8]))),
    )


ZERO_PADDED = zero_padded()


# ---- weights ------------------------------------------------------------------------------------------------------
SAVED_WEIGHTS = Prediction(
    id="06-predict-saved-weights",
    question="30 maps of 24 × 24 go into a convolution of 5 × 5 that makes 16 maps of them. Now a max pooling is put "
    "in between, window 2, stride 2. How many weights has the convolution then, compared with before?",
    options=(
        Option(
            "A quarter",
            reply="A quarter of the *cells* are left to look at. Is there a weight for each cell of a map, or for "
            "something else?",
        ),
        Option(
            "A half",
            reply="Each side of the map is halved, that is true. Which side of the *kernel* did you halve with it?",
        ),
        Option(
            "As many as before",
            reply="Yes. A kernel has 5 × 5 weights for each map that it reads, on a small map as on a large one. What "
            "is saved is work: the kernel stands at fewer places.",
            right=True,
        ),
        Option(
            "More: those of the pooling come on top",
            reply="What would a pooling have to learn, to find the largest of four numbers?",
        ),
    ),
)


# ---- a row that moves ---------------------------------------------------------------------------------------------
def shifted_row(first=5, second=3, window=0, length=8):
    """Ask what a row gives that is moved to the right; its peaks end the windows ``window`` and ``window + 2``."""
    row, moved, both = (np.zeros(length, int) for _ in range(3))
    for place, peak in ((2 * window + 1, first), (2 * window + 5, second)):
        row[place], moved[place + 1] = peak, peak
        both[place // 2] = both[place // 2 + 1] = peak
    as_it_is, right = (r.reshape(-1, 2).max(axis=1) for r in (row, moved))
    text = lambda values: " ".join(map(str, values))  # noqa: E731
    return Prediction(
        id="06-predict-shifted-row",
        question=f"The row {text(row)}, pooled with window 2 and stride 2, gives {text(as_it_is)}. Moved one cell to "
        f"the left it still gives {text(as_it_is)}. And moved one cell to the right?",
        options=(
            Option(
                f"{text(as_it_is)} again: pooling does not mind small shifts",
                reply=f"In which of the two cells of its window does the {first} stand? Where does one step take it?",
            ),
            Option(
                text(right),
                reply="Yes. Both peaks stood in the right half of their windows. One step to the right takes them "
                "across the border, and the whole answer moves on.",
                right=True,
            ),
            Option(
                text(both[: length // 2]),
                reply="For that a peak would have to lie in two windows. How many windows share a cell when window and "
                "stride are equal?",
            ),
            Option(
                text(np.zeros(length // 2, int)),
                reply="Both peaks are still in the row. What could be larger than they in the windows where they lie?",
            ),
        ),
        again=lambda rng: shifted_row(*map(int, rng.choice(range(1, 10), 2, replace=False)), int(rng.integers(2)), 10),
    )


SHIFTED_ROW = shifted_row()

WHOLE_DIGITS = Prediction(
    id="06-predict-whole-digits",
    question="All 5,000 digits of the course are moved one pixel to the right and max pooled with window 2 and stride "
    "2. How many of the pooled pictures are exactly what they were without the move?",
    options=(
        Option(
            "Most of them",
            reply="It is what “pooling ignores small shifts” would promise. How many windows of a digit have to keep "
            "their largest number, for the whole picture to be unchanged?",
        ),
        Option(
            "About half",
            reply="Half is a good guess for one peak, which stands in the left or in the right half of its window. "
            "How many peaks has a digit, and how many of them have to be lucky?",
        ),
        Option(
            "About one in ten",
            reply="A digit has ink in about fifty windows. If each kept its number nine times in ten, how often would "
            "all fifty?",
        ),
        Option(
            "None",
            reply="Yes: not one of 5,000. A digit has ink in about fifty windows, and every one of them would have to "
            "keep its largest number.",
            right=True,
        ),
    ),
)


def moved_along(stride=2):
    """Ask after which moves the map, pooled with ``stride``, is the old one moved along."""
    *moves, last = range(1, 2 * stride + 1)
    return Prediction(
        id="06-predict-moved-along",
        question=f"Now the digits move to the right by {', '.join(map(str, moves))} or {last} pixels, without losing "
        f"ink, and are max pooled with window {stride} and stride {stride}. After which moves is the pooled picture "
        "the old one, moved along as a whole?",
        options=(
            Option(
                "After all of them",
                reply="That is true of a convolution with stride 1. Where do windows begin when the stride is "
                f"{stride}, and where does the digit lie in them after one pixel?",
            ),
            Option(
                "After 1 only: it is the smallest",
                reply="One pixel of the digit: how many cells of the *pooled* picture would that be?",
            ),
            Option(
                f"After {stride} and {last}",
                reply="Yes. After such a move the digit falls on the windows exactly as before, only further on. After "
                "any other it falls on them differently.",
                right=True,
            ),
            Option(
                "After none",
                reply="Draw two peaks in a row of windows, and move them further and further. Do they never lie in "
                "their windows as they did at first?",
            ),
        ),
        again=lambda rng: moved_along(int(rng.choice([2, 3, 4]))),
    )


MOVED_ALONG = moved_along()

# ---- ties ---------------------------------------------------------------------------------------------------------
WINNERS = Prediction(
    id="06-predict-winners",
    question="A digit of 28 × 28 pixels has 196 windows of 2 × 2. `x == maximum of its window` marks the winners, all "
    "cells that equal the maximum. How many cells does it mark in a digit, on average?",
    options=(
        Option(
            "196, one in each window",
            reply="One in each, if no two cells of a window are equal. What does a window hold that lies beside the "
            "digit?",
        ),
        Option(
            "A few more than 196",
            reply="As if a tie were an accident. How much of the picture is stroke, and what is the rest?",
        ),
        Option(
            "More than three times as many",
            reply="Yes: 656. Most of a digit is empty, and in an empty window all four cells are 0, which is their "
            "maximum.",
            right=True,
        ),
        Option(
            "All 784",
            reply="Then no window would hold two different numbers. What do the windows see through which the rim of a "
            "stroke runs?",
        ),
    ),
)

# ---- and back -----------------------------------------------------------------------------------------------------
UPSAMPLED = Prediction(
    id="06-predict-upsampled",
    question="A digit is average pooled with window 2 and stride 2, and then blown up again: every pooled cell becomes "
    "2 × 2 pixels. On average over the 5,000 digits, how many of the inked pixels are exactly what they were?",
    options=(
        Option(
            "All: up-sampling is the inverse of down-sampling",
            reply="Four numbers went in for each one that came out. From their mean alone, who could tell which four "
            "they were?",
        ),
        Option(
            "About half",
            reply="What must be true of the four pixels of a window for their mean to be right for each? How often is "
            "that so at the rim of a stroke, where black fades to white?",
        ),
        Option(
            "Fewer than one in ten",
            reply="Yes. Where all four pixels of a window are equal their mean gives them back; elsewhere only a pixel "
            "that happens to be the mean. In a stroke hardly wider than a window both are rare.",
            right=True,
        ),
        Option(
            "None at all",
            reply="Is there no window, in the midst of a thick stroke, whose four pixels are equal? What is their "
            "mean?",
        ),
    ),
)

PREDICTIONS = (ZERO_PADDED, SAVED_WEIGHTS, SHIFTED_ROW, WHOLE_DIGITS, MOVED_ALONG, WINNERS, UPSAMPLED)
