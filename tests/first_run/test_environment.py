"""Set-up, for real but small: once, again when something changed, twice at once, after a kill, without an index."""

import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.launch import environment, pip_run, scripts
from course_utils.launch.pythons import SetupError


@pytest.mark.long
def test_once_set_up_it_starts_at_once_and_follows_changes(tiny_course, tmp_path):
    """One long story, since making an environment takes seconds: each step needs the one before."""
    elsewhere = tmp_path / "elsewhere"  # packages on PYTHONPATH must not leak in
    elsewhere.mkdir()
    (elsewhere / "tinypackage.py").write_text("VERSION = 'from elsewhere'")

    code, out, err = tiny_course.run("lab", "--port=1", "two words", PYTHONPATH=str(elsewhere))
    assert code == 0, err
    assert "Setting up the course" in out
    assert out.endswith("handed over ['lab', '--port=1', 'two words'] 1.0\n")
    assert tiny_course.run("test") == (0, "handed over ['test'] 1.0\n", "")

    tiny_course.pin("2.0")  # an update changed the list
    code, out, _ = tiny_course.run("lab")
    assert code == 0 and "Setting up" in out and out.endswith("handed over ['lab'] 2.0\n")

    tiny_course.pin("3.0")  # an update that cannot be had says so, and costs nothing that worked
    code, out, err = tiny_course.run("lab")
    assert code == 1 and "handed over" not in out and "tinypackage==3.0" in err
    tiny_course.pin("2.0")
    assert tiny_course.run("lab")[1] == "handed over ['lab'] 2.0\n"

    tiny_course.move("moved")  # also with nothing left to install from
    for wheel in tiny_course.wheels.iterdir():
        wheel.unlink()
    code, out, err = tiny_course.run("lab")
    assert code == 0, err
    assert "Setting up" in out and out.endswith("handed over ['lab'] 2.0\n")
    assert tiny_course.run("lab")[1] == "handed over ['lab'] 2.0\n"

    stamp = json.loads((tiny_course.root / ".venv" / "course-stamp.json").read_text())
    assert set(stamp) == {"lock", "python", "path", "torch"} and stamp["torch"] == "cpu"
    assert environment.Course(tiny_course.root).ready()
    assert not environment.Course(tiny_course.root, "cuda").ready()


def program(course, name="tinyprogram"):
    """Return what the small package's own program prints: the environment in which it ran."""
    run = subprocess.run([course.root / ".venv" / "bin" / name], capture_output=True, text=True, cwd="/")
    return run.stdout.strip() if run.returncode == 0 else run.stderr


@pytest.mark.long
def test_in_a_moved_or_copied_folder_the_programs_run_with_its_own_environment(tiny_course):
    assert tiny_course.run("lab")[0] == 0
    assert program(tiny_course) == str(tiny_course.root / ".venv")

    old = tiny_course.root
    tiny_course.root = Path(shutil.copytree(old, old.with_name("a copy"), symlinks=True))
    assert program(tiny_course) == str(old / ".venv")  # where the old folder still is, it runs, unnoticed
    assert scripts.stale(tiny_course.root / ".venv")
    assert tiny_course.run("lab")[0] == 0
    assert program(tiny_course) == str(tiny_course.root / ".venv") and program(tiny_course, "pip")
    assert not scripts.stale(tiny_course.root / ".venv")

    shutil.rmtree(old)
    tiny_course.move("kurs-ünï")  # no space: the first line takes its other form
    code, out, err = tiny_course.run("doctor")
    assert code == 0 and "Setting up" in out, err
    assert program(tiny_course) == str(tiny_course.root / ".venv")
    assert tiny_course.run("lab")[1] == "handed over ['lab'] 1.0\n"


@pytest.mark.long
def test_a_package_removed_by_hand_comes_back_with_the_next_command(tiny_course, monkeypatch):
    assert tiny_course.run("lab")[0] == 0
    kept = tiny_course.root / ".venv" / "kept"
    kept.write_text("what is there is not made again")
    subprocess.run(
        [tiny_course.root / ".venv" / "bin" / "python", "-m", "pip", "uninstall", "-qy", "tinypackage", "pip"]
    )
    course = environment.Course(tiny_course.root)
    assert course.missing() == ["tinypackage"] and not course.ready()
    assert "course_utils.launch.any_cell" in (course.venv / environment.KERNEL_SETTINGS).read_text()
    code, out, err = tiny_course.run("doctor")
    assert code == 0 and "tinypackage in .venv is not as it was left" in out, err
    assert out.endswith("handed over ['doctor'] 1.0\n") and kept.exists()

    def refuse(course):  # a folder that may only be read
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(course.lock))

    monkeypatch.setattr(environment, "only_one", refuse)
    environment.ensure(course, "lab")  # all is there: it does not ask for the lock
    (facts,) = course.venv.rglob("tinypackage-1.0.dist-info")
    (facts / "METADATA").unlink()  # half removed
    assert course.missing() == ["tinypackage"]
    with pytest.raises(SetupError, match="whoever keeps it runs"):
        environment.ensure(course, "lab")


def test_a_start_starts_nothing_and_opens_each_program_once(tmp_path):
    course = environment.Course(tmp_path)
    folder, programs = course.venv / "lib" / "python3.12" / "site-packages", course.venv / "bin"
    programs.mkdir(parents=True)
    names = [f"package-{k}" for k in range(150)]
    for name in names:
        facts = folder / f"{name.replace('-', '_')}-1.0.dist-info"
        facts.mkdir(parents=True)
        (facts / "METADATA").write_text("")
        (programs / name).write_text(f"#!{course.python}\n")
    course.pins.write_text("\n".join(f"{name}==1.0" for name in names))
    asked, listening = [], [True]
    costly = ("open", "os.listdir", "os.scandir", "subprocess.Popen", "import")
    sys.addaudithook(lambda event, _: listening and event in costly and asked.append(event))  # it cannot be taken away
    assert course.missing() == [] and scripts.stale(course.venv) == []
    listening.clear()
    assert asked.count("open") == 150 + 1  # the list of pins
    assert len(asked) < 150 + 10


@pytest.mark.long
def test_settings_that_lead_elsewhere_do_not_lead_set_up_astray(tiny_course, tmp_path):
    elsewhere = str(tmp_path / "elsewhere")
    (tmp_path / "pip.conf").write_text(f"[global]\ntarget = {elsewhere}\nuser = yes\n[install]\nroot = {elsewhere}\n")
    more = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PIP_USER": "1", "PIP_DRY_RUN": "1",
            **dict.fromkeys(("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"), elsewhere)}  # fmt: skip
    code, out, err = tiny_course.run("lab", **more)
    assert code == 0 and out.endswith("handed over ['lab'] 1.0\n"), err
    assert not os.path.exists(elsewhere)
    assert tiny_course.run("lab", **more)[1] == "handed over ['lab'] 1.0\n"


def test_settings_that_say_where_packages_come_from_are_kept(tmp_path):
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://a.example/simple\nproxy = http://p.example:1\nuser = true\n"
        "[install]\nindex-url = https://b.example/simple\nfind-links = one\n  two\n[list]\nformat = json\n"
    )
    before = {"HOME": "/h", "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PIP_PROXY": "http://q.example:2",
              "PIP_TARGET": "/x", "PIP_REQUIRE_HASHES": "1", "PIP_CERT": "/c"}  # fmt: skip
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    seen = pip_run.settings(sys.executable, {**plain, **before})
    assert seen["PIP_INDEX_URL"] == "https://b.example/simple" and seen["PIP_FIND_LINKS"].split() == ["one", "two"]
    assert seen["PIP_PROXY"] == "http://q.example:2" and seen["PIP_CERT"] == "/c" and seen["HOME"] == "/h"
    assert not {"PIP_TARGET", "PIP_USER", "PIP_REQUIRE_HASHES", "PIP_FORMAT"} & set(seen)
    assert seen["PIP_CONFIG_FILE"] == os.devnull


@pytest.mark.long
def test_success_of_pip_that_left_nothing_is_not_taken_for_one(tiny_course, monkeypatch):
    monkeypatch.setattr(environment, "install", lambda *_: 0)
    course = environment.Course(tiny_course.root)
    with pytest.raises(SetupError, match="not in the course's environment: tinypackage is missing") as caught:
        environment.ensure(course, "lab")
    assert "make lab" in str(caught.value) and not course.ready()


def test_only_what_this_platform_needs_is_demanded(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    lines = {"a==1 ; sys_platform == 'linux'": "a", "a==1 ; sys_platform == 'win32'": None, "#a==1": None, "": None,
             "a-b.c==1.0.post1": "a-b.c", 'a==1 ; sys_platform != "win32"': "a",
             'a==1 ; python_version < "3.12"': None}  # fmt: skip
    assert {line: environment.demanded(line) for line in lines} == lines


@pytest.mark.long
def test_two_commands_at_once_set_up_once(tiny_course):
    one, two = tiny_course.start("lab"), tiny_course.start("test")
    outputs = [process.communicate(timeout=120)[0] for process in (one, two)]
    assert (one.returncode, two.returncode) == (0, 0)
    assert sum("Setting up the course" in out for out in outputs) == 1
    assert sum("waiting until it is done" in out for out in outputs) == 1
    assert all("handed over" in out for out in outputs)


@pytest.mark.long
def test_a_set_up_that_was_killed_is_begun_afresh_and_one_that_failed_goes_on(tiny_course):
    process = tiny_course.start("lab")
    while "1. an environment" not in (line := process.stdout.readline()):
        assert line, process.stderr.read()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    venv = tiny_course.root / ".venv"
    assert not (venv / "course-stamp.json").exists()
    venv.mkdir(exist_ok=True)
    (venv / "half a file").write_text("left behind")

    nowhere = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    code, out, err = tiny_course.run("test", **nowhere, PIP_RETRIES="1")
    assert code == 1 and "handed over" not in out
    assert "No package index could be reached" in err
    assert "PIP_NO_INDEX=1 PIP_FIND_LINKS=wheels make test" in err
    assert "Traceback" not in err
    assert not (venv / "half a file").exists()
    assert not environment.Course(tiny_course.root).ready()

    (venv / "kept").write_text("a failure in good order costs nothing that is there")
    code, out, err = tiny_course.run("lab")
    assert code == 0, err
    assert "Setting up" in out and out.endswith("handed over ['lab'] 1.0\n")
    assert (venv / "kept").exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"lock": "other"}'])
def test_a_damaged_stamp_is_no_stamp(tiny_course, damage):
    course = environment.Course(tiny_course.root)
    course.venv.mkdir()
    course.stamp.write_text(damage)
    assert not course.ready()


def test_an_unknown_build_is_refused_in_words(tiny_course):
    with pytest.raises(SetupError, match="TORCH: got 'gpu'; expected cpu or cuda"):
        environment.Course(tiny_course.root, "gpu")


class RecordedPip:
    """Keeps what pip was asked for; ``codes`` are the exit codes it answers with."""

    def __init__(self, *codes):
        self.codes, self.asked = list(codes), []

    def install(self, arguments, total=0):
        self.asked.append(arguments)
        return self.codes.pop(0)


@pytest.fixture
def with_torch(tiny_course, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    (tiny_course.root / "requirements.lock").write_text("tinypackage==1.0\ntorch==2.13.0\n")
    return environment.Course(tiny_course.root)


def test_on_linux_the_cpu_index_is_asked_first_and_its_absence_is_survived(with_torch, capsys):
    pip = RecordedPip(1, 0)
    assert environment.install(with_torch, pip, "cpu") == 0
    first, second = pip.asked
    assert first[:2] == ["--index-url", "https://download.pytorch.org/whl/cpu"]
    assert first[-1] == "torch==2.13.0+cpu" and "--no-deps" in first
    assert first[first.index("--retries") + 1] == "0"
    assert second == ["-r", str(with_torch.pins)]
    assert "taking the ordinary index's build" in capsys.readouterr().out


def test_the_gpu_build_is_asked_for_by_its_whole_name(with_torch):
    pip = RecordedPip(0)
    environment.install(with_torch, pip, "cuda")
    assert pip.asked == [["torch===2.13.0", "-r", str(with_torch.pins)]]


def test_elsewhere_than_on_linux_the_ordinary_index_is_asked(with_torch, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    pip = RecordedPip(0)
    environment.install(with_torch, pip, "cpu")
    assert pip.asked == [["-r", str(with_torch.pins)]]


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("WARNING: NewConnectionError\nERROR: No matching distribution found for numpy==2.4.6", "No package index"),
        ("ERROR: No matching distribution found for numpy==99", "numpy==99"),
        (
            "ERROR: Could not find a version that satisfies the requirement torch==2.13.0 (from versions: none)",
            "No build of torch for this computer",
        ),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: something never seen", "something never seen"),
    ],
)
def test_failures_of_pip_are_put_into_words(log, words):
    assert words in pip_run.explain(log, "/the/log", "lab")


def test_every_package_is_counted_wherever_pip_finds_it():
    out = io.StringIO()
    screen = pip_run.Screen(3, out)
    for line in (
        "Collecting jupyter-lsp==2.3.1 (from -r a list (line 1))",
        "  Downloading jupyter_lsp-2.3.1-py3-none-any.whl (77 kB)",
        "Processing ./wheels/tiny_package-1.0-py3-none-any.whl (from -r a list (line 2))",
        "Requirement already satisfied: torch==2.13.0 in ./lib (from -r a list (line 3)) (2.13.0+cpu)",
        "Downloading torch-2.13.0-cp312-none-macosx_11_0_arm64.whl (1.2 GB)",
    ):
        screen.show(line.strip())
    assert screen.seen == 3
    assert out.getvalue().splitlines() == [
        "      1 of 3: jupyter-lsp",
        "      downloading torch-2.13.0-cp312-none-macosx_11_0_arm64.whl (1.2 GB) ...",
    ]


def test_on_a_terminal_the_count_stays_in_one_line():
    out = io.StringIO()
    out.isatty = lambda: True
    screen = pip_run.Screen(2, out)
    for name in ("numpy==2.4.6", "torch==2.13.0"):
        screen.show(f"Collecting {name}")
    screen.close()
    assert out.getvalue().count("\r") == 2
    assert out.getvalue().rstrip().endswith("2 of 2: torch")


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_says_what_to_do(code, tiny_course, monkeypatch):
    def refuse(course):
        raise OSError(code, os.strerror(code), str(course.lock))

    monkeypatch.setattr(environment, "only_one", refuse)  # root may write everywhere, so the refusal is played
    with pytest.raises(SetupError, match="copy the whole folder to a place of your own"):
        environment.ensure(environment.Course(tiny_course.root), "lab")
