"""Answers about chapter 09's recipe as other people write them: right ones, and mistakes with their names."""

import numpy as np
import torch


# ---- the right ones, in other styles ----
def windows_counted(whole, size, mirrored):
    count = 0
    for _ in range(0, whole - size + 1):
        for _ in range(0, whole - size + 1):
            count += 2 if mirrored else 1
    return count


def covariance_loops(x):
    means = [x[:, c].mean() for c in range(3)]
    return [[((x[:, c] - means[c]) * (x[:, d] - means[d])).mean() for d in range(3)] for c in range(3)]


def shift_loops(x, values, vectors, alphas):
    out = x.copy()
    for n in range(len(x)):
        for c in range(3):
            out[n, c] += sum(vectors[c, i] * alphas[n, i] * values[i] for i in range(3))
    return out


def step_renamed(w, v, g, eps, mu=0.9, delta=0.0005):
    v_new = mu * v - eps * (g + delta * w)
    return [w + v_new, v_new]


def top_k_ranks(scores, labels, k):
    wrong = 0
    for row, label in zip(scores, labels):
        wrong += int((row > row[label]).sum() >= k)
    return wrong / len(labels)


def top_k_torch(scores, labels, k):
    best = torch.tensor(scores).topk(k).indices
    return 1 - (best == torch.tensor(labels)[:, None]).any(1).double().mean()


RIGHT = [
    ("09-crop-count", "loops", windows_counted),
    ("09-crop-count", "bool as a number", lambda whole, size, mirrored: (1 + mirrored) * (whole - size + 1) ** 2),
    ("09-colour-covariance", "np.cov", lambda x: np.cov(np.moveaxis(x, 1, 0).reshape(3, -1), ddof=0)),
    ("09-colour-covariance", "lists", covariance_loops),
    ("09-colour-covariance", "einsum",
     lambda x: np.einsum("ncij,ndij->cd", d := x - x.mean((0, 2, 3), keepdims=True), d) / (x.size / 3)),
    ("09-colour-covariance", "mean of squares",
     lambda x: (p := x.swapaxes(0, 1).reshape(3, -1)) @ p.T / p.shape[1] - np.outer(p.mean(1), p.mean(1))),
    ("09-colour-shift", "loops", shift_loops),
    ("09-colour-shift", "einsum", lambda x, lam, p, a: x + np.einsum("ci,ni,i->nc", p, a, lam)[..., None, None]),
    ("09-colour-shift", "torch",
     lambda x, lam, p, a: torch.tensor(x) + torch.tensor((p @ (a * lam).T).T).reshape(-1, 3, 1, 1)),
    ("09-paper-step", "renamed, a list", step_renamed),
    ("09-paper-step", "copy first",
     lambda w, v, g, lr, m=0.9, d=5e-4: ((u := v.copy() * m - lr * d * w - lr * g) + w, u)),
    ("09-top-k-error", "ranks", top_k_ranks),
    ("09-top-k-error", "torch", top_k_torch),
    ("09-top-k-error", "from the end",
     lambda s, y, k: np.mean([t not in row for t, row in zip(y, np.argsort(s)[:, -k:])])),
]  # fmt: skip


# ---- the wrong ones ----
def albumentations_transposed(x, values, vectors, alphas):
    m1 = np.column_stack(vectors)
    return x + (m1 @ (alphas * values).T).T[:, :, None, None]


def caffe_step(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v + lr * (grad + decay * w)
    return w - v, v


def torch_sgd(w, v, grad, lr, momentum=0.9, decay=0.0005):
    d_p = grad + w * decay
    buf = v * momentum + d_p
    return w - buf * lr, buf


def adamw_like(w, v, grad, lr, momentum=0.9, decay=0.0005):
    w = w - lr * decay * w
    v = momentum * v - lr * grad
    return w + v, v


WRONG = [
    ("09-crop-count", "range ends early",
     lambda w, s, m: len(range(w - s)) ** 2 * (2 if m else 1), "the paper's count"),
    ("09-crop-count", "tiles", lambda w, s, m: (w // s) * (w // s) * (2 if m else 1), "side by side"),
    ("09-crop-count", "ten crop", lambda w, s, m: 5 * (1 + m), "the ten of the test"),
    ("09-crop-count", "squared too late", lambda w, s, m: ((w - s + 1) * (2 if m else 1)) ** 2, "four of each"),
    ("09-crop-count", "one side", lambda w, s, m: (w - s + 1) * (m + 1), "one direction only"),
    ("09-crop-count", "minus", lambda w, s, m: (w - s - 1) ** 2 * (m + 1), "two places short"),
    ("09-colour-covariance", "np.cov as it is",
     lambda x: np.cov(x.transpose(1, 0, 2, 3).reshape(3, -1)), "divided by one less"),
    ("09-colour-covariance", "rowvar",
     lambda x: np.cov(x.swapaxes(0, 1).reshape(3, -1), rowvar=False), "pixels for colours"),
    ("09-colour-covariance", "reshape(-1, 3)",
     lambda x: np.cov(x.reshape(-1, 3).T, ddof=0), "reshaped across the pictures"),
    ("09-colour-covariance", "x.size",
     lambda x: (d := (x - x.mean((0, 2, 3), keepdims=True)).swapaxes(0, 1).reshape(3, -1)) @ d.T / x.size,
     "divided by the wrong count"),
    ("09-colour-covariance", "np.var", lambda x: x.var(axis=(0, 2, 3)), "variances alone"),
    ("09-colour-covariance", "mean picture",
     lambda x: (d := (x - x.mean(0)).swapaxes(0, 1).reshape(3, -1)) @ d.T / d.shape[1], "a mean for each place"),
    ("09-colour-covariance", "corrcoef", lambda x: np.corrcoef(x.swapaxes(0, 1).reshape(3, -1)), "correlation"),
    ("09-colour-shift", "column_stack", albumentations_transposed, "eigenvectors in rows"),
    ("09-colour-shift", "clip", lambda *given: np.clip(shift_loops(*given), 0, 255), "cut off"),
    ("09-colour-shift", "sqrt", lambda x, lam, p, a: shift_loops(x, lam**0.5, p, a), "roots of the eigenvalues"),
    ("09-colour-shift", "in place",
     lambda x, lam, p, a: np.add(x, shift_loops(x, lam, p, a) - x, out=x), "wrote into x"),
    ("09-colour-shift", "no alphas", lambda x, lam, p, a: x + (p @ lam)[None, :, None, None], "no draws"),
    ("09-colour-shift", "lambda on colours",
     lambda x, lam, p, a: x + (lam * (a @ p.T))[..., None, None], "eigenvalues on the colours"),
    ("09-colour-shift", "wrong None",
     lambda x, lam, p, a: x + ((a * lam) @ p.T)[:, None, None], "colours on the wrong axis"),
    ("09-colour-shift", "times", lambda x, lam, p, a: x * (1 + ((a * lam) @ p.T)[..., None, None]), "multiplied"),
    ("09-paper-step", "exchanged", lambda *given: step_renamed(*given)[::-1], "v and w exchanged"),
    ("09-paper-step", "torch.optim.SGD", torch_sgd, "the learning rate outside the velocity"),
    ("09-paper-step", "AdamW", adamw_like, "decay outside the velocity"),
    ("09-paper-step", "Caffe's sign", caffe_step, "a velocity that points uphill"),
    ("09-paper-step", "no rate",
     lambda w, v, g, lr, m=0.9, d=5e-4: (w + (u := m * v - d * w - g), u), "no learning rate"),
    ("09-paper-step", "decay before momentum",
     lambda w, v, grad, lr, decay=5e-4, momentum=0.9: step_renamed(w, v, grad, lr, momentum, decay), None),
    ("09-paper-step", "old velocity",
     lambda w, v, g, lr, m=0.9, d=5e-4: (w + v, m * v - lr * (g + d * w)), "moved by the old velocity"),
    ("09-paper-step", "in place",
     lambda w, v, g, lr, m=0.9, d=5e-4: (w + np.subtract(v * m, lr * (g + d * w), out=v), v), "wrote into w and v"),
    ("09-top-k-error", "accuracy", lambda s, y, k: 1 - top_k_ranks(s, y, k), "accuracy"),
    ("09-top-k-error", "ascending",
     lambda s, y, k: np.mean([t not in row for t, row in zip(y, np.argsort(s)[:, :k])]), "the k lowest scores"),
    ("09-top-k-error", "greater or equal",
     lambda s, y, k: np.mean([(r >= r[t]).sum() >= k for r, t in zip(s, y)]), "one place too few"),
    ("09-top-k-error", "k too far",
     lambda s, y, k: np.mean([(r > r[t]).sum() > k for r, t in zip(s, y)]), "one place too many"),
    ("09-top-k-error", "argmax", lambda s, y, k: (s.argmax(1) != y).mean(), "k ignored"),
    ("09-top-k-error", "sorted scores",
     lambda s, y, k: 1 - (np.sort(s)[:, -k:] == y[:, None]).any(1).mean(), "scores taken for classes"),
    ("09-top-k-error", "mean of all places",
     lambda s, y, k: 1 - (np.argsort(-s)[:, :k] == y[:, None]).mean(), "divided by k as well"),
    ("09-top-k-error", "percent", lambda s, y, k: top_k_ranks(s, y, k) * 100, "in percent"),
    ("09-crop-count", "inverted", lambda w, s, m: (w - s + 1) ** 2 * (2 - m), "mirrored the wrong way round"),
    ("09-crop-count", "* 2 for ** 2", lambda w, s, m: (w - s + 1) * 2 * (1 + m), "one direction only"),
    ("09-colour-covariance", "x[0]", lambda x: np.cov(x[0].reshape(3, -1), ddof=0), "the first picture only"),
    ("09-colour-covariance", "mean first", lambda x: np.cov(x.mean(0).reshape(3, -1), ddof=0), "of the mean picture"),
    ("09-colour-shift", "squared", lambda x, lam, p, a: shift_loops(x, lam * lam, p, a), "eigenvalues squared"),
    ("09-colour-shift", "(N, 3)", lambda x, lam, p, a: (a * lam) @ p.T, "the shift alone"),
    ("09-paper-step", "v stays", lambda w, v, g, lr, m=0.9, d=5e-4: (w + (u := v - lr * (g + d * w)), u),
     "a velocity that never fades"),
    ("09-top-k-error", "not averaged", lambda s, y, k: [t not in r for t, r in zip(y, np.argsort(-s)[:, :k])],
     "one answer for each picture"),
    ("09-top-k-error", "5", lambda s, y, k: top_k_ranks(s, y, 5), "always five"),
]  # fmt: skip
