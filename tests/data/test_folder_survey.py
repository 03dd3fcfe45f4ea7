"""A folder looked through: every file accounted for, what folders mean, the same picture twice, a cache."""

import os
import shutil
import sys

import numpy as np
import odd_folder
import pytest

from course_utils import bars, data
from course_utils.data import folder
from course_utils.data.folder import cache, picture
from course_utils.data.folder.files import shown
from course_utils.data.folder.survey import survey, watched


def fill(root, *names, first=0):
    """Write a picture of its own to each name; a name that ends in a slash stands for five in that folder."""
    count = first
    for name in names:
        for one in [f"{name}{k}.png" for k in range(5)] if name.endswith("/") else [name]:
            (root / one).parent.mkdir(parents=True, exist_ok=True)
            odd_folder.scene(count).save(root / one)
            count += 1
    return root


def files(found):
    """Return part -> the names of its files, sorted."""
    return {part: sorted(m.file.name for m in members) for part, members in found.chosen.items()}


def reasons(found, name):
    return [one.reason for one in found.odd if one.file == name]


# --- every file -------------------------------------------------------------------------------------------------------


def test_every_file_of_a_hostile_folder_is_accounted_for(tmp_path):
    root = tmp_path / "there" / "my 图片 #1 100% ü"
    root.mkdir(parents=True)
    expected = odd_folder.make(root)
    found = survey(root)
    used = {shown(name) for names in files(found).values() for name in names}
    for name, wanted in expected.items():
        said = reasons(found, name)
        if wanted is None:
            assert name in used and not said, name
        elif wanted == odd_folder.PASSED:
            assert any(name == gone or name.startswith(gone + "/") for gone in found.passed_over), name
            assert name not in used and not said
        else:
            assert any(wanted in one for one in said), name
            assert (name in used) == wanted.startswith(odd_folder.TAKEN), name
    named = {one.file for one in found.odd} | used
    assert named - set(expected) == {"gone"}  # the class that has nothing but a broken file
    assert found.class_names == ("café", "cat", "dog", "猫") and found.problem is None


def test_everything_odd_can_be_printed_and_read_in_any_order(tmp_path):
    odd_folder.make(tmp_path)
    found = survey(tmp_path)
    text = found.text(most=1000)
    text.encode("utf-8")
    for one in found.odd:
        if not one.kept:
            assert one.file in text
    split = found.split()
    assert len(split.train_files) == len(split.train_x) == len(split.train_y)
    assert sum(sum(row) for row in found.counts.values()) == len(split.train_x) + len(split.test_x)
    assert sum(found.formats.values()) == len(split.train_x) + len(split.test_x)


def test_a_hostile_folder_comes_from_the_cache_as_it_was(tmp_path, decoded):
    (tmp_path / "in" / "pics").mkdir(parents=True)
    odd_folder.make(tmp_path / "in" / "pics")
    first = survey(tmp_path / "in" / "pics", cache=tmp_path / "run")
    taken = sum(len(one) for one in first.chosen.values())
    assert len(decoded) > taken
    decoded.clear()
    again = survey(tmp_path / "in" / "pics", cache=tmp_path / "run")
    assert first.text(1000) == again.text(1000) and same(first.split(), again.split())
    assert len(decoded) < 10  # what cannot be read is tried again


def test_a_file_that_goes_while_the_folder_is_read_is_named(tmp_path):
    fill(tmp_path, "a/", "b/")
    found = survey(tmp_path, progress=lambda done, total: (tmp_path / "b" / "4.png").unlink(missing_ok=True))
    assert len(reasons(found, "b/4.png")) == 1 and found.problem is None


def test_names_with_line_breaks_stay_on_one_line(tmp_path):
    try:
        fill(tmp_path, "a/", "b/", "a\nb/")
        (tmp_path / "a" / "x\ny.txt").write_text("no")
    except OSError:
        pytest.skip("this system has no such names")
    text = survey(tmp_path).text()
    assert "a/x\\ny.txt: no picture" in text and "  a\\nb " in text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="this account may read everything")
def test_what_may_not_be_read_is_named(tmp_path):  # pragma: no cover - not for an administrator
    fill(tmp_path, "a/", "b/")
    (tmp_path / "a" / "0.png").chmod(0)
    shut = tmp_path / "a" / "shut"
    shut.mkdir(mode=0)
    found = survey(tmp_path)
    assert reasons(found, "a/0.png") == ["it may not be read"]
    assert reasons(found, "a/shut") == ["a folder that may not be read"]


def test_what_the_system_refuses_is_named(tmp_path, monkeypatch):
    fill(tmp_path, "a/", "b/")
    true_open, true_scan = odd_folder.Image.open, os.scandir
    (tmp_path / "a" / "shut").mkdir()

    def refuse(path, *more, **options):
        if str(path).endswith(("0.png", "shut")):
            raise PermissionError(13, "Permission denied")
        return (true_scan if os.path.isdir(path) else true_open)(path, *more, **options)

    monkeypatch.setattr(odd_folder.Image, "open", refuse)
    monkeypatch.setattr(os, "scandir", refuse)
    found = survey(tmp_path)
    assert reasons(found, "a/0.png") == reasons(found, "b/0.png") == ["it may not be read"]
    assert reasons(found, "a/shut") == ["a folder that may not be read"]


def test_a_folder_in_hundreds_of_folders_ends(tmp_path):
    fill(tmp_path, "a/", "b/", "a/" + "x/" * 60 + "deep.png")
    found = survey(tmp_path)
    assert any(one.reason.startswith("a folder in more than") for one in found.odd)


@pytest.mark.skipif(os.name != "posix", reason="links need a right that this account may not have")
def test_links_among_folders_elsewhere_end_too(tmp_path):
    root = fill(tmp_path / "pets", "a/", "b/")
    for k in range(12):
        fill(tmp_path / "other" / str(k), "x.png", first=50 + k)
    for k in range(12):
        for to in range(12):
            (tmp_path / "other" / str(k) / f"to {to}").symlink_to(tmp_path / "other" / str(to))
    (root / "a" / "more").symlink_to(tmp_path / "other" / "0")
    found = survey(root)
    assert len([m for m in found.chosen["train"] + found.chosen["test"] if "more" in m.file.name]) == 12
    assert found.problem is None


# --- what folders mean ------------------------------------------------------------------------------------------------


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


# --- the same picture twice -------------------------------------------------------------------------------------------


def test_copies_in_a_class_are_there_once(tmp_path):
    fill(tmp_path, "cat/", "dog/")
    for k in range(5):
        shutil.copy(tmp_path / "cat" / f"{k}.png", tmp_path / "cat" / f"{k} (1).png")
        odd_folder.scene(k).save(tmp_path / "cat" / f"{k} again.bmp")
    found = survey(tmp_path)
    assert found.counts == {"train": (4, 4), "validation": (0, 0), "test": (1, 1)}
    plain = survey(fill(tmp_path.parent / f"{tmp_path.name} plain", "cat/", "dog/"))
    assert files(found) == files(plain)
    one = next(one for one in found.odd if one.file == "cat/3 (1).png")
    assert one[1:] == ("the same picture as another of its class", "left out", "= cat/3.png", False)


def test_a_picture_in_two_classes_is_left_out_of_both(tmp_path):
    fill(tmp_path, "cat/", "dog/")
    shutil.copy(tmp_path / "cat" / "0.png", tmp_path / "dog" / "tom.png")
    found = survey(tmp_path)
    assert reasons(found, "cat/0.png") == reasons(found, "dog/tom.png") == ["the same picture in two classes"]
    assert sum(map(sum, found.counts.values())) == 9


def test_a_picture_to_learn_from_is_not_tested_with(tmp_path):
    fill(tmp_path, "train/cat/", "train/dog/", "test/cat/9.png", "test/dog/9.png", "val/cat/8.png", "val/dog/8.png")
    shutil.copy(tmp_path / "train" / "cat" / "0.png", tmp_path / "test" / "cat" / "a.png")
    shutil.copy(tmp_path / "val" / "dog" / "8.png", tmp_path / "test" / "dog" / "b.png")
    found = survey(tmp_path)
    assert reasons(found, "test/cat/a.png") == ["the same picture in train and test"]
    assert reasons(found, "test/dog/b.png") == ["the same picture in validation and test"]
    assert found.counts == {"train": (5, 5), "validation": (1, 1), "test": (1, 1)}
    assert "left out of the test part" in found.text()


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_clean_folder_needs_few_words(tmp_path):
    text = survey(fill(tmp_path / "pets", "cat/", "dog/")).text()
    assert text.splitlines() == [
        f"{tmp_path / 'pets'}: 10 pictures in 2 classes",
        "        to learn    to test",
        "  cat          4          1",
        "  dog          4          1",
        "Kinds: PNG 10; all of 48 × 40 pixels.",
        "One picture in five of each class, chosen by name, is kept for the test.",
        "Few: fewer than 5 pictures to learn from in 'cat', 'dog'.",
        "Nothing odd.",
    ]


def test_uneven_classes_are_named(tmp_path):
    fill(tmp_path, *(f"cat/{k}/" for k in range(6)), "dog/1.png", "dog/2.png")
    text = survey(tmp_path).text()
    assert "Uneven: 'cat' has 24 pictures to learn from, 'dog' 1." in text and "right in 96% of them" in text


def test_many_classes_and_many_odd_files_are_counted(tmp_path):
    fill(tmp_path, *(f"class {k:03}/{n}.png" for k in range(60) for n in range(2)))
    for k in range(30):
        (tmp_path / "class 000" / f"{k}.txt").write_text("x")
    found = survey(tmp_path)
    assert "… and 20 more classes, of 2 to 2 pictures each" in found.text()
    assert "… and 20 more" in found.text() and found.text().count(".txt") == 11
    assert found.text(most=100).count(".txt") == 31


# --- cache and progress -----------------------------------------------------------------------------------------------


@pytest.fixture
def decoded(monkeypatch):
    """Return a list that grows by the name of each file that is decoded."""
    names, true_read = [], picture.read

    def read(path, size):
        names.append(path.name)
        return true_read(path, size)

    monkeypatch.setattr(picture, "read", read)
    return names


def same(a, b):
    arrays = ("train_x", "train_y", "test_x", "test_y")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in arrays)


def test_a_second_reading_decodes_nothing(tmp_path, decoded):
    root, place = fill(tmp_path / "pets", "cat/", "dog/"), tmp_path / "run"
    first = survey(root, cache=place)
    assert len(decoded) == 10 and [p.name for p in place.iterdir()] == ["pictures-32.npz"]
    second = survey(root, cache=place)
    assert len(decoded) == 10 and same(first.split(), second.split()) and first.text() == second.text()
    assert same(data.load("folder", root, raw=True, cache=place), first.split()) and len(decoded) == 10
    assert survey(root, 16, cache=place).size == 16 and len(decoded) == 20


def test_only_what_changed_is_decoded_again(tmp_path, decoded):
    root, place = fill(tmp_path / "pets", "cat/", "dog/"), tmp_path / "run"
    survey(root, cache=place)
    (root / "cat" / "0.png").unlink()
    os.utime(root / "cat" / "1.png", (1, 1))
    odd_folder.scene(77, (60, 60)).save(root / "dog" / "2.png")
    decoded.clear()
    found = survey(root, cache=place)
    assert sorted(decoded) == ["1.png", "2.png"] and same(found.split(), survey(root).split())
    decoded.clear()
    survey(root, cache=place)
    assert decoded == []


@pytest.mark.parametrize("how", ["cut", "empty", "noise", "flipped", "other", "folder"])
def test_a_damaged_cache_is_made_anew(tmp_path, decoded, how):
    root, place = fill(tmp_path / "pets", "cat/", "dog/"), tmp_path / "run"
    first = survey(root, cache=place).split()
    kept = place / "pictures-32.npz"
    whole = kept.read_bytes()
    kept.unlink()
    if how == "folder":
        kept.mkdir()
    else:
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        kept.write_bytes(dict(cut=whole[:-100], empty=b"", noise=b"x" * 999, flipped=bytes(flipped), other=b"")[how])
    if how == "other":
        np.savez(kept, facts=np.zeros(3, np.uint8), pixels=np.zeros((1, 3, 32, 32)))
    decoded.clear()
    assert same(survey(root, cache=place).split(), first) and len(decoded) == 10
    assert same(survey(root, cache=place).split(), first) and len(decoded) == (20 if how == "folder" else 10)
    assert [p.name for p in place.iterdir()] == ["pictures-32.npz"]


def test_what_would_be_very_large_is_not_kept(tmp_path, monkeypatch):
    root = fill(tmp_path / "pets", "cat/", "dog/")
    monkeypatch.setattr(cache, "LARGEST", 30_000)
    survey(root, cache=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_cache_that_cannot_be_written_changes_nothing(tmp_path):
    root = fill(tmp_path / "pets", "cat/", "dog/")
    (tmp_path / "file").write_text("in the way")
    assert same(survey(root, cache=tmp_path / "file").split(), survey(root).split())


def test_progress_is_told_picture_by_picture(tmp_path):
    told = []
    survey(fill(tmp_path, "cat/", "dog/"), progress=lambda done, total: told.append((done, total)))
    assert told == [(k, 10) for k in range(1, 11)]


def test_a_bar_is_shown_only_for_more_than_a_second_of_work(monkeypatch, capsys):
    module, now, made = sys.modules["course_utils.data.folder.survey"], [0.0], []
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(bars, "progress_bar", lambda **options: made.append(options) or Bar())
    for seconds, progress, wanted in ((0.01, None, 0), (0.4, False, 0), (0.4, None, 1)):
        made.clear()
        for _ in watched(list(range(10)), progress, "reading pictures"):
            now[0] += seconds
        assert len(made) == wanted
    assert made[0]["total"] == 10 and made[0]["initial"] == 3


class Bar:
    """What stands for tqdm's bar."""

    def update(self):
        """Nothing to see."""

    def close(self):
        """Nothing to end."""
