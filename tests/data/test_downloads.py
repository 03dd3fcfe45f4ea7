"""Downloads from mirrors that cut, corrupt, stall, redirect and refuse."""

import errno
import os
import shutil

import pytest

from course_utils.data import downloads, transfer
from course_utils.data.downloads import NoMirror, fetch, part_of
from course_utils.data.sources import DownloadSet
from course_utils.data.transfer import DownloadError

PATIENCE = 0.4


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(downloads, "PAUSE", 0.01)


def get(mirrors, folder, *behaviours):
    """Fetch from these mirrors and return the bytes that became visible."""
    return fetch(mirrors.source(*behaviours), folder, patience=PATIENCE, progress=False).read_bytes()


def visible(folder):
    return sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))


def test_a_good_mirror_serves_and_leaves_nothing_but_the_file(mirrors, tmp_path):
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert visible(tmp_path) == ["set.gz"]
    assert not part_of(tmp_path / "set.gz").exists()


def test_a_file_that_is_there_is_not_fetched_again(mirrors, tmp_path):
    (tmp_path / "set.gz").write_bytes(mirrors.content)
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert mirrors.asked == []


@pytest.mark.parametrize(
    ("behaviour", "word"),
    [
        ("forbidden", "HTTP 403"),
        ("missing", "does not have the file (HTTP 404)"),
        ("broken", "HTTP 500"),
        ("html", "web page"),
        ("plainhtml", "not the file"),
        ("garbage", "not the file"),
        ("corrupt", "checksum"),
        ("toolong", "more than the file has"),
        ("wronglength", "offers a file of 7 bytes"),
        ("login", "it sent us on to 127.0.0.1"),
        ("circle", "in circles"),
        ("elsewhere", "no web address"),
        ("hangup", "cannot be reached"),
        ("silent", "did not answer"),
        ("stall", "fell silent"),
        ("drip", "too slow"),
    ],
)
def test_a_bad_mirror_is_skipped_with_a_word(mirrors, tmp_path, capsys, behaviour, word):
    assert get(mirrors, tmp_path, behaviour, "good") == mirrors.content
    said = capsys.readouterr()
    assert word in said.out
    assert "127.0.0.1" in said.out
    assert said.err == ""
    assert visible(tmp_path) == ["set.gz"]


@pytest.mark.parametrize("behaviour", ["norange", "nolength", "labelled", "redirect"])
def test_an_unusual_but_honest_mirror_serves(mirrors, tmp_path, behaviour):
    assert get(mirrors, tmp_path, behaviour) == mirrors.content


def test_a_mirror_that_does_not_exist_is_skipped(mirrors, tmp_path):
    source = mirrors.source("good")
    nowhere = "http://127.0.0.1:9/nothing"  # the discard port: nobody listens
    source = type(source)(source.file, source.size, source.sha256, (nowhere, *source.urls))
    assert fetch(source, tmp_path, patience=PATIENCE, progress=False).read_bytes() == mirrors.content


def test_a_cut_is_resumed_where_it_happened(mirrors, tmp_path):
    assert get(mirrors, tmp_path, "cut") == mirrors.content
    assert mirrors.asked == [("cut", None), ("cut", "bytes=100000-"), ("cut", "bytes=200000-")]


def test_a_mirror_that_brings_nothing_more_is_given_up(mirrors, tmp_path):
    with pytest.raises(NoMirror, match="broke off"):
        get(mirrors, tmp_path, "deadend")
    assert mirrors.asked == [("deadend", None), ("deadend", "bytes=100000-")]


def test_a_part_goes_on_at_the_next_mirror(mirrors, tmp_path):
    assert get(mirrors, tmp_path, "stall", "good") == mirrors.content
    assert mirrors.asked == [("stall", None), ("good", "bytes=100000-")]


def test_a_part_survives_until_the_next_call(mirrors, tmp_path):
    with pytest.raises(NoMirror):
        get(mirrors, tmp_path, "deadcut")
    assert part_of(tmp_path / "set.gz").read_bytes() == mirrors.content[:100_000]
    assert visible(tmp_path) == []
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert mirrors.asked[-1] == ("good", "bytes=100000-")


@pytest.mark.parametrize("behaviour", ["html", "garbage", "plainhtml", "wronglength", "wrongpiece", "unsatisfiable"])
def test_a_bad_answer_does_not_cost_the_part_that_is_there(mirrors, tmp_path, behaviour):
    part = part_of(tmp_path / "set.gz")
    part.write_bytes(mirrors.content[:1000])
    with pytest.raises(NoMirror):
        get(mirrors, tmp_path, behaviour)
    assert part.read_bytes() == mirrors.content[:1000]


def test_a_mirror_that_ignores_range_gives_the_whole_file(mirrors, tmp_path):
    part_of(tmp_path / "set.gz").write_bytes(mirrors.content[:1000])
    assert get(mirrors, tmp_path, "norange") == mirrors.content


def test_a_mirror_that_ignores_range_and_breaks_off_does_not_cost_the_part_that_is_there(mirrors, tmp_path):
    part_of(tmp_path / "set.gz").write_bytes(mirrors.content[:250_000])
    assert get(mirrors, tmp_path, "norangecut", "good") == mirrors.content
    assert mirrors.asked == [("norangecut", "bytes=250000-"), ("good", "bytes=250000-")]


@pytest.mark.parametrize("length", [1000, 300_000, 300_001])
def test_a_damaged_part_is_refused_and_restarted(mirrors, tmp_path, length):
    part_of(tmp_path / "set.gz").write_bytes(b"?" * length)
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert mirrors.asked[-1] == ("good", None)


def test_corrupted_content_never_becomes_visible(mirrors, tmp_path):
    with pytest.raises(NoMirror, match="checksum"):
        get(mirrors, tmp_path, "corrupt")
    assert visible(tmp_path) == []
    assert not part_of(tmp_path / "set.gz").exists()


def test_a_damaged_file_is_put_aside_and_fetched_again(mirrors, tmp_path, capsys):
    (tmp_path / "set.gz").write_bytes(b"damaged")
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert (tmp_path / "set.gz.damaged").read_bytes() == b"damaged"
    assert "damaged" in capsys.readouterr().out


def test_an_interrupt_leaves_a_part_that_resumes(mirrors, tmp_path, monkeypatch, capsys):
    read, calls = transfer._read, []

    def interrupted(raw, patience):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return read(raw, patience)

    with monkeypatch.context() as patched:
        patched.setattr(transfer, "_read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            get(mirrors, tmp_path, "good")
    kept = part_of(tmp_path / "set.gz").stat().st_size
    assert kept > 0
    assert "kept" in capsys.readouterr().out
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert mirrors.asked[-1] == ("good", f"bytes={kept}-")


def test_a_disk_without_room_is_told_before_the_download(mirrors, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(DownloadError, match=r"0\.3 MB are needed, 1000 bytes are free.*COURSE_DATA"):
        get(mirrors, tmp_path, "good")
    assert mirrors.asked == []


def test_a_disk_that_runs_full_keeps_the_part(mirrors, tmp_path, monkeypatch):
    opened = transfer._open

    class Full:
        def __init__(self, handle):
            self.handle = handle

        def write(self, data):
            if self.handle.tell() > 50_000:
                raise OSError(errno.ENOSPC, "No space left on device")
            return self.handle.write(data)

        def __getattr__(self, name):
            return getattr(self.handle, name)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.handle.close()

    def small_reads(raw, patience):
        return raw.read1(1000, decode_content=False)

    with monkeypatch.context() as patched:
        patched.setattr(transfer, "_open", lambda part, mode: Full(opened(part, mode)))
        patched.setattr(transfer, "_read", small_reads)
        with pytest.raises(DownloadError, match=r"full.*what has arrived is kept"):
            get(mirrors, tmp_path, "good")
    kept = part_of(tmp_path / "set.gz").stat().st_size
    assert 50_000 < kept < 52_000
    assert get(mirrors, tmp_path, "good") == mirrors.content
    assert mirrors.asked[-1] == ("good", f"bytes={kept}-")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere; Windows has no modes")
def test_a_folder_that_may_not_be_written_is_named(mirrors, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match=str(tmp_path)):
        get(mirrors, tmp_path, "good")


def test_a_part_that_cannot_be_opened_is_named(mirrors, tmp_path, monkeypatch):
    def refuse(part, mode):
        raise transfer._disk(part, PermissionError(errno.EACCES, "Permission denied"))

    monkeypatch.setattr(transfer, "_open", refuse)
    with pytest.raises(DownloadError, match=r"set\.gz\.part cannot be written: Permission denied"):
        get(mirrors, tmp_path, "good")


def test_the_bar_shows_large_files_on_stdout(mirrors, tmp_path, capsys):
    with transfer._bar(tmp_path / ".set.gz.part", 5, 2_000_000, True) as bar:
        bar.update(1_000_000)
    said = capsys.readouterr()
    assert "set.gz" in said.out
    assert said.err == ""


def test_a_shared_folder_that_may_only_be_read_serves_what_it_has(mirrors, tmp_path, monkeypatch):
    def refuse(path, waiting=None):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    wanted = DownloadSet("a set", (mirrors.source("good"),), (), "digits")
    monkeypatch.setattr(downloads, "lock", refuse)  # root may write everywhere, so the refusal is played
    with pytest.raises(DownloadError, match=r"set\.gz has to be fetched.*Permission denied.*COURSE_DATA") as caught:
        downloads.download(wanted, tmp_path)
    assert 'load("a set")' in str(caught.value) and 'load("digits")' in str(caught.value)
    (tmp_path / "set.gz").write_bytes(mirrors.content)
    assert downloads.download(wanted, tmp_path) == {"set.gz": tmp_path / "set.gz"}
    assert mirrors.asked == []
