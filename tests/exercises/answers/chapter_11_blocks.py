"""Answers about chapter 11's blocks as other people write them: right ones, and mistakes with their names."""

from itertools import product

import numpy as np
import torch
import torch.nn.functional as F


# ---- the right ones, in other styles ----
def conv_windows(x, W, b, stride=1):
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijpq,fcpq->nfij", windows, W) + b[None, :, None, None]


def relu(z):
    return z * (z > 0)


def block_module(x, W1, b1, W2, b2):
    out = relu(conv_windows(x, W1, b1))
    out = conv_windows(out, W2, b2)
    out = out + x
    out[out < 0] = 0
    return out


def block_torch(x, W1, b1, W2, b2):
    tx, *filters = map(torch.tensor, (x, W1, b1, W2, b2))
    out = F.conv2d(F.relu(F.conv2d(tx, *filters[:2], padding=1)), *filters[2:], padding=1)
    return F.relu(out + tx)


def option_a_loops(x, channels, stride):
    N, C, H, W = x.shape
    rows, columns = range(0, H, stride), range(0, W, stride)
    out = np.zeros((N, channels, len(rows), len(columns)), x.dtype)
    for n, c, (i, row), (j, column) in product(range(N), range(C), enumerate(rows), enumerate(columns)):
        out[n, c, i, j] = x[n, c, row, column]
    return out


def option_a_torch(x, channels, stride):
    return F.pad(torch.tensor(x)[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, channels - x.shape[1]))


def wider(x, W1, b1, W2, b2, stride, shortcut=option_a_loops, last=relu):
    out = conv_windows(relu(conv_windows(x, W1, b1, stride)), W2, b2)
    return last(out + shortcut(x, out.shape[1], stride))


RIGHT = [
    ("11-residual-block", "windows and einsum", block_module),
    ("11-residual-block", "torch", block_torch),
    ("11-residual-block", "float32", lambda *given: block_torch(*(g.astype(np.float32) for g in given))),
    ("11-shortcut-a", "loops", option_a_loops),
    ("11-shortcut-a", "F.pad", option_a_torch),
    ("11-wider-block", "windows", wider),
    ("11-wider-block", "F.pad", lambda *given: wider(*given, shortcut=lambda *a: option_a_torch(*a).numpy())),
]  # fmt: skip


# ---- the wrong ones ----
def conv(x, W, b=None, stride=1, padding=1):
    b = None if b is None else torch.as_tensor(b)
    return F.conv2d(torch.as_tensor(x), torch.as_tensor(W), b, stride, padding).numpy()


def block(x, W1, b1, W2, b2, before=lambda x: x, middle=relu, add=lambda out, x: out + x, last=relu):
    return last(add(conv_windows(middle(conv_windows(before(x), W1, b1)), W2, b2), x))


def block_with(**parts):
    return lambda *given: block(*given, **parts)


def wider_with(shortcut, **parts):
    return lambda *given: wider(*given, shortcut=shortcut, **parts)


def overwritten(x, W1, b1, W2, b2):
    x = relu(conv(x, W1, b1))
    return relu(conv(x, W2, b2) + x)


def as_it_is(x):
    return x


def pool(x, channels, stride):
    return F.pad(F.avg_pool2d(torch.tensor(x), stride, ceil_mode=True), (0, 0, 0, 0, 0, channels - x.shape[1])).numpy()


def in_front(x, channels, stride):
    kept = x[:, :, ::stride, ::stride]
    return np.concatenate([np.zeros((len(x), channels - x.shape[1], *kept.shape[2:])), kept], axis=1)


def every_second_picture(x, channels, stride):
    kept = x[::stride, ::stride]
    missing = max(0, channels - kept.shape[1])
    return np.pad(kept, [(0, 0), (0, missing), (0, 0), (0, 0)])


def planes_quarter(x, channels, stride):
    return F.pad(torch.tensor(x)[:, :, ::stride, ::stride], (0, 0, 0, 0, channels // 4, channels // 4)).numpy()


WRONG = [
    ("11-residual-block", "ReLU, then add",
     block_with(add=lambda out, x: relu(out) + x, last=as_it_is), "ReLU before the addition"),
    ("11-residual-block", "x overwritten", overwritten, "the shortcut starts too late"),
    ("11-residual-block", "kuangliu's typo",
     block_with(add=lambda out, x: relu(out) + x), "ReLU before the addition, and after"),
    ("11-residual-block", "pre-activation", block_with(before=relu, last=as_it_is), "ReLU before the convolutions"),
    ("11-residual-block", "no padding",
     lambda x, W1, b1, W2, b2: relu(conv(relu(conv(x, W1, b1)), W2, b2, padding=0) + x), "sizes that do not fit"),
    ("11-residual-block", "out += out", block_with(add=lambda out, x: out + out), "the branch added to itself"),
    ("11-residual-block", "concatenate",
     block_with(add=lambda out, x: np.concatenate([out, x], 1)), "side by side instead of added"),
    ("11-residual-block", "bias=False", lambda x, W1, b1, W2, b2: relu(conv(relu(conv(x, W1)), W2) + x), "no biases"),
    ("11-residual-block", "W1 twice", lambda x, W1, b1, W2, b2: block(x, W1, b1, W1, b2), "one set of filters twice"),
    ("11-residual-block", "flipped",
     lambda x, W1, b1, W2, b2: block(x, np.flip(W1, (2, 3)), b1, np.flip(W2, (2, 3)), b2), "filters turned over"),
    ("11-residual-block", "no last ReLU", block_with(last=as_it_is), "no ReLU after the addition"),
    ("11-residual-block", "linear", block_with(middle=as_it_is, last=as_it_is), "no ReLU at all"),
    ("11-shortcut-a", "average pooling", pool, "pooled instead of picked"),
    ("11-shortcut-a", "planes // 4", planes_quarter, "zeros on both sides"),
    ("11-shortcut-a", "in front", in_front, "zeros in front"),
    ("11-shortcut-a", "stride 2", lambda x, channels, stride: option_a_loops(x, channels, 2), "always every second"),
    ("11-shortcut-a", "only the stride", lambda x, channels, stride: x[..., ::stride, ::stride], "no new channels"),
    ("11-shortcut-a", "x[::s, ::s]", every_second_picture, "steps along the wrong axes"),
    ("11-shortcut-a", "doubled",
     lambda x, channels, stride: option_a_loops(x, 2 * x.shape[1], stride), "twice the channels"),
    ("11-shortcut-a", "tiled", lambda x, c, s: np.concatenate([x] * c, 1)[:, :c, ::s, ::s], "repeated channels"),
    ("11-wider-block", "x itself", wider_with(lambda x, *rest: x), "the identity where it does not fit"),
    ("11-wider-block", "W1 again",
     lambda x, W1, b1, W2, b2, s: conv_windows(x, W1, b1, s) if len(W1) != x.shape[1] else wider(x, W1, b1, W1, b1, s),
     None),
    ("11-wider-block", "average pooling", wider_with(pool), "pooled instead of picked"),
    ("11-wider-block", "zeros in front", wider_with(in_front), "zeros in front"),
    ("11-wider-block", "stride 2", lambda x, W1, b1, W2, b2, s: wider(x, W1, b1, W2, b2, 2), "always in steps of 2"),
    ("11-wider-block", "second strides",
     lambda x, W1, b1, W2, b2, s: relu(conv(relu(conv(x, W1, b1)), W2, b2, s) + option_a_loops(x, len(W2), s)),
     "the second convolution strides"),
    ("11-wider-block", "no last ReLU", lambda *given: wider(*given, last=as_it_is), "no ReLU after the addition"),
    ("11-wider-block", "no shortcut", wider_with(lambda *given: 0), "no shortcut"),
    ("11-residual-block", "x too early", lambda x, W1, b1, W2, b2: relu(conv(relu(conv(x, W1, b1)) + x, W2, b2)),
     "the shortcut ends too early"),
    ("11-shortcut-a", "mode='edge'",
     lambda x, c, s: np.pad(x[:, :, ::s, ::s], [(0, 0), (0, c - x.shape[1]), (0, 0), (0, 0)], "edge"),
     "repeated channels"),
    ("11-shortcut-a", "columns", lambda x, c, s: np.pad(x[..., ::s], [(0, 0), (0, c - x.shape[1]), (0, 0), (0, 0)]),
     "one direction only"),
]  # fmt: skip
