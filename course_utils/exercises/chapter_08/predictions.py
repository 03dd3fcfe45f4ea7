"""The questions that chapter 08 asks before it computes or shows something."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction

BENDS = Prediction(
    id="08-predict-bend",
    question="The designers ask three things of a unit’s bend. Outputs are centred on zero. Outputs of −1 and 1, the "
    "targets, are really reached. And there the unit still learns: its slope is not yet nearly 0. Which curve serves?",
    options=(
        Option("The logistic sigmoid, from 0 to 1", reply="Which of its outputs are negative?"),
        Option("tanh, from −1 to 1", reply="Centred, yes. For which net input is its output exactly 1?"),
        Option(
            "A stretched tanh that flattens out only beyond ±1",
            reply="Yes: an odd S, so its outputs are centred, and ±1 lie on its steep part and not at its ends.",
            right=True,
        ),
        Option("ReLU, the net input where it is positive and 0 elsewhere", reply="What is the mean of its outputs?"),
    ),
)


def subsampling(layer="S2", maps=6, side=14):
    """Ask how many numbers a layer of trainable sub-sampling learns."""
    return Prediction(
        "08-predict-subsampling",
        f"{layer} makes {maps} maps of {side} × {side} out of {maps} maps of {2 * side} × {2 * side}. How many numbers "
        "does it learn?",
        (
            Option("None: it is a pooling layer", "Which letters of the formula are neither inputs nor outputs?"),
            Option(f"{maps}", "One for each map, yes. How many letters of the formula stand for a learned number?"),
            Option(f"{2 * maps}", "Yes: a coefficient and a bias for each map.", right=True),
            Option(f"{5 * maps}", "Four weights and a bias? In the formula, does each cell have a weight of its own?"),
        ),
        again=lambda rng: subsampling("A layer", *((8, 12), (16, 5), (10, 9), (24, 7), (32, 4))[rng.integers(5)]),
    )


C3_READS = Prediction(
    id="08-predict-c3",
    question="In 1998 every connection costs time. And the maps of C3, which all begin with random weights, are to be "
    "driven to find different features, each combining several of S2’s. Which wiring serves all of that?",
    options=(
        Option(
            "Every map of C3 reads all six maps of S2",
            reply="It combines. How many connections does it save, and what makes two maps different besides chance?",
        ),
        Option("Every map of C3 reads one map of S2", reply="It saves. What can such a map combine?"),
        Option(
            "Every map of C3 reads three or more, chosen differently for each",
            reply="Yes: six maps read three, nine read four, and one reads all six.",
            right=True,
        ),
        Option(
            "Every map of C3 reads a group that is drawn anew at every step",
            reply="It saves and it combines. Can a map settle on a feature when its inputs change all the time?",
        ),
    ),
)


def side_of_c5(side):
    """Return how many units a map of C5 has along one axis for an input of ``side`` pixels."""
    for window, stride in ((5, 1), (2, 2), (5, 1), (2, 2), (5, 1)):
        side = shapes.output_size(side, window, stride)
    return side


def c5_maps(side=36):
    """Ask what becomes of C5 when the input is larger."""
    units = side_of_c5(side)
    return Prediction(
        "08-predict-c5",
        f"Feed the same network, with the same weights, a picture of {side} × {side} pixels. What are C5’s maps then?",
        (
            Option(
                "1 × 1, as before", "How large are S4’s maps then? At how many places does a window of 5 fit in one?"
            ),
            Option(f"{units} × {units}", "Yes: C5’s windows find more places in S4’s larger maps.", right=True),
            Option(
                f"{side - 31} × {side - 31}",
                "That many, if two neighbours in C5 looked at places one pixel apart. Two poolings lie before C5: how "
                "far apart are they?",
            ),
            Option("None: C5 needs maps of exactly 5 × 5", "What does a window of 5 do on a larger map, in C1 and C3?"),
        ),
        again=lambda rng: c5_maps((40, 44, 48, 52, 64)[rng.integers(5)]),
    )


def rbf_answer(near=4, far=9, small=3, large=170):
    """Ask what a network of distances reads."""
    return Prediction(
        "08-predict-rbf",
        f"Of LeNet-5’s ten outputs for a picture the one for “{near}” is {small}, the one for “{far}” is {large}, "
        "and the others lie between. What does the network read?",
        (
            Option(f"“{far}”, whose output is the largest", "What does an output measure here? Is much of it good?"),
            Option(f"“{near}”", "Yes: the features nearly equal that code.", right=True),
            Option(
                "It cannot be told without softmax", "Softmax turns scores into shares. Could it change their order?"
            ),
            Option(f"“{near}”, and it is {small} % sure", "How large can a squared distance become? And a percentage?"),
        ),
        again=_other_distances,
    )


def _other_distances(rng):
    near, far = rng.permutation(10)[:2]
    return rbf_answer(near, far, int(rng.integers(1, 10)), int(rng.integers(120, 200)))


MOST_CONNECTIONS = Prediction(
    id="08-predict-share",
    question="For one picture LeNet-5 uses its 60,000 numbers 340,908 times. Which layer has the most of these "
    "connections?",
    options=(
        Option("C1, the first convolution", reply="It has the most places. How many numbers does each place use?"),
        Option("C3, with its sixteen maps", reply="Yes: 1,516 numbers, each used at 100 places.", right=True),
        Option("C5, which sees all of S4", reply="It has the most numbers. At how many places is each of them used?"),
        Option("F6, the dense layer", reply="At how many places is a number of a dense layer used?"),
    ),
)

SWITCHED = Prediction(
    id="08-predict-modern",
    question="All of LeNet-5’s choices are replaced by today’s (full C3, max pooling, ReLU, softmax, He’s first "
    "weights), and both are trained for 20 epochs on 4,000 digits. The mean test accuracies of ten runs of each …",
    options=(
        Option(
            "are far better for the modern one, by five points or more",
            reply="The published one reads more than 96 of 100. How much room is there above that?",
        ),
        Option(
            "lie within about one point of each other",
            reply="Yes: 0.3 points apart after 20 epochs, which ten seeds cannot tell from none. After the first "
            "epoch the modern one is twelve points ahead on average.",
            right=True,
        ),
        Option(
            "are far better for the published one",
            reply="Its choices were good ones. What would the field have kept, if it had been so?",
        ),
        Option(
            "cannot be compared, since one learns more numbers than the other",
            reply="60,000 numbers and 61,706. Is that a difference in kind?",
        ),
    ),
)

PREDICTIONS = (BENDS, subsampling(), C3_READS, c5_maps(), rbf_answer(), MOST_CONNECTIONS, SWITCHED)
