"""The layer table of the course's own networks equals the published counts."""

import numpy as np
import pytest

from course_utils.inspection import feature_maps, gradient_norms, layer_table
from course_utils.models import alexnet, lenet5, resnet


def with_parameters(table):
    return [row for row in table if row.parameters]


def test_modern_lenet5():
    table = layer_table(lenet5.LeNet5.modern(), (1, 32, 32))
    assert [row.parameters for row in with_parameters(table)] == [156, 2416, 48120, 10164, 850]
    assert table.parameters == 61706
    assert [row.receptive_field for row in with_parameters(table)] == [5, 14, 32, 32, 32]
    assert {6, 16} <= {row.receptive_field for row in table}
    assert table.multiply_adds == 117600 + 240000 + 48000 + 10080 + 840


def test_published_lenet5():
    table = layer_table(lenet5.LeNet5(), (1, 32, 32))
    assert table.parameters == 60000
    assert sum(row.parameters for row in table) == 60000


@pytest.mark.parametrize(
    ("depth", "parameters", "field"), [(20, 269722, 81), (32, 464154, 137), (44, 658586, 193), (56, 853018, 249)]
)
def test_cifar_residual_networks(depth, parameters, field):
    for residual in (True, False):
        table = layer_table(getattr(resnet, f"resnet{depth}")(residual=residual), (3, 32, 32))
        assert table.parameters == sum(row.parameters for row in table) == parameters
        convolutions = [row for row in table if row.kind == "Conv2d"]
        assert max(row.receptive_field for row in convolutions) == field
        assert convolutions[-1].shape == (64, 8, 8)


@pytest.mark.parametrize(("name", "parameters", "fields"), [
    ("resnet18", 11689512, {435}), ("resnet34", 21797672, {899}), ("resnet50", 25557032, {483, 427}),
])  # fmt: skip
def test_large_residual_networks(name, parameters, fields):
    table = layer_table(getattr(resnet, name)(), (3, 224, 224))
    assert table.parameters == sum(row.parameters for row in table) == parameters
    assert max(row.receptive_field for row in table if row.kind == "Conv2d") in fields


@pytest.mark.parametrize(("towers", "parameters"), [(2, 60965224), (1, 62378344)])
def test_alexnet(towers, parameters):
    table = layer_table(alexnet.AlexNet(towers=towers), (3, 227, 227))
    assert table.parameters == sum(row.parameters for row in table) == parameters
    fields = [row.receptive_field for row in table]
    assert [field for field in fields if field != 227] == sorted(field for field in fields if field != 227)
    assert {11, 19, 51, 67, 99, 131, 163, 195} <= set(fields)
    if towers == 2:
        by_layer = [34944, 307456, 885120, 663936, 442624, 37752832, 16781312, 4097000]
        assert [row.parameters for row in with_parameters(table)] == by_layer
        assert round(table.multiply_adds / 1e5) == 7244


def test_gradient_norms_reach_every_layer():
    net = resnet.resnet20(channels=1)
    x = np.random.default_rng(0).normal(size=(4, 1, 32, 32)).astype(np.float32)
    norms = dict(gradient_norms(net, x, np.arange(4)))
    assert len(norms) == len(with_parameters(layer_table(net, (1, 32, 32))))
    assert all(np.isfinite(norm) and norm > 0 for norm in norms.values())


def test_maps_agree_with_the_networks_own():
    net = lenet5.LeNet5.modern()
    x = lenet5.prepare(np.random.default_rng(0).random((2, 1, 28, 28)).astype(np.float32))
    own, found = net.maps(x), feature_maps(net, x)
    for name in ("C1", "C3", "output"):
        same = [m for m in found.values() if m.shape == own[name].shape and np.allclose(m, own[name], atol=1e-6)]
        assert same or name != "output"
