"""The gradient highway draws what was measured, and the measurement is what plain PyTorch finds."""

import itertools

import numpy as np
import pytest

from course_utils.data import runs
from course_utils.explorers import GradientHighway
from course_utils.explorers import gradient_highway as highway

STATES = list(GradientHighway.table_states())


def frame(**values):
    return GradientHighway.checked_frame(GradientHighway.full_state(values))


def lines(content, color):
    return [mark for mark in content if mark["mark"] == "line" and mark["color"] == color]


@pytest.mark.parametrize("state", STATES, ids=lambda s: "-".join(str(v) for v in s.values()))
def test_every_frame_shows_the_stored_norms_and_their_twins(state):
    found = frame(**state)
    stored = {
        run.settings["residual"]: np.array(run.values["norms"])
        for run in runs.load("gradients")
        if all(run.settings[key] == state[key] for key in ("depth", "normalise", "initialisation"))
    }
    for residual, color in ((False, "orange"), (True, "blue")):
        (line,) = lines(found["norms"], color)
        np.testing.assert_allclose(line["y"], stored[residual].clip(1e-12, 1e10), rtol=1e-6)
        assert line["dash"] == (residual != state["residual"]) and len(line["x"]) == state["depth"] - 1
    red = [mark for mark in found["norms"] if mark["color"] == "red"]
    lost = sum(int((norms < 1e-12).sum()) for norms in stored.values())
    assert sum(len(mark["x"]) for mark in red) == lost


def test_words_agree_with_the_numbers():
    for state in STATES:
        norms, words = highway.norms(state), frame(**state)["sentence"]
        ratio = norms[0] / norms[-1] if norms[-1] else 0
        assert ("exactly 0" in words) == bool((norms == 0).any())
        assert ("vanishes on" in words) == bool(norms.all() and ratio < 0.01)
        assert ("explodes on" in words) == (ratio > 100)
        assert ("large everywhere" in words) == (0.01 <= ratio <= 100 and norms.max() > 100)


def test_zero_norms_are_said_plainly():
    found = frame(depth=110, normalise=False, initialisation="small")
    assert "exactly 0 at 109 of 109 convolutions" in found["sentence"]
    assert "Gradient descent cannot move their weights." in found["sentence"]
    assert found["formula"] == ["first: 0   last: 0   no ratio"]


def test_what_the_chapter_says_holds():
    """Normalised plain networks explode backwards, ever more with depth; residual ones stay within two decades."""
    for depth, start in itertools.product(highway.DEPTHS, ("he", "xavier", "small")):
        plain, residual = (highway.ratio(highway.measured()[depth, kind, True, start]) for kind in (False, True))
        assert plain > residual > 1 and residual < 100
    ratios = [highway.ratio(highway.measured()[depth, False, True, "he"]) for depth in highway.DEPTHS]
    assert ratios == sorted(ratios) and ratios[-1] > 1e6
    assert "explodes" in frame(depth=110)["sentence"] and "neither" in frame(depth=110, residual=True)["sentence"]
    assert "vanishes" in frame(depth=44, normalise=False, initialisation="xavier")["sentence"]
    assert "large everywhere" in frame(depth=110, residual=True, normalise=False)["sentence"]


@pytest.mark.parametrize(
    ("residual", "normalise", "start"), [*itertools.product((True, False), (True, False), ("he",))]
)
def test_the_measurement_is_autograds(residual, normalise, start):
    import torch
    from torch.nn.functional import cross_entropy

    from course_utils.maintenance.measure import gradients
    from course_utils.models.resnet import CifarResNet

    found = gradients.norms(20, residual, normalise, start, seed=3, batch=4, side=8)
    rng = np.random.default_rng(3)
    x = torch.from_numpy(rng.standard_normal((4, 3, 8, 8)).astype(np.float32))
    labels = torch.from_numpy(rng.integers(0, 10, 4))
    network = CifarResNet(20, residual=residual, normalise=normalise, initialisation=start, seed=3).train()
    cross_entropy(network(x), labels).backward()
    layers = [network.stem[0], *(m for b in network.blocks for m in b.branch if isinstance(m, torch.nn.Conv2d))]
    expected = [sum(float(p.grad.double().square().sum()) for p in layer.parameters()) ** 0.5 for layer in layers]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_stored_medians_lie_between_the_seeds():
    stored = runs.load("gradients")
    assert len(stored) == 60 == len(set(stored.labels))
    for run in stored:
        for end, k in (("first", 0), ("last", -1)):
            assert len(run.values[end]) == run.settings["seeds"] == 5
            assert run.values["norms"][k] == pytest.approx(np.median(run.values[end]), rel=1e-5)
        assert len(run.values["norms"]) == run.settings["depth"] - 1
