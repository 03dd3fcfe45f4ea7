"""The figures and tables of chapter 10 on batch normalisation show the numbers that they are given."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from course_utils import normalisation
from course_utils.data import runs
from course_utils.plotting import chapter_10_batch as draw
from course_utils.plotting import chapter_10_stored as tables


def test_every_channel_is_a_line_and_the_words_are_its_numbers():
    rng = np.random.default_rng(0)
    found = {"plain": (np.cumsum(rng.normal(size=(6, 3)), 0), 1 + rng.random((6, 3))),
             "normalised": (np.zeros((6, 3)), np.ones((6, 3)))}  # fmt: skip
    picture = draw.drift(found)
    means, deviations = picture.figure.axes
    assert len(means.lines) == len(deviations.lines) == 8  # three channels and a sample for the legend, of each kind
    np.testing.assert_allclose(means.lines[0].get_ydata(), found["plain"][0][:, 0])
    moved = np.abs(found["plain"][0][-1] - found["plain"][0][0]).max()
    assert f"moves by {moved:.1f}" in picture.alt and "3 channels" in picture.alt and "over 5 steps" in picture.alt


def test_the_graph_has_the_nodes_of_the_function_in_its_order_and_two_of_them_are_used_twice():
    drawn = [name for name in draw.NODES if name != "x"]
    assert sorted(drawn) == sorted(normalisation.Nodes._fields)
    assert "x and centred are used twice" in draw.graph().alt
    order = {name: place for place, name in enumerate(draw.NODES)}
    assert all(order[start] < order[end] for start, end in draw.EDGES)
    for (start, end), gradient in zip((("x", "mean"), ("centred", "squares")), ("x", "centred"), strict=True):
        assert (start, end) in draw.EDGES and gradient == start


def some_runs():
    """Return stored runs as those of the measurement, with simple numbers."""
    found = []
    for kind, wrong in (("plain", 0.2), ("normalised", 0.1)):
        for start in ("He's weights", "a quarter of them"):
            label = f"{kind}, {start}"
            for rate in (0.1, 1.0):
                found.append(runs.Run(f"{label}: {rate:g}", 100, {"rate": rate},
                                      values={"validation_error": [rate / 2, rate / 2, rate / 2]}))  # fmt: skip
            for seed in range(10):
                bits = np.zeros(1000, bool)
                bits[: int(1000 * wrong) + seed] = True
                found.append(runs.Run(label, seed, {"rate": 0.1}, validation_accuracy=[0.8, 0.95], seconds=2.0,
                                      values={"wrong": np.packbits(bits).tobytes().hex()}))  # fmt: skip
    return runs.Runs("x", "y", tuple(found))


def test_rates_are_drawn_and_told():
    picture = draw.rates(some_runs())
    line = next(line for line in picture.figure.axes[0].lines if line.get_label() == "plain")
    np.testing.assert_allclose(line.get_ydata(), [5, 50])
    assert "plain, He's weights: below 10 % at 0.1" in picture.alt


def test_the_wrong_digits_come_back_and_the_difference_counts_starts_and_digits():
    stored = some_runs()
    first, second = (tables.wrong_digits(stored, f"{kind}, He's weights") for kind in ("plain", "normalised"))
    assert first.shape == (10, 1000) and first[3].sum() == 203
    mean, reach = tables.difference(first, second)
    each = first.astype(float) - second
    assert mean == pytest.approx(0.1)
    alone = 2.262 * each.mean(axis=0).std(ddof=1) / np.sqrt(1000)
    assert reach == pytest.approx(np.hypot(alone, 2.262 * each.mean(axis=1).std(ddof=1) / np.sqrt(10)))
    assert "20.4 % at 0.1" in tables.ends(stored) and "10.0 ±" in tables.ends(stored)
    assert tables.epochs_until(stored, "plain, He's weights").tolist() == [2] * 10
    assert "after 2.0 epochs (plain) and 2.0 (normalised): 0.0 ± 0.0 sooner" in tables.sooner(stored)
    assert tables.seconds(stored, "plain") == 2.0


def test_student_s_quantile_is_that_of_nine_degrees_of_freedom():
    """The share of |t| below it, by simulation, is 95 %."""
    draws = np.random.default_rng(0).normal(size=(200_000, 10))
    t = draws.mean(axis=1) / (draws.std(axis=1, ddof=1) / np.sqrt(10))
    assert np.mean(np.abs(t) < tables.STUDENT_9) == pytest.approx(0.95, abs=0.002)


def folder_runs():
    found = []
    for label in ("108 pictures", "360 pictures"):
        for seed in range(10):
            looked = {
                "in_use": 0.5 + seed / 100,
                "own": 0.15,
                "again": 0.12,
                "momenta": {"0.3": 0.4, "0.5": 0.4, "1": 0.45},
            }
            values = {"in_use": [0.7] * 9 + [0.5] + [0.2] * 10, "own": [0.2] * 20, "10": looked, "20": looked}
            found.append(runs.Run(label, seed, values=values))
            if label[0] == "3":
                falling = SimpleNamespace(values={"10": {"in_use": 0.1, "own": 0.1, "again": 0.1}})
                found.append(runs.Run(f"{label}, falling rate", seed, values=falling.values))
    return runs.Runs("x", "y", tuple(found))


def test_averages_that_lag_are_drawn_and_tabled():
    picture = draw.lagging(folder_runs())
    assert "in use, by the running averages: 50 % after 10 epochs, 20 % after 20" in picture.alt
    thick = [line for line in picture.figure.axes[0].lines if not line.get_label().startswith("_")]
    assert len(thick) == 2 and len(picture.figure.axes[0].lines) == 22
    table = tables.mends(folder_runs()).splitlines()
    assert len(table) == 1 + len(tables.MENDS)
    first = re.search(r"(\d+) ± (\d+) % +(\d+) … (\d+) %", table[1])
    reach = 2.262 * np.std([50 + s for s in range(10)], ddof=1) / np.sqrt(10)
    assert [int(n) for n in first.groups()] == [54, round(reach), 50, 59]
    assert "after 20 steps" in tables.small(folder_runs())


@pytest.mark.parametrize("name", [name for name in ("batch_norm", "small_folder") if name in runs.names()])
def test_the_stored_runs_are_those_that_the_figures_ask_for(name):
    stored = runs.load(name)
    if name == "batch_norm":
        assert len(stored.where("plain, He's weights")) == len(stored.where("normalised, a quarter of them")) == 10
        for run in stored.where("plain, He's weights"):
            wrong = np.unpackbits(np.frombuffer(bytes.fromhex(run.values["wrong"]), np.uint8))
            assert wrong.mean() == pytest.approx(run.values["test_error"])
    else:
        assert {label: len(stored.where(label)) for label in stored.labels} == {
            "108 pictures": 10, "360 pictures": 10, "360 pictures, falling rate": 10
        }  # fmt: skip
        for run in stored.where("360 pictures"):
            assert run.values["10"]["in_use"] == pytest.approx(run.values["in_use"][9])
