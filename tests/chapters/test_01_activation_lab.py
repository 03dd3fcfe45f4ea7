"""The activation lab shows what the package's own functions give, at every position of its controls."""

import numpy as np
import pytest

from course_utils import activations
from course_utils.explorers import activation_lab as lab
from course_utils.explorers.activation_lab import ActivationLab
from course_utils.explorers.words import power_text
from tests.support.equations import equations, wrong_equations

PLAIN = {
    "sigmoid": (activations.sigmoid, activations.sigmoid_grad),
    "tanh": (activations.tanh, activations.tanh_grad),
    "LeCun's tanh": (activations.lecun_tanh, activations.lecun_tanh_grad),
    "ReLU": (activations.relu, activations.relu_grad),
    "leaky ReLU, a = 0.1": (lambda z: activations.leaky_relu(z, 0.1), lambda z: activations.leaky_relu_grad(z, 0.1)),
}


def frame(**values):
    return ActivationLab.frame(ActivationLab.full_state(values))


def mark(content, label):
    return next(m for m in content if m["label"] == label)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("mean", [-5, 0, 3])
def test_curve_slope_and_dots_are_the_packages_own(name, mean):
    content = frame(function=name, mean=mean, spread=0.5)["curve"]
    f, slope = PLAIN[name]
    line, dots, steep = mark(content, "f(z)"), mark(content, "slopes they meet"), mark(content, "slope f′(z)")
    np.testing.assert_allclose(line["y"], f(lab.ZS), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(dots["y"], slope(dots["x"].astype(float)), rtol=1e-4, atol=1e-6)
    drawn = np.isfinite(steep["y"])
    assert drawn.sum() >= len(lab.ZS) - 1, "only the jump itself may be left out"
    np.testing.assert_allclose(steep["y"][drawn], slope(lab.ZS)[drawn], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("function", "mean", "spread"), [("sigmoid", 0, 1.0), ("tanh", 2, 0.5), ("ReLU", 0, 2.0)])
def test_typical_slope_is_that_of_a_large_sample(function, mean, spread):
    z = np.random.default_rng(0).normal(mean, spread, size=400_000)
    sampled = np.sqrt(np.mean(PLAIN[function][1](z) ** 2))
    assert lab.typical_slope(function, mean, spread) == pytest.approx(sampled, rel=0.01)


def test_bars_are_powers_of_the_typical_slope():
    for layers in (1, 3, 20):
        chain = frame(function="tanh", mean=1, layers=layers)["chain"]
        typical = lab.typical_slope("tanh", 1, 1.0)
        assert chain["labels"] == [str(k) for k in range(1, layers + 1)]
        np.testing.assert_allclose(chain["values"], [typical**k for k in range(1, layers + 1)])


def test_no_state_of_the_sigmoid_beats_a_quarter_per_layer():
    for state in ActivationLab.table_states():
        if state["function"] == "sigmoid":
            values = ActivationLab.frame(state)["chain"]["values"]
            assert np.all(values <= 0.25 ** np.arange(1, len(values) + 1) * (1 + 1e-12))


def test_the_answers_given_in_the_chapter_hold():
    assert frame(function="ReLU", mean=-5, spread=0.25)["chain"]["values"][-1] == 0.0
    leak = frame(function="leaky ReLU, a = 0.1", mean=-5, spread=0.25, layers=5)["chain"]["values"][-1]
    assert leak == pytest.approx(0.1**5)
    assert frame(function="LeCun's tanh", spread=0.25, layers=20)["chain"]["values"][-1] > 5
    assert "8.8 times as long" in frame(function="LeCun's tanh", spread=0.25, layers=20)["sentence"], "almost nine"
    assert 1.1 < lab.typical_slope("LeCun's tanh", 0, 0.25) < 1.12
    relu, tanh, sigmoid = (frame(function=name, mean=3)["chain"]["values"][-1] for name in ("ReLU", "tanh", "sigmoid"))
    assert relu > 0.9
    assert tanh < 1e-6 and sigmoid < 1e-6
    left = {(mean, spread): frame(function="sigmoid", mean=mean, spread=spread)["chain"]["values"][-1]
            for mean in range(-5, 6) for spread in (0.25, 0.5, 1.0, 2.0)}  # fmt: skip
    assert max(left, key=left.get) == (0, 0.25) and 8e-7 < left[0, 0.25] < 1e-6


@pytest.mark.parametrize(
    ("function", "mean", "spread", "layers", "wrong"),
    [
        ("LeCun's tanh", 0, 0.25, 20, "1.11²⁰ = 8.8"),
        ("sigmoid", 0, 2.0, 10, "0.17¹⁰"),
        ("sigmoid", 0, 0.25, 10, "0.246¹⁰"),
    ],
)
def test_the_power_is_what_its_digits_give(function, mean, spread, layers, wrong):
    line = "".join(p if isinstance(p, str) else p[0] for p in
                   frame(function=function, mean=mean, spread=spread, layers=layers)["formula"][2])  # fmt: skip
    assert wrong not in line
    assert list(equations(line)) and not wrong_equations(line)


def test_the_sentence_counts_the_flat_inputs():
    z = 2 + 1.0 * lab.BELL
    flat = np.sum(activations.sigmoid_grad(z) < 0.05)
    sentence = frame(function="sigmoid", mean=2, layers=10)["sentence"]
    assert sentence.startswith("Sigmoid, inputs around 2 (spread 1): ")
    assert f"{flat:,} of 1,000" in sentence
    ones = [
        s for s in (ActivationLab.frame(s)["sentence"] for s in ActivationLab.table_states()) if ": 1 of 1,000" in s
    ]
    assert ones and all("1 of 1,000 meets a slope" in sentence for sentence in ones)
    assert "nothing of a gradient passes" in frame(function="ReLU", mean=-5, spread=0.25)["sentence"]
    assert "times as long" in frame(function="LeCun's tanh", spread=0.25)["sentence"]


def test_numbers_are_written_for_people():
    assert [power_text(v) for v in (0.0, 0.2123, 12.34, 250.4)] == ["0", "0.21", "12", "250"]
    assert power_text(1.6e-7) == "1.6\u00a0×\u00a010⁻⁷"


def test_every_function_and_control_changes_the_frame():
    for control in ActivationLab.controls:
        sentences = {frame(**{control.name: value})["sentence"] for value in control.values}
        assert len(sentences) == len(control.values), control.name
