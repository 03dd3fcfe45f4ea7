"""Layers of a network as objects: each has `forward` and, right beneath it, `backward`.

`forward(x)` returns the layer's output and keeps what its backward pass needs; `backward(grad_out)` takes the gradient
of the loss with respect to that output, fills `grads` and returns the gradient with respect to the input. `params` and
`grads` are dictionaries with the same names. The arrays in `params` are the ones that the layer computes with: an
optimizer that changes them in place changes the layer. Pictures have shape (N, C, H, W), rows (N, D).

>>> network = Sequential([("flatten", Flatten()), ("dense", Dense(4, 3))])
>>> network.forward(np.ones((2, 1, 2, 2), np.float32)).shape
(2, 3)
>>> list(network.params)
['dense.weight', 'dense.bias']
"""

import math

import numpy as np

from course_utils import convolution, dense, losses, pooling, settings, shapes, validation


def initial_weight(shape, fan_in, fan_out, weight_init="he", rng=None, dtype=np.float32):
    """Draw a layer's first weights, an array of `shape`.

    `weight_init` is "he": normal, standard deviation √(2 / fan_in) (He et al. 2015, "Delving Deep into Rectifiers",
    section 2.2, made for ReLU); "glorot": uniform in ±√(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16,
    made for tanh); or a positive number, the standard deviation of a normal draw. `fan_in` is the number of inputs
    that one output reads, `fan_out` the number of outputs that one input reaches. `rng` is a
    ``numpy.random.Generator``; without one the draw starts from the course's seed.

    Raises ValueError for another `weight_init`, TypeError for an `rng` that is no generator.

    >>> initial_weight((2, 3), fan_in=2, fan_out=3).shape
    (2, 3)
    """
    rng = np.random.default_rng(settings.SEED) if rng is None else rng
    if not isinstance(rng, np.random.Generator):
        raise validation.type_error("rng", validation.describe(rng), "numpy.random.default_rng(seed), or None")
    if weight_init == "glorot":
        limit = math.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, shape).astype(dtype)
    return (rng.standard_normal(shape) * _spread(fan_in, weight_init)).astype(dtype)


def _spread(fan_in, weight_init):
    if isinstance(weight_init, str):
        if weight_init != "he":
            raise validation.value_error(
                "weight_init", repr(weight_init), '"he", "glorot" or a number, the standard deviation'
            )
        return math.sqrt(2 / fan_in)
    return validation.positive("weight_init", weight_init)


class Layer:
    """What all layers share: nothing to learn, until a layer says otherwise."""

    def __init__(self):
        self.params, self.grads, self._kept = {}, {}, None

    def _recall(self):
        """Return what `forward` kept; raise RuntimeError when it has not run."""
        if self._kept is None:
            raise RuntimeError(f"{type(self).__name__}.backward: no forward pass yet; call forward(x) first")
        return self._kept

    def forget(self):
        """Let go of what `forward` kept: feature maps of a few hundred pictures are tens of megabytes."""
        self._kept = None

    def __repr__(self):
        return f"{type(self).__name__}()"


class Conv2d(Layer):
    """A convolution of `channels` maps to `filters` maps, with one bias for each filter.

    `kernel`, `stride` and `padding` are a number or a pair. `params` holds "weight" (F, C, KH, KW) and "bias" (F,).
    With `input_gradient` set to False, `backward` returns None and saves that work: right for a first layer.
    """

    def __init__(self, channels, filters, kernel, stride=1, padding=0, weight_init="he", rng=None, dtype=np.float32):
        super().__init__()
        channels = validation.integer("channels", channels, minimum=1)
        filters = validation.integer("filters", filters, minimum=1)
        self.kernel, self.stride = shapes.pair("kernel", kernel, 1), shapes.pair("stride", stride, 1)
        self.padding, self.input_gradient = shapes.pair("padding", padding), True
        area = self.kernel[0] * self.kernel[1]
        weight = initial_weight(
            (filters, channels, *self.kernel), channels * area, filters * area, weight_init, rng, dtype
        )
        self.params = {"weight": weight, "bias": np.zeros(filters, dtype)}

    def forward(self, x):
        """Convolve x (N, C, H, W); return (N, F, OH, OW)."""
        self._kept = x
        return convolution.conv2d(x, self.params["weight"], self.params["bias"], self.stride, self.padding)

    def backward(self, grad_out):
        """Fill `grads` from the gradient (N, F, OH, OW); return that of the input (N, C, H, W)."""
        grad_x, grad_weight, grad_bias = convolution.conv2d_backward(
            grad_out, self._recall(), self.params["weight"], self.stride, self.padding, self.input_gradient
        )
        self.grads = {"weight": grad_weight, "bias": grad_bias}
        return grad_x

    def __repr__(self):
        filters, channels = self.params["weight"].shape[:2]
        return f"Conv2d({channels}, {filters}, kernel={self.kernel}, stride={self.stride}, padding={self.padding})"


class Relu(Layer):
    """max(0, x) for every number; its slope at 0 counts as 0."""

    def forward(self, x):
        """Return x with its negative numbers replaced by 0, same shape."""
        # activations.relu is the same function with checks that a training loop would pay for a million times over
        out = np.maximum(x, 0)
        self._kept = out
        return out

    def backward(self, grad_out):
        """Return the gradient where the output was above 0, and 0 elsewhere; `grad_out` itself stays as it is."""
        return grad_out * (self._recall() > 0)


class MaxPool2d(Layer):
    """The largest value of each window, as `pooling.max_pool2d`; nothing to learn."""

    def __init__(self, kernel, stride=None, padding=0):
        super().__init__()
        self.kernel = shapes.pair("kernel", kernel, 1)
        self.stride = self.kernel if stride is None else shapes.pair("stride", stride, 1)
        self.padding = shapes.pair("padding", padding)

    def forward(self, x):
        """Pool x (N, C, H, W); return (N, C, OH, OW)."""
        out, winner = pooling.max_pool2d_winner(x, self.kernel, self.stride, self.padding)
        self._kept = x, winner
        return out

    def backward(self, grad_out):
        """Hand each window's gradient to its first largest value; return (N, C, H, W)."""
        x, winner = self._recall()
        return pooling.max_pool2d_backward(grad_out, x, self.kernel, self.stride, self.padding, winner)

    def __repr__(self):
        return f"{type(self).__name__}(kernel={self.kernel}, stride={self.stride}, padding={self.padding})"


class AvgPool2d(MaxPool2d):
    """The mean of each window, as `pooling.avg_pool2d`; nothing to learn."""

    def __init__(self, kernel, stride=None, padding=0, count_padding=True):
        super().__init__(kernel, stride, padding)
        self.count_padding = validation.boolean("count_padding", count_padding)

    def forward(self, x):
        """Pool x (N, C, H, W); return (N, C, OH, OW)."""
        self._kept = x
        return pooling.avg_pool2d(x, self.kernel, self.stride, self.padding, self.count_padding)

    def backward(self, grad_out):
        """Spread each window's gradient over its places; return (N, C, H, W)."""
        how = (self.kernel, self.stride, self.padding, self.count_padding)
        return pooling.avg_pool2d_backward(grad_out, self._recall(), *how)


class Flatten(Layer):
    """Each example's numbers in one row: (N, C, H, W) becomes (N, C·H·W)."""

    def forward(self, x):
        """Return the rows (N, D)."""
        self._kept = x.shape
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, grad_out):
        """Return the gradient in the shape that the input had."""
        return grad_out.reshape(self._recall())


class Dense(Layer):
    """A fully connected layer xW + b; `params` holds "weight" (D, M) and "bias" (M,)."""

    def __init__(self, inputs, outputs, weight_init="he", rng=None, dtype=np.float32):
        super().__init__()
        inputs = validation.integer("inputs", inputs, minimum=1)
        outputs = validation.integer("outputs", outputs, minimum=1)
        weight = initial_weight((inputs, outputs), inputs, outputs, weight_init, rng, dtype)
        self.params = {"weight": weight, "bias": np.zeros(outputs, dtype)}

    def forward(self, x):
        """Return x W + b, from (N, D) to (N, M)."""
        self._kept = x
        return dense.affine(x, self.params["weight"], self.params["bias"])

    def backward(self, grad_out):
        """Fill `grads` from the gradient (N, M); return that of the input (N, D)."""
        grad_x, grad_weight, grad_bias = dense.affine_backward(grad_out, self._recall(), self.params["weight"])
        self.grads = {"weight": grad_weight, "bias": grad_bias}
        return grad_x

    def __repr__(self):
        return "Dense({}, {})".format(*self.params["weight"].shape)


class Sequential(Layer):
    """Layers one after the other, each with a name; `params` and `grads` carry it: "conv.weight".

    `layers` is a sequence of pairs (name, layer). Raises TypeError or ValueError for anything else, an empty sequence
    and names that occur twice.
    """

    def __init__(self, layers):
        super().__init__()
        self.layers = dict(_named(layers))
        self.params = self._gather("params")

    def _gather(self, what):
        return {f"{n}.{key}": array for n, layer in self.layers.items() for key, array in getattr(layer, what).items()}

    def forward(self, x):
        """Return the last layer's output."""
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def backward(self, grad_out):
        """Run all backward passes, last layer first; fill `grads`; return the gradient with respect to the input."""
        for layer in reversed(self.layers.values()):
            grad_out = layer.backward(grad_out)
        self.grads = self._gather("grads")
        return grad_out

    def forget(self):
        """Let every layer of the course's own go of what it kept."""
        for layer in self.layers.values():
            if isinstance(layer, Layer):
                layer.forget()

    def activations(self, x):
        """Return a list of pairs (name, output), one for each layer, first layer first."""
        outputs = []
        for name, layer in self.layers.items():
            x = layer.forward(x)
            outputs.append((name, x))
        return outputs

    def __repr__(self):
        return "Sequential(\n" + "".join(f"    {name}: {layer}\n" for name, layer in self.layers.items()) + ")"


def _named(layers):
    pairs = [tuple(entry) if isinstance(entry, (tuple, list)) else (entry,) for entry in layers]
    for number, entry in enumerate(pairs):
        if len(entry) != 2 or not isinstance(entry[0], str) or not hasattr(entry[1], "backward"):
            raise validation.type_error(f"layers[{number}]", validation.describe(entry), "a pair (name, layer)")
    names = [name for name, _ in pairs]
    if not names or len(set(names)) < len(names):
        raise validation.value_error("layers", f"the names {names}", "at least one layer, each with a name of its own")
    return pairs


class SoftmaxCrossEntropy:
    """The head of a classifier: softmax and cross-entropy in one, mean over the batch."""

    def __init__(self):
        self._gradient = None

    def forward(self, logits, labels):
        """Return the loss of logits (N, C) for the class numbers `labels` (N,)."""
        loss, self._gradient = losses.softmax_cross_entropy(logits, labels)
        return loss

    def backward(self):
        """Return the gradient of the last loss with respect to its logits (N, C)."""
        if self._gradient is None:
            raise RuntimeError("SoftmaxCrossEntropy.backward: no forward pass yet; call forward(logits, labels) first")
        return self._gradient
