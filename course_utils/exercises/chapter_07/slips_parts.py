"""The ways in which a layer around two functions, and a network of layers, go wrong, and what leads out."""

from __future__ import annotations

from course_utils.exercises.chapter_07.answers_own_network import Layer, Network
from course_utils.exercises.engine import Misconception


# ---- the layer -----------------------------------------------------------------------------------------------------
def forward_by(change):
    """Build a Layer whose output is ``change(layer, x)``; it keeps x."""

    class Wrong(Layer):
        def forward(self, x):
            out = super().forward(x)
            return change(self, x) if change else out

    return Wrong


def backward_by(change):
    """Build a Layer in which ``change(layer, grad_x, grad_weight, grad_bias, grad_out)`` ends the way back."""

    class Wrong(Layer):
        def backward(self, grad_out):
            return change(self, *self.gradients(grad_out, self.x, self.params["weight"]), grad_out)

    return Wrong


def filled(layer, grad_weight, grad_bias, result):
    """Fill a layer's grads and return ``result``."""
    layer.grads = {"weight": grad_weight, "bias": grad_bias}
    return result


class FirstBatchKept(Layer):
    def forward(self, x):
        kept = getattr(self, "x", x)
        out = super().forward(x)
        self.x = kept
        return out


class AddsUp(Layer):
    def backward(self, grad_out):
        before = self.grads
        grad_x = super().backward(grad_out)
        self.grads = {name: grad + before.get(name, 0) for name, grad in self.grads.items()}
        return grad_x


class FilledOnce(Layer):
    def backward(self, grad_out):
        before = self.grads
        grad_x = super().backward(grad_out)
        self.grads = before or self.grads
        return grad_x


class OwnCopies(Layer):
    def __init__(self, function, gradients, weight, bias):
        super().__init__(function, gradients, weight, bias)
        self.weight, self.bias = weight.copy(), bias.copy()

    def forward(self, x):
        self.x = x
        return self.function(x, self.weight, self.bias)


class KeepsOutput(Layer):
    def forward(self, x):
        self.x = super().forward(x)
        return self.x


class MovesItself(Layer):
    def backward(self, grad_out):
        grad_x = super().backward(grad_out)
        for name, array in self.params.items():
            array -= 0.1 * self.grads[name]
        return grad_x


def gradient_first(layer, x):
    """Return the output without the bias."""
    return layer.function(x, layer.params["weight"], 0 * layer.params["bias"])


LAYER = (
    Misconception(
        "the first batch kept for ever",
        FirstBatchKept,
        "Two batches went forward. With which of them does your way back compute?",
    ),
    Misconception(
        "what came out is kept, not what went in",
        KeepsOutput,
        "`gradients(grad_out, x, weight)`: which `x` does the gradient of the weights need, what went into the layer "
        "or what came out of it?",
        holds=lambda returned, *_: isinstance(returned, ValueError) and "matmul" in str(returned),
    ),
    Misconception(
        "gradients of several batches added up",
        AddsUp,
        "One batch has been back before this one. What of it is still in your `grads`?",
    ),
    Misconception(
        "gradient of the batch before",
        FilledOnce,
        "Your `grads` are filled by the first way back. What happens to them at the second?",
    ),
    Misconception(
        "computes with a copy",
        OwnCopies,
        "Somebody changed the numbers in `params`, and your layer gave out the same as before. Which array does it "
        "compute with?",
    ),
    Misconception(
        "bias forgotten on the way forward",
        forward_by(gradient_first),
        "`function` takes three arguments. What becomes of the third?",
    ),
    Misconception(
        "the gradient of the weights handed on",
        backward_by(lambda self, x, w, b, out: filled(self, w, b, w)),
        "The layer before this one waits for the gradient of what it gave out. Which of the three is that?",
    ),
    Misconception(
        "all three gradients handed on",
        backward_by(lambda self, x, w, b, out: filled(self, w, b, (x, w, b))),
        "The layer before this one can use one of the three. Where do the other two belong?",
        holds=lambda returned, *_: isinstance(returned, tuple) and isinstance(returned[1], tuple | list),
    ),
    Misconception(
        "what came is handed on",
        backward_by(lambda self, x, w, b, out: filled(self, w, b, out)),
        "You hand on what you were given. Is the gradient of x the same as the gradient of the output?",
    ),
    Misconception(
        "`grads` stay empty",
        backward_by(lambda self, x, w, b, out: x),
        "An optimizer looks into `grads`. Who puts the two gradients there?",
        also=(backward_by(lambda self, x, w, b, out: setattr(self, "grad", (w, b)) or x),),
    ),
    Misconception(
        "gradient of the bias under the name of the weight",
        backward_by(lambda self, x, w, b, out: filled(self, b, w, x)),
        "`gradients` returns three things in an order. Which is the second?",
    ),
    Misconception(
        "divided by the batch once more",
        backward_by(lambda self, x, w, b, out: filled(self, w / len(out), b / len(out), x)),
        "The loss has divided by the number of examples already. Is there a reason to do it again?",
        also=(backward_by(lambda self, x, w, b, out: filled(self, w / len(out), b / len(out), x / len(out))),),
    ),
    Misconception(
        "changes its own weights",
        MovesItself,
        "After your way back the weights are other ones. Whose task is it to change them?",
    ),
)


# ---- the network ---------------------------------------------------------------------------------------------------
def network(forward=None, backward=None):
    """Build a Network with another ``forward(layers, x)`` or ``backward(layers, grad_out)``."""

    class Wrong(Network):
        def forward(self, x):
            return forward(self.layers, x) if forward else super().forward(x)

        def backward(self, grad_out):
            return backward(self.layers, grad_out) if backward else super().backward(grad_out)

    return Wrong


def there(layers, x):
    """Run ``forward`` through layers in the order given."""
    for layer in layers:
        x = layer.forward(x)
    return x


def back(layers, grad_out):
    """Run ``backward`` through layers in the order given."""
    for layer in layers:
        grad_out = layer.backward(grad_out)
    return grad_out


def turned_for_good(layers, grad_out):
    """Turn the list itself round, then go through it."""
    layers.reverse()
    return back(layers, grad_out)


def each_alone(layers, grad_out):
    """Hand the network's own gradient to every layer; return what the first gives."""
    return [layer.backward(grad_out) for layer in reversed(layers)][-1]


NETWORK = (
    Misconception(
        "the first layer first, on the way back",
        network(backward=back),
        "The gradient arrives at the end of the network. Which layer can use it at once?",
    ),
    Misconception(
        "the list turned round for good",
        network(backward=turned_for_good),
        "The first batch came out right. In which order do the layers stand when the second one comes?",
    ),
    Misconception(
        "the last layer first, on the way forward",
        network(forward=lambda layers, x: there(layers[::-1], x)),
        "Pictures come in at the beginning. Which layer is to see them first?",
    ),
    Misconception(
        "every layer gets the network's input",
        network(forward=lambda layers, x: [layer.forward(x) for layer in layers][-1]),
        "What does your second layer get: what the first one gave out, or the picture itself?",
    ),
    Misconception(
        "every layer gets the gradient of the loss",
        network(backward=each_alone),
        "What does a layer hand back, and who needs it?",
    ),
    Misconception(
        "one layer only",
        network(backward=lambda layers, grad_out: layers[-1].backward(grad_out)),
        "Does your loop come to its second round, or is there a `return` in the first?",
        also=(network(forward=lambda layers, x: layers[0].forward(x)),),
    ),
    Misconception(
        "one layer left out",
        network(backward=lambda layers, grad_out: back(layers[:0:-1], grad_out)),
        "With which index does your way back end? And which layer has it?",
        also=(
            network(backward=lambda layers, grad_out: back(layers[-2::-1], grad_out)),
            network(forward=lambda layers, x: there(layers[:-1], x)),
            network(forward=lambda layers, x: there(layers[1:], x)),
        ),
    ),
    Misconception(
        "the gradient handed back unchanged",
        network(backward=lambda layers, grad_out: back(layers[::-1], grad_out) * 0 + grad_out),
        "Each layer returns something on the way back. Does your loop keep it?",
        also=(network(backward=lambda layers, grad_out: (each_alone(layers, grad_out), grad_out)[1]),),
    ),
    Misconception(
        "nothing handed back",
        network(backward=lambda layers, grad_out: back(layers[::-1], grad_out) is None or None),
        "The layers are through. What does whoever called `backward` get?",
        holds=lambda returned, *_: isinstance(returned, tuple) and returned[1] is None and returned[0] is not None,
    ),
)
