"""Feature maps and filters of a network, as NumPy arrays."""

import torch

from course_utils import validation
from course_utils.inspection.untouched import array, outputs, reason, tensor, untouched, watchable


def feature_maps(model, x) -> dict:
    """Return what every layer makes of pictures x (N, C, H, W): name → array, in the order of the forward pass.

    Layers are the modules without modules inside them; one that is used again appears as "name (2)". The model
    computes in evaluation mode. Raises TypeError for a scripted model, ValueError for pictures that do not fit it.

    >>> net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU())
    >>> {name: maps.shape for name, maps in feature_maps(net, torch.zeros(1, 1, 5, 5).numpy()).items()}
    {'0': (1, 2, 3, 3), '1': (1, 2, 3, 3)}
    """
    found, hooks = {}, []

    def keep(name):
        def hook(module, inputs, output):
            if isinstance(output, torch.Tensor):
                label, times = name, 1
                while label in found:
                    times += 1
                    label = f"{name} ({times})"
                found[label] = array(output)

        return hook

    with untouched(watchable(model)), torch.no_grad():
        try:
            for name, module in model.named_modules():
                if not list(module.children()):
                    hooks.append(module.register_forward_hook(keep(name or "model")))
            outputs(model, tensor(model, x))
        finally:
            for hook in hooks:
                hook.remove()
    return found


def filters(model, layer=None):
    """Return a copy of a convolution's weights (F, C, KH, KW); of the first one where no `layer` is named.

    F are the maps that come out, of a transposed convolution too, which keeps its weights the other way round. A layer
    that keeps its weights in another form gives them through a method ``kernels()``. Raises ValueError for a
    name that is no convolution of the model, and for a model without any.

    >>> filters(torch.nn.Sequential(torch.nn.Conv2d(3, 8, 5))).shape
    (8, 3, 5, 5)
    """
    if not isinstance(model, torch.nn.Module):
        raise validation.type_error("model", validation.describe(model), "a torch.nn.Module")
    found = {name: module for name, module in model.named_modules() if _kernels(module) is not None}
    if not found:
        raise validation.value_error("model", f"a {type(model).__name__} without kernels", "a convolutional network")
    layer = next(iter(found)) if layer is None else validation.choice("layer", layer, tuple(found))
    return array(_kernels(found[layer]))


def _kernels(module):
    """Return a module's weights if they are those of a convolution of pictures, (F, C, KH, KW), else None."""
    method, weight = getattr(module, "kernels", None), getattr(module, "weight", None)
    if callable(method) and not isinstance(method, torch.nn.Module):  # not a number or a layer of that name
        try:
            weight = method()
        except Exception as error:
            raise validation.value_error(
                "model", f"a {type(module).__name__} whose method kernels fails ({reason(error)})", "its weights"
            ) from error
    if not isinstance(weight, torch.Tensor) or weight.ndim != 4:
        return None
    if isinstance(module, torch.nn.ConvTranspose2d):  # (C, F / groups, KH, KW), one group after the other
        weight = weight.unflatten(0, (module.groups, -1)).transpose(1, 2).flatten(0, 1)
    return weight
