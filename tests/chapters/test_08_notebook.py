"""What chapter 08 says and shows in its cells is what the network and the stored runs say."""

import ast
import itertools
import json
import re

import numpy as np
import pytest
import torch

from course_utils import activations, data, settings, shapes
from course_utils.data import runs
from course_utils.exercises.chapter_08 import AFTER, BEFORE, EXERCISES, PREDICTIONS, answers
from course_utils.exercises.chapter_08.predictions import c5_maps, side_of_c5
from course_utils.exercises.chapter_08.questions import connections, one_map, parameters
from course_utils.models import digit_codes, lenet5, lenet5_numpy
from course_utils.models import lenet5_plan as plan
from course_utils.plotting import chapter_08_pictures as draw


@pytest.fixture(scope="module")
def notebook():
    path = settings.NOTEBOOKS / "08_lenet5.ipynb"
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def source(notebook, id):
    return "".join(notebook[id]["source"])


def printed(notebook, id):
    return "".join("".join(out["text"]) for out in notebook[id]["outputs"] if out["output_type"] == "stream")


def run(notebook, id, **names):
    """Run a cell without the figure in its last line; return its names."""
    body = ast.parse(source(notebook, id)).body
    assert ast.unparse(body[-1]).startswith("draw.")
    names = {"np": np, "activations": activations} | names
    exec(compile(ast.Module(body[:-1], []), id, "exec"), names)
    return names


@pytest.fixture(scope="module")
def test_x():
    return lenet5.prepare(data.load("digits").test_x)


def containing(notebook, text):
    found = [id for id in notebook if text in source(notebook, id)]
    assert len(found) == 1, (text, found)
    return found[0]


def test_map_0_by_hand_is_the_layer_everywhere(notebook, test_x):
    """The cell shows one place; its three windows and one bias give every other place as well."""
    id = containing(notebook, "same as the layer")
    code = source(notebook, id)
    assert "for m in (0, 1, 2)" in code and plan.C3_TABLE[0] == (0, 1, 2)
    network = lenet5.pretrained()
    for i, j in itertools.product((0, 4, 9), (0, 5, 9)):
        names = {"np": np, "lenet5": lenet5, "activations": activations, "test_x": test_x}
        moved = re.sub(r"^i, j = .*$", f"i, j = {i}, {j}", code, flags=re.M)
        exec(compile(moved, id, "exec"), names)
        assert np.isclose(activations.lecun_tanh(names["a"]), network.maps(test_x[:1])["C3"][0, 0, i, j], atol=1e-5)
    assert "same as the layer: True" in printed(notebook, id)


def test_three_settings_of_sub_sampling_are_the_layer_of_the_model(notebook, test_x):
    ours = {"08-sub-sample": answers.sub_sample}
    made = run(notebook, containing(notebook, "β = 0.25, b = 0"), x=test_x, mine=ours.get)
    for (beta, b), ours in zip(made["settings"].values(), made["results"].values(), strict=True):
        layer = lenet5.SubSampling(1)
        with torch.no_grad():
            layer.coefficient.fill_(beta)
            layer.bias.fill_(b)
            theirs = lenet5.ScaledTanh()(layer(torch.tensor(test_x[3:4])))[0, 0].numpy()
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("side", [32, 36, 44, 64])
def test_a_larger_input_makes_the_maps_of_c5_larger(side):
    network = lenet5.LeNet5(seed=0)
    x = torch.zeros(1, 1, side, side)
    with torch.no_grad():
        for layer in (network.C1, network.S2, network.C3, network.S4, network.C5):
            x = network.bend(layer(x))
    units = side_of_c5(side)
    assert x.shape == (1, 120, units, units)
    if side > 32:
        assert chosen(c5_maps(side)) == f"{units} × {units}"


def chosen(entry):
    return entry.options[entry.right].label


@pytest.mark.parametrize("entry", [q for q in (*PREDICTIONS, *BEFORE, *AFTER) if q.again], ids=lambda q: q.id)
def test_a_question_comes_back_as_the_same_one_with_other_numbers(entry):
    others = [entry.again(np.random.default_rng(seed)) for seed in range(100)]
    assert {other.id for other in others} == {entry.id}
    assert len({other.question for other in others}) > 2
    assert all(len(other.options) == len(entry.options) for other in others)


def test_counting_questions_are_computed():
    layer = torch.nn.Conv2d(3, 8, 5)
    assert chosen(parameters(3, 8, 5)) == f"{sum(p.numel() for p in layer.parameters()):,}"
    assert chosen(connections(6, 5, 32)) == f"{plan.rows()[0].connections:,}"
    assert chosen(one_map(3)) == str(3 * 25 + 1)


def test_windows_of_c3_are_centred_on_the_middle_of_the_input():
    sees = shapes.receptive_field([(5, 1), (2, 2), (5, 1)])[-1].size
    first, last = (sees - 1) / 2, (sees - 1) / 2 + 2 * 9  # ten windows, two pixels apart, in pixels of the input
    assert first + last == plan.SIDE - 1 and 18 <= last - first <= 20


def test_the_codes_that_differ_least_are_the_two_pairs_named(notebook):
    apart = digit_codes.distances()
    pairs = {(i, k) for i, k in itertools.combinations(range(10), 2) if apart[i, k] == apart[apart > 0].min()}
    assert pairs == {(3, 5), (0, 9)}
    assert "those of 0 and 9, and of 3 and 5 differ least, in 19 pixels" in draw.codes().alt
    assert "3 and 5 share" in source(notebook, "codes-answer")


def test_the_digit_shown_is_a_7_and_read_as_one(test_x):
    found = lenet5_numpy.maps(test_x[7:8])["output"][0]
    assert data.load("digits").test_y[7] == 7 == np.argmin(found)
    assert found[7] < 10 < 100 < np.delete(found, 7).min()


def test_learned_codes_would_have_a_cheap_way_out():
    """One code for all classes and features equal to it: Eq. 8 is 0, Eq. 9 is not."""
    distances, labels = torch.zeros(30, 10), torch.arange(30) % 10
    assert float(lenet5.LeNet5().loss(distances, labels)) == 0
    assert float(lenet5.LeNet5(loss_kind="map").loss(distances, labels)) == pytest.approx(np.log(10), abs=1e-4)


def paired(label, epoch=20):
    """Compare a variant with the published network in points: (differences, mean, low, high), by Student for ten."""
    found = runs.load("lenet5")
    a, b = (np.array([100 * run.validation_accuracy[epoch - 1] for run in found.where(name)]) for name in
            (label, "published"))  # fmt: skip
    assert [run.seed for run in found.where(label)] == [run.seed for run in found.where("published")] == list(range(10))
    d = a - b
    reach = 2.262157 * d.std(ddof=1) / np.sqrt(10)
    return d, d.mean(), d.mean() - reach, d.mean() + reach


def test_the_table_of_switches_is_that_of_the_stored_runs(notebook):
    header, *lines = printed(notebook, "switch-table").splitlines()
    found = runs.load("lenet5")
    assert "seconds" not in header and len(lines) == len(found.labels) == 9
    for line, label in zip(lines, found.labels, strict=True):
        here = found.where(label)
        final = [100 * run.validation_accuracy[-1] for run in here]
        switches = {name: value for name, value in here[0].settings.items() if name in plan.SWITCHES}
        count = sum(p.numel() for p in lenet5.LeNet5(**switches).parameters())
        wanted = [f"{min(final):.1f}", f"{np.mean(final):.2f}", f"{max(final):.1f}", f"{count:,}"]
        if label != "published":
            _, mean, low, high = paired(label)
            wanted += [f"{mean:+.2f}", f"{low:+.2f} to {high:+.2f}"]
        assert re.split(r"\s{2,}", line.strip())[-len(wanted) :] == wanted, label


def test_max_pooling_step_by_step(notebook):
    d, mean, low, high = paired("max")
    said = printed(notebook, "paired-by-hand")
    assert ", ".join(f"{points:+.1f}" for points in d) in said and f"mean {mean:+.2f}" in said
    assert f"error {d.std(ddof=1) / 10**0.5:.2f}" in said and f"interval {low:+.2f} to {high:+.2f}" in said


def test_what_is_seen_and_what_is_not(notebook):
    shown = {label: paired(label) for label in runs.load("lenet5").labels if label != "published"}
    seen = {label for label, (_, _, low, high) in shown.items() if low > 0 or high < 0}
    assert seen == {"max", "he", "softmax", "map"}
    assert {label: round(mean, 2) for label, (_, mean, *_) in shown.items() if label in seen} == {
        "max": 0.55, "he": 0.29, "softmax": -1.47, "map": -0.47}  # fmt: skip
    assert round(shown["he"][2], 2) == 0.05
    assert (shown["map"][0] < 0).all() and (shown["softmax"][0] < 0).all()
    assert [round(edge, 2) for edge in shown["average"][2:]] == [-0.59, 0.01]
    assert [round(edge, 1) for edge in shown["modern"][2:]] == [-0.1, 0.7]
    assert [round(edge, 1) for edge in shown["full_c3"][2:]] == [-0.2, 0.5]
    full, relu = shown["full_c3"][0] > 1e-9, np.sort(shown["relu"][0])
    assert full[:5].all() and full[5:].sum() == 1 and full.sum() > 5, "most of its dots are on the right"
    assert [round(points, 1) for points in (relu[0], relu[1], relu[-1])] == [-8.9, -0.5, 1.1]
    means = [100 * np.mean([run.validation_accuracy[-1] for run in runs.load("lenet5").where(label)])
             for label in ("published", "max")]  # fmt: skip
    assert [round(mean, 1) for mean in means] == [96.7, 97.3]
    counts = [sum(row.parameters for row in plan.rows(**some)) for some in ({}, {"subsampling": "max"})]
    assert counts[0] - counts[1] == 44
    for words in ("0.55 points more, from 96.7 to 97.3 %", "1.5 points less", "0.5 points less", "0.3 points more",
                  "begins at +0.05", "0.2 points less and 0.5 more", "each of the first five seeds, but only for one",
                  "from −0.59 to +0.01", "0.5 points behind and 1.1 ahead", "8.9 points behind",
                  "0.1 points less and 0.7 more"):  # fmt: skip
        assert words in " ".join(source(notebook, "switches-answer").split())


def test_the_early_lead(notebook):
    leads = {epoch: paired("modern", epoch) for epoch in range(1, 21)}
    ahead = [epoch for epoch, (_, _, low, _) in leads.items() if low > 0]
    assert ahead == [1, 2, 3, 4, 5, 6, 7, 8, 9, 14]
    assert not any(high < 0 for *_, high in leads.values()) and round(leads[1][1]) == 12
    said = printed(notebook, "early")
    assert "after epochs " + " ".join(map(str, ahead)) in said
    assert "{1:.1f} ({2:.1f} to {3:.1f})".format(*leads[1]) in said


def test_two_runs_that_differ_in_the_seed_alone(notebook):
    found = runs.load("lenet5")
    final = [[run.validation_accuracy[-1] for run in found.where(label)] for label in found.labels]
    pairs = [100 * abs(a - b) for some in final for a, b in itertools.combinations(some, 2)]
    assert np.mean(np.array(pairs) < 0.95) >= 0.9 > np.mean(np.array(pairs) < 0.85)
    assert "within 0.9\npoints of each other in nine pairs of ten" in source(notebook, "switchboard-answer")


def test_what_is_said_of_relu():
    stuck, *others = sorted(runs.load("lenet5").where("relu"), key=lambda run: run.validation_accuracy[-1])
    assert stuck.validation_accuracy[-1] < 0.9 and stuck.values["answers"][7] == 0 and stuck.values["tied"][7] > 0.9
    assert all(run.validation_accuracy[-1] >= 0.965 and max(run.values["tied"]) < 0.02 for run in others)
    silent = [run.values["silent_units"] for run in (stuck, *others)]
    assert (min(silent), max(silent), len(silent)) == (37, 57, 10)


def test_a_large_distance_is_a_warning_and_a_small_one_no_proof(notebook, test_x):
    found = lenet5.pretrained().maps(test_x)["output"]
    right = found.argmin(axis=1) == data.load("digits").test_y
    far = found.min(axis=1) > 20
    assert ((far & ~right).sum(), (~right).sum(), (far & right).sum(), right.sum()) == (26, 37, 30, 963)
    assert "26 of 37 misread digits, 30 of 963" in printed(notebook, "rejection")


def test_results_of_the_paper_are_as_printed_there(notebook):
    text = source(notebook, containing(notebook, "test error, MNIST"))
    rows = dict(re.findall(r"^\| \**([^|*]+?)\** \| \**([\d.]+) %\** \|$", text, flags=re.M))
    assert rows == {
        "linear classifier": "12.0",
        "nearest neighbours": "5.0",
        "two dense layers, 300 hidden units": "4.7",
        "LeNet-1": "1.7",
        "LeNet-4": "1.1",
        "LeNet-5": "0.95",
        "LeNet-5, distorted copies added": "0.8",
        'three LeNet-4, their outputs added ("boosted"), distorted copies added': "0.7",
    }


@pytest.mark.parametrize("give", [np.ndarray.tolist, torch.tensor], ids=["lists", "tensors"])
def test_the_cells_go_on_with_whatever_type_a_learner_returns(notebook, test_x, give, capsys):
    def mine(id):
        known = next(e.reference for e in EXERCISES if e.id == id)
        return lambda *given: give(np.asarray(known(*given)))

    network = lenet5.pretrained()
    names = dict(np=np, activations=activations, plan=plan, digit_codes=digit_codes, draw=draw, mine=mine)
    names |= {"NET": network, "test_x": test_x, "x": test_x, "maps": network.maps(test_x[:1])}
    for id in ("first-layer-counts", "subsampling-pictures", "c3-all", "distances"):
        exec(compile(source(notebook, id), id, "exec"), names)
    printed = capsys.readouterr().out
    assert "156 parameters, 122,304 connections" in printed and "all sixteen agree" in printed
