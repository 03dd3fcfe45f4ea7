"""What chapter 10 says of its measurements of batch normalisation is what is stored and what can be computed."""

import json

import numpy as np
import pytest
import torch

from course_utils import settings, uncertainty
from course_utils.data import runs
from course_utils.maintenance.measure import batch_norm, small_folder
from course_utils.models.stack import WIDTHS, Stack
from course_utils.plotting import chapter_10_stored as tables


@pytest.fixture(scope="module")
def prose():
    path = settings.NOTEBOOKS / "10_between_alexnet_and_resnet.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


@pytest.fixture(scope="module")
def stored():
    return runs.load("batch_norm")


@pytest.fixture(scope="module")
def folder():
    return runs.load("small_folder")


def test_the_rates_are_those_that_the_text_counts(stored, prose):
    below = {}
    for kind in batch_norm.KINDS:
        for start in batch_norm.STARTS:
            found = tables.choosing(stored, f"{kind}, {start}")
            assert tuple(found) == batch_norm.RATES
            below[kind, start] = sum(max(errors) < 0.1 for errors in found.values())
    assert (below["plain", "He's weights"], below["normalised", "He's weights"]) == (2, 5)
    assert "at two of the six rates, the normalised one at five" in prose["rates-answer"]
    quarter = tables.choosing(stored, "plain, a quarter of them")
    assert min(min(errors) for errors in quarter.values()) > 0.85 and "does not begin to learn" in prose["rates-answer"]
    assert all(np.mean(e) < 0.1 for e in tables.choosing(stored, "normalised, a quarter of them").values())
    assert 4 ** len(WIDTHS) == 4096 and "4,096th" in prose["rates-answer"]
    assert tables.BATCH_NORM_EPOCHS == batch_norm.EPOCHS == 12 and "Twelve epochs" in prose["measured"]


def test_a_quarter_of_the_weights_is_sixteen_times_the_rate():
    """One step turns convolutions as far with 0.01 and a quarter of the weights as with 0.16 and the whole."""
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(50, 1, 16, 16)).astype(np.float32))
    labels, turned = torch.arange(50) % 10, []
    for scale, rate in ((1.0, 0.16), (0.25, 0.01)):
        network = Stack(True, scale=scale)
        before = [p.detach().clone() for name, p in network.named_parameters() if "conv" in name]
        torch.nn.functional.cross_entropy(network(x), labels).backward()
        torch.optim.SGD(network.parameters(), lr=rate).step()
        after = [p.detach() for name, p in network.named_parameters() if "conv" in name]
        turned.append([float((a - b).norm() / b.norm()) for a, b in zip(after, before, strict=True)])
    np.testing.assert_allclose(*turned, rtol=0.02)


def test_each_at_its_own_rate(stored, prose):
    wrong = {kind: tables.wrong_digits(stored, f"{kind}, He's weights") for kind in batch_norm.KINDS}
    plain, normalised = (100 * found.mean() for found in wrong.values())
    mean, reach = tables.difference(*wrong.values())
    assert f"errs on {plain:.1f} %, the normalised one on {normalised:.1f} %" in prose["ends-answer"]
    assert mean - reach > 0 and "does not contain 0" in prose["ends-answer"]
    epochs = [tables.epochs_until(stored, f"{kind}, He's weights") for kind in batch_norm.KINDS]
    sooner = uncertainty.paired(*epochs)
    assert f"sooner, by {sooner.mean:.1f} ± {sooner.high - sooner.mean:.1f} epochs" in prose["ends-answer"]
    longer = tables.seconds(stored, "normalised") / tables.seconds(stored, "plain")
    assert longer == pytest.approx(1.2, abs=0.05) and "a fifth longer" in prose["ends-answer"]
    by_the_clock = uncertainty.paired(epochs[0], longer * epochs[1])
    assert by_the_clock.low < 0 < by_the_clock.high and "by the clock no lead is seen" in prose["ends-answer"]
    at = sorted(tables.choosing(stored, "plain, He's weights")[0.1])
    assert [f"{100 * error:.1f}" for error in at] == ["5.4", "6.1", "90.0"] and "5.4 and 6.1 %" in prose["ends-answer"]


def test_what_is_said_of_the_small_folder(folder, prose):
    found = {what: tables.mended(folder, what).mean() for what in tables.MENDS}
    in_use, again, own = (found[w] for w in ("in use, as the program ends", "averages estimated again",
                                             "the test pictures' own statistics"))  # fmt: skip
    assert 0.45 < in_use < 0.55 and "about half" in prose["lag"] and "about half" in prose["lag-answer"]
    assert own == pytest.approx(1 / 6, abs=0.015) and "about one in six" in prose["lag-answer"]
    assert again / in_use == pytest.approx(1 / 3, abs=0.04) and "about a third of the errors" in prose["mends-answer"]
    assert all(found[f"momentum of the averages {m}"] < again + 0.06 for m in ("0.3", "0.5", "1"))
    assert again < found["rate divided by 10 after epoch 7"] < in_use
    assert (
        f"{0.9**12:.0%}".replace("%", " %") in prose["mends-answer"]
        and f"{0.9**40:.1%}".replace("%", " %") in prose["why-lag"]
    )
    run = folder.where("360 pictures")[0]
    assert run.settings["pictures"] == 360 and run.settings["steps_an_epoch"] == 4 and run.settings["test"] == 100
    assert small_folder.DROP_AT == 7 and (10 - 7) * 4 == 12
    lags = [np.mean([r.values[epoch]["lag"] for r in folder.where("360 pictures")]) for epoch in ("10", "20")]
    assert lags[1] < lags[0] / 2  # "the averages catch up"
    for run in folder.where("360 pictures"):
        assert len(run.values["10"]["lag"]) == 19  # a normalisation after each of its 19 convolutions
    few = [run.values["10"] for run in folder.where("108 pictures")]
    assert np.mean([v["in_use"] for v in few]) > 0.75 and 0.45 < np.mean([v["own"] for v in few]) < 0.6
