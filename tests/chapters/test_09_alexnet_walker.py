"""The AlexNet walker shows the counts of the plan, the wiring of the paper, and where 224 does not fit."""

import re

import pytest
import torch

from course_utils import shapes
from course_utils.explorers import AlexNetWalker
from course_utils.explorers.alexnet_walker import LAYERS, SIDES, refused, rows, steps
from course_utils.models import alexnet_plan


def frame(**values):
    return AlexNetWalker.checked_frame(AlexNetWalker.full_state(values))


@pytest.mark.parametrize(("two", "total"), [(True, 60_965_224), (False, 62_378_344)])
def test_shares_are_those_of_the_plan(two, total):
    found = frame(two=two)
    counted = alexnet_plan.rows(alexnet_plan.full(), 2 if two else 1)
    assert sum(row.parameters for row in counted) == total
    for panel, what in (("parameters", "parameters"), ("work", "multiply_adds")):
        whole = sum(getattr(row, what) for row in counted)
        assert found[panel]["values"] == pytest.approx([100 * getattr(row, what) / whole for row in counted])
        assert sum(found[panel]["values"]) == pytest.approx(100) and max(found[panel]["values"]) < 78


@pytest.mark.parametrize("layer", LAYERS)
def test_the_towers_talk_where_the_paper_says(layer):
    found = frame(layer=layer)
    into = [(e["from"][-1], e["to"][-1]) for e in found["towers"]["edges"] if e["to"].startswith(layer)]
    crossing = {("A", "B"), ("B", "A")} <= set(into)
    assert crossing == (layer in ("conv3", "fc6", "fc7"))
    assert all(e["active"] == e["to"].startswith(layer) for e in found["towers"]["edges"])
    assert ("towers talk" in found["sentence"]) == crossing
    row = rows(True)[layer]
    assert f"{row.parameters:,}" in found["formula"][0] and f"{row.shape[0]:,}" in found["sentence"]


def test_one_tower_has_one_row():
    found = frame(two=False)["towers"]
    assert not [name for name in found["nodes"] if name.endswith("B")]
    assert len(found["edges"]) == 8


def torch_sides(side):
    """How wide the maps are on the way up, by torch's own layers; the name of the first that refuses ends the list."""
    x, found = torch.empty(1, 3, side, side, device="meta"), []
    for layer in alexnet_plan.full().convolutions:
        convolution = torch.nn.Conv2d(
            x.shape[1], layer.kernels, layer.kernel, layer.stride, layer.padding, device="meta"
        )
        for name, step in ((layer.name, convolution), (f"pooling after {layer.name}", torch.nn.MaxPool2d(3, 2))):
            if step is convolution or layer.pooled:
                try:
                    x = step(x)
                except RuntimeError:
                    return [*found, name]
                found.append(x.shape[-1])
    return found


@pytest.mark.parametrize("side", SIDES)
def test_the_sizes_of_every_side_are_those_of_torch(side):
    theirs = torch_sides(side)
    ours = [step.after for step in steps(side)]
    if isinstance(theirs[-1], str):
        assert ours == [*theirs[:-1], 0] and refused(side)
        for layer in LAYERS:
            shown = frame(side=side, layer=layer)
            assert f"{theirs[-1]} cannot be built" in shown["sentence"]
            assert not any(shown["work"]["values"]) and set(shown["parameters"]["text"]) == {"–"}
        blue = {name[:-1] for name, node in shown["towers"]["nodes"].items() if node["color"] == "blue"}
        there = LAYERS[: sum(not step.pooling and step.after > 0 for step in steps(side))]
        assert blue == {*there} - {LAYERS[-1]}  # the last one that was chosen is orange
        return
    assert ours == theirs and not refused(side)
    for name, places in zip(LAYERS[:5], (ours[0], ours[2], *ours[4:7]), strict=True):
        assert f"× {places} × {places}" in frame(side=side, layer=name)["sentence"]
    assert [int(n) for n in re.findall(r"(?:conv\d|pooling) (\d+)", frame(side=side)["formula"][1])] == ours
    dense = torch.nn.Linear(256 * ours[-1] ** 2, 4096, device="meta")
    assert rows(False, side)["fc6"].parameters == sum(p.numel() for p in dense.parameters())


@pytest.mark.parametrize("side", SIDES)
def test_what_is_left_over_is_that_of_shapes(side):
    found, left = frame(side=side), []
    if refused(side):
        return
    for layer in alexnet_plan.full().convolutions:
        left.append((layer.name, shapes.unused(side, layer.kernel, layer.stride, layer.padding)))
        side = shapes.output_size(side, layer.kernel, layer.stride, layer.padding)
        if layer.pooled:
            left.append((f"pooling {layer.name}", shapes.unused(side, 3, 2)))
            side = shapes.output_size(side, 3, 2)
    first, cut = left[0][1], [name[8:] for name, over in left[1:] if over]
    assert ("does not fit conv1" in found["sentence"]) == bool(first)
    assert ("comes out whole" in found["formula"][-1]) == (not first)
    assert ("every pooling comes out whole" in found["sentence"]) == (not any(over for _, over in left))
    told = re.search(r"poolings? after (.*) leaves?", found["sentence"])
    assert (re.findall(r"conv\d", told[1]) if told else []) == cut


def test_every_bar_has_room():
    for side in SIDES:
        for two in (True, False):
            shown = frame(side=side, two=two)
            assert max(shown["parameters"]["values"] + shown["work"]["values"]) < 78


def test_the_famous_size():
    shown = frame(side=224)
    assert "54.25" in shown["formula"][-1] and "96 × 54 × 54" in shown["sentence"]
    assert "= 55:" in frame(side=227)["formula"][-1] and "96 × 55 × 55" in frame(side=227)["sentence"]


def test_what_the_chapter_asks_for_in_the_walker():
    """ "Try this" 1 to 4 of the chapter, and its answers."""
    assert "kernels of 3 · 3 · 256" in frame(layer="conv3")["formula"][0]
    assert "kernels of 3 · 3 · 192" in frame(layer="conv4")["formula"][0]
    counts = [[rows(two)[name].parameters for name in LAYERS] for two in (True, False)]
    deeper = [rows(False)[n].inputs == 2 * rows(True)[n].inputs for n in LAYERS[:5]]
    assert [n for n, a, b in zip(LAYERS, *counts, strict=True) if a != b] == ["conv2", "conv4", "conv5"]
    assert [n for n, twice in zip(LAYERS, deeper, strict=False) if twice] == ["conv2", "conv4", "conv5"]
    for panel in ("parameters", "work"):
        two, one = (frame(two=two)[panel]["values"] for two in (True, False))
        moved = [b - a for a, b in zip(two, one, strict=True)]
        if panel == "parameters":
            assert max(map(abs, moved)) < 1.5 and sum(two[5:]) > 95  # hardly: the dense layers hold nearly all
        else:
            assert [n for n, by in zip(LAYERS, moved, strict=True) if by > 0] == ["conv2", "conv4", "conv5"]
    near = [side for side in SIDES if 219 <= side <= 235]
    assert [s for s in near if " fits conv1" in frame(side=s)["sentence"]] == [219, 223, 227, 231, 235]
    assert [s for s in near if "every pooling comes out whole" in frame(side=s)["sentence"]] == [227]
    assert "every pooling comes out whole" in frame(side=195)["sentence"]
    assert "every pooling comes out whole" in frame(side=259)["sentence"]
    assert "after conv1, conv2 and conv5 leave out a row and a column" in frame(side=224)["sentence"]
    parameters, work = frame()["parameters"]["values"], frame()["work"]["values"]
    assert LAYERS[work.index(max(work))] == "conv2" and parameters[1] == pytest.approx(0.5, abs=0.05)
    assert LAYERS[parameters.index(max(parameters))] == "fc6"
    apart = {n: p - w for n, p, w in zip(LAYERS, parameters, work, strict=True)}
    assert max(apart, key=apart.get) == "fc6" and min(apart, key=apart.get) == "conv2"
