"""Answers to the exercises of chapter 02 about descent, written as other people write them: right and wrong ones."""

import numpy as np
import torch
import torch.nn.functional as F


# ---- the slopes of a line
def slopes_by_loop(w, b, x, y):
    m = len(x)
    dw = db = 0
    for i in range(m):
        error = (w * x[i] + b) - y[i]
        dw += error * x[i]
        db += error
    return dw / m, db / m


def slopes_by_nudges(w, b, x, y, h=1e-6):
    def J(w, b):
        return ((w * x + b - y) ** 2).sum() / (2 * len(x))

    return (J(w + h, b) - J(w - h, b)) / (2 * h), (J(w, b + h) - J(w, b - h)) / (2 * h)


def slopes_by_autograd(w, b, x, y):
    w, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (w, b))
    (0.5 * ((w * torch.tensor(x) + b - torch.tensor(y)) ** 2).mean()).backward()
    return w.grad, b.grad


def slopes_by_matrix(w, b, x, y):
    X = np.c_[x, np.ones_like(x)]
    return X.T @ (X @ np.array([w, b]) - y) / len(y)


def slopes_by_one_nudge(w, b, x, y, h=0.001):
    def J(w, b):
        return ((w * x + b - y) ** 2).sum() / (2 * len(x))

    return (J(w + h, b) - J(w, b)) / h, (J(w, b + h) - J(w, b)) / h


def slopes_of_squares(w, b, x, y):
    error = (w * x + b - y) ** 2
    return (error * x).mean(), error.mean()


def slopes_from_a_column(w, b, x, y):
    x = x.reshape(-1, 1)
    error = w * x + b - y
    return np.mean(error * x), np.mean(error)


def slopes_without_b(w, b, x, y):
    error = w * x - y
    return np.mean(error * x), np.mean(error)


def slopes_halfway_averaged(w, b, x, y):
    error = w * x + b - y
    return sum(error * x) / len(x), sum(error)


def slopes_of_the_other_sign(w, b, x, y):
    m = len(x)
    return -(2 / m) * sum(x * (w * x + b - y)), -(2 / m) * sum(w * x + b - y)


def slopes_of_the_last_point(w, b, x, y):
    for xi, yi in zip(x, y):
        dw = (w * xi + b - yi) * xi
        db = w * xi + b - yi
    return dw, db


# ---- the training loop
def fit_by_torch(x, y, lr, steps):
    x, y = torch.tensor(x), torch.tensor(y)
    w = torch.zeros((), dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.mse_loss(w * x + b, y) / 2
        loss.backward()
        optimizer.step()
    return w.item(), b.item()


def fit_in_single_precision(x, y, lr, steps):
    model = torch.nn.Linear(1, 1)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    x, y = torch.tensor(x, dtype=torch.float32)[:, None], torch.tensor(y, dtype=torch.float32)[:, None]
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        (0.5 * torch.nn.MSELoss()(model(x), y)).backward()
        optimizer.step()
    return model.weight.item(), model.bias.item()


def fit_while(x, y, lr, steps):
    theta, X = np.zeros(2), np.column_stack([x, np.ones(len(x))])
    while steps > 0:
        theta = theta - lr * X.T @ (X @ theta - y) / len(y)
        steps -= 1
    return tuple(theta)


def fit_with_old_gradients(x, y, lr, steps):
    x, y = torch.tensor(x), torch.tensor(y)
    w = torch.zeros((), dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        (F.mse_loss(w * x + b, y) / 2).backward()
        optimizer.step()
    return w.item(), b.item()


def fit_by_mse_loss(x, y, lr, steps):
    x, y = torch.tensor(x), torch.tensor(y)
    w = torch.zeros((), dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        F.mse_loss(w * x + b, y).backward()
        optimizer.step()
    return w.item(), b.item()


def fit_point_by_point(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        for xi, yi in zip(x, y):
            error = w * xi + b - yi
            w -= lr * error * xi
            b -= lr * error
    return w, b


def fit_returning_early(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * np.mean(error * x), b - lr * np.mean(error)
        return w, b


def fit_from_anywhere(x, y, lr, steps):
    w, b = np.random.default_rng().normal(size=2)
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * np.mean(error * x), b - lr * np.mean(error)
    return w, b


def fit_with_one_error(x, y, lr, steps):
    w = b = 0.0
    error = w * x + b - y
    for _ in range(steps):
        w -= lr * np.mean(error * x)
        b -= lr * np.mean(error)
    return w, b


def fit_one_after_the_other(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        w -= lr * np.mean((w * x + b - y) * x)
        b -= lr * np.mean(w * x + b - y)
    return w, b


def fit_without_rate(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - np.mean(error * x), b - np.mean(error)
    return w, b


# ---- momentum
def momentum_in_place(w, v, grad, lr, mu):
    v *= mu
    v -= lr * grad
    w += v
    return w, v


def momentum_on_copies(w, v, grad, lr, mu):
    w, v = np.array(w, copy=True), np.array(v, copy=True)
    v *= mu
    v -= lr * grad
    w += v
    return w, v


def momentum_in_torch(w, v, grad, lr, mu):
    w, v, grad = (torch.as_tensor(part) for part in (w, v, grad))
    v = v.mul(mu).add(grad, alpha=-lr)
    return w.add(v), v


def momentum_of_a_course(w, v, grad, lr, mu):
    v = mu * v + (1 - mu) * grad
    return w - lr * v, v


def momentum_uphill_and_back(w, v, grad, lr, mu):
    v = mu * v + lr * grad
    return w - v, v


def momentum_ahead(w, v, grad, lr, mu):
    before = v
    v = mu * v - lr * grad
    return w - mu * before + (1 + mu) * v, v


def momentum_velocity_unsaved(w, v, grad, lr, mu):
    new = mu * v - lr * grad
    return w + new, v


RIGHT = [
    ("02-slope-by-hand", "a fraction", -7 / 4),
    ("02-slope-by-hand", "a NumPy number", np.float64(-1.75)),
    ("02-slope-by-hand", "a mean", np.mean(np.array([0, -1, 0, -6]))),
    ("02-line-gradient", "a loop", slopes_by_loop),
    ("02-line-gradient", "nudges to both sides", slopes_by_nudges),
    ("02-line-gradient", "autograd", slopes_by_autograd),
    ("02-line-gradient", "the design matrix", slopes_by_matrix),
    ("02-fit-line", "torch", fit_by_torch),
    ("02-fit-line", "torch in float32", fit_in_single_precision),
    ("02-fit-line", "matrices in a while loop", fit_while),
    ("02-largest-rate", "1/5", 1 / 5),
    ("02-largest-rate", "words", "0.2"),
    ("02-largest-rate", "float32", np.float32(0.2)),
    ("02-momentum-step", "one line", lambda w, v, grad, lr, mu: (w + (mu * v - lr * grad), mu * v - lr * grad)),
    ("02-momentum-step", "on copies", momentum_on_copies),
    ("02-momentum-step", "torch", momentum_in_torch),
]

WRONG = [
    ("02-slope-by-hand", "no mean", -7, "forgot the 1/m"),
    ("02-slope-by-hand", "the other sign", 7 / 4, "sign of the error"),
    ("02-slope-by-hand", "squares", 13 / 4, "squared errors times x"),
    ("02-slope-by-hand", "the line of the text", -3.75, "another line"),
    ("02-slope-by-hand", "three trips", -7 / 3, "a trip not counted"),
    ("02-slope-by-hand", "mean times mean", -1.5, "product of two means"),
    ("02-slope-by-hand", "a nudge of 0.001", -1.74825, "a nudge"),
    ("02-line-gradient", "squares", slopes_of_squares, "squared errors as slopes"),
    ("02-line-gradient", "a column", slopes_from_a_column, "every prediction meets every truth"),
    ("02-line-gradient", "no b", slopes_without_b, "bias left out of the prediction"),
    ("02-line-gradient", "1/m once", slopes_halfway_averaged, "1/m in one of the two"),
    ("02-line-gradient", "-2/m", slopes_of_the_other_sign, "sign of the error"),
    ("02-line-gradient", "the last point", slopes_of_the_last_point, "a single point"),
    ("02-line-gradient", "b first", lambda *given: slopes_by_loop(*given)[::-1], None),
    ("02-line-gradient", "a wide nudge", slopes_by_one_nudge, "a nudge"),
    ("02-fit-line", "no zero_grad", fit_with_old_gradients, "gradients pile up"),
    ("02-fit-line", "torch's loss", fit_by_mse_loss, "forgot what the 2 is for"),
    ("02-fit-line", "point by point", fit_point_by_point, "a step for every point"),
    ("02-fit-line", "return in the loop", fit_returning_early, "a single step"),
    ("02-fit-line", "a random start", fit_from_anywhere, None),
    ("02-fit-line", "one error for all steps", fit_with_one_error, "errors computed once"),
    ("02-fit-line", "w, then b", fit_one_after_the_other, "b used the w that had just changed"),
    ("02-fit-line", "no learning rate", fit_without_rate, "learning rate not used"),
    ("02-largest-rate", "the flat direction", 1, "the flat direction"),
    ("02-largest-rate", "read off a figure", 0.215, "only the first step"),
    ("02-largest-rate", "read off closely", 0.2141, "only the first step"),
    ("02-largest-rate", "the curvature", 10, "a curvature"),
    ("02-largest-rate", "the other bowl", 0.5, "the explorer's bowl"),
    ("02-largest-rate", "across the valley", 0.15, "an overshoot is not yet a disaster"),
    ("02-largest-rate", "on the safe side", 0.09, "a safe rate"),
    ("02-largest-rate", "far beyond", 3.0, "beyond the limit"),
    ("02-momentum-step", "a running mean", momentum_of_a_course, "a running mean"),
    ("02-momentum-step", "uphill and back", momentum_uphill_and_back, "the velocity points uphill"),
    ("02-momentum-step", "Nesterov", momentum_ahead, "a look ahead"),
    ("02-momentum-step", "in place", momentum_in_place, "inputs changed in place"),
    ("02-momentum-step", "the old v", momentum_velocity_unsaved, "old velocity returned"),
    ("02-momentum-step", "v first", lambda *given: momentum_on_copies(*given)[::-1], None),
    (
        "02-momentum-step",
        "mu on the gradient",
        lambda w, v, g, lr, mu: (w + v - mu * g, v - mu * g),
        "μ on the gradient",
    ),
]
