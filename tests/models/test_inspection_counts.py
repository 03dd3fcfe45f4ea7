"""The multiply-adds of the layer table against counts made by hand; and what cannot be counted says so."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_utils.inspection import layer_table


class Call(nn.Module):
    """A function of weights and one tensor, as a module."""

    def __init__(self, function, *shape):
        super().__init__()
        self.function, self.weight = function, nn.Parameter(torch.ones(shape))

    def forward(self, x):
        return self.function(self.weight, x)


class Tokens(nn.Module):
    """Places of the maps, in a row, through a module: (1, H·W, C)."""

    def __init__(self, layer, order=(0, 2, 1)):
        super().__init__()
        self.layer, self.order = layer, order

    def forward(self, x):
        tokens = x.flatten(2).permute(self.order)
        return (
            self.layer(tokens, tokens, tokens) if isinstance(self.layer, nn.MultiheadAttention) else self.layer(tokens)
        )


def work(net, shape=(4, 5, 7)):
    table = layer_table(net, shape)
    assert table.exact
    return table.multiply_adds


L, C = 35, 4  # places and channels of what `work` gives


@pytest.mark.parametrize(("options", "expected"), [
    ({}, 4 * L * C * C + 2 * L * L * C),  # four dense layers; each place meets each place, twice
    (dict(num_heads=1, bias=False), 4 * L * C * C + 2 * L * L * C),
    (dict(add_bias_kv=True), 4 * L * C * C + 2 * L * (L + 1) * C),
    (dict(add_zero_attn=True, add_bias_kv=True), 4 * L * C * C + 2 * L * (L + 2) * C),
])  # fmt: skip
def test_attention(options, expected):
    attention = nn.MultiheadAttention(C, **{"num_heads": 2, "batch_first": True, **options})
    assert work(Tokens(attention)) == expected
    table = layer_table(Tokens(attention), (4, 5, 7))
    assert table["layer"].parameters == table.parameters == sum(p.numel() for p in attention.parameters())


def test_attention_to_something_else():
    class Across(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True)

        def forward(self, x):
            tokens = x.flatten(2).transpose(1, 2)  # (1, 35, 4)
            return self.layer(tokens, tokens[:, :10, :3], torch.cat([tokens, tokens[..., :1]], 2)[:, :10])[0]

    assert work(Across()) == 35 * 4 * 4 + 10 * 3 * 4 + 10 * 5 * 4 + 2 * 35 * 10 * 4 + 35 * 4 * 4


def test_transformer_layer():
    layer = nn.TransformerEncoderLayer(C, 2, dim_feedforward=6, batch_first=True)
    assert work(Tokens(layer)) == 4 * L * C * C + 2 * L * L * C + 2 * L * C * 6


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize(("net", "expected"), [
    (Tokens(nn.Conv1d(4, 6, 3), (0, 1, 2)), 6 * 33 * 4 * 3),
    (Tokens(nn.Conv1d(4, 6, 3, groups=2), (0, 1, 2)), 6 * 33 * 2 * 3),
    (Tokens(nn.ConvTranspose1d(4, 6, 3), (0, 1, 2)), 35 * 4 * 6 * 3),
    (nn.Sequential(nn.Unflatten(1, (2, 2)), nn.Conv3d(2, 3, (1, 3, 3))), 3 * 2 * 3 * 5 * 2 * 9),
    (Tokens(nn.LSTM(4, 3, batch_first=True)), 35 * 4 * 3 * (4 + 3)),
    (Tokens(nn.LSTM(4, 3, num_layers=2, bidirectional=True, proj_size=2)),
     35 * 2 * (4 * 3 * (4 + 2) + 2 * 3 + 4 * 3 * (4 + 2) + 2 * 3)),
    (Tokens(nn.GRU(4, 3, bias=False)), 35 * 3 * 3 * (4 + 3)),
    (Tokens(nn.RNN(4, 3)), 35 * 3 * (4 + 3)),
    (Call(lambda w, x: torch.einsum("oc,nchw->nohw", w, x), 6, 4), 6 * 4 * 35),
    (Call(lambda w, x: torch.einsum("n c h w, o c -> n o h w", x, w), 6, 4), 6 * 4 * 35),
    (Call(lambda w, x: torch.einsum("chw,nchw->nchw", w, x), 4, 5, 7), 4 * 35),
    (Call(lambda w, x: torch.addmm(torch.zeros(3), x.flatten(1), w), 140, 3), 140 * 3),
    (Call(lambda w, x: torch.baddbmm(torch.zeros(1), x[0], w.expand(4, -1, -1)), 7, 3), 4 * 5 * 7 * 3),
    (Call(lambda w, x: torch.addbmm(torch.zeros(1), x[0], w.expand(4, -1, -1)), 7, 3), 4 * 5 * 7 * 3),
    (Call(lambda w, x: torch.mv(x.flatten(0, 2), w), 7), 4 * 5 * 7),
    (Call(lambda w, x: (x.flatten(1)[:, None] * w).sum(2), 3, 140), 3 * 140),  # a dense layer, written out
    (Call(lambda w, x: F.linear(x, w), 7), 4 * 5 * 7),
    (Call(lambda w, x: F.scaled_dot_product_attention(x, x, x) * w, 1), 4 * 2 * 5 * 5 * 7),
    (Call(lambda w, x: x.square().mean() * w, 1), 0),
])  # fmt: skip
def test_by_hand(net, expected):
    assert work(net) == expected


def test_normalisations_scales_and_biases_do_not_count():
    layers = [nn.BatchNorm2d(4), nn.GroupNorm(2, 4), nn.LayerNorm(7), nn.InstanceNorm2d(4, affine=True), nn.PReLU(4)]
    net = nn.Sequential(*layers, Call(lambda w, x: x * w[:, None, None], 4), Call(lambda w, x: x + w, 7))
    assert work(net) == 0 and "?" not in str(layer_table(net, (4, 5, 7)))


def hidden(weight, x):
    """A product that torch does not see."""
    return torch.from_numpy(weight.detach().numpy() @ x.numpy())


@pytest.mark.parametrize("net", [
    nn.Bilinear(7, 7, 3), Call(lambda w, x: torch.tensordot(x, w, dims=1), 7, 2), Call(hidden, 3, 5),
    Call(lambda w, x: torch.einsum("...h,ho->...o", x, w), 7, 2), Call(lambda w, x: torch.cdist(x, w), 9, 7),
    Call(lambda w, x: torch.einsum("nchw,o->no", x, w), 2),
])  # fmt: skip
def test_what_cannot_be_counted_says_so(net):
    if isinstance(net, nn.Bilinear):
        bilinear = net
        net = Call(lambda w, x: bilinear(x, x) * w, 1)
        net.layer = bilinear
    whole = nn.Sequential(nn.Conv2d(4, 4, 1), net)
    table = layer_table(whole, (4, 5, 7))
    assert not table.exact and None in [row.multiply_adds for row in table]
    assert table.multiply_adds == 4 * 4 * 35  # what is known
    assert str(table).splitlines()[-1].split()[-2:] == ["≥", "560"]
    assert "  ?  " in str(table)
    assert ">≥ 560</td>" in table._repr_html_() and ">?</td>" in table._repr_html_()


def test_outputs_of_any_kind():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.scale = nn.Conv2d(4, 2, 1), nn.Parameter(torch.ones(()))

        def forward(self, x):
            return {"maps": [self.conv(x) * self.scale], "size": 3}

    class Number(nn.Module):
        def forward(self, found):
            return found["size"]

    table = layer_table(nn.Sequential(Odd(), Number()), (4, 5, 7))
    assert [row.shape for row in table] == [(2, 5, 7), (2, 5, 7), ()] and table[-1].receptive_field is None
