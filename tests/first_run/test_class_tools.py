"""``make classroom``, for real but small: an environment that sees another, and a proxy from a made-up npm."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import classroom_python
import pytest
from tiny_wheels import tiny_wheel

from course_utils import settings
from course_utils.launch import class_tools

RUN = "import sys; from course_utils.launch import class_tools; sys.exit(class_tools.main(sys.argv[1:]))"
NPM = """#!/bin/sh
echo "$@" >> "$0.asked"
[ -e "$0.refuses" ] && { echo "no such package" >&2; exit 1; }
touch "$4/bin/configurable-http-proxy"
"""


class SmallClass:
    """A course that is set up, and what its ``make classroom`` is given."""

    def __init__(self, course, folder):
        assert course.run("lab")[0] == 0
        shutil.copy(settings.ROOT / "course_utils" / "settings.py", course.root / "course_utils")
        (course.root / "course_utils" / "__main__.py").unlink()
        tiny_wheel(course.wheels, "1.0", "otherpackage")
        self.course, self.root, self.path = course, course.root, folder
        self.room = course.root / ".venv-classroom"
        self.pin("otherpackage==1.0")

    def pin(self, *lines):
        (self.root / "requirements-classroom.lock").write_text("\n".join(["# remark", *lines]))

    def npm(self):
        npm = self.path / "npm"
        npm.write_text(NPM)
        npm.chmod(0o755)
        return npm

    def run(self, *arguments):
        """Run the command with nothing but the folder of npm and the system's shell on the path."""
        _, environment = self.course.command()
        path = os.pathsep.join([str(self.path), str(self.path / "system")])
        command = [self.root / ".venv" / "bin" / "python", "-c", RUN, *arguments]
        done = subprocess.run(command, cwd=self.root, env={**environment, "PATH": path}, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def say(self, code):
        """Return what the lecturer's Python prints."""
        command = [self.room / "bin" / "python", "-c", code]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
        return subprocess.run(command, cwd="/", env=clean, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def small_class(tiny_course, tmp_path):
    programs = tmp_path / "programs"
    (programs / "system").mkdir(parents=True)
    (programs / "system" / "touch").symlink_to(shutil.which("touch"))
    return SmallClass(tiny_course, programs)


@pytest.mark.long
def test_the_lecturers_tools_stand_beside_the_course_and_see_it(small_class):
    """One long story, since making an environment takes seconds: each step needs the one before."""
    small_class.pin("thirdpackage==1.0")  # what cannot be had is said, and leaves nothing in the way
    code, _, err = small_class.run()
    assert code == 1 and "thirdpackage" in err and "make classroom" in err
    small_class.pin("otherpackage==1.0", "tinypackage==2.0")
    code, out, err = small_class.run()
    assert code == 0 and "2 packages beside" in out and "npm is not there" in out, err
    sees_the_course(small_class)

    kept = small_class.room / "kept"
    kept.write_text("a second call makes nothing again")
    assert small_class.run()[0] == 0 and kept.exists()
    the_proxy_comes(small_class, small_class.npm())
    assert kept.exists()
    code, _, err = small_class.run("nbgrader")
    assert code == 2 and "got 'nbgrader'" in err
    assert not class_tools.Room(small_class.root).ready()  # this very Python is not the one that it sees
    small_class.pin("otherpackage==1.0")
    code, out, _ = small_class.run()  # another list: made afresh
    assert code == 0 and "1 packages beside" in out and not kept.exists()
    assert small_class.say("import tinypackage; print(tinypackage.VERSION)") == "1.0"


def sees_the_course(small_class):
    """Its own packages come first, the course's are seen, and Jupyter's programs look where the course's files are."""
    assert small_class.say("import otherpackage; otherpackage.where()") == str(small_class.room)
    seen = "import tinypackage, course_utils; print(tinypackage.VERSION, course_utils.__file__)"
    version, _, file = small_class.say(seen).partition(" ")
    assert version == "2.0" and file.startswith(str(small_class.root))
    assert not list((small_class.root / ".venv").rglob("otherpackage*"))
    variables = json.loads(small_class.say("import json, os; print(json.dumps(dict(os.environ)))"))
    share = small_class.root / ".venv" / "share" / "jupyter"
    assert variables["JUPYTER_PATH"] == str(share) and variables["JUPYTERLAB_DIR"] == str(share / "lab")
    assert variables["JUPYTER_CONFIG_PATH"] == str(small_class.root / ".venv" / "etc" / "jupyter")


def the_proxy_comes(small_class, npm):
    """Once npm is there; what npm says when it refuses is shown, and what is there is not asked for again."""
    Path(f"{npm}.refuses").touch()
    code, out, err = small_class.run()
    assert code == 1 and "configurable-http-proxy" in err and "no such package" in err and "Setting up" not in out
    Path(f"{npm}.refuses").unlink()
    code, out, _ = small_class.run()
    assert code == 0 and "npm is not there" not in out and (small_class.room / "bin/configurable-http-proxy").exists()
    asked = Path(f"{npm}.asked").read_text().splitlines()
    assert small_class.run()[0] == 0 and Path(f"{npm}.asked").read_text().splitlines() == asked


def test_a_test_that_needs_them_says_what_to_do_and_may_not_be_skipped_where_they_are_required(monkeypatch):
    monkeypatch.setenv("COURSE_CLASSROOM_PYTHON", "/nowhere/python")
    monkeypatch.delenv("COURSE_REQUIRE_CLASSROOM", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no nbgrader in /nowhere/python: run 'make classroom'"):
        classroom_python.python()
    monkeypatch.setenv("COURSE_REQUIRE_CLASSROOM", "1")
    with pytest.raises(pytest.fail.Exception, match="make classroom"):
        classroom_python.told("def told(): return 1", module="jupyterhub")


def test_what_is_told_passes_through_another_python_and_its_failure_is_shown(monkeypatch):
    monkeypatch.setenv("COURSE_CLASSROOM_PYTHON", sys.executable)
    assert classroom_python.told("print('said')\ndef told(a, b): return [a, b]", 1, {"é": None}, module="json") == [
        1, {"é": None}
    ]  # fmt: skip
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        classroom_python.told("def told(): return 1 / 0", module="json")
    with pytest.raises(pytest.skip.Exception, match="no such_module"):
        classroom_python.python("such_module")
