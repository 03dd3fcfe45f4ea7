"""The two files that any Python can read: they find a Python that is new enough, or say what to do."""

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import bootstrap
from course_utils.launch import pythons

SOURCE = Path(bootstrap.__file__)


def fake_python(folder, name, answer):
    """Write a program that answers the version question as some other Python would."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {answer}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture
def only_path(tmp_path, monkeypatch):
    """Return a folder that is all of PATH."""
    folder = tmp_path / "the only path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize("path", [SOURCE, Path(pythons.__file__)], ids=lambda path: path.stem)
def test_old_pythons_can_read_the_file(path):
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.NamedExpr)]


def test_the_current_python_is_kept_when_it_will_do(only_path):
    assert pythons.choose_python(current=sys.executable) == sys.executable


@pytest.mark.parametrize("old", ["2 7 1", "3 6 1", "3 10 1"])
def test_an_old_python_says_what_to_do(only_path, old):
    current = fake_python(only_path, "python3", old)
    with pytest.raises(pythons.SetupError) as caught:
        pythons.choose_python("test", current)
    text = str(caught.value)
    major, minor, _ = old.split()
    assert f"found {major}.{minor} at {current}" in text
    assert "needs 3.11 or newer" in text
    assert "make test PYTHON=" in text
    assert "conda env create" in text


def test_a_newer_python_of_another_name_is_found(only_path):
    current = fake_python(only_path, "python3", "3 8 1")
    fake_python(only_path, "python3.11", "3 11 1")
    newer = fake_python(only_path, "python3.13", "3 13 1")
    assert pythons.choose_python("lab", current) == newer


def test_a_python_without_venv_is_passed_over_for_one_that_has_it(only_path):
    current = fake_python(only_path, "python3", "3 12 0")
    whole = fake_python(only_path, "python3.11", "3 11 1")
    assert pythons.choose_python("lab", current) == whole


def test_no_python_with_venv_says_which_package_to_install(only_path):
    current = fake_python(only_path, "python3", "3 12 0")
    with pytest.raises(pythons.SetupError, match="python3-venv"):
        pythons.choose_python("lab", current)


def test_a_program_that_is_no_python_is_passed_over(only_path):
    fake_python(only_path, "python3.14", "command not found")
    current = fake_python(only_path, "python3", "3 11 1")
    assert pythons.choose_python("lab", current) == current


def after(version, steps):
    """Return the Python version that many releases after ``version`` (negative: before), as `version_of` answers."""
    return f"{version[0]} {version[1] + steps} 1"


def test_a_python_that_the_packages_have_no_builds_for_is_passed_over(only_path):
    newer = fake_python(only_path, "python3", after(pythons.NEWEST, 1))
    served = fake_python(only_path, "python" + pythons.SERVED[0], after(pythons.NEWEST, 0))
    assert pythons.choose_python("lab", newer) == served
    older = fake_python(only_path, "python" + pythons.SERVED[-1], after(pythons.FLOOR, 0))
    Path(served).unlink()
    assert pythons.choose_python("lab", newer) == older


def test_a_python_that_is_too_new_and_alone_says_what_to_do(only_path):
    newer = fake_python(only_path, "python3", after(pythons.NEWEST, 1))
    fake_python(only_path, "python", "3 9 1")
    with pytest.raises(pythons.SetupError) as caught:
        pythons.choose_python("test", newer)
    text = str(caught.value)
    major, minor, _ = after(pythons.NEWEST, 1).split()
    assert f"Python is too new: found {major}.{minor} at {newer}" in text
    assert f"builds for Python {pythons.SERVED[-1]} to {pythons.SERVED[0]} only" in text
    assert "make test PYTHON=" in text and f"python{pythons.SERVED[0]}-venv" in text and "conda env create" in text


def test_the_launcher_of_windows_is_asked_for_a_version_that_has_no_program_of_its_own(only_path):
    newer = fake_python(only_path, "python3", after(pythons.NEWEST, 1))
    served = fake_python(only_path, "served by the launcher", after(pythons.NEWEST, 0))
    launcher = only_path / "py"
    launcher.write_text(f"#!/bin/sh\n[ \"$1\" = -{pythons.SERVED[0]} ] && echo '{served}'\n")
    launcher.chmod(0o755)
    assert pythons.choose_python("lab", newer) == served


def test_what_is_served_is_said_in_one_place():
    assert pythons.SERVED[0] == ".".join(map(str, pythons.NEWEST))
    assert pythons.SERVED[-1] == ".".join(map(str, pythons.FLOOR))
    readme = (SOURCE.parents[1] / "README.md").read_text("utf-8")
    assert f"Python {pythons.SERVED[-1]} to {pythons.SERVED[0]}" in readme


def test_run_by_an_old_python_it_shows_words_and_no_traceback(tmp_path):
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.executable = '/usr/bin/python3.9';"
        f"sys.argv = ['bootstrap', 'lab']; runpy.run_path({str(SOURCE)!r}, run_name='__main__')"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, env={**os.environ, "PATH": str(tmp_path)}
    )
    assert run.returncode == 1
    assert "Python is too old: found 3.9 at /usr/bin/python3.9" in run.stderr
    assert "Traceback" not in run.stderr


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["numpy", "torch", "matplotlib", "anywidget", "ipywidgets", "IPython", "json", "subprocess"]
    code = f"import sys, course_utils; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=SOURCE.parents[1], env={"PATH": ""}
    )
    assert run.stdout.strip() == "[]", run.stderr
