"""Predictions of chapter 10 on networks from 2013 to 2015: asked before a count, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

WHERE = Prediction(
    id="10-predict-where",
    question="VGG with 16 layers learns 138 million numbers: thirteen 3 × 3 convolutions with up to 512 filters, then "
    "three dense layers of 4,096, 4,096 and 1,000 units on the last maps, 512 of 7 × 7. Where do most of the 138 "
    "million stand?",
    options=(
        Option(
            "In the thirteen convolutions",
            "A 3 × 3 layer from 512 to 512 maps has about 2.4 million weights. How many such layers would it take?",
        ),
        Option(
            "In the first of the dense layers",
            "Yes: 512 · 7 · 7 weights and a bias for each of 4,096 units make 102,764,544 numbers, three quarters of "
            "all.",
            right=True,
        ),
        Option(
            "In the last of the dense layers, for a thousand classes",
            "How many inputs has it, and how many has the first?",
        ),
        Option(
            "Evenly in all sixteen",
            "How many has a 3 × 3 layer from 512 to 512 maps, and how many a dense layer that reads 512 · 7 · 7 "
            "numbers?",
        ),
    ),
)

NARROW = Prediction(
    id="10-predict-narrow",
    question="In a module of GoogLeNet that reads 192 maps, a 1 × 1 convolution with 96 filters is put before the 3 × "
    "3, one with 16 before the 5 × 5, and one with 32 behind the pooling. What becomes of the module's multiply-adds?",
    options=(
        Option("They grow: three more layers", "Three layers more to compute. What do the two large windows read now?"),
        Option("They stay about the same", "The 5 × 5 had 192 maps to read at each of its 25 places. How many now?"),
        Option(
            "Less than half of them is left",
            "Yes: 128 million of 303 million. A few cheap layers make the expensive ones cheap.",
            right=True,
        ),
        Option(
            "Less than a tenth is left",
            "The 3 × 3 reads 96 maps instead of 192. Of its own share, how much can that save at most?",
        ),
    ),
)

GATES = Prediction(
    id="10-predict-gates",
    question="Fifty highway layers, before any training. Each gate begins with the bias −3, so each layer carries "
    "about 95 % of its input on. A gradient comes in at the end. How much of it arrives at the beginning?",
    options=(
        Option("About 95 %", "That is what one layer lets through. The next one has 95 % of what?"),
        Option("All of it: that is what the gates are for", "Is a gate at −3 shut, or nearly shut?"),
        Option(
            "About a twelfth of it",
            "Yes: 0.9526 multiplied by itself fifty times is 0.088.",
            right=True,
        ),
        Option("Less than a millionth", "For that each layer would have to let through three quarters. What do they?"),
    ),
)

PREDICTIONS = (WHERE, NARROW, GATES)
