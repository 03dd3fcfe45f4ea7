"""The weights counter counts layers that really have so many weights, at every position of its controls."""

import numpy as np
import pytest
import torch

from course_utils.explorers import weights_counter as counter
from course_utils.explorers.weights_counter import WeightsCounter


def frame(**values):
    return WeightsCounter.frame(WeightsCounter.full_state(values))


def texts(content):
    return ["".join(piece if isinstance(piece, str) else piece[0] for piece in line) for line in content["formula"]]


def test_the_counts_of_the_chapter():
    found = counter.counts(28, 5, 1, "windows")
    assert [count.parameters for count in found[:3]] == [452_160, 14_976, 26]
    assert [count.multiply_adds for count in found[:3]] == [451_584, 14_400, 14_400]
    found = counter.counts(1000, 10, 1, "pixels")
    assert [count.weights for count in found[:3]] == [10**12, 10**8, 100]
    assert counter.counts(1000, 10, 100, "pixels").shared.weights == 10_000


@pytest.mark.parametrize(("side", "kernel", "maps"), [(12, 3, 6), (16, 10, 1), (28, 5, 30), (12, 11, 6)])
def test_full_and_shared_are_torch_s_layers(side, kernel, maps):
    found = counter.counts(side, kernel, maps, "windows")
    layer = torch.nn.Conv2d(1, maps, kernel)
    assert found.shared.parameters == sum(p.numel() for p in layer.parameters())
    assert found.units == layer(torch.zeros(1, 1, side, side)).numel()
    dense = torch.nn.Linear(side * side, found.units, device="meta")
    assert found.full.parameters == sum(p.numel() for p in dense.parameters())


def test_a_unit_for_each_pixel_is_a_picture_with_a_border():
    for side in (12, 28):
        for kernel in counter.KERNELS:
            layer = torch.nn.Sequential(
                torch.nn.ZeroPad2d((kernel - 1, 0, kernel - 1, 0)), torch.nn.Conv2d(1, 6, kernel)
            )
            found = counter.counts(side, kernel, 6, "pixels")
            assert layer(torch.zeros(1, 1, side, side)).numel() == found.units == 6 * side * side
            assert found.local.weights == found.units * kernel**2


def test_every_state_keeps_the_order_and_the_savings():
    for state in WeightsCounter.table_states():
        found = counter.counts(**state)
        full, local, shared = found[:3]
        assert full.weights > local.weights > shared.weights
        assert local.multiply_adds == shared.multiply_adds == local.weights
        assert full.weights * found.window == local.weights * found.pixels
        assert shared.weights * found.units == local.weights * state["maps"]
        assert shared.parameters == state["maps"] * (state["kernel"] ** 2 + 1)


def test_every_bar_fits_the_axis_and_carries_its_number():
    low, high = next(panel for panel in WeightsCounter.panels if panel.id == "weights").ylim
    for state in WeightsCounter.table_states():
        bars = WeightsCounter.frame(state)["weights"]
        found = counter.counts(**state)
        assert bars["values"] == [float(count.weights) for count in found[:3]]
        assert all(low < value < high for value in bars["values"])
        assert bars["text"] == [counter.count_text(count.weights) for count in found[:3]]


def test_formula_and_sentence_hold_the_numbers():
    content = frame()
    full, local, shared = texts(content)
    assert "784 pixels × 576 units = 451,584 weights, + 576 biases = 452,160 parameters" in full
    assert "25 in a window × 576 units = 14,400 weights, + 576 biases = 14,976 parameters" in local
    assert "25 in a window × 1 kernel = 25 weights, + 1 bias = 26 parameters" in shared
    assert "451,584, 14,400 and 14,400" in content["sentence"]
    large = frame(side=1000, kernel=10, units="pixels")
    assert "fill 4 TB" in large["sentence"] and "10¹², 10⁸ and 10⁸" in large["sentence"]


def test_the_window_lies_in_the_picture_and_to_scale():
    for state in WeightsCounter.table_states():
        content = WeightsCounter.frame(state)["scale"]
        ((row, column, height, width, _),) = content["boxes"]
        shown = len(content["pixels"])
        assert height == width == pytest.approx(shown * state["kernel"] / state["side"])
        assert 0 <= row <= shown - height + 1e-9
        assert 0 <= column <= shown - width + 1e-9


def test_a_coarser_cat_has_the_same_brightness():
    fine = counter.cat(300).astype(float)
    for side in (12, 28, 100):
        coarse = counter.cat(side)
        assert coarse.shape == (side, side) and coarse.dtype == np.uint8
        assert abs(coarse.mean() - fine.mean()) < 2
    np.testing.assert_allclose(
        counter.cat(100), fine.reshape(100, 3, 100, 3).mean(axis=(1, 3)), atol=1.0
    )  # two roundings


def test_counts_are_written_for_people():
    assert [counter.count_text(n) for n in (25, 14_400, 9_999_999, 10**8)] == ["25", "14,400", "9,999,999", "10⁸"]
    assert [counter.memory_text(n) for n in (25, 451_584, 10**12)] == ["100 bytes", "1.81 MB", "4 TB"]


def test_the_answers_given_in_the_chapter_hold():
    bars = frame(side=1000, kernel=10, units="pixels")["weights"]
    assert bars["text"] == ["10¹²", "10⁸", "100"]
    assert frame(side=1000, kernel=10, units="pixels", maps=100)["weights"]["values"][2] == 10_000 == 1e12 / 1e8
    shared = {frame(side=side)["weights"]["values"][2] for side in counter.SIDES}
    assert len(shared) == 1, "the shared bar never moves"
    boxes = [frame(side=side)["scale"] for side in counter.SIDES]
    shares = [content["boxes"][0][2] / len(content["pixels"]) for content in boxes]
    assert shares == sorted(shares, reverse=True) and len(set(shares)) == len(shares), "the window shrinks"
    for maps in (1, 100):
        found = counter.counts(min(counter.SIDES), max(counter.KERNELS), maps, "windows")
        assert found.units == 4 * maps, "only four positions are left"
        assert found.full.weights / found.local.weights < 1.2
        assert found.local.weights == 4 * found.shared.weights
