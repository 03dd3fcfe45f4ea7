"""What ``make fix`` does about which changes, and what it prints; the programs that it starts have their own tests."""

import sys

import pytest

from course_utils import settings
from course_utils.launch.quick import fix


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A course of one file of each kind."""
    for name, text in {
        "course_utils/a.py": "import os\nx = {'b':1}\n", "tests/test_a.py": "", "data/SHA256SUMS": "0  digits.npz\n",
        "data/digits.npz": "digits", "data/notes.txt": "", "notebooks/05_convolution.ipynb": "{}",
        "course_utils/explorers/views/a.js": "",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    return tmp_path


def titles(*paths):
    return [title for title, _ in fix.steps(list(paths))]


def test_each_kind_of_file_asks_for_its_own_steps(small):
    assert titles("course_utils/a.py") == ["lint", "format"]
    assert titles("data/digits.npz") == ["checksum of digits.npz"]
    assert titles("data/notes.txt", "LICENSE") == []
    wanted = ["lint", "numbers of sections and references", "notebooks, run again"]
    assert titles("notebooks/05_convolution.ipynb") == wanted
    assert fix.steps(["notebooks/05_convolution.ipynb"])[-1][1][-2:] == ["course_utils.maintenance.notebooks", "05"]
    assert titles("course_utils/explorers/views/a.js") == []
    (small / fix.BIOME).parent.mkdir(parents=True)
    (small / fix.BIOME).touch()
    assert titles("course_utils/explorers/views/a.js", "package.json") == ["JavaScript"]


def test_claims_are_written_for_the_chapters_that_quote_changed_code_and_are_not_run_again():
    (command,) = [words for title, words in fix.steps(["course_utils/activations.py"]) if title == "claims"]
    assert command[:3] == [sys.executable, "-m", "course_utils.maintenance.claims"]
    assert "01" in command and command[-1] == "--write"
    both = dict(fix.steps(["course_utils/activations.py", "notebooks/01_activation_functions.ipynb"]))
    assert "01" in both["notebooks, run again"] and "01" not in both["claims"]


def test_it_prints_the_files_that_it_changed_and_no_others(small, monkeypatch, capsys):
    monkeypatch.setattr(
        fix.changed, "files", lambda named: (["course_utils/a.py", "data/digits.npz", "gone.py"], "3 files")
    )
    assert fix.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("changed: ")] == [
        "changed: course_utils/a.py",
        "changed: data/SHA256SUMS",
    ]
    assert (small / "course_utils" / "a.py").read_text() == 'x = {"b": 1}\n'
    assert fix.main([]) == 0 and "Nothing had to be changed." in capsys.readouterr().out


def test_a_step_that_fails_is_named_and_the_others_are_done(small, monkeypatch, capfd):
    (small / "course_utils" / "b.py").write_text("def (")
    monkeypatch.setattr(fix.changed, "files", lambda named: (["course_utils/b.py", "data/digits.npz"], "2 files"))
    assert fix.main([]) == 1
    out, err = capfd.readouterr()
    assert "FAILED: lint" in err and "FAILED: format" in err and "changed: data/SHA256SUMS" in out


def test_words_that_are_not_understood_name_the_file(capsys):
    assert fix.main(["no/such/file.py"]) == 2
    assert "got 'no/such/file.py'" in capsys.readouterr().err
