"""Convolution layers: the definition in loops, the same as one matrix product, and the fast version.

`x` has shape (N, C, H, W), `weight` (F, C, KH, KW), `bias` (F,), the result (N, F, OH, OW). `stride` and `padding`
(rings of zeros) are a whole number or a pair (vertical, horizontal). What all of them compute is the cross-correlation

    y[n, f, i, j] = b[f] + Σ over c, p, q of x[n, c, iS + p − P, jS + q − P] · W[f, c, p, q],

which the field calls convolution; `convolve2d_naive` is the one that flips its kernel. float32 stays float32, whole
numbers become float64, and nothing that is passed in is written to.

All of them raise ValueError for shapes that do not belong together, a window larger than the padded input, empty
channels, NaN and infinities, TypeError for anything but real numbers. N may be 0.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import shapes, validation

#: The fast version copies windows in blocks of about this many bytes: they stay in the cache.
BLOCK_BYTES = 1_500_000


# ---- one picture, one kernel, from the definition ----


def correlate2d_naive(image, kernel, bias=0.0, stride=1, padding=0) -> np.ndarray:
    """Slide `kernel` over `image`, at each place multiply and add, then add `bias`; loops only.

    `image` has shape (H, W), `kernel` (KH, KW); the result (OH, OW).

    >>> correlate2d_naive([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, -1]])
    array([[-4., -4.]])
    """
    image = validation.array("image", image, ndim=2, allow_inf=False)
    kernel = validation.array("kernel", kernel, ndim=2, allow_inf=False)
    bias = validation.number("bias", bias)
    g = shapes.window(*image.shape, kernel.shape, stride, padding)
    padded = np.pad(image, g.rings)
    out = np.empty((g.rows, g.columns), np.result_type(image, kernel))
    for i in range(g.rows):
        for j in range(g.columns):
            total = 0.0
            for p in range(g.height):
                for q in range(g.width):
                    total += padded[i * g.down + p, j * g.right + q] * kernel[p, q]
            out[i, j] = total + bias  # once for each output, not once for each product
    return out


def convolve2d_naive(image, kernel, bias=0.0, stride=1, padding=0) -> np.ndarray:
    """Convolve as mathematics does: turn the kernel by 180°, then slide it. Shapes as in `correlate2d_naive`.

    >>> convolve2d_naive([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, -1]])
    array([[4., 4.]])
    """
    kernel = validation.array("kernel", kernel, ndim=2, allow_inf=False)
    return correlate2d_naive(image, kernel[::-1, ::-1], bias, stride, padding)


def conv2d_naive(x, weight, bias=None, stride=1, padding=0):
    """Convolve a batch by loops: one sum over a block (C, KH, KW) for each output.

    >>> conv2d_naive(np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), [0.5])
    array([[[[18.5]]]])
    """
    x, weight, bias, g = _checked(x, weight, bias, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), *g.rings))
    out = np.empty((len(x), len(weight), g.rows, g.columns), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * g.down, j * g.right
        block = padded[n, :, top : top + g.height, left : left + g.width]  # (C, KH, KW)
        out[n, f, i, j] = np.sum(block * weight[f]) + bias[f]
    return out


# ---- as one matrix product ----


def im2col(x, kernel, stride=1, padding=0) -> np.ndarray:
    """Copy every window of `x` into a row of its own: (N, C, H, W) becomes (N·OH·OW, C·KH·KW).

    `kernel` is the window's size, a number or a pair. Rows are in the order of n, i, j; columns in that of c, p, q, as
    in a flattened filter. Nothing is multiplied here: slices are copied.

    >>> im2col(np.arange(9.0).reshape(1, 1, 3, 3), kernel=2)
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    """
    x = _images("x", x)
    g = shapes.window(*x.shape[2:], kernel, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), *g.rings))
    blocks = np.empty((*x.shape[:2], g.height, g.width, g.rows, g.columns), x.dtype)
    for p, q, rows, columns in g.offsets():
        blocks[:, :, p, q] = padded[:, :, rows, columns]  # the pixels that kernel element (p, q) meets
    return blocks.transpose(0, 4, 5, 1, 2, 3).reshape(len(x) * g.rows * g.columns, x.shape[1] * g.height * g.width)


def col2im(columns, shape, kernel, stride=1, padding=0) -> np.ndarray:
    """Add every row of `columns` back to where `im2col` copied it from: (N·OH·OW, C·KH·KW) becomes `shape`.

    A pixel that lay in several windows receives the *sum* of its copies. That is what makes it the backward pass of
    `im2col`, and not its inverse.

    >>> col2im(np.ones((4, 4)), (1, 1, 3, 3), kernel=2)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    n, channels, height, width = _shape(shape)
    g = shapes.window(height, width, kernel, stride, padding)
    wanted = (n * g.rows * g.columns, channels * g.height * g.width)
    columns = validation.array("columns", columns, shape=wanted, allow_empty=n == 0, allow_inf=False)
    blocks = columns.reshape(n, g.rows, g.columns, channels, g.height, g.width).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((n, channels, height + 2 * g.pad_down, width + 2 * g.pad_right), columns.dtype)
    for p, q, rows, cols in g.offsets():
        padded[:, :, rows, cols] += blocks[:, :, p, q]
    return padded[:, :, *g.inside(height, width)]


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0) -> np.ndarray:
    """Convolve a batch by one product: windows as rows (N·OH·OW, C·KH·KW) times filters as columns (C·KH·KW, F).

    >>> conv2d_im2col(np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), [0.5])
    array([[[[18.5]]]])
    """
    x, weight, bias, g = _checked(x, weight, bias, stride, padding)
    columns = im2col(x, (g.height, g.width), stride, padding)  # (N·OH·OW, C·KH·KW)
    product = columns @ weight.reshape(len(weight), -1).T + bias  # (N·OH·OW, F)
    return product.reshape(len(x), g.rows, g.columns, len(weight)).transpose(0, 3, 1, 2)


def conv2d_im2col_backward(grad_out, x, weight, stride=1, padding=0) -> tuple:
    """Return (grad_x, grad_weight, grad_bias) of a loss through `conv2d_im2col`, given its gradient (N, F, OH, OW).

    With y = columns · W + b: a bias gathers the sum of its column, W gathers columnsᵀ · grad, and the gradient of the
    columns, grad · Wᵀ, is added back to the pixels by `col2im`.

    >>> [g.shape for g in conv2d_im2col_backward(np.ones((1, 1, 1, 1)), np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)))]
    [(1, 2, 3, 3), (1, 2, 3, 3), (1,)]
    """
    x, weight, _, g = _checked(x, weight, None, stride, padding)
    grad_out = _gradient(grad_out, x, weight, g)
    kernel, filters = (g.height, g.width), len(weight)
    grad = grad_out.transpose(0, 2, 3, 1).reshape(len(x) * g.rows * g.columns, filters)  # (N·OH·OW, F)
    grad_weight = im2col(x, kernel, stride, padding).T @ grad  # (C·KH·KW, F)
    grad_columns = grad @ weight.reshape(filters, -1)  # (N·OH·OW, C·KH·KW)
    grad_x = col2im(grad_columns, x.shape, kernel, stride, padding)
    return grad_x, grad_weight.T.reshape(weight.shape), grad.sum(axis=0)


# ---- the same, fast ----


def conv2d(x, weight, bias=None, stride=1, padding=0) -> np.ndarray:
    """Convolve a batch: what the layers of the course use.

    It is the product of `conv2d_im2col` turned round: windows are columns, so that long runs are copied and the result
    lands in its place. A few at a time are made, as many as the cache holds, above a row of ones for the bias.

    >>> conv2d(np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), [0.5])
    array([[[[18.5]]]])
    """
    x, weight, bias, g = _checked(x, weight, bias, stride, padding)
    flat = np.column_stack([weight.reshape(len(weight), -1), bias])  # (F, C·KH·KW + 1)
    shape = len(x), len(weight), g.rows, g.columns
    out = np.empty([shape[axis] for axis in _order(g)], x.dtype).transpose(np.argsort(_order(g)))
    for block, columns in _blocks(_windows(_padded(x, g), g)):
        np.matmul(flat, columns, out=_matrices(out, g)[block])
    return out


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, input_gradient=True) -> tuple:
    """Return (grad_x, grad_weight, grad_bias) of a loss through `conv2d`, given its gradient (N, F, OH, OW).

    The gradients have the shapes of x, weight and bias. With ``input_gradient=False`` grad_x is None and its work is
    saved: nothing lies before a network's first layer.

    >>> conv2d_backward(np.ones((1, 1, 1, 1)), np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), input_gradient=False)[2]
    array([1.])
    """
    x, weight, _, g = _checked(x, weight, None, stride, padding)
    grads, padded = _matrices(_gradient(grad_out, x, weight, g), g), _padded(x, g)
    flat, grad_flat = weight.reshape(len(weight), -1), np.zeros((weight[0].size + 1, len(weight)), x.dtype)
    grad_x = np.zeros_like(padded) if validation.boolean("input_gradient", input_gradient) else None
    for block, columns in _blocks(_windows(padded, g)):
        grad_flat += (columns @ grads[block].transpose(0, 2, 1)).sum(axis=0)
        if input_gradient:
            np.matmul(flat.T, grads[block], out=columns[:, :-1])  # into the memory of the windows, needed no more
            windows = _windows(grad_x, g)[block]
            pieces = columns[:, :-1].reshape(windows.shape)
            for p, q in np.ndindex(g.height, g.width):  # one kernel element at a time: no pixel is met twice
                windows[:, :, p, q] += pieces[:, :, p, q]
    grad_x = grad_x[:, :, *g.inside(*x.shape[2:])] if input_gradient else None
    return grad_x, grad_flat[:-1].T.reshape(weight.shape), grad_flat[-1]


def _order(g):
    """Return how maps (N, F, H, W) lie in memory: with the batch last where a row is shorter than a cache line."""
    return (0, 1, 2, 3) if g.columns >= 16 else (2, 1, 3, 0)


def _padded(x, g):
    padded = np.pad(x, ((0, 0), (0, 0), *g.rings)) if g.pad_down or g.pad_right else x
    return np.ascontiguousarray(padded.transpose(_order(g))).transpose(np.argsort(_order(g)))


def _matrices(maps, g):
    """Return maps as a stack of matrices, (N, F, OH·OW) or (OH, F, OW·N); what lies in this order is not copied."""
    maps = maps.transpose(_order(g))
    return maps.reshape(*maps.shape[:2], maps.shape[2] * maps.shape[3])


def _windows(padded, g):
    """View the windows, (N, C, KH, KW, OH, OW) or (OH, C, KH, KW, OW, N); nothing is copied yet."""
    view = sliding_window_view(padded, (g.height, g.width), axis=(2, 3), writeable=True)[:, :, :: g.down, :: g.right]
    return view.transpose(_order(g)[0], 1, 4, 5, *_order(g)[2:])


def _blocks(windows):
    """Yield (where in the stack, the windows there as columns, the last row ones), about BLOCK_BYTES at a time."""
    shape = np.prod(windows.shape[1:4]) + 1, np.prod(windows.shape[4:])
    size = max(1, BLOCK_BYTES // max(1, windows.itemsize * np.prod(shape)))
    held = np.ones((min(size, len(windows)), *shape), windows.dtype)
    for first in range(0, len(windows), size):
        some = windows[first : first + size]
        columns = held[: len(some)]
        columns[:, :-1].reshape(some.shape)[...] = some
        yield slice(first, first + size), columns


# ---- what all of them check ----


def _images(name, value):
    value = validation.array(name, value, shape=("N", "C", "H", "W"), allow_empty=True, allow_inf=False)
    if 0 in value.shape[1:]:
        raise validation.value_error(name, f"shape {value.shape}", "shape (N, C, H, W) with C, H and W at least 1")
    return value


def _shape(value):
    if not isinstance(value, (tuple, list)) or len(value) != 4:
        raise validation.type_error("shape", validation.describe(value), "four whole numbers (N, C, H, W)")
    return [validation.integer(f"shape[{i}]", entry, minimum=int(i > 0)) for i, entry in enumerate(value)]


def _checked(x, weight, bias, stride, padding):
    x = _images("x", x)
    weight = validation.array("weight", weight, shape=("F", x.shape[1], "KH", "KW"), allow_inf=False)
    bias = np.zeros(len(weight)) if bias is None else bias
    bias = validation.array("bias", bias, shape=(len(weight),), allow_inf=False)
    dtype = np.result_type(x, weight)
    x, weight, bias = (part.astype(dtype, copy=False) for part in (x, weight, bias))
    return x, weight, bias, shapes.window(*x.shape[2:], weight.shape[2:], stride, padding)


def _gradient(grad_out, x, weight, g):
    shape = (len(x), len(weight), g.rows, g.columns)
    grad_out = validation.array("grad_out", grad_out, shape=shape, allow_empty=len(x) == 0, allow_inf=False)
    return grad_out.astype(x.dtype, copy=False)
