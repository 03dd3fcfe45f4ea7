"""The folder of pictures to practise on: readable as a data set, no pixel twice, nobody's files touched."""

import numpy as np
import pytest

from course_utils import data
from course_utils.data import sample_folder


def squares(folder):
    both = np.concatenate([folder.train_x, folder.test_x])
    return [x.tobytes() for x in both]


def test_the_folder_is_a_data_set(tmp_path):
    path = data.write_sample_folder(tmp_path / "my pictures")
    read = data.load("folder", path, raw=True)
    assert read.class_names == sample_folder.PICTURES == tuple(sorted(sample_folder.PICTURES))
    assert read.train_x.shape == (400, 3, 32, 32) and read.test_x.shape == (100, 3, 32, 32)
    assert np.bincount(read.train_y).tolist() == [80] * 5
    found = squares(read)
    assert len(set(found)) == len(found) == 500


def test_every_square_is_a_piece_of_its_photograph_and_no_two_overlap(tmp_path):
    from PIL import Image

    path = data.write_sample_folder(tmp_path / "p", ("coffee", "retina"), 40)
    for name in ("coffee", "retina"):
        picture = data.photograph(name)
        tiles = {
            picture[r : r + 32, c : c + 32].tobytes()
            for r in range(0, picture.shape[0] - 31, 32)
            for c in range(0, picture.shape[1] - 31, 32)
        }
        files = sorted((path / name).iterdir())
        written = [np.asarray(Image.open(file)) for file in files]
        assert [file.name for file in files] == [f"{k:03}.png" for k in range(40)]
        assert {square.tobytes() for square in written} <= tiles and len({s.tobytes() for s in written}) == 40
        assert min(square.std() for square in written) > 1


def test_a_second_call_restores_what_is_missing_and_leaves_the_rest(tmp_path):
    path = data.write_sample_folder(tmp_path, ("coffee", "flower"), 3)
    before = (path / "coffee/000.png").read_bytes()
    (path / "coffee/001.png").unlink()
    (path / "coffee/000.png").write_bytes(b"mine")
    data.write_sample_folder(tmp_path, ("coffee", "flower"), 3)
    assert (path / "coffee/001.png").exists() and (path / "coffee/000.png").read_bytes() == b"mine" != before


def test_other_peoples_files_stop_it_before_anything_is_written(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="notes.txt"):
        data.write_sample_folder(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(FileExistsError, match="which is a file"):
        data.write_sample_folder(tmp_path / "notes.txt")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pictures": ("coffee",)}, "pictures"),
        ({"pictures": "coffee"}, "pictures"),
        ({"pictures": ("coffee", "dog")}, "pictures"),
        ({"per_class": 1}, "per_class"),
        ({"per_class": 127}, "at most 126, the squares that 'chelsea' holds"),
    ],
)
def test_bad_arguments(tmp_path, arguments, message):
    with pytest.raises(ValueError, match=message):
        data.write_sample_folder(tmp_path / "new", **arguments)
    assert not (tmp_path / "new").exists()
