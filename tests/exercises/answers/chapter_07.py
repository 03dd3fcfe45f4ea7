"""Answers to chapter 07 about the layer, as other people write them: windows as rows, forward and backward.

RIGHT holds (exercise id, what it is, answer), WRONG (exercise id, what it is, answer, misconception or None).
"""

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

F = torch.nn.functional


# ---- im2col
def views(x, kernel, stride=1):
    """Return the windows (N, C, OH, OW, KH, KW)."""
    return sliding_window_view(x, kernel, axis=(2, 3))[:, :, ::stride, ::stride]


def by_views(x, kernel, stride=1):
    seen = views(x, kernel, stride).transpose(0, 2, 3, 1, 4, 5)
    return seen.reshape(-1, x.shape[1] * kernel[0] * kernel[1])


def by_unfold(x, kernel, stride=1):
    columns = F.unfold(torch.tensor(x), kernel, stride=stride)
    return columns.transpose(1, 2).reshape(-1, columns.shape[1])


def book_style(order=(0, 4, 5, 1, 2, 3)):
    """Build an im2col that goes over the kernel, as much-read books do, and arranges its six axes by ``order``."""

    def rows(x, kernel, stride=1):
        n, c, h, w = x.shape
        kh, kw = kernel
        oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1
        col = np.zeros((n, c, kh, kw, oh, ow))
        for p in range(kh):
            for q in range(kw):
                col[:, :, p, q] = x[:, :, p : p + stride * oh : stride, q : q + stride * ow : stride]
        return col.transpose(order).reshape(n * oh * ow, -1)

    return rows


def plain(step=lambda i, s: i * s, swap=False, images=None, down=False, order="C", short=0):
    """Build an im2col of plain loops with one thing or another changed."""

    def rows(x, kernel, stride=1):
        kh, kw = kernel[::-1] if swap else kernel
        oh, ow = (x.shape[2] - kh) // stride + 1 - short, (x.shape[3] - kw) // stride + 1 - short
        places = [(i, j) for j in range(ow) for i in range(oh)] if down else [*np.ndindex(oh, ow)]
        out = []
        for image in x[:images]:
            for i, j in places:
                a, b = step(i, stride), step(j, stride)
                out.append(np.concatenate([channel[a : a + kh, b : b + kw].ravel(order) for channel in image]))
        return np.array(out)

    return rows


# ---- forward
def forward(arrange=lambda p, n, f, oh, ow: p.reshape(n, oh, ow, f).transpose(0, 3, 1, 2), rows=by_views, flat=None):
    """Build the layer of a product; ``flat`` flattens the filters, ``arrange`` gives the product its axes."""

    def layer(x, weight, bias, stride=1):
        f, _, kh, kw = weight.shape
        oh, ow = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
        matrix = flat(weight) if flat else weight.reshape(f, -1).T
        return arrange(np.asarray(rows(x, (kh, kw), stride)) @ matrix + bias, len(x), f, oh, ow)

    return layer


def by_einsum(x, weight, bias, stride=1):
    return np.einsum("ncijpq,fcpq->nfij", views(x, weight.shape[2:], stride), weight) + bias[:, None, None]


def by_torch(x, weight, bias, stride=1):
    return F.conv2d(*map(torch.tensor, (x, weight, bias)), stride=stride)


def flipped(x, weight, bias, stride=1):
    return by_einsum(x, np.flip(weight, (2, 3)), bias, stride)


# ---- col2im
def by_fold(columns, shape, kernel, stride=1):
    n, _, h, w = shape
    reach = tuple((side - k) // stride * stride + k for side, k in zip((h, w), kernel, strict=True))  # fold wants a fit
    rows = torch.tensor(columns).reshape(n, -1, columns.shape[1]).transpose(1, 2)
    image = np.zeros(shape)
    image[:, :, : reach[0], : reach[1]] = F.fold(rows, reach, kernel, stride=stride).numpy()
    return image


def by_add_at(columns, shape, kernel, stride=1):
    where = by_views(np.arange(np.prod(shape)).reshape(shape), kernel, stride)
    flat = np.zeros(np.prod(shape))
    np.add.at(flat, where, columns)
    return flat.reshape(shape)


def back(put=lambda old, new: old + new, step=lambda i, s: i * s, take=None, early=False):
    """Build a col2im that takes one row after the other."""

    def image_of(columns, shape, kernel, stride=1):
        n, c, h, w = shape
        kh, kw = kernel
        image, number = np.zeros(shape), 0
        for b in range(n):
            for i in range((h - kh) // stride + 1):
                for j in range((w - kw) // stride + 1):
                    a, e = step(i, stride), step(j, stride)
                    block = take(columns[number], c, kh, kw) if take else columns[number].reshape(c, kh, kw)
                    image[b, :, a : a + kh, e : e + kw] = put(image[b, :, a : a + kh, e : e + kw], block)
                    number += 1
            if early:
                return image
        return image

    return image_of


# ---- backward
def by_autograd(grad_out, x, weight, stride=1):
    leaves = [torch.tensor(a, requires_grad=True) for a in (x, weight)]
    bias = torch.zeros(len(weight), dtype=torch.float64, requires_grad=True)
    F.conv2d(*leaves, bias, stride=stride).backward(torch.tensor(grad_out))
    return leaves[0].grad, leaves[1].grad, bias.grad


def by_nudging(grad_out, x, weight, stride=1):
    grads = []
    for number, array in enumerate((x, weight)):
        grad, parts = np.zeros(array.shape), [x.copy(), weight.copy()]
        for at in np.ndindex(array.shape):
            ends = []
            for sign in (1e-4, -1e-4):
                parts[number] = array.copy()
                parts[number][at] += sign
                ends.append(np.sum(grad_out * by_einsum(*parts, np.zeros(len(weight)), stride)))
            grad[at] = (ends[0] - ends[1]) / 2e-4
        grads.append(grad)
    return (*grads, grad_out.sum((0, 2, 3)))


def four_loops(
    dx_add=lambda old, new: old + new,
    db=lambda g: g.sum((0, 2, 3)),
    dw=lambda w: w,
    images=slice(None),
    turn=lambda w: w,
):
    """Build a backward pass of loops over images, filters and places."""

    def backward(grad_out, x, weight, stride=1):
        kh, kw = weight.shape[2:]
        grad_x, grad_w = np.zeros(x.shape), np.zeros(weight.shape)
        for n, f, i, j in np.ndindex(grad_out.shape):
            part = np.s_[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            grad_x[part] = dx_add(grad_x[part], grad_out[n, f, i, j] * turn(weight[f]))
            if n in range(len(x))[images]:
                grad_w[f] += grad_out[n, f, i, j] * x[part]
        return grad_x, dw(grad_w), db(grad_out)

    return backward


def over_images(grad_out, x, weight, stride=1):
    grad_x, grad_w, grad_b = by_autograd(grad_out, x, weight, stride)
    return grad_x / len(x), grad_w / len(x), grad_b / len(x)


RIGHT = [
    ("07-im2col", "sliding windows", by_views),
    ("07-im2col", "torch unfold", by_unfold),
    ("07-im2col", "over the kernel", book_style()),
    ("07-conv-forward", "einsum", by_einsum),
    ("07-conv-forward", "PyTorch", by_torch),
    ("07-conv-forward", "a product", forward()),
    ("07-col2im", "torch fold", by_fold),
    ("07-col2im", "add.at", by_add_at),
    ("07-col2im", "row after row", back()),
    ("07-conv-backward", "autograd", by_autograd),
    ("07-conv-backward", "loops", four_loops()),
    ("07-conv-backward", "central differences", by_nudging),
]

WRONG = [
    ("07-im2col", "no transpose", book_style((0, 1, 2, 3, 4, 5)), "reshaped, not transposed"),
    ("07-im2col", "channels last", book_style((0, 4, 5, 2, 3, 1)), "channels last within a row"),
    ("07-im2col", "channels with the rows", book_style((0, 1, 4, 5, 2, 3)), "channels before places"),
    ("07-im2col", "images last", book_style((4, 5, 0, 1, 2, 3)), "images last"),
    ("07-im2col", "window begins at i", plain(lambda i, s: i), "stride only in the count"),
    ("07-im2col", "first image", plain(images=1), "the first image only"),
    ("07-im2col", "kernel order", plain(swap=True), "kernel height and width swapped"),
    ("07-im2col", "down first", plain(down=True), "downwards first"),
    ("07-im2col", "Fortran order", plain(order="F"), "windows read column by column"),
    ("07-im2col", "range without + 1", plain(short=1), "the last windows left out"),
    (
        "07-im2col",
        "unfold as it is",
        lambda x, kernel, stride=1: F.unfold(torch.tensor(x), kernel, stride=stride),
        "one matrix for each image",
    ),
    (
        "07-conv-forward",
        "reshaped at once",
        forward(lambda p, n, f, oh, ow: p.reshape(n, f, oh, ow)),
        "reshaped, not transposed",
    ),
    (
        "07-conv-forward",
        "channels last",
        forward(lambda p, n, f, oh, ow: p.reshape(n, oh, ow, f)),
        "filters as the last axis",
    ),
    (
        "07-conv-forward",
        "images last",
        forward(lambda p, n, f, oh, ow: p.reshape(oh, ow, n, f).transpose(2, 3, 0, 1)),
        "images and places mixed",
    ),
    (
        "07-conv-forward",
        "weight reshaped",
        forward(flat=lambda w: w.reshape(-1, len(w))),
        "weights reshaped where they should be transposed",
    ),
    ("07-conv-forward", "flip", flipped, "kernel flipped"),
    (
        "07-conv-forward",
        "no bias",
        lambda x, weight, bias, stride=1: by_einsum(x, weight, 0 * bias, stride),
        "bias forgotten",
    ),
    (
        "07-conv-forward",
        "ReLU",
        lambda x, weight, bias, stride=1: by_torch(x, weight, bias, stride).clamp(min=0),
        "the activation as well",
    ),
    ("07-conv-forward", "the product alone", forward(lambda p, n, f, oh, ow: p), "the product left as it is"),
    (
        "07-conv-forward",
        "weights not turned",
        lambda x, weight, bias, stride=1: by_views(x, weight.shape[2:], stride) @ weight.reshape(len(weight), -1),
        None,
    ),
    ("07-col2im", "= for +=", back(lambda old, new: new), "written instead of added"),
    ("07-col2im", "place without stride", back(step=lambda i, s: i), "stride ignored"),
    (
        "07-col2im",
        "channels last",
        back(take=lambda row, c, kh, kw: row.reshape(kh, kw, c).transpose(2, 0, 1)),
        "channels last within a row",
    ),
    (
        "07-col2im",
        "window turned",
        back(take=lambda row, c, kh, kw: row.reshape(c, kw, kh).swapaxes(1, 2)),
        "windows filled column by column",
    ),
    ("07-col2im", "return after one image", back(early=True), "the first windows only"),
    ("07-col2im", "maximum", back(np.maximum), "the largest instead of the sum"),
    ("07-conv-backward", "= for +=", four_loops(lambda old, new: new), "gradient written instead of added"),
    ("07-conv-backward", "flip", four_loops(turn=lambda w: w[:, ::-1, ::-1]), "kernel flipped"),
    ("07-conv-backward", "mean for the bias", four_loops(db=lambda g: g.mean((0, 2, 3))), "bias gradient averaged"),
    (
        "07-conv-backward",
        "keepdims",
        four_loops(db=lambda g: g.sum((0, 2, 3), keepdims=True)),
        "the bias gradient keeps its axes",
    ),
    ("07-conv-backward", "over images only", four_loops(db=lambda g: g.sum(0)), "bias summed over some axes only"),
    (
        "07-conv-backward",
        "last image",
        four_loops(images=slice(-1, None), db=lambda g: g[-1].sum((1, 2))),
        "one image only",
    ),
    ("07-conv-backward", "1/m everywhere", over_images, "divided once more"),
    (
        "07-conv-backward",
        "dW first",
        lambda *a: (lambda dx, dw, db: (dw, db, dx))(*by_autograd(*a)),
        "results in another order",
    ),
    ("07-conv-backward", "one number", four_loops(db=lambda g: g.sum()), "bias summed to one number"),
    (
        "07-conv-backward",
        "weights flipped",
        four_loops(dw=lambda w: w[:, :, ::-1, ::-1]),
        "the weight gradient flipped",
    ),
]
