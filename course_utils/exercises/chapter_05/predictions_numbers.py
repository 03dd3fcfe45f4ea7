"""Predictions of chapter 05 whose numbers vary when the question comes back."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction


def does_not_divide(size=7, kernel=3):
    """Ask for the outputs of a window that moves by its own width and does not come out even."""
    whole, parts = size // kernel, size - size // kernel * kernel
    pixels = "pixel" if parts == 1 else f"{parts} pixels"
    return Prediction(
        id="05-predict-does-not-divide",
        question=f"A row of {size} pixels, a window of {kernel}, stride {kernel}, no padding. How many outputs are "
        f"there, and what about the last {pixels}?",
        options=(
            Option(
                f"{whole} outputs; no window sees the last {pixels}",
                f"The next window would start at pixel {whole * kernel} and stick out, so it does not exist.",
                right=True,
            ),
            Option(
                f"{whole + 1} outputs; the last window is cut short",
                f"A kernel has {kernel} weights. On which pixels would they all lie, in the last window?",
            ),
            Option(
                f"{whole}{'⅓⅔'[parts - 1] if kernel == 3 else f' and {parts}/{kernel}'} outputs",
                "So says a division. Which array has such a size?",
            ),
            Option(
                f"An error: the stride must divide {size}",
                "The first window starts at pixel 0. What goes wrong with it, or with the next?",
            ),
        ),
        again=lambda rng: does_not_divide(*_uneven(rng)),
    )


def _uneven(rng):
    kernel = int(rng.integers(3, 6))
    return int(rng.integers(2, 5)) * kernel + int(rng.integers(1, kernel)), kernel


def weights_of_a_layer(filters=8, kernel=5, size=32):
    """Ask for the number of weights of a layer over colour pictures."""
    k, one = kernel * kernel, f"{kernel} · {kernel}"
    return Prediction(
        id="05-predict-weights-of-a-layer",
        question=f"A layer takes colour pictures of {size} × {size} pixels, so 3 channels, and makes {filters} maps "
        f"with {kernel} × {kernel} kernels. How many weights has it, without the biases?",
        options=(
            Option(
                f"{filters} · {one} = {filters * k:,}",
                "That would do for grey pictures. How many channels does each filter have to look at?",
            ),
            Option(
                f"3 · {filters} · {one} = {3 * filters * k:,}",
                f"{filters} filters, each a block of 3 × {kernel} × {kernel} weights.",
                right=True,
            ),
            Option(
                f"3 · {one} = {3 * k:,}",
                "How many maps does a filter of so many weights make, and how many does the layer make?",
            ),
            Option(
                f"3 · {size} · {size} · {filters} = {3 * size * size * filters:,}",
                "Here the size of the picture came in. Has each place weights of its own?",
            ),
        ),
        again=lambda rng: weights_of_a_layer(*(int(rng.choice(of)) for of in ((4, 6, 10, 16), (3, 5, 7), (28, 64)))),
    )


def shifted(pixels=20, to="right"):
    """Ask what a moved picture does to the map."""
    back = {"right": "left", "left": "right"}[to]
    return Prediction(
        id="05-predict-shift",
        question=f"A picture of a cat is shifted {pixels} pixels to the {to}, and the same filter goes over it. What "
        "happens to the map?",
        options=(
            Option(
                "It stays the same: convolution does not care where things are",
                "A bright spot of the map says that the filter's pattern is *there*. Where is the pattern now?",
            ),
            Option(
                f"It is shifted {pixels} pixels to the {back}",
                "Take a picture with a single bright pixel, and move it by one. Where is its trace in the map?",
            ),
            Option(
                f"It is shifted {pixels} pixels to the {to}, too",
                "The map follows the picture, away from the borders. The word for that is **equivariant**.",
                right=True,
            ),
            Option(
                "It changes in a way that cannot be foretold",
                "Which products are computed in the window over the cat's eye, before the shift and after it?",
            ),
        ),
        again=lambda rng: shifted(int(rng.integers(5, 40)), str(rng.choice(["left", "right"]))),
    )


def layers_on_top(count=3, kernel=3):
    """Ask for the field of a unit on top of equal layers with stride 1."""
    field = shapes.receptive_field([(kernel, 1)] * count)[-1].size
    number = {2: "Two", 3: "Three", 4: "Four"}[count]
    top = {2: "second", 3: "third", 4: "fourth"}[count]
    return Prediction(
        id="05-predict-three-layers",
        question=f"{number} layers with {kernel} × {kernel} kernels and stride 1 on top of each other. How wide is the "
        f"piece of the picture that one unit of the {top} layer depends on?",
        options=(
            Option(
                f"{kernel} pixels",
                "That is what it sees of the layer **below**. And those units, do they see one pixel each?",
            ),
            Option(
                f"{field - kernel + 1} pixels",
                "Draw it along one axis. How many units of each layer are seen, from the top down to the picture?",
            ),
            Option(
                f"{field} pixels",
                f"{kernel} units of the layer below, and each layer further down adds {kernel - 1}.",
                right=True,
            ),
            Option(
                f"{count * kernel} pixels",
                "So many, if neighbouring units looked at different pixels. Do they, at stride 1?",
            ),
            Option(
                f"{kernel**count} pixels",
                "That would take windows that never overlap. How far do they move here?",
            ),
        ),
        again=lambda rng: layers_on_top(int(rng.integers(3, 5)), int(rng.choice([3, 5]))),
    )


def apart(channels=32, kernel=3):
    """Ask for the weights of a layer in which each channel has one kernel for itself."""
    k = kernel * kernel
    return Prediction(
        id="05-predict-depthwise",
        question=f"{channels} maps come in and {channels} come out, with {kernel} × {kernel} kernels: "
        f"{channels * channels * k:,} weights. Now nothing is added up over the channels: each incoming map has one "
        "kernel for itself and makes one map. How many weights are left?",
        options=(
            Option(
                f"{channels * channels * k // 2:,}",
                "Take a single map. How many kernels go over it now, and how many went over it before?",
            ),
            Option(
                f"{channels * channels:,}",
                "That many pairs of an incoming and an outgoing map there are. Which of them still have a kernel?",
            ),
            Option(
                f"{channels * k:,}",
                f"{channels} kernels of {k} weights: {channels} times fewer, for each is one channel deep.",
                right=True,
            ),
            Option(f"{k:,}", "That is one kernel. Do all maps have to share it?"),
        ),
        again=lambda rng: apart(int(rng.choice([8, 16, 24, 64])), int(rng.choice([3, 5]))),
    )
