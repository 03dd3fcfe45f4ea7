"""The wheel is the whole course: built here, installed into an empty environment, used with no checkout in reach."""

import contextlib
import email
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest
import websocket
from packaging.requirements import Requirement
from running_lab import running

from course_utils import __main__, __version__, settings
from course_utils.data import runs
from course_utils.explorers import REGISTRY
from course_utils.maintenance import offline
from course_utils.site import package

NAME = f"from_neuron_to_resnet-{__version__}"
FOLDER = "course_utils/_course"
USE_ALL = """
import hashlib, json
from course_utils import data, settings
from course_utils.data import runs
from course_utils.exercises import audit, registry
from course_utils.explorers import REGISTRY, explorer_class
from course_utils.site import package

exercises = [e for number in registry.chapter_numbers() for e in registry.entries(number, "EXERCISES")]
explorers = {name: explorer_class(name) for name in REGISTRY}
print(json.dumps({
    "root": str(settings.ROOT),
    "home": str(settings.course_home()),
    "faults": {e.id: found for e in exercises if (found := audit.reference_passes(e))},
    "exercises": len(exercises),
    "frames": [name for name, explorer in explorers.items() if explorer.frame(explorer.full_state())],
    "digits": data.load("digits").train_x.shape,
    "patches": data.load("patches").train_x.shape,
    "photographs": [data.photograph(name).shape for name in data.photographs()],
    "runs": {name: len(runs.load(name)) for name in runs.names()},
    "broken": data.verify_embedded(),
    "for pages": hashlib.sha256(package.archive()).hexdigest(),
}))
"""


def build(target, folder, root=settings.ROOT):
    """Build the "wheel", an "editable" wheel or the "sdist" of the course in ``root``; return its path."""
    kind, _, version = target.partition(":")
    command = [sys.executable, "-m", "hatchling", "build", "-t", f"{kind}:{version}".rstrip(":"), "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (path,) = Path(folder).iterdir()
    return path


def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(folder):
    """Return {file: checksum} of a folder, links not followed; caches of bytecode are files like others."""
    files = [Path(top, name) for top, _, names in os.walk(folder) for name in names]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build("wheel", tmp_path_factory.mktemp("dist"))


class Installed:
    """An environment that holds the wheel, sees this one's other packages, and knows of no checkout."""

    def __init__(self, wheel, base):
        self.folder, self.home = base / "a class's environment", base / "home of Zoë"
        self.home.mkdir()
        venv.create(self.folder, symlinks=True)
        self.python = str(self.folder / ("Scripts" if os.name == "nt" else "bin") / "python")
        self.packages = next(self.folder.rglob("site-packages"))
        others = [folder for folder in sys.path if Path(folder).name in ("site-packages", "dist-packages")]
        (self.packages / "others.pth").write_text("\n".join(others))  # their own .pth files are then not read
        (self.folder / "share").symlink_to(Path(sys.prefix, "share"))  # JupyterLab's pages
        command = ["install", "--quiet", "--no-deps", "--no-index", "--prefix", self.folder, wheel]
        subprocess.run([sys.executable, "-m", "pip", *map(str, command)], check=True, capture_output=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("COURSE_", "JUPYTER", "IPYTHON", "DISPLAY"))}
        self.environment = {**kept, "HOME": str(self.home), "PYTHONPATH": str(offline.SITE)}

    def run(self, *arguments):
        """Run this environment's Python in the reader's home; return what came of it."""
        return subprocess.run(
            [self.python, *arguments], cwd=self.home, env=self.environment, capture_output=True, text=True, timeout=600
        )

    def course(self, *arguments):
        """Run one of the course's commands, which must succeed; return what it prints."""
        done = self.run("-m", "course_utils", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def course_home(self):
        return self.home / "from-neuron-to-resnet"


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The environment with the wheel. Whatever the tests do in it, its files must be what they were."""
    environment = Installed(wheel, tmp_path_factory.mktemp("installed"))
    before = tree(environment.folder)
    yield environment
    assert tree(environment.folder) == before


# ---- what is in it --------------------------------------------------------------------------------------------------


def test_it_holds_every_file_that_the_course_reads(wheel):
    found, root = contents(wheel), settings.ROOT
    listed = subprocess.run(["git", "ls-files", "-z", "course_utils", "data", "notebooks"], cwd=root,
                            capture_output=True, text=True).stdout.split("\0")  # fmt: skip
    shipped = [name for name in listed if name and name != "course_utils/bootstrap.py"]
    assert len(shipped) > 500 or not (root / ".git").exists()
    for name in [*shipped, "pyproject.toml", "requirements.lock"]:
        place = name if name.startswith("course_utils/") else f"{FOLDER}/{name}"
        assert found.get(place) == (root / name).read_bytes(), name
    tops = {name.split("/")[0] for name in found}
    assert tops == {"course_utils", f"{NAME}.dist-info"}, "two packages would claim a name as common as data"
    assert not any("__pycache__" in name or "bootstrap" in name for name in found)


def test_it_asks_for_the_same_packages_and_carries_every_licence(wheel):
    found = contents(wheel)
    facts = email.message_from_bytes(found[f"{NAME}.dist-info/METADATA"])
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {str(Requirement(line)) for line in project["dependencies"]}
    asked = [Requirement(line) for line in facts.get_all("Requires-Dist")]
    assert {str(need) for need in asked if need.marker is None} == wanted
    assert set(facts.get_all("Provides-Extra")) == {"test", "pretrained", "classroom"}
    assert facts["Requires-Python"] == project["requires-python"]
    for licence in ("MIT", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-2.0", "CC0-1.0", "BSD-3-Clause"):
        assert licence in facts["License-Expression"].split(" AND ")
    assert {"LICENSE", "LICENSE-text.md", "data/README.md"} == set(facts.get_all("License-File"))


@pytest.mark.long
def test_an_archive_of_the_sources_builds_the_same_wheel(wheel, tmp_path):
    (tmp_path / "sources").mkdir()
    with tarfile.open(build("sdist", tmp_path / "archive")) as archive:
        archive.extractall(tmp_path / "sources", filter="data")
    (root,) = (tmp_path / "sources").iterdir()
    assert (root / "tests").is_dir() and (root / "Makefile").is_file()
    assert contents(build("wheel", tmp_path / "dist", root)) == contents(wheel)


def test_installed_for_editing_it_leads_to_the_checkout(tmp_path):
    found = contents(build("wheel:editable", tmp_path))
    (path,) = (text for name, text in found.items() if name.endswith(".pth"))
    assert Path(path.decode().strip()) == settings.ROOT
    assert not any(name.endswith((".py", ".ipynb", ".npz")) for name in found)


# ---- what it does ---------------------------------------------------------------------------------------------------


def test_explorers_exercises_data_and_stored_runs_are_there(installed):
    done = installed.run("-c", USE_ALL)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["root"]) == installed.packages.resolve() / FOLDER
    assert Path(found["home"]) == installed.course_home
    assert found["frames"] == list(REGISTRY) and len(REGISTRY) >= 23
    assert found["faults"] == {} and found["exercises"] > 50
    assert found["digits"][0] == found["patches"][0] == 4000 and len(found["photographs"]) == 8
    assert found["runs"] == {name: len(runs.load(name)) for name in runs.names()}
    assert found["broken"] == [] and found["for pages"] == hashlib.sha256(package.archive()).hexdigest()


def test_copies_of_the_chapters_are_the_readers_and_their_links_arrive(installed):
    assert f"now in {installed.course_home / 'notebooks'}" in installed.course("chapter", "copies")
    assert installed.course("chapter", "copies") == ""
    assert "05_convolution_finished.ipynb" in installed.course("chapter", "finished", "05")
    assert "05_convolution_again.ipynb" in installed.course("chapter", "again", "05")
    folder = installed.course_home / "notebooks"
    chapters = {path.name for path in settings.NOTEBOOKS.glob("*.ipynb")}
    assert chapters | {"05_convolution_finished.ipynb", "05_convolution_again.ipynb"} == {
        path.name for path in folder.glob("*.ipynb")
    }
    for path in folder.glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        targets = re.findall(r"\]\(([^)#\s]+)|\b(?:src|href)=\"([^\"#]+)", text)
        away = [target for target in map("".join, targets) if not re.match(r"\w+:", target)]
        assert path.stem.startswith("concepts") or away, path.name
        assert [target for target in away if not (folder / target).is_file()] == [], path.name


def test_the_doctor_finds_everything(installed):
    done = installed.run("-m", "course_utils", "doctor")
    problems = [line for line in done.stdout.splitlines() if line.startswith("PROBLEM")]
    assert [line for line in problems if "Memory" not in line] == []
    assert f"Your folder: {installed.course_home}" in done.stdout and "Chromium" not in done.stdout
    assert "make " not in done.stdout


def test_what_changes_the_course_needs_a_checkout_and_says_so(installed):
    for name in __main__.IN_A_CHECKOUT:
        done = installed.run("-m", "course_utils", name)
        assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1
        assert done.stderr.startswith(f"{name}: got an installed course; expected a checkout") and "git" in done.stderr
    told = installed.course("help")
    assert told.count("(in a checkout)") == len(__main__.IN_A_CHECKOUT) == 8


@pytest.mark.long
def test_lectures_and_pages_go_to_the_readers_folder(installed):
    told = installed.course("slides", "02")
    (lecture,) = (installed.course_home / "slides").iterdir()
    assert str(lecture) in told and "make lab" not in lecture.read_text("utf-8")


@pytest.mark.long
def test_the_projector_shows_explorers_with_python_behind_them(installed):
    command = [installed.python, "-m", "course_utils", "explore", "--no-browser", "FilterLab"]
    process = subprocess.Popen(
        command,
        cwd=installed.home,
        env=installed.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = re.search(r"http://\S+", process.stdout.readline())[0]
        with urllib.request.urlopen(address, timeout=120) as answer:
            assert 'data-python="socket"' in answer.read().decode()
    finally:
        process.terminate()
        process.communicate(timeout=30)


def run_all(server, name):
    """Run every code cell of a notebook as JupyterLab would; return {cell id: error}."""
    cells = json.loads(server.get(f"/api/contents/{name}?type=notebook"))["content"]["cells"]
    body = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
    kernel = json.loads(server.get("/api/sessions", json.dumps(body).encode()))["kernel"]["id"]
    channel = f"{server.base.replace('http', 'ws')}/api/kernels/{kernel}/channels?session_id=test"
    header = {"msg_type": "execute_request", "session": "test", "username": "", "version": "5.3"}
    errors = {}
    with contextlib.closing(
        websocket.create_connection(channel, header=[f"Authorization: token {server.token}"], timeout=300)
    ) as page:
        for cell in (cell for cell in cells if cell["cell_type"] == "code"):
            content = {"code": "".join(cell["source"]), "silent": False, "allow_stdin": False}
            asked = dict(header={**header, "msg_id": cell["id"]}, parent_header={}, metadata={}, content=content)
            page.send(json.dumps({**asked, "channel": "shell"}))
            message = {}
            while message.get("msg_type") != "execute_reply" or message["parent_header"]["msg_id"] != cell["id"]:
                received = page.recv()
                message = json.loads(received) if isinstance(received, str) else message  # an explorer's pictures
            if message["content"]["status"] != "ok":
                errors[cell["id"]] = message["content"]
    return errors


@pytest.mark.long
def test_jupyterlab_opens_on_the_readers_copies_and_a_chapter_runs(installed):
    command = [installed.python, "-m", "course_utils", "lab", "--allow-root", "--no-browser"]
    log = installed.home / "log"
    with running(command, log, cwd=installed.home, env=installed.environment) as server:
        assert server.path.endswith("/00_start_here.ipynb") and str(installed.course_home) in log.read_text("utf-8")
        assert run_all(server, "00_start_here.ipynb") == {}
    kept = {path.name for path in installed.course_home.iterdir()}
    assert {"notebooks", "jupyter"} <= kept
