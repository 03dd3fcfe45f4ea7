"""Which files have changed, asked of a real git, and of none."""

import os
import subprocess
import time

import pytest

from course_utils.launch.quick import changed


def git(root, *words):
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "a course é"
    (root / "notebooks").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text("my_course/\n")
    for name in ("a.py", "b.py", "notebooks/05 ü.ipynb"):
        (root / name).write_text("1")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    return root


def test_on_the_main_branch_what_is_not_committed_has_changed(repository):
    assert changed.files(root=repository) == ([], "0 files differ from the last commit")
    (repository / "notebooks/05 ü.ipynb").write_text("2")
    (repository / "new").mkdir()
    (repository / "new" / "c.py").write_text("")
    (repository / "my_course").mkdir()
    (repository / "my_course" / "mine").write_text("")
    (repository / "b.py").unlink()
    assert changed.files(root=repository)[0] == ["b.py", "new/c.py", "notebooks/05 ü.ipynb"]


def test_on_a_branch_what_it_has_committed_too_but_not_what_the_main_one_has_since(repository):
    git(repository, "checkout", "-qb", "mine")
    (repository / "a.py").write_text("2")
    git(repository, "commit", "-qam", "mine")
    (repository / "b.py").write_text("2")
    git(repository, "stash", "-q")
    git(repository, "checkout", "-q", "main")
    (repository / "theirs.py").write_text("")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "theirs")
    git(repository, "checkout", "-q", "mine")
    git(repository, "stash", "pop", "-q")
    paths, how = changed.files(root=repository)
    assert paths == ["a.py", "b.py"] and "the main branch" in how


def test_without_git_what_is_newer_than_the_last_run_has_changed_and_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name in ("old.py", "new.py", ".hidden/x.py", "my_course/y.py", "__pycache__/z.pyc", ".ci/run"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    os.utime(tmp_path / "old.py", (1e9, 1e9))
    paths, how = changed.files(root=tmp_path)
    assert paths == [".ci/run", "new.py"] and "git knows nothing" in how and "within a day" in how
    (tmp_path / changed.STAMP).write_text("{}")
    for name in ("new.py", ".ci/run"):
        os.utime(tmp_path / name, (time.time() - 9, time.time() - 9))
    (tmp_path / "old.py").write_text("now")
    paths, how = changed.files(root=tmp_path)
    assert paths == ["old.py"] and "newer than the last run" in how and "make quick ARGS=" in how
    monkeypatch.setenv("PATH", "")
    assert changed.files(root=tmp_path)[0] == ["old.py"]


def test_files_can_be_named_and_a_folder_stands_for_what_is_in_it(repository):
    assert changed.files(["notebooks", "a.py"], repository)[0] == ["a.py", "notebooks/05 ü.ipynb"]
    for wrong in ("nothing.py", ".."):
        with pytest.raises(ValueError, match=r"files: got .*; expected a file or folder of the course"):
            changed.files([wrong], repository)
