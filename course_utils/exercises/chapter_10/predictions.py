"""Predictions of chapter 10 on batch normalisation: asked before a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction
from course_utils.exercises.template import filled

_BIAS = Prediction(
    id="10-predict-bias-before",
    question="A convolution gives a channel, and batch normalisation follows. Somebody adds a bias of {bias} to every "
    "number of the channel before it is normalised. What does that do to the output, in training?",
    options=(
        Option("It rises by {bias}", "What is subtracted from each number of the channel, and what has the bias done "
                                     "to that?"),
        Option("It rises by {bias} divided by the deviation", "The deviation is right about the scale. But what has "
                                                              "become of the mean that is subtracted first?"),
        Option("Nothing at all", "Yes. The mean has risen by {bias} too. A bias in front of a normalisation learns "
                                 "nothing, and is left out; β, behind it, does its work.", right=True),
        Option("The deviation grows, so all numbers shrink", "Move all numbers of a list by {bias}. How does their "
                                                             "spread change?"),
    ),
)  # fmt: skip


def bias_before(bias=50):
    """Ask what a bias in front of a normalisation does."""
    return filled(_BIAS, again=lambda rng: bias_before(int(rng.choice([3, 7, 20, 100]))), bias=bias)


_ONE_MOVES = Prediction(
    id="10-predict-one-moves",
    question="A column of {count} numbers, one from each example of a batch, is normalised. One of the {count} is "
    "moved a little. How many of the {count} outputs move?",
    options=(
        Option("One", "Through which numbers do the others hear of it? The mean is one. Is there another?"),
        Option("{count}", "Yes. Mean and deviation have moved, and both go into every output. So the gradient of each "
                          "input gathers a share from every output of its column.", right=True),
        Option("None: mean 0 and deviation 1 stay", "Those two stay, yes. Can all the numbers stay as well, if one of "
                                                    "them has moved among the others?"),
        Option("{others}: all but the one that was moved", "The mean follows the moved number, but by 1/{count} of the "
                                                           "way only. What is left of its own move?"),
    ),
)  # fmt: skip


def one_moves(count=8):
    """Ask how many outputs move when one number of the batch does."""
    return filled(
        _ONE_MOVES, again=lambda rng: one_moves(int(rng.choice([5, 16, 32, 100]))), count=count, others=count - 1
    )


SAME_WEIGHTS = Prediction(
    id="10-predict-same-weights",
    question="The program of chapter 12 trains a network with batch normalisation on 360 pictures of five classes: ten "
    "epochs, 40 steps. In use it errs on about half of the test pictures. Nothing that was learned is changed, but "
    "each normalisation takes mean and variance of the test pictures themselves. How many are wrong then?",
    options=(
        Option("As many: the weights are the same", "The weights are. Which numbers besides the weights does a "
                                                    "normalisation need in use, and how old are they?"),
        Option("More: it was not trained that way", "How was it trained: with averages, or with the statistics of the "
                                                    "batch at hand?"),
        Option("About one in six", "Yes. The network had learned; the averages by which it was normalised in use "
                                         "had not kept up with its weights.", right=True),
        Option("None at all", "40 steps on 360 pictures. Is that enough to err nowhere on new ones, normalised as you "
                              "like?"),
    ),
)  # fmt: skip

FASTER = Prediction(
    id="10-predict-faster",
    question="Six convolutions from the same first weights, with batch normalisation and without. Six learning rates "
    "from 0.01 to 3 are tried for each, from three starts. At how many of the rates do all three starts end below 10 % "
    "error?",
    options=(
        Option("At the same ones, whether normalised or not", "A step that is too long makes the signal grow in the "
                                                              "next forward pass. Who stops it, in each network?"),
        Option("Plain at two, normalised at five", "Yes. What the normalised network forgives is above all a rate that "
                                                   "is too large, and a start that does not suit.", right=True),
        Option("Plain at five, normalised at two", "Which of the two is told after every convolution what size its "
                                                   "numbers are to have?"),
        Option("At all six: a rate only sets how long it takes", "What became of steps that were too long, in the "
                                                                 "landscapes of chapter 02?"),
    ),
)  # fmt: skip

PREDICTIONS = (bias_before(), one_moves(), FASTER, SAME_WEIGHTS)
