"""One block: its gradient, its shortcuts, what it refuses, and how a trained network loses it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.models import resnet
from course_utils.models.blocks import Block, ZeroPadShortcut
from course_utils.models.resnet import CifarResNet, ImageNetResNet

SMALL = (4, 8, 16)


def jacobian(function, x):
    return torch.autograd.functional.jacobian(function, x).reshape(x.numel(), x.numel())


def block(*arguments, **options):
    made = Block(*arguments, **options).double().eval()
    for p in made.parameters():
        torch.nn.init.normal_(p, 0, 0.3)
    return made


def picture(channels, side=3, n=1, seed=0):
    return torch.randn(n, channels, side, side, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def test_the_gradient_of_a_block_is_the_identity_plus_the_branch():
    made, x = block(2, 2, preactivation=True), picture(2)  # nothing follows the addition
    expected = torch.eye(x.numel(), dtype=torch.float64) + jacobian(made.branch, x)
    torch.testing.assert_close(jacobian(made, x), expected, rtol=1e-9, atol=1e-12)


def test_the_relu_after_the_addition_closes_rows_of_that_gradient():
    made, x = block(2, 2), picture(2)
    total = made.branch(x) + x
    is_open = (total > 0).double().reshape(-1, 1)
    expected = is_open * (torch.eye(x.numel(), dtype=torch.float64) + jacobian(made.branch, x))
    assert 0 < is_open.sum() < is_open.numel()  # some of each
    torch.testing.assert_close(jacobian(made, x), expected, rtol=1e-9, atol=1e-12)


def test_a_plain_block_has_the_branch_alone():
    made, x = block(2, 2, residual=False, preactivation=True), picture(2)
    torch.testing.assert_close(jacobian(made, x), jacobian(made.branch, x), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", ["basic", "bottleneck"])
@pytest.mark.parametrize("option", ["A", "B", "C"])
@pytest.mark.parametrize("preactivation", [True, False])
@given(st.integers(1, 5), st.integers(5, 7), st.integers(1, 2), st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=8, deadline=None)
def test_branch_and_shortcut_agree_in_shape(kind, option, preactivation, inputs, width, stride, height, breadth):
    made = Block(inputs, width, stride, kind=kind, option=option, preactivation=preactivation).eval()
    x = torch.zeros(2, inputs, height, breadth)
    shape = (2, width * (4 if kind == "bottleneck" else 1), -(-height // stride), -(-breadth // stride))
    assert made(x).shape == made.branch(x).shape == made.shortcut(x).shape == shape


def test_option_a_takes_every_second_pixel_and_adds_channels_of_zeros():
    x = picture(3, side=5)
    found = ZeroPadShortcut(3, 7, 2)(x)
    assert torch.equal(found[:, :3], x[:, :, ::2, ::2]) and found.shape == (1, 7, 3, 3)
    assert not found[:, 3:].any()


def test_options_b_and_c_project():
    projects = {
        option: [isinstance(b.shortcut, torch.nn.Sequential) for b in CifarResNet(14, SMALL, option=option).blocks]
        for option in "ABC"
    }
    assert projects == {"A": [False] * 6, "B": [False, False, True, False, True, False], "C": [True] * 6}


def test_a_zero_scale_makes_every_block_pass_on_what_came():
    network = CifarResNet(20, SMALL, zero_last=True).eval()
    x = network.stem(torch.randn(2, 3, 8, 8))
    assert (x >= 0).all()  # it came from a ReLU, so the ReLU after the addition changes nothing
    torch.testing.assert_close(network.stages[0](x), x, rtol=0, atol=0)


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("preactivation", [True, False])
def test_a_lesion_takes_the_branch_away(residual, preactivation):
    network = CifarResNet(14, SMALL, residual=residual, preactivation=preactivation).eval()
    x = torch.randn(2, 3, 16, 16)
    whole = network(x)
    for made in network.blocks:
        at = torch.rand(2, made.inputs, 8, 8)
        made.enabled = False
        carried = (made.shortcut or ZeroPadShortcut(made.inputs, made.outputs, made.stride))(at)
        torch.testing.assert_close(made(at), carried, rtol=0, atol=0)
        assert network(x).shape == whole.shape and not torch.allclose(network(x), whole)
        made.enabled = True
    torch.testing.assert_close(network(x), whole, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("kind", "deviation"), [("he", (2 / (8 * 9)) ** 0.5), ("xavier", (2 / (2 * 8 * 9)) ** 0.5), ("small", 0.01)]
)
def test_weights_begin_as_wide_as_their_rule_says(kind, deviation):
    network = CifarResNet(110, (8, 8, 8), normalise=False, initialisation=kind)
    weights = torch.cat([b.branch[0].weight.detach().flatten() for b in network.blocks])
    assert float(weights.std()) == pytest.approx(deviation, rel=0.03) and abs(float(weights.mean())) < deviation / 20
    last = network.fc.weight.detach()
    assert float(last.std()) == pytest.approx(0.01 if kind == "small" else (3 * 8) ** -0.5, rel=0.2)
    assert float(last.abs().max()) <= (0.05 if kind == "small" else 8**-0.5)
    assert all(not m.bias.any() for m in network.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear)))


def test_a_seed_repeats_a_network_whatever_was_drawn_before():
    first = CifarResNet(8, SMALL, seed=5)
    torch.rand(7)
    second, other = CifarResNet(8, SMALL, seed=5), CifarResNet(8, SMALL, seed=6)
    for name, values in first.state_dict().items():
        assert torch.equal(values, second.state_dict()[name]), name
    assert not torch.equal(first.fc.weight, other.fc.weight)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: CifarResNet(21), "depth: got 21; expected 6n [+] 2 layers"),
        (lambda: CifarResNet(20.0), "depth: got 20.0"),
        (lambda: CifarResNet(20, option="D"), "option: got 'D'; expected one of 'A', 'B', 'C'"),
        (lambda: CifarResNet(20, initialisation="He"), "did you mean 'he'"),
        (lambda: CifarResNet(20, widths=(8, 16)), "widths: got .8, 16.; expected three"),
        (lambda: CifarResNet(20, widths=(8, 16, 0)), "widths: got 0"),
        (lambda: CifarResNet(20, widths=(16, 8, 8)), "outputs: got 8 channels after 16; expected at least as many"),
        (lambda: CifarResNet(20, zero_last=True, normalise=False), "zero_last: got True; expected False without norm"),
        (lambda: CifarResNet(20, zero_last=True, residual=False), "zero_last: got True"),
        (lambda: CifarResNet(20, zero_last=True, preactivation=True), "zero_last: got True"),
        (lambda: CifarResNet(8, seed=-1), "seed: got -1"),
        (lambda: ImageNetResNet(20), "depth: got 20 .int.; expected one of 18, 34, 50, 101, 152"),
        (lambda: Block(4, 4, kind="wide"), "kind: got 'wide'; expected one of 'basic', 'bottleneck'"),
        (lambda: CifarResNet(8, SMALL)(torch.zeros(2, 1, 16, 16)), r"x: got shape \(2, 1, 16, 16\); expected \(N, 3"),
        (lambda: CifarResNet(8, SMALL)(torch.zeros(3, 16, 16)), r"x: got shape \(3, 16, 16\); expected \(N, 3, H, W"),
        (lambda: Block(4, 8)(torch.zeros(1, 8, 3, 3)), r"x: got shape \(1, 8, 3, 3\); expected \(N, 4, H, W"),
        (lambda: resnet.prepare_small(torch.zeros(2, 28, 28).numpy()), r"x: got shape \(2, 28, 28\)"),
        (lambda: resnet.prepare_small(torch.zeros(2, 1, 28, 28).numpy()), "x: got one grey, 0, everywhere"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(make, words):
    with pytest.raises((ValueError, TypeError), match=words):
        make()
