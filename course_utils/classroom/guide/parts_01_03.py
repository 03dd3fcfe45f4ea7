"""The guide to the parts of chapters 01 to 03."""

from course_utils.classroom.guide.entries import Part

PARTS = {
    "01": (
        Part(
            "01-predict-batch-shape",
            ("the weights' shape is taken for the output's: nobody asked how many examples come in",
             "rows and columns exchanged: an example is thought of as a column",
             "the input's shape is kept: what the product sums over has not gone"),
            "One unit: arrows with a weight on each, a circle with Σ, the bias from above, a box for the function. "
            "Beside it X as rows, W as columns; circle one row, one column, and the entry where they meet.",
            "The layer in one line of code: it is an exercise for home.",
            "The bias, drawn as an arrow of its own, and the count of parameters: every later count builds on it.",
        ),
        Part(
            "01-predict-linear-stack",
            ("many units are thought to be enough: capacity is confused with number",
             "corners are expected from layers, and not from a function that bends",
             "multiplying weights is taken for multiplying inputs"),
            "A line, and above it the line of that line: steeper, and straight. Then cross out the function in the "
            "row of boxes, and draw one box round all of them.",
            "The numbers of the single-unit stack: the proof says the same in one line.",
            "The proof on the board, with b₁ carried through the second layer, and the explorer.",
        ),
        Part(
            "01-predict-far-out",
            ("flat in the middle is taken for flat everywhere: one number is read as a whole curve",
             "the highest curve is thought to reach its limit first: height is read as slope",
             "“nearly flat” is not asked how nearly"),
            "The curves one above the other on one axis; a pencil laid against each at nought and far out.",
            "tanh made from the sigmoid; LeCun's constants come back in chapter 08.",
            "The sigmoid's slope in terms of its output, and the corner of ReLU, where the slope is a convention.",
        ),
        Part(
            "01-predict-ten-sigmoids",
            ("only the first unit is counted",
             "slopes are added or averaged along a chain, where they are multiplied",
             "a unit is thought to pass on a change undiminished, only later"),
            "Boxes in a row, a bar in front of each, shorter every time. Drawn below.",
            "The bug hunt, if the class has no laptop: hand it out.",
            "The word *product*. Chapters 03 and 11 live on it.",
        ),
        Part(
            "01-predict-dead",
            ("silent for one picture is taken for dead for all",
             "the bias alone is thought to decide",
             "ReLU is thought to be safe: that a unit can be lost is denied"),
            "A column of pictures, a unit beside them: ticks where it answers. One row silent, one unit without any "
            "tick.",
            "The table of output functions, when chapter 02 follows in the same week.",
            "The difference between silent and dead, in the class's own words.",
        ),
    ),
    "02": (
        Part(
            "02-predict-drop-the-two",
            ("the same minimum is taken for the same slopes",
             "the factor is put on the wrong side: the step is made longer where it is too long",
             "scaling a loss is thought to move its lowest point"),
            "The trips as points, a line through them, the errors as upright strokes; beside it a list, error times "
            "input.",
            "Repeating the examples many times over: ask it, do not derive it.",
            "One slope worked out by the class on paper: whoever has done it once reads every later gradient.",
        ),
        Part(
            "02-predict-too-far",
            ("the straight-line estimate is taken for the truth",
             "“downhill” is trusted at any length of step",
             "up and down are thought to cancel out"),
            "A valley, the tangent at the start, and a step that lands higher on the far side. Drawn below.",
            "Momentum, and what becomes of the steps' length: both are for home.",
            "The word *small* in the argument, and the explorer with a guess before each rate.",
        ),
        Part(
            "02-predict-add-ten",
            ("probabilities are thought of as sizes, not as shares",
             "the largest is thought to gain from any addition: differences are confused with sizes",
             "adding the same is thought to level out"),
            "Three bars, their exponentials beside them, and a circle cut into shares. Add to all: the circle stays.",
            "Overflow: it is exercise matter, and one sentence tells why.",
            "That the gradient is probability minus truth: the loss of every later chapter.",
        ),
        Part(
            "02-predict-first-loss",
            ("logits of nought are taken for certainty",
             "error rate and loss are confused",
             "the pictures are thought to matter where all weights are nought"),
            "Equal shares of a circle, one a class; a logarithm's curve with the point that belongs to such a share.",
            "The surest mistakes; and of the rates the middle one.",
            "The weights drawn as pictures: they show what a single layer can learn, and so why chapter 05 is "
            "needed.",
        ),
    ),
    "03": (
        Part(
            "03-predict-impossible-output",
            ("nothing is checked before it is calculated",
             "a bound is applied to the wrong number: net and output are confused",
             "if one is wrong, both are: no look at each"),
            "The network of the chapter, large, with room at each circle for a net and an out; leave it on the "
            "board.",
            "The share of the error that each output makes.",
            "Delta at the head times value at the tail, said aloud for one edge by somebody from the class.",
        ),
        Part(
            "03-predict-two-paths",
            ("more is thought to be worse everywhere: the sign of each path is not followed",
             "the weaker path is dropped, as if one had to choose",
             "what holds along a path, multiplying, is done across paths"),
            "From one hidden unit two ways to the error; a plus on one, a minus on the other. Drawn below.",
            "The microscope's middle steps: walk from the forward pass to the two paths.",
            "All gradients first, then all weights. The next part turns on it.",
        ),
        Part(
            "03-predict-last-digits",
            ("rounding is blamed without asking in which digit it would show",
             "chance is blamed where nothing is random",
             "the library is blamed before the procedure"),
            "Two columns, *old weights* and *new weights*; an arrow for each line of the program to the column it "
            "reads.",
            "Whose program it is, and the long run of steps: good to read alone.",
            "That the wrong program lowers the error too. It is the reason for every gradient check in the course.",
        ),
        Part(
            "03-recall-shared-bias",
            ("a shared number is thought to gather once, whatever its uses",
             "the mean is taken where uses add up",
             "the uses are counted, their deltas forgotten"),
            "One bias with an arrow to every example of a batch; under each arrow its delta; a Σ at the end.",
            "The same in matrix form, if the class has no linear algebra at hand.",
            "The gradient check by a nudge up and down: it needs no derivation, so it may judge all others.",
        ),
        Part(
            "03-predict-twenty-layers",
            ("an S is an S: the slope at nought is not looked at",
             "many slopes are nought, so all must vanish: the factor in the weights is forgotten",
             "what is lost everywhere is taken for what is lost on the way back"),
            "A logarithmic axis, layers along it, a line for each network: one falls, two are level, one is low but "
            "level.",
            "The many starts of tanh and the sigmoid: name the result, leave the figure for home.",
            "Weights have a say as well as slopes: without it chapter 11's measurements cannot be read.",
        ),
    ),
}  # fmt: skip
