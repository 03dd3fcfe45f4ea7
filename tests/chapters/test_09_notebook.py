"""Chapter 09's cells, its stored measurements, and the program that makes them again say the same."""

import ast
import builtins
import json
import symtable

import numpy as np
import pytest
import torch

from course_utils import data, dropout, normalisation, settings, uncertainty
from course_utils.data import augmentation, patches, runs
from course_utils.exercises.chapter_09 import EXERCISES, PREDICTIONS
from course_utils.exercises.chapter_09 import answers_network as answers
from course_utils.exercises.chapter_09 import answers_recipe as recipe
from course_utils.exercises.outline import folded
from course_utils.maintenance.measure import activations as bends
from course_utils.maintenance.measure import alexnet as measure
from course_utils.maintenance.pages import Page
from course_utils.models import alexnet_plan

RATES = np.where(np.arange(75) < 50, 0.01, 0.001)


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "09_alexnet.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


@pytest.fixture(scope="module")
def stored():
    return runs.load("alexnet")


def defined(cells, id, name):
    """Return a function that a cell defines, and run nothing else of it."""
    tree = ast.parse(cells[id])
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    names = {"np": np, "normalisation": normalisation, "dropout": dropout, "RATES": RATES}
    exec(compile(ast.Module([found], []), id, "exec"), names)
    return names[name]


def test_the_broken_head_is_the_one_that_the_exercise_expects(cells):
    shown = defined(cells, "broken", "broken_head")
    exercise = next(e for e in EXERCISES if e.id == "09-planted-bugs")
    for arguments, _ in exercise.arguments():
        np.testing.assert_array_equal(shown(*arguments), answers.broken_head(*arguments))


def test_the_rates_in_and_out_of_the_velocity(cells):
    assert "DROP = 50\nRATES = np.where(np.arange(75) < DROP, 0.01, 0.001)" in cells["two-rules"]
    lengths = defined(cells, "two-rules", "lengths")
    inside, outside = lengths(recipe.paper_step), lengths(defined(cells, "two-rules", "torch_step"))
    np.testing.assert_allclose(inside[:50], outside[:50])
    assert outside[50] / outside[49] == pytest.approx(0.1, rel=0.01)
    assert inside[50] / inside[49] == pytest.approx(0.91, rel=0.01)  # 0.9 of the old, and a tenth of the new


def test_torch_s_rule_is_that_of_its_program(cells):
    step, w, v = defined(cells, "two-rules", "torch_step"), np.array([1.0, -2.0]), np.zeros(2)
    theirs = torch.nn.Parameter(torch.from_numpy(w.copy()))
    rule = torch.optim.SGD([theirs], lr=0.1, momentum=0.9, weight_decay=0.01)
    for grad, rate in zip(np.random.default_rng(0).normal(size=(6, 2)), (0.1, 0.1, 0.1, 0.01, 0.01, 0.01)):
        rule.param_groups[0]["lr"], theirs.grad = rate, torch.from_numpy(grad)
        rule.step()
        w, v = step(w, v, grad, rate, 0.9, 0.01)
    np.testing.assert_allclose(w, theirs.detach().numpy())


def test_shares_of_colour_and_of_one_flat_colour(cells):
    flat, colour = (defined(cells, id, name) for id, name in (("filters-hold", "flat_share"),
                                                              ("tower-colour", "colour_share")))  # fmt: skip
    noise = np.random.default_rng(0).normal(size=(400, 3, 5, 5))
    assert flat(noise) == pytest.approx(1 / 25, rel=0.2) and colour(noise) == pytest.approx(2 / 3, rel=0.05)
    one = np.ones((2, 3, 5, 5)) * np.array([1.0, -2, 1])[:, None, None]
    assert flat(one) == pytest.approx(1) and colour(one) == pytest.approx(1)
    assert colour(np.ones((1, 3, 5, 5))) == pytest.approx(0)


@pytest.fixture(scope="module")
def activations():
    return runs.load("activations")


def test_every_activation_has_a_rate_whose_neighbours_do_worse(activations):
    assert {(run.label, run.seed) for run in activations} == {(job.label, job.seed) for job in bends.jobs()}
    for label, (activation, initialisation, best) in bends.VARIANTS.items():
        tried = {factor: activations.where(f"{label}, rate {factor * best:g}") for factor in (0.5, 1, 2)}
        errors = {factor: 1 - np.mean([run.train_accuracy[-1] for run in some]) for factor, some in tried.items()}
        assert min(errors, key=errors.get) == 1, (label, errors)
        for run in activations.where(label):
            wanted = {"activation": activation, "initialisation": initialisation, "rate": best, "epochs": 12}
            assert run.settings.items() >= wanted.items() and len(run.train_accuracy) == 12
        assert [run.seed for run in activations.where(label)] == list(bends.SEEDS) == list(range(10))


def test_what_the_chapter_says_of_the_activations(activations, cells):
    errors = {label: 100 * (1 - np.array([run.train_accuracy for run in activations.where(label)]))
              for label in bends.VARIANTS}  # fmt: skip
    last = {label: found[:, -1] for label, found in errors.items()}
    assert [round(last[label].mean()) for label in ("relu", "tanh", "sigmoid")] == [7, 11, 26]
    assert (last["relu"] < last["tanh"]).all() and (last["tanh"] < last["sigmoid"]).all()
    first = {label: [int(np.argmax(one <= 25)) + 1 if (one <= 25).any() else None for one in found]
             for label, found in errors.items()}  # fmt: skip
    assert set(first["relu"]) == {3, 4} and set(first["tanh"]) == {4, 5}
    assert sorted(first["sigmoid"], key=str) == 5 * [12] + 5 * [None]
    assert set(first["relu_paper"]) == set(first["tanh_paper"]) == {None}
    assert last["sigmoid_glorot"].min() > 50
    start = (last["sigmoid_glorot"] - last["sigmoid"]).mean()
    assert start > 0.5 * (last["sigmoid_glorot"] - last["relu"]).mean(), "most of the distance is the start"
    for worse, better in (("tanh", "relu"), ("sigmoid", "tanh"), ("tanh_paper", "relu_paper")):
        d = last[worse] - last[better]
        assert d.mean() > 2.262 * d.std(ddof=1) / np.sqrt(10), (worse, better)
    assert (last["tanh_paper"] - last["relu_paper"]).mean() > 3 * (last["tanh"] - last["relu"]).mean()
    assert "7, 11 and 26 % errors" in next(p for p in PREDICTIONS if p.id == "09-predict-bends").options[1].reply
    assert "with 7 % errors" in cells["bends-answer"] and "then tanh, with 11 %" in cells["bends-answer"]


def test_every_row_was_run_with_the_same_seeds(stored):
    assert [(run.label, run.seed) for run in stored] == [(job.label, job.seed) for job in measure.jobs()]
    for label in stored.labels:
        seeds = measure.SEEDS if "rate" not in label else measure.SEEDS[:2]
        assert [run.seed for run in stored.where(label)] == list(seeds), label
    both = {f"{name}, {epochs}" for name in measure.RECIPES for epochs in (measure.SHORT, measure.LONG)}
    assert both == {label for label in stored.labels if "rate" not in label} and len(stored) == 126
    assert stored.command == "python -m course_utils.maintenance.measure alexnet"


def test_the_settings_stored_are_those_of_the_program(stored):
    for run in stored:
        name, epochs = run.label.split(", ")[:2]
        options, kinds = measure.RECIPES[name]
        wanted = {key: list(value) if isinstance(value, tuple) else value for key, value in options.items()}
        assert run.settings["changes"] == list(kinds) and run.settings.items() >= wanted.items()
        assert run.settings["epochs"] == int(epochs)
        network = measure.network(**options)
        assert run.values["parameters"] == sum(parameter.numel() for parameter in network.parameters())
        assert runs.unpacked(run.values["wrong"]).mean() == pytest.approx(run.values["one_patch_top1"])
        assert 0 <= run.values["one_patch_top2"] <= run.values["one_patch_top1"] <= 1


def found(stored, label, name="one_patch_top1"):
    return 100 * np.array([run.values[name] for run in stored.where(label)])


def wrong(stored, label):
    return 100.0 * np.array([runs.unpacked(run.values["wrong"]) for run in stored.where(label)])  # (seeds, 1000)


def interval(d):
    """The chapter's yardstick, reckoned again: `d` (seeds, patches) in points; mean, and half the interval."""
    groups = patches.tiles()
    seeds = d.mean(axis=1).std(ddof=1) / np.sqrt(len(d))
    apart = d.mean(axis=0) - d.mean()
    sums = np.array([apart[groups == tile].sum() for tile in range(179)])
    by_tile = np.sqrt(179 / 178 * (sums**2).sum()) / d.shape[1]
    return d.mean(), 2.78 * np.hypot(seeds, by_tile)


def differences(stored, epochs):
    base, names = wrong(stored, f"base, {epochs}"), [name for name in measure.RECIPES if name != "base"]
    return {name: interval(wrong(stored, f"{name}, {epochs}") - base) for name in names}


def seen(rows):
    return {name for name, (mean, reach) in rows.items() if abs(mean) > reach}


def test_what_is_seen_at_30_epochs_and_at_120(stored, cells):
    short, long = ({name: row for name, row in differences(stored, epochs).items() if name in measure.BRAKES}
                   for epochs in (30, 120))  # fmt: skip
    assert seen(short) == set() and seen(long) == {"neither"} and long["neither"][0] > 0
    assert min(row[0] for row in short.values()) == short["no_dropout"][0] and -5 < short["no_dropout"][0] < -4
    assert round(long["neither"][0]) == 5 and round(long["no_augmentation"][0], 1) == 2.6
    mean, reach = long["no_dropout"]
    assert abs(mean) + reach < 2, "the same errors, to within two points"
    errors = {label: found(stored, label).mean() for label in ("base, 30", "base, 120", "neither, 30", "neither, 120")}
    assert (round(errors["base, 30"], 1), round(errors["base, 120"], 1)) == (17.4, 8.7)
    assert "from 17.4 to 8.7 %, those of the recipe without brakes only from 16.2 to 14.0 %" in cells["measured-answer"]
    assert long["neither"][0] / errors["neither, 120"] > 1 / 3
    train = {label: found(stored, label, "train_top1").mean() for label in stored.labels}
    assert all(train[f"{name}, 120"] < 0.5 for name in measure.BRAKES)
    assert 9.5 < train["base, 30"] < 10.5 and train["no_dropout, 30"] < 3.5
    assert train["neither, 30"] < train["base, 30"] / 2


def test_the_clusters_of_one_run(stored, cells):
    one = wrong(stored, "base, 30")[0] / 100
    alone = np.sqrt(one.mean() * (1 - one.mean()) / 1000)
    tiles = patches.tiles()
    sums = np.array([(one - one.mean())[tiles == tile].sum() for tile in range(179)])
    by_tile = np.sqrt(179 / 178 * (sums**2).sum()) / 1000
    effect = (by_tile / alone) ** 2
    assert by_tile / alone > 2 and round(1000 / effect) == 170
    assert "more than twice as large" in cells["clusters-answer"] and "as 170 independent" in cells["clusters-answer"]
    every = [uncertainty.clustered(run, tiles).design_effect for label in stored.labels for run in wrong(stored, label)]
    assert (round(min(every), 1), round(max(every), 1)) == (3.2, 7.0)


def test_the_other_choices_are_not_seen(stored, cells):
    for epochs in (30, 120):
        rows = {name: row for name, row in differences(stored, epochs).items() if name not in measure.BRAKES}
        assert len(rows) == 7 and seen(rows) == set()
        lrn = f"{rows['lrn'][0]:.1f}".replace("-", "−")
        assert f"{lrn} points after 30 epochs" in cells["lrn-measured"] or f"{lrn} after 120" in cells["lrn-measured"]


def judged(stored, name, rate, kind="judged_top1"):
    label = f"{name}, 120" + ("" if rate == measure.RATE else f", rate {rate:g}")
    return found(stored, label, kind)[:2]  # seeds 0 and 1 have all three rates


def test_which_of_three_rates_is_the_best_by_patches_held_back(stored):
    three = (5e-4, 1e-3, 2e-3)
    best = {name: min(three, key=lambda rate: judged(stored, name, rate).mean()) for name in measure.BRAKES}
    assert best == {"base": 2e-3, "no_dropout": 2e-3, "no_augmentation": 1e-3, "neither": 1e-3}
    for name, points in (("base", 0.45), ("no_dropout", 0.2)):
        d = judged(stored, name, 1e-3) - judged(stored, name, 2e-3)
        assert d.mean() == pytest.approx(points) and d.mean() < 12.7 * d.std(ddof=1) / np.sqrt(2)  # Student's, 1 degree
    for rate in three:
        behind = (judged(stored, name, rate, "one_patch_top1") for name in ("neither", "base"))
        assert (next(behind) - next(behind)).mean() > 4.5


def test_ten_patches_gain_a_little(stored):
    gains = np.concatenate([found(stored, label) - found(stored, label, "ten_patches_top1") for label in stored.labels])
    assert 0.2 < gains.mean() < 1.2 and np.sum(gains > 0) > 2 * np.sum(gains < 0)


def test_one_card_has_nearly_as_many_parameters_as_two():
    layers = {"conv1": (3, 48, 11), "conv2": (48, 128, 5), "conv3": (128, 192, 3), "conv4": (192, 192, 3),
              "conv5": (192, 256, 3)}  # fmt: skip
    dense = sum(row.parameters for row in alexnet_plan.rows(alexnet_plan.full()) if row.layer.startswith("fc"))
    whole = sum(kernels * (maps * size**2 + 1) for maps, kernels, size in layers.values()) + dense
    assert whole == 59_798_312 and f"{whole / 60_965_224:.0%}" == "98%"


def test_one_tower_of_the_same_size():
    sizes = {name: sum(parameter.numel() for parameter in measure.network(**measure.RECIPES[name][0]).parameters())
             for name in ("base", "one_tower", "equal_parameters")}  # fmt: skip
    assert sizes == {"base": 368_328, "one_tower": 463_048, "equal_parameters": 365_672}


def test_the_pictures_are_enlarged_patches():
    train_x, train_y, test_x, test_y, mean = measure.pictures(16)
    assert train_x.shape == (16, 3, 36, 36) and test_x.shape == (1000, 3, 36, 36)
    assert train_y.tolist() == list(range(8)) * 2 and len(test_y) == 1000
    np.testing.assert_allclose(mean, train_x.mean(axis=0))
    small = data.load("patches").train_x[:16]
    assert np.abs(train_x.mean(axis=(2, 3)) - small.mean(axis=(2, 3))).max() < 0.02


def test_the_augmenter_does_what_is_named_and_nothing_else():
    x = np.random.default_rng(0).random((64, 3, 36, 36), dtype=np.float32)
    components = augmentation.colour_components(x)
    centre, rng = augmentation.centre_crop(x, 32), np.random.default_rng(1)
    np.testing.assert_array_equal(measure.augmenter(())(x, rng), centre)
    mirrored = measure.augmenter(("reflections",))(x, rng)
    turned = [not np.array_equal(a, b) for a, b in zip(mirrored, centre)]
    assert 16 < sum(turned) < 48
    np.testing.assert_array_equal(mirrored[turned], centre[turned][..., ::-1])
    shifts = measure.augmenter(("colour",), components)(x, rng) - centre
    assert np.ptp(shifts, axis=(2, 3)).max() < 1e-5 and np.abs(shifts).max() > 1e-3
    crops = measure.augmenter(("crops",))(x, rng)
    windows = np.lib.stride_tricks.sliding_window_view(x, (32, 32), axis=(2, 3))  # (64, 3, 5, 5, 32, 32)
    assert all((windows[k] == crops[k][:, None, None]).all(axis=(0, 3, 4)).any() for k in range(64))


def test_the_main_path_stands_without_what_is_folded():
    page = Page(settings.NOTEBOOKS / "09_alexnet.ipynb")
    away = folded([(cell.kind == "markdown", cell.source, cell.metadata) for cell in page.cells])
    given, made = set(dir(builtins)), set()
    for cell, hidden in zip(page.cells, away):
        if cell.kind == "code" and not hidden:
            top = symtable.symtable(cell.source, cell.id, "exec").get_symbols()
            made |= {name.get_name() for name in top if name.is_assigned() or name.is_imported()}
            used = {name.get_name() for name in top if name.is_referenced()}
            assert used <= made | given, (cell.id, used - made - given)


def test_five_exercises_at_least_are_on_the_main_path():
    assert [e.id for e in EXERCISES if e.optional] == ["09-lrn", "09-colour-covariance", "09-colour-shift"]


def test_one_tower_has_more_weights_than_two():
    rows = alexnet_plan.rows(alexnet_plan.small(), towers=1)
    assert sum(row.parameters for row in rows) == 463_048


def test_the_network_is_trained_once(cells):
    assert sum(source.count("loop.fit(") for source in cells.values()) == 2  # the second in a loop of two short runs
    assert "epochs=10" in cells["train"] and "epochs=5" in cells["bends-train"]
