"""The worked example as a program of small operations, each with its right rule and the wrong ones that people use.

The right rules repeat ``backprop.WorkedExample`` one multiplication at a time (the tests compare every value, to the
last digit); the wrong ones carry the names of the mistakes that ``mistakes`` recognises.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from course_utils.backprop import sigmoid

TRANSPOSED = dict(w1="w1", w2="w3", w3="w2", w4="w4", w5="w5", w6="w7", w7="w6", w8="w8")
SIBLING = dict(w1="w2", w2="w1", w3="w4", w4="w3", w5="w6", w6="w5", w7="w8", w8="w7")  # into the same unit
COUSIN = dict(w1="w3", w2="w4", w3="w1", w4="w2", w5="w7", w6="w8", w7="w5", w8="w6")  # out of the same unit
# unit -> (what comes in, over which weight), twice, and the bias
WIRING = {
    "h1": (("i1", "w1"), ("i2", "w2"), "b1"),
    "h2": (("i1", "w3"), ("i2", "w4"), "b1"),
    "o1": (("h1", "w5"), ("h2", "w6"), "b2"),
    "o2": (("h1", "w7"), ("h2", "w8"), "b2"),
}


@dataclass(frozen=True)
class Operation:
    """One small step: ``name`` of the result, ``kind`` of rule, ``inputs``, ``others`` that are mistaken for them."""

    name: str
    kind: str
    inputs: tuple
    others: tuple = ()


def slope(y):
    """Return the sigmoid's slope where its value is ``y``."""
    return y * (1.0 - y)


def error_after(i1, i2, t1, t2, b1, b2, *weights):
    """Return the total error of a second forward pass, with the new weights w1 … w8."""
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    h1, h2 = sigmoid(w1 * i1 + w2 * i2 + b1), sigmoid(w3 * i1 + w4 * i2 + b1)
    o1, o2 = sigmoid(w5 * h1 + w6 * h2 + b2), sigmoid(w7 * h1 + w8 * h2 + b2)
    return 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2


# kind -> {"": right rule, name of a mistake: wrong rules}. Arguments: the operation's inputs, then its others.
RULES = {
    "product": {
        "": lambda w, x, turned, sibling, net: w * x,
        "net instead of out": (lambda w, x, turned, sibling, net: w * net,),
        "the wrong weight": (
            lambda w, x, turned, sibling, net: turned * x,
            lambda w, x, turned, sibling, net: sibling * x,
        ),
        "added instead of multiplied": (lambda w, x, turned, sibling, net: w + x,),
    },
    "net": {
        "": lambda a, b, bias: a + b + bias,
        "forgot the bias": (lambda a, b, bias: a + b,),
        "missed one of two paths": (lambda a, b, bias: a + bias, lambda a, b, bias: b + bias),
    },
    "out": {
        "": sigmoid,
        "net instead of out": (lambda net: net,),
        "wrong sign": (lambda net: sigmoid(-net),),
        "slope instead of value": (lambda net: slope(sigmoid(net)),),
    },
    "error": {
        "": lambda out, target, net: 0.5 * (target - out) ** 2,
        "one half forgotten": (lambda out, target, net: (target - out) ** 2,),
        "forgot the square": (
            lambda out, target, net: 0.5 * (target - out),
            lambda out, target, net: target - out,
            lambda out, target, net: 0.5 * (out - target),
            lambda out, target, net: out - target,
        ),
        "net instead of out": (lambda out, target, net: 0.5 * (target - net) ** 2,),
    },
    "total": {
        "": lambda a, b: a + b,
        "averaged instead of added": (lambda a, b: 0.5 * (a + b),),
        "missed one of two paths": (lambda a, b: a, lambda a, b: b),
    },
    "difference": {
        "": lambda out, target, net: out - target,
        "wrong sign": (lambda out, target, net: target - out,),
        "net instead of out": (lambda out, target, net: net - target,),
        "one half forgotten": (lambda out, target, net: 2.0 * (out - target),),
    },
    "slope": {
        "": lambda out, net: slope(out),
        "forgot the derivative": (lambda out, net: 1.0,),
        "half of the derivative": (lambda out, net: out, lambda out, net: 1.0 - out),
        "sigmoid applied twice": (lambda out, net: slope(sigmoid(out)),),
        "net instead of out": (lambda out, net: slope(net),),
    },
    "delta": {
        "": lambda arriving, steepness: arriving * steepness,
        "wrong sign": (lambda arriving, steepness: -arriving * steepness,),
        "forgot the derivative": (lambda arriving, steepness: arriving,),
        "only the derivative": (lambda arriving, steepness: steepness,),
        "added instead of multiplied": (lambda arriving, steepness: arriving + steepness,),
    },
    "gradient": {
        "": lambda delta, x, w, neighbour, net: delta * x,
        "wrong sign": (lambda delta, x, w, neighbour, net: -delta * x,),
        "net instead of out": (lambda delta, x, w, neighbour, net: delta * net,),
        "weight instead of input": (lambda delta, x, w, neighbour, net: delta * w,),
        "the wrong input": (lambda delta, x, w, neighbour, net: delta * neighbour,),
    },
    "bias gradient": {
        "": lambda a, b, bias: a + b,
        "wrong sign": (lambda a, b, bias: -(a + b),),
        "missed one of two paths": (lambda a, b, bias: a, lambda a, b, bias: b),
        "averaged instead of added": (lambda a, b, bias: 0.5 * (a + b),),
        "multiplied by the bias": (lambda a, b, bias: bias * (a + b),),
    },
    "path": {
        "": lambda delta, w, gradient, turned, cousin, lr: delta * w,
        "used updated weights": (lambda delta, w, gradient, turned, cousin, lr: delta * (w - lr * gradient),),
        "wrong sign": (lambda delta, w, gradient, turned, cousin, lr: -delta * w,),
        "the wrong weight": (
            lambda delta, w, gradient, turned, cousin, lr: delta * turned,
            lambda delta, w, gradient, turned, cousin, lr: delta * cousin,
        ),
        "added instead of multiplied": (lambda delta, w, gradient, turned, cousin, lr: delta + w,),
    },
    "path, sequential": {  # in this order the updated weight is what the program uses
        "": lambda delta, new, w: delta * new,
        "used the old weights": (lambda delta, new, w: delta * w,),
        "wrong sign": (lambda delta, new, w: -delta * new,),
        "added instead of multiplied": (lambda delta, new, w: delta + new,),
    },
    "paths": {
        "": lambda a, b: a + b,
        "missed one of two paths": (lambda a, b: a, lambda a, b: b),
        "lost a minus sign": (lambda a, b: abs(a) + abs(b),),
        "averaged instead of added": (lambda a, b: 0.5 * (a + b),),
    },
    "update": {
        "": lambda w, gradient, lr: w - lr * gradient,
        "wrong sign": (lambda w, gradient, lr: w + lr * gradient,),
        "forgot the learning rate": (lambda w, gradient, lr: w - gradient,),
        "only the change": (lambda w, gradient, lr: lr * gradient, lambda w, gradient, lr: -lr * gradient),
    },
    "error after": {"": error_after},
}


def forward_operations():
    """Return the operations from the inputs to the total error."""
    steps = []
    for unit, (first, second, bias) in WIRING.items():
        for source, w in (first, second):
            x, net = (source, source) if source[0] == "i" else (f"out_{source}", f"net_{source}")
            steps.append(Operation(f"{w}·{x}", "product", (w, x), (TRANSPOSED[w], SIBLING[w], net)))
        steps.append(Operation(f"net_{unit}", "net", (steps[-2].name, steps[-1].name, bias)))
        steps.append(Operation(f"out_{unit}", "out", (f"net_{unit}",)))
    for k in "12":
        steps.append(Operation(f"error_o{k}", "error", (f"out_o{k}", f"t{k}"), (f"net_o{k}",)))
    return [*steps, Operation("error_total", "total", ("error_o1", "error_o2"))]


def output_operations():
    """Return the operations from the total error back to the gradients of w5 … w8 and b2."""
    steps = []
    for k in "12":
        steps.append(Operation(f"dE_dout_o{k}", "difference", (f"out_o{k}", f"t{k}"), (f"net_o{k}",)))
        steps.append(Operation(f"slope_o{k}", "slope", (f"out_o{k}",), (f"net_o{k}",)))
        steps.append(Operation(f"delta_o{k}", "delta", (f"dE_dout_o{k}", f"slope_o{k}")))
    steps += [gradient_operation(unit, source, w) for unit in ("o1", "o2") for source, w in WIRING[unit][:2]]
    return [*steps, Operation("grad_b2", "bias gradient", ("delta_o1", "delta_o2"), ("b2",))]


def gradient_operation(unit, source, w):
    """Return the operation dE/dw = delta of the edge's head times the value at its tail."""
    neighbour = source[0] + ("2" if source[1] == "1" else "1")
    if source[0] == "i":
        return Operation(f"grad_{w}", "gradient", (f"delta_{unit}", source), (w, neighbour, source))
    return Operation(
        f"grad_{w}", "gradient", (f"delta_{unit}", f"out_{source}"), (w, f"out_{neighbour}", f"net_{source}")
    )


def hidden_operations(order):
    """Return the operations from the output deltas back to the gradients of w1 … w4 and b1."""
    steps = []
    for unit, paths in (("h1", ("w5", "w7")), ("h2", ("w6", "w8"))):
        for k, w in zip("12", paths, strict=True):
            others = (f"grad_{w}", TRANSPOSED[w], COUSIN[w], "lr")
            name = f"dE_dout_{unit}_from_o{k}"
            operation = Operation(name, "path", (f"delta_o{k}", w), others)
            if order == "sequential":
                operation = Operation(name, "path, sequential", (f"delta_o{k}", f"new_{w}"), (w,))
            steps.append(operation)
        steps.append(Operation(f"dE_dout_{unit}", "paths", (steps[-2].name, steps[-1].name)))
        steps.append(Operation(f"slope_{unit}", "slope", (f"out_{unit}",), (f"net_{unit}",)))
        steps.append(Operation(f"delta_{unit}", "delta", (f"dE_dout_{unit}", f"slope_{unit}")))
    steps += [gradient_operation(unit, source, w) for unit in ("h1", "h2") for source, w in WIRING[unit][:2]]
    return [*steps, Operation("grad_b1", "bias gradient", ("delta_h1", "delta_h2"), ("b1",))]


@cache
def program(order="simultaneous"):
    """Return the operations of one training step with frozen biases, in the order in which ``order`` performs them.

    They are those of ``WorkedExample.trace``, name for name, and one more: the error after the step.
    """
    update = {w: Operation(f"new_{w}", "update", (w, f"grad_{w}", "lr")) for w in TRANSPOSED}
    hidden, outer = [update[f"w{k}"] for k in range(1, 5)], [update[f"w{k}"] for k in range(5, 9)]
    given = ("i1", "i2", "t1", "t2", "b1", "b2")
    last = Operation("error_after", "error after", (*given, *(f"new_{w}" for w in TRANSPOSED)))
    first = forward_operations() + output_operations()
    if order == "sequential":
        return (*first, *outer, *hidden_operations(order), *hidden, last)
    return (*first, *hidden_operations(order), *hidden, *outer, last)
