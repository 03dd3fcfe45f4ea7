"""The program that trains one combination of LeNet-5's switches: the recipe of the stored runs, told line by line."""

import json

import pytest

from course_utils.data import runs
from course_utils.experiment import lenet5_run, loop
from course_utils.maintenance.measure import lenet5 as measuring

SWITCHES = {"c3": "full", "output": "softmax"}


def test_the_recipe_is_that_of_the_stored_runs():
    recipe = {"epochs": lenet5_run.EPOCHS, "batch_size": lenet5_run.BATCH, "optimizer": f"Adam {lenet5_run.RATE:g}"}
    for run in runs.load("lenet5"):
        assert run.settings == {**measuring.VARIANTS[run.label], **recipe}


def test_it_tells_of_every_epoch_and_at_last_of_the_run(capsys):
    assert lenet5_run.main([json.dumps(SWITCHES), "--seed", "3", "--epochs", "2"]) == 0
    first, second, last = map(json.loads, capsys.readouterr().out.splitlines())
    run = runs.Run(**last["run"])
    assert [first["epoch"], second["epoch"], first["epochs"]] == [1, 2, 2]
    assert [first["accuracy"], second["accuracy"]] == run.validation_accuracy
    assert run.seed == 3 and run.settings["c3"] == "full" and run.seconds > 0 and len(run.train_loss) == 2


@pytest.mark.parametrize("text", ["[4]", "x", "3", ""])
def test_switches_that_are_no_object_are_refused(text, capsys):
    with pytest.raises(SystemExit):
        lenet5_run.main([text])
    assert f"got {text!r}; expected a JSON object" in capsys.readouterr().err


def test_half_a_run_is_none(monkeypatch):
    def stop(record):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lenet5_run.trained("own", SWITCHES, 0, epochs=2, after_epoch=stop)
    with pytest.raises(ValueError, match="c3: got 'fulll'; expected one of 'table', 'full'"):
        lenet5_run.trained("own", {"c3": "fulll"}, 0)


def test_after_each_epoch_the_record_so_far_is_told():
    import torch

    seen, x = [], torch.zeros(4, 2)
    model = torch.nn.Linear(2, 2)
    record = loop.fit(model, (x, torch.tensor([0, 1, 0, 1])), epochs=3, progress=False,
                      after_epoch=lambda some: seen.append(some.epochs))  # fmt: skip
    assert seen == [1, 2, 3] and record.epochs == 3
