"""Three relatives of the convolution layer: dilated, transposed and depthwise.

Shapes, arguments and errors are those of `convolution.conv2d` but for what is said below; all three are made of the
functions of that module, and are as plain as they can be.
"""

import numpy as np

from course_utils import convolution, shapes, validation


def conv2d_dilated(x, weight, bias=None, stride=1, padding=0, dilation=1) -> np.ndarray:
    """Convolve with the weights ``dilation`` pixels apart: the kernel is spread, with zeros between its weights.

    A kernel of K then reaches over (K − 1)·dilation + 1 pixels (`shapes.dilated`) with K weights along an axis.

    >>> conv2d_dilated(np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), dilation=2)
    array([[[[9.]]]])
    """
    weight = validation.array("weight", weight, shape=("F", "C", "KH", "KW"), allow_inf=False)
    down, right = shapes.pair("dilation", dilation, 1)
    height, width = shapes.dilated(weight.shape[2], down), shapes.dilated(weight.shape[3], right)
    spread = np.zeros((*weight.shape[:2], height, width), weight.dtype)
    spread[:, :, ::down, ::right] = weight
    return convolution.conv2d(x, spread, bias, stride, padding)


def conv2d_transposed(x, weight, bias=None, stride=1, padding=0) -> np.ndarray:
    """Lay a kernel down at every pixel, multiplied by it, ``stride`` apart, and add up where they overlap.

    ``weight`` has shape (C, F, KH, KW), the channels that come in first; the result (N, F, OH, OW) has the sizes of
    `shapes.transposed_size`: ``padding`` rings are cut off. It is the way back of the *gradient* through a convolution
    of the same stride and padding, and no inverse of it.

    Raises ValueError when nothing would be left after cutting.

    >>> conv2d_transposed([[[[1.0, 2.0]]]], np.ones((1, 1, 2, 2)), stride=2)[0, 0]
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.]])
    """
    x = validation.array("x", x, shape=("N", "C", "H", "W"), allow_empty=True, allow_inf=False)
    weight = validation.array("weight", weight, shape=(x.shape[1], "F", "KH", "KW"), allow_inf=False)
    filters, *kernel = weight.shape[1:]
    bias = validation.array("bias", np.zeros(filters) if bias is None else bias, shape=(filters,), allow_inf=False)
    down, across = shapes.pair("stride", stride, 1), shapes.pair("padding", padding)
    size = [shapes.transposed_size(*axis) for axis in zip(x.shape[2:], kernel, down, across)]
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])  # (N·H·W, C)
    stamps = pixels @ weight.reshape(len(weight), -1)  # (N·H·W, F·KH·KW): for each pixel its weighted kernels
    return convolution.col2im(stamps, (len(x), filters, *size), tuple(kernel), down, across) + bias[:, None, None]


def conv2d_depthwise(x, weight, bias=None, stride=1, padding=0) -> np.ndarray:
    """Convolve each channel with a kernel of its own and add nothing up: ``weight`` (C, KH, KW), C maps come out.

    >>> conv2d_depthwise(np.ones((1, 2, 2, 2)), np.array([[[1.0]], [[5.0]]]))[0, :, 0, 0]
    array([1., 5.])
    """
    x = validation.array("x", x, shape=("N", "C", "H", "W"), allow_empty=True, allow_inf=False)
    weight = validation.array("weight", weight, shape=(x.shape[1], "KH", "KW"), allow_inf=False)
    bias = validation.array("bias", np.zeros(len(weight)) if bias is None else bias, shape=(len(weight),))
    maps = [
        convolution.conv2d(x[:, c : c + 1], weight[c : c + 1, None], bias[c : c + 1], stride, padding)
        for c in range(len(weight))
    ]
    return np.concatenate(maps, axis=1)
