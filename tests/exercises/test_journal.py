"""The progress file survives killed kernels, full disks and two notebooks at once, and never stops a lesson."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from course_utils.exercises import journal, progress

EVENT = {"v": 1, "kind": "hint", "id": "99-leaky", "number": 1}


def run(script, home):
    """Run Python code in a process of its own, as a second kernel would, with ``home`` as its course home."""
    environment = {**os.environ, "COURSE_HOME": str(home)}
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], env=environment, stdout=subprocess.PIPE)


def test_what_is_written_is_read_back_with_a_time_in_utc(fresh_journal):
    assert journal.append("attempt", id="99-leaky", verdict="correct", misconception=None) == ""
    (record,) = journal.records()
    assert record["id"] == "99-leaky" and record["verdict"] == "correct"
    assert record["time"].endswith("Z") and len(record["time"]) == 20
    assert fresh_journal.read_bytes().count(b"\n") == 1


def test_the_file_is_only_ever_appended_to(fresh_journal):
    journal.append("solution", id="99-leaky")
    before, inode = fresh_journal.read_bytes(), fresh_journal.stat().st_ino
    journal.append("solution", id="99-loss")
    assert fresh_journal.read_bytes().startswith(before)
    assert fresh_journal.stat().st_ino == inode


@pytest.mark.parametrize("cut", [1, 5, 20, 60])
def test_a_torn_last_line_costs_that_record_alone(fresh_journal, cut):
    journal.append("solution", id="99-leaky")
    journal.append("solution", id="99-loss")
    whole = fresh_journal.read_bytes()
    fresh_journal.write_bytes(whole[:-cut])
    journal.append("solution", id="99-slope")
    ids = [record["id"] for record in journal.records()]
    assert ids[0] == "99-leaky" and ids[-1] == "99-slope"
    assert len(ids) == (3 if cut == 1 else 2)  # without its line end the record itself is still whole


def test_whatever_stands_in_the_file_the_rest_is_read(fresh_journal):
    good = json.dumps(EVENT)
    fresh_journal.write_bytes(
        b"\n".join([b"", b"\xff\xfe\x00", b"[]", b"3", b"null", b'{"v": 1}', b'{"v": 1, "kind": []}', b"{" * 5000,
                    b'{"v": 1, "kind": "attempt", "id": "x"}', b'{"v": 2, "kind": "hint", "id": "x", "number": 1}',
                    b'{"v": 1, "kind": "dream", "id": "x"}', good.encode()])
    )  # fmt: skip
    assert journal.records() == [EVENT]


def test_a_kernel_killed_while_writing_leaves_a_readable_file(course_home, fresh_journal):
    script = """
        from course_utils.exercises import journal
        print("ready", flush=True)
        while True:
            journal.append("attempt", id="99-leaky", verdict="not yet", misconception="x" * 3000)
    """
    for _ in range(3):
        writer = run(script, course_home)
        writer.stdout.readline()
        while not fresh_journal.exists() or fresh_journal.stat().st_size < 50_000:
            assert writer.poll() is None
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        count = len(journal.records())
        assert count > 10
        journal.append("solution", id="99-loss")
        assert journal.records()[-1]["id"] == "99-loss"
        assert len(journal.records()) == count + 1


def _write_many(name, count):
    for i in range(count):
        journal.append("attempt", id=f"{name}-{i}", verdict="correct", misconception=name * 200)


def test_notebooks_writing_at_once_lose_nothing(course_home):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write_many, args=(name, 150)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ids = [record["id"] for record in journal.records()]
    assert sorted(ids) == sorted(f"{name}-{i}" for name in "abcd" for i in range(150))
    for name in "abcd":  # and each notebook's own records stand in their order
        assert [id for id in ids if id[0] == name] == [f"{name}-{i}" for i in range(150)]


def test_a_record_of_another_notebook_written_meanwhile_is_not_overwritten(fresh_journal, monkeypatch):
    """The moment between looking at the file's end and writing is where an ordinary write would destroy."""
    look = journal._last_byte

    def look_and_be_overtaken(*arguments):
        seen = look(*arguments)
        with fresh_journal.open("ab") as other:
            other.write(json.dumps(EVENT).encode() + b"\n")
        return seen

    journal.append("solution", id="99-leaky")
    monkeypatch.setattr(journal, "_last_byte", look_and_be_overtaken)
    journal.append("solution", id="99-loss")
    assert [record["id"] for record in journal.records()] == ["99-leaky", EVENT["id"], "99-loss"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_told_once_and_the_session_remembers(fresh_journal):
    fresh_journal.symlink_to("/dev/full")
    told = journal.append("hint", id="99-leaky", number=1)
    assert "No space left on device" in told and "The lesson goes on" in told
    assert journal.append("hint", id="99-leaky", number=2) == ""
    fresh_journal.unlink()
    assert [record["number"] for record in journal.records()] == [1, 2]
    assert journal.append("hint", id="99-leaky", number=3) == ""
    fresh_journal.unlink()
    fresh_journal.symlink_to("/dev/full")
    assert "could not be saved" in journal.append("hint", id="99-leaky", number=4)  # a new trouble, a new word


def test_a_disk_that_fills_up_within_a_record(course_home, fresh_journal):
    script = """
        import resource, signal
        from course_utils.exercises import journal
        journal.append("solution", id="99-leaky")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (120, hard))
        print(journal.append("solution", id="99-loss" + "x" * 200))
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        journal.append("solution", id="99-slope")
    """
    told, _ = run(script, course_home).communicate()
    assert b"could not be saved" in told
    assert [record["id"] for record in journal.records()] == ["99-leaky", "99-slope"]


def test_a_home_that_cannot_be_made_is_told(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file" / "home"))
    assert "could not be saved" in journal.append("solution", id="99-leaky")
    assert [record["id"] for record in journal.records()] == ["99-leaky"]


def test_a_read_only_file_is_told(monkeypatch, fresh_journal):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    journal.append("solution", id="99-leaky")
    monkeypatch.setattr(journal.os, "open", refuse)
    assert "(Permission denied)" in journal.append("solution", id="99-loss")
    assert [record["id"] for record in journal.records()] == ["99-leaky", "99-loss"]


@pytest.mark.parametrize(
    "line", [b'{"v": 1, "kind": "attempt", "id": ["99-leaky"], "verdict": "correct"}', b"[" * 100_000, b'{"v": 1}']
)
def test_a_line_that_somebody_else_wrote_is_passed_over(line, fresh_journal):
    fresh_journal.write_bytes(line + b"\n")
    journal.append("attempt", id="99-leaky", verdict="correct")
    assert [record["id"] for record in journal.records()] == ["99-leaky"]
    assert progress().text
