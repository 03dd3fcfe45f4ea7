"""Binder and Codespaces: their files are well formed, and what they name is there."""

import json
import re
import subprocess

import pytest

from course_utils import settings
from course_utils.launch import environment, everywhere, pip_run, pythons

BINDER, CODESPACE = settings.ROOT / ".binder", settings.ROOT / ".devcontainer" / "devcontainer.json"


def served(version):
    """Say whether a Python, as "3.12", is one of those that the course is for."""
    return version in pythons.SERVED


def test_binder_asks_for_a_python_that_the_course_is_for():
    assert served(re.fullmatch(r"python-(\d+\.\d+)\n", (BINDER / "runtime.txt").read_text("utf-8"))[1])
    names = {path.name for path in BINDER.iterdir()}
    assert names == {"runtime.txt", "postBuild"}, (
        "repo2docker takes its build packs from names: say why there is another"
    )


@pytest.fixture
def played(tmp_path):
    """Run postBuild in a copy's place with a Python that writes down what it is asked; return those requests."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n--\\n" "$*" >> "{tmp_path}/asked"\necho {pip_run.CPU_INDEX}\n')
    python.chmod(0o755)
    done = subprocess.run(
        [BINDER / "postBuild"], cwd=tmp_path, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return (tmp_path / "asked").read_text("utf-8").split("\n--\n")[:-1]


def test_binder_installs_the_course_from_its_folder(played):
    index, install, prepare, copies = played
    assert "CPU_INDEX" in index and pip_run.CPU_INDEX
    assert install == f"-m pip install --no-cache-dir --extra-index-url {pip_run.CPU_INDEX} -e .[pretrained]"
    assert copies == "-m course_utils chapter copies"
    assert prepare.startswith("-c ")


def test_binders_kernels_and_server_are_the_courses(played, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr(everywhere, "set_up", lambda: (tmp_path / "server").write_text(""))
    exec(played[2].removeprefix("-c "), {})
    assert (tmp_path / environment.KERNEL_SETTINGS).read_text("utf-8") == environment.KERNEL_TEXT
    assert (tmp_path / "server").exists()


def test_a_failing_step_stops_binder(tmp_path):
    (tmp_path / "python").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "python").chmod(0o755)
    done = subprocess.run([BINDER / "postBuild"], cwd=tmp_path, env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert done.returncode == 3


def test_a_codespace_is_set_up_as_make_does():
    space = json.loads(CODESPACE.read_text("utf-8"))
    assert served(re.fullmatch(r"python:(\d+\.\d+)", space["image"])[1])
    target, arguments = re.fullmatch(r"make (\w+) ARGS=(\w+)", space["postCreateCommand"]).groups()
    commands = re.search(r"^COMMANDS := (.*)$", (settings.ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1]
    assert target in commands.split() and (target, arguments) == ("chapter", "copies")
    python = space["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    course = environment.Course(settings.ROOT)
    assert python.replace("${containerWorkspaceFolder}", str(settings.ROOT)) == course.python
    assert "ms-toolsai.jupyter" in space["customizations"]["vscode"]["extensions"]
