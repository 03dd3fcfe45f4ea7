"""The arithmetic lab: its sizes are those of torch, and its fields those that a perturbed input shows."""

import itertools

import numpy as np
import pytest
import torch

from course_utils import shapes
from course_utils.explorers import arithmetic_lab as lab
from course_utils.explorers.arithmetic_lab import SIZES, ArithmeticLab
from course_utils.explorers.layer_stacks import INPUTS, STACKS, build

RANDOM = np.random.default_rng(0)


def frame(**values):
    return ArithmeticLab.frame(ArithmeticLab.full_state(values))


def column(shown, name):
    return [row[lab.COLUMNS.index(name)] for row in shown["table"]["values"]]


def some_stacks(count):
    """Random stacks that can be built, each with its size."""
    while count:
        layers = tuple(
            (int(k), int(s), int(p))
            for k, s, p in zip(
                RANDOM.integers(1, 6, 5), RANDOM.integers(1, 4, 5), RANDOM.integers(0, 3, 5), strict=True
            )
        )[: RANDOM.integers(1, 6)]
        size = int(RANDOM.choice([12, 16, 20, 28]))
        if not build(layers, size).refused:
            count -= 1
            yield layers, size


STACKS_AND_SIZES = [*some_stacks(25), (STACKS["LeNet-5 (32)"], 32), (STACKS["three 3×3, padding 1"], 8)]


def positive_network(layers):
    """The stack as torch convolutions in one dimension with weights of 1: an output moves if anything it sees does."""
    convolutions = [torch.nn.Conv1d(1, 1, k, s, p, bias=False) for k, s, p in layers]
    for layer in convolutions:
        torch.nn.init.ones_(layer.weight)
    return torch.nn.Sequential(*convolutions).double()


@pytest.mark.parametrize(("layers", "size"), STACKS_AND_SIZES)
def test_sizes_are_those_of_torch(layers, size):
    signal = torch.zeros(1, 1, size, dtype=torch.float64)
    sizes = [size]
    for layer in positive_network(layers):
        signal = layer(signal)
        sizes.append(signal.shape[-1])
    assert column(frame(layers=layers, size=size), "units") == sizes


@pytest.mark.parametrize(("layers", "size"), STACKS_AND_SIZES)
def test_a_unit_depends_on_exactly_what_is_drawn(layers, size):
    """The gradient of a unit of the top layer with positive weights is positive where it sees, 0 elsewhere."""
    stack = build(layers, size)
    top = len(layers)
    for unit in sorted({0, stack.sizes[-1] // 2, stack.sizes[-1] - 1}):
        signal = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
        positive_network(layers)(signal)[0, 0, unit].backward()
        pixels = np.flatnonzero(signal.grad[0, 0].numpy()).tolist()
        drawn = [pixel for pixel in lab.cone(stack, top, unit)[0] if 0 <= pixel < size]
        assert drawn == pixels
        low, high = shapes.seen(stack.fields[top], unit)
        assert all(low <= pixel <= high for pixel in drawn)
        where = min(100, max(0, stack.centre(top, unit)))
        if lab.nearest(stack, top, where) == unit:
            said = frame(layers=layers, size=size, unit=(where, top))["sentence"]
            assert ("padding alone" in said) == (not pixels)


@pytest.mark.parametrize(
    ("name", "size", "fields"),
    [
        ("three 3×3", 12, [3, 5, 7]),
        ("SimpleConvNet (28)", 28, [5, 6]),
        ("LeNet-5 (32)", 32, [5, 6, 14, 16, 32]),
        ("AlexNet, first five (227)", 227, [11, 19, 51, 67, 99]),
    ],
)
def test_the_fields_of_well_known_networks(name, size, fields):
    shown = frame(layers=STACKS[name], size=size)
    assert column(shown, "sees") == [1, *fields]
    assert not any(column(shown, "unused"))


def test_a_click_chooses_the_nearest_unit():
    stack = build(STACKS["3×3 and pooling, twice"], 16)
    for layer in range(5):
        for unit in range(stack.sizes[layer]):
            assert lab.nearest(stack, layer, stack.centre(layer, unit)) == unit
    assert lab.nearest(stack, 4, 0) == 0
    assert lab.nearest(stack, 4, 100) == stack.sizes[4] - 1
    said = frame(layers=STACKS["LeNet-5 (32)"], size=32, unit=(51, 4.4))["sentence"]
    assert said.startswith("Layer 4, unit 2 (of 0 to 4) depends on the pixels 8 to 23 of the input")


def test_the_square_is_the_field_within_the_picture():
    for name, size in (("three 3×3", 12), ("three 3×3, padding 1", 12), ("LeNet-5 (32)", 32)):
        stack = build(STACKS[name], size)
        for place, layer in itertools.product((0, 30, 50, 100), range(len(stack.layers) + 1)):
            shown = frame(layers=STACKS[name], size=size, unit=(place, layer))["field"]
            first, last = shapes.seen(stack.fields[layer], lab.nearest(stack, layer, place))
            top, left, height, width, color = shown["boxes"][-1]
            assert color == "orange"
            assert (left, left + width - 1) == (max(first, 0), min(last, size - 1))
            assert top >= 0 and top + height <= size and height >= 1


def test_what_does_not_divide_is_said():
    said = frame(layers=((3, 2, 0),), size=12)["sentence"]
    assert "Layer 1: 9 is no multiple of the stride 2, so the last row and the last column of its input" in said
    assert "the last 2 rows and columns of its input" in frame(layers=((2, 3, 0),), size=16)["sentence"]
    for size in SIZES:
        shown = frame(layers=((3, 2, 0),), size=size)
        assert ("never reached" in shown["sentence"]) == bool((size - 3) % 2)
        assert ((1, 1, "red") in shown["table"]["highlight"]) == bool((size - 3) % 2)


@pytest.mark.parametrize(
    ("layer", "why"),
    [((9, 1, 0), "its window of 9 is larger than its input of 4"), ((2.5, 1, 0), "its kernel is 2.5"),
     ((3, 0, 0), "its stride is 0"), ((0, 1, 0), "its kernel is 0"),
     ((9, 1, 1), "larger than its input of 4, with its padding 6")],
)  # fmt: skip
def test_what_cannot_be_built_is_refused_in_words(layer, why):
    shown = frame(layers=((3, 1, 0), layer, (3, 1, 0)), size=6, unit=(50, 3))
    assert why in shown["sentence"]
    assert "Layer 2 cannot be built" in shown["sentence"]
    assert shown["sentence"].startswith("Layer 1, unit")
    assert column(shown, "units") == [6, 4, "–", "–"]


def test_padding_is_drawn_and_counted():
    shown = frame(layers=STACKS["three 3×3, padding 1"], size=8, unit=(0, 3))
    assert "−3 to 3" in shown["sentence"]
    assert "3 of its 7 columns lie in the padding" in shown["sentence"]
    assert any(mark.get("label") == "padding" for mark in shown["strips"])
    middle = frame(layers=STACKS["three 3×3, padding 1"], size=12, unit=(50, 3))
    assert not any(mark.get("label") == "padding" for mark in middle["strips"])


def test_units_lie_over_the_middle_of_what_they_see():
    stack = build(((3, 1, 0), (2, 2, 0)), 8)
    assert stack.centre(1, 0) == pytest.approx(100 * 1.5 / 8)  # pixels 0 to 2
    assert stack.centre(2, 1) == pytest.approx(100 * 4 / 8)  # pixels 2 to 5
    strips = frame(layers=((3, 1, 0), (2, 2, 0)), size=8)["strips"]
    units = [mark for mark in strips if mark["mark"] == "points" and mark["color"] == "grey"]
    assert [len(mark["x"]) for mark in units] == list(stack.sizes)
    labels = [mark["label"] for mark in strips if mark.get("label")]
    assert sorted(labels) == ["the unit", "units", "what it depends on"]


def test_every_ready_stack_can_be_built_on_the_input_that_it_brings():
    control = ArithmeticLab.controls[0]
    assert control.brings == {name: {"size": size} for name, size in INPUTS.items()} and set(INPUTS) == set(STACKS)
    for name, layers in STACKS.items():
        assert INPUTS[name] in SIZES and not build(layers, INPUTS[name]).refused
        assert "(" not in name or f"({INPUTS[name]})" in name


def test_one_is_written_as_one():
    one = frame(layers=((1, 2, 0),), size=8, unit=(50, 1))
    assert "depends on pixel 4 of the input" in one["sentence"] and one["formula"][2][3][0] == "pixel 4"
    edge = frame(layers=((5, 1, 1),), size=5, unit=(100, 1))["sentence"]
    assert "; 1 of its 5 columns lies in the padding" in edge
    assert "unit 0 (the only one of a row)" in frame(layers=STACKS["one 7×7"], size=7, unit=(50, 1))["sentence"]


def test_what_the_chapter_asks_for_in_the_lab():
    """ "Try this" 1 to 4, and the answers below the explorer."""
    lenet, alexnet, three = (STACKS[n] for n in ("LeNet-5 (32)", "AlexNet, first five (227)", "three 3×3"))
    assert not any(column(frame(layers=lenet, size=INPUTS["LeNet-5 (32)"]), "unused"))
    small = frame(layers=lenet, size=28)
    assert column(small, "units")[4] == 4 and "Layer 5 cannot be built: its window of 5 is larger" in small["sentence"]
    assert not any(column(frame(layers=alexnet, size=INPUTS["AlexNet, first five (227)"]), "unused"))
    assert column(frame(layers=alexnet, size=224), "unused") == [0, 1, 1, 0, 1, 0]  # three of the five
    assert column(frame(layers=three, size=12), "sees") == [1, 3, 5, 7]
    assert column(frame(layers=((3, 2, 0), *three[1:]), size=12), "sees") == [1, 3, 7, 11]
