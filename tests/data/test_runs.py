"""Stored measurements: each has its command, they read back as written, and their checksums are kept."""

import hashlib
import json

import numpy as np
import pytest

from course_utils import settings
from course_utils.data import runs
from course_utils.maintenance import checksums, measure


def some():
    one = runs.Run("plain", 3, {"epochs": 2}, [1 / 3, 0.25], [0.5, 0.75], seconds=1.5, values={"norms": [1e-9, 2.0]})
    return runs.Runs("python -m x", "torch", (one, runs.Run("residual", 4)))


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    (tmp_path / "SHA256SUMS").write_text("aa  digits.npz\n", encoding="utf-8")
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def test_what_is_written_is_read(home):
    (home / "runs" / "lab.json").write_text(runs.text(some()), encoding="utf-8")
    assert runs.names() == ("lab",)
    found = runs.load("lab")
    assert found.command == "python -m x" and found.labels == ("plain", "residual") and len(found) == 2
    assert found.where("plain")[0].train_loss == [0.333333, 0.25]
    assert found.where("plain")[0].values == {"norms": [1e-9, 2.0]}
    assert [run.label for run in found.where(seed=4)] == ["residual"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: runs.load("nothing"), "name: got 'nothing'"),
        (lambda: some().where(label="x"), "label: got 'x'"),
        (lambda: some().where(seed=9), "seed: got 9"),
        (lambda: measure.measure("nothing"), "name: got 'nothing'"),
    ],
)
def test_unknown_names(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_numbers_that_are_none_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        runs.text(runs.Runs("", "", (runs.Run("x", seconds=float("nan")),)))


def test_measuring_writes_file_and_sum(home, monkeypatch, capsys):
    experiment = type("experiment", (), {"runs": staticmethod(lambda: iter(some()))})
    monkeypatch.setattr(measure, "names", lambda: ("lab",))
    monkeypatch.setattr(measure, "import_module", lambda name: experiment)
    path = measure.measure("lab")
    assert runs.load("lab").command == "python -m course_utils.maintenance.measure lab"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (home / "SHA256SUMS").read_text() == f"aa  digits.npz\n{digest}  runs/lab.json\n"
    assert "plain, seed 3" in capsys.readouterr().out
    assert measure.main(["nothing"]) == 2 and "expected" in capsys.readouterr().err


def test_a_broken_measurement_goes_on_where_it_ended(tmp_path):
    made = []

    def make(label, seed):
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append((label, seed))
        return runs.Run(label, seed, values={"x": seed / 3})

    jobs = [measure.Job(label, seed, make) for label in ("a", "b") for seed in (0, 1)]
    kept = tmp_path / "some" / "lab.jsonl"
    with pytest.raises(KeyboardInterrupt):
        list(measure.going_on(jobs, kept, "torch 1"))
    made.clear()
    found = list(measure.going_on(jobs, kept, "torch 1"))
    assert made == [("b", 1)], "three were kept"
    assert [(run.label, run.seed) for run in found] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert found[1].values == {"x": 1 / 3}, "not rounded on the way"
    made.clear()
    list(measure.going_on(jobs[:2], kept, "torch 2"))
    assert made == [("a", 0), ("a", 1)], "other versions begin anew"


def test_a_long_experiment_is_kept_until_it_is_written(home, monkeypatch):
    monkeypatch.setattr(settings, "course_home", lambda: home / "own")
    job = measure.Job("a", 2, runs.Run)
    monkeypatch.setattr(measure, "names", lambda: ("lab",))
    monkeypatch.setattr(measure, "import_module", lambda name: type("lab", (), {"jobs": staticmethod(lambda: [job])}))
    measure.measure("lab")
    assert [(run.label, run.seed) for run in runs.load("lab")] == [("a", 2)]
    assert list((home / "own" / "measure").iterdir()) == []


def test_flags_are_packed_and_read():
    flags = np.random.default_rng(0).random(1000) < 0.2
    text = runs.packed(flags)
    assert len(text) == 250
    np.testing.assert_array_equal(runs.unpacked(text), flags)
    with pytest.raises(ValueError, match="multiple of 8"):
        runs.packed(flags[:9])


def test_a_sum_takes_the_place_of_the_old_one_in_list_and_readme(home):
    (home / "net.npz").write_bytes(b"12345")
    row = "| `net.npz` | a network | MIT | 9,999 | `old` |"
    (home / "README.md").write_text(f"{row}\n| `other.npz` | b | 1 | `keep` |\n", encoding="utf-8")
    (home / "SHA256SUMS").write_text("aa  digits.npz\nbb  net.npz\ncc  photographs/x.png\n", encoding="utf-8")
    digest = checksums.write("net.npz")
    assert digest == hashlib.sha256(b"12345").hexdigest()
    assert (home / "SHA256SUMS").read_text() == f"aa  digits.npz\n{digest}  net.npz\ncc  photographs/x.png\n"
    readme = (home / "README.md").read_text(encoding="utf-8")
    assert readme == f"| `net.npz` | a network | MIT | 5 | `{digest}` |\n| `other.npz` | b | 1 | `keep` |\n"


@pytest.mark.parametrize("name", runs.names())
def test_every_stored_experiment_can_be_made_again(name):
    found = runs.load(name)
    assert name in measure.names() and found.command.endswith(f" {name}") and len(found) > 0
    raw = json.loads((settings.DATA / "runs" / f"{name}.json").read_text(encoding="utf-8"))
    assert len({(run["label"], run["seed"]) for run in raw["runs"]}) == len(found), "two runs have one label and seed"
