"""Chapter 08's own answers agree with the models of the course, and its stored runs say what its prose says."""

import ast
import json

import numpy as np
import pytest
import torch

from course_utils import data, settings
from course_utils.data import runs
from course_utils.exercises.chapter_08 import EXERCISES, answers, tasks_counting
from course_utils.models import lenet5, lenet5_numpy, lenet5_plan

NOTEBOOK = settings.NOTEBOOKS / "08_lenet5.ipynb"


def arguments(id):
    return [args for args, _ in next(e for e in EXERCISES if e.id == id).arguments()]


def test_connections_are_those_of_the_plan():
    rows = {row.layer: row for row in lenet5_plan.rows()}
    assert answers.connections(32, 5, 6, 6) == rows["C1"].connections == 122_304
    assert answers.connections(14, 5, 60, 16) == rows["C3"].connections == 151_600
    assert answers.connections(5, 5, 16 * 120, 120) == rows["C5"].connections == 48_120
    assert tasks_counting.c3_parameters() == rows["C3"].parameters == 1_516
    assert answers.connections(14, 5, 96, 16) == 241_600


def test_sub_sampling_is_the_layer_of_the_model():
    for x, coefficient, bias in arguments("08-sub-sample"):
        layer = lenet5.SubSampling(x.shape[1]).double()
        with torch.no_grad():
            layer.coefficient.copy_(torch.tensor(coefficient))
            layer.bias.copy_(torch.tensor(bias))
            theirs = lenet5.ScaledTanh()(layer(torch.tensor(x))).numpy()
        np.testing.assert_allclose(answers.sub_sample(x, coefficient, bias), theirs, rtol=1e-9, atol=1e-12)


def test_a_map_of_c3_is_that_of_the_layer():
    network = lenet5.LeNet5(seed=4).double()
    s2 = torch.randn(1, 6, 14, 14, dtype=torch.float64)
    with torch.no_grad():
        whole = network.C3(s2)[0].numpy()
        kernels, bias = network.C3.kernels().numpy(), network.C3.bias.numpy()
    for k, sources in enumerate(lenet5.C3_TABLE):
        ours = answers.c3_map(s2[0].numpy(), kernels[k][list(sources)], bias[k], sources)
        np.testing.assert_allclose(ours, whole[k], rtol=1e-9, atol=1e-12)


def test_distances_and_the_map_loss_are_the_models():
    for features, codes in arguments("08-rbf"):
        theirs = torch.cdist(torch.tensor(features), torch.tensor(codes)) ** 2
        np.testing.assert_allclose(answers.rbf(features, codes), theirs.numpy(), rtol=1e-6, atol=1e-9)
    for distances, labels, j in arguments("08-planted-bugs"):
        model = lenet5.LeNet5(loss_kind="map", map_constant=j)
        theirs = float(model.loss(torch.tensor(distances), torch.tensor(labels)))
        assert answers.map_loss(distances, labels, j) == pytest.approx(theirs, rel=1e-6)


def test_c5_sees_the_whole_input():
    assert tasks_counting.c5_sees() == lenet5_plan.SIDE == 32


def test_the_first_draw_is_the_models():
    widest = max(float(lenet5.LeNet5(seed=seed).C3.weight[:3].detach().abs().max()) for seed in range(20))
    assert 0.97 * tasks_counting.first_edge() < widest <= tasks_counting.first_edge()


def cells():
    return {c["id"]: "".join(c["source"]) for c in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]}


def test_the_broken_loss_is_the_one_that_the_exercise_expects():
    tree = ast.parse(cells()["broken-loss"])
    names = {"np": np}
    exec(compile(ast.Module([tree.body[0]], []), "cell", "exec"), names)
    for distances, labels, j in arguments("08-planted-bugs"):
        ours = answers.map_loss_with_bugs(distances, labels, j)
        assert names["broken_map_loss"](distances, labels, j) == pytest.approx(ours)
    good, bad = np.array([[0.1, 9, 9], [9, 0.1, 9]]), np.array([[9, 0.1, 9], [0.1, 9, 9]])
    labels = np.array([0, 1])
    assert names["broken_map_loss"](good, labels, 10) == pytest.approx(names["broken_map_loss"](bad, labels, 10))
    assert answers.map_loss(good, labels, 10) < answers.map_loss(bad, labels, 10)


# --- what the prose says of the stored runs ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def final():
    found = runs.load("lenet5")
    return {label: np.array([run.validation_accuracy[-1] for run in found.where(label)]) for label in found.labels}


def test_the_published_network_keeps_the_promise_of_the_course(final):
    assert len(final["published"]) == 10 and final["published"].min() >= 0.96
    assert max(run.seconds for run in runs.load("lenet5").where("published")) < 60


def test_what_the_switches_were_worth(final):
    gains = {label: values - final["published"] for label, values in final.items()}
    assert 0.004 < gains["max"].mean() < 0.007 and (gains["max"] > 0).sum() == 8  # the change that helps most by itself
    assert max(gains, key=lambda label: gains[label].mean()) == "max"
    assert final["relu"].min() < 0.9 and np.sort(final["relu"])[1] > 0.96  # a gamble
    assert (gains["softmax"] < 0).all() and 0.01 < -gains["softmax"].mean() < 0.02
    assert abs(final["modern"].mean() - final["published"].mean()) < 0.01  # a tie
    spread = [np.ptp(values) for label, values in final.items() if label != "relu"]
    assert 0.001 < np.median(spread) < 0.011


def test_the_modern_one_leads_early():
    found = runs.load("lenet5")
    first, tenth = (
        [np.mean([run.validation_accuracy[epoch] for run in found.where(label)]) for label in ("modern", "published")]
        for epoch in (0, 9)
    )
    assert first[0] - first[1] > 0.1 and abs(tenth[0] - tenth[1]) < 0.01


def test_numpy_and_torch_agree_on_the_trained_network():
    x = lenet5.prepare(data.load("digits", test=20).test_x)
    ours, theirs = lenet5_numpy.maps(x), lenet5.pretrained().maps(x)
    assert list(ours) == list(theirs)
    for name in ours:
        scale = max(1.0, float(np.abs(theirs[name]).max()))
        np.testing.assert_allclose(ours[name], theirs[name], atol=2e-5 * scale, err_msg=name)
