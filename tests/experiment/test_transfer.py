"""Layers handed on, the linear layer on features, and the stored comparison of what they are worth."""

import numpy as np
import pytest
import torch

from course_utils import uncertainty
from course_utils.data import patches, runs
from course_utils.data.sample_folder import PICTURES
from course_utils.experiment import loop, transfer
from course_utils.maintenance.measure import transfer as measured

STORED = runs.load("transfer")


def trained(network, rate=0.01):
    rng = np.random.default_rng(0)
    sets = rng.normal(size=(8, 3, 16, 16)).astype(np.float32), np.arange(8) % 2
    loop.fit(network, sets, epochs=2, batch_size=4, progress=False,
             optimizer=lambda parameters: torch.optim.Adam(parameters, lr=rate))  # fmt: skip
    return network


@pytest.mark.parametrize("learn", [False, True])
@pytest.mark.parametrize("layers", [0, 2, 4])
def test_frozen_layers_stay_to_the_last_bit_and_fine_tuned_ones_move(layers, learn):
    source, target = transfer.SmallNet(3, seed=1), transfer.SmallNet(2, seed=2)
    fresh = transfer.SmallNet(2, seed=2)
    transfer.hand_on(source, target, layers, learn)
    for number, (ours, theirs, own) in enumerate(zip(*(n.convolutions for n in (target, source, fresh)))):
        assert torch.equal(ours.weight, (theirs if number < layers else own).weight)
    trained(target)
    for number, (ours, theirs) in enumerate(zip(target.convolutions, source.convolutions)):
        still = number < layers and not learn
        assert torch.equal(ours.weight, theirs.weight) == torch.equal(ours.bias, theirs.bias) == still
    assert not torch.equal(target.fc.weight, fresh.fc.weight)
    assert torch.equal(source.fc.weight, transfer.SmallNet(3, seed=1).fc.weight)  # the source has not been touched


def test_a_network_hands_on_no_more_layers_than_it_has():
    with pytest.raises(ValueError, match="layers: got 5"):
        transfer.hand_on(transfer.SmallNet(2), transfer.SmallNet(2), 5, learn=True)


def test_a_seed_makes_a_small_net_and_leaves_torch_as_it_was():
    before = torch.get_rng_state()
    one, same, other = (transfer.SmallNet(2, seed=s).fc.weight for s in (1, 1, 2))
    assert torch.equal(one, same) and not torch.equal(one, other) and torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("decay", [0.001, 0.1, 1.0])
def test_the_linear_layer_stands_where_the_slope_is_nought(decay):
    rng = np.random.default_rng(3)
    x, labels = rng.normal(3, 5, size=(40, 6)), np.arange(40) % 3
    layer = transfer.LinearLayer(x, labels, decay)
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    scores = scaled @ layer.weights.numpy() + layer.bias.numpy()
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    error = (shares - np.eye(3)[labels]) / len(x)
    assert np.abs(scaled.T @ error + decay * layer.weights.numpy()).max() < 1e-4
    assert np.abs(error.sum(axis=0)).max() < 1e-4
    assert np.array_equal(layer.predict(x), scores.argmax(axis=1))


def test_the_linear_layer_takes_features_that_never_change_and_refuses_what_does_not_fit():
    x = np.c_[np.arange(8.0), np.ones(8)]
    assert (transfer.LinearLayer(x, np.arange(8) // 4).predict(x) == np.arange(8) // 4).all()
    with pytest.raises(ValueError, match=r"labels: got shape \(7,\)"):
        transfer.LinearLayer(x, np.zeros(7, int))


def test_differences_are_taken_square_by_square():
    rng = np.random.default_rng(1)
    a, b, tiles = rng.random((5, 60)) < 0.3, rng.random((5, 60)) < 0.2, np.arange(60) // 4
    errors, changes = transfer.compared({"a": a, "b": b}, "a", tiles)
    values, estimate = changes["b"]
    d = 100.0 * (b.astype(float) - a)
    assert np.allclose(errors["a"], 100 * a.mean(axis=1)) and np.allclose(values, d.mean(axis=1)) and len(changes) == 1
    e1 = d.mean(axis=1).std(ddof=1) / 5**0.5
    e2 = uncertainty.clustered(d.mean(axis=0), tiles).error
    assert np.isclose(estimate.error, (e1**2 + e2**2) ** 0.5)
    assert np.isclose(estimate.high - estimate.mean, 2.7764 * estimate.error, rtol=1e-4)


# ---- the measurement -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [0, 1])
def test_source_target_judges_and_test_share_nothing(seed):
    train, judges, test = measured.target_sets(seed)
    assert [len(y) for _, y in (train, judges, test)] == [50, 200, 625]
    assert np.bincount(train[1]).tolist() == [10] * 5 and np.bincount(test[1]).tolist() == [125] * 5
    assert not {some.tobytes() for some in train[0]} & {some.tobytes() for some in judges[0]}
    others = set(measured.patches().class_names) - set(PICTURES)
    assert len(others) == 3
    known = {some.tobytes() for some in measured.chosen(sorted(others))[0]}
    assert not known & {some.tobytes() for half in (False, True) for some in measured.chosen(PICTURES, half)[0]}
    assert abs(train[0].mean()) < 1e-3 and len(measured.target_tiles()) == 625


def test_seeds_learn_from_other_squares():
    assert not np.array_equal(measured.target_sets(0)[0][0], measured.target_sets(1)[0][0])
    blocks = [measured.learned_from(50, seed) for seed in range(5)]
    assert [(b.start, b.stop) for b in blocks] == [(50 * k, 50 * k + 50) for k in range(5)]
    assert measured.learned_from(400, 0) == slice(400)
    assert (measured.JUDGES.start, measured.JUDGES.stop) == (400, 1400)


@pytest.mark.parametrize("variant", ["from scratch", "frozen at random", "digits, frozen"])
def test_a_run_is_chosen_by_its_judges(variant, monkeypatch):
    monkeypatch.setattr(measured, "EPOCHS", 1)
    monkeypatch.setattr(measured, "RATES", (1e-3, 1e-2))
    monkeypatch.setattr(measured, "source_network", lambda source, seed: (transfer.SmallNet(10, seed + 7), 0.9))
    run = measured.small_run(variant, 3)
    best = min(run.values["judged"], key=run.values["judged"].get)
    assert run.settings["rate"] == float(best) and set(run.values["judged"]) == {"0.001", "0.01"}
    mistakes = runs.unpacked(run.values["wrong"])
    assert len(mistakes) == 632 and not mistakes[625:].any() and np.isclose(mistakes.sum() / 625, run.values["error"])
    assert (run.values["source_accuracy"] is None) == (variant != "digits, frozen")


def test_frozen_features_are_judged_and_tested_on_what_they_have_not_learned_from(monkeypatch):
    cut = measured.patches()
    told = [
        np.eye(8)[y] + np.random.default_rng(0).normal(0, 0.1, (len(y), 8)) for y in (cut.train_y[:1400], cut.test_y)
    ]
    monkeypatch.setattr(measured, "frozen_features", lambda: told)
    run = measured.features_run("features, 50", 2)
    assert run.values["error"] < 0.01 and run.settings["pictures"] == 50 and run.values["tested"] == 1000
    told[1] = told[1][::-1]  # features that no longer belong to the test squares
    assert measured.features_run("features, 50", 2).values["error"] > 0.5


def test_the_stored_runs_are_those_of_the_command():
    assert [(job.label, job.seed) for job in measured.jobs()] == [(run.label, run.seed) for run in STORED]
    for run in STORED:
        judged = run.values.get("judged")
        if judged:
            chosen = run.settings.get("rate", run.settings.get("decay"))
            assert min(judged.values()) == judged[f"{chosen:g}"], (run.label, run.seed)
            assert np.isclose(runs.unpacked(run.values["wrong"]).sum() / run.values["tested"], run.values["error"])


def test_stored_mistakes_are_read_without_what_fills_them_up():
    assert transfer.wrong("from scratch").shape == (5, 625) and transfer.wrong("features, 50").shape == (5, 1000)
    assert transfer.wrong("base, 120", "alexnet").shape == (5, 1000)
    assert len(np.unique(patches.tiles())) == 179


def test_layers_that_weigh_the_colours_alike_see_none(monkeypatch):
    network = transfer.SmallNet(5, seed=0)
    with torch.no_grad():
        blind = transfer.SmallNet(5, seed=0)
        blind.convolutions[0].weight[:] = blind.convolutions[0].weight.mean(dim=1, keepdim=True)
    monkeypatch.setattr(measured, "source_network", lambda name, seed: (blind if name == "digits" else network, 1.0))
    found = measured.colour_run("colour", 0).values
    assert found["digits"] < 1e-5 < 0.1 < found["photographs"] == found["random"] < 1


def test_maps_are_what_the_network_is_made_of():
    network, x = transfer.SmallNet(4, seed=3), torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    assert [tuple(network.maps(x, k).shape) for k in range(5)] == [
        (2, 3, 32, 32), (2, 16, 16, 16), (2, 32, 8, 8), (2, 48, 4, 4), (2, 64, 4, 4)
    ]  # fmt: skip
    assert torch.equal(network(x), network.fc(network.maps(x).mean(dim=(2, 3))))
