"""The questions that chapter 06 asks before it computes or shows something."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

WEIGHTS = Prediction(
    id="06-predict-weights",
    question="A batch of 30 feature maps, 24 × 24 each, goes through max pooling with window 2 and stride 2. How many "
    "weights does that layer have to learn?",
    options=(
        Option(
            "4, one for each cell of the window",
            reply="A convolution with that window would have four weights for each map that it reads. Pooling does not "
            "weigh its cells: it takes the largest.",
        ),
        Option(
            "120, four for each map",
            reply="Each map is pooled for itself, that much is right. But there is nothing to weigh: the largest of "
            "four numbers needs no weights.",
        ),
        Option(
            "None",
            reply="Yes. The rule is fixed: the largest of each window. Nothing is learnt, so nothing is stored.",
            right=True,
        ),
        Option(
            "30, a bias for each map",
            reply="LeNet-5's sub-sampling had a bias (and a coefficient) for each map. Max and average pooling have "
            "neither.",
        ),
    ),
)

SHIFTED_ROW = Prediction(
    id="06-predict-shifted-row",
    question="The row 0 5 0 0 0 3 0 0, pooled with window 2 and stride 2, gives 5 0 3 0. Moved one cell to the left it "
    "still gives 5 0 3 0. And moved one cell to the right?",
    options=(
        Option(
            "5 0 3 0 again: pooling does not mind small shifts",
            reply="That sentence stands in many books, and this row is its counter-example. In which window does the 5 "
            "lie after the move?",
        ),
        Option(
            "0 5 0 3",
            reply="Yes. Both peaks stood in the right half of their windows. One step to the right takes them across "
            "the border, and the whole answer moves on.",
            right=True,
        ),
        Option(
            "5 5 3 3",
            reply="That would need overlapping windows, in which a peak can be seen by two neighbours. Here each cell "
            "belongs to one window.",
        ),
        Option(
            "0 0 0 0",
            reply="The peaks are still in the row, and each of them is the largest in its window, wherever that is.",
        ),
    ),
)

WHOLE_DIGITS = Prediction(
    id="06-predict-whole-digits",
    question="All 5,000 digits of the course are moved one pixel to the right and max pooled with window 2 and stride "
    "2. How many of the pooled pictures are exactly what they were without the move?",
    options=(
        Option(
            "Most of them",
            reply="It is what “pooling ignores small shifts” would promise. A digit has dozens of edges, though, and "
            "for an unchanged picture every single window must keep its largest value.",
        ),
        Option(
            "About half",
            reply="Half is a good guess for a single peak: it stands in the left or in the right half of its window. A "
            "digit has dozens of peaks, and all of them would have to be lucky.",
        ),
        Option(
            "About one in ten",
            reply="For one digit in ten every window would have to keep its largest value. With dozens of inked "
            "windows that is far too much luck.",
        ),
        Option(
            "None",
            reply="Yes: not one of 5,000. What pooling does is softer: more of the inked cells stay as they were, and "
            "the others change less.",
            right=True,
        ),
    ),
)

ZERO_PADDED = Prediction(
    id="06-predict-zero-padded",
    question="A 4 × 4 map holds only negative numbers. Somebody pads it with one ring of zeros and max pools it, "
    "window 3, stride 2: four windows. How many of the four results are numbers of the map?",
    options=(
        Option(
            "All four",
            reply="Every window sees numbers of the map, that is true. But which windows see a zero as well, and which "
            "is larger?",
        ),
        Option(
            "One",
            reply="Yes. Only the last window lies wholly inside the map. The other three touch the ring, and there the "
            "zero beats every negative number.",
            right=True,
        ),
        Option(
            "None",
            reply="Nearly. The windows begin at rows and columns −1 and 1; one of the four reaches no ring at all.",
        ),
        Option(
            "Three",
            reply="It is the other way round: three of the four windows touch the ring.",
        ),
    ),
)

TIES = Prediction(
    id="06-predict-ties",
    question="A window over the empty background of a digit holds four zeros, and all four are its maximum. A gradient "
    "of 1 arrives from above. How much may the four cells get, added up?",
    options=(
        Option(
            "4: each of them is the maximum, so each gets the 1",
            reply="Push one of the four cells up by a hair, and the maximum rises by that hair. Push all four up: by "
            "how many hairs does it rise?",
        ),
        Option(
            "1, however it is dealt out",
            reply="Yes. If all four rise by a hair, the maximum rises by one hair. Whether one cell gets it all or "
            "each a quarter is a convention.",
            right=True,
        ),
        Option(
            "0: nothing stands out",
            reply="Then a unit on a flat region could never learn. Does the maximum not rise when these cells rise?",
        ),
        Option(
            "¼: the mean of the window",
            reply="A quarter is what *one* cell gets in average pooling. How much do the four get there, added up?",
        ),
    ),
)

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
            reply="It would be about half if half of the inked windows held four equal pixels. Look at the rim of a "
            "stroke: grey on grey.",
        ),
        Option(
            "Fewer than one in ten",
            reply="Yes. Only where all four pixels of a window were equal does their mean give them back, and inside a "
            "stroke that is rare.",
            right=True,
        ),
        Option(
            "None at all",
            reply="Nearly. In the middle of a thick stroke four pixels can be equally black, and then their mean is "
            "right for each of them.",
        ),
    ),
)

PREDICTIONS = (WEIGHTS, SHIFTED_ROW, WHOLE_DIGITS, ZERO_PADDED, TIES, UPSAMPLED)
