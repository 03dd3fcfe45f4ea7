"""The batch norm bench shows what the package's functions compute; its words follow from its numbers."""

import re
from functools import cache

import numpy as np
import torch

from course_utils.explorers import BatchNormBench
from course_utils.explorers import batch_norm_bench as bench
from course_utils.explorers.words import read


def frame(**values):
    return BatchNormBench.checked_frame(BatchNormBench.full_state(values))


@cache
def every():
    return [(state, BatchNormBench.frame(state)) for state in BatchNormBench.table_states()]


def of_torch(state):
    """Return torch's running mean and variance, its batch of this step normalised both ways, at a state."""
    layer = torch.nn.BatchNorm1d(1, momentum=state["momentum"], dtype=torch.float64)
    for batch in bench.batches(state["size"], state["shift"])[: state["step"]]:
        x = torch.tensor(batch)[:, None]
        trained = layer(x)
    used = layer.eval()(x)
    return layer.running_mean.item(), layer.running_var.item(), *(v.detach().numpy().ravel() for v in (trained, used))


def test_the_dots_and_averages_are_torch_s():
    for state, shown in every()[:: len(every()) // 60]:
        mean, variance, trained, used = of_torch(state)
        line = shown["means"][2]
        np.testing.assert_allclose(line["y"][state["step"] - 1], mean, rtol=1e-5, atol=1e-6)
        inside = bench.REACH - 0.1
        np.testing.assert_allclose(shown["training"][1]["x"], np.clip(trained, -inside, inside), atol=1e-4)
        np.testing.assert_allclose(shown["use"][2]["x"], np.clip(used, -inside, inside), atol=1e-4)
        cut = re.search(r"\((\d+) beyond", shown["use"][2]["label"])
        assert (int(cut[1]) if cut else 0) == (np.abs(used) > inside).sum()


def test_what_is_said_of_use_is_what_many_numbers_show():
    rng = np.random.default_rng(1)
    for state, shown in [every()[i] for i in rng.choice(len(every()), 60, replace=False)]:
        mean, variance, *_ = of_torch(state)
        x = rng.normal(bench.true_means(state["shift"])[state["step"] - 1], bench.DEVIATION, 200_000)
        used = (x - mean) / np.sqrt(variance + 1e-5)
        told = re.search(r"get mean (\S+) and deviation ([^:]+):", shown["sentence"])
        assert abs(read(told[1]) - used.mean()) < 0.02 + 0.05 * abs(used.mean())
        assert abs(read(told[2]) / used.std() - 1) < 0.06


def test_close_means_close_and_the_reasons_hold():
    for state, shown in every():
        said, (mean, deviation) = shown["sentence"], bench.seen(state)
        close = abs(mean) <= 0.25 and 0.8 <= deviation <= 1.25
        assert ("close to what training sees" in said) == close and ("not what training sees" in said) != close
        start = (1 - state["momentum"]) ** state["step"]
        assert ("is still the start" in said) == (not close and start >= 0.1)
        behind = re.search(r"The running mean is (\S+) behind a mean that (moves on|has moved)", said)
        if behind:  # what averages over the true means would show, without the batches' chance
            average = 0.0
            for true in bench.true_means(state["shift"])[: state["step"]]:
                average += state["momentum"] * (true - average)
            lag = bench.true_means(state["shift"])[state["step"] - 1] - average
            assert abs(read(behind[1]) / lag - 1) < 0.05
            assert (behind[2] == "moves on") == (state["step"] <= bench.MOVING)
        assert close or "is still the start" in said or behind or "chance" in said


def test_training_never_notices_the_shift():
    frames = [frame(shift=shift)["training"] for shift in bench.SHIFTS]
    for other in frames[1:]:
        np.testing.assert_array_equal(frames[0][1]["x"], other[1]["x"])
    two = frame(size=2, step=20)
    np.testing.assert_allclose(np.sort(two["training"][1]["x"]), [-1, 1], atol=1e-3)
    assert "always −1 and +1" in two["sentence"] and "always" not in frame(size=4)["sentence"]


def test_a_steady_shift_is_followed_at_the_distance_of_the_formula():
    """Behind a mean that moves by d a step, averages with momentum m end d·(1 − m)/m behind."""
    for momentum in (0.1, 0.3, 0.5):
        lag, _ = bench.parts(BatchNormBench.full_state({"shift": 0.2, "momentum": momentum, "step": 40}))
        assert abs(lag / (0.2 * (1 - momentum) / momentum) - 1) < 0.02


def test_the_printed_equations_hold():
    for state, shown in every()[::7]:
        both, weight = shown["formula"]
        batch = bench.batches(state["size"], state["shift"])[state["step"] - 1]
        numbers = [read(n.strip("()")) for n in re.findall(r"x − (\S+?)\) / √", both)]
        roots = [read(n) for n in re.findall(r"√([\d.,×⁻⁰¹²³⁴⁵⁶⁷⁸⁹\u00a0]+)", both)]
        mean, variance, *_ = of_torch(state)
        for shown_number, value in zip([*numbers, *roots], (batch.mean(), mean, batch.var(), variance), strict=True):
            assert abs(shown_number - value) <= 0.006 * abs(value) + 1e-9, (both, value)
        assert f"(1 − {state['momentum']:g})^{state['step']} = " in weight


def test_everything_drawn_lies_in_the_picture():
    for state, shown in every():
        low, high = BatchNormBench.panels[0].ylim
        for mark in shown["means"][:3]:
            assert low <= np.min(mark["y"]) and np.max(mark["y"]) <= high, state


def test_what_the_chapter_asks_for_in_the_bench():
    """ "Try this": the lag at step 40, its end by step 70; a larger momentum; small batches."""
    assert "0.89 behind a mean that moves on" in frame()["sentence"]
    assert "close" in frame(step=70)["sentence"]
    assert "close" in frame(momentum=0.3)["sentence"]
    assert "still the start" in frame(momentum=0.01, step=100)["sentence"]
    assert "chance" in frame(size=2, shift=0.0, momentum=1.0)["sentence"]
