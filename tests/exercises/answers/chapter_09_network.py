"""Answers about chapter 09's network as other people write them: right ones, and mistakes with their names."""

from itertools import product

import numpy as np
import torch
import torch.nn.functional as F


# ---- the right ones, in other styles ----
def side_by_search(places, kernel, stride=1, padding=0):
    side = 1
    while side + 2 * padding < kernel or (side + 2 * padding - kernel) // stride + 1 < places:
        side += 1
    return side


def lrn_loops(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    a = np.asarray(a)
    N, C, H, W = a.shape
    out = np.zeros(a.shape)
    for m, i, y, x in product(range(N), range(C), range(H), range(W)):
        total = 0.0
        for j in range(max(0, i - n // 2), min(C - 1, i + n // 2) + 1):
            total += a[m, j, y, x] ** 2
        out[m, i, y, x] = a[m, i, y, x] / (k + alpha * total) ** beta
    return out


def lrn_padded(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    half = (n - 1) // 2
    squares = np.pad(a**2, ((0, 0), (half, half), (0, 0), (0, 0)))
    total = k
    for step in range(n):
        total = total + alpha * squares[:, step : step + a.shape[1]]
    return a * total**-beta


def lrn_shifted(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    squares = np.square(a)
    total = squares.copy()
    for step in range(1, n // 2 + 1):
        total[:, step:] += squares[:, :-step]
        total[:, :-step] += squares[:, step:]
    return a * np.power(k + alpha * total, -beta)


def lrn_torch(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return F.local_response_norm(torch.tensor(a), n, alpha * n, beta, k)


def head_by_hand(a, weight, kept, training):
    h = lrn_loops(np.where(a > 0, a, 0)).reshape(a.shape[0], -1)
    if training:
        h[~kept] = 0
    else:
        h = h / 2
    return h.dot(weight)


def head_halved_weights(a, weight, kept, training):
    h = lrn_padded(a * (a > 0)).reshape(len(a), -1)
    return (h * kept) @ weight if training else h @ (0.5 * weight)


RIGHT = [
    ("09-fitting-side", "search", side_by_search),
    ("09-fitting-side", "other names", lambda n, f, s=1, p=0: n * s - s + f - p - p),
    ("09-fitting-side", "NumPy integers", lambda n, f, s=1, p=0: np.int64(s) * (n - 1) + f - 2 * p),
    ("09-split-parameters", "tower by tower", lambda C, F, K, t: sum(F // t * (C // t * K**2 + 1) for _ in range(t))),
    ("09-split-parameters", "kernels divided", lambda C, F, K, t: (F // t) * C * K * K + F),
    ("09-split-parameters", "torch",
     lambda C, F, K, t: sum(p.numel() for p in torch.nn.Conv2d(C, F, K, groups=t).parameters())),
    ("09-lrn", "five loops", lrn_loops),
    ("09-lrn", "padded, (n - 1) // 2", lrn_padded),
    ("09-lrn", "torch, alpha times n", lrn_torch),
    ("09-lrn", "shifted sums", lrn_shifted),
    ("09-lrn", "float32", lambda a, *more: lrn_padded(a.astype(np.float32), *more)),
    ("09-planted-bugs", "by hand", head_by_hand),
    ("09-planted-bugs", "halved weights", head_halved_weights),
]  # fmt: skip


# ---- the wrong ones ----
def lrn_any(
    inside=lambda k, alpha, total: k + alpha * total,
    low=lambda i, r: max(0, i - r),
    high=lambda i, r: i + r + 1,
    gather=lambda part: (part**2).sum(axis=1),
    reach=lambda n: n // 2,
):
    def lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
        out = np.zeros_like(a)
        for i in range(a.shape[1]):
            part = a[:, low(i, reach(n)) : high(i, reach(n))]
            out[:, i] = a[:, i] / inside(k, alpha, gather(part)) ** beta
        return out

    return lrn


def lrn_in_place(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    for i in range(a.shape[1]):
        a[:, i] /= (k + alpha * (a[:, max(0, i - n // 2) : i + n // 2 + 1] ** 2).sum(1)) ** beta
    return a


def lrn_inner_channels(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    out, r = np.zeros_like(a), n // 2
    for i in range(r, a.shape[1] - r):
        out[:, i] = a[:, i] / (k + alpha * (a[:, i - r : i + r + 1] ** 2).sum(axis=1)) ** beta
    return out


def dropout_torch(a, weight, kept, training):
    h = lrn_padded(np.maximum(a, 0)).reshape(len(a), -1)
    return (h * kept * 2 if training else h) @ weight


def head_default_lrn(a, weight, kept, training):
    h = F.local_response_norm(torch.relu(torch.tensor(a)), 5).flatten(1).numpy()
    return (h * kept if training else 0.5 * h) @ weight


WRONG = [
    ("09-fitting-side", "inverse of the wrong formula", lambda n, f, s=1, p=0: n * s + f - 2 * p, "one step too many"),
    ("09-fitting-side", "K - 1", lambda n, f, s=1, p=0: (n - 1) * s + (f - 1) - 2 * p, "one pixel short"),
    ("09-fitting-side", "SAME", lambda n, f, s=1, p=0: n * s, "places times stride"),
    ("09-fitting-side", "no brackets", lambda n, f, s=1, p=0: n - 1 * s + f - 2 * p, "brackets missing"),
    ("09-fitting-side", "stride forgotten", lambda n, f, s=1, p=0: n - 1 + f - 2 * p, "every step one pixel"),
    ("09-fitting-side", "padding third",
     lambda places, kernel, padding=0, stride=1: (places - 1) * stride + kernel - 2 * padding, None),
    ("09-fitting-side", "non-overlapping", lambda n, f, s=1, p=0: n * f, "windows side by side"),
    ("09-split-parameters", "hard-coded", lambda C, F, K, t: F * C // 2 * K * K + F, "always two towers"),
    ("09-split-parameters", "divided twice",
     lambda C, F, K, t: (C // t) * (F // t) * K**2 + F, "kernels divided as well"),
    ("09-split-parameters", "one bias", lambda C, F, K, t: C // t * F * K * K + 1, "a bias for each tower"),
    ("09-split-parameters", "K * 2", lambda C, F, K, t: C // t * F * (K * 2) + F, "twice the side"),
    ("09-split-parameters", "all times the towers",
     lambda C, F, K, t: t * (C * K * K * F + F), "multiplied by the towers"),
    ("09-split-parameters", "bias in every weight",
     lambda C, F, K, t: F * (C // t) * (K * K + 1), "a bias for each map"),
    ("09-lrn", "torch",
     lambda a, n=5, k=2.0, al=1e-4, b=0.75: F.local_response_norm(torch.tensor(a), n, al, b, k), "alpha divided by n"),
    ("09-lrn", "depth_radius", lrn_any(reach=lambda n: n), "n channels on each side"),
    ("09-lrn", "slice end", lrn_any(high=lambda i, r: i + r), "the last neighbour missing"),
    ("09-lrn", "negative start", lrn_any(low=lambda i, r: i - r), "a slice that begins below 0"),
    ("09-lrn", "np.mean", lrn_any(gather=lambda part: (part**2).mean(axis=1)), "a mean, not a sum"),
    ("09-lrn", "sum first", lrn_any(gather=lambda part: part.sum(axis=1) ** 2), "squared after adding"),
    ("09-lrn", "abs", lrn_any(gather=lambda part: np.abs(part).sum(axis=1)), "not squared"),
    ("09-lrn", "alpha outside",
     lrn_any(inside=lambda k, alpha, total: alpha * (k + total)), "alpha before the bracket"),
    ("09-lrn", "Caffe's k",
     lambda a, n=5, k=2.0, alpha=1e-4, beta=0.75: lrn_padded(a, n, 1.0, alpha, beta), "k always 1"),
    ("09-lrn", "in place", lrn_in_place, "neighbours that are damped already"),
    ("09-lrn", "inner channels", lrn_inner_channels, "edges left out"),
    ("09-lrn", "only before", lrn_any(high=lambda i, r: i + 1), "neighbours on one side only"),
    ("09-lrn", "times", lambda a, *more: a * (a / lrn_padded(a, *more)), "multiplied instead of divided"),
    ("09-lrn", "last axis",
     lambda a, *more: lrn_padded(a.transpose(0, 3, 2, 1), *more).transpose(0, 3, 2, 1),
     "neighbours along another axis"),
    ("09-planted-bugs", "inverted dropout", dropout_torch, "made up for while training"),
    ("09-planted-bugs", "torch's LRN", head_default_lrn, "torch's constants"),
    ("09-planted-bugs", "no factor",
     lambda a, w, kept, t: lrn_padded(np.maximum(a, 0)).reshape(len(a), -1) * (kept if t else 1) @ w,
     "all units at full strength"),
    ("09-planted-bugs", "order only dropped",
     lambda a, w, kept, t: np.maximum(lrn_padded(a), 0).reshape(len(a), -1) * (kept if t else 1) @ w,
     "the order still wrong"),
    ("09-planted-bugs", "mask turned",
     lambda a, w, kept, t: lrn_padded(np.maximum(a, 0)).reshape(len(a), -1) * (~kept if t else 0.5) @ w,
     "kept and silenced exchanged"),
    ("09-planted-bugs", "no LRN",
     lambda a, w, kept, t: np.maximum(a, 0).reshape(len(a), -1) * (kept if t else 0.5) @ w, "no normalisation"),
    ("09-planted-bugs", "if not training",
     lambda a, w, kept, t: lrn_padded(np.maximum(a, 0)).reshape(len(a), -1) * (0.5 if t else kept) @ w,
     "the two uses exchanged"),
    ("09-fitting-side", "signs kept", lambda n, f, s=1, p=0: (n - 1) * s - f + 2 * p, "signs of the other side"),
    ("09-fitting-side", "conv1 only", lambda n, f, s=1, p=0: 4 * (n - 1) + f - 2 * p, "always in steps of 4"),
    ("09-split-parameters", "saved", lambda C, F, K, t: F * (C - C // t) * K * K, "what is saved"),
    ("09-lrn", "divisor", lambda a, *more: a / lrn_padded(a, *more), "the divisor alone"),
    ("09-lrn", "5e-4", lambda a, n=5, k=2.0, al=1e-4, b=0.75: lrn_padded(a, n, k, al * n, b), "alpha times n"),
    ("09-lrn", "n // 2 + 1", lrn_any(reach=lambda n: n // 2 + 1), "a window of another width"),
    ("09-lrn", "everything", lambda a, n=5, k=2.0, al=1e-4, b=0.75: a / (k + al * (a * a).sum()) ** b, "all channels"),
    ("09-planted-bugs", "no mask",
     lambda a, w, kept, t: lrn_padded(np.maximum(a, 0)).reshape(len(a), -1) * 0.5 @ w, "no dropout at all"),
    ("09-planted-bugs", "kept.mean()",
     lambda a, w, kept, t: lrn_padded(np.maximum(a, 0)).reshape(len(a), -1) * (kept if t else kept.mean()) @ w,
     "the mask's own share"),
]  # fmt: skip
