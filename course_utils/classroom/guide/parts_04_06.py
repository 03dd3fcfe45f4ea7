"""The guide to the parts of chapters 04 to 06."""

from course_utils.classroom.guide.entries import Part

PARTS = {
    "04": (
        Part(
            "04-predict-reshape",
            ("a right shape is taken for a right picture",
             "`reshape` is thought to move numbers",
             "a mean is expected where nothing is added"),
            "The long row of memory: R G B R G B …, and below it the same row broken in other places.",
            "Bytes that overflow; where the class is fluent in NumPy, axes too.",
            "Channels first, and the difference between `transpose` and `reshape`: every wrong picture of later "
            "weeks is it.",
        ),
        Part(
            "04-predict-shuffle",
            ("the network is thought to see as we do",
             "a loss is expected without saying what is lost",
             "chance is thought to help"),
            "The sum of one hidden unit, terms in any order; cross two terms over and ask what has changed.",
            "The three mistakes in one count, when the class counted rightly at once.",
            "Both votes, for the shuffle and for the move: the chapter answers them together, and so should the "
            "class.",
        ),
        Part(
            "04-predict-work",
            ("numbers to store are confused with work to do",
             "a saving is expected of everything that is smaller",
             "sharing is thought to cost work"),
            "The same dots again and again, joined fully, by windows, by windows that share. Drawn below.",
            "The one matrix with its patterns; the cells of the cat, if biology is not your subject.",
            "Which column the window shrinks and which the sharing: let the class fill in the table.",
        ),
    ),
    "05": (
        Part(
            "05-predict-flip",
            ("the picture is thought to turn with the kernel",
             "turning is confused with changing signs",
             "“another order, another result”, without looking at this kernel"),
            "A kernel on a slip of paper, turned upside down under everybody's eyes; then one that is not symmetric.",
            "The integral. Two sheets of paper that slide say the same.",
            "One window by hand, with the bias added once at the end.",
        ),
        Part(
            "05-predict-weights-of-a-layer",
            ("channels are forgotten: a filter is thought to be flat",
             "one filter is counted, and not all",
             "the picture's size comes in: weights and places are confused"),
            "A block, a filter as deep as the block, one map; then a second filter behind the first, and a second "
            "map.",
            "Fillings of the padding, and the famous size that does not divide: chapter 09 has it.",
            "The shape of all weights, written by the class in the course's order.",
        ),
        Part(
            "05-predict-shift",
            ("invariance is taken for equivariance, the confusion that the next chapter measures",
             "the map is thought to be a mirror",
             "the map is thought of as a whole, not as one window after the other"),
            "A bright spot, its trace in the map, both moved; a cross where the border cuts off.",
            "Telling cross from ring: it is a good exercise, and a long talk.",
            "Weights that add up to nought forget brightness: it explains most filters that were ever drawn by hand.",
        ),
        Part(
            "05-predict-three-layers",
            ("only the layer below is seen",
             "one layer is counted too few",
             "windows are laid end to end, without overlap",
             "windows are multiplied: areas confused with widths"),
            "Rows of dots from the top down, each joined to its window below. Drawn below.",
            "Two kernels in one; why noise teaches well.",
            "The learned kernel, and the opening vote that it answers.",
        ),
        Part(
            "05-predict-depthwise",
            ("the channels are halved by habit",
             "a single number is put in the place of a kernel",
             "sharing is carried too far: all maps with one kernel"),
            "Two stacks of maps side by side: on the left every line from map to map, on the right straight lines "
            "only.",
            "The whole part in a first course: only chapter 12 comes back to it.",
            "If it is taught, its one sentence: nothing is added up over channels.",
        ),
    ),
    "06": (
        Part(
            "06-predict-zero-padded",
            ("every window is thought to touch the ring",
             "windows that touch and windows that do not are exchanged",
             "zeros are thought to do no harm, since they do none in a sum"),
            "A map of negative numbers in its ring of noughts, and the windows that touch it.",
            "Padded cells in a mean.",
            "A map pooled by the class on paper, with windows that overlap.",
        ),
        Part(
            "06-predict-whole-digits",
            ("the popular sentence is believed",
             "a chance for one peak is taken for a chance for all of them",
             "a rough share is guessed where many must hold at once"),
            "A row of boxes with its window borders, moved one step to the right. Drawn below.",
            "The blur before the stride; how to pool without a loop.",
            "The three words, invariant, equivariant and robust, each with an example from the class.",
        ),
        Part(
            "06-predict-winners",
            ("ties are thought not to happen",
             "ties are thought to be an accident at the rim",
             "the whole digit is thought to be a tie"),
            "A window with its cells; the gradient as an arrow to the winner; then cells that are all equal, and a "
            "question mark.",
            "Up-sampling: the sentence “the size is back, the numbers are not” is enough.",
            "As much goes out as came in: the test that finds every wrong pooling backward.",
        ),
    ),
}  # fmt: skip
