"""What chapter 07 defines in its cells does what its prose says."""

import ast
import builtins
import json

import numpy as np
import pytest

from course_utils import convolution, data, layers, settings
from course_utils.convnet import SimpleConvNet
from course_utils.data import runs
from course_utils.exercises.chapter_07 import EXERCISES, answers, answers_loop
from course_utils.exercises.chapter_07.answers_own_network import Network
from course_utils.exercises.outline import folded
from course_utils.losses import softmax_cross_entropy
from course_utils.maintenance.measure import drawn_digits, first_convnet
from course_utils.maintenance.pages import Page


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "07_convnet_from_scratch.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def defined(cells, id):
    """Return the function that a cell defines, and run nothing else of it."""
    tree = ast.parse(cells[id])
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    names = {"np": np, "softmax_cross_entropy": softmax_cross_entropy}
    exec(compile(ast.Module([found], []), id, "exec"), names)
    return names[found.name]


def test_the_broken_loop_is_the_one_that_the_exercise_expects(cells):
    shown = defined(cells, "broken")
    exercise = next(e for e in EXERCISES if e.id == "07-planted-bugs")
    for (x, labels, w, *rest), _ in exercise.arguments():
        one, other = w.copy(), w.copy()
        for ours, theirs in zip(shown(x, labels, one, *rest), answers_loop.broken_training(x, labels, other, *rest)):
            np.testing.assert_allclose(ours, theirs)
        np.testing.assert_array_equal(one, other)


def test_the_mended_loop_learns_what_the_broken_one_does_not(cells):
    digits = data.load("digits", flatten=True)
    arguments = digits.train_x, digits.train_y, np.zeros((784, 10)), 0.1, 3, 100, 0
    assert defined(cells, "broken")(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))[1][-1] > 2.2
    assert answers_loop.train_classifier(*arguments)[1][-1] < 0.6


@pytest.mark.parametrize(("down", "right"), [(0, 3), (-2, 0), (6, -6), (1, 1)])
def test_shifted_moves_and_brings_in_paper(cells, down, right):
    x = np.random.default_rng(0).random((2, 1, 28, 28)) + 1
    moved = defined(cells, "shifts")(x, down, right)
    assert moved.shape == x.shape
    for row, column in np.ndindex(28, 28):
        from_row, from_column = row - down, column - right
        inside = 0 <= from_row < 28 and 0 <= from_column < 28
        np.testing.assert_array_equal(moved[:, 0, row, column], x[:, 0, from_row, from_column] if inside else 0)


@pytest.mark.parametrize(("degrees", "quarters"), [(0, 0), (90, 1), (180, 2)])
def test_turned_turns_against_the_clock(cells, degrees, quarters):
    x = np.random.default_rng(0).random((2, 1, 28, 28))
    np.testing.assert_array_equal(defined(cells, "turns")(x, degrees), np.rot90(x, quarters, axes=(2, 3)))


def test_the_in_place_relu_is_the_misconception(cells):
    x, grad = np.array([-1.0, 0.0, 3.0]), np.array([5.0, 6.0, 7.0])
    assert defined(cells, "in-place-relu")(grad, x) is grad
    np.testing.assert_array_equal(grad, [0, 0, 7])


def test_what_takes_long_is_off(cells):
    assert cells["full-mnist"].startswith("RUN_TWENTY_EPOCHS = RUN_FULL_MNIST = False\n")


def test_the_network_is_trained_once_for_five_epochs_as_the_text_says(cells):
    assert (
        "range(5)" in cells["train-the-network"]
        and "train(network, train_step, x, labels, 1, 100" in (cells["train-the-network"])
    )
    assert "epochs=5" in cells["train-from-small-weights"]


def test_the_four_lines_about_epochs(cells, capsys):
    exec(cells["epochs-that-are-none"], {"np": np})
    printed = capsys.readouterr().out
    assert "63%" in printed and "[0, 101, 202, 303]" in printed
    labels = np.arange(1050) % 10
    perfect = answers.Scores(np.eye(10))
    assert round(answers.accuracy_drops_the_rest(perfect, np.eye(10)[labels], labels, 100), 3) == 0.952


def test_flatten_and_pooling_of_the_package_keep_the_promise(cells):
    """They stand in one list with the learner's layers: the same four names."""
    for layer in (layers.Flatten(), layers.MaxPool2d(2)):
        out = layer.forward(np.random.default_rng(0).normal(size=(2, 3, 4, 4)))
        assert layer.backward(np.ones_like(out)).shape == (2, 3, 4, 4)
        assert layer.params == layer.grads == {}


def test_the_package_s_copy_gives_the_same_logits(cells):
    names = {"SimpleConvNet": SimpleConvNet}
    exec(cells["in-package"], names)
    ours = SimpleConvNet(filters=4, kernel_size=3, hidden_size=6, seed=5)
    copy = names["in_package"](Network(list(ours.net.layers.values())))
    x = np.random.default_rng(0).random((3, 1, 28, 28))
    np.testing.assert_array_equal(copy.predict(x), ours.predict(x))
    assert copy.params["conv.weight"] is not ours.params["conv.weight"]


def test_only_row_2_is_seen_twice(cells):
    assert "np.maximum(times, 1)" in cells["averaged-not-added"]
    counts = convolution.col2im(np.ones((4, 18)), (1, 3, 6, 5), (3, 2), 2)[0, 0]
    assert {int(row) for row, _ in np.argwhere(counts > 1)} == {2}  # three rows high, moved by two


def test_filters_taken_away_by_their_shares_are_filters_set_to_zero(cells):
    digits, network = data.load("digits"), SimpleConvNet(seed=4)
    x, labels = digits.test_x[:200], digits.test_y[:200]
    orders = [np.random.default_rng(order).permutation(30) for order in range(3)]
    counted = first_convnet.right_without(network, x, labels, orders, (0, 7, 30))
    for order, right in zip(orders, counted, strict=True):
        for gone, found in zip((0, 7, 30), right, strict=True):
            lesser = SimpleConvNet(seed=4)
            for kind in ("weight", "bias"):
                lesser.params[f"conv.{kind}"][order[:gone]] = 0
            assert found == np.sum(lesser.predict(x).argmax(axis=1) == labels)


def test_the_stored_drawings_are_those_of_the_pad():
    read, stored = drawn_digits.drawings(), runs.load("drawn_digits")
    assert all(run.settings["drawings"] == list(read) for run in stored) and len(list(stored)) == 10
    assert all(picture.shape == (28, 28) and picture.any() for picture in read.values())
    assert np.array_equal(read["9 hooked, medium"], read["9 hooked"])
    assert read["9 hooked, thin"].sum() < read["9 hooked"].sum() < read["9 hooked, thick"].sum()


def test_what_is_said_of_filters_holds_in_the_stored_trainings():
    stored = runs.load("first_convnet")
    right = np.array([run.values["right"] for run in stored])
    assert right.shape == (10, 100, 11) and set(right[:, :, 0].ravel()) == {
        round(1000 * run.validation_accuracy[-1]) for run in stored
    }
    lost, last = (right[:, :, 0] - right[:, :, 5]) / 10, right[:, :, 9] / 10
    assert lost.mean(axis=1).min() > 2 and lost.mean(axis=1).max() < 20, "as the chapter asserts of the reader's own"
    assert np.all(lost.max(axis=1) > 10) and np.all(right[:, :, 10] < 200)
    assert 0.2 < np.mean(lost > 10) < 0.35 and 0.4 < np.mean(last < 50) < 0.6 and 45 < last.mean() < 55


def unbound(tree, known):
    """Return the names that a module reads and neither ``known`` nor itself binds, and those that it binds."""
    nodes = list(ast.walk(tree))
    own = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    imports = [alias for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    own |= {(alias.asname or alias.name).split(".")[0] for alias in imports}
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return read - own - known, own


def test_what_is_folded_can_stay_shut_and_each_folded_section_opens_alone():
    """The path reads no name that only a folded cell binds; a folded cell none that another folded section binds."""
    page = Page(settings.NOTEBOOKS / "07_convnet_from_scratch.ipynb")
    off = folded((cell.kind == "markdown", cell.source, cell.metadata) for cell in page.cells)
    path, section, missing = set(dir(builtins)), set(), {}
    for cell, away in zip(page.cells, off, strict=True):
        if cell.kind == "markdown":
            section = set() if cell.metadata.get("jp-MarkdownHeadingCollapsed") else section
            continue
        missing[cell.id], bound = unbound(ast.parse(cell.source), path | section if away else path)
        (section if away else path).update(bound)
    assert {id: names for id, names in missing.items() if names} == {}
