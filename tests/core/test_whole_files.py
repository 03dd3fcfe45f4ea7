"""Files are there whole or not at all; a lock is held alone, or shared, and free again when its holder ends."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from course_utils import locks, settings, whole_files


def full(*_):
    raise OSError(28, os.strerror(28))


@pytest.fixture
def there(tmp_path):
    path = tmp_path / "some file"
    path.write_bytes(b"old")
    return path


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_cannot_be_written_leaves_what_was_there(there, monkeypatch, step):
    monkeypatch.setattr(whole_files.os, step, full)
    with pytest.raises(OSError, match="No space"):
        whole_files.replace(there, b"new")
    assert there.read_bytes() == b"old" and os.listdir(there.parent) == [there.name]


def test_a_writer_that_fails_halfway_leaves_what_was_there(there):
    def writer():
        with whole_files.writing(there) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        writer()
    assert there.read_bytes() == b"old" and os.listdir(there.parent) == [there.name]


def test_nobody_sees_half_a_file(there):
    with whole_files.writing(there) as file:
        file.write(b"ne")
        file.flush()
        assert there.read_bytes() == b"old"
        file.write(b"w")
    assert there.read_bytes() == b"new"


def test_text_is_written_as_it_is(there):
    whole_files.replace(there, "é\n")
    assert there.read_bytes() == b"\xc3\xa9\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(there):
    there.chmod(0o640)
    whole_files.replace(there, b"new")
    assert stat.S_IMODE(there.stat().st_mode) == 0o640
    plain = there.with_name("plain")
    plain.touch()
    whole_files.replace(there.with_name("new"), b"new")
    assert there.with_name("new").stat().st_mode == plain.stat().st_mode


def test_a_link_is_written_through(there):
    link = there.with_name("link")
    try:
        link.symlink_to(there)
    except OSError:
        pytest.skip("this account may make no links")
    whole_files.replace(link, b"new")
    assert link.is_symlink() and there.read_bytes() == b"new"


def test_a_missing_folder_is_made_for_bytes_and_refused_to_a_writer(tmp_path):
    whole_files.replace(tmp_path / "a" / "b", b"x")
    assert (tmp_path / "a" / "b").read_bytes() == b"x"
    with pytest.raises(FileNotFoundError), whole_files.writing(tmp_path / "typo" / "b"):
        pass
    assert not (tmp_path / "typo").exists()


def test_nothing_is_created_over_what_is_there(there):
    with pytest.raises(FileExistsError):
        whole_files.create(there, b"new")
    assert there.read_bytes() == b"old" and os.listdir(there.parent) == [there.name]
    there.write_bytes(b"")  # what a full disk leaves behind
    whole_files.create(there, b"new")
    assert there.read_bytes() == b"new"


def test_parts_of_killed_programs_are_swept_when_they_are_old(there):
    old, young = (there.with_name(f".some file-{n}.part") for n in "ab")
    old.touch()
    young.touch()
    os.utime(old, (time.time() - 7200,) * 2)
    whole_files.sweep(there.parent)
    assert sorted(os.listdir(there.parent)) == sorted([there.name, young.name])
    whole_files.sweep(there.parent, older=0)
    assert os.listdir(there.parent) == [there.name]


HOLDER = """
import sys
import tempfile
from course_utils import locks
file = open(sys.argv[1], "ab")
print(locks.take(file, alone=sys.argv[2] == "alone"), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("held", "wanted", "works"),
    [("alone", True, False), ("alone", False, False), ("shared", True, False), ("shared", False, True)],
)
def test_another_process_holds_it(tmp_path, held, wanted, works):
    path = tmp_path / ".lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path), held], cwd=settings.ROOT,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert holder.stdout.readline().strip() == "True"
        with path.open("ab") as file:
            assert locks.take(file, alone=wanted) == works
        holder.kill()
        holder.wait()
        with path.open("ab") as file:
            assert locks.take(file)
    finally:
        holder.kill()
        holder.communicate()


def test_who_waits_is_told_once(tmp_path):
    path, told = tmp_path / ".lock", []

    with path.open("ab") as other:
        assert locks.take(other)

        def waiting():
            told.append(1)
            locks.let_go(other)

        with locks.lock(path, waiting) as file:
            assert not locks.take(other) and not file.closed
    assert told == [1]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may act for somebody else")
def test_a_lock_of_somebody_else_s_is_waited_for(tmp_path):
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o1777)
    path = folder / ".mnist.lock"
    waits = "with lock({!r}, lambda: print('waiting', flush=True)): print('mine')"
    code = "import os\nfrom course_utils.locks import lock\nos.setuid(65534)\n" + waits
    with locks.lock(path):
        path.chmod(0o644)
        command = [sys.executable, "-c", code.format(str(path))]
        other = subprocess.Popen(command, env=settings.child_environment(), stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "waiting\n"
    assert other.communicate(timeout=60)[0] == "mine\n"
    shutil.rmtree(folder)
