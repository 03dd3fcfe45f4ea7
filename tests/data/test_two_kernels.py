"""Two processes that want the same file, and one that is killed on the way."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from course_utils import settings
from course_utils.data.downloads import fetch, part_of
from course_utils.locks import lock

CHILD = Path(__file__).with_name("fetch_in_child.py")


def start(source, folder):
    command = [
        sys.executable,
        "-u",
        str(CHILD),
        source.file,
        str(source.size),
        source.sha256,
        str(folder),
        *source.urls,
    ]
    path = os.pathsep.join([str(settings.ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def eventually(condition, process):
    """Wait until the condition holds; fail when the process ends or 30 s pass without it."""
    for _ in range(3000):
        if condition():
            return
        if process.poll() is not None:
            raise AssertionError(f"the process ended early: {process.communicate()[0]}")
        time.sleep(0.01)
    raise AssertionError("waited 30 s in vain")


def test_the_second_process_waits_and_then_finds_the_file(mirrors, tmp_path):
    source, part = mirrors.source("gated"), part_of(tmp_path / "set.gz")
    first = start(source, tmp_path)
    eventually(lambda: part.exists() and part.stat().st_size >= 100_000, first)
    second = start(source, tmp_path)
    assert "another notebook is fetching it" in second.stdout.readline()
    mirrors.released.set()
    said = [process.communicate(timeout=30)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert (tmp_path / "set.gz").read_bytes() == mirrors.content
    assert mirrors.asked == [("gated", None)]  # the second never asked a mirror


def test_a_killed_process_leaves_a_part_and_no_lock(mirrors, tmp_path):
    source, part = mirrors.source("gated"), part_of(tmp_path / "set.gz")
    child = start(source, tmp_path)
    eventually(lambda: part.exists() and part.stat().st_size >= 100_000, child)
    child.kill()  # SIGKILL: nothing in the process can tidy up
    child.communicate(timeout=30)
    mirrors.released.set()
    assert not (tmp_path / "set.gz").exists()
    assert fetch(source, tmp_path, patience=20, progress=False).read_bytes() == mirrors.content
    assert mirrors.asked == [("gated", None), ("gated", "bytes=100000-")]


def test_the_lock_admits_one_at_a_time(tmp_path):
    inside, most = [], []
    waited = []

    def work():
        with lock(tmp_path / ".lock", waiting=lambda: waited.append(1)):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.05)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == [1, 1, 1]
    assert waited


def test_the_lock_is_given_back_after_an_error(tmp_path):
    path = tmp_path / ".lock"
    for _ in range(2):  # the second time would wait for ever if the first kept it
        try:
            with lock(path, waiting=lambda: (_ for _ in ()).throw(AssertionError("still locked"))):
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
