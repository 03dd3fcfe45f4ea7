"""Every equation that an explorer prints holds to the digits that it shows, or says "≈"."""

import itertools

import pytest

from course_utils.explorers import REGISTRY, explorer_class
from tests.explorers.test_every_explorer import states
from tests.support.equations import equations, wrong_equations

MOST = 400  # states of a table that are read


def lines(cls):
    """Every line of formula and sentence of many states: each nth of the table, and mixtures of live controls."""
    table = list(cls.table_states())
    for state in itertools.chain(table[:: max(1, len(table) // MOST)], states(cls, 60)):
        frame = cls.frame(state)
        for line in [*frame.get("formula", []), frame["sentence"]]:
            yield "".join(piece if isinstance(piece, str) else piece[0] for piece in line)


@pytest.mark.few(8)
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_printed_equations_hold(name):
    wrong = sorted({problem for line in set(lines(explorer_class(name))) for problem in wrong_equations(line)})
    assert not wrong, f"{len(wrong)} equations, such as {wrong[:5]}"


@pytest.mark.parametrize("name", ["ActivationLab", "ArithmeticLab", "LogitsToLoss", "SlidingSignals", "WeightsCounter"])
def test_there_are_equations_to_read(name):
    assert sum(len(list(equations(line))) for line in set(lines(explorer_class(name)))) >= 20


RIGHT = (
    "1.1148²⁰ = 8.8",
    "loss = −ln p(true class) = −ln(0.2595) = 1.349",
    "784 pixels × 576 units = 451,584 weights, + 576 biases = 452,160 parameters",
    "p(“5”) = exp(1.0) / (exp(2.0) + exp(1.0) + exp(−1.0)) = 0.259",
    "= ½(0.01 − 0.75136507)² + ½(0.99 − 0.772928465)² = 0.298371109",
    "⌊(5 + 2·1 − 2)/2⌋ + 1 = 3",
    "0.9⁻² ≈ 1.23",
    "−ln(4.54 × 10⁻⁵) = 10.000",
    "279 ÷ 6.1 × 10³ ≈ 0.046",
    "output[0, 1] = 45 (channel 0) + 36 (channel 1) − 2 (bias) = 79",
)
WRONG = (
    "1.11²⁰ = 8.8",
    "0.17¹⁰ = 2.1 × 10⁻⁸",
    "= −ln 0.259 = 1.349",
    "784 pixels × 576 units = 451,585 weights, + 576 biases = 452,161 parameters",
    "784 pixels × 576 units = 451,584 weights, + 577 biases = 452,160 parameters",
    "first: 2.0 ÷ 3.0 = 0.66",
    "2·(−1) + 3·4 = 11",
    "279 ÷ 6.1 × 10³ ≈ 0.48",
    "0.3 + 0.3 = 50 %",
    "⌊(5 + 2·1 − 2)/2⌋ + 1 = 3.5",
    "output[0, 1] = 45 (channel 0) + 36 (channel 1) − 2 (bias) = 81",
)


def test_the_reader_tells_right_from_wrong():
    assert [line for line in RIGHT if wrong_equations(line) or not list(equations(line))] == []
    assert [line for line in WRONG if len(wrong_equations(line)) != 1] == []


def test_the_reader_leaves_variables_alone():
    for line in ("y = σ(2.00 x + 1.00)", "w x + 3 = 5", "f(z) = 1.7159 · 2/3 · (1 − tanh²(2z/3))", "ω ← ω − 0.1 ∇f(ω)"):
        assert list(equations(line)) == [], line
