"""A run goes on, and is tested, with the pictures that it began with, wherever they are now."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from course_utils.experiment import checkpoint, pictures, test, train


def fewer(folder):
    (folder / "dark" / "3.png").unlink()


def more(folder):
    Image.fromarray(np.full((40, 40, 3), 60, np.uint8)).save(folder / "dark" / "another.png")


def renamed(folder):
    (folder / "dark").rename(folder / "zebra")  # the numbers of the classes change places


def repainted(folder):
    for path in folder.glob("*/*.png"):
        Image.fromarray(255 - np.asarray(Image.open(path))).save(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (fewer, "pictures to train, validate and test"),
        (more, "pictures to train, validate and test"),
        (renamed, "has the classes light, zebra; the run learned dark, light"),
        (repainted, "other pictures of that number"),
    ],
)
def test_pictures_that_changed_are_noticed(change, words, pictures, learned, refused):
    folder = learned()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    change(pictures)
    said = refused("--out", folder, "--resume", "--epochs", "3")
    assert f"--data {pictures}" in said and words in said
    assert words in refused(folder, program=test)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


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
    found = pictures.load("digits", 32, "simple-convnet", limit=160)
    for name in ("last", "best"):
        facts = checkpoint.read(folder / f"{name}.safetensors")[1]
        assert {key: facts[key] for key in found.identity} == found.identity
    assert found.identity["counts"] == [160, 400, 1000]
    other = pictures.load("digits", 32, "simple-convnet", limit=160, seed=1)
    assert other.identity["digest"] != found.identity["digest"]


@pytest.mark.parametrize(("count", "share"), [(2, 0.1), (5, 0.9)])
def test_a_class_that_is_all_validation_is_named(count, share, pictures, more_pictures, refused, tmp_path):
    more_pictures(pictures / "few", 120, count)
    said = refused("--model", "simple-convnet", "--data", pictures, "--out", tmp_path / "run", "--validation", share)
    assert f"--data {pictures}: the class 'few' has {count - 1} picture" in said and "too few" in said
