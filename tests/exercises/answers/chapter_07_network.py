"""Answers to chapter 07 about the network and its training, as other people write them.

RIGHT holds (exercise id, what it is, answer), WRONG (exercise id, what it is, answer, misconception or None).
"""

import math

import numpy as np
import torch

F = torch.nn.functional


# ---- ReLU backward
def copy_and_mask(grad_out, x):
    dz = np.array(grad_out, copy=True)
    dz[x <= 0] = 0
    return dz


def in_place(grad_out, x):
    dz = grad_out
    dz[x <= 0] = 0
    return dz


def autograd_relu(grad_out, x):
    leaf = torch.tensor(x, requires_grad=True)
    torch.relu(leaf).backward(torch.tensor(grad_out))
    return leaf.grad


def mask_of_the_output(grad_out, x):
    dx = grad_out.copy()
    dx[x == 0] = 0
    return dx


def element_by_element(grad_out, x):
    flat = [g if v > 0 else 0.0 for g, v in zip(grad_out.ravel(), x.ravel(), strict=True)]
    return np.array(flat).reshape(x.shape).tolist()


def if_on_the_array(grad_out, x):
    return grad_out if x > 0 else 0 * grad_out


# ---- sizes
def inputs(conv, pooled=lambda side, pool: side // pool):
    """Build a dense_inputs of what becomes of one side."""

    def dense_inputs(H, W, filters, K, S=1, P=0, pool=2):
        h, w = (pooled(conv(side, K, S, P), pool) for side in (H, W))
        return filters * h * w

    return dense_inputs


def conv(side, K, S, P):
    return (side + 2 * P - K) // S + 1


def by_running(H, W, filters, K, S=1, P=0, pool=2):
    maps = F.conv2d(torch.zeros(1, 1, H, W), torch.zeros(filters, 1, K, K), stride=S, padding=P)
    return F.max_pool2d(maps, pool).numel()


def the_book_s(H, W, filters, K, S=1, P=0, pool=2):
    size = (H - K + 2 * P) / S + 1
    return int(filters * (size / 2) * (size / 2))


# ---- first weights
def std(fan):
    return lambda shape: np.sqrt(2 / fan(shape))


def torch_std(shape):
    weight = torch.empty(shape if len(shape) == 4 else shape[::-1])
    return torch.nn.init.calculate_gain("relu") / math.sqrt(weight[0].numel())


def in_of(shape):
    return math.prod(shape[1:]) if len(shape) == 4 else shape[0]


# ---- accuracy
def accuracy(count=None, start=lambda k, size: k * size, end=None, total=lambda right, n, sizes: right / n):
    """Build an accuracy that goes over the batches by their number."""

    def measured(predict, x, labels, batch_size):
        n = len(x)
        right, sizes = 0, []
        for k in range(count(n, batch_size) if count else math.ceil(n / batch_size)):
            rows = slice(start(k, batch_size), start(k, batch_size) + batch_size)
            hits = np.argmax(predict(x[rows]), axis=1) == labels[rows]
            right, sizes = right + hits.sum(), [*sizes, (hits.sum(), len(hits))]
        return total(right, n, sizes)

    return measured


def one_at_a_time(predict, x, labels, batch_size):
    return sum(int(np.argmax(predict(x[i : i + 1])[0]) == labels[i]) for i in range(len(x))) / len(x)


def collects_first(predict, x, labels, batch_size):
    logits = np.concatenate([predict(part) for part in np.split(x, range(batch_size, len(x), batch_size))])
    return float((logits.argmax(-1) == labels).mean())


def everything(predict, x, labels, batch_size):
    return np.mean(np.argmax(predict(x), axis=1) == labels)


def overwrites(predict, x, labels, batch_size):
    for i in range(0, len(x), batch_size):
        right = np.sum(np.argmax(predict(x[i : i + batch_size]), axis=1) == labels[i : i + batch_size])
    return right / len(x)


def all_labels(predict, x, labels, batch_size):
    right = 0
    for i in range(0, len(x), batch_size):
        answers = np.argmax(predict(x[i : i + batch_size]), axis=1)
        right += sum(a == b for a, b in zip(answers, labels))
    return right / len(x)


# ---- the loop
def cross_entropy(x, labels, w):
    z = x @ w
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    rows = np.arange(len(x))
    grad = p.copy()
    grad[rows, labels] -= 1
    return -np.log(p[rows, labels]).mean(), x.T @ grad / len(x)


def training(
    step=lambda w, lr, grad: w - lr * grad,
    order=lambda rng, n: rng.permutation(n),
    own=True,
    labels_of=None,
    whole=False,
):
    """Build the loop with one thing or another changed."""

    def mended(x, labels, w, lr, epochs, batch_size, seed):
        rng = np.random.default_rng(seed)
        w = w.copy() if own else w
        losses = [cross_entropy(x, labels, w)[0]]
        for _ in range(epochs):
            shuffled = order(rng, len(x))
            last = len(x) - batch_size + 1 if whole else len(x)
            for i in range(0, last, batch_size):
                rows = shuffled[i : i + batch_size]
                picked = labels_of(labels, i, batch_size) if labels_of else labels[rows]
                new = step(w, lr, cross_entropy(x[rows], picked, w)[1])
                if own:
                    w = new
                else:
                    w[...] = new
            losses.append(cross_entropy(x, labels, w)[0])
        return w, losses

    return mended


def by_autograd(x, labels, w, lr, epochs, batch_size, seed):
    rng, weight = np.random.default_rng(seed), torch.tensor(w, requires_grad=True)
    x, labels = torch.tensor(x), torch.tensor(labels)
    curve = [F.cross_entropy(x @ weight, labels).item()]
    for _ in range(epochs):
        for rows in torch.tensor(rng.permutation(len(x))).split(batch_size):
            (grad,) = torch.autograd.grad(F.cross_entropy(x[rows] @ weight, labels[rows]), weight)
            weight.data -= lr * grad
        curve.append(F.cross_entropy(x @ weight, labels).item())
    return weight, curve


def by_batch_loss(x, labels, w, lr, epochs, batch_size, seed):
    rng, curve = np.random.default_rng(seed), [cross_entropy(x, labels, w)[0]]
    for _ in range(epochs):
        seen = []
        for rows in np.split(rng.permutation(len(x)), range(batch_size, len(x), batch_size)):
            loss, grad = cross_entropy(x[rows], labels[rows], w)
            seen.append(loss)
            w = w - lr * grad
        curve.append(np.mean(seen))
    return w, np.array(curve)


RIGHT = [
    ("07-relu-backward", "copy and mask", copy_and_mask),
    ("07-relu-backward", "autograd", autograd_relu),
    ("07-relu-backward", "np.where", lambda grad_out, x: np.where(x > 0, grad_out, 0)),
    ("07-relu-backward", "element by element, as lists", element_by_element),
    ("07-dense-inputs", "by hand", inputs(conv)),
    ("07-dense-inputs", "by running it", by_running),
    (
        "07-dense-inputs",
        "int of a quotient",
        inputs(lambda side, K, S, P: int((side - K + 2 * P) / S) + 1, lambda a, b: int(a / b)),
    ),
    ("07-he-std", "product of the shape", std(in_of)),
    ("07-he-std", "PyTorch's gain", torch_std),
    ("07-accuracy", "batches by number", accuracy()),
    ("07-accuracy", "one example at a time", one_at_a_time),
    ("07-accuracy", "all logits, then the mean", collects_first),
    ("07-planted-bugs", "own cross-entropy", training()),
    ("07-planted-bugs", "autograd", by_autograd),
    ("07-planted-bugs", "in place on a copy", training(lambda w, lr, grad: np.subtract(w, lr * grad, out=w))),
]

WRONG = [
    ("07-relu-backward", "no copy", in_place, "wrote into the gradient"),
    (
        "07-relu-backward",
        "gradient cut at 0",
        lambda grad_out, x: np.maximum(0, grad_out),
        "the mask taken from the gradient",
    ),
    ("07-relu-backward", ">= 0", lambda grad_out, x: grad_out * (x >= 0), "a slope at zero"),
    ("07-relu-backward", "mask of the output", mask_of_the_output, "only where x is exactly 0"),
    ("07-relu-backward", "if on an array", if_on_the_array, None),
    ("07-relu-backward", "the derivative alone", lambda grad_out, x: (x > 0) * 1.0, "only the slope"),
    (
        "07-relu-backward",
        "guided",
        lambda grad_out, x: grad_out * (x > 0) * (grad_out > 0),
        "negative gradients dropped as well",
    ),
    ("07-dense-inputs", "the book's", the_book_s, None),
    ("07-dense-inputs", "no + 1", inputs(lambda side, K, S, P: (side + 2 * P - K) // S), "one position too few"),
    (
        "07-dense-inputs",
        "no + 1 anywhere",
        inputs(lambda side, K, S, P: (side + 2 * P - K) // S, lambda a, b: (a - b) // b),
        "one position too few",
    ),
    ("07-dense-inputs", "no pooling", inputs(conv, lambda a, b: a), "pooling forgotten"),
    ("07-dense-inputs", "ceiling", inputs(conv, lambda a, b: math.ceil(a / b)), "rounded up"),
    ("07-dense-inputs", "always 2", inputs(conv, lambda a, b: a // 2), "always pooled by 2"),
    (
        "07-dense-inputs",
        "S for P",
        lambda H, W, filters, K, S=1, P=0, pool=2: inputs(conv)(H, W, filters, K, P, S, pool),
        "stride and padding exchanged",
    ),
    ("07-dense-inputs", "round", inputs(lambda a, K, S, P: round((a + 2 * P - K) / S) + 1), "rounded to the nearest"),
    ("07-he-std", "shape[0]", std(lambda shape: shape[0]), "the first axis taken for the fan-in"),
    (
        "07-he-std",
        "fan-out",
        lambda shape: math.sqrt(2 / (shape[0] * shape[2] * shape[3] if len(shape) == 4 else shape[1])),
        "fan-out",
    ),
    ("07-he-std", "Xavier", lambda shape: math.sqrt(1 / in_of(shape)), "the 2 forgotten"),
    ("07-he-std", "variance", lambda shape: 2 / in_of(shape), "variance instead of standard deviation"),
    ("07-he-std", "uniform", lambda shape: math.sqrt(6 / in_of(shape)), "the edge of an even draw"),
    ("07-he-std", "2 outside", lambda shape: 2 / math.sqrt(in_of(shape)), "root of the fan-in only"),
    (
        "07-he-std",
        "K twice",
        std(lambda s: s[1] * s[2] * s[2] if len(s) == 4 else s[0]),
        "square kernels taken for granted",
    ),
    ("07-accuracy", "at once", everything, "more than a batch at once"),
    ("07-accuracy", "= for +=", overwrites, "only the last batch counted"),
    ("07-accuracy", "whole batches", accuracy(lambda n, size: n // size), "the last batch lost"),
    (
        "07-accuracy",
        "mean of means",
        accuracy(total=lambda right, n, sizes: np.mean([r / s for r, s in sizes])),
        "mean of the batches",
    ),
    (
        "07-accuracy",
        "nominal size",
        accuracy(total=lambda right, n, sizes: right / (len(sizes) * sizes[0][1])),
        "divided by full batches",
    ),
    ("07-accuracy", "labels not cut", all_labels, "the first labels for every batch"),
    ("07-accuracy", "percent", accuracy(total=lambda right, n, sizes: 100.0 * right / n), "in percent"),
    ("07-accuracy", "one apart", accuracy(start=lambda k, size: k), "batches that begin one example apart"),
    (
        "07-planted-bugs",
        "labels as they lie",
        training(labels_of=lambda labels, i, size: labels[i : i + size]),
        "labels of other pictures",
    ),
    ("07-planted-bugs", "no copy", training(own=False), "the caller's weights are changed"),
    ("07-planted-bugs", "whole batches", training(whole=True), "the rest is left out"),
    ("07-planted-bugs", "not shuffled", training(order=lambda rng, n: np.arange(n)), "not shuffled"),
    ("07-planted-bugs", "no rate", training(lambda w, lr, grad: w - grad), "learning rate forgotten"),
    ("07-planted-bugs", "plus", training(lambda w, lr, grad: w + lr * grad), "uphill"),
    ("07-planted-bugs", "batch losses", by_batch_loss, "the curve of the batches"),
]
