"""The yardstick of `bench.networks`: convolution layers as textbooks write them, im2col and col2im in float64.

Plain and correct, and nothing here is tuned. The windows are copied into six axes, slice by slice; a max pooling layer
does the same and takes the argmax of each row.
"""

import numpy as np

from course_utils import losses, shapes


def im2col(x, kernel, stride, padding):
    """Return the windows of x (N, C, H, W) as rows (N·OH·OW, C·KH·KW)."""
    n, c, h, w = x.shape
    out_h = shapes.output_size(h, kernel, stride, padding)
    out_w = shapes.output_size(w, kernel, stride, padding)
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    columns = np.zeros((n, c, kernel, kernel, out_h, out_w))
    for i in range(kernel):
        for j in range(kernel):
            columns[:, :, i, j] = padded[:, :, i : i + stride * out_h : stride, j : j + stride * out_w : stride]
    return columns.transpose(0, 4, 5, 1, 2, 3).reshape(n * out_h * out_w, -1)


def col2im(columns, shape, kernel, stride, padding):
    """Add rows of windows back to where they were cut from: (N·OH·OW, C·KH·KW) to `shape`, (N, C, H, W)."""
    n, c, h, w = shape
    out_h = shapes.output_size(h, kernel, stride, padding)
    out_w = shapes.output_size(w, kernel, stride, padding)
    columns = columns.reshape(n, out_h, out_w, c, kernel, kernel).transpose(0, 3, 4, 5, 1, 2)
    image = np.zeros((n, c, h + 2 * padding + stride - 1, w + 2 * padding + stride - 1))
    for i in range(kernel):
        for j in range(kernel):
            image[:, :, i : i + stride * out_h : stride, j : j + stride * out_w : stride] += columns[:, :, i, j]
    return image[:, :, padding : padding + h, padding : padding + w]


class Convolution:
    """A convolution layer with weights (F, C, K, K) and biases (F,)."""

    def __init__(self, weight, bias, stride=1, padding=0):
        self.params = {"weight": weight, "bias": bias}
        self.stride, self.padding = stride, padding

    def forward(self, x):
        """Return the feature maps (N, F, OH, OW)."""
        weight = self.params["weight"]
        filters, _, kernel, _ = weight.shape
        self.shape = x.shape
        self.columns = im2col(x, kernel, self.stride, self.padding)
        self.rows = weight.reshape(filters, -1).T
        out = np.dot(self.columns, self.rows) + self.params["bias"]
        out_h = shapes.output_size(x.shape[2], kernel, self.stride, self.padding)
        return out.reshape(len(x), out_h, -1, filters).transpose(0, 3, 1, 2)

    def backward(self, grad_out):
        """Return the gradient with respect to the input; those of the parameters are in `grads`."""
        weight = self.params["weight"]
        rows = grad_out.transpose(0, 2, 3, 1).reshape(-1, len(weight))
        self.grads = {
            "weight": np.dot(self.columns.T, rows).transpose(1, 0).reshape(weight.shape),
            "bias": np.sum(rows, axis=0),
        }
        return col2im(np.dot(rows, self.rows.T), self.shape, weight.shape[2], self.stride, self.padding)


class MaxPooling:
    """Max pooling with windows of `size` beside one another."""

    params, grads = {}, {}

    def __init__(self, size):
        self.size = size

    def forward(self, x):
        """Return the largest number of each window (N, C, OH, OW)."""
        n, c, h, w = self.shape = x.shape
        rows = im2col(x, self.size, self.size, 0).reshape(-1, self.size**2)
        self.winner = np.argmax(rows, axis=1)
        out_h, out_w = shapes.output_size(h, self.size, self.size), shapes.output_size(w, self.size, self.size)
        return np.max(rows, axis=1).reshape(n, out_h, out_w, c).transpose(0, 3, 1, 2)

    def backward(self, grad_out):
        """Return the gradient, each entry at the place that won."""
        grad_out = grad_out.transpose(0, 2, 3, 1)
        spread = np.zeros((grad_out.size, self.size**2))
        spread[np.arange(grad_out.size), self.winner] = grad_out.flatten()
        rows = spread.reshape(grad_out.shape[0] * grad_out.shape[1] * grad_out.shape[2], -1)
        return col2im(rows, self.shape, self.size, self.size, 0)


class Relu:
    """max(x, 0)."""

    params, grads = {}, {}

    def forward(self, x):
        """Return x with its negative numbers made 0."""
        self.off = x <= 0
        return np.where(self.off, 0, x)

    def backward(self, grad_out):
        """Return the gradient where x was above 0."""
        return np.where(self.off, 0, grad_out)


class Affine:
    """x W + b, after everything but the batch has been laid in one row."""

    def __init__(self, weight, bias):
        self.params = {"weight": weight, "bias": bias}

    def forward(self, x):
        """Return (N, M)."""
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return np.dot(self.x, self.params["weight"]) + self.params["bias"]

    def backward(self, grad_out):
        """Return the gradient with respect to the input, in its shape."""
        self.grads = {"weight": np.dot(self.x.T, grad_out), "bias": np.sum(grad_out, axis=0)}
        return np.dot(grad_out, self.params["weight"].T).reshape(self.shape)


class Network:
    """SimpleConvNet of the textbook kind, started from the parameters of ours (names as in `convnet`)."""

    def __init__(self, start):
        start = {name: array.astype(np.float64) for name, array in start.items()}
        layer = lambda kind, name: kind(start[f"{name}.weight"], start[f"{name}.bias"])  # noqa: E731
        self.layers = {
            "conv": layer(Convolution, "conv"), "relu1": Relu(), "pool": MaxPooling(2),
            "hidden": layer(Affine, "hidden"), "relu2": Relu(), "output": layer(Affine, "output"),
        }  # fmt: skip
        self.params = {f"{name}.{kind}": a for name, one in self.layers.items() for kind, a in one.params.items()}

    def loss_and_gradient(self, x, labels):
        """Return the loss and the gradient of every parameter."""
        for layer in self.layers.values():
            x = layer.forward(x)
        loss, gradient = losses.softmax_cross_entropy(x, labels)
        for layer in reversed(self.layers.values()):
            gradient = layer.backward(gradient)
        return loss, {f"{name}.{kind}": a for name, one in self.layers.items() for kind, a in one.grads.items()}
