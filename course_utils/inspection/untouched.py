"""Use a model and leave no trace: what every function of this package does its work in."""

from contextlib import contextmanager

import torch

from course_utils import validation


@contextmanager
def untouched(model, training=False):
    """Set a model to evaluation (or training) for a block, and put everything back behind it.

    What is put back: each module's mode, layers that overwrite their input, running statistics, torch's random state.
    Nothing in the block may write to weights or to ``.grad``. Raises TypeError for anything but a torch module.
    """
    if not isinstance(model, torch.nn.Module):
        raise validation.type_error("model", validation.describe(model), "a torch.nn.Module")
    modes = {module: module.training for module in model.modules()}
    in_place = [module for module in modes if getattr(module, "inplace", False) is True]
    buffers = {buffer: buffer.detach().clone() for buffer in model.buffers()} if training else {}
    try:
        with torch.random.fork_rng(devices=[]):
            model.train(training)
            for module in in_place:  # a layer that overwrites its input hides what the layer before it computed
                module.inplace = False
            yield model
    finally:
        for module, mode in modes.items():
            module.training = mode
        for module in in_place:
            module.inplace = True
        with torch.no_grad():
            for buffer, before in buffers.items():
                buffer.copy_(before)


def tensor(model, x):
    """Return pictures (N, C, H, W) as a tensor of the kind that the model's parameters have.

    Raises TypeError or ValueError for anything but a non-empty array of finite numbers.
    """
    x = validation.array("x", x.detach().cpu().numpy() if isinstance(x, torch.Tensor) else x, ndim=4, allow_inf=False)
    like = next((p for p in model.parameters() if p.is_floating_point()), torch.zeros(()))
    return torch.tensor(x, dtype=like.dtype, device=like.device)


def scores(model, x):
    """Return one score for each class, (N, classes), higher is better: ``model.scores`` where the model has one."""
    found = model(x)
    found = model.scores(found) if callable(getattr(model, "scores", None)) else found
    if found.ndim != 2:
        raise validation.value_error("model", f"outputs of shape {tuple(found.shape)}", "one row of scores a picture")
    return found


def named(model, layer, kind=torch.nn.Module):
    """Return the module called `layer`; raise ValueError with all the names of that kind for one that is not there."""
    modules = {name: module for name, module in model.named_modules() if name and isinstance(module, kind)}
    return modules[validation.choice("layer", layer, tuple(modules))]


def array(found):
    """Return a tensor as a NumPy array of its own."""
    return found.detach().cpu().numpy().copy()
