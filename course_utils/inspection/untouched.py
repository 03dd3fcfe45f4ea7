"""Use a model and leave no trace: what every function of this package does its work in."""

from contextlib import contextmanager

import torch

from course_utils import validation


@contextmanager
def untouched(model, training=False):
    """Set a model to evaluation (or training) for a block, and put everything back behind it.

    What is put back: each module's mode, layers that overwrite their input, running statistics, torch's random state.
    Nothing in the block may write to weights or to ``.grad``. ``torch.inference_mode()`` around it does not reach in.
    Raises TypeError for anything but a torch module.
    """
    if not isinstance(model, torch.nn.Module):
        raise validation.type_error("model", validation.describe(model), "a torch.nn.Module")
    modes = {module: module.training for module in model.modules()}
    in_place = [module for module in modes if getattr(module, "inplace", False) is True and not _scripted(module)]
    buffers = {buffer: buffer.detach().clone() for buffer in model.buffers()} if training else {}
    with torch.inference_mode(False):
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


def watchable(model):
    """Return a model whose layers can be watched; raise TypeError for a scripted, traced or compiled one."""
    if isinstance(model, torch.nn.Module):
        for name, module in model.named_modules():
            kind = "scripted or traced" if _scripted(module) else "compiled" if hasattr(module, "_orig_mod") else None
            if kind:
                got = f"a {kind} module" + (f" with the name {name!r} in it" if name else "")
                raise validation.type_error("model", got, f"the one that was {kind}: its layers can be watched")
    return model


def _scripted(module):
    return isinstance(module, torch.jit.ScriptModule)


def differentiable(model):
    """Return a model that gradients can go through; raise ValueError for one that is made for inference alone."""
    if isinstance(model, torch.nn.Module) and any(t.is_inference() for t in (*model.parameters(), *model.buffers())):
        raise validation.value_error(
            "model", "weights that were made inside torch.inference_mode(), which have no gradients", "others"
        )
    return model


def tensor(model, x):
    """Return pictures (N, C, H, W) as a tensor of the kind that the model's parameters have.

    Raises TypeError or ValueError for anything but a non-empty array of finite numbers.
    """
    x = validation.array("x", array(x) if isinstance(x, torch.Tensor) else x, ndim=4, allow_inf=False)
    like = next((p for p in model.parameters() if p.is_floating_point()), torch.zeros(()))
    return torch.tensor(x, dtype=like.dtype, device=like.device)


def outputs(model, x):
    """Return what a model makes of a copy of pictures x, a tensor (N, C, H, W); raise ValueError where it fails."""
    try:
        return model(x.clone())  # a copy: some models overwrite their input
    except Exception as error:  # whatever the model's own layers raise for pictures that do not fit
        count = f"{len(x)} " if model.training else ""
        several = ", at least two of them where it normalises by the batch" if model.training else ""
        got = f"{count}pictures of shape {tuple(x.shape[1:])}, with which the model fails ({reason(error)})"
        raise validation.value_error("x", got, f"(N, C, H, W) that it was made for{several}") from error


def reason(error):
    """Return what an error says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__


def scores(model, x):
    """Return one score for each class, (N, classes), higher is better: ``model.scores`` where it has such a method."""
    found, method = outputs(model, x), getattr(model, "scores", None)
    if callable(method) and not isinstance(method, torch.nn.Module):  # not a layer of that name
        try:
            found = method(found)
        except Exception as error:
            raise validation.value_error(
                "model", f"one whose method scores fails ({reason(error)})", "one that turns its outputs into scores"
            ) from error
    return rows_of_scores(found, len(x))


def rows_of_scores(found, count):
    """Return a model's outputs if they are a floating tensor (count, classes); raise ValueError otherwise."""
    wanted = "one tensor with a row of scores a picture (a method scores(outputs) of the model can pick it)"
    if not isinstance(found, torch.Tensor):
        raise validation.value_error("model", f"outputs that are a {type(found).__name__}", wanted)
    if found.ndim != 2 or len(found) != count or not found.is_floating_point():
        kind = f"outputs of shape {tuple(found.shape)} and dtype {found.dtype} for {count} picture(s)"
        raise validation.value_error("model", kind, wanted)
    return found


def array(found):
    """Return a tensor as a NumPy array of its own; kinds of numbers that NumPy lacks (bfloat16) become float32."""
    found = found.detach().cpu()
    if found.is_floating_point() and found.dtype not in (torch.float16, torch.float32, torch.float64):
        found = found.float()
    return found.numpy().copy()
