"""What chapter 02 says of its explorers is what they show, and its questions stay right with other numbers."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from course_utils import losses, settings
from course_utils.data import batches, load
from course_utils.exercises.chapter_02 import AFTER, BEFORE, EXERCISES, PREDICTIONS, answers
from course_utils.exercises.chapter_02.predictions import more_trips, too_far
from course_utils.exercises.chapter_02.questions import batch_size, number
from course_utils.explorers.descent import MOMENTA, RATES, Descent
from course_utils.explorers.logits_to_loss import LogitsToLoss
from course_utils.gradients import check_gradient
from course_utils.optimizers import SGD, Adam, Momentum

SEEDS = range(100)


def descent(**state):
    return Descent.frame(Descent.full_state(state))["sentence"]


def soonest(values, name, **state):
    said = {value: descent(**{name: value}, **state) for value in values}
    arrived = {value: int(text.split("From step ")[1].split()[0]) for value, text in said.items() if "stays" in text}
    return min(arrived, key=arrived.get)


def test_the_bowl_jumps_arrives_and_is_lost_where_the_text_says():
    crossing = [
        rate for rate in RATES if "across the valley" in descent(rate=rate) or "overshoots" in descent(rate=rate)
    ]
    assert crossing[0] == 0.3
    assert soonest(RATES, "rate") == 0.3 and "From step 3 on" in descent(rate=0.3)
    assert "From step 14 on" in descent(rate=0.45)
    assert "never will settle: it comes no lower than 4.50" in descent(rate=0.5)
    assert "From step 5 on it is outside" in descent(rate=0.55)


def test_the_ravine_is_slow_at_its_best_rate_and_a_ball_is_faster():
    assert soonest(RATES, "rate", function="ravine") == 0.45
    assert "From step 27 on" in descent(function="ravine", rate=0.45)
    assert "never will settle" in descent(function="ravine", rate=0.5)
    assert soonest(MOMENTA, "momentum", function="ravine", rate=0.4) == 0.5
    steps = {0.0: 30, 0.5: 14, 0.7: 17, 0.8: 26}
    for momentum, step in steps.items():
        assert f"From step {step} on it stays" in descent(function="ravine", rate=0.4, momentum=momentum)
    assert "still swings" in descent(function="ravine", rate=0.4, momentum=0.9)


def test_momentum_wins_the_race_with_one_mu_and_loses_it_with_another():
    path, found = settings.NOTEBOOKS / "02_loss_and_gradient_descent.ipynb", {}
    cells = {c["id"]: "".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    names = {"np": np, "SGD": SGD, "Momentum": Momentum, "Adam": Adam, "draw": SimpleNamespace(race=found.update)}
    exec(cells["race"], names)
    ends = {name: heights[-1] for name, heights in found.items()}
    assert 10_000 < ends["plain"] / ends["momentum 0.7"] < 1_000_000
    assert 20 < ends["momentum 0.9"] / ends["plain"] < 30 and ends["Adam"] > 0.9 * ends["plain"]


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_adam_moves_by_its_rate_while_a_slope_keeps_its_sign_and_by_less_where_it_is_noise(size):
    rng, moved = np.random.default_rng(0), {}
    for kind in ("steady", "noise"):
        rule, params, steps = Adam(0.01), {"w": np.zeros(500)}, []
        for _ in range(400):
            before = params["w"].copy()
            rule.step(params, {"w": size * (np.ones(500) if kind == "steady" else rng.normal(size=500))})
            steps.append(np.abs(params["w"] - before).mean())
        moved[kind] = np.mean(steps[200:]) / 0.01
    assert moved["steady"] == pytest.approx(1, abs=0.01) and 0.15 < moved["noise"] < 0.25


def test_two_valleys_end_where_the_text_says():
    there = dict(function="two valleys", rate=0.1)
    assert "From step" in descent(start=(-1.0, 1.0), **there)
    assert "in the shallower valley, 0.60 above" in descent(start=(1.0, 1.0), **there)
    for momentum in (0.0, 0.5, 0.7):
        assert "in the shallower valley" in descent(start=(3.5, 1.0), momentum=momentum, **there)
    assert "From step 32 on" in descent(start=(3.5, 1.0), momentum=0.8, **there)


def test_certain_logits_show_what_the_text_says():
    right = LogitsToLoss.frame(LogitsToLoss.full_state(dict(a=-5.0, b=5.0, c=-5.0)))
    assert right["gradient"]["text"] == ["0.000"] * 3 and right["probabilities"]["text"][1] == "1.000"
    assert "The loss is less than 0.001." in right["sentence"]
    wrong = LogitsToLoss.frame(LogitsToLoss.full_state(dict(a=5.0, b=-5.0, c=-5.0)))
    assert wrong["gradient"]["text"] == ["+1.000", "−1.000", "0.000"] and "The loss is 10.000" in wrong["sentence"]
    shifted = LogitsToLoss.frame(LogitsToLoss.full_state(dict(shift=10)))
    plain = LogitsToLoss.frame(LogitsToLoss.full_state({}))
    assert [name for name in ("logits", "exponentials", "probabilities", "gradient")
            if shifted[name]["text"] != plain[name]["text"]] == ["exponentials"]  # fmt: skip


@pytest.mark.parametrize("entry", [q for q in (*PREDICTIONS, *BEFORE, *AFTER) if q.again], ids=lambda q: q.id)
def test_a_question_comes_back_as_the_same_one_with_other_numbers(entry):
    others = [entry.again(np.random.default_rng(seed)) for seed in SEEDS]
    assert {other.id for other in others} == {entry.id}
    assert len({other.question for other in others}) > 2
    assert all(len(other.options) == len(entry.options) for other in others)


def chosen(entry):
    return entry.options[entry.right].label


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5, 0.55, 0.6, 0.7])
def test_too_far_is_computed(rate):
    def f(a, b):
        return (a - 1) ** 2 + 2 * (b + 0.5) ** 2

    rises = f(2 * rate, 1 - 6 * rate) > f(0, 1)
    assert chosen(too_far(rate)) == ("It rises" if rises else "It falls, but by less")


@pytest.mark.parametrize("copies", [2, 10, 1000])
def test_more_trips_are_computed(copies):
    x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 4.0, 8.0])
    once, often = (answers.line_gradient(1.0, 1.0, np.tile(x, n), np.tile(y, n))[0] for n in (1, copies))
    assert once == pytest.approx(often) and chosen(more_trips(copies)) == "It stays as it is"
    assert chosen(more_trips(copies, mean=False)) == f"It is {copies:,} times as steep"


def test_recall_questions_are_computed():
    errors = np.array([3.0, -5.0, -1.0, -1.0])
    assert chosen(AFTER[0]) == number(losses.half_mse(errors, np.zeros(4))[1].sum())
    assert chosen(batch_size(64, 16, mean=False)) == "About 1/4 times as large"
    assert chosen(batch_size(16, 64, mean=False)) == "About 4 times as large"
    limit = float(chosen(AFTER[2]))
    assert abs(1 - 20 * 0.99 * limit) < 1 < abs(1 - 20 * 1.01 * limit)
    _, gradient = losses.softmax_cross_entropy(np.log([[0.7, 0.2, 0.1]]), [1])
    assert chosen(AFTER[3]) == f"({', '.join(map(number, gradient[0]))})"


def test_the_largest_rate_is_the_one_that_the_exercise_asks_for():
    def settles(rate):
        a, b = 0.0, 1.0
        for _ in range(3000):
            a, b = a - rate * 10 * (a - 1), b - rate * 2 * (b + 0.5)
        return abs(a - 1) + abs(b + 0.5) < 1e-6

    assert settles(0.199) and not settles(0.2)


def _with_a_small_number(logits, labels):
    """The loss as many programs write it: accepted, and a little too small."""
    p = answers.softmax(logits)[np.arange(len(labels)), labels]
    return -np.mean(np.log(p + 1e-7)), answers.softmax_loss(logits, labels)[1]


@pytest.mark.parametrize("give", [np.ndarray.tolist, torch.tensor], ids=["lists", "tensors"])
def test_the_cells_go_on_with_whatever_type_a_learner_returns(give, capsys):
    path = settings.NOTEBOOKS / "02_loss_and_gradient_descent.ipynb"
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    known = {e.id: e.reference for e in EXERCISES if e.is_function} | {"02-softmax-loss": _with_a_small_number}
    space = {
        "np": np, "batches": batches, "check_gradient": check_gradient, "SGD": SGD,
        "DIGITS": load("digits", flatten=True),
        "KILOMETRES": np.array([0.0, 1.0, 2.0, 3.0]), "MINUTES": np.array([1.0, 3.0, 4.0, 8.0]), "NUDGE": 0.001,
        "mine": lambda id: lambda *given: [give(np.asarray(part)) for part in known[id](*given)],
    }  # fmt: skip
    names = ("loss-by-hand", "training-loop", "more-trips", "check-the-gradient", "train-step", "train-classifier")
    for name in names:
        code = cells[name].replace("check_gradient(lambda", "print(check_gradient(lambda").replace("1e-4)", "1e-4))")
        exec(compile(code.replace("epochs=20", "epochs=1"), name, "exec"), space)
    printed = capsys.readouterr().out
    assert "w = 2.1997  b = 0.7006" in printed and "4,000        -3.75    1.375" in printed
    assert "gradient agrees" in printed and "before the first update: 2.3026" in printed
