"""Predictions of chapter 07: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.chapter_07 import questions_sizes as sizes
from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="07-predict-two-batches",
        question="A layer with weights gets batch A, then batch B of the same shape: somebody wanted to know the "
        "answers to B. Then the gradient of A's output comes back. What stands in `grads` now?",
        options=(
            Option(
                "The gradient for A: that is what came back",
                "`backward` is handed one array. With which x does it multiply it, and where does the layer keep that?",
            ),
            Option(
                "The gradient for B: it came last",
                "Two things are multiplied for the gradient of a weight: x and the gradient of the output. Did B's "
                "ever arrive?",
            ),
            Option(
                "A mixture, which is the gradient of nothing",
                "Yes. `grad_out` is A's, and the x that was kept is B's. Their product has the right shape and no "
                "meaning.",
                right=True,
            ),
            Option(
                "Nothing: an error is raised",
                "What would have to disagree for NumPy to complain? Both batches have the same shape: do the products "
                "of such arrays fail?",
            ),
        ),
    ),
    Prediction(
        id="07-predict-ten-digits",
        question="A new network, ten training digits, one of each class, and the same ten at each of 60 steps. Where "
        "does their loss go, if every line is right? (Guessing among ten classes costs about 2.3.)",
        options=(
            Option(
                "It stays near 2.3: ten digits are too few to learn from",
                "Too few to learn what a 7 is in general, perhaps. What is to be learnt here, and how many weights are "
                "there to do it?",
            ),
            Option(
                "It falls a little, to about where it will be on new digits",
                "Nobody asks for new digits here. What keeps the network from getting these ten ever more right?",
            ),
            Option(
                "It falls towards 0",
                "Yes. With thousands of weights for ten pictures it can learn them by heart, and a step downhill on "
                "the same ten, if it is not too long, lowers the very loss that is drawn.",
                right=True,
            ),
            Option(
                "It falls, and rises again: that is overfitting",
                "Overfitting is measured on pictures that were not trained on. On which pictures is this loss "
                "measured?",
            ),
        ),
    ),
    sizes.PREDICT_ROWS,
    sizes.PREDICT_MEMORY,
    sizes.PREDICT_THERE_AND_BACK,
    sizes.PREDICT_PARAMETERS,
    Prediction(
        id="07-predict-filters",
        question="He's random start, then five epochs of training. How will the 30 filters look, beside their own "
        "start?",
        options=(
            Option(
                "Patterns everywhere: edges in all directions",
                "That is what books show, of networks with another start. Here each weight began at about 0.28, up or "
                "down. How far can 200 small steps carry it?",
            ),
            Option(
                "Like small parts of digits",
                "A filter sees 5 × 5 pixels, the width of a stroke or two. And what has become of its first values?",
            ),
            Option(
                "Much as they did at the start",
                "Yes, to the eye. The change is small beside the random start. Whether the change has a pattern is "
                "another question.",
                right=True,
            ),
            Option(
                "All 30 alike",
                "Equal starts would stay equal. Do these have equal starts, and so equal gradients?",
            ),
        ),
    ),
    Prediction(
        id="07-predict-init",
        question="The same network, digits and steps, but all weights start with standard deviation 0.01 instead of "
        "He's 0.283, 0.0215 and 0.141. Yours was right on almost nine test digits in ten after one epoch, and on "
        "nineteen in twenty after five. And this one?",
        options=(
            Option(
                "No different: training corrects any start",
                "In the long run, nearly. But how large are the first gradients, behind a product of three small "
                "weights?",
            ),
            Option(
                "Far behind after one epoch, and much of the way made up after five",
                "Yes. The logits begin hundreds of times smaller than with He's weights, and the gradients come back "
                "through the same small weights: the first epochs go into making them grow. A shallow network gets "
                "over that; in a deep one the factors multiply from layer to layer.",
                right=True,
            ),
            Option(
                "Still guessing after five epochs: the gradients have vanished",
                "With three layers of weights they are small. Are they zero? What happens to the next gradients, once "
                "the weights have grown a little?",
            ),
            Option(
                "Ahead: small weights overfit less",
                "Small weights do restrain a network. After one epoch, is there anything yet to be restrained?",
            ),
        ),
    ),
    Prediction(
        id="07-predict-prune",
        question="Half of the trained network's filters, 15 drawn by lot, are set to zero, and nothing is trained "
        "again. What is left of its accuracy on the test digits?",
        options=(
            Option(
                "Nothing: it is down to guessing",
                "That would be so if every filter were needed for every digit. How different are thirty filters that "
                "all look at the same strokes?",
            ),
            Option(
                "About half of it",
                "Is accuracy shared out among the filters? How much of the evidence for a class has to be there, until "
                "another class has more?",
            ),
            Option(
                "All but some points",
                "On average, yes: the filters overlap in what they see, and the dense layers have read all of them. "
                "But it matters which ones go: some fifteens cost next to nothing, and some cost dear.",
                right=True,
            ),
            Option(
                "It rises: fewer filters overfit less",
                "Now and then the loss of one filter helps by a hair. But the dense layers were trained with all of "
                "them. What do they make of fifteen blanks?",
            ),
        ),
    ),
    Prediction(
        id="07-predict-shift",
        question="Test digits are moved four pixels to the right. Which share of them does your network still get "
        "right?",
        options=(
            Option(
                "As many as before: a convolution does not mind where things are",
                "The feature maps move along with the picture, as chapter 05 showed. What stands behind them, and does "
                "*that* mind?",
            ),
            Option(
                "About 90 %: pooling takes up most of it",
                "2 × 2 pooling forgives a move of one pixel, sometimes. How many pooled cells are four pixels?",
            ),
            Option(
                "Between a fifth and a half",
                "Yes. The dense layer has learnt where in the maps each stroke of a digit lies. Four pixels further "
                "other weights wait for it.",
                right=True,
            ),
            Option(
                "About 10 %: it guesses",
                "Some strokes still fall where the network expects something alike. Think of an 8 and a 0: is all of "
                "the evidence gone?",
            ),
        ),
    ),
)
