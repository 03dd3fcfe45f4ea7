"""One training step of the 2-2-2 network, taken apart into single operations, for walking through.

The values come from `backprop.WorkedExample` itself; this module only orders them and writes each formula twice, once
with symbols and once with the numbers in their places.
"""

import copy
from typing import NamedTuple

from course_utils import validation
from course_utils.backprop import BIASES, ORDERS, WIRING, WorkedExample

UNIT_BIAS = {"h1": "b1", "h2": "b1", "o1": "b2", "o2": "b2"}


class TraceStep(NamedTuple):
    """One elementary operation.

    `name` is the result's name, an attribute of WorkedExample (a product is "w1·i1", an updated weight "new_w1");
    `symbol` is the result as mathematics (a product's is its own formula); `formula` and `numbers` are the right-hand
    side with symbols and with numbers; `value` is the result; `phase` is "forward", "backward" or "update"; `nodes`
    and `edges` (pairs of nodes, in the direction of the forward pass) are what it touches, out of i1, i2, b1, b2, h1,
    h2, o1, o2 and E.
    """

    name: str
    symbol: str
    formula: str
    numbers: str
    value: float
    phase: str
    nodes: tuple
    edges: tuple


def number_text(value):
    """Write a number for a formula: as given up to four decimals, else nine; in parentheses when below 0.

    >>> number_text(0.15), number_text(-0.0380982366)
    ('0.15', '(−0.038098237)')
    """
    value = validation.number("value", value)
    short = abs(value - round(value, 4)) < 1e-12  # 0.2 · 0.1 is 0.020000000000000004
    if value == 0 or (short and 1e-4 <= abs(value) < 1e6):
        text = f"{abs(value):.4f}".rstrip("0")
        text = text + "0" if text.endswith(".") else text
    elif 1e-6 <= abs(value) < 1e6:
        text = f"{abs(value):.9f}"
    else:
        text = f"{abs(value):.6e}"
    return f"(−{text})" if value < 0 else text


def symbol(name, shared=True):
    """Write an attribute's name as mathematics; `shared` says whether the units of a layer share their bias.

    >>> symbol("delta_h1"), symbol("grad_w5"), symbol("dE_dout_h1_from_o2")
    ('δ_h1', '∂E/∂w5', '∂E/∂out_h1 through o2')
    """
    name = validation.text("name", name)
    if name.startswith("new_"):
        return "new " + symbol(name[4:], shared)
    if name.startswith("b_") and shared:
        return UNIT_BIAS[validation.choice("name", name, [f"b_{unit}" for unit in UNIT_BIAS])[2:]]
    for start, sign in (("delta_", "δ_"), ("grad_", "∂E/∂"), ("error_", "E_"), ("dE_dout_", "∂E/∂out_")):
        if name.startswith(start):
            rest = name[len(start) :]
            if start == "grad_":
                rest = symbol(rest, shared)
            return "E" if name == "error_total" else (sign + rest).replace("_from_", " through ")
    if name.startswith("slope_"):
        return f"σ′(net_{name[6:]})"
    return {"lr": "η"}.get(name, name)


def trace(net, lr=0.5, order="simultaneous", biases="frozen"):
    """Return one step of training `net`, a `backprop.WorkedExample`, as a list of `TraceStep`; net does not change.

    The order is that of the calculation: forward, backward, update. With ``order="sequential"`` the update of w5 … w8
    comes before the hidden units' turn, whose formulas then read "new w5".

    Raises what ``net.train(1, lr, order, biases)`` raises.

    >>> from course_utils.backprop import WorkedExample
    >>> step = trace(WorkedExample())[2]
    >>> f"{step.symbol} = {step.formula} = {step.numbers} = {step.value:.4f}"
    'net_h1 = w1·i1 + w2·i2 + b1 = 0.0075 + 0.02 + 0.35 = 0.3775'
    """
    if not isinstance(net, WorkedExample):
        raise validation.type_error("net", validation.describe(net), "a WorkedExample")
    lr = validation.positive("lr", lr)
    order = validation.choice("order", order, ORDERS)
    biases = validation.choice("biases", biases, BIASES)
    writer = _Writer(net, lr, order, biases)
    for unit in ("h1", "h2", "o1", "o2"):
        writer.unit_forward(unit)
    writer.error()
    writer.outputs_backward()
    if order == "sequential":
        writer.updates(("w5", "w6", "w7", "w8"))
        writer.hidden_backward(prefix="new_")
        writer.updates(("w1", "w2", "w3", "w4"))
    else:
        writer.hidden_backward(prefix="")
        writer.updates(WIRING)
    writer.bias_updates()
    return writer.steps


class _Writer:
    """Writes the steps down; every template names values, which are then put in as symbols and as numbers."""

    def __init__(self, net, lr, order, biases):
        after = copy.copy(net)
        after.train(1, lr, order, biases)  # raises if the rate is too large
        after = copy.copy(net)
        after._update(lr, order, biases)  # new weights, but the forward pass and gradients that led to them
        given = [*WIRING, "b_h1", "b_h2", "b_o1", "b_o2"]
        self.values = {**vars(after), **{name: vars(net)[name] for name in given}, "lr": lr}
        self.values |= {"new_" + name: vars(after)[name] for name in given}
        self.biases = biases
        self.shared = biases != "separate" and net.b_h1 == net.b_h2 and net.b_o1 == net.b_o2
        self.symbols = {name: symbol(name, self.shared) for name in self.values}
        self.steps = []

    def say(self, phase, name, template, edges, nodes=()):
        touched = dict.fromkeys([node for edge in edges for node in edge] + list(nodes))
        numbers = {key: number_text(value) for key, value in self.values.items()}
        formula, with_numbers = template.format_map(self.symbols), template.format_map(numbers)
        step = TraceStep(
            name, self.symbols[name], formula, with_numbers, self.values[name], phase, tuple(touched), edges
        )
        self.steps.append(step)

    def product(self, phase, weight, source, edge):
        name = f"{weight}·{source}"
        self.values[name] = self.values[weight] * self.values[source]
        self.symbols[name] = name
        self.say(phase, name, f"{{{weight}}}·{{{source}}}", (edge,))
        return name

    def unit_forward(self, unit):
        arriving = [(weight, start) for weight, (start, end) in WIRING.items() if end == unit]
        names = []
        for weight, start in arriving:
            source = start if start.startswith("i") else "out_" + start
            names.append(self.product("forward", weight, source, (start, unit)))
        edges = (*((start, unit) for _, start in arriving), (UNIT_BIAS[unit], unit))
        self.say("forward", f"net_{unit}", f"{{{names[0]}}} + {{{names[1]}}} + {{b_{unit}}}", edges)
        self.say("forward", f"out_{unit}", f"σ({{net_{unit}}})", (), (unit,))

    def error(self):
        for k in "12":
            self.say("forward", f"error_o{k}", f"½({{t{k}}} − {{out_o{k}}})²", ((f"o{k}", "E"),))
        self.say("forward", "error_total", "{error_o1} + {error_o2}", (("o1", "E"), ("o2", "E")))

    def outputs_backward(self):
        for unit in ("o1", "o2"):
            self.say("backward", f"dE_dout_{unit}", f"{{out_{unit}}} − {{t{unit[1]}}}", ((unit, "E"),))
            self.slope_and_delta(unit)
        self.weight_gradients(("o1", "o2"))
        if self.biases != "separate":
            self.say("backward", "grad_b2", "{delta_o1} + {delta_o2}", (("b2", "o1"), ("b2", "o2")))

    def hidden_backward(self, prefix):
        for unit in ("h1", "h2"):
            leaving = [(weight, end) for weight, (start, end) in WIRING.items() if start == unit]
            paths = []
            for weight, end in leaving:
                paths.append(f"dE_dout_{unit}_from_{end}")
                self.say("backward", paths[-1], f"{{delta_{end}}}·{{{prefix}{weight}}}", ((unit, end),))
            edges = tuple((unit, end) for _, end in leaving)
            self.say("backward", f"dE_dout_{unit}", f"{{{paths[0]}}} + {{{paths[1]}}}", edges)
            self.slope_and_delta(unit)
        self.weight_gradients(("h1", "h2"))
        if self.biases != "separate":
            self.say("backward", "grad_b1", "{delta_h1} + {delta_h2}", (("b1", "h1"), ("b1", "h2")))

    def slope_and_delta(self, unit):
        self.say("backward", f"slope_{unit}", f"{{out_{unit}}}·(1 − {{out_{unit}}})", (), (unit,))
        self.say("backward", f"delta_{unit}", f"{{dE_dout_{unit}}}·{{slope_{unit}}}", (), (unit,))

    def weight_gradients(self, units):
        for weight, (start, end) in WIRING.items():
            if end in units:
                source = start if start.startswith("i") else "out_" + start
                self.say("backward", f"grad_{weight}", f"{{delta_{end}}}·{{{source}}}", ((start, end),))

    def updates(self, weights):
        for weight in weights:
            self.say("update", f"new_{weight}", f"{{{weight}}} − {{lr}}·{{grad_{weight}}}", (WIRING[weight],))

    def bias_updates(self):
        if self.biases == "frozen":
            return
        for units in (("h1", "h2"), ("o1", "o2")):
            bias = UNIT_BIAS[units[0]]
            for unit in units[:1] if self.shared else units:
                gradient = f"grad_{bias}" if self.biases == "shared" else f"delta_{unit}"
                edges = tuple((bias, each) for each in (units if self.shared else (unit,)))
                self.say("update", f"new_b_{unit}", f"{{b_{unit}}} − {{lr}}·{{{gradient}}}", edges)
