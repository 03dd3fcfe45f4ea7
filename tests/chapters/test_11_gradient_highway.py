"""The gradient highway draws what was measured, and the measurement is what plain PyTorch finds."""

import itertools
import re

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


def row_of_depths(state):
    """First over last of every depth that has it, with the other choices of a state."""
    found = {depth: highway.ratio(highway.norms(state, depth=depth)) for depth in highway.DEPTHS}
    return {depth: value for depth, value in found.items() if value}


def slope(values):
    """The factor a layer, by least squares over the logarithms of all depths: another way than the explorer's."""
    return np.exp(np.polyfit(list(values), np.log(list(values.values())), 1)[0])


@pytest.mark.parametrize("state", STATES, ids=lambda s: "-".join(str(v) for v in s.values()))
def test_words_agree_with_the_numbers(state):
    norms, words = highway.norms(state), frame(**state)["sentence"]
    if not norms.all():
        assert f"exactly 0 at all {len(norms)} convolutions" in words
        return
    factor = slope(row_of_depths(state))
    assert ("gradient explodes" in words) == (factor > 1.08) and ("gradient vanishes" in words) == (factor < 0.92)
    assert ("neither vanishes nor explodes" in words) == (0.95 < factor < 1.05), "no row of depths lies between"
    largest = slope({depth: highway.norms(state, depth=depth).max() for depth in row_of_depths(state)})
    assert ("grows as a whole" in words) == (largest > 1.08 and factor < 1.05)
    (said,) = re.findall(r"multiplies this ratio by about (\d\.\d\d)", words) or [None]
    assert said is None or float(said) == pytest.approx(factor, abs=0.025)


def test_one_choice_is_called_the_same_at_every_depth():
    """Plain and normalised, 14 % a layer were said to do nothing at 32 layers and to explode at 44."""
    verdict = re.compile(r"With depth the gradient (.*?) on its way back")
    for residual, normalise, start in itertools.product((False, True), (True, False), ("he", "xavier", "small")):
        words = [frame(depth=d, residual=residual, normalise=normalise, initialisation=start)["sentence"]
                 for d in highway.DEPTHS]  # fmt: skip
        assert len({verdict.search(said)[1] for said in words if "exactly 0" not in said}) == 1, words
    assert "gradient explodes" in frame(depth=32)["sentence"] and "gets 45 times" in frame(depth=32)["sentence"]


def test_where_all_norms_grow_the_sums_do():
    """The words give the reason: the signal grows from block to block on its way forward, and the loss with it."""
    import torch
    from torch.nn.functional import cross_entropy

    from course_utils.models.resnet import CifarResNet

    x, labels = torch.randn(8, 3, 16, 16, generator=torch.Generator().manual_seed(0)), torch.arange(8)
    losses = []
    for depth in (20, 44):
        network = CifarResNet(depth, normalise=False, initialisation="he", seed=0)
        with torch.no_grad():
            sums = [network.stem(x)]
            for block in network.blocks:
                sums.append(block(sums[-1]))
            losses.append(float(cross_entropy(network(x), labels)))
        stages = np.array_split([float(one.norm()) for one in sums[1:]], 3)
        assert all((np.diff(stage) > 0).all() for stage in stages), "within a stage every sum is larger"
    assert losses[1] > 10 * losses[0]


def test_zero_norms_are_said_plainly():
    found = frame(depth=110, normalise=False, initialisation="small")
    assert "exactly 0 at all 109 convolutions" in found["sentence"]
    assert "not even the last convolution learns from it" in found["sentence"]
    assert found["formula"] == ["first: 0   last: 0   no ratio"]


def test_what_the_chapter_says_holds():
    """Normalised plain networks explode backwards, ever more with depth; residual ones stay within two decades."""
    for depth, start in itertools.product(highway.DEPTHS, ("he", "xavier", "small")):
        plain, residual = (highway.ratio(highway.measured()[depth, kind, True, start]) for kind in (False, True))
        assert plain > residual > 1 and residual < 100
        assert 1.09 < plain ** (1 / (depth - 2)) < 1.21, "roughly 1.1 to 1.2, at every layer"
    residual = {depth: highway.ratio(highway.measured()[depth, True, True, "he"]) for depth in highway.DEPTHS}
    assert f"{residual[20]:.1f}" == "1.8" and f"{residual[110]:.0f}" == "17", "as the text says"
    ratios = [highway.ratio(highway.measured()[depth, False, True, "he"]) for depth in highway.DEPTHS]
    assert round(ratios[0]) == 5 and round(ratios[-1] / 1e6) == 6 and highway.EVEN == 1.05, "as the text says"
    assert ratios == sorted(ratios) and ratios[-1] > 1e6
    for depth in highway.DEPTHS:
        bare = {start: highway.measured()[depth, False, False, start] for start in ("he", "xavier", "small")}
        level = {start: abs(np.log(highway.ratio(norms) or 1e-300)) for start, norms in bare.items()}
        assert min(level, key=level.get) == "he", "without normalisation He's weights come nearest to level"
        assert bare["small"].any() == (depth < 56), "from 56 layers on every gradient is 0"
    bare, even = (np.array(highway.measured()[110, True, normalised, "he"]) for normalised in (False, True))
    assert 1e9 < bare.max() < 1.5e9, "a thousand million, as the text says"
    assert 2e8 < np.linalg.norm(bare) / np.linalg.norm(even) < 9e8, "a step hundreds of millions of times too large"


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
