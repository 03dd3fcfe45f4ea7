"""What in a picture moved the answer: saliency, occlusion, Grad-CAM; and the gradient that arrives at each layer."""

import warnings
from contextlib import contextmanager

import numpy as np
import torch
import torch.nn.functional as F

from course_utils import shapes, validation
from course_utils.inspection.untouched import array, named, scores, tensor, untouched

BATCH = 256  # covered pictures that are classified at once


def saliency(model, x, target):
    """Return |∂ score of class `target` / ∂ x| for pictures x (N, C, H, W), in the same shape.

    `target` is one class for all pictures, or (N,) classes. The score is what the model gives before softmax (its
    ``scores`` where it has such a method). Source: Simonyan, Vedaldi and Zisserman 2013, "Deep Inside Convolutional
    Networks", section 3; they show the largest of the three colours, ``saliency(...).max(axis=1)``.
    """
    from captum.attr import Saliency

    with _attributing(model):
        x, target = _checked(model, x, target)
        return array(Saliency(lambda pictures: scores(model, pictures)).attribute(x.requires_grad_(), target=target))


def occlusion(model, x, target, window, stride=1, fill=0.0):
    """Return how far the score of class `target` falls when a square of x (N, C, H, W) is covered: (N, OH, OW).

    A window (side or pair) moves over the picture by `stride`, as a convolution's; under it all channels are `fill`.
    Entry (i, j) belongs to the window whose corner is (i·stride, j·stride): positive where the score needed what is
    hidden, negative where it rises without it. Source: Zeiler and Fergus 2014, "Visualizing and Understanding
    Convolutional Networks", section 4.2 (who watch the probability; the score cannot saturate).

    Raises ValueError for a window larger than the picture.
    """
    fill = validation.number("fill", fill)
    with untouched(model), torch.no_grad():
        x, target = _checked(model, x, target)
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

    Raises ValueError for a layer that is not there or makes no maps.
    """
    from captum.attr import LayerGradCam

    module = named(model, layer)
    with _attributing(model):
        x, target = _checked(model, x, target)
        explain = LayerGradCam(lambda pictures: scores(model, pictures), module)
        found = explain.attribute(x.requires_grad_(), target=target, relu_attributions=True)
    if not isinstance(found, torch.Tensor) or found.ndim != 4:
        raise validation.value_error("layer", f"{layer!r}, which makes no maps", "a layer with outputs (N, C, H, W)")
    return array(found)[:, 0]


def gradient_norms(model, x, labels, loss=None) -> list:
    """Return (layer name, norm of the loss's gradient over that layer's parameters), in the model's own order.

    x (N, C, H, W) goes through the model as in training (normalisation by the batch, dropout on); `loss` is a function
    of (outputs, labels), by default the model's own ``loss``, else cross-entropy. The parameters' ``.grad`` stay as
    they are. Layers without trainable parameters are left out.
    """
    with untouched(model, training=True), torch.enable_grad():
        torch.default_generator.manual_seed(0)  # dropout: the same every time
        x = tensor(model, x)
        labels = torch.as_tensor(
            validation.labels("labels", labels, classes=np.iinfo(np.int64).max, count=len(x)), device=x.device
        ).long()
        loss = loss or getattr(model, "loss", None) or F.cross_entropy
        layers = {
            name or "model": [p for p in module.parameters(recurse=False) if p.requires_grad]
            for name, module in model.named_modules()
        }
        layers = {name: parameters for name, parameters in layers.items() if parameters}
        every = [p for parameters in layers.values() for p in parameters]
        grads = torch.autograd.grad(validation.function("loss", loss)(model(x), labels), every, allow_unused=True)
        squares = {p: 0.0 if g is None else float(g.double().square().sum()) for p, g in zip(every, grads)}
    return [(name, float(np.sqrt(sum(squares[p] for p in parameters)))) for name, parameters in layers.items()]


@contextmanager
def _attributing(model):
    """Evaluation mode, gradients on, and captum's warnings kept from the page."""
    with untouched(model), torch.enable_grad(), warnings.catch_warnings():
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


def _target_scores(model, x, target):
    return scores(model, x).gather(1, target[:, None])[:, 0]
