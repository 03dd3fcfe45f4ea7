"""The walk through one step: every value is the network's, and every formula works out to its value."""

import copy
import re

import pytest

from course_utils import backprop, backprop_trace
from course_utils.backprop import WorkedExample
from course_utils.backprop_trace import trace

PRINTED = 2e-7  # the numbers in the formulas have nine decimals
NODES = {"i1", "i2", "b1", "b2", "h1", "h2", "o1", "o2", "E"}
EDGES = {*backprop.WIRING.values(), ("b1", "h1"), ("b1", "h2"), ("b2", "o1"), ("b2", "o2"), ("o1", "E"), ("o2", "E")}
MIXED = re.compile("dE_dout_h|delta_h|grad_w[1-4]|grad_b1")  # what the sequential order computes at mixed weights
EVERY_WAY = [(order, biases) for order in backprop.ORDERS for biases in backprop.BIASES]


def worked_out(numbers):
    """Calculate a formula that is written for readers."""
    code = numbers.replace("−", "-").replace("·", "*").replace("σ", "sigmoid").replace("½", "0.5*").replace("²", "**2")
    assert re.fullmatch(r"[-+*() .0-9e]*(sigmoid)?[-+*() .0-9e]*", code)
    return eval(code, {"sigmoid": backprop.sigmoid})


@pytest.mark.parametrize(("order", "biases"), EVERY_WAY)
@pytest.mark.parametrize("trained", [0, 3, 2000])
def test_every_formula_works_out(order, biases, trained):
    net = WorkedExample()
    net.train(trained, biases=biases)
    for step in trace(net, lr=0.5, order=order, biases=biases):
        assert worked_out(step.numbers) == pytest.approx(step.value, abs=PRINTED)
        assert set(step.nodes) <= NODES and set(step.edges) <= EDGES and step.nodes
        assert {node for edge in step.edges for node in edge} <= set(step.nodes)


@pytest.mark.parametrize(("order", "biases"), EVERY_WAY)
def test_values_are_those_of_the_network(order, biases):
    net = WorkedExample()
    before = dict(vars(net))
    steps = {step.name: step.value for step in trace(net, lr=0.7, order=order, biases=biases)}
    assert dict(vars(net)) == before
    after = copy.copy(net)
    after.step(lr=0.7, order=order, biases=biases)
    for name, value in steps.items():
        if name.startswith("new_"):
            assert value == getattr(after, name[4:])
        elif name in before and not (order == "sequential" and MIXED.match(name)):
            assert value == before[name]
    new = {name[4:] for name in steps if name.startswith("new_")}
    biases_moved = {"frozen": set(), "shared": {"b_h1", "b_o1"}, "separate": {"b_h1", "b_h2", "b_o1", "b_o2"}}
    assert new == {*backprop.WIRING, *biases_moved[biases]}


def test_the_default_walk_names_everything_once_and_in_order():
    steps = trace(WorkedExample())
    names = [step.name for step in steps]
    assert len(names) == len(set(names)) == 53
    intermediates = {name for name in vars(WorkedExample()) if re.match("net|out|error|dE|slope|delta|grad_w", name)}
    assert intermediates <= set(names)
    phases = [step.phase for step in steps]
    assert phases == ["forward"] * 19 + ["backward"] * 26 + ["update"] * 8
    assert names[18] == "error_total" and names[-1] == "new_w8"


@pytest.mark.parametrize(("order", "biases"), EVERY_WAY)
@pytest.mark.parametrize("apart", [False, True])
def test_each_formula_uses_only_what_came_before_it(order, biases, apart):
    net = WorkedExample()
    if apart:
        net.b_h2 = net.b_o1 = 0.25
    given = [*backprop.WIRING, "i1", "i2", "t1", "t2", "b1", "b2", "b_h1", "b_h2", "b_o1", "b_o2", "η"]
    known = sorted(given, key=len, reverse=True)
    for step in trace(net, order=order, biases=biases):
        rest = step.formula
        for symbol in known:
            rest = rest.replace(symbol, " ")
        assert re.fullmatch(r"[ ·+()1−½²σ]*", rest), step.formula
        known = sorted([*known, step.symbol], key=len, reverse=True)


def test_what_a_reader_sees():
    steps = {step.name: step for step in trace(WorkedExample())}
    shown = {name: f"{s.symbol} = {s.formula} = {s.numbers} = {s.value:.9f}" for name, s in steps.items()}
    assert shown["net_h1"] == "net_h1 = w1·i1 + w2·i2 + b1 = 0.0075 + 0.02 + 0.35 = 0.377500000"
    assert shown["delta_o2"] == "δ_o2 = ∂E/∂out_o2·σ′(net_o2) = (−0.217071535)·0.175510053 = -0.038098237"
    assert shown["error_o1"] == "E_o1 = ½(t1 − out_o1)² = ½(0.01 − 0.751365070)² = 0.274811083"
    assert shown["new_w5"] == "new w5 = w5 − η·∂E/∂w5 = 0.4 − 0.5·0.082167041 = 0.358916480"
    assert steps["grad_w6"].nodes == ("h2", "o1") and steps["grad_w6"].edges == (("h2", "o1"),)


def test_the_sequential_walk_shows_the_bug():
    steps = trace(WorkedExample(), order="sequential")
    names = [step.name for step in steps]
    assert names.index("new_w8") < names.index("dE_dout_h1_from_o1") < names.index("new_w1")
    step = steps[names.index("dE_dout_h1_from_o1")]
    assert (step.formula, step.numbers) == ("δ_o1·new w5", "0.138498562·0.358916480")
    assert f"{steps[names.index('new_w1')].value:.9f}" == "0.149817639"


def test_biases_in_the_walk():
    shared = {step.name: step for step in trace(WorkedExample(), biases="shared")}
    assert shared["new_b_h1"].symbol == "new b1" and shared["new_b_h1"].formula == "b1 − η·∂E/∂b1"
    assert f"{shared['new_b_h1'].value:.9f} {shared['new_b_o1'].value:.9f}" == "0.340637195 0.549799837"
    apart = {step.name: step for step in trace(WorkedExample(), biases="separate")}
    assert apart["new_b_h2"].formula == "b_h2 − η·δ_h2" and apart["net_h1"].formula.endswith("+ b_h1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0"),
        (0.15, "0.15"),
        (0.2 * 0.1, "0.02"),
        (12.0, "12.0"),
        (-0.5, "(−0.5)"),
        (1 / 3, "0.333333333"),
        (3.5101878e-5, "0.000035102"),
        (1.25e-9, "1.250000e-09"),
        (-1e9, "(−1.000000e+09)"),
    ],
)
def test_number_text(value, text):
    assert backprop_trace.number_text(value) == text
