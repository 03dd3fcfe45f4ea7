"""Saliency, occlusion and Grad-CAM against what can be worked out by hand; and a model left as it was."""

import warnings

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.inspection import feature_maps, grad_cam, gradient_norms, layer_table, occlusion, saliency

RNG = np.random.default_rng(0)


def linear(classes=3, side=4, channels=2):
    net = nn.Sequential(nn.Flatten(), nn.Linear(channels * side * side, classes))
    return net, net[1].weight.detach().numpy().reshape(classes, channels, side, side)


def small():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Dropout(), nn.Flatten(), nn.Linear(4 * 9, 3),
    )  # fmt: skip


class TestSaliency:
    def test_of_a_linear_model_is_its_weights(self):
        net, weights = linear()
        found = saliency(net, RNG.normal(size=(5, 2, 4, 4)), [0, 1, 2, 1, 0])
        np.testing.assert_allclose(found, np.abs(weights[[0, 1, 2, 1, 0]]), rtol=1e-6)

    def test_is_the_slope_of_the_score(self):
        net, x, h = small().double().eval(), RNG.normal(size=(1, 1, 6, 6)), 1e-6
        found = saliency(net, x, 1)[0, 0]
        for place in np.ndindex(6, 6):
            moved = [x.copy(), x.copy()]
            moved[0][0, 0][place] += h
            moved[1][0, 0][place] -= h
            up, down = (net(torch.tensor(m))[0, 1].item() for m in moved)
            assert found[place] == pytest.approx(abs(up - down) / (2 * h), abs=1e-7)

    def test_scores_turned_round(self):
        net, weights = linear()
        net.scores = lambda outputs: -2 * outputs  # as for distances, where the smallest wins
        np.testing.assert_allclose(saliency(net, np.ones((1, 2, 4, 4)), 1)[0], 2 * np.abs(weights[1]), rtol=1e-6)

    @pytest.mark.parametrize("target", [3, -1, [0, 1], 0.5, "cat"])
    def test_bad_targets(self, target):
        with pytest.raises((TypeError, ValueError), match="target"):
            saliency(linear()[0], np.ones((1, 2, 4, 4)), target)

    @pytest.mark.parametrize("x", [np.ones((2, 4, 4)), np.full((1, 2, 4, 4), np.nan), "picture", np.ones((0, 2, 4, 4))])
    def test_bad_pictures(self, x):
        with pytest.raises((TypeError, ValueError), match="^x:"):
            saliency(linear()[0], x, 0)


class TestOcclusion:
    def test_of_a_model_that_reads_one_pixel(self):
        class OnePixel(nn.Module):
            def forward(self, x):
                return torch.stack([x[:, 0, 2, 3], -x[:, 0, 2, 3]], dim=1)

        x = RNG.normal(size=(2, 1, 6, 7))
        found = occlusion(OnePixel(), x, 0, window=2, fill=0.25)
        assert found.shape == (2, 5, 6)
        expected = np.zeros((2, 5, 6))
        expected[:, 1:3, 2:4] = (x[:, 0, 2, 3] - 0.25)[:, None, None]
        np.testing.assert_allclose(found, expected, atol=1e-6)
        np.testing.assert_allclose(occlusion(OnePixel(), x, 1, 2, fill=0.25), -expected, atol=1e-6)

    def test_of_a_linear_model_is_the_covered_part_of_the_sum(self):
        net, weights = linear()
        x = RNG.normal(size=(1, 2, 4, 4))
        found = occlusion(net, x, 2, window=(2, 1), stride=(2, 3))
        parts = weights[2] * x[0]
        expected = [[parts[:, i : i + 2, j].sum() for j in (0, 3)] for i in (0, 2)]
        np.testing.assert_allclose(found[0], expected, atol=1e-5)

    def test_many_places_in_several_batches(self):
        net, weights = linear(side=20, channels=1)
        x = RNG.normal(size=(2, 1, 20, 20))
        found = occlusion(net, x, [0, 2], window=1)
        np.testing.assert_allclose(found, weights[[0, 2], 0] * x[:, 0], atol=1e-5)

    def test_a_window_too_large(self):
        with pytest.raises(ValueError, match=r"^window: got \(5, 5\); expected at most .* \(4, 4\)"):
            occlusion(linear()[0], np.ones((1, 2, 4, 4)), 0, window=5)
        for wrong in (0, (2, 0), 1.5, "wide", (1, 2, 3)):
            with pytest.raises((TypeError, ValueError), match="^window"):
                occlusion(linear()[0], np.ones((1, 2, 4, 4)), 0, window=wrong)
        with pytest.raises(ValueError, match="^stride"):
            occlusion(linear()[0], np.ones((1, 2, 4, 4)), 0, window=2, stride=0)


class TestGradCam:
    def test_by_hand(self):
        net, x = small().eval(), RNG.normal(size=(3, 1, 6, 6)).astype(np.float32)
        found = grad_cam(net, x, "0", [0, 1, 2])
        maps = net[0](torch.tensor(x)).detach().requires_grad_()
        out = torch.relu(net[1](maps))
        scores = net[6](net[5](net[3](out)))
        (slopes,) = torch.autograd.grad(scores[[0, 1, 2], [0, 1, 2]].sum(), maps)
        by_hand = torch.relu((slopes.mean((2, 3), keepdim=True) * maps).sum(1)).detach().numpy()
        np.testing.assert_allclose(found, by_hand, atol=1e-6)
        assert found.shape == (3, 6, 6) and found.max() > 0

    def test_the_layer_may_be_overwritten_by_the_next(self):
        net, x = small(), RNG.normal(size=(1, 1, 6, 6))
        kept = grad_cam(net, x, "1", 0)  # a normalisation before an in-place ReLU
        assert kept.shape == (1, 6, 6) and net[2].inplace

    def test_nor_does_an_operation_in_place_change_it(self):
        class Net(nn.Module):
            def __init__(self, rectify):
                super().__init__()
                torch.manual_seed(0)
                self.conv, self.end, self.rectify = nn.Conv2d(1, 2, 3), nn.Linear(2, 3), rectify

            def forward(self, x):
                return self.end(self.rectify(self.conv(x)).mean((2, 3)))

        x = RNG.normal(size=(2, 1, 6, 6))
        found, expected = (grad_cam(Net(rectify), x, "conv", 1) for rectify in (torch.relu_, torch.relu))
        np.testing.assert_array_equal(found, expected)

    def test_a_layer_used_again_is_explained_at_each_use(self):
        class Twice(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv, self.end = nn.Conv2d(1, 1, 3, padding=1, bias=False), nn.Linear(1, 2, bias=False)
                self.spare = nn.Conv2d(1, 1, 1)
                nn.init.constant_(self.end.weight, 1.0)

            def forward(self, x):
                return self.end(self.conv(self.conv(x)).mean((2, 3)))

        net, x = Twice(), np.abs(RNG.normal(size=(1, 1, 6, 6)))
        nn.init.constant_(net.conv.weight, 0.5)
        maps = feature_maps(net, x)
        # The mean slope: 1/36 for each place of the second maps; a place of the first reaches 9, 6 or 4 of them by 1/2.
        for name, slope in (("conv", 0.5 * (16 * 9 + 16 * 6 + 4 * 4) / 36 / 36), ("conv (2)", 1 / 36)):
            np.testing.assert_allclose(grad_cam(net, x, name, 0), slope * maps[name][:, 0], rtol=1e-5)
        for wrong, times in (("conv (3)", 2), ("spare", 0), ("end (2)", 1)):
            with pytest.raises(ValueError, match=rf"^layer: got '{wrong[:3]}.*; the model uses '.*' {times} time"):
                grad_cam(net, x, wrong, 0)
        for wrong in ("conv (1)", "conv (0)", "con (2)", "conv(2)", 3, None):
            with pytest.raises(ValueError, match="^layer: got .* expected one of 'conv', 'end', 'spare'"):
                grad_cam(net, x, wrong, 0)

    def test_a_layer_without_maps(self):
        with pytest.raises(ValueError, match="layer: got '6', which makes no maps"):
            grad_cam(small(), np.ones((1, 1, 6, 6)), "6", 0)
        with pytest.raises(ValueError, match="layer: got 'conv9'"):
            grad_cam(small(), np.ones((1, 1, 6, 6)), "conv9", 0)


X, LABELS = RNG.normal(size=(4, 1, 6, 6)), np.array([0, 1, 2, 0])
USES = {
    "table": lambda net: layer_table(net, (1, 6, 6)),
    "maps": lambda net: feature_maps(net, X),
    "saliency": lambda net: saliency(net, X, 1),
    "occlusion": lambda net: occlusion(net, X, 1, 3),
    "grad_cam": lambda net: grad_cam(net, X, "0", 1),
    "gradient_norms": lambda net: gradient_norms(net, X, LABELS),
}


@pytest.mark.parametrize("name", USES)
def test_the_model_is_left_as_it_was(name):
    net = small().train()
    net[1].eval()  # a mixture of modes
    net[0].weight.requires_grad_(False)
    net[6](torch.ones(1, 36)).sum().backward()
    state = {key: value.clone() for key, value in net.state_dict().items()}
    grads = [None if p.grad is None else p.grad.clone() for p in net.parameters()]
    random, x_before = torch.get_rng_state(), X.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with torch.no_grad():
            USES[name](net)
            assert not torch.is_grad_enabled()
    assert all(torch.equal(value, state[key]) for key, value in net.state_dict().items())
    assert [module.training for module in net] == [True, False, True, True, True, True, True] and net.training
    for p, before in zip(net.parameters(), grads):
        assert (p.grad is None) == (before is None) and (before is None or torch.equal(p.grad, before))
    assert not net[0].weight.requires_grad and net[6].weight.requires_grad and net[2].inplace
    assert torch.equal(torch.get_rng_state(), random) and np.array_equal(X, x_before)
    assert not any(m._forward_hooks or m._forward_pre_hooks or m._backward_hooks for m in net.modules())


@pytest.mark.parametrize("name", USES)
def test_twice_gives_the_same(name):
    net = small().train()
    first, again = USES[name](net), USES[name](net)
    assert str(first) == str(again)


def test_no_words_on_the_page(capsys):
    for use in USES.values():
        use(small())
    assert capsys.readouterr() == ("", "")
