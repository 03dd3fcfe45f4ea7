"""The whole way through chapter 07 with one's own code: it trains, the pad reads with it, what is skipped stands in."""

import ast
import contextlib
import importlib.util
import io
import json
from pathlib import Path

import numpy as np
import pytest

from course_utils import losses, settings
from course_utils.exercises import desk, registry
from course_utils.exercises.judge import RIGHT
from course_utils.explorers.drawings import drawing_mnist, drawing_text

_SPEC = importlib.util.spec_from_file_location("answers_07", Path(__file__).with_name("answers_07.py"))
answers_07 = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(answers_07)
PLAIN, OTHER = answers_07.PLAIN, answers_07.OTHER
ALL = {exercise.id for exercise in registry.entries("07", "EXERCISES")}
CLASSES = {"07-layer", "07-network"}
CONVOLUTION = {"07-im2col", "07-conv-forward", "07-col2im", "07-conv-backward"}
UNSHOWN = {"recall-before", "im2col-atlas", "race", "race-holds"}
UNSHOWN |= {"train-from-small-weights", "small-weights-hold", "filters-small", "filters-small-hold"}  # the package's


def code_cells():
    """Return {cell id: source} of the chapter's code."""
    path = settings.NOTEBOOKS / "07_convnet_from_scratch.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}


def walk(answers, until="draw-holds", count=1000):
    """Run the cells with ``answers`` {exercise id: source} in place of their stubs; return (names, cards, printed)."""
    names, cards, printed = {"__name__": "__main__"}, {}, io.StringIO()
    for id, source in code_cells().items():
        exercise = id.removeprefix("exercise-") if id.startswith("exercise-") else ""
        if f"07-{exercise}" in answers:
            source = answers[f"07-{exercise}"] + "\n" + source[source.index("check(") :]
        if id not in UNSHOWN and not id.startswith("predict-"):
            with contextlib.redirect_stdout(printed):
                shown = run(source.replace("COUNT = 4000", f"COUNT = {count}"), id, names)
            if exercise:
                cards[f"07-{exercise}"] = shown
            names["pad"] = shown if id == "draw-a-digit" else names.get("pad")
        if id == until:
            break
    return names, cards, printed.getvalue()


def run(source, id, names):
    """Run one cell and return what it ends in."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, id, "exec"), names)
    return eval(compile(ast.Expression(last.value), id, "eval"), names) if last else None


@pytest.fixture
def fresh(monkeypatch):
    """Nothing has been accepted in this session."""
    monkeypatch.setattr(desk, "_accepted", {})


def reads_with(pad, network):
    """Check that a pad's answer to a drawing is that of a network's own layers."""
    for strokes in ([[(8, 5), (20, 5), (12, 24)]], [[(14, 4), (14, 24)]]):
        text = drawing_text(strokes)
        frame = pad.frame(pad.full_state({"drawing": text}))
        picture = drawing_mnist(text)[None, None].astype(np.float32) / 255
        logits = network.forward(picture)[0]
        np.testing.assert_allclose(frame["logits"]["values"], logits, rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(frame["filters"]["pixels"], network.layers[0].params["weight"][:, 0], rtol=1e-5)


@pytest.mark.long
def test_the_whole_chapter_in_plain_code_of_one_s_own(fresh):
    names, cards, printed = walk(PLAIN, until="same-network", count=4000)
    assert {id for id, card in cards.items() if card.state == RIGHT} == ALL == set(PLAIN)
    stand_ins = {line.split(": none of yours")[0] for line in printed.splitlines() if ": none of yours" in line}
    assert stand_ins <= titles("02", "03", "06")  # only the functions of earlier chapters are the course's
    assert "the same logits: True" in printed
    network, digits = names["network"], names["DIGITS"]
    assert network.layers[0].function is names["conv_forward"] and type(network).__module__ == "__main__"
    assert names["accuracy"](network.forward, digits.test_x, digits.test_y, 100) > 0.93
    assert 0.4 < (1 - names["test_curve"][-1]) / (1 - names["dense_test"]) < 0.65  # "about half as many"
    ahead = np.subtract(names["curve"], names["dense_curve"])
    assert 0.07 < ahead[0] < 0.13 and 0.03 < ahead[-1] < 0.06  # "about ten points", "about four"
    right = names["accuracy"](network.forward, names["shifted"](digits.test_x, 0, 4), digits.test_y, 100)
    assert 0.2 < right < 0.5 and 0.2 < names["sideways"][9] < 0.5
    reads_with(names["pad"], network)
    tries(names["pad"])


POOLING = """
import numpy as np


def max_pool(x, window, stride, padding):
    places = [(i, j) for i in range(window) for j in range(window)]
    ends = x.shape[2] + 2 * padding - window + 1, x.shape[3] + 2 * padding - window + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    return np.max([x[:, :, i : i + ends[0] : stride, j : j + ends[1] : stride] for i, j in places], axis=0)


def max_pool_backward(grad_out, x, window, stride):
    grad, best = np.zeros_like(x), max_pool(x, window, stride, 0)
    rows, columns = grad_out.shape[2:]
    free = np.ones(best.shape, dtype=bool)
    for i in range(window):
        for j in range(window):
            here = np.s_[:, :, i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
            wins = (x[here] == best) & free
            grad[here] += grad_out * wins
            free &= ~wins
    return grad
"""


def test_pooling_comes_from_the_learner_s_copy_of_chapter_06(fresh, course_home):
    cells = [POOLING, 'check("06-max-pool", max_pool)', 'check("06-max-pool-backward", max_pool_backward)']
    told = {"cells": [{"cell_type": "code", "source": source} for source in cells]}
    (course_home / "notebooks").mkdir()
    (course_home / "notebooks" / "06_pooling.ipynb").write_text(json.dumps(told))
    names, _, printed = walk(PLAIN, until="training-holds", count=500)
    assert "Max pooling: yours, from your copy of chapter 06." in printed
    pool = names["network"].layers[2]
    assert "your copy" in pool.function.__code__.co_filename and "your copy" in pool.gradient.__code__.co_filename
    assert names["test_curve"][-1] > 0.5


def titles(*chapters):
    return {exercise.title for number in chapters for exercise in registry.entries(number, "EXERCISES")}


def tries(pad):
    """What the text says about the suggestions beside the pad."""
    presets = dict(pad.controls[0].presets)

    def read(text, prepare=True):
        p = np.asarray(pad.frame(pad.full_state({"drawing": text, "prepare": prepare}))["probabilities"]["values"])
        return int(p.argmax()), float(p.max())

    assert [read(presets[name])[0] for name in ("7 plain", "7 crossed", "4 open", "4 closed")] == [7, 7, 4, 4]
    assert all(read(presets[name])[1] < 0.8 for name in ("0 slashed", "1 long flag"))
    assert read(presets["0 small"])[0] == 0 and read(presets["0 small"], prepare=False)[0] in (3, 7)
    thin = read(presets["9 hooked"].replace("medium", "thin"))
    assert thin[0] != 9 and thin[1] < 0.8
    assert read(drawing_text([[(5, 5), (23, 5)], [(14, 5), (14, 23)]])) > (7, 0.9)
    assert read(drawing_text([[(6, 6), (20, 6), (7, 22), (21, 22)]])) > (2, 0.9)


@pytest.mark.long
def test_the_whole_way_in_another_style(fresh):
    names, cards, _ = walk(OTHER)
    assert {id for id, card in cards.items() if card.state == RIGHT} == set(OTHER) == ALL - {"07-planted-bugs"}
    assert names["network"].forward(names["DIGITS"].test_x[:3]).dtype == np.float64
    assert names["test_curve"][-1] > 0.8
    reads_with(names["pad"], names["network"])


MIXTURES = {
    "classes skipped": {id: PLAIN[id] for id in PLAIN if id not in CLASSES},
    "only the classes written": {id: OTHER[id] for id in CLASSES},
    "the convolution skipped": {id: OTHER[id] for id in OTHER if id not in CONVOLUTION},
    "only the convolution written, by keywords": {id: OTHER[id] for id in CONVOLUTION},
    "im2col and col2im skipped, the layer by keywords": {
        id: OTHER[id] for id in ("07-conv-forward", "07-conv-backward", "07-training-step", "07-accuracy")
    },
    "every other one": {id: (PLAIN, OTHER)[k % 2][id] for k, id in enumerate(sorted(OTHER)) if k % 3},
}


@pytest.mark.long
@pytest.mark.parametrize("mixture", MIXTURES)
def test_skipped_and_written_parts_go_together(fresh, mixture):
    answers = MIXTURES[mixture]
    names, cards, printed = walk(answers, count=500)
    assert {id for id, card in cards.items() if card.state == RIGHT} == set(answers)
    said = " ".join(printed.split())
    for exercise in registry.entries("07", "EXERCISES"):
        used = exercise.id != "07-planted-bugs"  # which nothing builds on
        stands_in = f"{exercise.title}: none of yours" in said
        assert stands_in == (used and exercise.id not in answers), exercise.id
    assert names["curve"][-1] > 0.6 and names["last"] < 0.1
    reads_with(names["pad"], names["network"])


def test_a_loop_of_one_s_own_finds_an_accuracy_that_was_skipped(fresh):
    own = {"07-training-loop": PLAIN["07-training-loop"], "07-training-step": PLAIN["07-training-step"]}
    names, cards, _ = walk(own, until="dense-holds")
    assert {id for id, card in cards.items() if card.state == RIGHT} == set(own)
    assert names["train"].__module__ == "__main__" != names["accuracy"].__module__


def test_windows_in_a_list_of_rows_are_built_on_as_well(fresh):
    """What `check` calls correct must not fail in a later cell."""
    rows = PLAIN["07-im2col"].replace("return col", "return list(col").rstrip() + ")\n"
    names, cards, _ = walk({"07-im2col": rows}, until="there-and-back")
    assert cards["07-im2col"].state == RIGHT and isinstance(names["im2col"](np.ones((1, 1, 2, 2)), (1, 1)), list)


def test_a_wrong_answer_is_not_built_on(fresh):
    """What was refused stays out: the course's function stands in, and the network trains."""
    wrong = "def im2col(x, kernel, stride=1):\n    return np.zeros((1, 1))"
    names, cards, printed = walk({"07-im2col": wrong}, until="forward-agrees")
    assert cards["07-im2col"].state != RIGHT and "Windows to rows: none of yours" in printed
    assert names["maps"].shape == (100, 30, 24, 24)


def test_training_begins_before_half_of_the_chapter():
    from course_utils.maintenance import minutes
    from course_utils.maintenance.pages import Page

    page = Page(settings.NOTEBOOKS / "07_convnet_from_scratch.ipynb")
    whole = sum(part.minutes for part in minutes.parts(page))
    ids = [cell.id for cell in page.cells]
    first = ids.index("train-dense")
    away = {c.id for c in page.cells[first:]}
    before = minutes.Part("before")
    folded = minutes.folded((c.kind == "markdown", c.source, c.metadata) for c in page.cells)
    for cell, off in zip(page.cells, folded, strict=True):
        if cell.id not in away:
            minutes._count(page, cell, before, not off)
    assert before.minutes < whole / 2


def test_a_slow_way_back_of_pooling_is_announced_as_such():
    """The text speaks of 432,000 windows: those of a batch of a hundred digits, in 30 maps."""
    path = settings.NOTEBOOKS / "07_convnet_from_scratch.ipynb"
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    assert f"{100 * 30 * 12 * 12:,} where it pools map by map" in cells["how-long"]
    assert f"{100 * 24 * 24:,} slices for a batch" in cells["how-long"]


def test_the_loss_of_guessing_is_what_the_question_says():
    loss = losses.softmax_cross_entropy(np.zeros((10, 10)), np.arange(10))[0]
    assert round(loss, 1) == 2.3
