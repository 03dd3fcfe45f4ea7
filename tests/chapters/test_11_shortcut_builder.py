"""The shortcut builder's sums, paths, counts and derivatives are those of blocks built in PyTorch."""

import itertools
import random
import re

import numpy as np
import pytest
import torch

from course_utils.explorers import ShortcutBuilder
from course_utils.explorers import shortcut_builder as builder
from course_utils.models.blocks import Block

ALL = list(ShortcutBuilder.table_states())
SOME = random.Random(0).sample(ALL, 40)


def frame(*kinds, sizes="same", order="after"):
    values = {f"block{k}": kind for k, kind in enumerate(kinds, start=1)}
    return ShortcutBuilder.checked_frame(ShortcutBuilder.full_state({**values, "sizes": sizes, "order": order}))


def in_torch(wired, before):
    """The same block of the package; None for an identity that the package would not make."""
    stride = wired.enters[1] // wired.branch[1]
    option = {"none": "A", "identity": "A", "A": "A", "B": "C"}[wired.shortcut]
    with torch.device("meta"):
        return Block(wired.enters[0], wired.branch[0], stride, residual=wired.shortcut != "none", option=option,
                     preactivation=before)  # fmt: skip


@pytest.mark.parametrize("state", SOME, ids=lambda s: "-".join(s.values()))
def test_shapes_and_parameters_are_those_of_the_package(state):
    for wired in builder.wire(state):
        block = in_torch(wired, state["order"] == "before")
        x = torch.zeros(1, wired.enters[0], wired.enters[1], wired.enters[1], device="meta")
        assert block.branch(x).shape == (1, wired.branch[0], wired.branch[1], wired.branch[1])
        assert sum(p.numel() for p in block.parameters()) == wired.parameters
        if wired.shortcut in ("A", "B"):
            assert block.shortcut(x).shape[1:3] == wired.carried
        learned = sum(p.numel() for p in block.shortcut.parameters()) if wired.shortcut == "B" else 0
        assert wired.learned == learned
        assert bool(wired.refused) == (wired.shortcut == "identity" and x.shape != block.branch(x).shape)


def test_exactly_the_sums_that_do_not_fit_are_refused():
    for state in ALL:
        changing = {"same": [], "wider": [2], "halved": [2, 4]}[state["sizes"]]
        bad = [k for k in changing if state[f"block{k}"] == "identity"]
        last = builder.wire(state)[-1]
        assert bool(last.refused) == bool(bad) and (not bad or last.number == bad[0])


def test_a_refusal_names_both_shapes_and_a_remedy():
    found = frame("identity", "identity", sizes="wider")
    assert found["sentence"].startswith(
        "Block 2 cannot be built: F gives 32 @ 16×16, the identity carries 16 @ 16×16; the number of channels differs."
    )
    assert "1×1 convolution from 16 to 32" in found["sentence"] and "no derivative" in str(found["formula"])
    assert "channels and the side differ" in frame(sizes="halved")["sentence"]
    assert not any(found["paths"]["values"]) and found["wiring"]["nodes"]["x2"]["color"] == "red"
    assert {found["wiring"]["nodes"][name]["color"] for name in ("F3", "x3", "F4", "x4")} == {"grey"}


def walks(edges, here, passed=0):
    """Count the branches on every way through the drawn arrows from `here` to x4, one walk at a time."""
    if here == "x4":
        return [passed]
    ways = [edge["to"] for edge in edges if edge["from"] == here]
    return [n for to in ways for n in walks(edges, to, passed + to.startswith("F"))]


@pytest.mark.parametrize("kinds", [*itertools.product(("none", "A"), repeat=4)])
def test_paths_are_those_that_can_be_walked_in_the_drawing(kinds):
    found = frame(*kinds, sizes="halved")
    lengths = walks(found["wiring"]["edges"], "x0")
    np.testing.assert_array_equal(found["paths"]["values"], [lengths.count(n) for n in range(5)])
    assert len(lengths) == 2 ** kinds.count("A")
    if kinds.count("A"):
        assert f"= {len(lengths)} paths lead" in found["sentence"]
    else:
        assert found["sentence"].startswith("No shortcut: one path leads from x₀ to x₄, through all four branches.")


def test_the_product_is_the_derivative_of_the_composition():
    """Put numbers for F′, W and P into the formula as printed: they give the derivative of linear blocks."""
    rng = np.random.default_rng(0)
    for kinds, order in itertools.product(
        itertools.product(("none", "identity", "A", "B"), repeat=4), ("after", "before")
    ):
        found = frame(*kinds, order=order)
        slopes, weights = rng.normal(size=4), rng.normal(size=4)
        text = found["formula"][0][0].split(" = ")[1].split("   ")[0]
        for k in builder.BLOCKS:
            sub = builder.SUBSCRIPT[k]
            text = text.replace(f"F{sub}′", f"({slopes[k - 1]})").replace(f"W{sub}", f"({weights[k - 1]})")
            text = text.replace(f"r{sub}", "1*")
        assert re.fullmatch(r"[-+*·() .\de]+", text)  # numbers only: safe to compute
        value, x = eval(text.replace("·", "*")), 1.0
        for kind, slope, weight in zip(kinds, slopes, weights):
            x = slope * x + {"none": 0, "identity": 1, "A": 1, "B": weight}[kind] * x
        assert value == pytest.approx(x)


def test_the_example_shows_what_the_one_is_worth():
    assert "0.1⁴ = 0.0001" in str(frame("none", "none", "none", "none")["formula"])
    assert "1.1⁴ · 0.1⁰ = 1.4641" in str(frame()["formula"])
    assert "nothing keeps it at 1" in str(frame("B")["formula"])
    assert "r₄(1 + F₄′)" in str(frame()["formula"]) and "r" not in frame(order="before")["formula"][0][0]


def test_remarks():
    assert "option C" in frame("B")["sentence"] and "A is the identity" in frame("A")["sentence"]
    assert "option C" not in frame("identity", "B", sizes="wider")["sentence"]
    assert "576 of them in the shortcuts" in frame("identity", "B", sizes="wider")["sentence"]
    assert "passes only F₁ and F₃." in frame("none", "identity", "none", "identity")["sentence"]
    assert "Blocks 1, 3 and 4 project though nothing changes" in frame("B", "A", "B", "B", sizes="wider")["sentence"]
    assert "Block 2 has nothing to pad" in frame("B", "A")["sentence"] and "projects" in frame("B", "A")["sentence"]


@pytest.mark.parametrize("order", ["after", "before"])
def test_the_line_under_the_derivative_holds_to_its_last_digit(order):
    """It names only letters that the derivative has, and its product is exact."""
    power = {letter: digit for digit, letter in enumerate(builder.POWER)}
    for state in (state for state in ALL if state["order"] == order):
        first, *rest = ShortcutBuilder.frame(state)["formula"]
        if not rest:
            continue
        product, line = first[0].split("   ")[0], rest[0][0]
        assert {letter for letter in "rPW" if f"{letter} = 1" in line or f"{letter}: " in line} <= set(product)
        if " = " in line.split(": ")[-1]:
            with_one, with_none, value = re.search(r"1\.1(.) · 0\.1(.) = (\S+)", line).groups()
            assert float(value) == pytest.approx(1.1 ** power[with_one] * 0.1 ** power[with_none], rel=1e-9)


def total(found):
    return int(re.search(r"There are ([\d,]+) parameters", found["sentence"])[1].replace(",", ""))


def test_what_the_chapter_suggests_shows_what_it_says():
    """The four suggestions of section 5 and what the text then says was seen, each tried."""
    kinds = [("none",) * k + ("identity",) * (4 - k) for k in range(5)]
    counts = [sum(frame(*some)["paths"]["values"]) for some in kinds]
    assert counts == [16, 8, 4, 2, 1], "every block with a shortcut doubles the number of paths"
    refused = frame(sizes="wider")["sentence"]
    assert refused.startswith("Block 2 cannot be built") and "the number of channels differs" in refused
    zeros, learned = (frame("identity", kind, sizes="wider") for kind in "AB")
    assert total(learned) - total(zeros) == 16 * 32 + 2 * 32, "a filter for each pair of channels, a scale and a shift"
    zeros, learned = (frame("identity", kind, "identity", kind, sizes="halved") for kind in "AB")
    assert "P₂" in zeros["formula"][0][0] and "W₂" in learned["formula"][0][0] and "W₄" in learned["formula"][0][0]
    projections = frame("B", "B", "B", "B", sizes="halved")
    assert "option C" in projections["sentence"] and "(1 +" not in projections["formula"][0][0]
    assert "nothing keeps it at 1" in projections["formula"][1][0]
    assert "= 0.0001" in frame(*["none"] * 4)["formula"][1][0]
    assert "= 0.0011" in frame("identity", "none", "none", "none")["formula"][1][0]
