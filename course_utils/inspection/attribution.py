"""What in a picture moved the answer: saliency, occlusion, Grad-CAM."""

import re
import warnings
from contextlib import contextmanager

import numpy as np
import torch

from course_utils import shapes, validation
from course_utils.inspection.untouched import array, differentiable, scores, tensor, untouched, watchable

BATCH = 256  # covered pictures that are classified at once


def saliency(model, x, target):
    """Return |∂ score of class `target` / ∂ x| for pictures x (N, C, H, W), in the same shape.

    `target` is one class for all pictures, or (N,) classes. The score is what the model gives before softmax (its
    ``scores`` where it has such a method). Source: Simonyan, Vedaldi and Zisserman 2013, "Deep Inside Convolutional
    Networks", section 3; they show the largest of the three colours, ``saliency(...).max(axis=1)``.

    Raises TypeError or ValueError for pictures and classes that do not fit the model, and for a model whose outputs are
    no rows of scores with gradients.
    """
    from captum.attr import Saliency

    with _attributing(model):
        x, target = _checked(model, x, target)
        return array(Saliency(lambda pictures: _sloping(model, pictures)).attribute(x.requires_grad_(), target=target))


def occlusion(model, x, target, window, stride=1, fill=0.0):
    """Return how far the score of class `target` falls when a square of x (N, C, H, W) is covered: (N, OH, OW).

    A window (side or pair) moves over the picture by `stride`, as a convolution's; under it all channels are `fill`.
    Entry (i, j) belongs to the window whose corner is (i·stride, j·stride): positive where the score needed what is
    hidden, negative where it rises without it. Source: Zeiler and Fergus 2014, "Visualizing and Understanding
    Convolutional Networks", section 4.2 (who watch the probability; the score cannot saturate).

    Raises TypeError or ValueError for a window larger than the picture, and for what `saliency` refuses (gradients are
    not needed here).
    """
    fill = validation.number("fill", fill)
    window, stride = shapes.pair("window", window, minimum=1), shapes.pair("stride", stride, minimum=1)
    with untouched(model), torch.no_grad():
        x, target = _checked(model, x, target)
        if any(side > pixels for side, pixels in zip(window, x.shape[2:])):
            raise validation.value_error(
                "window", str(window), f"at most the size of the picture, {tuple(x.shape[2:])}"
            )
        places = shapes.window(*x.shape[2:], window, stride)
        before = _target_scores(model, x, target)
        drops = np.zeros((len(x), places.rows * places.columns))
        corners = [(places.down * i, places.right * j) for i in range(places.rows) for j in range(places.columns)]
        for n in range(len(x)):
            for start in range(0, len(corners), BATCH):
                some = corners[start : start + BATCH]
                covered = x[n : n + 1].repeat(len(some), 1, 1, 1)
                for k, (top, left) in enumerate(some):
                    covered[k, :, top : top + places.height, left : left + places.width] = fill
                after = _target_scores(model, covered, target[n : n + 1].expand(len(some)))
                drops[n, start : start + BATCH] = array(before[n] - after)
    return drops.reshape(len(drops), places.rows, places.columns)


def grad_cam(model, x, layer, target):
    """Return where the maps of `layer` speak for class `target`, for pictures x (N, C, H, W): (N, h, w), none below 0.

    Each map of the layer is weighted with the mean of the score's gradient over it; the weighted sum goes through ReLU.
    The result is as coarse as the layer's maps. Source: Selvaraju et al. 2017, "Grad-CAM", section 3.

    `layer` is a name of `feature_maps`, or of a module with others inside it; where the model uses a layer several
    times, "name" is the first use, "name (2)" the second. Raises ValueError for a layer that is not there, is not used
    or makes no maps, TypeError for a scripted model, and what `saliency` raises.
    """
    with _attributing(watchable(model)):
        name, use = _use(model, layer)
        x, target = _checked(model, x, target)
        score, made = _watched(model, model.get_submodule(name), x.requires_grad_(), target)
        if use > len(made):
            got = f"{layer!r}; the model uses {name!r} {len(made)} time(s)"
            raise validation.value_error("layer", got, "a layer that it uses, as often as it does")
        maps = made[use - 1]
        if not isinstance(maps, torch.Tensor) or maps.ndim != 4:
            raise validation.value_error(
                "layer", f"{layer!r}, which makes no maps", "a layer with outputs (N, C, H, W)"
            )
        if not maps.requires_grad:
            raise validation.value_error("layer", f"{layer!r}, computed without gradients", "a layer that has them")
        (slopes,) = torch.autograd.grad(score, maps, allow_unused=True, materialize_grads=True)
        return array(torch.relu((slopes.mean((2, 3), keepdim=True) * maps).sum(1)))


def _use(model, layer):
    """Return (name of a module, which use of it): "conv (2)" is the second use of "conv"."""
    names = tuple(name for name, _ in model.named_modules() if name)
    again = re.fullmatch(r"(.+) \(([2-9]|[1-9]\d+)\)", layer) if isinstance(layer, str) else None
    if again and layer not in names and again[1] in names:
        return again[1], int(again[2])
    return validation.choice("layer", layer, names), 1


def _watched(model, module, x, target):
    """Return the sum of the targets' scores, and what a module made at each of its uses on the way."""
    made = []

    def keep(module, inputs, output):
        made.append(output)
        # The network goes on with a copy, so that an operation in place does not overwrite the maps.
        return output.clone() if isinstance(output, torch.Tensor) else None

    hook = module.register_forward_hook(keep)
    try:
        return _sloping(model, x).gather(1, target[:, None]).sum(), made
    finally:
        hook.remove()


@contextmanager
def _attributing(model):
    """Evaluation mode, gradients on, and captum's warnings kept from the page."""
    with untouched(differentiable(model)), torch.enable_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _checked(model, x, target):
    """Return x as a tensor and the target classes (N,) as another; raise for classes that the model does not have."""
    x = tensor(model, x)
    with torch.no_grad():
        classes = scores(model, x[:1]).shape[1]
    target = np.broadcast_to(target, len(x)) if np.ndim(target) == 0 else target
    target = validation.labels("target", target, classes=classes, count=len(x))
    return x, torch.as_tensor(np.array(target, np.int64), device=x.device)


def _sloping(model, x):
    """Return scores that have gradients."""
    found = scores(model, x)
    if not found.requires_grad:
        raise validation.value_error("model", "scores without gradients", "a model that computes and keeps them")
    return found


def _target_scores(model, x, target):
    return scores(model, x).gather(1, target[:, None])[:, 0]
