"""A run goes on, and is tested, with the pictures that it began with, wherever they are now."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from course_utils.experiment import checkpoint, test, train
from course_utils.experiment.pictures import load


def fewer(folder):
    (folder / "dark" / "3.png").unlink()


def more(folder):
    Image.fromarray(np.full((40, 40, 3), 60, np.uint8)).save(folder / "dark" / "another.png")


def renamed(folder):
    (folder / "dark").rename(folder / "zebra")  # the numbers of the classes change places


def repainted(folder):
    for path in folder.glob("*/*.png"):
        Image.fromarray(255 - np.asarray(Image.open(path))).save(path)


def contents(folder):
    """Return the bytes of a run's files, without the pictures kept beside it, which follow what their folder holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".npz"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (fewer, "(dark/3.png cannot be found or read)"),
        (renamed, "(dark/"),
        (repainted, "other pictures of that number"),
    ],
)
def test_pictures_that_changed_are_noticed(change, words, pictures, learned, refused):
    folder = learned()
    before = contents(folder)
    change(pictures)
    said = refused("--out", folder, "--resume", "--epochs", "3")
    assert f"--data {pictures}" in said and words in said
    assert words in refused(folder, program=test)
    assert contents(folder) == before


def test_pictures_that_were_added_are_tested_and_not_learned(pictures, learned, capsys):
    folder = learned()
    assert test.main([str(folder)]) == 0
    before = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    more(pictures)
    capsys.readouterr()
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0
    assert test.main([str(folder)]) == 0
    after = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (before["new"], after["new"]) == (0, 1) and after["pictures"] == before["pictures"] + 1
    assert "1 of these pictures came after the training" in capsys.readouterr().out
    kept = json.loads((folder / "pictures.json").read_text(encoding="utf-8"))
    assert "dark/another.png" not in kept["train"] + kept["validation"] + kept["test"]


@pytest.mark.parametrize("name", ["00.png", "a/b.png", "zz.png"])
def test_a_copy_that_comes_first_does_not_take_the_place_of_what_was_learned(name, pictures, learned):
    folder = learned()
    (pictures / "dark" / name).parent.mkdir(exist_ok=True)
    shutil.copy(pictures / "dark" / "3.png", pictures / "dark" / name)
    assert test.main([str(folder)]) == 0
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["new"] == 0


def test_a_copy_of_a_picture_and_a_file_that_is_none_change_nothing(pictures, learned, capsys):
    folder = learned()
    shutil.copy(pictures / "dark" / "3.png", pictures / "dark" / "3 (1).png")
    (pictures / "dark" / "notes.txt").write_text("not a picture")
    capsys.readouterr()
    assert test.main([str(folder)]) == 0
    said = capsys.readouterr().out
    assert "left out: 1 × the same picture as another of its class: dark/3 (1).png" in said
    assert "left out: 1 × no picture (.txt): dark/notes.txt" in said


def test_a_folder_that_moved_is_found_by_data(pictures, learned, refused, tmp_path, more_pictures):
    folder, new = learned(), tmp_path / "elsewhere"
    pictures.rename(new)
    assert "there is no such folder" in refused("--out", folder, "--resume", "--epochs", "2")
    assert "only a folder can have moved" in refused(folder, "--data", "digits", program=test)
    assert "--data digits: the run in" in refused("--out", folder, "--resume", "--data", "digits")
    for name, level in (("dark", 10), ("light", 200)):
        more_pictures(tmp_path / "others" / name, level, 6)
    assert "other pictures" in refused("--out", folder, "--resume", "--data", tmp_path / "others")
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2", "--data", str(new)]) == 0
    assert json.loads((folder / "config.json").read_text(encoding="utf-8"))["data"] == str(new)
    assert test.main([str(folder)]) == 0
    new.rename(pictures)
    assert test.main([str(folder), "--data", str(pictures)]) == 0


def test_what_tells_pictures_apart_is_in_every_checkpoint(run):
    _, folder = run("run", "--epochs", "1")
    found = load("digits", 32, "simple-convnet", limit=160)
    for name in ("last", "best"):
        facts = checkpoint.read(folder / f"{name}.safetensors")[1]
        assert {key: facts[key] for key in found.identity} == found.identity
    assert found.identity["counts"] == [160, 400, 1000]
    other = load("digits", 32, "simple-convnet", limit=160, seed=1)
    assert other.identity["digest"] != found.identity["digest"]


def test_a_class_that_is_all_validation_is_named(pictures, more_pictures, refused, tmp_path):
    more_pictures(pictures / "few", 120, 5)
    said = refused("--model", "simple-convnet", "--data", pictures, "--out", tmp_path / "run", "--validation", 0.9)
    assert f"--data {pictures}: the class 'few' has 4 pictures" in said and "too few" in said


def test_a_class_of_two_has_one_to_learn_and_one_for_the_test(pictures, more_pictures):
    more_pictures(pictures / "few", 120, 2)
    found = load(pictures, 32, "simple-convnet")
    parts = (found.train[1], found.validation[1], found.test[1])
    assert [int(np.sum(labels == found.class_names.index("few"))) for labels in parts] == [1, 0, 1]
