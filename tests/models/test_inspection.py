"""The layer table, maps, filters and gradients of any module, against counts made by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from call_module import Call
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from course_utils import shapes
from course_utils.inspection import feature_maps, filters, gradient_norms, layer_table


class Sum(nn.Module):
    """A body and, beside it, another way round it."""

    def __init__(self, body, beside=None):
        super().__init__()
        self.body, self.beside = body, beside or nn.Identity()

    def forward(self, x):
        return self.body(x) + self.beside(x)


def field(module, size=32, channels=1):
    return layer_table(module, (channels, size, size))[-1].receptive_field


class TestLayerTable:
    @settings(max_examples=40, deadline=None)
    @given(
        channels=st.integers(1, 4), filters=st.integers(1, 5), kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
        stride=st.integers(1, 3), padding=st.integers(0, 2), height=st.integers(6, 12), width=st.integers(6, 12),
        bias=st.booleans(),
    )  # fmt: skip
    def test_convolutions_cost_what_shapes_says(self, channels, filters, kernel, stride, padding, height, width, bias):
        net = nn.Conv2d(channels, filters, kernel, stride, padding, bias=bias)
        count = shapes.convolution(channels, height, width, filters, kernel, stride, padding, bias)
        (row,) = layer_table(net, (channels, height, width))
        assert row.shape == (filters, *shapes.output_shape(height, width, kernel, stride, padding))
        assert (row.parameters, row.multiply_adds) == (count.parameters, count.multiply_adds)
        assert row.receptive_field == (kernel[0] if kernel[0] == kernel[1] else kernel)

    @settings(max_examples=40, deadline=None)
    @given(windows=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 1)), min_size=1, max_size=4))
    def test_fields_of_a_stack_are_those_of_shapes(self, windows):
        net = nn.Sequential(*[nn.Conv2d(1, 1, *window) for window in windows], nn.ReLU())
        fields = [found.size for found in shapes.receptive_field(windows)[1:]]
        assert [row.receptive_field for row in layer_table(net, (1, 64, 64))] == [*fields, fields[-1]]

    def test_groups_and_dense_layers(self):
        net = nn.Sequential(nn.Conv2d(4, 8, 3, groups=2), nn.Flatten(), nn.Linear(8 * 16, 10))
        conv, flat, dense = layer_table(net, (4, 6, 6))
        half = shapes.convolution(2, 6, 6, filters=4, kernel=3)
        assert (conv.parameters, conv.multiply_adds) == (2 * half.parameters, 2 * half.multiply_adds)
        assert dense.multiply_adds == shapes.dense(128, 10).multiply_adds
        assert (flat.shape, dense.shape, dense.receptive_field) == ((128,), (10,), 6)

    def test_pooling_dilation_and_rectangles(self):
        assert field(nn.Sequential(nn.Conv2d(1, 1, 5), nn.MaxPool2d(2))) == 6
        assert field(nn.Sequential(nn.MaxPool2d(3, 2), nn.AvgPool2d(3, stride=2))) == 7
        assert field(nn.Conv2d(1, 1, 3, dilation=3)) == 7
        assert field(nn.Conv2d(1, 1, (3, 5))) == (3, 5)
        assert field(nn.Conv2d(1, 1, 5, padding="same")) == 5

    def test_what_sees_everything(self):
        for last in (nn.AdaptiveAvgPool2d(1), Call(lambda x: x.mean((2, 3)))):
            net = nn.Sequential(nn.Conv2d(1, 1, 3), last)
            assert layer_table(net, (1, 8, 12))[-1].receptive_field == (8, 12)
        flat = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Flatten(), nn.Linear(60, 5))
        assert [row.receptive_field for row in layer_table(flat, (1, 8, 12))] == [3, 3, (8, 12)]

    def test_a_sum_sees_what_its_longest_path_sees(self):
        wide = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.ReLU(), nn.Conv2d(1, 1, 3, padding=1))
        assert field(nn.Sequential(Sum(wide), nn.ReLU())) == 5
        strided = Sum(nn.Conv2d(1, 1, 3, 2, 1), Call(lambda x: x[:, :, ::2, ::2]))
        assert field(nn.Sequential(strided, nn.Conv2d(1, 1, 3))) == 7
        shifted = Sum(nn.Conv2d(1, 1, 3), Call(lambda x: x[..., 2:, 2:]))  # columns -0..2 beside column 2
        assert field(nn.Sequential(shifted, nn.ReLU())) == 3

    def test_branches_that_step_differently_have_no_field(self):
        net = Sum(nn.Conv2d(1, 1, 3, 2, 1), Call(lambda x: F.interpolate(x, scale_factor=0.5)))
        assert field(nn.Sequential(net, nn.ReLU())) is None
        assert "–" in str(layer_table(nn.Sequential(net, nn.ReLU()), (1, 8, 8))).splitlines()[-3]
        uneven = Sum(nn.MaxPool2d(2), Call(lambda x: x[:, :, :4, :4]))  # both 4 × 4, two pixels apart and one
        assert layer_table(nn.Sequential(uneven, nn.ReLU()), (1, 8, 8))[-1].receptive_field is None

    def test_a_module_used_twice_counts_once(self):
        conv = nn.Conv2d(2, 2, 3, padding=1)
        net = nn.Sequential(conv, nn.ReLU(), conv)
        table = layer_table(net, (2, 8, 8))
        assert [row.parameters for row in table] == [38, 0, 0]
        assert [row.receptive_field for row in table] == [3, 3, 5]
        assert table.parameters == 38 and table.multiply_adds == 2 * 8 * 8 * 36
        assert table["0 (2)"].kind == "Conv2d"

    def test_tied_weights_count_once(self):
        first, second = nn.Linear(4, 4), nn.Linear(4, 4)
        second.weight = first.weight
        table = layer_table(nn.Sequential(nn.Flatten(), first, second), (1, 2, 2))
        assert [row.parameters for row in table] == [0, 20, 4] and table.parameters == 24

    def test_own_parameters_and_unused_ones(self):
        class Odd(nn.Module):
            def __init__(self):
                super().__init__()
                self.scale = nn.Parameter(torch.ones(3))
                self.conv, self.spare = nn.Conv2d(1, 3, 3), nn.Linear(5, 5)

            def forward(self, x):
                return self.conv(x) * self.scale[:, None, None]

        table = layer_table(Odd(), (1, 5, 5))
        assert [(row.name, row.parameters) for row in table] == [("conv", 30), ("model", 3)]
        assert table.parameters == 30 + 3 + 30

    def test_text_and_html(self):
        table = layer_table(nn.Sequential(nn.Conv2d(1, 30, 5), nn.MaxPool2d(2)), (1, 28, 28))
        assert "30 × 24 × 24         780        432,000                5" in str(table)
        page = table._repr_html_()
        assert page.count("<tr>") == 5 and ">432,000<" in page and "780" in str(table).splitlines()[-1]
        with pytest.raises(ValueError, match="name: got 'conv'"):
            table["conv"]

    @pytest.mark.parametrize("shape", [(28, 28), 28, (1, 0, 28), "abc", (1.5, 2, 3)])
    def test_bad_shapes(self, shape):
        with pytest.raises((TypeError, ValueError), match="input_shape"):
            layer_table(nn.Conv2d(1, 1, 3), shape)

    def test_a_shape_that_does_not_fit_says_so_and_leaves_no_hooks(self):
        net = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Flatten(), nn.Linear(4, 2))
        with pytest.raises(ValueError, match=r"input_shape: got \(3, 4, 4\), with which the model fails"):
            layer_table(net, (3, 4, 4))
        assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
        with pytest.raises(TypeError, match="model: got"):
            layer_table(lambda x: x, (1, 4, 4))


class TestMaps:
    def test_maps_of_every_layer(self):
        net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True))
        x = np.random.default_rng(0).normal(size=(2, 1, 5, 5))
        found = feature_maps(net, x)
        expected = F.conv2d(torch.tensor(x).float(), net[0].weight, net[0].bias).detach().numpy()
        np.testing.assert_allclose(found["0"], expected, atol=1e-6)  # not overwritten by the layer after it
        np.testing.assert_allclose(found["1"], np.maximum(expected, 0), atol=1e-6)

    def test_a_layer_used_twice(self):
        conv = nn.Conv2d(1, 1, 1, bias=False)
        nn.init.constant_(conv.weight, 2)
        found = feature_maps(nn.Sequential(conv, conv), np.ones((1, 1, 2, 2)))
        assert found["0"].max() == 2 and found["0 (2)"].max() == 4

    def test_filters_are_a_copy(self):
        net = nn.Sequential(nn.ReLU(), nn.Conv2d(3, 4, 5), nn.Conv2d(4, 2, 3))
        first = filters(net)
        np.testing.assert_array_equal(first, net[1].weight.detach().numpy())
        first[:] = 0
        assert net[1].weight.abs().min() > 0 and filters(net, "2").shape == (2, 4, 3, 3)

    def test_filters_kept_in_another_form(self):
        net = nn.Sequential(nn.ReLU())
        net[0].kernels = lambda: torch.ones(2, 3, 5, 5)
        assert filters(net).shape == (2, 3, 5, 5)

    @pytest.mark.parametrize("layer", ["0", "7", ""])
    def test_filters_of_what_is_no_convolution(self, layer):
        with pytest.raises(ValueError, match="layer: got"):
            filters(nn.Sequential(nn.ReLU(), nn.Conv2d(3, 4, 5)), layer)
        with pytest.raises(ValueError, match="model: got a Linear"):
            filters(nn.Linear(2, 2))


class TestGradientNorms:
    def test_by_hand(self):
        net = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(3 * 9, 4))
        rng = np.random.default_rng(0)
        x, labels = rng.normal(size=(6, 1, 5, 5)).astype(np.float32), rng.integers(4, size=6)
        found = gradient_norms(net, x, labels)
        F.cross_entropy(net(torch.tensor(x)), torch.tensor(labels)).backward()
        for (_, norm), layer in zip(found, (net[0], net[3])):
            by_hand = torch.cat([p.grad.ravel() for p in layer.parameters()]).norm().item()
            assert norm == pytest.approx(by_hand, rel=1e-5)
        assert [name for name, _ in found] == ["0", "3"]

    def test_normalisation_by_the_batch_and_statistics_left_alone(self):
        net = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(4, 2))
        x = 100 * np.random.default_rng(0).normal(size=(8, 1, 2, 2))
        before = net[0].running_mean.clone(), net[0].num_batches_tracked.clone()
        small = dict(gradient_norms(net, x / 100, np.zeros(8, int)))
        assert dict(gradient_norms(net, x, np.zeros(8, int)))["2"] == pytest.approx(small["2"], rel=1e-3)
        assert torch.equal(net[0].running_mean, before[0]) and torch.equal(net[0].num_batches_tracked, before[1])

    def test_frozen_layers_are_left_out_and_other_losses_used(self):
        net = nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.Linear(3, 2))
        net[1].requires_grad_(False)
        x, labels = np.ones((1, 1, 2, 2)), np.array([1])
        ((name, norm),) = gradient_norms(net, x, labels, loss=lambda out, y: out.sum())
        hidden = net[1](torch.ones(1, 4))
        assert name == "2" and norm == pytest.approx((2 * (hidden.square().sum() + 1)).sqrt().item(), rel=1e-5)

    def test_labels_that_do_not_fit(self):
        with pytest.raises(ValueError, match="labels"):
            gradient_norms(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), np.ones((2, 1, 2, 2)), np.array([1]))
