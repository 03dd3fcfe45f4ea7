"""What the folders in a folder mean: classes, or parts of a set with classes in them."""

import shutil

import numpy as np
import pytest
from odd_folder import files, fill, reasons

from course_utils import data
from course_utils.data import folder
from course_utils.data.folder import survey


@pytest.mark.parametrize(
    ("train", "test"),
    [("train", "test"), ("Training", "TESTING"), ("training_set", "test_set"), ("TRAIN", "test-data")],
)
def test_train_and_test_folders_are_used_as_they_are(tmp_path, train, test):
    found = survey(fill(tmp_path, f"{train}/cat/", f"{train}/dog/", f"{test}/cat/1.png", f"{test}/dog/2.png"))
    assert found.brought == ("train", "test") and found.class_names == ("cat", "dog") and not found.odd
    assert files(found)["test"] == [f"{test}/cat/1.png", f"{test}/dog/2.png"]
    assert len(found.chosen["train"]) == 10 and not found.chosen["validation"]
    assert "train and test, which are used as they are" in found.text()


@pytest.mark.parametrize("name", ["val", "valid", "validation", "dev", "Val"])
def test_a_validation_folder_is_the_validation(tmp_path, name):
    fill(tmp_path, "train/cat/", "train/dog/", f"{name}/cat/1.png", f"{name}/dog/2.png", "test/cat/3.png")
    fill(tmp_path, "test/dog/4.png", first=90)
    split = folder.read(tmp_path)
    assert split.validation_x.shape == (2, 3, 32, 32) and sorted(split.validation_y) == [0, 1]
    assert sorted(split.validation_files) == [f"{name}/cat/1.png", f"{name}/dog/2.png"]
    loaded = data.load("folder", tmp_path)
    np.testing.assert_allclose(loaded.validation_x, split.validation_x / np.float32(255))
    assert loaded.validation_files == split.validation_files and loaded.validation_y.dtype == np.int64
    assert "validation_x (2, 3, 32, 32) float32, validation_y (2,) int64" in repr(loaded)
    shutil.rmtree(tmp_path / "test")
    found = survey(tmp_path)  # no test folder: one in five of train, by name, is kept for it
    assert files(found)["validation"] == sorted(split.validation_files)
    assert len(found.chosen["test"]) == 2 and all(m.file.name.startswith("train") for m in found.chosen["test"])
    assert "val is for choosing while training; one picture in five of train" in found.text()


def test_one_split_folder_alone_is_divided_by_name(tmp_path):
    fill(tmp_path, "train/cat/", "train/dog/")
    assert survey(tmp_path).counts == {"train": (4, 4), "validation": (0, 0), "test": (1, 1)}
    fill(tmp_path, "test/unknown.png", first=99)
    found = survey(tmp_path)
    assert found.counts == {"train": (4, 4), "validation": (0, 0), "test": (1, 1)}
    assert reasons(found, "test/unknown.png") == ["in test/, but in no folder of a class"]
    assert "no test part that can be used" in found.text()


def test_classes_that_only_one_part_has_are_named(tmp_path):
    fill(tmp_path, "train/cat/", "train/dog/", "test/cat/1.png", "test/emu/1.png", "other/2.png")
    found = survey(tmp_path)
    assert found.class_names == ("cat", "dog") and files(found)["test"] == ["test/cat/1.png"]
    assert reasons(found, "test/emu/1.png") == ["its class 'emu' has no pictures in the training part"]
    assert reasons(found, "other/2.png") == ["in a folder beside train, val and test"]
    assert "The test part has no pictures of 'dog'." in found.text()


@pytest.mark.parametrize("wrapping", ["pets/", "download/pets/", "a/b/c/"])
@pytest.mark.parametrize("inside", [("cat/", "dog/"), ("train/cat/", "train/dog/", "test/cat/9.png", "test/dog/9.png")])
def test_a_wrapped_folder_is_unwrapped(tmp_path, wrapping, inside):
    plain = survey(fill(tmp_path / "plain", *inside))
    root = fill(tmp_path / "zip", *(wrapping + name for name in inside))
    fill(root, "__MACOSX/pets/._1.png")
    found = survey(root)
    assert found.class_names == ("cat", "dog") and not found.odd and found.counts == plain.counts
    assert {part: [wrapping + name for name in names] for part, names in files(plain).items()} == files(found)
    assert f"The folders of the classes lie in {wrapping}." in found.text()


def test_a_split_wrapped_twice_is_unwrapped(tmp_path):
    names = [f"{part}_set/{part}_set/{kind}/" for part in ("training", "test") for kind in ("cats", "dogs")]
    assert survey(fill(tmp_path, *names)).counts == {"train": (5, 5), "validation": (0, 0), "test": (5, 5)}


def test_each_class_may_have_its_own_train_and_test_folders(tmp_path):
    fill(tmp_path, "cat/train/", "cat/test/1.png", "dog/Train/", "dog/Test/1.png", "dog/Val/1.png", "emu/")
    assert survey(tmp_path).class_names == ("cat", "dog", "emu")  # of the emus there is no such folder: all by name
    assert survey(tmp_path).brought == ()
    shutil.rmtree(tmp_path / "emu")
    found = survey(tmp_path)
    assert found.brought == ("train", "validation", "test") and found.class_names == ("cat", "dog")
    assert files(found)["test"] == ["cat/test/1.png", "dog/Test/1.png"]
    assert found.counts == {"train": (5, 5), "validation": (0, 1), "test": (1, 1)}


def test_deeper_folders_belong_to_the_topmost(tmp_path):
    fill(tmp_path, "cat/old/", "cat/new/young/", "dog/", "dog/x/")
    found = survey(tmp_path)
    assert found.class_names == ("cat", "dog") and sum(map(sum, found.counts.values())) == 20
    assert "Pictures in deeper folders belong to the class of the topmost one." in found.text()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("train/1.png", "train/2.png", "test/3.png"), "pictures directly in train/, in no folder of a class"),
        (("val/cat/", "test/cat/"), "val and test folders, but none for training"),
        (("train/cat/", "test/cat/"), "1 classes, of which too few can be used: 'cat'"),
        (("cat/",), "one class, 'cat'"),
        (("cat/more/",), "one class, 'cat'"),
        (("1.png",), "no sub-folders, and 1 pictures directly in it"),
        ((), "no sub-folders"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why_in_words_of_its_layout(tmp_path, names, words):
    fill(tmp_path, *names)
    found = survey(tmp_path)
    assert words in found.problem and words in found.text()
    with pytest.raises(ValueError, match="expected at least two"):
        found.split()


def test_classes_called_train_and_car_are_classes(tmp_path):
    assert survey(fill(tmp_path, "train/", "car/", "bus/")).class_names == ("bus", "car", "train")
