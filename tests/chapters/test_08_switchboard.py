"""The switchboard counts what the model counts, and shows what was measured, and nothing else."""

import itertools
import re

import numpy as np
import pytest

from course_utils.data import runs
from course_utils.explorers.switchboard import Switchboard, accuracies
from course_utils.maintenance.measure import lenet5 as measuring
from course_utils.models import lenet5_plan as plan
from course_utils.models.digit_codes import CODES
from course_utils.models.lenet5 import LeNet5

COMBINATIONS = [dict(zip(plan.SWITCHES, values)) for values in itertools.product(*plan.SWITCHES.values())]


def frame(**values):
    return Switchboard.checked_frame(Switchboard.full_state(values))


def numbers(content, column):
    return [int(line[column].replace(",", "")) for line in content["counts"]["values"]]


@pytest.mark.parametrize("switches", COMBINATIONS, ids=lambda s: "-".join(s.values()))
def test_the_table_counts_the_parameters_of_the_network(switches):
    content, network = frame(**switches), LeNet5(**switches)
    names = content["counts"]["row_labels"]
    parameters = numbers(content, 1)
    assert names == ["C1", "S2", "C3", "S4", "C5", "F6", "output", "sum"]
    for name, found in zip(names[:-1], parameters):
        assert found == sum(p.numel() for p in getattr(network, name).parameters()), name
    assert parameters[-1] == sum(p.numel() for p in network.parameters())
    connections = numbers(content, 2)
    assert connections[-1] == sum(connections[:-1])
    total = f"{parameters[-1]:,} parameters (published: 60,000), {connections[-1]:,} connections (published: 340,908)"
    assert content["formula"] == [total]


def uses_of_weights(switches):
    """Count connections by the definition: multiplications and biases at every place, layer by layer."""
    pairs = 60 if switches["c3"] == "table" else 96
    reads = 5 if switches["subsampling"] == "trainable" else 4
    output = 84 * 10 + (10 if switches["output"] == "softmax" else 0)
    return [
        6 * 28 * 28 * (25 + 1),
        6 * 14 * 14 * reads,
        10 * 10 * (25 * pairs + 16),
        16 * 5 * 5 * reads,
        120 * (16 * 25 + 1),
        84 * (120 + 1),
        output,
    ]


@pytest.mark.parametrize("switches", COMBINATIONS[::3], ids=lambda s: "-".join(s.values()))
def test_the_table_counts_the_connections(switches):
    assert numbers(frame(**switches), 2)[:-1] == uses_of_weights(switches)


def test_orange_marks_what_differs_from_the_published_network():
    published = frame()["counts"]
    assert published["highlight"] == []
    for switches in COMBINATIONS:
        content = frame(**switches)["counts"]
        marked = {(r, c) for r, c, colour in content["highlight"] if colour == "orange"}
        differs = {(r, c) for r in range(8) for c in range(3) if content["values"][r][c] != published["values"][r][c]}
        assert marked == differs == {(r, c) for r, c, _ in content["highlight"]}


@pytest.mark.parametrize("label", list(measuring.VARIANTS))
def test_a_measured_combination_shows_its_five_runs(label):
    arguments = dict(measuring.VARIANTS[label])
    loss = arguments.pop("loss_kind", "distance")
    content = frame(**arguments, loss=loss)
    percent = [100 * run.validation_accuracy[-1] for run in runs.load("lenet5").where(label)]
    here = [m for m in content["accuracy"] if m["mark"] == "points" and m["color"] == "orange"]
    assert len(percent) == 5 and len(here) == 1
    np.testing.assert_allclose(here[0]["y"], percent, rtol=1e-6)
    (mean,) = [m for m in content["accuracy"] if m["mark"] == "line"]
    assert mean["y"][0] == mean["y"][1] == pytest.approx(np.mean(percent), rel=1e-6)
    low, high, middle = (float(n) for n in re.findall(r"\d+\.\d", content["sentence"])[-3:])
    assert (low, high, middle) == pytest.approx((min(percent), max(percent), np.mean(percent)), abs=0.051)
    xlim, ylim = Switchboard.panels[1].xlim, Switchboard.panels[1].ylim
    for mark in content["accuracy"]:
        assert np.all((mark["x"] >= xlim[0]) & (mark["x"] <= xlim[1]))
        assert np.all((mark["y"] >= ylim[0]) & (mark["y"] <= ylim[1]))


def test_what_was_not_measured_is_said_to_be_so():
    measured = 0
    for switches, loss in itertools.product(COMBINATIONS, ("distance", "map")):
        content = frame(**switches, loss=loss)
        values = accuracies(switches, loss)
        orange = [m for m in content["accuracy"] if m["mark"] == "points" and m["color"] == "orange"]
        said = [m["text"] for m in content["accuracy"] if m["mark"] == "text"]
        assert bool(orange) == bool(values) == ("was not trained" not in content["sentence"])
        assert said == ([] if values else ["this one: not measured"])
        measured += bool(values)
    # softmax alone and the modern network have no distances: the loss of distances changes nothing for these two
    assert measured == len(measuring.VARIANTS) + 2


def test_the_words_count_the_changes():
    assert frame()["sentence"].startswith("This is LeNet-5 as published. Five runs")
    for switches, loss in itertools.product(COMBINATIONS, ("distance", "map")):
        said, softmax = frame(**switches, loss=loss)["sentence"], switches["output"] == "softmax"
        turned = sum(value != plan.check()[name] for name, value in switches.items())
        turned += loss == "map" and not softmax
        expected = {0: "This is LeNet-5 as published.", 1: "One of its choices differs from"}
        assert said.startswith(expected.get(turned, f"{turned} of its choices differ from"))
        assert ("plays no part" in said) == (softmax and loss == "map")


def test_after_relu_no_code_can_be_reached():
    """The floor that the words give is the distance of the best features there are: 0 for each −1, 1 for each +1."""
    floors = ((np.maximum(CODES, 0) - CODES) ** 2).sum(axis=1)
    said = frame(activation="relu")["sentence"]
    assert int(re.search(r"no distance falls below (\d+)", said)[1]) == floors.min()
    picture = np.random.default_rng(0).normal(size=(3, 1, 32, 32))
    assert (LeNet5(activation="relu").maps(picture)["output"] >= floors).all()
    assert "After ReLU" not in frame(activation="relu", output="softmax")["sentence"] + frame()["sentence"]
