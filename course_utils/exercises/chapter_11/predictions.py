"""Predictions of chapter 11: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.chapter_11.predictions_variants import bottleneck, fifty, shortcut_reads
from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="11-predict-depth",
        question="Two plain networks, one of 20 layers and one of 44, learn the same digits in the same six epochs. "
        "Which makes fewer mistakes on the digits that it is trained on?",
        options=(
            Option(
                "The deeper one: it can represent more",
                "It can: everything that the shallow one does, and more besides. Being able to is one thing. What has "
                "to happen in six epochs so that it does?",
            ),
            Option(
                "The same: six epochs are enough for both",
                "Enough for what? Each layer can only use what the layers before it hand on. How many layers must fall "
                "into step in the one network, and how many in the other?",
            ),
            Option(
                "The shallow one, by far",
                "Yes. More layers, a higher training error. This is the observation from which the paper starts.",
                right=True,
            ),
            Option(
                "The deeper one here, but it does worse on new digits",
                "That would be overfitting. To overfit, a network must first do one thing well. Is it certain that "
                "this one does?",
            ),
        ),
    ),
    Prediction(
        id="11-predict-shortcuts",
        question="The 44 layers once more, now with a shortcut round every two of them. The network learns exactly as "
        "many numbers as before. Where does its training error end?",
        options=(
            Option(
                "With the plain 44: the same layers, the same numbers to learn",
                "The count is the same, and so is the recipe. But what does a pair of layers hand on while its weights "
                "are still of no use, before and after this change?",
            ),
            Option(
                "Close to the plain 20, or below",
                "Yes. Of the damage that the depth did, almost nothing is left at 44 layers.",
                right=True,
            ),
            Option(
                "At chance: the additions make the numbers explode",
                "Sums can grow, from block to block. What stands after each convolution here, and what does it do to "
                "the size of its numbers?",
            ),
            Option(
                "Half-way between the two plain ones",
                "A fair guess for a small help. Think of one digit on its way through the 44 layers: how often is it "
                "remade by random weights without the shortcuts, and what is left of it with them?",
            ),
        ),
    ),
    Prediction(
        id="11-predict-gradients",
        question="A plain network of 56 layers, He's weights, batch normalisation, before its first step. How large is "
        "the gradient at the first convolution, beside that at the last?",
        options=(
            Option(
                "A thousand times larger, or more",
                "Yes. It explodes, by some fifteen per cent at each layer: in five draws of weights and pictures the "
                "ratio lay between 1,200 and 3,700. Nothing vanishes.",
                right=True,
            ),
            Option(
                "A thousandth of it, or less",
                "Then each layer would have to make the gradient smaller on its way back. Which of the two steps named "
                "above would do that: the product with He's weights, or the division by σ?",
            ),
            Option(
                "About the same: a σ near 1 changes little",
                "One layer changes little. What do fifty-four such factors make when they all lie on one side of 1?",
            ),
            Option(
                "It cannot be said: it depends on the picture",
                "Its last digits do. Does its order of magnitude, when every batch goes through the same weights and "
                "is brought to the same size at every layer?",
            ),
        ),
    ),
    Prediction(
        id="11-predict-added",
        question="A trained 20-layer network is frozen, and 24 new plain layers are trained on top of it. They need "
        "only pass on what they receive. After four epochs at the rate of section 1, how does the training error "
        "compare with that of the 20 layers?",
        options=(
            Option(
                "Lower: more layers, more power",
                "They have the power. What do they begin with, and what has to become of it first?",
            ),
            Option(
                "The same: they learn to pass everything on",
                "They could: a filter with a single 1 in its middle does it. It is one setting among very many. What "
                "would lead gradient descent there?",
            ),
            Option(
                "At chance: the gradient vanishes on its way to the first layers",
                "Which layers are being trained here, and what has section 2 measured in normalised ones?",
            ),
            Option(
                "Higher, though far better than guessing",
                "Yes. The good solution is there, known, and not found in four epochs. And no gradient had to reach "
                "the frozen layers.",
                right=True,
            ),
        ),
    ),
    Prediction(
        id="11-predict-zero-branch",
        question="Instead, 12 new *residual* blocks are put on top. Their filters are random, and in each block the "
        "scale of the last normalisation is set to 0. How much do the network's outputs change?",
        options=(
            Option(
                "They become 0: a scale of 0 shuts the network off",
                "In a plain block it would. What else arrives at the end of a residual block, beside the branch?",
            ),
            Option(
                "Not at all, not by one bit",
                "Yes. F = 0, so each block gives relu(x), which is x, since x comes out of a ReLU.",
                right=True,
            ),
            Option(
                "A little: 24 layers of rounding",
                "Each operation on a number that is not exact may round. Which operations does x itself go through "
                "here, and is one of them inexact?",
            ),
            Option(
                "Completely",
                "The new filters are random, true. What happens to their results before they are added to anything?",
            ),
        ),
    ),
    shortcut_reads(channels=16, side=32, stride=2),
    fifty(slope=0.1, blocks=50),
    Prediction(
        id="11-predict-lesion",
        question="One of the nine blocks is taken out of a trained network of 20 layers, and nothing is trained again. "
        "How do the plain and the residual network take it, whichever block is missing?",
        options=(
            Option(
                "Both fall to guessing or near it",
                "Follow the signal behind the gap. What did the next block receive before, and what does it receive "
                "now: in the plain network, and in the other one?",
            ),
            Option(
                "The plain one nearly guesses, the residual one mostly does not",
                "Yes. Without a branch the next block still receives x, and x is most of what it was used to.",
                right=True,
            ),
            Option(
                "Neither loses much",
                "Half the filters of chapter 07's network could go. A filter is one voice among many; what is a block "
                "of a plain network for the blocks behind it?",
            ),
            Option(
                "The residual one suffers more: its blocks are tuned to add up",
                "They are. When one of many terms is missing, what is left of a sum? And when one link is missing, "
                "what is left of a chain?",
            ),
        ),
    ),
    bottleneck(channels=256, narrow=64),
    Prediction(
        id="11-predict-1202",
        question="On CIFAR-10 (50,000 small pictures) the authors also trained a residual network of 1202 layers, with "
        "19.4 million numbers to learn. Its training error fell below 0.1 %. How did its *test* error compare with "
        "that of their 110 layers, 6.43 %?",
        options=(
            Option(
                "Higher",
                "Yes: 7.93 %. Both trained to almost nothing, so this time it may well be overfitting: 19.4 million "
                "parameters for 50,000 small pictures, as the authors say.",
                right=True,
            ),
            Option(
                "Lower: there is no degradation, so deeper is better",
                "There was none: it trained. Which of the two errors does the argument about added layers speak of?",
            ),
            Option(
                "The same, or nearly",
                "On the training pictures, yes. Are two networks that agree on what they have seen bound to agree on "
                "what they have not?",
            ),
        ),
    ),
)
