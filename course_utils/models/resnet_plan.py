"""Residual networks on paper: depths, widths and what every stage counts. No torch is needed to count.

Source: He, Zhang, Ren and Sun 2015, "Deep residual learning for image recognition", arXiv:1512.03385, table 1 and
section 4.2.
"""

from typing import NamedTuple

from course_utils import shapes, validation

OPTIONS = ("A", "B", "C")  # shortcuts: padded with zeros; a projection where the size changes; projections everywhere
STEM, STAGES = 64, (64, 128, 256, 512)
#: Depth -> (kind of block, blocks in each stage), for pictures of 224 × 224.
IMAGENET = {
    18: ("basic", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
}
EXPANSION = {"basic": 1, "bottleneck": 4}  # channels that a block gives out, for each of its stage's width


class Stage(NamedTuple):
    """One row of the paper's table: its name, the side of its maps, its channels, blocks, and numbers to learn."""

    name: str
    side: int
    channels: int
    blocks: int
    parameters: int


def blocks_of(depth) -> int:
    """Return n of a depth 6n + 2, the number of blocks in each of the three stages.

    Raises ValueError for a depth that is not of that form.

    >>> blocks_of(20), blocks_of(110)
    (3, 18)
    """
    depth = validation.integer("depth", depth, minimum=8)
    if (depth - 2) % 6:
        raise validation.value_error("depth", str(depth), "6n + 2 layers: 8, 14, 20, 32, 44, 56, 110, …")
    return (depth - 2) // 6


def convolution(inputs, outputs, kernel, normalise=True) -> int:
    """Count a convolution: without bias and with normalisation (two numbers a channel), or with a bias and without."""
    return inputs * outputs * kernel**2 + outputs * (2 if normalise else 1)


def block(kind, inputs, width, option, changes, normalise=True, preactivation=False) -> int:
    """Count one block: its convolutions, and its shortcut where that is a projection.

    `changes` says whether the number of channels or the size changes. With `preactivation` what comes in is normalised
    and not what goes out, so a block that widens has fewer numbers (a whole network has the same).

    >>> block("basic", 16, 32, "A", True), block("basic", 16, 32, "B", True)
    (13952, 14528)
    """
    outputs = width * EXPANSION[kind]
    plan = ((inputs, width, 3), (width, width, 3)) if kind == "basic" else (
        (inputs, width, 1), (width, width, 3), (width, outputs, 1))  # fmt: skip
    projects = option == "C" or (option == "B" and changes)
    shortcut = convolution(inputs, outputs, 1, normalise) if projects else 0
    moved = 2 * (inputs - outputs) if normalise and preactivation else 0
    return sum(convolution(*layer, normalise) for layer in plan) + shortcut + moved


def imagenet(depth, classes=1000, option="B") -> list:
    """Count a network for 224 × 224 stage by stage; return a list of `Stage`.

    >>> [sum(stage.parameters for stage in imagenet(depth)) for depth in (18, 34, 50)]
    [11689512, 21797672, 25557032]
    """
    kind, counts = IMAGENET[validation.choice("depth", depth, tuple(IMAGENET))]
    side = shapes.output_size(224, 7, 2, 3)  # 112
    found = [Stage("conv1", side, STEM, 0, convolution(3, STEM, 7))]
    side, inputs = shapes.output_size(side, 3, 2, 1), STEM
    for number, (width, count) in enumerate(zip(STAGES, counts), start=2):
        side = side if number == 2 else side // 2
        stage, inputs = _stage(kind, inputs, width, count, option, number > 2)
        found.append(Stage(f"conv{number}_x", side, inputs, count, stage))
    return [*found, Stage("fc", 1, classes, 0, shapes.dense(inputs, classes).parameters)]


def cifar(depth, widths=(16, 32, 64), channels=3, classes=10, option="A", normalise=True, side=32) -> list:
    """Count a network of the 6n + 2 family stage by stage; return a list of `Stage`.

    >>> [sum(stage.parameters for stage in cifar(depth)) for depth in (20, 110)]
    [269722, 1727962]
    """
    n, inputs = blocks_of(depth), widths[0]
    found = [Stage("stem", side, inputs, 0, convolution(channels, inputs, 3, normalise))]
    for number, width in enumerate(widths):
        side = side if number == 0 else shapes.output_size(side, 3, 2, 1)
        stage, inputs = _stage("basic", inputs, width, n, option, number > 0, normalise)
        found.append(Stage(f"stage {number + 1}", side, inputs, n, stage))
    return [*found, Stage("fc", 1, classes, 0, shapes.dense(inputs, classes).parameters)]


def _stage(kind, inputs, width, count, option, halves, normalise=True):
    """Return the parameters of one stage, and the channels that it gives out."""
    total = 0
    for number in range(count):
        outputs = width * EXPANSION[kind]
        total += block(kind, inputs, width, option, inputs != outputs or (halves and number == 0), normalise)
        inputs = outputs
    return total, inputs
