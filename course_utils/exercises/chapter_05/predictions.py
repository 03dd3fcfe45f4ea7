"""Predictions of chapter 05, convolution: asked before the figure or the number, answered by it."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="05-predict-two-boxes",
        question="Two signals, each 1 for one second and 0 otherwise. One slides over the other, and at every moment "
        "you note the area that they share. What does the curve of these areas look like?",
        options=(
            Option(
                "A box, as wide as each of them",
                "The shared area cannot jump: it starts as a sliver and grows as the boxes move together.",
            ),
            Option(
                "A triangle, twice as wide as each of them",
                "It grows evenly until they lie on each other, then shrinks as evenly: one second up, one second down.",
                right=True,
            ),
            Option(
                "A box, twice as wide as each of them",
                "The width is right: they touch for two seconds. But is the shared area the same all that time?",
            ),
            Option(
                "A smooth bell",
                "A good guess for a third and fourth box on top. Two boxes overlap by an area that grows evenly.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-flip",
        question="The kernel of the last section, with its five ones, is flipped: upside down, and left to right. What "
        "happens to the map?",
        options=(
            Option(
                "It is flipped as well",
                "That happens when the **picture** is flipped too. Look closely at what the flip does to this kernel.",
            ),
            Option(
                "Nothing",
                "Half a turn leaves this kernel exactly as it was. So this example, a favourite of tutorials, cannot "
                "tell the two operations apart.",
                right=True,
            ),
            Option(
                "All its values change sign",
                "A flip moves the weights to other places. It makes none of them negative.",
            ),
            Option(
                "It is another map altogether",
                "For most kernels, yes. Draw this one, turn the paper by 180 degrees, and compare.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-does-not-divide",
        question="A row of 7 pixels, a window of 3, stride 3, no padding. How many outputs are there, and what about "
        "the last pixel?",
        options=(
            Option(
                "2 outputs; no window sees the last pixel",
                "Windows start at 0 and at 3. The next would start at 6 and stick out, so it does not exist.",
                right=True,
            ),
            Option(
                "3 outputs; the last window is cut short",
                "A kernel of three weights needs three pixels. Nothing fills the missing two, unless you pad.",
            ),
            Option("2⅓ outputs", "So says a division. An array has whole rows."),
            Option(
                "An error",
                "That would be kind, and some programs do warn. The libraries cut off and say nothing.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-weights-of-a-layer",
        question="A layer takes colour pictures of 32 × 32 pixels, so 3 channels, and makes 8 maps with 5 × 5 kernels. "
        "How many weights has it, without the biases?",
        options=(
            Option(
                "8 · 5 · 5 = 200",
                "That would do for grey pictures. How many channels does each filter have to look at?",
            ),
            Option(
                "3 · 8 · 5 · 5 = 600",
                "Eight filters, each a block of 3 × 5 × 5 weights.",
                right=True,
            ),
            Option(
                "3 · 5 · 5 = 75",
                "That is one filter, and one filter makes one map.",
            ),
            Option(
                "3 · 32 · 32 · 8 = 24,576",
                "Here the size of the picture came in. The same filters are used at every place.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-larger-picture",
        question="The same layer is given pictures that are twice as high and twice as wide. What happens to the "
        "number of its weights and to its work?",
        options=(
            Option(
                "Both become four times as large",
                "The work, nearly so. But which of the layer's weights depends on how often it is used?",
            ),
            Option(
                "The weights stay, the work becomes about four times as large",
                "The filters are the same, there are just about four times as many places to lay them on.",
                right=True,
            ),
            Option(
                "Both stay",
                "The weights do. But each of the many new places needs its products, too.",
            ),
            Option(
                "The weights become four times as many, the work stays",
                "It is the other way round: filters do not grow with the picture, places do.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-sobel",
        question="The rows of a kernel are (−1, 0, 1), (−2, 0, 2) and (−1, 0, 1). What does it answer on a wall that "
        "is bright and even all over?",
        options=(
            Option(
                "A large number: the wall is bright",
                "Every bright pixel on the right meets an equally bright one on the left. What do they add up to?",
            ),
            Option(
                "0, as on an even dark wall",
                "The weights add up to 0, so whatever is even gives 0. Only a difference between left and right is "
                "answered.",
                right=True,
            ),
            Option(
                "A negative number",
                "It would be negative where the left is brighter than the right. On an even wall neither is.",
            ),
            Option(
                "The brightness of the wall, unchanged",
                "That needs weights that add up to 1. Add these up.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-shift",
        question="A picture of a cat is shifted 20 pixels to the right, and the same filter goes over it. What happens "
        "to the map?",
        options=(
            Option(
                "It stays the same: convolution does not care where things are",
                "Then no map could tell where an edge is. The filter answers wherever it finds its pattern: where is "
                "that now?",
            ),
            Option(
                "It is shifted 20 pixels to the right, too",
                "The map follows the picture, away from the borders. The word for that is **equivariant**.",
                right=True,
            ),
            Option(
                "It is shifted 20 pixels to the left",
                "A flip of the kernel turns patterns round, but it does not turn motion round.",
            ),
            Option(
                "It changes in a way that cannot be foretold",
                "At the borders, a little. But inside, the same products are computed as before, only elsewhere.",
            ),
        ),
    ),
    Prediction(
        id="05-predict-three-layers",
        question="Three layers with 3 × 3 kernels and stride 1 on top of each other. How wide is the piece of the "
        "picture that one unit of the third layer depends on?",
        options=(
            Option("3 pixels", "That is what it sees of the layer **below**. Those units see something themselves."),
            Option("5 pixels", "After two layers, yes. The third adds another pixel at either side."),
            Option("7 pixels", "Each layer adds one pixel at either side: 3, then 5, then 7.", right=True),
            Option("9 pixels", "Three times three. But the views of neighbouring units overlap."),
            Option("27 pixels", "That would take windows that do not overlap, so stride 3 in every layer."),
        ),
    ),
)
