"""What chapter 12 defines in its cells does what its prose says; the stored curves come from what their labels say."""

import ast
import json

import numpy as np
import pytest
import torch
from torch import nn

from course_utils import inspection, settings, uncertainty
from course_utils.exercises.chapter_12 import answers_leak
from course_utils.exercises.chapter_12.tasks_honesty import leak_cases
from course_utils.maintenance.measure import curves
from course_utils.models.resnet import CifarResNet


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "12_your_own_network.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def defined(cells, *ids):
    """Return what some cells define (functions and classes), and run nothing else of them."""
    names = {"np": np, "torch": torch, "nn": nn}
    for id in ids:
        body = [node for node in ast.parse(cells[id]).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        exec(compile(ast.Module(body, []), id, "exec"), names)
    return names


def test_the_broken_experiment_is_the_one_that_the_exercise_expects(cells):
    shown = defined(cells, "nearest", "broken-experiment")
    for case in leak_cases(np.random.default_rng(0)):
        assert shown["broken_experiment"](*case) == pytest.approx(answers_leak.with_leaks("all", "test")(*case))
        x, labels, others = case[0], case[1], case[4]
        np.testing.assert_array_equal(
            shown["nearest"](x, labels, others, 3), answers_leak.nearest(x, labels, others, 3)
        )


def test_the_ten_line_network_has_ten_lines_and_the_counts_of_the_prose(cells):
    source = [line for line in cells["my-net"].splitlines() if line.strip() and not line.startswith("class")]
    assert len(source) == 10
    table = inspection.layer_table(defined(cells, "my-net")["MyNet"](3, 32, 5), (3, 32, 32))
    second, dense = table["conv2"], table["dense"]
    assert second.parameters < dense.parameters / 2 and second.multiply_adds > 100 * dense.multiply_adds
    assert max(table, key=lambda row: row.parameters) == dense
    assert max(table, key=lambda row: row.multiply_adds) == second
    assert table["pool (2)"].receptive_field == 10


def test_a_larger_picture_fails_at_the_dense_layer(cells):
    net = defined(cells, "my-net")["MyNet"](3, 32, 5)
    with pytest.raises(RuntimeError, match="4608.*2048"):
        net(torch.zeros(1, 3, 48, 48))


def test_halves_agree_unless_something_is_normalised_by_the_batch(cells):
    difference = defined(cells, "two-halves")["difference"]
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(40, 3, 32, 32)).astype(np.float32), rng.integers(0, 5, 40)
    assert difference(defined(cells, "my-net")["MyNet"](3, 32, 5), x, labels) < 1e-5
    assert difference(CifarResNet(8, classes=5), x, labels) > 0.01


def test_half_of_the_experiments_fall_short(cells):
    names = {"np": np, "uncertainty": uncertainty}
    exec(cells["tell-apart"], names)
    assert names["shown"] == pytest.approx(uncertainty.power(0.005, names["error"]), abs=0.01)
    assert 0.005 / names["error"] == pytest.approx(2, abs=0.01)


def test_a_coin_and_no_coin(cells):
    """What the chapter says of 30 against 15, and of 24 against 21."""
    assert "30 and the other alone on 15" in cells["pairs-answer"] and "in one case of 28" in cells["pairs-answer"]
    for first, second, chance in ((30, 15, 1 / 28), (24, 21, 0.77)):
        alone = np.repeat([True, False], [first, second])
        assert uncertainty.on_same_pictures(alone, ~alone).chance == pytest.approx(chance, rel=0.02)


# --- the stored curves --------------------------------------------------------------------------------------------


def test_training_and_validation_pictures_are_apart_unless_they_leak():
    pieces = {leaks: curves._sets(200, 1000, leaks, False) for leaks in (False, True)}
    for leaks, (x, labels, (held_out, held_labels)) in pieces.items():
        shared = {p.tobytes() for p in x} & {p.tobytes() for p in held_out}
        assert len(x) == len(labels) == 200 and len(held_out) == len(held_labels) == (400 if leaks else 1000)
        assert len(shared) == (200 if leaks else 0)


def test_shuffled_labels_are_the_same_ones_elsewhere():
    right, wrong = (curves._sets(200, 1000, False, shuffled)[1] for shuffled in (False, True))
    assert np.array_equal(np.bincount(right), np.bincount(wrong)) and np.mean(right == wrong) < 0.25


def test_strong_augmentation_moves_and_covers():
    x = np.random.default_rng(1).random((3, 1, 32, 32)).astype(np.float32) + 1
    shaken = curves._shaken(x, np.random.default_rng(0))
    for before, after in zip(x, shaken):
        assert after.shape == before.shape and 144 <= (after == x.min()).sum() <= 145
        assert not np.array_equal(before, after)


def test_a_run_stops_being_recorded_where_it_is_no_number():
    assert curves._finite([1.0, 2.0, float("nan"), 3.0]) == [1.0, 2.0] and curves._finite([0.5]) == [0.5]
