"""Layers that have learned elsewhere: kept as they are (frozen), trained on (fine-tuned), or read as features.

Source of the questions: Yosinski, Clune, Bengio and Lipson 2014, "How transferable are features in deep neural
networks?", arXiv:1411.1792.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from course_utils import settings, uncertainty, validation
from course_utils.data import runs

WIDTHS = (16, 32, 48, 64)  # maps of the four convolutions of `SmallNet`
LINEAR_STEPS = 200  # of `LinearLayer`, at most: the problem has one minimum, and they reach it


class SmallNet(nn.Module):
    """Four 3×3 convolutions with ReLU, 2×2 max pooling after the first three, the mean over each map, a dense layer.

    Few enough parameters for small experiments; `convolutions` is the list whose first entries can be handed on.

    >>> SmallNet(classes=5)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 5])
    """

    def __init__(self, classes, seed=settings.SEED):
        super().__init__()
        with torch.random.fork_rng(devices=()):
            torch.manual_seed(seed)
            pairs = zip((3, *WIDTHS), WIDTHS)
            self.convolutions = nn.ModuleList(nn.Conv2d(inputs, outputs, 3, padding=1) for inputs, outputs in pairs)
            self.fc = nn.Linear(WIDTHS[-1], classes)

    def maps(self, x, layers=None):
        """Return what leaves the first convolutions, as many as `layers` (None: all), pooled for the next."""
        for number, convolution in enumerate(self.convolutions[:layers]):
            x = torch.relu(convolution(x))
            if number < len(WIDTHS) - 1:
                x = nn.functional.max_pool2d(x, 2)
        return x  # (N, maps, H/2^layers, W/2^layers), once less for the last

    def forward(self, x):
        """Return logits (N, classes) for pictures (N, 3, H, W)."""
        return self.fc(self.maps(x).mean(dim=(2, 3)))


def hand_on(source, target, layers, learn):
    """Copy the first `layers` convolutions of one `SmallNet` into another; they go on learning if `learn`. Return it.

    Raises ValueError for more layers than there are.
    """
    layers = validation.integer("layers", layers, minimum=0, maximum=len(WIDTHS))
    for old, new in zip(source.convolutions[:layers], target.convolutions):
        new.load_state_dict(old.state_dict())
        new.requires_grad_(learn)
    return target


class LinearLayer:
    """A dense layer and softmax on given features, its weights held small: the one trained part over frozen layers.

    `x` (N, D) are features, `labels` (N,) class numbers. What is made small is the mean cross-entropy plus `decay`/2
    times the sum of the squared weights, on features of mean 0 and deviation 1 in what it learns from. That has one
    minimum, wherever one begins: no seed. Raises ValueError for labels and features that do not fit together.

    >>> LinearLayer([[0.0], [1.0], [4.0], [5.0]], [0, 0, 1, 1]).predict([[0.5], [4.4]]).tolist()
    [0, 1]
    """

    def __init__(self, x, labels, decay=0.01):
        x = validation.array("x", x, ndim=2, dtype="float64", allow_inf=False)
        labels = np.asarray(labels)
        if labels.shape != (len(x),):
            raise validation.value_error("labels", f"shape {labels.shape}", f"({len(x)},), one for each row of x")
        self.mean, self.std = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
        self.weights, self.bias = self._learned(self._scaled(x), torch.as_tensor(labels), decay)

    def _scaled(self, x):
        return torch.as_tensor((np.asarray(x, dtype=np.float64) - self.mean) / self.std)

    @staticmethod
    def _learned(x, labels, decay):
        weights = torch.zeros(x.shape[1], int(labels.max()) + 1, dtype=x.dtype, requires_grad=True)
        bias = torch.zeros(weights.shape[1], dtype=x.dtype, requires_grad=True)
        stepper = torch.optim.LBFGS([weights, bias], max_iter=LINEAR_STEPS, line_search_fn="strong_wolfe")

        def cost():
            stepper.zero_grad()
            loss = nn.functional.cross_entropy(x @ weights + bias, labels) + decay / 2 * (weights**2).sum()
            loss.backward()
            return loss

        stepper.step(cost)
        return weights.detach(), bias.detach()

    def predict(self, x) -> np.ndarray:
        """Return the class number (N,) of each row of features x (N, D)."""
        return (self._scaled(x) @ self.weights + self.bias).argmax(dim=1).numpy()


# ---- what is stored in data/runs/transfer.json -----------------------------------------------------------------------
def wrong(label, stored="transfer") -> np.ndarray:
    """Return which test pictures the stored runs of a label got wrong: booleans (seeds, N)."""
    found = runs.load(stored).where(label)
    return np.array([runs.unpacked(run.values["wrong"])[: run.values.get("tested")] for run in found])


def compared(mistakes, base, clusters) -> tuple[dict, dict]:
    """Return errors in percent, {name: (seeds,)}, and the others' differences to the name `base`.

    `mistakes` maps names to booleans (seeds, N), all on the same test pictures, whose `clusters` are (N,). A difference
    is ((seeds,) in points, `uncertainty.Estimate` for other seeds and other clusters). One row is compared with every
    seed of the other.

    >>> errors, changes = compared({"a": [[0, 1, 0, 1]] * 2, "b": [[0, 1, 1, 1], [1, 1, 0, 1]]}, "a", [0, 0, 1, 1])
    >>> errors["a"].tolist(), changes["b"][0].tolist()
    ([50.0, 50.0], [25.0, 25.0])
    """
    mistakes = {name: 100.0 * np.asarray(rows, dtype=float) for name, rows in mistakes.items()}
    errors = {name: rows.mean(axis=1) for name, rows in mistakes.items()}
    changes = {}
    for name, rows in mistakes.items():
        if name != base:
            d = rows - mistakes[base]  # (seeds, N)
            changes[name] = d.mean(axis=1), uncertainty.over_seeds_and_clusters(d, clusters)
    return errors, changes


def features_against_scratch(clusters) -> tuple[dict, dict]:
    """Return what `compared` does, of frozen features against the small AlexNet from scratch, on 50 and 400 patches.

    On 50 both learn from the same patches of a seed; the AlexNet of 400 is chapter 09's base recipe, 120 epochs. The
    `clusters` (1000,) are those of the test patches.
    """
    errors, changes = {}, {}
    for count, scratch, stored in ((50, "scratch, 50", "transfer"), (400, "base, 120", "alexnet")):
        base, name = f"{count}: from scratch", f"{count}: its features"
        found = compared({base: wrong(scratch, stored), name: wrong(f"features, {count}")}, base, clusters)
        errors, changes = errors | found[0], changes | found[1]
    return errors, changes
