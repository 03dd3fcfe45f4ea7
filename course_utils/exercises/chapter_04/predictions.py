"""Predictions of chapter 04, images and dense layers: asked before the figure, answered by it."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PICTURES = (
    Prediction(
        id="04-predict-grey-levels",
        question="A digit in black ink was scanned to 28 × 28 pixels. How many different values do these pixels have?",
        options=(
            Option("2: black and white", "Ink and paper, yes. But what about a pixel that the edge of a stroke cuts?"),
            Option("Some dozens", "Along the edges of the strokes every shade of grey occurs.", right=True),
            Option("Exactly 256", "There is room for 256 in a byte. A single small picture does not use them all."),
            Option("784, all different", "There are that many pixels, but the paper alone fills most of them with 0."),
        ),
    ),
    Prediction(
        id="04-predict-byte-sum",
        question="`a` and `b` are arrays of `uint8`, whole numbers from 0 to 255. A pixel holds 200 in one and 100 in "
        "the other. What does `a + b` hold there?",
        options=(
            Option("300", "So it should be. But how large may a `uint8` be?"),
            Option("255", "Some libraries stop at the largest value. NumPy does not."),
            Option("44", "It goes on from 0 after 255: 300 − 256. Nothing warns you.", right=True),
            Option("An error", "It would be kind. Arrays of whole numbers wrap around without a word."),
        ),
    ),
    Prediction(
        id="04-predict-channel",
        question="A photograph of an orange dahlia before a dark blue-green background is taken apart into red, green "
        "and blue, and each part is shown as a grey picture. In which of them are the petals darkest?",
        options=(
            Option("red", "Orange is mostly red: there they are brightest."),
            Option("green", "Orange has some green in it; without it, it would be red."),
            Option("blue", "Orange has hardly any blue.", right=True),
            Option("in all three alike", "Then they would be grey."),
        ),
    ),
    Prediction(
        id="04-predict-reshape",
        question="`photo` has shape (H, W, 3). Both `photo.transpose(2, 0, 1)` and `photo.reshape(3, H, W)` have shape "
        "(3, H, W). Is the first channel, [0], the same in both?",
        options=(
            Option("Yes, the shapes agree", "A shape says how many numbers there are along each axis, not which."),
            Option("Yes, but turned by 90°", "Nothing is turned. Look where the numbers lie in memory."),
            Option(
                "No: `reshape` mixes the colours and tears the rows apart",
                "It keeps the numbers in their order, and in memory red, green and blue of one pixel stand together.",
                right=True,
            ),
            Option("No: `reshape` raises an error", "3 · H · W numbers fit, so it is content. That is the danger."),
        ),
    ),
)

DENSE = (
    Prediction(
        id="04-predict-memory",
        question="A picture of 1000 × 1000 grey pixels, a hidden layer of as many units, fully connected. A weight "
        "takes 4 bytes. How much memory do the weights of this one layer need?",
        options=(
            Option("4 MB", "That is one weight for each pixel: a single hidden unit."),
            Option("4 GB", "A thousand times too little: there are a million units with a million weights each."),
            Option("4 TB", "A million times a million weights. A large disk, for one layer.", right=True),
            Option("It depends on the picture", "The number of weights does not depend on what the picture shows."),
        ),
    ),
    Prediction(
        id="04-predict-shuffle",
        question="The same fixed shuffle is applied to the pixels of all training and all test digits. A dense network "
        "is trained on these shuffled digits from the start. How many test digits will it get right?",
        options=(
            Option("About one in ten: it can only guess", "You could only guess. Are you a sum of weighted pixels?"),
            Option(
                "Clearly fewer than without the shuffle",
                "What would it miss? Which of its sums asks who stands beside whom?",
            ),
            Option(
                "As many as without the shuffle, up to chance",
                "For a dense layer the pixels are a list. A list in another order says the same.",
                right=True,
            ),
            Option("More", "There is no reason why an arbitrary order should be better."),
        ),
    ),
    Prediction(
        id="04-predict-shift",
        question="The trained network gets about nine in ten test digits right. Now every test digit is moved 4 pixels "
        "to the right, all else stays. How many does it get right now?",
        options=(
            Option("Nine in ten: a moved 3 is still a 3", "For you it is. Which weights do its strokes meet now?"),
            Option("About eight in ten", "Wait for the curve."),
            Option("Fewer than four in ten", "Its weights are tied to places, and the ink has left them.", right=True),
            Option("None at all", "Not quite that bad. But look how near the curve comes."),
        ),
    ),
)

SHARING = (
    Prediction(
        id="04-predict-biases",
        question="A layer with shared weights looks at a digit of 28 × 28 pixels with six different 5 × 5 kernels. "
        "Each gives a map of 24 × 24 outputs. How many biases has the layer?",
        options=(
            Option("1", "One for each kernel: six detectors for six different things need not agree on one bias."),
            Option("6", "One for each kernel, and it serves all the positions of that kernel.", right=True),
            Option("576", "One for each position would be a local layer. Here the positions share."),
            Option("3,456", "One for each output. Then nothing would be shared but the weights."),
        ),
    ),
    Prediction(
        id="04-predict-work",
        question="A digit of 28 × 28 pixels, windows of 5 × 5: sharing takes the weights from 14,400 down to 25. What "
        "happens to the number of multiplications for one picture?",
        options=(
            Option("It falls to 25", "The kernel has 25 weights, but it is used at 576 places."),
            Option("It stays the same", "Every output still needs its own 25 products.", right=True),
            Option("It rises", "There is nothing more to do than before."),
            Option("It falls to about half", "Count one output: 25 products, shared weights or not."),
        ),
    ),
    Prediction(
        id="04-predict-larger-picture",
        question="The pictures become twice as wide and twice as high. How does the number of parameters of a layer "
        "with one shared 5 × 5 kernel change?",
        options=(
            Option("Four times as many", "That is true of the pixels, and of the work."),
            Option("Twice as many", "Which of the 26 numbers would be new?"),
            Option("Not at all", "25 weights and a bias, whatever the picture.", right=True),
            Option("It falls", "Nothing is taken away."),
        ),
    ),
    Prediction(
        id="04-predict-two-layers",
        question="A unit of the first layer sees 3 pixels of a row. A unit of the second layer sees 3 neighbouring "
        "units of the first. How many pixels does it depend on?",
        options=(
            Option("3", "It sees three *units*. What do they see together?"),
            Option("5", "Their windows overlap: three windows of 3, each one pixel further on.", right=True),
            Option("6", "Draw the three windows: where does each begin, where does the last one end?"),
            Option("9", "That would be three windows without any overlap."),
        ),
    ),
    Prediction(
        id="04-predict-cat",
        question="What did Hubel and Wiesel find in the cat's brain, in 1959 and 1962?",
        options=(
            Option(
                "The receptive field", "The term is older: it was coined in 1906, for touch. They found new *kinds*."
            ),
            Option(
                "That nerve cells share their weights",
                "Nobody has seen that. It is a decision of engineers.",
            ),
            Option(
                "Cells that answer to edges and bars of one direction, in one part of the field of view",
                "Each to its own direction, in its own small region.",
                right=True,
            ),
            Option(
                "A signal in the optic nerve that an oscilloscope can show",
                "They worked in the visual cortex, with micro-electrodes. An oscilloscope only displays.",
            ),
        ),
    ),
)

PREDICTIONS = PICTURES + DENSE + SHARING
