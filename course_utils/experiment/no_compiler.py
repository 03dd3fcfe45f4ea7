"""Let torch's optimizers work without torch's compiler, which the course does not use.

Five methods of an optimizer tell the compiler to leave them alone, and for that import it at their first call: a
thousand modules, SymPy among them, 70 MB and two seconds of every kernel and of every training run.
"""

import functools

import torch
from torch import _compile, optim


def leave_out():
    """Let these methods go ahead without asking. Where torch is built in another way nothing is changed.

    >>> leave_out()
    >>> weight = torch.ones(1, requires_grad=True)
    >>> optimizer = optim.SGD([weight], 0.5)
    >>> weight.sum().backward()
    >>> optimizer.step()
    >>> weight.item()
    0.5
    """
    for cls in (optim.Optimizer, optim.SGD, optim.Adam, optim.AdamW):
        for name, method in list(vars(cls).items()):
            code, asks = getattr(method, "__code__", None), getattr(method, "__wrapped__", None)
            if code is None or asks is None:
                continue
            if code.co_filename == _compile.__file__:
                asks.__dynamo_disable = asks
            elif code.co_name == "_use_grad":
                setattr(cls, name, _with_gradients_as_asked(asks))


def _with_gradients_as_asked(step):
    @functools.wraps(step)
    def plain(self, *arguments, **named):
        with torch.set_grad_enabled(self.defaults["differentiable"]):
            return step(self, *arguments, **named)

    return plain
