"""Two starts at once, and a start while another JupyterLab has the copies open."""

import subprocess
import sys
import threading
import time

import pytest
from small_course import cell, notebook, put

from course_utils import locks, settings
from course_utils.launch import copies, lab, news, sharing

HOLDING = """
import sys
from course_utils.launch import sharing
with sharing.use(sys.argv[1]) as use:
    print(use.alone, flush=True)
    if sys.argv[2] == "share":
        use.share()
        print("shared", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def another(tmp_path):
    """Return a function that starts another program on the folder: alone in it, or sharing it."""
    started = []

    def start(lock, how):
        command = [sys.executable, "-c", HOLDING, str(lock), how]
        program = subprocess.Popen(command, cwd=settings.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(program)
        program.said = [program.stdout.readline().strip() for _ in range(2 if how == "share" else 1)]
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def test_many_share_a_folder_and_one_alone_changes_it(tmp_path, another):
    lock = tmp_path / ".shipped" / "in-use"
    first = another(lock, "share")
    assert first.said == ["True", "shared"]
    assert another(lock, "share").said == ["False", "shared"]
    with sharing.use(lock) as use:
        assert not use.alone
        use.share()
    first.kill()
    with sharing.use(lock) as use:
        assert not use.alone  # the second is still there


def test_a_killed_program_leaves_nothing_locked(tmp_path, another):
    lock = tmp_path / "in-use"
    program = another(lock, "alone")
    program.kill()
    program.wait()
    with sharing.use(lock) as use:
        assert use.alone
        assert sharing.hold(lock) is None
        use.share()
        held = sharing.hold(lock)
        assert held is not None
        held.close()


def test_a_start_waits_while_another_merges(tmp_path, another):
    lock = tmp_path / "in-use"
    program = another(lock, "alone")
    with sharing.use(lock) as use:
        assert not use.alone
        threading.Timer(0.5, program.kill).start()
        began = time.monotonic()
        use.share()
        assert 0.2 < time.monotonic() - began < 30


def test_a_drive_without_locks_stops_nobody(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr(locks.fcntl, "flock", refuse)
    with sharing.use(tmp_path / "in-use") as use:
        assert use.alone
        use.share()


def test_news_wait_while_a_copy_may_be_open_elsewhere_and_it_is_said(course, another, monkeypatch, capsys):
    folder = copies.folder()
    copies.bring_all(course, folder)
    put(course / "01_one.ipynb", notebook([cell("title", "# One, again", "markdown")]))
    put(course / "03_three.ipynb", notebook([cell("x", "3")]))
    before = (folder / "01_one.ipynb").read_bytes()
    program = another(copies.lock_file(folder), "share")
    monkeypatch.setattr(lab, "run", lambda *_: 0)
    monkeypatch.setattr(lab, "move_in", lambda home: None)
    assert lab.main() == 0
    told = capsys.readouterr().out
    assert "01_one" in told and "open in another JupyterLab" in told and "03_three: now in" in told
    assert (folder / "01_one.ipynb").read_bytes() == before and (folder / "03_three.ipynb").exists()
    program.kill()
    program.wait()
    assert lab.main() == 0
    assert "Brought up to date: 01_one" in capsys.readouterr().out
    assert b"One, again" in (folder / "01_one.ipynb").read_bytes()


STARTING = """
import sys
from pathlib import Path
from course_utils.launch import copies, sharing
shipped, mine = map(Path, sys.argv[1:])
mine.mkdir(exist_ok=True)
with sharing.use(copies.lock_file(mine)) as use:
    done = copies.bring_all(shipped, mine, use.alone)
    use.share()
print({d.what for d in done if d.what or d.why}, [d.why for d in done if d.why])
"""


def test_starts_at_once_make_one_whole_set_of_copies(course, tmp_path):
    command = [sys.executable, "-c", STARTING, str(settings.ROOT / "notebooks"), str(tmp_path / "mine")]
    programs = [
        subprocess.Popen(command, cwd=settings.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(4)
    ]
    told = [program.communicate()[0] for program in programs]
    assert all(text.strip().endswith("[]") and "Error" not in text for text in told), told
    shipped = settings.ROOT / "notebooks"
    for path in shipped.glob("*.ipynb"):
        assert copies.read(tmp_path / "mine" / path.name)["cells"] == copies.bare(copies.read(path))["cells"]
        assert copies.read(tmp_path / "mine" / ".shipped" / path.name) is not None
    assert not list((tmp_path / "mine").rglob("*.part"))
    assert news.lines(copies.bring_all(shipped, tmp_path / "mine"), tmp_path) == []


def test_a_folder_that_cannot_be_used_gets_a_sentence(course, course_home, monkeypatch, capsys):
    monkeypatch.setattr(lab, "run", lambda *_: pytest.fail("it must not start"))
    monkeypatch.setattr(lab, "move_in", lambda home: None)
    (course_home / "notebooks").write_text("mine")
    assert lab.main() == 1
    assert "your copies of the chapters belong there" in capsys.readouterr().err
