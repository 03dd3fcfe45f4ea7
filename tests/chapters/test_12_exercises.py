"""Chapter 12's own answers agree with the package and with torch, and its predictions with what is measured."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils import shapes, uncertainty
from course_utils.data import runs
from course_utils.exercises.chapter_12 import EXERCISES, PREDICTIONS, answers, answers_leak, answers_planning
from course_utils.exercises.judge import RIGHT, judge
from course_utils.experiment import metrics
from course_utils.inspection import layer_table
from course_utils.quantiles import normal_quantile

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
BY_ID = {entry.id: entry for entry in (*EXERCISES, *PREDICTIONS)}


def arguments(id):
    return [args for args, _ in BY_ID[id].arguments()]


@pytest.mark.parametrize("case", arguments("12-grouped-cost"))
def test_the_cost_is_the_layer_table_s(case):
    C, H, W, F, K, S, P, groups = (*case, 1, 0, 1)[:8] if len(case) == 5 else (*case, 1)[:8]
    (row,) = layer_table(torch.nn.Conv2d(C, F, K, S, P, groups=groups), (C, H, W))
    assert answers.grouped_cost(*case) == (row.parameters, row.multiply_adds)
    part = shapes.convolution(C // groups, H, W, F // groups, K, S, P)
    assert answers.grouped_cost(*case) == (groups * part.parameters, groups * part.multiply_adds)


@pytest.mark.parametrize(("right", "total"), [(965, 1000), (0, 7), (7, 7), (1, 3), (9650, 10000)])
def test_the_interval_is_the_package_s_and_wilson_s(right, total):
    z = normal_quantile(0.975)
    low, high = answers.interval(right, total, z)
    assert (low, high) == pytest.approx(uncertainty.wilson(right, total), abs=1e-12)
    for edge in (low, high):  # where the observed share is exactly z standard errors away
        assert abs(right / total - edge) == pytest.approx(z * math.sqrt(edge * (1 - edge) / total), abs=1e-7)


def test_the_confusion_is_the_package_s():
    for case in arguments("12-confusion"):
        np.testing.assert_array_equal(answers.confusion(*case), metrics.confusion(*case))


def test_the_global_gradient_is_that_of_all_examples():
    rng = np.random.default_rng(3)
    x, w, counts = rng.normal(size=(14, 3)), torch.zeros(3, dtype=torch.float64, requires_grad=True), (7, 4, 3)

    def gradient(rows):
        loss = (torch.tensor(rows) @ w - 1).square().mean()
        return torch.autograd.grad(loss, w)[0].numpy()

    parts = np.split(x, np.cumsum(counts)[:-1])
    ours = answers.global_gradient(np.stack([gradient(part) for part in parts]), np.array(counts))
    np.testing.assert_allclose(ours, gradient(x), rtol=1e-12)
    assert not np.allclose(answers.gradient_plain_mean(np.stack([gradient(p) for p in parts]), counts), ours)


def test_nothing_is_learned_from_coin_flips_unless_it_leaks():
    rng, honest, broken = np.random.default_rng(0), [], []
    for _ in range(150):
        x, labels = rng.normal(size=(100, 3)), rng.integers(0, 2, 100)
        parts = [part for rows in np.split(np.arange(100), [40, 70]) for part in (x[rows], labels[rows])]
        honest.append(answers_leak.mended_experiment(*parts, (1, 3, 5, 7, 9, 11))[1])
        broken.append(answers_leak.with_leaks("all", "test")(*parts, (1, 3, 5, 7, 9, 11))[1])
    assert abs(np.mean(honest) - 0.5) < 0.02 and np.mean(broken) > 0.56


def test_the_diagnosis_is_what_the_runs_say():
    """Whoever goes by the numbers alone comes to the same four letters."""
    shown = ("200 digits, shuffled labels", "rate too low", "200 digits", "rate too high")  # A to D
    last = {letter: runs.load("curves").where(label)[0] for letter, label in zip("ABCD", shown)}
    high = min(last, key=lambda k: last[k].train_accuracy[-1])
    learned = [k for k in last if last[k].train_accuracy[-1] > 0.98]
    labels = min(learned, key=lambda k: last[k].validation_accuracy[-1])
    (few,) = set(learned) - {labels}
    (low,) = set(last) - {high, few, labels}
    assert BY_ID["12-diagnosis"].answer == high + low + few + labels
    assert last[low].train_loss[-1] < last[low].train_loss[-2]


def test_the_four_drawn_runs_are_those_of_the_diagnosis_and_the_cell_does_not_name_them():
    notebook = json.loads((NOTEBOOKS / "12_your_own_network.ipynb").read_text(encoding="utf-8"))
    source = "".join(next(cell["source"] for cell in notebook["cells"] if cell["id"] == "nameless-figure"))
    assert "[stored[k] for k in (6, 2, 4, 1)]" in source
    drawn = [runs.load("curves").runs[k].label for k in (6, 2, 4, 1)]
    assert drawn == ["200 digits, shuffled labels", "rate too low", "200 digits", "rate too high"]
    assert not any(label in source for label in drawn)


def test_every_wrong_diagnosis_has_a_name_of_its_own():
    every = {"".join(letters) for letters in itertools.permutations("ABCD")}
    named = [way for m in BY_ID["12-diagnosis"].misconceptions for way in m.ways if len(set(way)) == 4]
    assert len(named) == len(set(named))
    assert set(named) == every - {BY_ID["12-diagnosis"].answer}


@pytest.mark.parametrize("given", ["dbca", "D, B, C, A", "D B C A", ["D", "B", "C", "A"], tuple("DBCA"), " DBCA\n"])
def test_a_diagnosis_may_be_written_in_several_ways(given):
    assert judge(BY_ID["12-diagnosis"], given).state == RIGHT


def test_the_worked_diagnosis_is_the_answer_and_its_numbers_are_the_runs():
    names = {}
    exec(BY_ID["12-diagnosis"].solution, names)
    assert names["diagnosis"] == BY_ID["12-diagnosis"].answer
    shown = ("200 digits, shuffled labels", "rate too low", "200 digits", "rate too high")  # A to D
    last = {letter: runs.load("curves").where(label)[0] for letter, label in zip("ABCD", shown)}
    train, validation = (
        {k: round(100 * getattr(run, f"{kind}_accuracy")[-1]) for k, run in last.items()}
        for kind in ("train", "validation")
    )
    assert train == {"A": 100, "B": 77, "C": 100, "D": train["D"]} and 8 <= train["D"] <= 12
    assert (validation["A"], validation["B"], validation["C"]) == (7, 76, 83)


def right(id):
    entry = BY_ID[f"12-predict-{id}"]
    return entry.options[entry.right].label


def test_predictions_about_intervals():
    low, high = uncertainty.wilson(965, 1000)
    assert right("interval") == "About 1.1 points" and 1.0 < 100 * (high - low) / 2 < 1.3
    rng, (p, q), n = np.random.default_rng(0), (0.965, 0.970), 10_000
    reported = (rng.binomial(n, q, 100_000) - rng.binomial(n, p, 100_000)) / n
    shown = np.mean(reported > 1.96 * np.sqrt((p * (1 - p) + q * (1 - q)) / n))
    assert right("tell-apart") == "About 50" and 0.49 < shown < 0.53


def test_the_number_of_pictures_is_the_package_s():
    for case in arguments("12-needed"):
        p, q, level, goal = (*case, 0.95, 0.8)[:4] if len(case) == 2 else case
        assert answers_planning.needed(*case) == uncertainty.pictures_needed(p, q, goal, level)


def test_prediction_about_the_loss_that_rises():
    run = runs.load("curves").where("healthy")[0]
    lowest = int(np.argmin(run.validation_loss))
    assert run.validation_loss[-1] > 1.15 * run.validation_loss[lowest]
    assert run.validation_accuracy[-1] >= run.validation_accuracy[lowest]
    assert right("overconfident").startswith("Yes: the wrong answers")
