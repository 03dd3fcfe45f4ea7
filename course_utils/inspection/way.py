"""The way of a picture through a network, layer by layer, to its end or to the layer that refuses it."""

import torch

from course_utils import validation
from course_utils.inspection.untouched import reason, untouched, watchable


def way_through(model, input_shape) -> str:
    """Return what becomes of one picture of `input_shape` (C, H, W): a line for each layer, with the shape it makes.

    Layers are the modules without modules inside them, in the order of the forward pass. Where one of them, or the
    model between them, cannot go on, the last line says why; nothing is raised for a picture that does not fit.

    Raises TypeError or ValueError for anything but a module (in Python, not a scripted one) and three whole numbers.

    >>> print(way_through(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(9, 2)), (1, 3, 3)))
    0  9
    1  2
    """
    if not isinstance(input_shape, (tuple, list)) or len(input_shape) != 3:
        raise validation.type_error("input_shape", validation.describe(input_shape), "three whole numbers (C, H, W)")
    input_shape = tuple(validation.integer("input_shape", size, minimum=1) for size in input_shape)
    with untouched(watchable(model)), torch.no_grad():
        passed, stopped = _walk(model, input_shape)
    width = max((len(name) for name, _ in (*passed, *stopped)), default=0)
    return "\n".join(f"{name:{width}}  {told}" for name, told in (*passed, *stopped))


def _walk(model, input_shape):
    """Return the layers that were passed and, if the way ends too early, where and why: lists of (name, told)."""
    like = next((p for p in model.parameters() if p.is_floating_point()), torch.zeros(()))
    passed, entered, hooks = [], [], []

    def leave(module, inputs, output):
        shape = output.shape[1:] if isinstance(output, torch.Tensor) else ()
        passed.append((entered.pop(), " × ".join(map(str, shape)) or "–"))

    try:
        for name, module in model.named_modules():
            if not list(module.children()):
                enter = lambda module, inputs, name=name or "model": entered.append(name)  # noqa: E731
                hooks += [module.register_forward_pre_hook(enter), module.register_forward_hook(leave)]
        model(torch.zeros((1, *input_shape), dtype=like.dtype, device=like.device))
    except Exception as error:  # whatever the model's own layers raise for a picture that does not fit
        return passed, [(entered.pop() if entered else "between", reason(error))]
    finally:
        for hook in hooks:
            hook.remove()
    return passed, []
