"""``--seeds 5``: the same run from several seeds, gone on with, tested together."""

import json

import pytest
from short_runs import SHORT

from course_utils.experiment import test, train
from course_utils.experiment.checkpoint import read
from course_utils.experiment.run import Run


def seeds_of(folder):
    return {place.name: json.loads((place / "config.json").read_text(encoding="utf-8"))["seed"]
            for place in folder.iterdir() if place.is_dir()}  # fmt: skip


def test_each_seed_is_the_run_that_it_would_be_alone(run, tmp_path, capsys):
    code, folder = run("several", "--epochs", "1", "--seeds", "3", "--seed", "4")
    assert code == 0 and seeds_of(folder) == {"seed-4": 4, "seed-5": 5, "seed-6": 6}
    said = capsys.readouterr().out
    _, alone = run("alone", "--epochs", "1", "--seed", "5")
    ours, its = (read(place / "last.safetensors") for place in (folder / "seed-5", alone))
    assert all(bool((its[0][name] == tensor).all()) for name, tensor in ours[0].items())
    found = [read(folder / name / "last.safetensors")[1]["rows"][0]["validation_accuracy"] for name in seeds_of(folder)]
    assert f"3 seeds: best accuracy {sum(found) / 3:.4f} on average (95 %: " in said
    assert f"from {min(found):.4f} to {max(found):.4f}" in said


def test_they_are_tested_together(run, capsys):
    _, folder = run("several", "--epochs", "1", "--seeds", "2")
    capsys.readouterr()
    assert test.main([str(folder)]) == 0
    said = capsys.readouterr().out
    errors = [
        json.loads((folder / f"seed-{k}" / "report.json").read_text(encoding="ascii"))["top1_error"] for k in (0, 1)
    ]
    assert f"2 seeds: top-1 error {sum(errors) / 2:.2%} on average" in said
    assert Run.open(folder / "seed-1").config.seed == 1


def test_whole_runs_are_left_and_missing_ones_are_made(run, capsys):
    _, folder = run("several", "--epochs", "1", "--seeds", "2")
    before = (folder / "seed-0" / "last.safetensors").read_bytes()
    (folder / "seed-1" / "last.safetensors").unlink()
    for path in (folder / "seed-1").iterdir():
        path.unlink()
    (folder / "seed-1").rmdir()
    assert train.main([*SHORT, "--epochs", "1", "--out", str(folder), "--resume"]) == 0
    assert (folder / "seed-0" / "last.safetensors").read_bytes() == before
    assert seeds_of(folder) == {"seed-0": 0, "seed-1": 1}


@pytest.mark.parametrize(("more", "words"), [((), "holds runs already"), (("--seeds", "3"), "holds runs already")])
def test_a_folder_that_holds_runs_is_not_taken(more, words, run, refused):
    _, folder = run("several", "--epochs", "1", "--seeds", "2")
    assert words in refused(*SHORT, *more, "--out", folder)


def test_a_folder_of_one_run_takes_no_several(run, refused):
    _, folder = run("one", "--epochs", "1")
    assert "--seeds needs a folder of its own" in refused(*SHORT, "--seeds", "2", "--out", folder)


def test_a_damaged_list_is_named(run, refused):
    _, folder = run("several", "--epochs", "1", "--seeds", "2")
    (folder / "seeds.json").write_text("{", encoding="utf-8")
    assert "seeds.json is damaged" in refused(folder, program=test)
