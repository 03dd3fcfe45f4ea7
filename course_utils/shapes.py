"""THE formulas of sizes and counts: output sizes, receptive fields, parameters, multiply-adds.

This is the one place where they live; layers, chapters and explorers call them. `kernel`, `stride` and `padding` are a
whole number, or a pair (vertical, horizontal) where a function says so. All results are plain Python integers.

>>> output_size(28, kernel=5)
24
>>> convolution(1, 28, 28, filters=30, kernel=5).parameters
780
"""

from typing import NamedTuple

from course_utils import validation


def pair(name, value, minimum=0) -> tuple:
    """Return a size as (vertical, horizontal): 3 stands for (3, 3).

    `name` is what an error calls the argument, `minimum` the smallest number allowed.

    Raises TypeError for anything but one whole number or two, ValueError for a number that is too small.

    >>> pair("stride", 2), pair("kernel", (3, 5))
    ((2, 2), (3, 5))
    """
    if not isinstance(value, (tuple, list)):
        return (validation.integer(name, value, minimum=minimum),) * 2
    if len(value) != 2:
        raise validation.value_error(name, f"{len(value)} numbers", "one whole number, or two (vertical, horizontal)")
    return tuple(validation.integer(f"{name}[{axis}]", entry, minimum=minimum) for axis, entry in enumerate(value))


def output_size(size, kernel, stride=1, padding=0) -> int:
    """Return how many positions a window has along one axis: ⌊(size + 2·padding − kernel) / stride⌋ + 1.

    `size` pixels, a window of `kernel`, moved by `stride`, after `padding` more pixels at *either* end. The floor is
    that of whole numbers: where the stride does not divide, the last pixels are not reached (`unused`). Source:
    Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 6.

    Raises ValueError for a window larger than the padded input, and for sizes, kernels and strides below 1 or a
    padding below 0; TypeError for anything but whole numbers.

    >>> output_size(7, kernel=3, stride=3), output_size(5, kernel=3, padding=1)
    (2, 5)
    """
    return _travel(size, kernel, stride, padding) // stride + 1


def unused(size, kernel, stride=1, padding=0) -> int:
    """Return how many pixels at the far end of the padded input no window reaches.

    Arguments and errors are those of `output_size`. Gaps between windows (a stride above the kernel) do not count.

    >>> unused(7, kernel=3, stride=3)
    1
    """
    return _travel(size, kernel, stride, padding) % stride


def _travel(size, kernel, stride, padding):
    """Return how far the window can move: size + 2·padding − kernel, all four checked."""
    size, kernel = validation.integer("size", size, minimum=1), validation.integer("kernel", kernel, minimum=1)
    validation.integer("stride", stride, minimum=1)
    padding = validation.integer("padding", padding, minimum=0)
    if kernel > size + 2 * padding:
        padded = f" + 2·{padding} = {size + 2 * padding}" if padding else ""
        raise validation.value_error("kernel", str(kernel), f"at most the size of the (padded) input, {size}{padded}")
    return size + 2 * padding - kernel


def output_shape(height, width, kernel, stride=1, padding=0) -> tuple:
    """Return (OH, OW) of a window over a picture; `kernel`, `stride` and `padding` may be pairs.

    Raises what `output_size` and `pair` raise.

    >>> output_shape(28, 28, kernel=(3, 5), padding=1)
    (28, 26)
    """
    kernel, stride = pair("kernel", kernel, 1), pair("stride", stride, 1)
    padding = pair("padding", padding)
    return tuple(output_size(*axis) for axis in zip((height, width), kernel, stride, padding))


class Window(NamedTuple):
    """How a window moves over a picture: its size, stride, padding and number of places, vertical before horizontal.

    `rows` and `columns` are the output's size. `window` makes one from numbers or pairs, and checks it.
    """

    height: int
    width: int
    down: int
    right: int
    pad_down: int
    pad_right: int
    rows: int
    columns: int

    @property
    def rings(self):
        """The padding as `numpy.pad` takes it."""
        return (self.pad_down, self.pad_down), (self.pad_right, self.pad_right)

    def inside(self, height, width):
        """Return the slices of the padded picture in which the picture of (height, width) itself lies."""
        return slice(self.pad_down, self.pad_down + height), slice(self.pad_right, self.pad_right + width)

    def offsets(self):
        """Yield (p, q, rows, columns) for each element of the window, row by row.

        The two slices pick from the padded picture what element (p, q) meets, for all places of the window at once.
        """
        for p in range(self.height):
            for q in range(self.width):
                down, right = p + self.down * self.rows, q + self.right * self.columns
                yield p, q, slice(p, down, self.down), slice(q, right, self.right)


def window(height, width, kernel, stride=1, padding=0) -> Window:
    """Return the `Window` of a kernel over a picture of (height, width).

    Raises what `output_size` and `pair` raise.

    >>> window(28, 28, kernel=5, stride=2).rows
    12
    """
    kernel, stride, padding = pair("kernel", kernel, 1), pair("stride", stride, 1), pair("padding", padding)
    return Window(*kernel, *stride, *padding, *output_shape(height, width, kernel, stride, padding))


def same_padding(kernel) -> int:
    """Return the padding (kernel − 1)/2 with which a window of stride 1 keeps the size.

    Raises ValueError for an even kernel: no padding that is equal at both ends keeps the size then.

    >>> same_padding(5)
    2
    """
    kernel = validation.integer("kernel", kernel, minimum=1)
    if kernel % 2 == 0:
        raise validation.value_error("kernel", str(kernel), "an odd number, which has a centre")
    return (kernel - 1) // 2


def dilated(kernel, dilation=1) -> int:
    """Return over how many pixels a kernel reaches whose weights lie ``dilation`` apart: (kernel − 1)·dilation + 1.

    Everything else then follows with this in the kernel's place. Raises TypeError or ValueError for anything but whole
    numbers of at least 1.

    >>> dilated(3, dilation=2)
    5
    """
    kernel = validation.integer("kernel", kernel, minimum=1)
    return (kernel - 1) * validation.integer("dilation", dilation, minimum=1) + 1


def transposed_size(size, kernel, stride=1, padding=0) -> int:
    """Return the size of a transposed convolution's output along one axis: (size − 1)·stride + kernel − 2·padding.

    A convolution with the same kernel, stride and padding turns this size back into ``size``. Source: Dumoulin and
    Visin 2016, chapter 4. Raises ValueError when nothing is left, TypeError for anything but whole numbers.

    >>> transposed_size(3, kernel=2, stride=2)
    6
    """
    size, kernel = validation.integer("size", size, minimum=1), validation.integer("kernel", kernel, minimum=1)
    stride, padding = validation.integer("stride", stride, minimum=1), validation.integer("padding", padding, minimum=0)
    whole = (size - 1) * stride + kernel
    if whole <= 2 * padding:
        raise validation.value_error("padding", str(padding), f"less than half of the size before cutting, {whole}")
    return whole - 2 * padding


class Field(NamedTuple):
    """What the units of a layer see along one axis, in pixels of the network's input.

    `size` pixels each; neighbouring units are `jump` pixels apart; the first unit's field begins at pixel `start`,
    which is negative where it reaches into the padding.
    """

    size: int
    jump: int
    start: int


def receptive_field(layers) -> tuple:
    """Return the `Field` of the input itself and of every layer stacked on it, along one axis.

    `layers` is a sequence of (kernel, stride) or (kernel, stride, padding), first layer first; a pooling layer counts
    like a convolution. With r the size and j the jump: r ← r + (k − 1)·j, then j ← j·s. Source: Araujo, Norris and Sim
    2019, "Computing Receptive Fields of Convolutional Neural Networks", Distill.

    Raises TypeError or ValueError naming the layer for anything else.

    >>> [field.size for field in receptive_field([(3, 1), (3, 1), (3, 1)])]
    [1, 3, 5, 7]
    """
    fields = [Field(1, 1, 0)]
    for number, layer in enumerate(layers, start=1):
        kernel, stride, padding = _layer(f"layers[{number - 1}]", layer)
        size, jump, start = fields[-1]
        fields.append(Field(size + (kernel - 1) * jump, jump * stride, start - padding * jump))
    return tuple(fields)


def _layer(name, layer):
    if not isinstance(layer, (tuple, list)) or len(layer) not in (2, 3):
        raise validation.type_error(name, validation.describe(layer), "(kernel, stride) or (kernel, stride, padding)")
    kernel, stride, padding = (*layer, 0)[:3]
    return (
        validation.integer(f"{name} kernel", kernel, minimum=1),
        validation.integer(f"{name} stride", stride, minimum=1),
        validation.integer(f"{name} padding", padding, minimum=0),
    )


def seen(field, unit) -> tuple:
    """Return (first, last), both inclusive, of the input pixels that unit number `unit` sees along one axis.

    Numbers below 0 or beyond the picture lie in the padding.

    >>> seen(receptive_field([(5, 1), (2, 2)])[-1], unit=3)
    (6, 11)
    """
    first = field.start + validation.integer("unit", unit, minimum=0) * field.jump
    return first, first + field.size - 1


class Count(NamedTuple):
    """What a layer costs: numbers to learn, and multiply-adds for one example (additions of a bias left out)."""

    weights: int
    biases: int
    multiply_adds: int

    @property
    def parameters(self) -> int:
        """Weights and biases together."""
        return self.weights + self.biases


def dense(inputs, outputs, bias=True) -> Count:
    """Count a fully connected layer: every output has a weight for every input, and one bias.

    >>> dense(784, 15).parameters + dense(15, 10).parameters
    11935
    """
    inputs, outputs = validation.integer("inputs", inputs, minimum=1), validation.integer("outputs", outputs, minimum=1)
    weights = inputs * outputs
    return Count(weights, outputs if validation.boolean("bias", bias) else 0, weights)


def local(channels, height, width, filters, kernel, stride=1, padding=0, bias=True) -> Count:
    """Count a locally connected layer: windows as in a convolution, but weights and bias of their own at each position.

    The input has shape (C, H, W); `kernel`, `stride` and `padding` may be pairs. Windows that reach into the padding
    count whole. Raises what `output_shape` raises.

    >>> local(1, 28, 28, filters=1, kernel=5).parameters
    14976
    """
    per_output, outputs = _window(channels, height, width, filters, kernel, stride, padding)
    weights = per_output * outputs
    return Count(weights, outputs if validation.boolean("bias", bias) else 0, weights)


def convolution(channels, height, width, filters, kernel, stride=1, padding=0, bias=True) -> Count:
    """Count a convolution layer: one kernel and one bias for each filter, shared by all positions.

    Arguments are those of `local`. The number of parameters does not depend on height and width; the work does.

    >>> convolution(1, 28, 28, filters=1, kernel=5)
    Count(weights=25, biases=1, multiply_adds=14400)
    """
    per_output, outputs = _window(channels, height, width, filters, kernel, stride, padding)
    return Count(per_output * filters, filters if validation.boolean("bias", bias) else 0, per_output * outputs)


def _window(channels, height, width, filters, kernel, stride, padding):
    """Return the inputs that one output reads, and the number of outputs."""
    channels = validation.integer("channels", channels, minimum=1)
    filters = validation.integer("filters", filters, minimum=1)
    kernel_height, kernel_width = pair("kernel", kernel, 1)
    rows, columns = output_shape(height, width, kernel, stride, padding)
    return channels * kernel_height * kernel_width, filters * rows * columns
