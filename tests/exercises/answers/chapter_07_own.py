"""Answers to chapter 07 about the learner's own network, as other people write them.

RIGHT holds (exercise id, what it is, answer), WRONG (exercise id, what it is, answer, misconception or None).
"""

import numpy as np
import torch

from course_utils import losses


# ---- a layer
class Tuples:
    """Keeps more than it needs, and fills its dictionary entry by entry."""

    def __init__(self, function, gradients, weight, bias):
        self.function, self.gradients = function, gradients
        self.params, self.grads = {"weight": weight, "bias": bias}, {}

    def forward(self, x):
        w, b = self.params.values()
        self.kept = (np.array(x), self.function(x, w, b))
        return self.kept[1].copy()

    def backward(self, grad_out):
        three = self.gradients(grad_out, self.kept[0], self.params["weight"])
        self.grads["weight"], self.grads["bias"] = three[1:]
        return three[0]


class Attributes:
    """Computes with attributes: they are the arrays of ``params``."""

    def __init__(self, function, gradients, weight, bias):
        self.function, self.gradients, self.w, self.b = function, gradients, weight, bias
        self.params, self.grads = dict(weight=weight, bias=bias), {}

    def forward(self, x):
        self.inputs = x
        return self.function(x, self.w, self.b)

    def backward(self, grad_out):
        result, *grads = self.gradients(grad_out, self.inputs, self.w)
        self.grads = dict(zip(self.params, grads))
        return result


class Single(Tuples):
    def forward(self, x):
        return super().forward(x).astype(np.float32)


class NoReturn(Tuples):
    def backward(self, grad_out):
        super().backward(grad_out)


class Sums(Tuples):
    def backward(self, grad_out):
        x, *grads = self.gradients(grad_out, self.kept[0], self.params["weight"])
        for name, grad in zip(("weight", "bias"), grads):
            self.grads[name] = self.grads.get(name, 0) + grad
        return x


class Once(Tuples):
    def forward(self, x):
        out = self.function(x, *self.params.values())
        if not hasattr(self, "kept"):
            self.kept = (x, out)
        return out


class Swapped(Tuples):
    def backward(self, grad_out):
        x, self.grads["bias"], self.grads["weight"] = self.gradients(grad_out, self.kept[0], self.params["weight"])
        return x


class WeightBack(Tuples):
    def backward(self, grad_out):
        super().backward(grad_out)
        return self.grads["weight"]


class EmptyGrads(Tuples):
    def backward(self, grad_out):
        return self.gradients(grad_out, self.kept[0], self.params["weight"])[0]


class Mean(Tuples):
    def backward(self, grad_out):
        result = super().backward(grad_out)
        self.grads = {name: grad / grad_out.shape[0] for name, grad in self.grads.items()}
        return result


class Output(Tuples):
    def forward(self, x):
        out = self.function(x, *self.params.values())
        self.kept = (out, x)
        return out


class Copied(Attributes):
    def __init__(self, function, gradients, weight, bias):
        super().__init__(function, gradients, weight, bias)
        self.w = np.array(weight)
        self.b = np.array(bias)


class NoKeeping(Attributes):
    def forward(self, x):
        return self.function(x, self.w, self.b)


# ---- a network
class Recursive:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        def through(x, rest):
            return through(rest[0].forward(x), rest[1:]) if rest else x

        return through(x, self.layers)

    def backward(self, grad_out):
        for i in range(len(self.layers) - 1, -1, -1):
            grad_out = self.layers[i].backward(grad_out)
        return grad_out


class Written(Recursive):
    """Keeps all outputs and all gradients."""

    def forward(self, x):
        self.outs = [x]
        for layer in self.layers:
            self.outs.append(layer.forward(self.outs[-1]))
        return self.outs[-1]

    def backward(self, grad_out):
        grads = [grad_out]
        for layer in self.layers[::-1]:
            grads.append(layer.backward(grads[-1]))
        return grads[-1]


class SameOrder(Recursive):
    def backward(self, grad_out):
        for layer in self.layers:
            grad_out = layer.backward(grad_out)
        return grad_out


class ReverseInPlace(Recursive):
    def backward(self, grad_out):
        self.layers.reverse()
        for layer in self.layers:
            grad_out = layer.backward(grad_out)
        return grad_out


class ReturnInLoop(Recursive):
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
            return x


class NewName(Recursive):
    def forward(self, x):
        for layer in self.layers:
            out = layer.forward(x)
        return out


class Unkept(Recursive):
    def backward(self, grad_out):
        for layer in self.layers[::-1]:
            layer.backward(grad_out)
        return grad_out


class Nothing(Recursive):
    def backward(self, grad_out):
        for layer in self.layers[::-1]:
            grad_out = layer.backward(grad_out)


class OneShort(Recursive):
    def backward(self, grad_out):
        for i in range(len(self.layers) - 1, 0, -1):
            grad_out = self.layers[i].backward(grad_out)
        return grad_out


# ---- a step
def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    return loss, p / len(labels)


def step(write=lambda a, g, lr: a.__isub__(lr * g), back=True, scale=1.0, late=False):
    """Build a step that goes over names, with one thing or another changed."""

    def one(network, x, labels, lr=0.2):
        loss, grad = cross_entropy(network.forward(x), labels)
        if back:
            network.backward(grad * scale)
        for layer in network.layers:
            for name in layer.params:
                write(layer.params[name], layer.grads[name], lr)
        return cross_entropy(network.forward(x), labels)[0] if late else loss

    return one


def by_torch_loss(network, x, labels, lr=0.2):
    logits = torch.tensor(np.asarray(network.forward(x)), requires_grad=True)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    network.backward(logits.grad.numpy())
    for layer in network.layers:
        for key, array in layer.params.items():
            array[:] = array - lr * layer.grads[key]
    return loss.item()


def into_the_dictionary(network, x, labels, lr=0.2):
    loss, grad = cross_entropy(network.forward(x), labels)
    network.backward(grad)
    for layer in network.layers:
        layer.params = {name: array - lr * layer.grads[name] for name, array in layer.params.items()}
    return loss


def of_the_loss(network, x, labels, lr=0.2):
    loss, grad = cross_entropy(network.forward(x), labels)
    network.backward(loss)
    return loss


def weights_only(network, x, labels, lr=0.2):
    loss, grad = cross_entropy(network.forward(x), labels)
    network.backward(grad)
    for layer in network.layers:
        if "weight" in layer.params:
            layer.params["weight"] -= lr * layer.grads["weight"]
    return loss


# ---- the loop
def loop(rows_of=lambda order, s, size: order[s : s + size], count=lambda n, size: -(-n // size), before=False):
    """Build a loop that counts batches."""

    def train(network, step, x, labels, epochs, batch_size, seed):
        rng, found = np.random.default_rng(seed), []
        first = [float((network.forward(x).argmax(1) == labels).mean())] if before else []
        for _ in range(epochs):
            order = rng.permutation(len(x))
            for k in range(count(len(x), batch_size)):
                rows = rows_of(order, k * batch_size, batch_size)
                step(network, x[rows], labels[rows])
            right = network.forward(x).argmax(axis=1) == labels
            found.append(np.mean(right))
        return first + found

    return train


def with_split(network, step, x, labels, epochs, batch_size, seed):
    rng, curve = np.random.default_rng(seed), np.zeros(epochs)
    for e in range(epochs):
        for rows in np.split(rng.permutation(len(x)), range(batch_size, len(x), batch_size)):
            step(network, x[rows], labels[rows])
        curve[e] = np.mean([network.forward(one[None])[0].argmax() == label for one, label in zip(x, labels)])
    return curve


def shuffled_copies(network, step, x, labels, epochs, batch_size, seed):
    rng, curve = np.random.default_rng(seed), []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        some_x, some_labels = x[order], labels[order]
        for s in range(0, len(x), batch_size):
            step(network, some_x[s : s + batch_size], some_labels[s : s + batch_size])
        curve.append(losses.softmax(network.forward(x)).argmax(axis=1) == labels)
    return [c.mean() for c in curve]


def pictures_shuffled_only(network, step, x, labels, epochs, batch_size, seed):
    rng, curve = np.random.default_rng(seed), []
    for _ in range(epochs):
        some_x = x[rng.permutation(len(x))]
        for s in range(0, len(x), batch_size):
            step(network, some_x[s : s + batch_size], labels[s : s + batch_size])
        curve.append(np.mean(network.forward(x).argmax(axis=1) == labels))
    return curve


def in_order(network, step, x, labels, epochs, batch_size, seed):
    return loop(rows_of=lambda order, s, size: np.arange(len(order))[s : s + size])(
        network, step, x, labels, epochs, batch_size, seed
    )


RIGHT = [
    ("07-layer", "keeps a tuple", Tuples),
    ("07-layer", "computes with attributes", Attributes),
    ("07-layer", "gives out float32", Single),
    ("07-network", "recursive, and by index", Recursive),
    ("07-network", "keeps all of them", Written),
    ("07-training-step", "own cross-entropy", step()),
    ("07-training-step", "torch's cross-entropy", by_torch_loss),
    ("07-training-step", "np.subtract", step(lambda a, g, lr: np.subtract(a, lr * g, out=a))),
    ("07-training-loop", "counts the batches", loop()),
    ("07-training-loop", "np.split, one picture at a time", with_split),
    ("07-training-loop", "shuffled copies", shuffled_copies),
]

WRONG = [
    ("07-layer", "no return", NoReturn, None),
    ("07-layer", "adds up", Sums, "gradients of several batches added up"),
    ("07-layer", "the first batch", Once, "the first batch kept for ever"),
    ("07-layer", "names swapped", Swapped, "gradient of the bias under the name of the weight"),
    ("07-layer", "returns the weight's", WeightBack, "the gradient of the weights handed on"),
    ("07-layer", "never fills", EmptyGrads, "`grads` stay empty"),
    ("07-layer", "mean", Mean, "divided by the batch once more"),
    ("07-layer", "keeps its output", Output, "what came out is kept, not what went in"),
    ("07-layer", "copies", Copied, "computes with a copy"),
    ("07-layer", "keeps nothing", NoKeeping, None),
    ("07-network", "same order", SameOrder, "the first layer first, on the way back"),
    ("07-network", "list.reverse", ReverseInPlace, "the list turned round for good"),
    ("07-network", "return in the loop", ReturnInLoop, "one layer only"),
    ("07-network", "out = forward(x)", NewName, "every layer gets the network's input"),
    ("07-network", "result not kept", Unkept, "the gradient handed back unchanged"),
    ("07-network", "no return", Nothing, "nothing handed back"),
    ("07-network", "stops at 1", OneShort, "one layer left out"),
    ("07-training-step", "array = ", step(lambda a, g, lr: a - lr * g), "a new array under the old name"),
    ("07-training-step", "new dictionary", into_the_dictionary, "a new array under the old name"),
    ("07-training-step", "no way back", step(back=False), "the gradient of another batch"),
    ("07-training-step", "/ N", step(lambda a, g, lr: a.__isub__(lr * g), scale=0.1), None),
    ("07-training-step", "plus", step(lambda a, g, lr: a.__iadd__(lr * g)), "uphill"),
    ("07-training-step", "no rate", step(lambda a, g, lr: a.__isub__(g)), "learning rate forgotten"),
    ("07-training-step", "loss afterwards", step(late=True), "the loss after the step"),
    ("07-training-step", "back from the loss", of_the_loss, None),
    ("07-training-step", "weights only", weights_only, "biases left as they are"),
    ("07-training-loop", "pictures shuffled, labels not", pictures_shuffled_only, "labels of other pictures"),
    ("07-training-loop", "whole batches", loop(count=lambda n, size: n // size), "the last batch dropped"),
    ("07-training-loop", "in order", in_order, "not shuffled"),
    ("07-training-loop", "one batch", loop(count=lambda n, size: 1), "one batch in an epoch"),
    ("07-training-loop", "everything", loop(rows_of=lambda order, s, size: order), "the whole set at each step"),
    ("07-training-loop", "before too", loop(before=True), "an entry before the first epoch"),
]
