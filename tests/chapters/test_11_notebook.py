"""What chapter 11 defines in its cells does what its prose says, and what it stores agrees with it."""

import ast
import json

import numpy as np
import pytest
import torch
from torch import nn

from course_utils import settings, uncertainty
from course_utils.data import runs
from course_utils.exercises.chapter_11 import EXERCISES
from course_utils.exercises.chapter_11 import answers_paths as paths
from course_utils.experiment import added_layers
from course_utils.experiment.loop import evaluate, outputs
from course_utils.inspection import blocks as looking
from course_utils.inspection import gradient_norms
from course_utils.maintenance.measure import degradation, residual_lab
from course_utils.models import resnet_plan
from course_utils.models.blocks import Block
from course_utils.models.resnet import CifarResNet


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "11_residual_networks.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def defined(cells, *ids):
    """Return what the functions and classes of these cells define, with nothing else of them run."""
    names = {
        "np": np,
        "torch": torch,
        "nn": nn,
        "evaluate": evaluate,
        "outputs": outputs,
        "gradient_norms": gradient_norms,
    }
    for id in ids:
        body = [node for node in ast.parse(cells[id]).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        assert body, id
        exec(compile(ast.Module(body, []), id, "exec"), names)
    return names


def test_the_experiment_is_the_stored_one(cells):
    values = {}
    for id in ("setup", "the-experiment", "settle"):
        for node in ast.parse(cells[id]).body:
            if isinstance(node, ast.Assign):
                targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else [node.targets[0]]
                found = node.value.elts if len(targets) > 1 else [node.value]
                names = [target.id for target in targets]
                if all(name.isupper() and name != "MAPS" for name in names):
                    values |= {name: ast.literal_eval(value) for name, value in zip(names, found)}
    ours = {name: values[name] for name in ("EPOCHS", "BATCH", "RATE", "MOMENTUM", "WIDTHS", "SLOW")}
    assert ours == {
        "EPOCHS": degradation.EPOCHS,
        "BATCH": degradation.BATCH,
        "RATE": degradation.RATE,
        "MOMENTUM": degradation.MOMENTUM,
        "WIDTHS": degradation.WIDTHS,
        "SLOW": residual_lab.LOW_RATE,
    }


def test_normalised_is_torch_s(cells):
    rng = np.random.default_rng(0)
    x, scale, shift = rng.normal(3, 5, (6, 3, 4, 5)), rng.normal(size=3), rng.normal(size=3)
    layer = nn.BatchNorm2d(3).double()
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(scale))
        layer.bias.copy_(torch.tensor(shift))
    ours = defined(cells, "batch-normalisation")["normalised"](x, scale[:, None, None], shift[:, None, None])
    np.testing.assert_allclose(ours, layer(torch.tensor(x)).detach().numpy(), atol=1e-10)


@pytest.mark.parametrize("kind", ["plain", "plain, identity", "residual", "residual, zero"])
def test_of_the_new_blocks_those_that_begin_as_the_identity_hand_on_what_they_get(kind):
    made = added_layers.new_blocks(kind, 32)
    assert len(made) == added_layers.ADDED_BLOCKS == 12 and sum(len(list(b.branch.children())) > 3 for b in made) == 12
    x = torch.rand(2, 32, 4, 4, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        after = nn.Sequential(*made).eval()(x)
    assert torch.equal(after, x) == (kind in ("plain, identity", "residual, zero"))


def test_random_blocks_begin_with_the_same_filters_from_the_same_seed_whatever_their_kind():
    kinds = {
        kind: added_layers.new_blocks(kind, 8, count=2, seed=3) for kind in ("plain", "residual", "residual, zero")
    }
    filters = {kind: [block.branch[0].weight for block in made] for kind, made in kinds.items()}
    for made in filters.values():
        assert all(torch.equal(ours, theirs) for ours, theirs in zip(made, filters["plain"], strict=True))
    other = added_layers.new_blocks("plain", 8, count=2, seed=4)
    assert not torch.equal(other[0].branch[0].weight, filters["plain"][0])


def test_an_unknown_kind_of_block_is_refused():
    with pytest.raises(ValueError, match="kind: got 'frozen'"):
        added_layers.new_blocks("frozen", 8)


def test_the_outputs_move_by_what_the_notebook_says(cells):
    """Random residual blocks move them by more than 1; with the last scale at 0 they do not move by one bit."""
    network = CifarResNet(8, (4, 8, 32), channels=1, residual=False)
    x = np.random.default_rng(0).normal(size=(20, 1, 16, 16)).astype(np.float32)
    names = defined(cells, "zero-blocks")
    names |= {"Extended": added_layers.Extended, "MAPS": (added_layers.maps_of(network, x),), "TRAIN": (x,)}
    assert names["moved"](added_layers.new_blocks("residual", 32), network) > 1
    assert names["moved"](added_layers.new_blocks("residual, zero", 32), network) == 0


def test_a_normalised_identity_is_one_in_training_and_in_use():
    maps = np.random.default_rng(0).gamma(2, 3, (40, 5, 4, 4)).astype(np.float32)
    network = nn.Sequential(*added_layers.new_blocks("plain, normalised identity", 5, maps=maps))
    with torch.no_grad():
        for mode in (network.train(), network.eval()):
            np.testing.assert_allclose(mode(torch.from_numpy(maps)), maps, atol=1e-3)


@pytest.mark.parametrize("residual", [True, False])
def test_looking_into_a_network_leaves_it_as_it_was(cells, residual):
    names = defined(cells, "lesions")
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(30, 1, 16, 16)).astype(np.float32), rng.integers(0, 10, 30)
    network = CifarResNet(14, (4, 8, 12), channels=1, residual=residual)
    whole = outputs(network, x)
    moved, sizes = looking.block_changes(network, x), looking.responses(network, x)
    assert len(moved) == 4 and len(sizes) == 13  # 6 blocks, 2 of which change the size; 13 convolutions
    assert names["lesions"](network, x, labels) == looking.lesions(network, x, labels)
    np.testing.assert_array_equal(outputs(network, x), whole)  # all blocks are back, no hook is left
    maps = added_layers.maps_of(network, x)
    np.testing.assert_allclose(outputs(added_layers.Extended([], network.fc), maps), whole, atol=1e-5)


def test_changes_and_responses_are_what_their_formulas_say():
    network = CifarResNet(8, (4, 8, 12), channels=1).eval()
    x = torch.rand(5, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        before = network.stem(x)
        after = network.blocks[0](before)
        normalised = network.stem[1](network.stem[0](x))
    (first,) = looking.block_changes(network, x)
    assert first == pytest.approx(float((after - before).norm() / before.norm()))
    assert looking.responses(network, x)[0] == pytest.approx(float(normalised.std()))


def test_the_ends_are_the_first_convolution_and_the_last(cells):
    network = CifarResNet(44, (8, 16, 32), channels=1, residual=False)
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(20, 1, 16, 16)).astype(np.float32), rng.integers(0, 10, 20)
    names = [name for name, layer in network.named_modules() if isinstance(layer, nn.Conv2d)]
    norms = dict(gradient_norms(network, x, labels))
    found = defined(cells, "gradients-after")["ends"](network, x, labels)
    assert found == (norms[names[0]], norms[names[-1]]) and len(names) == 43


def test_at_the_start_the_deviations_that_normalisation_divides_by_lie_below_1():
    network, found = CifarResNet(56, residual=False, seed=0).train(), []
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.register_forward_pre_hook(lambda _, given: found.append(given[0].std(dim=(0, 2, 3)).mean().item()))
    network(torch.tensor(np.random.default_rng(0).standard_normal((32, 3, 32, 32)).astype(np.float32)))
    assert len(found) == 55 and min(found[1:]) > 0.7 and max(found[1:]) < 0.9


def test_the_broken_sum_is_the_one_that_the_exercise_expects(cells):
    shown = defined(cells, "broken-sum")["broken_sum_backward"]
    exercise = next(e for e in EXERCISES if e.id == "11-sum-bug")
    for (grad_out, x, W), _ in exercise.arguments():
        for ours, theirs in zip(shown(grad_out.copy(), x, W), paths.broken_sum_backward(grad_out.copy(), x, W)):
            np.testing.assert_array_equal(ours, theirs)


def test_what_the_chapter_asserts_holds_from_every_stored_start():
    lab = runs.load("residual_lab")
    for seed in range(5):
        plain, residual = (lab.where(label, seed)[0] for label in ("plain20", "residual20"))
        assert max(plain.values["lesions"]) < 0.5
        without = residual.values["lesions"]
        assert np.median(without) > 0.65 and max(without) > 0.85
        assert min(plain.values["changes"]) > 0.9 and max(residual.values["changes"][1:]) < 0.8
        good = plain.values["train_error"]
        added = {kind: lab.where(f"plain20 + {kind}", seed)[0] for kind in residual_lab.ADDITIONS}
        errors = {kind: 1 - np.array(run.train_accuracy) for kind, run in added.items()}
        assert errors["plain"][0] > good + 0.2 and errors["plain"][-1] > good + 0.02
        assert errors["residual"][0] < errors["plain"][0] - 0.1
        assert errors["residual, zero"].max() < good + 0.03
        for kind in ("plain, identity", "residual, zero"):
            values = added[kind].values
            assert values["start_error"] == good and values["moved"] < 1e-4


def test_what_belongs_to_the_rate_and_what_to_the_form():
    lab = runs.load("residual_lab")
    kinds = (*residual_lab.ADDITIONS,)
    last = {kind: [1 - run.train_accuracy[-1] for run in lab.where(f"plain20 + {kind}")] for kind in kinds}
    first = {kind: [1 - run.train_accuracy[0] for run in lab.where(f"plain20 + {kind}")] for kind in kinds}
    before = [run.values["train_error"] for run in lab.where("plain20")]
    assert all(after > 3 * good for after, good in zip(last["plain"], before))
    assert min(first["plain, normalised identity"]) > 0.45 and min(last["plain, normalised identity"]) > 0.23
    assert all(run.values["moved"] < 1e-4 for run in lab.where("plain20 + plain, normalised identity"))
    for rate in ("0.03", "0.01"):
        assert max(last[f"residual, rate {rate}"]) < 0.025 < 0.05 > max(last[f"plain, rate {rate}"])
        assert all(r < p for r, p in zip(last[f"residual, rate {rate}"], last[f"plain, rate {rate}"]))
    assert max(first["residual"]) < 0.1 and max(last["residual"]) < 0.025
    ends = {kind: [run.values["end_error"] for run in lab.where(f"plain20 + {kind}")] for kind in kinds}
    more = {kind: uncertainty.paired(ends[kind], before) for kind in kinds}
    seen = {kind for kind in kinds if not more[kind].low <= 0 <= more[kind].high}
    assert seen == {"plain", "plain, normalised identity", "plain, rate 0.03", "residual, rate 0.01"}
    assert min(ends["plain"]) > 0.24 and more["residual, rate 0.01"].high < 0 < more["plain, rate 0.03"].low
    assert min(ends["plain, normalised identity"]) > 0.26


def test_four_times_the_epochs_narrow_the_gap_and_do_not_close_it():
    found = {label: np.array([1 - np.array(run.train_accuracy) for run in runs.load("patience").where(label)])
             for label in ("plain20", "plain44", "residual44")}  # fmt: skip
    assert found["plain44"].shape == (3, 24)
    assert found["plain44"][:, -1].min() > 0.07 and found["plain44"][:, -1].max() < 0.12
    assert found["plain44"][:, -1].min() > found["plain20"][:, 5].max()
    assert not found["residual44"][:, -1].any()
    shorter = runs.load("degradation")
    for label, long in found.items():  # the same runs, only longer
        short = np.array([1 - np.array(run.train_accuracy) for run in shorter.where(label)[:3]])
        np.testing.assert_allclose(long[:, :6], short, atol=1e-6)


def test_what_is_said_of_gradients_and_ratios():
    found = {run.label: run.values for run in runs.load("gradients")}
    ratio = {label: np.array(v["first"]) / np.array(v["last"]) for label, v in found.items() if min(v["last"]) > 0}
    plain56 = ratio["plain56, normalised, he"]
    assert plain56.min() > 1200 and plain56.max() < 3700
    for depth in (20, 32, 44, 56, 110):  # the factor of one layer
        assert 1.05 < np.median(ratio[f"plain{depth}, normalised, he"]) ** (1 / (depth - 2)) < 1.2
    norms = {label: np.array(v["norms"]) for label, v in found.items()}
    level = [norms[f"residual{depth}, normalised, he"] for depth in (20, 110)]
    assert [f"{n[0] / n[-1]:.2g}" for n in level] == ["1.8", "17"]
    assert 1e9 < norms["residual110, not normalised, he"].max() < 1e11
    assert all(not norms[f"plain{depth}, not normalised, small"].any() for depth in (56, 110))
    without = norms["residual56, not normalised, he"]
    assert without.min() > 3.5e3 and without.max() < 8.5e4


def test_what_is_said_of_the_last_blocks_and_responses():
    lab = runs.load("residual_lab")
    for run in lab.where("residual20"):
        lost = run.validation_accuracy[-1] - np.array(run.values["lesions"][-2:])
        assert (100 * lost).round().min() >= 0 and (100 * lost).round().max() <= 7  # "0 to 7 points"
    assert all(1.25 < run.values["responses"][-1] < 1.4 for run in lab.where("plain20"))


def test_what_is_said_of_five_starts():
    stored = runs.load("degradation")
    errors = {
        name: np.array([100 * (1 - run.train_accuracy[-1]) for run in stored.where(name)]) for name in stored.labels
    }
    assert all(len(found) == 5 for found in errors.values())
    assert (errors["plain44"] > errors["plain20"] + 20).all() and (errors["residual44"] < errors["plain44"] - 20).all()
    said = {"residual56": ("2.9", "7.7"), "residual20": ("1.3", "3.1")}
    assert {name: (f"{errors[name].min():.1f}", f"{errors[name].max():.1f}") for name in said} == said
    unseen = {name: [1 - run.validation_accuracy[-1] for run in stored.where(name)] for name in ("plain20", "plain44")}
    assert min(unseen["plain44"]) > max(unseen["plain20"])


def test_a_basic_block_costs_seventeen_bottlenecks_and_a_bottleneck_less_than_a_narrow_basic_block():
    counts = [
        resnet_plan.block(*block, "A", False)
        for block in (("basic", 256, 256), ("bottleneck", 256, 64), ("basic", 64, 64))
    ]
    assert round(counts[0] / counts[1]) == 17 and counts[1] < counts[2]


def test_a_shortcut_with_a_stride_reads_a_quarter():
    for option in "AB":
        x = torch.ones(1, 16, 32, 32, requires_grad=True)
        block = Block(16, 32, stride=2, option=option).eval()
        (shortcut,) = torch.autograd.grad(block.shortcut(x).sum(), x)
        assert float((shortcut != 0).float().mean()) == 0.25
        (branch,) = torch.autograd.grad(block.branch[0](x).sum(), x)
        assert (branch != 0).all()
