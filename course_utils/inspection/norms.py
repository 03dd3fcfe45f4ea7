"""What a step of training would do: the gradient that arrives at each layer."""

import numpy as np
import torch
import torch.nn.functional as F

from course_utils import validation
from course_utils.inspection.untouched import differentiable, outputs, reason, rows_of_scores, tensor, untouched


def gradient_norms(model, x, labels, loss=None) -> list:
    """Return (layer name, norm of the loss's gradient over that layer's parameters), in the model's own order.

    x (N, C, H, W) goes through the model as in training (normalisation by the batch, dropout on); `loss` is a function
    of (outputs, labels), by default the model's own ``loss``, else cross-entropy. The parameters' ``.grad`` stay as
    they are. Layers without trainable parameters are left out; of a model that is frozen nothing remains.

    Raises TypeError or ValueError for pictures and labels that do not fit the model, and for a loss that is no number
    that depends on its parameters.
    """
    with untouched(differentiable(model), training=True), torch.enable_grad():
        torch.default_generator.manual_seed(0)  # dropout: the same every time
        x = tensor(model, x)
        labels = validation.labels("labels", labels, classes=np.iinfo(np.int64).max, count=len(x))
        layers = {
            name or "model": [p for p in module.parameters(recurse=False) if p.requires_grad]
            for name, module in model.named_modules()
        }
        layers = {name: parameters for name, parameters in layers.items() if parameters}
        every = [p for parameters in layers.values() for p in parameters]
        grads = torch.autograd.grad(_loss(model, x, labels, loss), every, allow_unused=True) if every else ()
        squares = {p: 0.0 if g is None else float(g.double().square().sum()) for p, g in zip(every, grads)}
    return [(name, float(np.sqrt(sum(squares[p] for p in parameters)))) for name, parameters in layers.items()]


def _loss(model, x, labels, loss):
    """Return the loss as a tensor with one number."""
    chosen = _chosen(model, loss)
    found = outputs(model, x)
    if chosen is F.cross_entropy:
        rows_of_scores(found, len(x))
    if loss is None and isinstance(found, torch.Tensor) and found.ndim == 2:
        labels = validation.labels("labels", labels, classes=found.shape[1])
    try:
        value = chosen(found, torch.as_tensor(labels, device=x.device).long())
    except Exception as error:
        got = f"{validation.describe(chosen)}, which fails ({reason(error)})"
        raise validation.value_error("loss", got, "a function of (outputs, labels)") from error
    if not isinstance(value, torch.Tensor) or value.numel() != 1 or not value.requires_grad:
        got = f"{validation.describe(chosen)}, which gives {validation.describe(value)}"
        raise validation.value_error("loss", got, "one number, as a tensor that depends on the model's parameters")
    return value.sum()


def _chosen(model, loss):
    if loss is not None:
        return validation.function("loss", loss)
    own = getattr(model, "loss", None)
    return own if callable(own) else F.cross_entropy
