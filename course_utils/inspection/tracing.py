"""Follow pictures through a network: what each unit sees of them, and how many multiply-adds each layer makes."""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakTensorKeyDictionary

from course_utils import shapes

WHOLE = "whole"  # each unit sees the whole picture: after a dense layer or a mean over all places
CONVOLUTIONS = {"conv2d"}
POOLINGS = {"max_pool2d", "avg_pool2d", "max_pool2d_with_indices", "lp_pool2d"}
LOST = {"interpolate", "upsample", "conv_transpose2d", "unfold", "fold", "roll", "flip", "grid_sample", "pixel_shuffle"}


class Tracer(TorchFunctionMode):
    """Watch every operation of a forward pass; `fields` says of each tensor what its units see.

    A field is a pair of `shapes.Field` (vertical, horizontal), WHOLE, or None where it is not known. A sum or a
    concatenation of branches sees what any of them sees; where they step through the picture at different widths,
    that is no rectangle of one size any more, and the field is None. Tensors that do not depend on the picture have no
    entry. `count(number)` is called with the multiply-adds of each product with the picture's values.
    """

    def __init__(self, picture, count):
        super().__init__()
        self.fields, self.count = WeakTensorKeyDictionary(), count
        self.fields[picture] = (shapes.Field(1, 1, 0), shapes.Field(1, 1, 0))

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        before = [t for t in _tensors((*args, *kwargs.values())) if t in self.fields]
        seen, shapes_before = [self.fields[t] for t in before], [tuple(t.shape) for t in before]
        out = function(*args, **kwargs)
        if not before:
            return out
        name = getattr(function, "__name__", "")
        for result in _tensors((out,)):
            self.fields[result] = _field(name, args, kwargs, seen, shapes_before, result)
        if isinstance(out, torch.Tensor):
            self.count(_multiply_adds(name, args, kwargs, out))
        return out


def _tensors(values):
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, (tuple, list)):
            yield from _tensors(value)


def _multiply_adds(name, args, kwargs, out):
    """Return the products that one call makes for each picture; those with constants (a pooling's 1/4) do not count."""
    if name in CONVOLUTIONS | {"linear"}:
        weight = args[1] if len(args) > 1 else kwargs["weight"]
        return out.numel() * weight[0].numel()  # each output adds up one product for each weight of its filter
    if name == "conv_transpose2d":
        weight = args[1] if len(args) > 1 else kwargs["weight"]
        return args[0].numel() * weight[0].numel()
    if name in {"matmul", "mm", "bmm", "__matmul__"}:
        return out.numel() * args[0].shape[-1]
    return 0


def _field(name, args, kwargs, seen, shapes_before, out):
    if None in seen or name in LOST:
        return None
    if WHOLE in seen:
        return WHOLE
    if name in CONVOLUTIONS | POOLINGS:
        return tuple(_step(field, *window) for field, window in zip(seen[0], _window(name, args, kwargs)))
    if name == "__getitem__":
        return _sliced(seen[0], shapes_before[0], args[1], out)
    if name == "pad":
        return _padded(seen[0], args[1] if len(args) > 1 else kwargs["pad"])
    if out.ndim > 3 and all(shape[-2:] == out.shape[-2:] for shape in shapes_before):
        return _union(seen)  # numbers stay in their places: activations, normalisations, sums, concatenations
    if out.ndim < 3 or out.shape[-2:].numel() == 1:
        return WHOLE  # flattened, or averaged over all places
    return None


def _step(field, kernel, stride, padding):
    """Return the field of a window that moves over units with `field`."""
    found = shapes.receptive_field([(field.size, field.jump), (kernel, stride, padding)])[-1]
    return found._replace(start=found.start + field.start)


def _window(name, args, kwargs):
    """Return (kernel, stride, padding) for both axes of a call of conv2d or a pooling."""

    def given(position, keyword, default):
        value = args[position] if len(args) > position else kwargs.get(keyword, default)
        value = default if value is None or value == () or value == [] else value
        return tuple(value) if isinstance(value, (tuple, list)) and len(value) == 2 else (_one(value),) * 2

    if name in CONVOLUTIONS:
        weight = args[1] if len(args) > 1 else kwargs["weight"]
        kernel = tuple((k - 1) * d + 1 for k, d in zip(weight.shape[-2:], given(5, "dilation", 1)))
        padding = given(4, "padding", 0)
        by_word = {"valid": (0, 0), "same": tuple((k - 1) // 2 for k in kernel)}
        return tuple(zip(kernel, given(3, "stride", 1), by_word.get(padding[0], padding)))
    first = 2 if name == "lp_pool2d" else 1
    kernel = given(first, "kernel_size", 1)
    stride = given(first + 1, "stride", kernel)
    padding = (0, 0) if name == "lp_pool2d" else given(3, "padding", 0)
    dilation = given(4, "dilation", 1) if name.startswith("max") else (1, 1)
    return tuple(zip(((k - 1) * d + 1 for k, d in zip(kernel, dilation)), stride, padding))


def _one(value):
    return value[0] if isinstance(value, (tuple, list)) else value


def _sliced(field, shape, index, out):
    """Return the field after ``x[..., a:b:c, d:e:f]``: a step moves the units apart, a start moves the first one."""
    index = index if isinstance(index, tuple) else (index,)
    if any(not isinstance(part, slice) and part is not Ellipsis for part in index) or out.ndim != len(shape):
        return field if out.ndim > 2 and tuple(out.shape[-2:]) == shape[-2:] else None
    if Ellipsis in index:
        at = index.index(Ellipsis)
        index = (*index[:at], *[slice(None)] * (len(shape) - len(index) + 1), *index[at + 1 :])
    index = (*index, *[slice(None)] * (len(shape) - len(index)))
    steps = [part.indices(size) for part, size in zip(index[-2:], shape[-2:])]
    return tuple(
        f._replace(jump=f.jump * step, start=f.start + first * f.jump) for f, (first, _, step) in zip(field, steps)
    )


def _padded(field, pad):
    left, top = (*pad, 0, 0, 0)[0], (*pad, 0, 0, 0)[2]
    return tuple(f._replace(start=f.start - before * f.jump) for f, before in zip(field, (top, left)))


def _union(seen):
    """Return the field of units that depend on several others: the smallest that holds all; None for unequal jumps."""
    found = []
    for fields in zip(*seen):
        if len({field.jump for field in fields}) > 1:
            return None
        start = min(field.start for field in fields)
        end = max(field.start + field.size for field in fields)
        found.append(shapes.Field(end - start, fields[0].jump, start))
    return tuple(found)
