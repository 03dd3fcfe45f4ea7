"""Two processes with a tower each: scores and gradients of the network in one piece, and faults that are noticed."""

import json
import re

import pytest
import torch
import towers_of_a_run
from safetensors.torch import load_file
from torch import nn
from two_processes import torchrun

from course_utils.models import alexnet_plan, towers
from course_utils.models.alexnet import AlexNet, SmallAlexNet
from course_utils.models.tower import Tower, TowerDropout, half

#: What one process sends before a layer for one picture, in bytes: four for each number of its half.
SENT = {"conv3": 128 * 13 * 13 * 4, "fc6": 128 * 6 * 6 * 4, "fc7": 2048 * 4, "fc8": 2048 * 4}
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-12}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What two processes found and wrote."""
    found = tmp_path_factory.mktemp("towers")
    done = torchrun(towers_of_a_run.__file__, str(found))
    (found / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return found


def close(found, wanted):
    """Equal, beside the largest value: gradients of the first layers are small, and must not pass for that."""
    return float((found - wanted).abs().max()) <= TOLERANCE[wanted.dtype] * float(wanted.abs().max())


@pytest.mark.few(2)
@pytest.mark.parametrize("case", towers_of_a_run.CASES)
def test_scores_and_gradients_are_those_of_one_process(folder, case):
    whole = towers_of_a_run.network(case)
    scores = towers_of_a_run.step(case, whole)
    both = [load_file(folder / f"{case}.{rank}.safetensors") for rank in (0, 1)]
    assert torch.equal(both[0]["scores"], both[1]["scores"]) and close(both[0]["scores"], scores)
    for name, parameter in whole.named_parameters():
        assert float(parameter.grad.abs().max()) > 0, name
        assert close(torch.cat([half_of[name] for half_of in both]), parameter.grad), name
    assert set(both[0]) == {"scores", *dict(whole.named_parameters())}


def test_a_fault_is_noticed_in_both_processes(folder):
    for rank in (0, 1):
        found = json.loads((folder / f"verdicts.{rank}.json").read_text(encoding="utf-8"))
        assert found.pop("<lambda>") is True and found.pop("main") == 1
        assert found == {fault.__name__: False for fault in towers_of_a_run.FAULTS}
    printed = (folder / "printed.txt").read_text(encoding="utf-8")
    assert printed.count("Two processes and one DIFFER by more than 1e-05") == 1


@pytest.mark.long
def test_the_published_network_as_a_program():
    printed = torchrun("-m", "course_utils.models.towers", "--pictures", "1").stdout
    assert printed.count("Two processes and one agree, to within 1e-05.") == 1
    lines = dict(re.findall(r"^(conv\d|fc\d|scores|sum) +(.+)$", printed, re.MULTILINE))
    assert len(lines) == 10
    for row in alexnet_plan.rows(alexnet_plan.full()):
        first, second, forward, backward, difference = lines[row.layer].split()
        assert first == second == f"{row.parameters // 2:,}"
        assert forward == backward == (f"{SENT[row.layer]:,}" if row.layer in SENT else "–")
        assert 0 <= float(difference) <= 1e-5
    assert lines["scores"].split() == ["–", "–", "2,000", "–"]
    total = sum(SENT.values())
    assert lines["sum"].split() == ["30,482,612", "30,482,612", f"{total + 2000:,}", f"{total:,}"]


@pytest.mark.parametrize("rank", [0, 1])
def test_a_tower_of_the_published_network_holds_half_of_every_layer(rank):
    with torch.device("meta"):
        whole = AlexNet()
        tower = Tower(rank, whole)
    assert sum(p.numel() for p in tower.parameters()) == 60_965_224 // 2
    for name, parameter in tower.named_parameters():
        of_all = whole.get_parameter(name)
        assert parameter.shape == (of_all.shape[0] // 2, *of_all.shape[1:])
    exchanges = [name for name in tower.steps if name.endswith("_exchange")]
    assert exchanges == ["conv3_exchange", "fc6_exchange", "fc7_exchange", "fc8_exchange", "scores_exchange"]
    names = list(tower.steps)
    assert names[names.index("fc7_exchange") - 1] == "fc7_dropout"  # or a unit would be dropped in one tower only


def test_a_tower_has_copies():
    whole = SmallAlexNet(lrn=True, classes=5)
    pair = [Tower(rank, whole) for rank in (0, 1)]
    for name, parameter in whole.named_parameters():
        assert torch.equal(torch.cat([tower.get_parameter(name) for tower in pair]), parameter)
    before = whole.steps["conv1"].weight.clone()
    with torch.no_grad():
        pair[0].steps["conv1"].weight.zero_()
    pair[0].eval()
    assert torch.equal(whole.steps["conv1"].weight, before) and whole.training and whole.steps["fc7_dropout"].training


@pytest.mark.parametrize("n", [2, 7, 8, 1000])
def test_the_halves_are_the_whole(n):
    assert [*range(n)[half(n, 0)], *range(n)[half(n, 1)]] == [*range(n)]


def test_masks_of_both_towers_are_one_mask():
    x = torch.randn(40, 11)
    torch.manual_seed(2)
    wanted = nn.functional.dropout(x, 0.5)
    found = []
    for rank in (0, 1):
        torch.manual_seed(2)
        found.append(TowerDropout(0.5, rank, 11)(x[:, half(11, rank)]))
    assert torch.equal(torch.cat(found, dim=1), wanted)
    assert torch.equal(TowerDropout(0.5, 0, 11).eval()(x[:, :6]), x[:, :6])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Tower(2, SmallAlexNet()), "rank: got 2.*expected one of 0, 1"),
        (lambda: Tower(0, SmallAlexNet(towers=1)), "network: got one of 1 tower; expected a network of 2"),
        (lambda: Tower(0, SmallAlexNet(classes=1)), "classes: got 1; expected at least 2"),
        (lambda: Tower(0, SmallAlexNet())(torch.zeros(1, 3, 28, 28)), r"x: got shape \(1, 3, 28, 28\)"),
        (lambda: Tower(0, SmallAlexNet())(torch.zeros(1, 3, 32, 32)), "processes: got 1; expected 2.*torchrun"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_another_kind_of_network_is_refused():
    with pytest.raises(TypeError, match="network: got .*Linear.*expected an AlexNet or a SmallAlexNet"):
        Tower(0, nn.Linear(2, 2))


@pytest.mark.parametrize(("world", "rank", "says"), [(None, None, True), ("3", "0", True), ("3", "2", False)])
def test_another_number_of_processes_is_refused(world, rank, says, monkeypatch, capsys):
    for name, value in (("WORLD_SIZE", world), ("RANK", rank)):
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    assert towers.main([]) == 2
    error = capsys.readouterr().err
    assert (f"processes: got {world or 1}; expected 2" in error and "torchrun --nproc-per-node 2" in error) == says


@pytest.mark.parametrize(
    "options", [["--pictures", "0"], ["--seed", "-1"], ["--seed", "9" * 20], ["--model", "lenet5"]]
)
def test_bad_options(options, capsys):
    with pytest.raises(SystemExit):
        towers.main(options)
    assert options[0] in capsys.readouterr().err
