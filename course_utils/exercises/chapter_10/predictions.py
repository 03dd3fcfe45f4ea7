"""Predictions of chapter 10: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="10-predict-depth",
        question="Two plain networks, one of 20 layers and one of 44, learn the same digits in the same six epochs. "
        "Which makes fewer mistakes on the digits that it is trained on?",
        options=(
            Option(
                "The deeper one: it can represent more",
                "It can: everything that the shallow one does, and more besides. Does gradient descent find it in the "
                "same number of steps?",
            ),
            Option(
                "The same: six epochs are enough for both",
                "Enough for the shallow one. Watch where the deep one stands after six.",
            ),
            Option(
                "The shallow one, by far",
                "Yes. More layers, a higher training error. This is the observation from which the paper starts.",
                right=True,
            ),
            Option(
                "The deeper one here, but it does worse on new digits",
                "That would be overfitting: few mistakes on the training set, many on new pictures. Look at the "
                "training set itself.",
            ),
        ),
    ),
    Prediction(
        id="10-predict-shortcuts",
        question="The 44 layers once more, now with a shortcut round every two of them. The network learns exactly as "
        "many numbers as before. Where does its training error end?",
        options=(
            Option(
                "With the plain 44: the same layers, the same numbers to learn",
                "The count is the same, and so is the recipe. What is changed is what zero weights mean: the identity, "
                "no longer nothing.",
            ),
            Option(
                "Close to the plain 20, or below",
                "Yes. Of the damage that the depth did, almost nothing is left at 44 layers.",
                right=True,
            ),
            Option(
                "At chance: the additions make the numbers explode",
                "Without normalisation they would grow from block to block, as you will see. Here each branch is "
                "normalised.",
            ),
            Option(
                "Half-way between the two plain ones",
                "It would be a fair guess for a small help. Run it.",
            ),
        ),
    ),
    Prediction(
        id="10-predict-fits",
        question="A block takes 16 channels of 32 × 32 and gives out 32 channels of 16 × 16. What does the shortcut "
        "need for the sum?",
        options=(
            Option(
                "Nothing: the identity carries any shape",
                "It does, unchanged, and there lies the trouble: 16 channels of 32 × 32 cannot be added to 32 of 16 × "
                "16.",
            ),
            Option(
                "To drop three pixels of four, and 16 channels of zeros",
                "Yes, that is option A. Or a 1 × 1 convolution with stride 2, which is option B.",
                right=True,
            ),
            Option(
                "To be flattened and cut to length",
                "The lengths differ (16,384 and 8,192), and after flattening no number would meet its neighbour.",
            ),
            Option(
                "A second block, which undoes the change",
                "A sum needs equal shapes at one place. What comes afterwards cannot help it.",
            ),
        ),
    ),
    Prediction(
        id="10-predict-gradients",
        question="A plain network of 56 layers, He's weights, batch normalisation, before its first step. How large is "
        "the gradient at the first convolution, beside that at the last?",
        options=(
            Option(
                "Almost nothing: it has vanished on the way",
                "So it is often told. This network is normalised, and the story does not hold for it.",
            ),
            Option(
                "About the same",
                "That is what normalisation is hoped to do. Each layer changes the gradient by a little, all in the "
                "same direction.",
            ),
            Option(
                "A thousand times larger, or more",
                "Yes. It explodes, by some fifteen per cent at each layer. Nothing vanishes.",
                right=True,
            ),
            Option(
                "It cannot be said: it depends on the picture",
                "Its exact value does. Its size hardly: over five draws of weights and pictures the ratio lies between "
                "1,200 and 3,700.",
            ),
        ),
    ),
    Prediction(
        id="10-predict-added",
        question="A trained 20-layer network is frozen, and 24 new plain layers are trained on top of it. They need "
        "only pass on what they receive. After four epochs at the rate of section 1, how does the training error "
        "compare with that of the 20 layers?",
        options=(
            Option(
                "Lower: more layers, more power",
                "They have the power. What do they make of it, beginning from random weights?",
            ),
            Option(
                "The same: they learn to pass everything on",
                "They could: a filter with a single 1 in its middle does it. It is one setting among very many, and "
                "nothing points to it.",
            ),
            Option(
                "Higher",
                "Yes. The good solution is there, known, and not found in four epochs. And no gradient had to reach "
                "the frozen layers.",
                right=True,
            ),
            Option(
                "At chance: the gradient vanishes on its way to the first layers",
                "The first twenty layers are frozen and need no gradient. In the 24 new ones, which are normalised, "
                "none vanishes (section 2).",
            ),
        ),
    ),
    Prediction(
        id="10-predict-zero-branch",
        question="Instead, 12 new *residual* blocks are put on top, each with the scale of its last normalisation set "
        "to 0. How much do the network's outputs change?",
        options=(
            Option(
                "They become 0: a scale of 0 shuts the network off",
                "In a plain block it would. Here it shuts off the branch. What does the shortcut carry?",
            ),
            Option(
                "A little: 24 layers of rounding",
                "Not even that: adding 0 to a number and taking ReLU of one that is not negative rounds nothing.",
            ),
            Option(
                "Not at all, not by one bit",
                "Yes. F = 0, so each block gives relu(x), which is x, since x comes out of a ReLU.",
                right=True,
            ),
            Option(
                "Completely: the new filters are random",
                "They are random, and what they compute is multiplied by 0 before it is added.",
            ),
        ),
    ),
    Prediction(
        id="10-predict-fifty",
        question="A chain of 50 residual blocks, each with F′ = 0.1 at every place. By what is the gradient multiplied "
        "on its way back through them?",
        options=(
            Option(
                "About 1: the shortcut carries it unchanged",
                "One path does carry it unchanged. The others, more than 10¹⁵ of them, add to it.",
            ),
            Option(
                "6: 1 for the shortcut and fifty times 0.1",
                "That counts the paths through no branch and through one. What about those through two, three, …?",
            ),
            Option(
                "More than 100",
                "Yes: 1.1⁵⁰ = 117. The shortcut alone multiplies by 1; the product of all the blocks need not stay "
                "near 1.",
                right=True,
            ),
            Option(
                "Almost nothing: 0.1⁵⁰",
                "That is the plain chain, whose slope is the product of the F′ alone.",
            ),
        ),
    ),
    Prediction(
        id="10-predict-same-count",
        question="ResNet-34 with shortcuts of option A, and its plain twin: which has more parameters?",
        options=(
            Option(
                "The residual one: shortcuts are connections",
                "Connections, yes, but what is there to learn in an identity, or in zeros?",
            ),
            Option(
                "The plain one: its layers have more to do",
                "They may have more to do; they have the same filters to do it with.",
            ),
            Option(
                "Neither: they have equally many",
                "Yes. That is what makes the comparison fair: same parameters, same depth, same width, nearly the same "
                "work.",
                right=True,
            ),
        ),
    ),
    Prediction(
        id="10-predict-lesion",
        question="From the trained networks of 20 layers one block is taken out: two layers, nothing trained again. "
        "What is left of their accuracy?",
        options=(
            Option(
                "Both fall to guessing: every layer builds on the one before",
                "Nearly true of the plain one. In the other, what does the next block receive when a branch is gone?",
            ),
            Option(
                "The plain one falls to guessing or near it, the residual one keeps more than half with most blocks",
                "Yes. Without a branch the next block still receives x, and x is most of what it was used to.",
                right=True,
            ),
            Option(
                "Neither loses much: networks are full of spare parts",
                "Half the filters of chapter 07's network could go. A whole layer of a plain network is another "
                "matter.",
            ),
            Option(
                "The residual one suffers more: its blocks are tuned to add up",
                "They are, but each adds a correction to what is there already. How bad is a missing correction?",
            ),
        ),
    ),
    Prediction(
        id="10-predict-1202",
        question="On CIFAR-10 the authors also trained 1202 layers. The training error fell below 0.1 %. How did the "
        "test error compare with that of 110 layers, 6.43 %?",
        options=(
            Option(
                "Lower: no degradation, so deeper is better",
                "There was none: it trained. But the argument about added layers speaks of training error only.",
            ),
            Option(
                "Higher",
                "Yes: 7.93 %. Both trained to almost nothing, so this time it may well be overfitting: 19.4 million "
                "parameters for 50,000 small pictures, as the authors say.",
                right=True,
            ),
            Option(
                "It could not be trained at all",
                "It could, with the same recipe. That was the point of trying.",
            ),
        ),
    ),
)
