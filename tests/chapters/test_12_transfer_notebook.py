"""Chapter 12's part on transfer runs with the pretrained network's package and without it, on any folder."""

import importlib.util
import json

import numpy as np
import pytest

from course_utils import data, settings
from course_utils.experiment import programs
from course_utils.models import efficientnet_lite as lite

PART = ("first-layers", "borrowed", "top-five", "own-names", "own-names-hold", "its-scale", "its-filters",
        "its-filters-hold", "features-worth", "own-features", "own-features-hold")  # fmt: skip


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "12_your_own_network.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


@pytest.fixture
def names(cells, tmp_path):
    """Return what the cells before the part leave, for a folder of two classes: none of the course's."""
    folder, found = data.write_sample_folder(tmp_path / "mine", pictures=("china", "retina"), per_class=10), {}
    for cell in ("setup", "my-net"):
        exec(compile(cells[cell], cell, "exec"), found)
    made = {"PICTURES": folder, "SET": data.load("folder", folder), "NET": found["MyNet"](3, 32, 2)}
    return found | made | {"stands": programs.stands(folder)}


def run(cells, names):
    for cell in PART:
        exec(compile(cells[cell], cell, "exec"), names)


def test_it_runs_on_a_folder_of_ones_own(cells, names, capsys):
    run(cells, names)
    said = capsys.readouterr().out
    assert "16 blocks, 4,652,008 learned numbers" in said and " right (" in said
    assert set(names["said"]) == set(names["OWN"]) and len(names["OWN"]) == 2
    assert lite.PACKAGE not in said and "\nwith all of them, more right answers than guessing" in said


def test_the_scale_that_the_course_takes_is_the_one_that_the_network_remembers(cells, names, capsys):
    for cell in ("first-layers", "borrowed", "its-scale"):
        exec(compile(cells[cell], cell, "exec"), names)
    capsys.readouterr()
    ways = (lambda x: (x - 127) / 128, lambda x: (x / 255 - names["MEANS"]) / names["DEVIATIONS"])
    kept, other = (abs(np.log(names["spread"](way))) for way in ways)
    assert kept < 0.4 and other > 1


def test_without_the_package_it_shows_what_is_stored_and_says_how_to_get_it(cells, names, capsys, monkeypatch):
    find = importlib.util.find_spec
    absent = lite.PACKAGE.replace("-", "_")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == absent else find(name, *more))
    run(cells, names)
    said = capsys.readouterr().out
    assert f"pip install --no-deps {lite.PACKAGE}" in said and "nothing without the package" in said
    assert names["BORROWED"] is None and names["borrowed"].photographs_seen(None)["coffee"][0][0] == 967
    assert " right (" not in said
