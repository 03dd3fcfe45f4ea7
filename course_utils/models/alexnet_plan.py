"""AlexNet on paper: every layer's size, groups, parameters and multiply-adds. No torch is needed to count.

Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks",
sections 3 and 5, figure 2.
"""

from typing import NamedTuple

from course_utils import shapes, validation

SIDE = 227  # the paper prints 224, from which no 55 × 55 map can come: (224 − 11)/4 + 1 = 54.25


class Conv(NamedTuple):
    """A convolution: its name, kernels, kernel size, stride, padding, and what follows it.

    `split` says whether a kernel sees the maps of its own tower only; `bias` is what its biases begin at.
    """

    name: str
    kernels: int
    kernel: int
    stride: int
    padding: int
    split: bool
    normalised: bool
    pooled: bool
    bias: int


class Dense(NamedTuple):
    """A dense layer: its name, units, whether dropout comes before it, and what its biases begin at."""

    name: str
    units: int
    dropout: bool
    bias: int


class Plan(NamedTuple):
    """A whole network: the side and the channels of its pictures, its convolutions and its dense layers."""

    side: int
    channels: int
    convolutions: tuple
    dense: tuple


class Row(NamedTuple):
    """What one layer is: its name, the shape that it gives, the shape after pooling, and its counts.

    `inputs` are the channels (or units) that one kernel (or unit) reads; `multiply_adds` are for one picture, without
    biases.
    """

    layer: str
    shape: tuple
    pooled: tuple
    inputs: int
    parameters: int
    multiply_adds: int


def full(classes=1000, side=SIDE) -> Plan:
    """Return the published network. Paddings of conv2 to conv5 follow from the sizes; the paper does not state them."""
    convolutions = (
        Conv("conv1", 96, 11, 4, 0, False, True, True, 0),
        Conv("conv2", 256, 5, 1, 2, True, True, True, 1),
        Conv("conv3", 384, 3, 1, 1, False, False, False, 0),
        Conv("conv4", 384, 3, 1, 1, True, False, False, 1),
        Conv("conv5", 256, 3, 1, 1, True, False, True, 1),
    )
    dense = (Dense("fc6", 4096, False, 1), Dense("fc7", 4096, True, 1), Dense("fc8", classes, True, 0))
    return Plan(side, 3, convolutions, dense)


def small(classes=8, side=32, channels=3) -> Plan:
    """Return the same shape of network for pictures of 32 × 32 or 64 × 64: five convolutions, three dense layers.

    Raises ValueError for another size.
    """
    validation.choice("side", side, (32, 64))
    first = (5, 1, 2) if side == 32 else (7, 2, 3)  # kernel, stride, padding: 32 × 32 maps either way
    convolutions = (
        Conv("conv1", 32, *first, False, True, True, 0),
        Conv("conv2", 64, 5, 1, 2, True, True, True, 1),
        Conv("conv3", 96, 3, 1, 1, False, False, False, 0),
        Conv("conv4", 96, 3, 1, 1, True, False, False, 1),
        Conv("conv5", 64, 3, 1, 1, True, False, True, 1),
    )
    dense = (Dense("fc6", 256, False, 1), Dense("fc7", 256, True, 1), Dense("fc8", classes, True, 0))
    return Plan(side, channels, convolutions, dense)


def rows(plan, towers=2, overlapping=True, exact=True) -> list:
    """Count a network layer by layer; return a `Row` for each. With one tower every kernel reads all maps.

    Raises ValueError for a picture whose size does not come out whole in a layer with a large stride, which names the
    layer; unless `exact` is False: then the rows and columns left over are not read, as in torch. Raises ValueError for
    a picture that is too small for a window.

    >>> sum(row.parameters for row in rows(full())), sum(row.parameters for row in rows(full(), towers=1))
    (60965224, 62378344)
    """
    towers = validation.choice("towers", towers, (1, 2))
    side, channels, found = plan.side, plan.channels, []
    for layer in plan.convolutions:
        if exact:
            fits(layer, side)
        side, row = _convolution(layer, side, channels, towers if layer.split else 1, overlapping)
        channels = layer.kernels
        found.append(row)
    inputs = channels * side**2
    for layer in plan.dense:
        count = shapes.dense(inputs, layer.units)
        found.append(Row(layer.name, (layer.units,), (layer.units,), inputs, count.parameters, count.multiply_adds))
        inputs = layer.units
    return found


def _convolution(layer, side, channels, groups, overlapping):
    """Return the side after the layer (and its pooling), and its `Row`."""
    reads = channels // groups
    count = shapes.convolution(reads, side, side, layer.kernels, layer.kernel, layer.stride, layer.padding)
    side = shapes.output_size(side, layer.kernel, layer.stride, layer.padding)
    shape = (layer.kernels, side, side)
    if layer.pooled:
        side = shapes.output_size(side, 3 if overlapping else 2, 2)
    return side, Row(layer.name, shape, (layer.kernels, side, side), reads, count.parameters, count.multiply_adds)


def fits(layer, side):
    """Raise ValueError where a layer with a large stride leaves pixels over, as conv1 does with a 224 picture."""
    if layer.stride < 4:
        return
    left = shapes.unused(side, layer.kernel, layer.stride, layer.padding)
    if left:
        places = (side + 2 * layer.padding - layer.kernel) / layer.stride + 1
        raise validation.value_error(
            "side", f"{side}, which gives {layer.name} {places:g} places",
            f"a size that comes out whole, such as {SIDE}, which gives 55 (the paper prints 224)",
        )  # fmt: skip
