"""A folder looked through: every file accounted for, the same picture twice, and all of it in words."""

import os
import shutil

import odd_folder
import pytest
from odd_folder import files, fill, reasons

from course_utils.data.folder import survey
from course_utils.data.folder.files import shown


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
