"""Prepared pictures kept for the next time, and how far a reading is."""

import os
import sys

import numpy as np
import odd_folder
import pytest
from odd_folder import fill

from course_utils import bars, data
from course_utils.data.folder import cache, picture, survey
from course_utils.data.folder.survey import watched


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
