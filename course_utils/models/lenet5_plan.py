"""LeNet-5 on paper: the connection table, the switches, and what every layer counts. No torch is needed to count.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition", section II-B.
"""

from typing import NamedTuple

from course_utils import shapes, validation

SIDE, KERNEL, WINDOW = 32, 5, 2  # input, convolutions, sub-sampling
C1, C3, C5, F6, CLASSES = 6, 16, 120, 84, 10  # maps and units of the layers

#: Table I of the paper: which maps of S2 each of the sixteen maps of C3 reads.
C3_TABLE = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip
FULL_TABLE = (tuple(range(C1)),) * C3

#: Switch -> its positions, the published one first.
SWITCHES = {
    "c3": ("table", "full"),
    "subsampling": ("trainable", "average", "max"),
    "activation": ("scaled_tanh", "relu"),
    "output": ("rbf", "softmax"),
    "initialisation": ("fan_in", "he"),
}
#: What most articles call LeNet-5.
MODERN = dict(c3="full", subsampling="max", activation="relu", output="softmax", initialisation="he")


class Row(NamedTuple):
    """What one layer is: its name, the (C, H, W) or (units,) that come out, numbers to learn, and connections.

    A connection is one use of a weight or a bias at one place.
    """

    layer: str
    shape: tuple
    parameters: int
    connections: int


def check(**switches) -> dict:
    """Return all switches, the published position for those not given. Raises ValueError for an unknown position."""
    for name, value in switches.items():
        validation.choice("switch", name, tuple(SWITCHES))
        validation.choice(name, value, SWITCHES[name])
    return {name: switches.get(name, positions[0]) for name, positions in SWITCHES.items()}


def table_of(c3) -> tuple:
    """Return which maps of S2 each map of C3 reads, for the position "table" or "full"."""
    return C3_TABLE if c3 == "table" else FULL_TABLE


def rows(**switches) -> list:
    """Count LeNet-5 layer by layer, with the given switches; return a `Row` for each.

    >>> sum(row.parameters for row in rows()), sum(row.connections for row in rows())
    (60000, 340908)
    >>> sum(row.parameters for row in rows(**MODERN))
    61706
    """
    chosen = check(**switches)
    side1 = shapes.output_size(SIDE, KERNEL)  # 28
    side2 = shapes.output_size(side1, WINDOW, WINDOW)  # 14
    side3 = shapes.output_size(side2, KERNEL)  # 10
    side4 = shapes.output_size(side3, WINDOW, WINDOW)  # 5
    kernels = sum(len(maps) for maps in table_of(chosen["c3"]))
    c3 = kernels * KERNEL**2 + C3
    c1, c5, f6 = shapes.convolution(1, SIDE, SIDE, C1, KERNEL), shapes.dense(C3 * side4**2, C5), shapes.dense(C5, F6)
    return [
        Row("C1", (C1, side1, side1), c1.parameters, c1.parameters * side1**2),
        _subsampling("S2", C1, side2, chosen["subsampling"]),
        Row("C3", (C3, side3, side3), c3, c3 * side3**2),
        _subsampling("S4", C3, side4, chosen["subsampling"]),
        Row("C5", (C5, 1, 1), c5.parameters, c5.parameters),
        Row("F6", (F6,), f6.parameters, f6.parameters),
        _output(chosen["output"]),
    ]


def _subsampling(name, maps, side, kind):
    """Each unit reads four values; the trainable kind has a coefficient and a bias for each map."""
    learned = kind == "trainable"
    reads = WINDOW**2 + (1 if learned else 0)
    return Row(name, (maps, side, side), 2 * maps if learned else 0, reads * maps * side**2)


def _output(kind):
    """The radial basis functions compare with fixed codes: connections, and nothing to learn."""
    if kind == "rbf":
        return Row("output", (CLASSES,), 0, F6 * CLASSES)
    linear = shapes.dense(F6, CLASSES)
    return Row("output", (CLASSES,), linear.parameters, linear.parameters)
