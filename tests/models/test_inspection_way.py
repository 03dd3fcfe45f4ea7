"""A picture's way through a network: to its end, or to the layer that refuses it."""

import numpy as np
import pytest
import torch
from torch import nn

from course_utils import inspection


def net(side=8):
    return nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(side * side, 5))


def test_every_layer_has_a_line_with_the_shape_of_the_table():
    lines = inspection.way_through(net(), (3, 8, 8)).splitlines()
    table = inspection.layer_table(net(), (3, 8, 8))
    assert [line.split()[0] for line in lines] == [row.name for row in table] == ["0", "1", "2", "3"]
    assert [line.split("  ")[-1] for line in lines] == [" × ".join(map(str, row.shape)) for row in table]


def test_the_way_ends_at_the_layer_that_refuses():
    lines = inspection.way_through(net(), (3, 12, 12)).splitlines()
    assert lines[:3] == ["0  4 × 12 × 12", "1  4 × 6 × 6", "2  144"]
    assert lines[3].startswith("3  ") and "144" in lines[3] and "64" in lines[3] and len(lines) == 4
    assert inspection.way_through(net(), (1, 8, 8)).startswith("0  "), "one channel stops at the first layer"


def test_a_model_that_fails_between_its_layers_says_so():
    class Between(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Identity()

        def forward(self, x):
            return self.first(x) @ torch.zeros(2, 2)

    last = inspection.way_through(Between(), (1, 4, 5)).splitlines()[-1]
    assert last.split()[0] == "between" and "5" in last


def test_the_model_is_afterwards_as_it_was():
    model = net().train()
    before = {name: values.clone() for name, values in model.state_dict().items()}
    for side in (8, 12):
        inspection.way_through(model, (3, side, side))
    assert model.training and not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert all(np.array_equal(values, before[name]) for name, values in model.state_dict().items())


@pytest.mark.parametrize(("model", "shape"), [(nn.Identity(), (3, 8)), (nn.Identity(), 8), ("net", (3, 8, 8))])
def test_anything_else_is_refused(model, shape):
    with pytest.raises(TypeError):
        inspection.way_through(model, shape)
