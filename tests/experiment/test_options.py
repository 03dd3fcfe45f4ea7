"""What may be asked for: bounds that are named, options that suit the model, and a config.json that was edited."""

import json
import os
from pathlib import Path

import pytest
import torch
from short_runs import SHORT

from course_utils.experiment import config, options, recipe, test, train
from course_utils.experiment.model import MODELS, register

BASE = ("--model", "simple-convnet", "--data", "digits")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--epochs", "abc", "a whole number from 1 on"),
        ("--epochs", "1.5", "a whole number from 1 on"),
        ("--batch-size", "0", "a whole number from 1 on"),
        ("--lr", "x", "a finite number above 0"),
        ("--lr", "nan", "a finite number above 0"),
        ("--validation", "half", "a share from 0 on and below 1"),
        ("--momentum", "1", "from 0 on and below 1"),
        ("--momentum", "-0.1", "from 0 on and below 1"),
        ("--weight-decay", "inf", "a finite number from 0 on"),
        ("--seed", "-1", "from 0 to 4294967295"),
        ("--seed", "4294967296", "from 0 to 4294967295"),
        ("--checkpoint-seconds", "-1", "a finite number from 0 on"),
        ("--drop-at", "0", "a whole number from 1 on"),
        ("--threads", "-1", "from 0 to 1024"),
        ("--threads", "100000", "from 0 to 1024"),
        ("--size", "1000000", "from 1 to 1024"),
        ("--limit", "none", "a whole number from 1 on"),
    ],
)
def test_a_value_out_of_bounds_is_named_with_what_was_expected(option, value, words, misread, tmp_path):
    said = misread(*BASE, "--out", tmp_path / "run", option, value)
    about = said.split(option)[-1].partition(" All options:")[0]  # a name of Python's would tell a learner nothing
    assert f"argument {option}: got {value!r}; expected " in said and words in said and "_" not in about


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (dict(batch_size=0), ValueError, "batch_size: got 0; expected a whole number from 1 on"),
        (dict(batch_size="fifty"), TypeError, "batch_size: got 'fifty'"),
        (dict(batch_size=True), TypeError, "batch_size: got True"),
        (dict(optimizer="foo"), ValueError, "optimizer: got 'foo'; expected one of sgd, adam"),
        (dict(augment="foo"), ValueError, "augment: got 'foo'"),
        (dict(drop_at=(2, 0)), ValueError, "drop_at: got 0"),
        (dict(mixed_precision=1), TypeError, "mixed_precision: got 1"),
        (dict(seed=None), TypeError, "seed: got None"),
        (dict(data=""), ValueError, "data: got ''"),
    ],
)
def test_a_configuration_is_checked_wherever_it_comes_from(wrong, error, words):
    with pytest.raises(error, match=words):
        config.Config(**{"model": "resnet8", "data": "digits", **wrong})


def test_a_configuration_that_was_edited(run, refused):
    _, folder = run("run", "--epochs", "1")
    path = folder / "config.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for change, words in (
        ({"batch_size": 0}, "config.json is damaged: batch_size: got 0"),
        ({"batch_size": "fifty"}, "config.json is damaged: batch_size: got 'fifty'"),
        ({"augment": "foo"}, "config.json is damaged: augment: got 'foo'"),
        ({"drop_at": 3}, "config.json is damaged"),
        ({"optimizer": "foo"}, "config.json is damaged: optimizer: got 'foo'"),
        ({"optimizer": "sgd"}, "config.json says optimizer sgd, but"),
        ({"batch_size": 16}, "config.json says batch_size 16, but"),
        ({"model": "my-own"}, "has to be registered in model.py"),
    ):
        path.write_text(json.dumps(whole | change), encoding="utf-8")
        assert words in refused("--out", folder, "--resume")
    for text in ("[]", "3", "null", '{"model": "resnet8"}'):
        path.write_text(text, encoding="utf-8")
        assert "config.json is damaged" in refused("--out", folder, "--resume")
        assert "config.json is damaged" in refused(folder, program=test)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--data", "nope"), "--data {here}/nope: there is no such folder, nor is it one of the sets digits, patches"),
        (("--data", ""), "--data: got ''"),
        (("--data", "{file}"), "--data {file}: "),
        (("--data", "digits", "--size", "64"), "--size 64: the pictures of digits have one size"),
        (("--data", "digits", "--device", "cuda"), "--device cuda: PyTorch finds no GPU"),
        (("--data", "digits", "--out", ""), "--out: got ''"),
        (("--data", "digits", "--out", "{file}"), "--out: {file} is a file"),
        (("--data", "digits", "--out", "{file}/run"), "--out: {file}/run cannot be made: {file} is a file"),
    ],
)
def test_what_cannot_be_meant_is_named(asked, words, refused, tmp_path, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    fill = dict(here=str(tmp_path), file=str(tmp_path / "file"))
    said = refused("--model", "resnet8", "--out", tmp_path / "run", *(a.format(**fill) for a in asked))
    assert words.format(**fill) in said and not (tmp_path / "run").exists()


def test_an_output_is_looked_at_before_the_data_are_read(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("course_utils.experiment.pictures.load", lambda *_: pytest.fail("the data were read"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "--out" in refused(*BASE, "--out", tmp_path / "file")


@pytest.mark.parametrize(
    ("model", "size", "words"),
    [
        ("simple-convnet", 4, "takes pictures of at least 6 × 6"),
        ("lenet5-modern", 48, "takes pictures of 32 × 32"),
        ("alexnet-small", 48, "takes pictures of 32 × 32 or 64 × 64"),
    ],
)
def test_a_size_that_a_model_cannot_take(model, size, words, pictures, refused, tmp_path):
    said = refused("--model", model, "--data", pictures, "--size", size, "--out", tmp_path / "run")
    assert words in said and f"have {size} × {size}; give --size" in said and not (tmp_path / "run").exists()
    assert "--size" not in refused("--model", "alexnet", "--data", "digits", "--out", tmp_path / "run")


def test_small_sets_get_a_border_where_a_model_takes_several_sides(tmp_path):
    asked = ("--model", "alexnet-small", "--data", "digits", "--limit", "20", "--batch-size", "10", "--epochs", "1")
    assert train.main([*asked, "--threads", "1", "--out", str(tmp_path / "run")]) == 0


@pytest.mark.parametrize("name", ["simple-convnet", "resnet8", "plain20", "resnet18"])
@pytest.mark.parametrize("more", [0, 1])
def test_the_smallest_sides_are_taken(name, more):
    entry = MODELS[name]
    net = entry.make(3, entry.least + more, 2, 0)
    assert net.eval()(torch.zeros(1, 3, entry.least + more, entry.least + more)).shape == (1, 2)


@pytest.mark.parametrize(
    ("model", "asked", "optimizer", "lr"),
    [
        ("simple-convnet", {}, "adam", 1e-3),
        ("lenet5", {}, "adam", 2e-3),
        ("lenet5-modern", {}, "adam", 1e-3),
        ("alexnet-small", {}, "adam", 1e-3),
        ("alexnet", {}, "sgd", 0.01),
        ("resnet20", {}, "sgd", 0.1),
        ("plain20", {}, "sgd", 0.1),
        ("resnet18", {}, "sgd", 0.1),
        ("resnet50", {}, "sgd", 0.1),
        ("simple-convnet", {"optimizer": "sgd"}, "sgd", 0.1),
        ("resnet20", {"optimizer": "adam"}, "adam", 1e-3),
        ("alexnet", {"optimizer": "sgd", "lr": 0.5}, "sgd", 0.5),
        ("lenet5", {"lr": 0.5}, "adam", 0.5),
    ],
)
def test_a_model_brings_its_optimizer_and_the_command_line_wins(model, asked, optimizer, lr, tmp_path):
    chosen, _, resume = options.read({"model": model, "data": "digits", "out": tmp_path / "run", **asked})
    whole = recipe.completed(chosen, 60_000)
    assert (whole.optimizer, whole.lr, whole.batch_size, resume) == (optimizer, lr, 128, False)


def test_a_model_of_ones_own_gets_adam(tmp_path):
    register("my-own")(lambda *_: None)
    try:
        chosen, _, _ = options.read({"model": "my-own", "data": "digits", "out": tmp_path / "run"})
        assert recipe.completed(chosen, 40).lr == 1e-3
    finally:
        del MODELS["my-own"]
    assert chosen.optimizer == "adam"


def test_a_limit_beyond_what_there_is_and_classes_that_are_not_seen(tmp_path, capsys):
    for limit, words in ((5000, "--limit 5,000 is more than there is: all 3,600"), (4, "no picture of ")):
        asked = (*SHORT, "--limit", str(limit), "--batch-size", "2000", "--epochs", "1")
        assert train.main([*asked, "--out", str(tmp_path / str(limit))]) == 0
        assert words in capsys.readouterr().out


def test_a_folder_is_known_by_its_whole_path_and_gives_the_run_its_name(pictures, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(pictures)
    chosen, folder, _ = options.read({"model": "resnet8", "data": "."})
    assert Path(chosen.data) == pictures and folder == tmp_path / "home" / "runs" / "resnet8-pictures"
    monkeypatch.chdir(tmp_path)
    assert options.read({"model": "resnet8", "data": "pictures"})[0].data == os.path.abspath("pictures")
