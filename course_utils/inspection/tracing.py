"""Follow pictures through a network: what each unit sees of them, and how many multiply-adds each layer makes."""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakTensorKeyDictionary

from course_utils.inspection.counting import products
from course_utils.inspection.fields import Call, itself
from course_utils.inspection.rules import after

# These look at the shape of a tensor, not at its numbers.
CONSTANTS = {f"{kind}_like" for kind in ("zeros", "ones", "full", "empty", "rand", "randn")} | {
    f"new_{kind}" for kind in ("zeros", "ones", "full", "empty", "tensor")
}


class Tracer(TorchFunctionMode):
    """Watch every operation of a forward pass; `fields` says of each tensor what its units see (see `fields`).

    A sum or a concatenation of branches sees what any of them sees; where they step through the picture at different
    widths, that is no rectangle of one size any more, and the entry is None. Tensors that do not depend on the picture
    have none. `count` is called with the multiply-adds of each operation on what depends on the picture, None where
    they are not known. `met` holds the ids of the parameters that took part in any operation.
    """

    def __init__(self, picture, count):
        super().__init__()
        self.fields, self.count, self.met = WeakTensorKeyDictionary(), count, set()
        self.fields[picture] = itself(*picture.shape[2:])

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        given = list(tensors((args, kwargs)))
        operands = [Call(t, tuple(t.shape), self.fields[t]) for t in given if t in self.fields]
        out = function(*args, **kwargs)
        results, name = list(tensors(out)), _name(function)
        if results:
            self.met.update(id(t) for t in given if isinstance(t, torch.nn.Parameter))
        if not operands or name in CONSTANTS:
            return out
        for result in results:
            self.fields[result] = after(name, args, kwargs, operands, result)
        if results:
            self.count(products(name, args, kwargs, operands, given, results[0]))
        self._overwritten(function, args, operands)
        return out

    def _overwritten(self, function, args, operands):
        """Forget what a tensor sees of which a part was overwritten, through an index or a view."""
        name, target = getattr(function, "__name__", ""), args[0] if args else None
        writes = name.startswith(("__i", "__setitem__")) or (name.endswith("_") and not name.startswith("__"))
        if not writes or not isinstance(target, torch.Tensor) or all(o.tensor is target for o in operands):
            return
        if name == "__setitem__":
            self.fields[target] = None
        if target._is_view():
            self.fields[target._base] = None


def tensors(values):
    """Yield every tensor in nested tuples, lists and dicts."""
    if isinstance(values, torch.Tensor):
        yield values
    elif isinstance(values, (tuple, list, dict)):
        for value in values.values() if isinstance(values, dict) else values:
            yield from tensors(value)


def _name(function):
    name = getattr(function, "__name__", "")
    if name == "__get__":  # an attribute: x.mT
        name = function.__self__.__name__
    return name.strip("_")
