"""The AlexNet walker shows the counts of the plan, the wiring of the paper, and where 224 does not fit."""

import pytest

from course_utils.explorers import AlexNetWalker
from course_utils.explorers.alexnet_walker import LAYERS, SIDES, rows
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
    assert f"{row.parameters:,}" in found["formula"][0] and str(row.shape[0]) in found["sentence"]


def test_one_tower_has_one_row():
    found = frame(two=False)["towers"]
    assert not [name for name in found["nodes"] if name.endswith("B")]
    assert len(found["edges"]) == 8


@pytest.mark.parametrize("side", SIDES)
def test_sizes_that_fit(side):
    found = frame(side=side)
    fits = (side - 11) % 4 == 0
    assert ("does not fit" in found["sentence"]) != fits and ("comes out whole" in found["formula"][1]) == fits
    assert fits == (side in (219, 223, 227, 231, 235))


def test_the_famous_size():
    assert "54.25" in frame(side=224)["formula"][1] and "= 55:" in frame(side=227)["formula"][1]
