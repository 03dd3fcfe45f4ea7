"""GoogLeNet on paper: its module of four branches, and all nine of them.

Source: Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke and Rabinovich 2014, "Going deeper with
convolutions", arXiv:1409.4842, figure 2 and table 1. The two auxiliary classifiers, which are thrown away after
training, are left out.
"""

from typing import NamedTuple

from course_utils import validation
from course_utils.models import counts

SIDE = 224


class Module(NamedTuple):
    """The filters of one module: of the four branches, and of the 1 × 1 convolutions that stand before two of them."""

    one: int
    before_three: int
    three: int
    before_five: int
    five: int
    pooled: int

    @property
    def outputs(self) -> int:
        """Channels that the module gives: those of its four branches, one behind the other."""
        return self.one + self.three + self.five + self.pooled


MODULES = {
    "3a": Module(64, 96, 128, 16, 32, 32),
    "3b": Module(128, 128, 192, 32, 96, 64),
    "4a": Module(192, 96, 208, 16, 48, 64),
    "4b": Module(160, 112, 224, 24, 64, 64),
    "4c": Module(128, 128, 256, 24, 64, 64),
    "4d": Module(112, 144, 288, 32, 64, 64),
    "4e": Module(256, 160, 320, 32, 128, 128),
    "5a": Module(256, 160, 320, 32, 128, 128),
    "5b": Module(384, 192, 384, 48, 128, 128),
}
POOLED_BEFORE = ("3a", "4a", "5a")  # a max pooling 3/2 halves the side before these


def module(name, shape, reduced=True) -> list:
    """Count the convolutions of one module over (C, H, W); return a list of `counts.Row`.

    Without `reduced` it is the naive module of figure 2(a): no 1 × 1 before the 3 × 3 and the 5 × 5, and the pooled
    maps are handed on as they are. Raises ValueError for a module that the table has not.

    >>> [counts.total(module("3a", (192, 28, 28), reduced)).multiply_adds for reduced in (True, False)]
    [128049152, 303464448]
    """
    plan = MODULES[validation.choice("name", name, tuple(MODULES))]
    found = [counts.convolution("1×1", shape, plan.one, 1)]
    for kernel, before, filters in ((3, plan.before_three, plan.three), (5, plan.before_five, plan.five)):
        entry = shape
        if reduced:
            found.append(counts.convolution(f"1×1 before {kernel}×{kernel}", shape, before, 1))
            entry = found[-1].shape
        found.append(counts.convolution(f"{kernel}×{kernel}", entry, filters, kernel))
    return [*found, counts.convolution("1×1 after pooling", shape, plan.pooled, 1)] if reduced else found


def rows(classes=1000) -> list:
    """Count the whole network for pictures of 3 × 224 × 224; return a list of `counts.Row`, one for each module.

    >>> counts.total(rows()).parameters
    6998552
    """
    found = [counts.convolution("conv1", (3, SIDE, SIDE), 64, 7, 2, 3)]
    found.append(counts.convolution("conv2 1×1", _halved(found[-1].shape), 64, 1))
    found.append(counts.convolution("conv2 3×3", found[-1].shape, 192, 3))
    shape = found[-1].shape
    for name, plan in MODULES.items():
        shape = _halved(shape) if name in POOLED_BEFORE else shape
        whole = counts.total(module(name, shape))
        shape = (plan.outputs, *shape[1:])
        found.append(counts.Row(f"module {name}", shape, whole.parameters, whole.multiply_adds))
    found.append(counts.mean("mean", shape))
    return [*found, counts.dense("fc", found[-1].shape, classes)]


def _halved(shape):
    """Return the shape after a max pooling of 3 × 3 and stride 2 that counts a last, incomplete window as well."""
    return shape[0], -(-(shape[1] - 3) // 2) + 1, -(-(shape[2] - 3) // 2) + 1
