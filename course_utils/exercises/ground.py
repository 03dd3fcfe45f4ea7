"""Firm ground under the judge: whatever a notebook has set or overwritten, the same answer earns the same verdict.

`steady` gives the block NumPy's usual error handling, print options and warnings, PyTorch's usual type, and the usual
meaning of the names of NumPy, of Python and of the course; afterwards everything is as the learner had it. `repair` is
for the moments in between, after a learner's function has run.
"""

from __future__ import annotations

import builtins
import contextlib
import math
import sys
import warnings

import numpy as np

__all__ = ["repair", "steady"]

# Of Python's own names only those that computations use: kernels exchange others, such as `input`, themselves.
BUILTINS = (
    *(
        "abs",
        "all",
        "any",
        "bool",
        "dict",
        "divmod",
        "enumerate",
        "filter",
        "float",
        "int",
        "isinstance",
        "iter",
        "len",
    ),
    *("list", "map", "max", "min", "next", "pow", "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple"),
    *("type", "zip"),
)
COURSE = (
    *(
        "activations",
        "backprop",
        "backprop_matrix",
        "convnet",
        "convolution",
        "dense",
        "dropout",
        "gradients",
        "layers",
    ),
    *("losses", "normalisation", "optimizers", "pooling", "shapes", "training", "validation"),
)
PRINTING = dict(
    precision=8, threshold=1000, edgeitems=3, linewidth=75, suppress=False, nanstr="nan", infstr="inf", sign="-",
    floatmode="maxprec", formatter=None, legacy=False,
)  # fmt: skip

_own = {
    builtins: {name: getattr(builtins, name) for name in BUILTINS},
    **{module: dict(vars(module)) for module in (math, np, np.linalg, np.random)},
}


def repair():
    """Give the names of NumPy, Python and the course their usual meaning; return {(module, name): what stood there}."""
    for module in (sys.modules.get(f"course_utils.{name}") for name in COURSE):
        if module is not None and module not in _own:
            _own[module] = {name: value for name, value in vars(module).items() if not name.startswith("__")}
    found = {}
    for module, names in _own.items():
        now = vars(module)
        for name, value in names.items():
            if now.get(name) is not value:
                found[module, name] = now.get(name, _own)
                setattr(module, name, value)
    return found


@contextlib.contextmanager
def steady():
    """Run the block under the usual settings, and put back what was there before."""
    changed = repair()
    try:
        with (
            np.errstate(divide="warn", over="warn", under="ignore", invalid="warn", call=None),
            np.printoptions(**PRINTING),
            warnings.catch_warnings(),
            _usual_torch(),
            _no_new_figures(),
        ):
            warnings.simplefilter("ignore")  # those of a learner's function are recorded where it is called
            yield
    finally:
        repair()
        for (module, name), value in changed.items():
            if value is not _own:
                setattr(module, name, value)


@contextlib.contextmanager
def _usual_torch():
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "set_default_dtype"):
        yield
        return
    before, gradients = torch.get_default_dtype(), torch.is_grad_enabled()
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
        torch.set_grad_enabled(gradients)


@contextlib.contextmanager
def _no_new_figures():
    """Close the figures that a judged function leaves open: they would appear once for each test call."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    before = set(pyplot.get_fignums()) if pyplot else set()
    yield
    pyplot = sys.modules.get("matplotlib.pyplot")
    for figure in set(pyplot.get_fignums()) - before if pyplot else ():
        pyplot.close(figure)
