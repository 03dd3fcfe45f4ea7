"""Chapter 07 as two learners write it: for each exercise the source that they put in place of the stub.

PLAIN writes loops and float32, OTHER has names, calls and types of its own: keywords, float64, lists, attributes.
"""

PLAIN = {
    "07-relu-backward": """
def relu_backward(grad_out, x):
    grad = grad_out.copy()
    grad[x <= 0] = 0
    return grad
""",
    "07-layer": """
class Layer:
    def __init__(self, function, gradients, weight, bias):
        self.function, self.gradients = function, gradients
        self.params, self.grads = {"weight": weight, "bias": bias}, {}

    def forward(self, x):
        self.x = x
        return self.function(x, self.params["weight"], self.params["bias"])

    def backward(self, grad_out):
        grad_x, self.grads["weight"], self.grads["bias"] = self.gradients(
            grad_out, self.x, self.params["weight"]
        )
        return grad_x
""",
    "07-network": """
class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        out = x
        for layer in self.layers:
            out = layer.forward(out)
        return out

    def backward(self, grad_out):
        for i in range(len(self.layers) - 1, -1, -1):
            grad_out = self.layers[i].backward(grad_out)
        return grad_out
""",
    "07-training-step": """
def train_step(network, x, labels, lr=0.2):
    logits = network.forward(x)
    loss, grad = softmax_loss(logits, labels)
    network.backward(grad)
    for layer in network.layers:
        for name in layer.params:
            layer.params[name] -= lr * layer.grads[name]
    return loss
""",
    "07-he-std": """
def he_std(shape):
    return np.sqrt(2 / (np.prod(shape[1:]) if len(shape) == 4 else shape[0]))
""",
    "07-accuracy": """
def accuracy(predict, x, labels, batch_size):
    right = 0
    for start in range(0, len(x), batch_size):
        answers = predict(x[start:start + batch_size]).argmax(axis=1)
        right += (answers == labels[start:start + batch_size]).sum()
    return right / len(x)
""",
    "07-training-loop": """
def train(network, step, x, labels, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    curve = []
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start:start + batch_size]
            step(network, x[rows], labels[rows])
        curve.append(accuracy(network.forward, x, labels, batch_size))
    return curve
""",
    "07-planted-bugs": """
def mended_training(x, labels, w, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    w = w.copy()
    curve = [softmax_cross_entropy(x @ w, labels)[0]]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            _, grad = softmax_cross_entropy(x[rows] @ w, labels[rows])
            w -= lr * x[rows].T @ grad
        curve.append(softmax_cross_entropy(x @ w, labels)[0])
    return w, np.array(curve)
""",
    "07-im2col": """
def im2col(x, kernel, stride=1):
    KH, KW = kernel
    N, C, H, W = x.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    col = np.zeros((N, C, KH, KW, OH, OW), x.dtype)
    for p in range(KH):
        for q in range(KW):
            col[:, :, p, q] = x[:, :, p:p + stride * OH:stride, q:q + stride * OW:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)
""",
    "07-conv-forward": """
def conv_forward(x, weight, bias, stride=1):
    F, C, KH, KW = weight.shape
    OH, OW = output_shape(*x.shape[2:], (KH, KW), stride)
    product = im2col(x, (KH, KW), stride) @ weight.reshape(F, -1).T + bias
    return product.reshape(len(x), OH, OW, F).transpose(0, 3, 1, 2)
""",
    "07-col2im": """
def col2im(columns, shape, kernel, stride=1):
    N, C, H, W = shape
    KH, KW = kernel
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    col = columns.reshape(N, OH, OW, C, KH, KW).transpose(0, 3, 4, 5, 1, 2)
    image = np.zeros(shape, columns.dtype)
    for p in range(KH):
        for q in range(KW):
            image[:, :, p:p + stride * OH:stride, q:q + stride * OW:stride] += col[:, :, p, q]
    return image
""",
    "07-conv-backward": """
def conv_backward(grad_out, x, weight, stride=1):
    F, C, KH, KW = weight.shape
    G = grad_out.transpose(0, 2, 3, 1).reshape(-1, F)
    columns = im2col(x, (KH, KW), stride)
    grad_weight = (columns.T @ G).T.reshape(weight.shape)
    grad_x = col2im(G @ weight.reshape(F, -1), x.shape, (KH, KW), stride)
    return grad_x, grad_weight, G.sum(axis=0)
""",
    "07-dense-inputs": """
def dense_inputs(H, W, filters, K, S=1, P=0, pool=2):
    H, W = (H + 2 * P - K) // S + 1, (W + 2 * P - K) // S + 1
    return filters * ((H - pool) // pool + 1) * ((W - pool) // pool + 1)
""",
}

OTHER = {
    "07-relu-backward": """
relu_backward = lambda g, z: np.where(np.asarray(z) > 0, g, 0.0).astype(np.float64)
""",
    "07-layer": """
class Layer:
    def __init__(self, function, gradients, weight, bias):
        self.function, self.gradients = function, gradients
        self.params, self.grads = {"weight": weight, "bias": bias}, {}

    def forward(self, x):
        self.memory = {"in": np.array(x, dtype=np.float64)}
        return self.function(self.memory["in"], *self.params.values())

    def backward(self, grad_out):
        three = self.gradients(np.asarray(grad_out), self.memory["in"], self.params["weight"])
        self.grads = dict(zip(("weight", "bias"), three[1:]))
        return three[0]
""",
    "07-network": """
class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        from functools import reduce
        return reduce(lambda value, layer: layer.forward(value), self.layers, x)

    def backward(self, grad_out):
        grads = [grad_out]
        for layer in self.layers[::-1]:
            grads += [layer.backward(grads[-1])]
        return grads.pop()
""",
    "07-training-step": """
def train_step(net, pictures, truth, rate=0.2):
    loss, slope = softmax_loss(logits=net.forward(pictures), labels=truth)
    net.backward(slope)
    for layer in net.layers:
        for name, array in layer.params.items():
            array[...] = array - rate * layer.grads[name]
    return np.float64(loss)
""",
    "07-he-std": """
import math

def he_std(size):
    fan = size[0] if len(size) == 2 else size[1] * size[2] * size[3]
    return math.sqrt(2.0 / fan)
""",
    "07-accuracy": """
def accuracy(classify, pictures, truth, size):
    parts = range(0, len(pictures), size)
    hits = [np.argmax(classify(pictures[s:s + size]), axis=-1) == truth[s:s + size] for s in parts]
    return float(np.mean(np.concatenate(hits)))
""",
    "07-training-loop": """
def train(net, update, pictures, truth, epochs, size, seed):
    rng = np.random.default_rng(seed)
    shares = np.zeros(epochs)
    for e in range(epochs):
        for rows in np.split(rng.permutation(len(pictures)), range(size, len(pictures), size)):
            update(net, pictures[rows], truth[rows])
        shares[e] = accuracy(net.forward, pictures, truth, size)
    return shares
""",
    "07-im2col": """
def im2col(pictures, kernel, stride=1):
    from numpy.lib.stride_tricks import sliding_window_view
    seen = sliding_window_view(np.float64(pictures), kernel, axis=(2, 3))[:, :, ::stride, ::stride]
    n, c, oh, ow, kh, kw = seen.shape
    return seen.transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, c * kh * kw)
""",
    "07-conv-forward": """
def conv_forward(x, w, b, stride=1):
    rows = im2col(x, kernel=w.shape[2:], stride=stride)
    maps = np.einsum("rk,fk->fr", rows, w.reshape(len(w), -1)) + b[:, None]
    side = (x.shape[2] - w.shape[2]) // stride + 1
    return maps.reshape(len(w), len(x), side, -1).swapaxes(0, 1)
""",
    "07-col2im": """
def col2im(columns, shape, kernel, stride=1):
    image = np.zeros(shape)
    rows = iter(np.reshape(columns, (shape[0], -1, shape[1], *kernel)).swapaxes(0, 1))
    for top in range(0, shape[2] - kernel[0] + 1, stride):
        for left in range(0, shape[3] - kernel[1] + 1, stride):
            image[:, :, top:top + kernel[0], left:left + kernel[1]] += next(rows)
    return image
""",
    "07-conv-backward": """
def conv_backward(grad_out, x, weight, stride=1):
    kernel = weight.shape[2:]
    g = np.moveaxis(grad_out, 1, -1).reshape(-1, weight.shape[0])
    dw = np.tensordot(g, im2col(x, kernel, stride=stride), axes=(0, 0)).reshape(weight.shape)
    dx = col2im(g @ weight.reshape(len(weight), -1), shape=x.shape, kernel=kernel, stride=stride)
    return [dx, dw, g.sum(0)]
""",
    "07-dense-inputs": """
def dense_inputs(high, wide, filters, kernel, stride=1, padding=0, pool=2):
    rows, columns = output_shape(high, wide, kernel, stride, padding)
    return int(np.prod((filters, *output_shape(rows, columns, pool, pool))))
""",
}
