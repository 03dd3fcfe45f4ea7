"""Every number that the backprop microscope says and writes, beside a program of our own, held to torch's gradients."""

import itertools
import math
import re

import numpy as np
import pytest
import torch
from said import compared

ORDERS = ("simultaneous", "sequential")
GIVEN = dict(zip(("i1", "i2", "t1", "t2", "b1", "b2", "η", *(f"w{k}" for k in range(1, 9))),
                 (0.05, 0.1, 0.01, 0.99, 0.35, 0.6, 0.5, 0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55)))  # fmt: skip
UNITS = {"h1": ("w1", "i1", "w2", "i2", "b1"), "h2": ("w3", "i1", "w4", "i2", "b1"),
         "o1": ("w5", "out_h1", "w6", "out_h2", "b2"), "o2": ("w7", "out_h1", "w8", "out_h2", "b2")}  # fmt: skip
NAME = r"\[(.*?)\]"
PYTHON = {"·": "*", "−": "-", "½": "0.5*", "²": "**2", "σ(": "sigmoid("}


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def forward():
    """Return {quantity: formula}, the names of other quantities in brackets, from the inputs to the error."""
    found = {}
    for u, (v, x, w, y, bias) in UNITS.items():
        found |= {f"{v}·{x}": f"[{v}]·[{x}]", f"{w}·{y}": f"[{w}]·[{y}]"}
        found |= {f"net_{u}": f"[{v}·{x}] + [{w}·{y}] + [{bias}]", f"out_{u}": f"σ([net_{u}])"}
    return found | {f"E_o{k}": f"½([t{k}] − [out_o{k}])²" for k in "12"} | {"E": "[E_o1] + [E_o2]"}


def backward(layer, weights, bias):
    """Return the formulas of a layer's way back; ``weights``: those that lead on from the layer, before their names."""
    found = {}
    for k in "12":
        u = f"{layer}{k}"
        if layer == "o":
            found[f"∂E/∂out_{u}"] = f"[out_{u}] − [t{k}]"
        else:
            ways = [f"∂E/∂out_{u} through o{n}" for n in "12"]
            found |= {way: f"[δ_o{way[-1]}]·[{weights}w{int(k) + 2 * int(way[-1]) + 2}]" for way in ways}
            found[f"∂E/∂out_{u}"] = f"[{ways[0]}] + [{ways[1]}]"
        found[f"σ′(net_{u})"] = f"[out_{u}]·(1 − [out_{u}])"
        found[f"δ_{u}"] = f"[∂E/∂out_{u}]·[σ′(net_{u})]"
    for u in (f"{layer}1", f"{layer}2"):
        v, x, w, y, _ = UNITS[u]
        found |= {f"∂E/∂{v}": f"[δ_{u}]·[{x}]", f"∂E/∂{w}": f"[δ_{u}]·[{y}]"}
    return found | {f"∂E/∂{bias}": f"[δ_{layer}1] + [δ_{layer}2]"}


def program(order):
    """Return {quantity: formula} of all 54 steps, in their order."""
    late = order == "sequential"
    lower, upper = ({f"new w{k}": f"[w{k}] − [η]·[∂E/∂w{k}]" for k in some} for some in ((1, 2, 3, 4), (5, 6, 7, 8)))
    hidden = backward("h", "new " if late else "", "b1")
    rest = upper | hidden | lower if late else hidden | lower | upper
    again = " + ".join(f"½([t{k}] − [new out_o{k}])²" for k in "12")
    return forward() | backward("o", "", "b2") | rest | {"new E": again}


def run(steps, given=GIVEN):
    """Return {quantity: value} of a program."""
    values = dict(given)
    for name, formula in steps.items():
        if name == "new E":
            second = run(forward(), given | {f"w{k}": values[f"new w{k}"] for k in range(1, 9)})
            values |= {f"new {out}": second[out] for out in ("out_o1", "out_o2")}
        code = "".join(repr(values[piece]) if k % 2 else piece for k, piece in enumerate(re.split(NAME, formula)))
        for sign, python in PYTHON.items():
            code = code.replace(sign, python)
        values[name] = eval(code)
    return values


PROGRAM = {order: program(order) for order in ORDERS}
RIGHT = {order: run(steps) for order, steps in PROGRAM.items()}


def digits(text):
    return [0.5 if sign == "½" else int(sign.replace("²", "2")) for sign in re.findall("[0-9½²]", text)]


def in_numbers(formula, values):
    """Return the numbers of a formula with values in the place of names."""
    found = []
    for k, piece in enumerate(re.split(NAME, formula)):
        found += [values[piece]] if k % 2 else digits(piece)
    return found


# mistake -> (what it is made of, what is left of a right formula)
FAULTS = {
    "forgot the bias": (r"net_..", lambda formula: formula.rpartition(" + ")[0]),
    "forgot the derivative": (r"δ_..", lambda formula: formula.partition("·")[0]),
    "missed one of two paths": (r"∂E/∂out_h.", lambda formula: formula.partition(" + ")[0]),
}
# verdict -> numbers of its few words, of its question
SAID = {"right": ([], []), "unknown": ([], []), "too few digits": ([], [6]), "forgot the bias": ([], []),
        "forgot the derivative": ([], []), "missed one of two paths": ([1], [])}  # fmt: skip
TYPED = {}  # (order, step, typed value) -> (verdict, the quantity at which a mistake was made or "")


def typed(rng, order):
    """Return a step and a value typed there, whose verdict is noted in `TYPED`."""
    steps, kind = PROGRAM[order], str(rng.choice([*SAID]))
    names, at = [*steps], ""
    name = str(rng.choice(names))
    value, exact = round(rng.uniform(2, 900), 3), RIGHT[order][name]
    if kind in FAULTS:
        pattern, left = FAULTS[kind]
        at = str(rng.choice([n for n in names if re.fullmatch(pattern, n)]))
        wrong = run(steps | {at: left(steps[at])})
        name = str(rng.choice([n for n in names if not math.isclose(wrong[n], RIGHT[order][n], rel_tol=1e-8)]))
        value = round(wrong[name], 12)
    elif kind == "right":
        value = float(f"{exact:.{rng.integers(4, 12)}g}")
    elif kind == "too few digits":
        value = float(f"{exact:.1e}")
        kind = "right" if math.isclose(value, exact) else kind
    step = 1 + names.index(name)
    TYPED[order, step, value] = kind, "" if at == name else at
    return dict(order=order, step=step, answer=value)


def verdict(state):
    return TYPED[state["order"], state["step"], state["answer"]] if state["answer"] is not None else None


def shown(state):
    """Return (quantity, its formula, its value as a list: empty where it is hidden)."""
    order = state["order"]
    name, formula = [*PROGRAM[order].items()][state["step"] - 1]
    hidden = state["hide"] and (verdict(state) or [""])[0] != "right"
    return name, formula, [] if hidden else [RIGHT[order][name]]


def microscope_says(state, text):
    name, _, value = shown(state)
    words = [1, 1] if name.startswith("out") else [2] if "∂b" in name else [0.5] if name.startswith("E_") else []
    first = []
    if told := verdict(state):
        first = [state["answer"], *SAID[told[0]][0], *digits(told[1]), *SAID[told[0]][1]]
    return [*first, state["step"], 54, *digits(name), *value, *words]


def microscope_writes(state, text):
    name, formula, value = shown(state)
    told = verdict(state)
    first = [state["answer"], *SAID[told[0]][0]] if told else []
    title = [] if re.sub(NAME, r"\1", formula) == name else digits(name)  # a product is its own name
    return [*first, *title, *digits(formula), *in_numbers(formula, RIGHT[state["order"]]), *value]


def states(count=300):
    yield from (dict(order=order, step=step) for order in ORDERS for step in range(1, 55))
    rng = np.random.default_rng(13)
    for order in itertools.islice(itertools.cycle(ORDERS), count):
        yield {**typed(rng, order), "hide": bool(rng.integers(2))}


ALL = {"BackpropMicroscope": (states, microscope_says, microscope_writes)}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)


@pytest.mark.parametrize("order", ORDERS)
def test_our_program_finds_the_gradients_of_torch(order):
    """Layer by layer, the hidden units' gradients are those of deltas that go back over the new weights."""
    found = RIGHT[order]
    t = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in GIVEN.items()}
    for u, (v, x, w, y, bias) in UNITS.items():
        t[f"net_{u}"] = t[v] * t[x] + t[w] * t[y] + t[bias]
        t[f"out_{u}"] = torch.sigmoid(t[f"net_{u}"])
    error = sum((t[f"t{k}"] - t[f"out_o{k}"]) ** 2 for k in "12") / 2
    assert found["E"] == pytest.approx(error.item(), abs=1e-15)
    names = ["net_o1", "net_o2", *(f"w{k}" for k in range(5, 9)), "b2", "out_h1", "out_h2", "net_h1", "net_h2"]
    names += [*(f"w{k}" for k in range(1, 5)), "b1"]
    grads = dict(zip(names, torch.autograd.grad(error, [t[name] for name in names], retain_graph=True)))
    if order == "sequential":
        moved = {f"w{k}": t[f"w{k}"].detach() - 0.5 * grads[f"w{k}"] for k in range(5, 9)}
        nets = {u: moved[v] * t[x] + moved[w] * t[y] for u, (v, x, w, y, _) in UNITS.items() if u[0] == "o"}
        carried = sum(grads[f"net_{u}"] * net for u, net in nets.items())
        grads |= zip(names[7:], torch.autograd.grad(carried, [t[name] for name in names[7:]]))
    for name, grad in grads.items():
        ours = found[name.replace("net_", "δ_") if "net" in name else f"∂E/∂{name}"]
        assert ours == pytest.approx(grad.item(), rel=1e-12), name
    assert found["new E"] == pytest.approx({"simultaneous": 0.291027774, "sequential": 0.291027924}[order], abs=5e-10)
