"""The receptive fields of the layer table against what the gradient of one unit reaches."""

import pytest
import torch
import torch.nn.functional as F
from call_module import Call
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from course_utils.inspection import layer_table


def field(*steps, size=(20, 20), channels=2):
    """Return the table's field of the last of several functions."""
    found = layer_table(nn.Sequential(*map(Call, steps)), (channels, *size))[-1].receptive_field
    return found if isinstance(found, tuple) or found is None else (found, found)


def reached(*steps, size=(20, 20), channels=2):
    """Return (first, last) row and column of the pixels that the unit in the middle of the last result depends on."""
    x = torch.rand(1, channels, *size, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) + 0.1
    x.requires_grad_()
    out = x
    for step in steps:
        out = step(out)
    unit = out[tuple(n // 2 for n in out.shape)]
    (slope,) = torch.autograd.grad(unit, x)
    rows, columns = (slope != 0).any(0).any(0).nonzero().T
    return (int(rows.min()), int(rows.max())), (int(columns.min()), int(columns.max()))


def convolution(kernel, stride=(1, 1), padding=(0, 0)):
    weight = torch.rand(2, 2, *kernel, dtype=torch.float64) / (4 * kernel[0] * kernel[1]) + 0.01

    def apply(x):
        return F.conv2d(x, weight.to(x.dtype)[:, : x.shape[1]], None, stride, padding)

    return apply


def shuffle(x):
    return x.view(1, 2, x.shape[1] // 2, *x.shape[2:]).transpose(1, 2).reshape(x.shape)


def written_through_an_index(x):
    y = x.clone()
    y[:, :, 1:] = x[:, :, :-1]
    return y


def written_through_a_view(x):
    y = torch.zeros_like(x)
    y[:, :, 1:].add_(x[:, :, :-1])
    return y + x


def laid_in_a_row_and_back(x):
    return x.flatten(1).view(x.shape)


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
STEPS = st.one_of(
    st.builds(convolution, pairs, st.tuples(st.integers(1, 2), st.integers(1, 2)), st.just((1, 0))),
    st.builds(lambda kernel: lambda x: F.avg_pool2d(x, kernel), st.tuples(st.integers(1, 2), st.integers(1, 2))),
    st.sampled_from([
        F.relu, torch.sigmoid, F.normalize, shuffle, lambda x: F.local_response_norm(x, 3), lambda x: x.flip(1),
        lambda x: x.transpose(2, 3), lambda x: x.mT, lambda x: x.permute(0, 1, 3, 2), lambda x: x.permute(0, 2, 3, 1),
        lambda x: x.flip(2), lambda x: x.flip(2, 3), lambda x: x.roll(3, 1), lambda x: x.roll(3, dims=3),
        lambda x: torch.rot90(x, 1, (2, 3)), lambda x: x.cumsum(2), lambda x: x.cumsum(1), lambda x: x.softmax(3),
        lambda x: F.softmax(x, dim=-2), lambda x: F.normalize(x, dim=3), F.instance_norm,
        lambda x: F.group_norm(x, 1), lambda x: F.layer_norm(x, x.shape[-1:]), lambda x: F.layer_norm(x, x.shape[1:]),
        lambda x: x * x.mean((2, 3), keepdim=True), lambda x: x * x.mean(3, keepdim=True),
        lambda x: x * x.amax(1, keepdim=True), lambda x: x + F.avg_pool2d(x, (3, 1), 1, (1, 0)),
        lambda x: x[:, :, 1:, ::2], lambda x: x[:, 0][:, None].expand(-1, 2, -1, -1), lambda x: x[:, :, 0][:, None],
        lambda x: F.pad(x, (1, 0, 2, 1)), lambda x: F.adaptive_avg_pool2d(x, (1, x.shape[3])),
        lambda x: x @ x.mT @ x, written_through_an_index, written_through_a_view, laid_in_a_row_and_back,
    ]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=4), size=st.sampled_from([(32, 32), (33, 29)]))
def test_the_table_names_what_the_gradient_reaches_or_nothing(steps, size):
    torch.manual_seed(0)
    try:
        spans = reached(*steps, size=size)
    except (RuntimeError, ValueError):  # these steps do not fit on one another
        return
    found = field(*steps, size=size)
    if found is None:
        return
    for said, (first, last), pixels in zip(found, spans, size):
        near_an_edge = first < said or last >= pixels - said  # or near one that a step before has cut
        assert said == last - first + 1 or (near_an_edge and said > last - first + 1)


ACROSS = convolution((1, 5))


@pytest.mark.parametrize("turn", [
    lambda x: x.transpose(2, 3), lambda x: x.swapaxes(-1, -2), lambda x: x.mT, lambda x: x.permute(0, 1, 3, 2),
])  # fmt: skip
def test_a_picture_turned_on_its_side(turn):
    assert field(ACROSS, turn) == (1, 5)  # of the picture: vertical, horizontal
    assert field(ACROSS, turn, ACROSS) == field(ACROSS, turn, ACROSS, turn) == (5, 5)
    assert field(ACROSS, turn, ACROSS, ACROSS, size=(20, 24)) == (9, 5)
    assert field(lambda x: x + turn(x)) is None  # each unit sees two places


@pytest.mark.parametrize("step", [
    lambda x: x.flip(2), lambda x: x.flip([2, 3]), lambda x: x.flip(-1, 1), lambda x: x.roll(1, 2),
    lambda x: x.roll(1), lambda x: torch.rot90(x, 1, (2, 3)), lambda x: x.cumsum(3), lambda x: x.permute(0, 2, 1, 3),
    lambda x: x[:, :, torch.arange(20).flip(0)], lambda x: x @ x.mT @ x, lambda x: F.interpolate(x, scale_factor=1.0),
    written_through_an_index, written_through_a_view, laid_in_a_row_and_back,
])  # fmt: skip
def test_what_moves_places_about_has_no_field(step):
    assert field(ACROSS, step) is None
    assert field(step, F.relu) is None


@pytest.mark.parametrize(("step", "expected"), [
    (lambda x: x.softmax(3), (1, 24)), (lambda x: x.softmax(-2), (20, 1)), (lambda x: F.softmax(x, dim=1), (1, 1)),
    (lambda x: x.sort(3)[0], (1, 24)), (lambda x: F.normalize(x, dim=2), (20, 1)), (F.normalize, (1, 1)),
    (lambda x: F.group_norm(x, 1), (20, 24)), (F.instance_norm, (20, 24)), (nn.LayerNorm(24), (1, 24)),
    (nn.LayerNorm((20, 24)), (20, 24)), (nn.BatchNorm2d(2), (1, 1)), (nn.InstanceNorm2d(2), (20, 24)),
    (nn.InstanceNorm2d(2, track_running_stats=True), (1, 1)), (nn.Linear(24, 24), (1, 24)),
    (lambda x: torch.ones(20, 20) @ x, (20, 1)), (lambda x: x.mean(3, keepdim=True) * x, (1, 24)),
    (lambda x: x * x.mean((2, 3), keepdim=True), (20, 24)), (lambda x: x.mean(1, keepdim=True) * x, (1, 1)),
    (lambda x: F.adaptive_avg_pool2d(x, (10, 1)), (2, 24)), (lambda x: F.adaptive_avg_pool2d(x, 7), None),
    (lambda x: torch.where(x > 0, x, torch.zeros_like(x)), (1, 1)), (lambda x: torch.cat([x, x], 1), (1, 1)),
    (lambda x: torch.einsum("oc,nchw->nohw", torch.ones(3, 2), x), (1, 1)),
    (lambda x: torch.einsum("hk,nchw->nckw", torch.ones(20, 20), x), None),
    (lambda x: torch.stack([x, x], -1)[..., 0], None), (lambda x: x[:, [1, 0]], (1, 1)), (lambda x: x[:, :, 3], None),
])  # fmt: skip
def test_what_mixes_places_sees_all_of_them(step, expected):
    assert field(step, size=(20, 24)) == expected


def test_only_what_is_reached_counts_behind_a_dense_layer():
    net = nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4, 3))  # the fifth row and column are not read
    assert [row.receptive_field for row in layer_table(net, (1, 5, 5))] == [2, 2, 4]


def test_branches_laid_in_a_row_meet_in_a_dense_layer():
    class Heads(nn.Module):
        def __init__(self):
            super().__init__()
            self.wide, self.end = nn.Conv2d(1, 1, 3), nn.Linear(36 + 64, 2)

        def forward(self, x):
            return self.end(torch.cat([self.wide(x).flatten(1), x.flatten(1)], dim=1))

    assert layer_table(Heads(), (1, 8, 8))["end"].receptive_field == 8


def test_a_layer_that_hides_its_work_hides_what_it_sees():
    net = nn.Sequential(Call(lambda x: torch.from_numpy(x.numpy()[:, :, ::-1].copy())), nn.ReLU(), Call(F.relu))
    assert [row.receptive_field for row in layer_table(net, (1, 6, 6))] == [None, None, None]
