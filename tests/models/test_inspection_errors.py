"""What does not fit is told by name, and leaves the model as it was; so do models of other kinds."""

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.inspection import feature_maps, filters, grad_cam, gradient_norms, layer_table, occlusion, saliency

X, LABELS = np.random.default_rng(0).random((2, 1, 6, 6)), np.array([0, 1])
USES = {
    "table": lambda net: layer_table(net, X.shape[1:]),
    "maps": lambda net: feature_maps(net, X),
    "saliency": lambda net: saliency(net, X, 1),
    "occlusion": lambda net: occlusion(net, X, 1, 3),
    "grad_cam": lambda net: grad_cam(net, X, "conv", 1),
    "gradient_norms": lambda net: gradient_norms(net, X, LABELS),
}
SCORES = ("saliency", "occlusion", "grad_cam", "gradient_norms")


class Net(nn.Module):
    """A small network; `after` is what becomes of its scores, `before` of its pictures."""

    def __init__(self, after=None, before=None, channels=1, hidden=4):
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.norm = nn.Conv2d(channels, 4, 3), nn.BatchNorm2d(4)
        self.bend, self.end = nn.ReLU(inplace=True), nn.Linear(hidden, 3)
        self.after, self.before = after or (lambda found: found), before or (lambda x: x)

    def forward(self, x):
        return self.after(self.end(self.bend(self.norm(self.conv(self.before(x)))).mean((2, 3))))


def fail(found):
    raise RuntimeError("cannot go on")


def modes(net):
    """Give a network a mixture of everything that must stay."""
    net.train()
    net.norm.eval()
    net.conv.weight.requires_grad_(False)
    net.end.bias.grad = torch.ones(3)
    return net


def state(net):
    hooks = [len(h) for m in net.modules() for h in (m._forward_hooks, m._forward_pre_hooks, m._backward_hooks)]
    grads = [(p.requires_grad, None if p.grad is None else p.grad.tolist()) for p in net.parameters()]
    numbers = {key: value.tolist() for key, value in net.state_dict().items()}
    modes = [m.training for m in net.modules()], net.bend.inplace
    return hooks, grads, numbers, modes, torch.get_rng_state().tolist(), torch.is_grad_enabled()


FAULTS = {
    "other channels": (dict(channels=3), USES, "^(x|input_shape): got .*which the model fails .*to have 3 channels"),
    "layers that do not fit": (dict(hidden=7), USES, "^(x|input_shape): got .*with which the model fails .*multiplied"),
    "an end that fails": (dict(after=fail), USES, "^(x|input_shape): got .*with which the model fails .cannot go on"),
    "a tuple": (dict(after=lambda found: (found, 1)), SCORES, "^model: got outputs that are a tuple; expected one "),
    "a dict": (dict(after=lambda found: {"out": found}), SCORES, "^model: got outputs that are a dict; expected"),
    "a column": (dict(after=lambda found: found[:, 0]), SCORES, r"^model: got outputs of shape \(\d,\)"),
    "classes": (dict(after=lambda found: found.argmax(1)[:, None]), SCORES, "^model: got outputs .*int64"),
    "one row for all": (dict(after=lambda found: found.sum(0, keepdim=True)), SCORES, r"^model: got .*\(1, 3\)"),
    "no gradients": (
        dict(after=lambda found: found.detach()), ("saliency", "grad_cam", "gradient_norms"),
        "^(model: got scores without gradients|loss: got .* expected one number, as a tensor that depends on)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "use"), [(fault, use) for fault, (_, uses, _) in FAULTS.items() for use in uses])
def test_a_model_that_does_not_fit(fault, use):
    options, _, words = FAULTS[fault]
    net = modes(Net(**options))
    before = state(net)
    with pytest.raises(ValueError, match=words):
        USES[use](net)
    assert state(net) == before


@pytest.mark.parametrize("use", USES)
def test_all_is_as_before_where_all_is_well(use):
    net = modes(Net())
    before = state(net)
    USES[use](net)
    assert state(net) == before


WRONG = {
    "saliency target": lambda net: saliency(net, X, 3),
    "occlusion window": lambda net: occlusion(net, X, 1, 7),
    "grad_cam layer": lambda net: grad_cam(net, X, "conv (2)", 1),
    "grad_cam layer without maps": lambda net: grad_cam(net, X, "end", 1),
    "gradient_norms labels": lambda net: gradient_norms(net, X, [0, 3]),
    "gradient_norms loss": lambda net: gradient_norms(net, X, LABELS, loss=lambda out, y: fail(out)),
    "gradient_norms loss of one each": lambda net: gradient_norms(net, X, LABELS, loss=lambda out, y: out[:, 0]),
    "gradient_norms loss of no tensor": lambda net: gradient_norms(net, X, LABELS, loss=lambda out, y: 0.5),
    "gradient_norms loss of no function": lambda net: gradient_norms(net, X, LABELS, loss=0),
    "maps x": lambda net: feature_maps(net, X[0]),
    "filters layer": lambda net: filters(net, "end"),
    "table input_shape": lambda net: layer_table(net, (1, 2, 2)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_argument_that_does_not_fit(wrong):
    net = modes(Net())
    before = state(net)
    with pytest.raises((TypeError, ValueError), match=f"^{wrong.split()[1]}: got"):
        WRONG[wrong](net)
    assert state(net) == before


class TestModels:
    """Models that are unusual but right."""

    @pytest.mark.parametrize("use", USES)
    def test_that_overwrite_their_pictures(self, use):
        changed, plain = (USES[use](Net(before=before)) for before in (lambda x: x.sub_(0.5), lambda x: x - 0.5))
        assert str(changed) == str(plain)

    @pytest.mark.parametrize("use", USES)
    def test_used_inside_inference_mode(self, use):
        plain = USES[use](Net())
        net = Net()
        with torch.inference_mode():
            inside = USES[use](net)
            assert torch.is_inference_mode_enabled()
        assert str(inside) == str(plain)

    @pytest.mark.parametrize("use", ["saliency", "grad_cam", "gradient_norms"])
    def test_made_inside_inference_mode(self, use):
        with torch.inference_mode():
            net = Net()
        with pytest.raises(ValueError, match=r"^model: got weights that were made inside torch.inference_mode\(\)"):
            USES[use](net)

    @pytest.mark.parametrize("use", USES)
    def test_with_sixteen_bits(self, use):
        net = Net().bfloat16()
        found = USES[use](net)
        if isinstance(found, np.ndarray):
            assert found.dtype in (np.float32, np.float64) and np.isfinite(found).all()
        assert filters(net).dtype == np.float32
        wide = saliency(Net(), torch.tensor(X).bfloat16(), 1)
        np.testing.assert_allclose(wide, saliency(Net(), X, 1), rtol=0.1, atol=0.01)

    def test_that_have_methods_to_pick_their_scores(self):
        net = Net(after=lambda found: (found, 1))
        net.scores = lambda outputs: outputs[0]
        np.testing.assert_array_equal(saliency(net, X, 1), saliency(Net(), X, 1))
        net.scores = fail
        with pytest.raises(ValueError, match="^model: got one whose method scores fails .cannot go on"):
            saliency(net, X, 1)

    def test_with_a_layer_or_a_number_where_others_have_a_method(self):
        net = Net()
        net.scores, net.loss, net.kernels = nn.Linear(3, 3), 0.5, 4
        np.testing.assert_array_equal(saliency(net, X, 1), saliency(Net(), X, 1))
        assert dict(gradient_norms(net, X, LABELS))["conv"] == dict(gradient_norms(Net(), X, LABELS))["conv"]
        np.testing.assert_array_equal(filters(net), net.conv.weight.detach().numpy())
        net.kernels = nn.ModuleList()
        assert filters(net).shape == (4, 1, 3, 3)
        net.conv.kernels = lambda: fail(None)
        with pytest.raises(ValueError, match="^model: got a Conv2d whose method kernels fails .cannot go on"):
            filters(net)

    @pytest.mark.parametrize("make", [torch.jit.script, lambda net: torch.jit.trace(net, torch.zeros(1, 1, 6, 6))])
    @pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning", "ignore:.*torch.jit")
    def test_that_are_scripted(self, make):
        plain = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(64, 3)).eval()
        scripted = make(plain)
        for net in (scripted, nn.Sequential(scripted)):
            for use in (USES["table"], USES["maps"], lambda net: grad_cam(net, X, "0", 1)):
                with pytest.raises(TypeError, match="^model: got a scripted or traced module"):
                    use(net)
            np.testing.assert_allclose(saliency(net, X, 1), saliency(plain, X, 1), atol=1e-6)
            np.testing.assert_allclose(occlusion(net, X, 1, 3), occlusion(plain, X, 1, 3), atol=1e-6)
            norms = [norm for _, norm in gradient_norms(net, X, LABELS)]
            np.testing.assert_allclose(norms, [norm for _, norm in gradient_norms(plain, X, LABELS)], rtol=1e-5)
        assert not any(m._forward_hooks for m in scripted.modules())

    @pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning", "ignore:.*torch.jit")
    def test_that_are_compiled(self):
        net = Net()
        for use in ("table", "maps", "grad_cam"):
            with pytest.raises(TypeError, match="^model: got a compiled module; expected the one that was compiled"):
                USES[use](torch.compile(net))


class TestGradientNorms:
    def test_of_a_frozen_model_there_are_none(self):
        assert gradient_norms(Net().requires_grad_(False), X, LABELS) == []

    def test_normalisation_needs_two_pictures(self):
        net = nn.Sequential(nn.Flatten(), nn.Linear(36, 4), nn.BatchNorm1d(4))
        net.bend = nn.ReLU()
        before = state(net)
        with pytest.raises(ValueError, match="^x: got 1 pictures? of .*more than 1 value.*at least two of them"):
            gradient_norms(net, X[:1], [0])
        assert state(net) == before and len(gradient_norms(net, X, LABELS)) == 2

    def test_any_outputs_for_a_loss_of_ones_own(self):
        net = Net(after=lambda found: (found, 1))
        own = gradient_norms(net, X, LABELS, loss=lambda out, y: nn.functional.cross_entropy(out[0], y))
        assert own == gradient_norms(Net(), X, LABELS)
        assert gradient_norms(
            Net(), X, [7, 9], loss=lambda out, y: ((out[:, 0] - y) ** 2).mean()
        )  # numbers, no classes


class TestGradCam:
    def test_of_a_layer_without_gradients(self):
        class Frozen(Net):
            def forward(self, x):
                with torch.no_grad():
                    maps = self.conv(x)
                return self.end(self.norm(maps).mean((2, 3)))

        with pytest.raises(ValueError, match="^layer: got 'conv', computed without gradients"):
            grad_cam(Frozen(), X, "conv", 1)

    def test_of_a_layer_that_does_not_matter_is_nothing(self):
        class Aside(Net):
            def forward(self, x):
                self.norm(self.conv(x))
                return self.end(self.conv(x).mean((2, 3)))

        assert (grad_cam(Aside(), X, "norm", 1) == 0).all()


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_filters_of_a_transposed_convolution_have_the_usual_order(groups):
    net = nn.Sequential(nn.ConvTranspose2d(4, 8, 5, groups=groups, bias=False))
    found = filters(net)
    assert found.shape == (8, 4 // groups, 5, 5)
    one = torch.zeros(1, 4, 1, 1)
    one[0, 3] = 1  # what the last map makes of a single 1 is the kernels that read it
    made = net(one)[0].detach().numpy()
    last = slice(8 - 8 // groups, 8)
    np.testing.assert_array_equal(made[last], found[last, -1])
    assert not made[: last.start].any()
