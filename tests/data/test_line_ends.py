"""A clone by Git for Windows, which turns line ends into CRLF where it is not told otherwise, is the same course."""

import shutil
import subprocess

import pytest

from course_utils import settings
from course_utils.data import embedded

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="no git")


def git(folder, *arguments):
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Return a clone of the course's data, one notebook and its programs, made as Git for Windows makes one."""
    origin, there = tmp_path_factory.mktemp("origin"), tmp_path_factory.mktemp("clone") / "course"
    shutil.copytree(settings.DATA, origin / "data")
    for name in (".gitattributes", "Makefile", ".ci/run", "notebooks/00_start_here.ipynb", "course_utils/settings.py"):
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings.ROOT / name, origin / name)
    git(origin, "init")
    git(origin, "add", "-A")
    git(origin, "commit", "-m", "as it is")
    git(origin, "clone", "-c", "core.autocrlf=true", str(origin), str(there))
    return origin, there


def test_every_file_is_the_same_byte_for_byte(clone):
    origin, there = clone
    names = [path.relative_to(origin) for path in origin.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert len(names) > 20
    assert not [name for name in names if (origin / name).read_bytes() != (there / name).read_bytes()]


def test_its_data_are_intact_and_what_was_damaged_comes_back_as_advised(clone, monkeypatch):
    _, there = clone
    monkeypatch.setattr(settings, "DATA", there / "data")
    assert embedded.verify_embedded() == []
    record = there / "data" / "runs" / "alexnet.json"
    record.write_bytes(record.read_bytes().replace(b"\n", b"\r\n"))  # as an older clone has it
    (said,) = embedded.verify_embedded()
    assert "Remove it, then restore it with 'git checkout -- data/runs/alexnet.json'" in said
    record.unlink()
    git(there, "checkout", "--", "data/runs/alexnet.json")
    assert embedded.verify_embedded() == []
