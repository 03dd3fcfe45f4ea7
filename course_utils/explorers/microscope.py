"""Backprop microscope: one training step of the 2-2-2 network, one multiplication at a time, with a box for an answer.

The steps are those of ``backprop_trace.trace``, the known mistakes those of ``exercises.by_hand.mistakes``.
"""

from __future__ import annotations

from functools import cache

from course_utils.backprop import ORDERS, WIRING, WorkedExample
from course_utils.backprop_trace import UNIT_BIAS, TraceStep, number_text, trace
from course_utils.exercises.by_hand.mistakes import GIVEN, diagnose
from course_utils.exercises.by_hand.rules import RULES, program
from course_utils.explorers.engine import Choice, Explorer, Graph, Grid, Number, Slider, Toggle
from course_utils.explorers.microscope_verdicts import brief, verdicts

STEPS = len(program())
POSITIONS = dict(
    i1=(0, 0.92),
    i2=(0, 0.36),
    h1=(0.35, 0.92),
    h2=(0.35, 0.36),
    o1=(0.7, 0.92),
    o2=(0.7, 0.36),
    E=(1, 0.64),
    b1=(0.175, 0),
    b2=(0.525, 0),
)
# Along crossing edges the weights stand at different places, so that none covers another.
LABEL_AT = dict(w1=0.5, w2=0.3, w3=0.3, w4=0.5, w5=0.5, w6=0.3, w7=0.3, w8=0.5)
UNITS = ("h1", "h2", "o1", "o2")
UNIT_ROWS = {
    "net": "net_{}",
    "out": "out_{}",
    "E": "error_{}",
    "∂E/∂out": "dE_dout_{}",
    "σ′(net)": "slope_{}",
    "δ": "delta_{}",
}
WEIGHTS = (*WIRING, "b1", "b2")
WEIGHT_COLUMNS = ("now", "w · x", "δ · w", "∂E/∂w", "new")
TARGETS = (("t1", "out_o1"), ("t2", "out_o2"))
BLANK = "\u2007" * 7 + "\u2008"  # as wide as 0.123456, so that the tables do not jump when a number comes in
# kind of operation -> what it does, in words
WORDS = {
    "product": "The weight scales what comes in along its edge",
    "net": "The two products and the bias are added",
    "out": "The sigmoid, σ(net) = 1 / (1 + e^(−net)), squashes the net input",
    "error": "Half the square of the distance between target and output",
    "total": "The errors of both outputs are added",
    "difference": "This is how the error changes with this output",
    "slope": "This is how steep the sigmoid is at this unit",
    "delta": "What arrives at the output side of the unit, times the unit's slope",
    "gradient": "Delta at the head of the edge, times the value at its tail",
    "bias gradient": "One bias serves two units, so their deltas add",
    "path": "An output's delta goes back along one edge, through the old weight",
    "path, sequential": "An output's delta goes back through a weight that has already moved: this is the bug",
    "paths": "The shares of the two paths are added",
    "update": "The learning rate times the gradient is taken off the weight",
    "error after": "The forward pass once more, with the new weights",
}


@cache
def steps(order):
    """Return the steps of ``order``: the trace of the worked example, then the error after the update."""
    after = WorkedExample()
    value = after.step(GIVEN["lr"], order)
    shown = {name: number_text(getattr(after, name)) for name in ("t1", "t2", "out_o1", "out_o2")}
    formula = "½(t1 − out_o1)² + ½(t2 − out_o2)²"
    numbers = "½({t1} − {out_o1})² + ½({t2} − {out_o2})²".format(**shown)
    edges = (("o1", "E"), ("o2", "E"))
    last = TraceStep("error_after", "new E", formula, numbers, value, "forward again", ("o1", "o2", "E"), edges)
    return (*trace(WorkedExample(), GIVEN["lr"], order), last)


def known_values(order, count):
    """Return a dict name -> value of all that is known after ``count`` steps, the given numbers included."""
    return GIVEN | {step.name: step.value for step in steps(order)[:count]}


@cache
def sign(order, k):
    """Return the sign before the result of step ``k``: "=" where the numbers as they are printed give it, else "≈".

    Nine printed digits of two numbers do not always give the ninth digit of their sum.
    """
    operation = program(order)[k - 1]
    printed = {name: as_printed(value) for name, value in known_values(order, k - 1).items()}
    if operation.kind == "error after":
        after = WorkedExample()
        after.step(GIVEN["lr"], order)
        result = sum(0.5 * (getattr(after, t) - as_printed(getattr(after, o))) ** 2 for t, o in TARGETS)
    else:
        alone = () if operation.kind == "out" else operation.others
        result = RULES[operation.kind][""](*(printed.get(name, 0.0) for name in (*operation.inputs, *alone)))
    return "=" if number_text(result) == number_text(steps(order)[k - 1].value) else "≈"


def as_printed(value):
    """Return a number as it can be read off the formula line."""
    return float(bare(value).replace("−", "-"))


def bare(value):
    """Write a number as in a formula, without the brackets of a negative one."""
    return number_text(value).strip("()")


def short(value, places=6):
    """Write a number for a table or a node: ``places`` decimals, or fewer where it is exact."""
    text = bare(value)
    return text if len(text) <= places else f"{value:.{places}f}".replace("-", "−")


def typed_text(value):
    """Write what was typed, digit for digit."""
    return f"{value:.12f}".rstrip("0").rstrip(".").replace("-", "−")


def node_view(name, known, hidden):
    """Return the label, value and colour of one node: the newest quantity that is known there."""
    if name in GIVEN:
        return {"label": name, "value": bare(GIVEN[name]), "color": "grey"}
    color = {"h": "blue", "o": "green", "E": "purple"}[name[0]]
    quantities = [(f"δ {name}", f"delta_{name}"), (name, f"out_{name}"), (f"net {name}", f"net_{name}")]
    if name == "E":
        quantities = [("new E", "error_after"), ("E", "error_total")]
    for label, quantity in quantities:
        if quantity in (hidden, *known):
            value = "?" if quantity == hidden else short(known[quantity], 4 if known[quantity] > 0 else 3)
            return {"label": label, "value": value, "color": color}
    return {"label": name, "value": "", "color": color}


def graph(step, kind, known, hidden):
    """Return the drawing of the network with what ``step`` touches lit: blue forward, orange backward.

    An edge is purple from the step on at which its weight moves.
    """
    color = "orange" if step.phase == "backward" else "purple" if step.phase == "update" else "blue"
    against = kind in ("path", "path, sequential", "paths", "difference")
    nodes = {name: node_view(name, known, hidden) for name in POSITIONS}
    for name in step.nodes:
        nodes[name].update(active=True, color=color)
    texts = {pair: {"label": w, "at": LABEL_AT[w]} for w, pair in WIRING.items()}
    for w, pair in WIRING.items():
        if f"new_{w}" in known:
            texts[pair]["color"] = "purple"
    pairs = [*texts, *((bias, unit) for unit, bias in UNIT_BIAS.items()), ("o1", "E"), ("o2", "E")]
    edges = [{"from": a, "to": b, **texts.get((a, b), {})} for a, b in pairs]
    for edge in edges:
        if (edge["from"], edge["to"]) in step.edges:
            edge.update(active=True, color=color, backward=against)
    return {"nodes": nodes, "edges": edges}


@cache
def cell_of(name):
    """Return (table, row, column) of a quantity in the two tables, or None where it has no cell."""
    for r, pattern in enumerate(UNIT_ROWS.values()):
        for c, unit in enumerate(UNITS):
            if name == pattern.format(unit):
                return "units", r, c
    if name in WEIGHTS:
        return "weights", WEIGHTS.index(name), 0
    if "·" in name:
        return "weights", WEIGHTS.index(name.partition("·")[0]), 1
    if "_from_" in name:
        edge = tuple(name.removeprefix("dE_dout_").split("_from_"))
        return "weights", list(WIRING.values()).index(edge), 2
    start, _, weight = name.partition("_")
    return ("weights", WEIGHTS.index(weight), 3 + (start == "new")) if start in ("grad", "new") else None


def tables(step, inputs, known, hidden):
    """Return the contents of both tables: all values so far, this step's result and its inputs highlighted."""
    values = {"units": [[BLANK] * 4 for _ in UNIT_ROWS], "weights": [[BLANK] * 5 for _ in WEIGHTS]}
    lit = {"units": [], "weights": []}
    for name in [*known, hidden] if hidden else known:
        if cell := cell_of(name):
            table, r, c = cell
            values[table][r][c] = "?" if name == hidden else short(known[name])
            if name == step.name or name in inputs:
                lit[table].append((r, c, "orange" if name == step.name else "blue"))
    labels = {"units": (list(UNIT_ROWS), list(UNITS)), "weights": (list(WEIGHTS), list(WEIGHT_COLUMNS))}
    return {
        name: {"values": values[name], "row_labels": rows, "column_labels": columns, "highlight": lit[name]}
        for name, (rows, columns) in labels.items()
    }


@cache  # a typed value changes the words of every frame, and none of the pictures
def scene(order, k, covered):
    """Return the contents of the three panels at step ``k``, its result replaced by "?" if ``covered``."""
    step, operation = steps(order)[k - 1], program(order)[k - 1]
    hidden, known = (step.name if covered else ""), known_values(order, k - covered)
    return {"graph": graph(step, operation.kind, known, hidden), **tables(step, operation.inputs, known, hidden)}


class BackpropMicroscope(Explorer):
    """One training step of the 2-2-2 network in 54 small steps: forward, backward, update, and forward again.

    Controls: the step; the order of the updates; whether the answer is hidden; and a box for the learner's own value,
    which is judged as right or as a known mistake (`exercises.by_hand.mistakes.diagnose`). The network is that of
    Mazur 2015, "A Step by Step Backpropagation Example".
    """

    title = "Backprop microscope"
    controls = (
        Slider("step", "Step", values=range(1, STEPS + 1), value=1, format="{} of " + str(STEPS), stepper=True),
        Choice(
            "order", "Weights move", ((ORDERS[0], "all together, at the end"), (ORDERS[1], "layer by layer")), ORDERS[0]
        ),
        Toggle("hide", "Hide the answer", False),
        Number("answer", "Your value for this step", None, -1e6, 1e6, optional=True),
    )
    panels = (
        Graph("graph", "The network, with what is known so far", positions=POSITIONS, height=450),
        Grid("units", "At each unit", rows=6, columns=4),
        Grid("weights", "At each weight and bias", rows=10, columns=5),
    )

    @staticmethod
    def page_verdicts():
        """Return what a page without Python judges a typed value by: see `microscope_verdicts.verdicts`."""
        return verdicts()

    @staticmethod
    def frame(state):
        """Describe step ``state["step"]``; judge ``state["answer"]`` unless it is None."""
        order, k, typed = state["order"], state["step"], state["answer"]
        step, kind = steps(order)[k - 1], program(order)[k - 1].kind
        verdict = diagnose(step.name, typed, order) if typed is not None else None
        covered = state["hide"] and not (verdict and verdict.right)
        result = "?" if covered else bare(step.value)
        title = "" if step.symbol == step.formula else f"{step.symbol} = "
        formula = [title + step.formula, [f"= {step.numbers} {sign(order, k)} ", (result, "orange")]]
        asked = f"what is {step.symbol}?" if covered else f"{step.symbol} = {result}."
        sentence = f"Step {k} of {STEPS}, {step.phase}: {asked} {WORDS[kind]}."
        if verdict:  # first of all: it is what the learner looks for, and the box is far from the end of the words
            piece = (brief(verdict), "green" if verdict.right else "red")
            formula.insert(0, [f"You typed {typed_text(typed)}: ", piece])
            sentence = f"You typed {typed_text(typed)}. {verdict.message} {sentence}"
        return {**scene(order, k, covered), "formula": formula, "sentence": sentence}
