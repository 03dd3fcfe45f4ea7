"""The experiment planner draws and says what `uncertainty` computes, and its model is what simulated experiments do."""

import json
import math
import re

import numpy as np
import pytest

from course_utils import settings, uncertainty
from course_utils.data import runs
from course_utils.explorers import ExperimentPlanner
from course_utils.explorers import experiment_planner as planner
from course_utils.quantiles import normal_cdf

ALL = list(ExperimentPlanner.table_states())
SOME = [ALL[k] for k in np.random.default_rng(0).choice(len(ALL), 300, replace=False)]


def frame(**values):
    return ExperimentPlanner.checked_frame(ExperimentPlanner.full_state(values))


def found(pattern, said):
    match = re.search(pattern, said)
    return match and float(match[1].replace(",", ""))


def power(state, **changes):
    """How often the difference shows, worked out from the state alone, in another way than the explorer's."""
    state = {**state, **changes}
    p, q = planner.FIRST, planner.FIRST + state["difference"] / 100
    one = planner.DISAGREE - (p - q) ** 2 if state["same"] else p * (1 - p) + q * (1 - q)
    effect = 1 + (state["scene"] - 1) * planner.ALIKE
    trained = planner.CHANCE * (1 - 1 / state["seeds"])
    variance = effect * (one - trained) / state["pictures"] + (state["spread"] / 100) ** 2 / state["seeds"]
    return normal_cdf((q - p) / math.sqrt(variance) - 1.959964), math.sqrt(variance) * 100


def rounds_to(share):
    return {0: "fewer than 1", 100: "more than 99"}.get(round(100 * share), str(round(100 * share)))


@pytest.mark.parametrize("state", SOME, ids=lambda s: "-".join(map(str, s.values())))
def test_the_sentence_says_what_is_true(state):
    said = ExperimentPlanner.frame(state)["sentence"]
    right, error = power(state)
    assert f"With {state['pictures']:,} test pictures" in said and ("the same for both" in said) == state["same"]
    assert found(r"off by ([\d.]+) point", said) == pytest.approx(error, rel=0.051)
    assert found(r"when it passes (\d+(?:\.\d+)?)", said) == pytest.approx(1.96 * error, rel=0.051)
    counted = found(r"count as ([\d,]+)", said)
    effect = 1 + (state["scene"] - 1) * planner.ALIKE
    assert counted == (None if effect == 1 else round(state["pictures"] / effect))
    if state["difference"] == 0:
        assert "5 show one all the same" in said and "show it" not in said
        return
    words = "not quite 80" if round(100 * right) == 80 and right < 0.8 else rounds_to(right)
    assert f"of 100 such experiments {words} show it." in said
    assert ("they were lucky" in said) == (right < 0.5)
    wrong = round(100 * normal_cdf(-state["difference"] / error - 1.959964))
    assert (found(r"(\d+) would show that A is better", said) or 0) == wrong


@pytest.mark.parametrize("state", [s for s in SOME if s["difference"]], ids=lambda s: "-".join(map(str, s.values())))
def test_what_is_said_to_be_enough_is_the_smallest_that_is(state):
    said = ExperimentPlanner.frame(state)["sentence"]
    pictures, seeds = found(r"(?:takes|enough:) ([\d,]+) pictures", said), found(r"([\d,]+) seeds? (?:with|do)", said)
    assert ("By custom 80 are enough" in said) == (power(state)[0] >= 0.8)
    if pictures:
        assert power(state, pictures=pictures)[0] >= 0.8 - 1e-5
        assert pictures == 1 or power(state, pictures=pictures - 1)[0] < 0.8 + 1e-5
    else:
        assert power(state, pictures=1e12)[0] < 0.8
        assert "More pictures alone never" in said or "Neither" in said
    if seeds:
        assert power(state, seeds=seeds)[0] >= 0.8 - 1e-5 > power(state, seeds=seeds - 1)[0] - 2e-5
    elif power(state)[0] < 0.8:
        assert power(state, seeds=1e12)[0] < 0.8
        assert "more seeds alone never" in said or "Neither" in said


@pytest.mark.parametrize("state", SOME[:100], ids=lambda s: "-".join(map(str, s.values())))
def test_the_coloured_area_is_the_share_that_shows_it(state):
    content = ExperimentPlanner.frame(state)["reports"]
    areas = {m["label"]: m for m in content if m["mark"] == "area"}
    whole = sum(np.trapezoid(a["y"], a["x"]) for a in areas.values())
    right, error = power(state)
    blue = areas.get("shows that B is better")
    share = np.trapezoid(blue["y"], blue["x"]) / whole if blue else 0
    assert share == pytest.approx(right, abs=0.005)
    assert blue is None or blue["color"] == ("blue" if state["difference"] else "orange")
    limits = next((m["limits"]["xlim"] for m in content if m["mark"] == "axes"), planner.AXES[0][1])
    drawn = [x for m in content if m["mark"] == "area" for x in m["x"]]
    assert limits[0] <= min(drawn) and max(drawn) <= limits[1]
    lines = [m["at"] for m in content if m["mark"] == "vline"]
    assert lines == pytest.approx([-1.959964 * error, 1.959964 * error, state["difference"]])


@pytest.mark.parametrize("state", SOME[:100], ids=lambda s: "-".join(map(str, s.values())))
def test_the_bars_are_the_same_experiments_with_one_thing_changed(state):
    shown = ExperimentPlanner.frame(state)
    for panel, name, values in (("by_pictures", "pictures", planner.PICTURES), ("by_seeds", "seeds", planner.SEEDS)):
        expected = [100 * power(state, **{name: value})[0] for value in values]
        if state["difference"] == 0:
            expected = [5.0] * len(values)
        assert shown[panel]["values"] == pytest.approx(expected, abs=0.01)
        colors = shown[panel]["colors"]
        assert colors[values.index(state[name])] == "orange" and colors.count("orange") == 1
        assert all((c == "green") == (v >= 80) for c, v in zip(colors, expected, strict=True) if c != "orange")


@pytest.mark.parametrize("difference", [0.2, 1.0])
def test_what_lucky_experiments_report(difference):
    state = ExperimentPlanner.full_state({"difference": difference, "pictures": 1000})
    error = power(state)[1]
    drawn = np.random.default_rng(1).normal(difference, error, 400_000)
    assert planner.exaggeration(state) == pytest.approx(drawn[drawn > 1.959964 * error].mean(), rel=0.01)


@pytest.mark.parametrize(("same", "seeds"), [(False, 1), (False, 10), (True, 1), (True, 3), (True, 10)])
def test_the_model_is_what_simulated_trainings_do(same, seeds):
    """On some pictures each training is a coin, on some one recipe is always right: what is off, over many experiments.

    Two trainings of one recipe then disagree on half of the coins, two recipes besides on the pictures of one alone.
    """
    n, many, rng = 2000, 1500, np.random.default_rng(2)
    coins, only_b = 2 * planner.CHANCE, planner.DISAGREE - planner.CHANCE
    kinds = np.array([coins, only_b, 1 - coins - only_b])
    reported = np.empty(many)
    for k in range(many):
        a, b = rng.multinomial(n, kinds, size=2) if not same else [rng.multinomial(n, kinds)] * 2
        coins_a, coins_b = (rng.binomial(drawn[0] * seeds, 0.5) / seeds for drawn in (a, b))
        reported[k] = 100 * (coins_b + n - b[0] - coins_a - (n - a[0] - a[1])) / n
    p, q = 1 - coins / 2 - only_b, 1 - coins / 2
    one = uncertainty.difference_variance(p, q, planner.DISAGREE if same else None)
    expected = 100 * math.sqrt((one - planner.CHANCE + planner.CHANCE / seeds) / n)
    assert reported.mean() == pytest.approx(100 * only_b, abs=0.05)
    assert reported.std() == pytest.approx(expected, rel=0.06)


def test_the_chapters_example():
    assert (
        "51 show it. For 80 it takes 19,740 pictures, or 17 seeds with these pictures."
        in frame(difference=0.5, pictures=10_000)["sentence"]
    )
    values = frame(difference=0.5)["by_pictures"]["values"]
    assert values[planner.PICTURES.index(20_000)] > 80 > 60 > values[planner.PICTURES.index(10_000)] > 50


def test_what_the_chapter_says_of_the_planner():
    """The answers below the planner, 1 to 6, each worked out again."""
    path = settings.NOTEBOOKS / "12_your_own_network.ipynb"
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    one, two, three, four, five, six = cells["planner-answer"].splitlines()
    state = ExperimentPlanner.full_state({"difference": 0.5, "pictures": 10_000})
    assert "19,740" in one and f"5,000 pictures give {rounds_to(power(state, pictures=5000)[0])} of 100" in one
    assert f"{rounds_to(power(state, same=True)[0])} of 100" in two
    small = {**state, "pictures": 1000}
    assert f"{rounds_to(power(small)[0])} of 100 show the half point" in three
    assert f"report {planner.exaggeration(small):.2g} points" in three
    assert f"{10_000 / uncertainty.design_effect(25, planner.ALIKE):,.0f}. " in four and "= 3.4" in four
    restless = {**state, "pictures": 20_000, "spread": 0.5}
    told = found(r"with 20,000 pictures (\d+) of them", five)
    assert power(restless, pictures=1e12)[0] < 0.8
    assert power(restless, seeds=told)[0] >= 0.8 > power(restless, seeds=told - 1)[0]
    assert "5 of 100" in six


def test_how_often_two_networks_disagree_was_measured():
    stored = runs.load("pairs")
    wrong = {label: np.array([np.isin(np.arange(1000), run.values["wrong"]) for run in stored.where(label)])
             for label in stored.labels}  # fmt: skip
    one = [np.mean(w[::2] ^ w[1::2]) for w in wrong.values()]
    two = np.mean(wrong["residual"] ^ wrong["alexnet"])
    assert abs(planner.CHANCE - np.mean(one)) < 0.003
    assert abs(planner.DISAGREE - two) < 0.003
    beyond = [w.mean(axis=1).var(ddof=1) - (w.mean(axis=0) * (1 - w.mean(axis=0))).sum() * 40 / 39 / 1e6
              for w in wrong.values()]  # fmt: skip
    assert abs(planner.SPREADS[1] - 100 * math.sqrt(sum(beyond))) < 0.1
