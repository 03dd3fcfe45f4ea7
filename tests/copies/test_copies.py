"""The learner's copies on disk: made, brought up to date, and never lost."""

import contextlib
import errno
import json
import os
import subprocess
import tempfile
from pathlib import Path

import nbformat
import pytest
from small_course import cell, notebook, put, ran

from course_utils import settings, whole_files
from course_utils.launch import copies, news


def bring(course):
    """Start the course once; return {chapter: what was done}."""
    return {done.name: done.what for done in copies.bring_all(course, copies.folder())}


def said(course):
    done = copies.bring_all(course, copies.folder())
    return "\n".join([*news.lines(done, copies.folder()), *news.clashes(done, copies.folder())])


def mine(name="01_one.ipynb"):
    return copies.folder() / name


def cells(path=None):
    return {c.get("id"): c for c in json.loads((path or mine()).read_text("utf-8"))["cells"]}


def write(path, **sources):
    """Change the sources of some cells in a file, as an editor does."""
    content = json.loads(path.read_text("utf-8"))
    for c in content["cells"]:
        c["source"] = sources.get(c.get("id"), c["source"])
    put(path, content)


def everything(folder):
    """Return all files under a folder with their bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


# ---- first use ------------------------------------------------------------------------------------------------------


def test_the_first_start_makes_copies_without_results(course, course_home):
    before = everything(course)
    assert bring(course) == {"01_one.ipynb": "copied", "02_two.ipynb": "copied"}
    assert mine().parent == course_home / "notebooks"
    assert cells()["sum"]["outputs"] == [] and cells()["sum"]["execution_count"] is None
    assert [c["source"] for c in cells().values()] == [c["source"] for c in cells(course / "01_one.ipynb").values()]
    assert everything(course) == before
    assert bring(course) == {"01_one.ipynb": "", "02_two.ipynb": ""}


def test_every_copy_of_the_real_course_is_a_valid_notebook(course_home):
    done = copies.bring_all(settings.NOTEBOOKS, copies.folder())
    assert {d.what for d in done if d.name.endswith(".ipynb")} == {"copied"}
    for path in copies.folder().glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
        assert not any(c.get("outputs") for c in cells(path).values())


def test_no_shipped_chapter_looks_edited():
    assert not [p.name for p in settings.NOTEBOOKS.glob("*.ipynb") if copies.edited_in_place(copies.read(p))]


def test_a_chapter_that_is_deleted_or_new_comes_with_the_next_start(course):
    bring(course)
    mine().unlink()
    put(course / "03_three.ipynb", notebook([cell("x", "3")]))
    assert bring(course) == {"01_one.ipynb": "copied", "02_two.ipynb": "", "03_three.ipynb": "copied"}


def test_an_empty_file_is_no_copy(course):
    bring(course)
    mine().write_bytes(b"")
    assert bring(course)["01_one.ipynb"] == "copied"
    assert "answer" in cells()


def test_pictures_that_the_text_shows_come_along_and_follow(course):
    text = cell("p", 'See ![a](images/a.png) and <img src="b.png">, not [this](02_two.ipynb#x)', "markdown")
    put(course / "01_one.ipynb", notebook([text]))
    for name in ("images/a.png", "b.png", "images/unused.png"):
        (course / name).parent.mkdir(exist_ok=True)
        (course / name).write_bytes(b"old")
    bring(course)
    assert (mine().parent / "images" / "a.png").read_bytes() == (mine().parent / "b.png").read_bytes() == b"old"
    assert not (mine().parent / "images" / "unused.png").exists()
    (mine().parent / "b.png").write_bytes(b"mine")
    for name in ("images/a.png", "b.png"):
        (course / name).write_bytes(b"new")
    bring(course)
    assert (mine().parent / "images" / "a.png").read_bytes() == b"new"
    assert (mine().parent / "b.png").read_bytes() == b"mine"


def test_only_files_of_the_course_come_along(course, tmp_path):
    for name in ("outside.png", "course é/outside.png"):
        (tmp_path / name).write_bytes(b"x")
    (course / "with blank.png").write_bytes(b"x")
    targets = [
        "../outside.png",
        str(tmp_path / "outside.png"),
        "/etc/hostname",
        "https://example.org/a.png",
        "none.png",
    ]
    targets += ["a%00b.png", f"{'long' * 100}.png", f"data:image/png;base64,{'A' * 5000}", "attachment:a.png", "."]
    text = "".join(f"![x]({target})\n" for target in [*targets, "with%20blank.png"])
    put(course / "01_one.ipynb", notebook([cell("p", text, "markdown")]))
    assert copies.referred(course) == [course / "with blank.png"]
    bring(course)
    assert {p.name for p in mine().parent.iterdir()} == {"01_one.ipynb", "02_two.ipynb", "with blank.png", ".shipped"}


def test_every_relative_link_of_the_real_chapters_leads_somewhere_from_the_copies(course_home):
    copies.bring_all(settings.NOTEBOOKS, copies.folder())
    targets = set()
    for path in settings.NOTEBOOKS.glob("*.ipynb"):
        for c in copies.read(path)["cells"]:
            if c["cell_type"] == "markdown":
                targets.update(filter(None, sum(copies._TARGETS.findall("".join(c["source"])), ())))
    local = {t for t in targets if "://" not in t and not t.startswith(("#", "mailto:"))}
    assert len(local) >= 13
    assert not [t for t in local if not (copies.folder() / t).exists()]


# ---- a new version --------------------------------------------------------------------------------------------------


def test_a_new_version_reaches_the_copy_and_leaves_the_learners_work(course):
    bring(course)
    write(mine(), answer="answer = 42")
    write(course / "01_one.ipynb", task="## Your turn\n\nAdd two numbers.")
    assert bring(course)["01_one.ipynb"] == "merged"
    assert cells()["answer"]["source"] == "answer = 42" and "two numbers" in cells()["task"]["source"]
    before = mine().parent / ".shipped" / "before-01_one.ipynb"
    assert (
        cells(before)["task"]["source"] == "## Your turn\n\nAdd." and cells(before)["answer"]["source"] == "answer = 42"
    )
    assert bring(course)["01_one.ipynb"] == ""


def test_only_new_results_are_no_news(course):
    bring(course)
    content = json.loads((course / "01_one.ipynb").read_text("utf-8"))
    content["cells"][1].update(ran("1 + 2", text="three"))
    put(course / "01_one.ipynb", content)
    before = everything(mine().parent)
    assert bring(course)["01_one.ipynb"] == "" and everything(mine().parent) == before


def test_a_clash_is_said_once_and_the_courses_version_can_be_looked_up(course):
    bring(course)
    write(mine(), answer="answer = 42")
    write(course / "01_one.ipynb", answer="answer = ...  # ```a number```")
    told = said(course)
    assert "01_one (1 cell)" in told and "Yours stay" in told and news.CHANGES in told
    text = (mine().parent / news.CHANGES).read_text("utf-8")
    assert "[01_one](01_one.ipynb)" in text and "**Your turn**" in text
    assert "````python\nanswer = ...  # ```a number```\n````" in text
    assert said(course) == ""
    write(course / "01_one.ipynb", answer="answer = ...  # later")
    said(course)
    text = (mine().parent / news.CHANGES).read_text("utf-8")
    assert text.startswith(news.HEADING) and text.count(news.HEADING) == 1
    assert text.index("# later") < text.index("a number")


def test_a_removed_cell_that_was_changed_is_said(course, small):
    bring(course)
    write(mine(), answer="answer = 42")
    put(course / "01_one.ipynb", notebook([c for c in small if c["id"] != "answer"]))
    assert "01_one (1 cell)" in said(course)
    assert news.GONE in (mine().parent / news.CHANGES).read_text("utf-8")
    assert cells()["answer"]["source"] == "answer = 42"


def test_a_trusted_copy_stays_trusted(course, course_home, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(course_home / "jupyter" / "data"))
    from nbformat.sign import NotebookNotary

    bring(course)
    content = json.loads(mine().read_text("utf-8"))
    content["cells"][1].update(ran("1 + 2"))
    put(mine(), content)
    NotebookNotary().sign(nbformat.read(mine(), as_version=4))
    write(course / "01_one.ipynb", task="news")
    assert bring(course)["01_one.ipynb"] == "merged"
    assert NotebookNotary().check_signature(nbformat.read(mine(), as_version=4))
    write(mine(), sum="from elsewhere")
    write(course / "01_one.ipynb", task="more news")
    assert bring(course)["01_one.ipynb"] == "merged"
    assert not NotebookNotary().check_signature(nbformat.read(mine(), as_version=4))


# ---- what learners had before ---------------------------------------------------------------------------------------


def as_saved_by_jupyter(path, **sources):
    write(path, **sources)
    content = json.loads(path.read_text("utf-8"))
    content["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}
    put(path, content)


def test_answers_written_into_the_course_come_along_and_are_never_overwritten(course):
    shipped = (course / "01_one.ipynb").read_bytes()
    as_saved_by_jupyter(course / "01_one.ipynb", answer="answer = 42")
    edited = (course / "01_one.ipynb").read_bytes()
    told = said(course)
    assert "01_one" in told and "edited in the course's own folder" in told and "git checkout" in told
    assert cells()["answer"]["source"] == "answer = 42" and cells()["sum"]["outputs"]
    assert (course / "01_one.ipynb").read_bytes() == edited
    (course / "01_one.ipynb").write_bytes(shipped)  # as told
    write(course / "01_one.ipynb", task="news")
    bring(course)
    assert cells()["answer"]["source"] == "answer = 42"
    write(course / "01_one.ipynb", end="The very end.")
    bring(course)
    assert cells()["answer"]["source"] == "answer = 42" and cells()["end"]["source"] == "The very end."


def test_a_course_that_is_edited_after_the_copies_were_made_does_not_reach_them(course):
    bring(course)
    write(mine(), answer="answer = 42")
    as_saved_by_jupyter(course / "01_one.ipynb", answer="answer = 41", task="scribbled")
    before = everything(mine().parent)
    assert "edited in the course's own folder" in said(course)
    assert everything(mine().parent) == before


def test_a_folder_that_was_there_before_loses_nothing(course, course_home, small):
    (course_home / "progress.jsonl").write_text("{}\n")
    own = [{**c, "source": "answer = 42"} if c["id"] == "answer" else c for c in small]
    put(course_home / "notebooks" / "01_one.ipynb", notebook([*own, cell("extra", "mine")]))
    put(course_home / "notebooks" / "notes.ipynb", notebook([cell("n", "mine")]))
    assert bring(course)["01_one.ipynb"] == "merged"
    assert cells()["answer"]["source"] == "answer = 42" and "extra" in cells() and cells()["sum"]["outputs"]
    assert cells(mine("notes.ipynb"))["n"]["source"] == "mine"
    assert (course_home / "progress.jsonl").read_text() == "{}\n"


# ---- damage, full disks, things in the way --------------------------------------------------------------------------

DAMAGED = {
    "half": lambda text: text[: len(text) // 2],
    "no JSON": lambda text: "hello",
    "another JSON": lambda text: "[1, 2]",
    "no cells": lambda text: '{"cells": 3}',
    "no sources": lambda text: text.replace('"source"', '"sauce"'),
    "conflict marks": lambda text: f"<<<<<<< HEAD\n{text}",
    "old format without ids": lambda text: json.dumps(
        {**json.loads(text), "nbformat_minor": 4, "cells": [
            {k: v for k, v in c.items() if k != "id"} for c in json.loads(text)["cells"]]}
    ),
    "older format": lambda text: '{"worksheets": [], "nbformat": 3}',
    "nested without end": lambda text: "[" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_copy_is_left_alone_and_said(course, damage):
    bring(course)
    text = DAMAGED[damage](mine().read_text("utf-8"))
    mine().write_text(text, encoding="utf-8")
    write(course / "01_one.ipynb", task="news")
    told = said(course)
    assert "01_one" in told and "chapter again 01" in told
    assert mine().read_text("utf-8") == text
    assert bring(course)["02_two.ipynb"] == ""


@pytest.mark.parametrize("damage", [name for name in DAMAGED if name != "old format without ids"])
def test_a_damaged_chapter_of_the_course_is_said_and_touches_nothing(course, damage):
    bring(course)
    before = everything(mine().parent)
    path = course / "01_one.ipynb"
    path.write_text(DAMAGED[damage](path.read_text("utf-8")), encoding="utf-8")
    assert "the course's own file cannot be read" in said(course)
    assert everything(mine().parent) == before


def test_a_damaged_base_loses_nothing(course):
    bring(course)
    write(mine(), answer="answer = 42")
    (mine().parent / ".shipped" / "01_one.ipynb").write_text("{")
    write(course / "01_one.ipynb", task="news")
    bring(course)
    assert cells()["answer"]["source"] == "answer = 42"


def test_a_full_disk_changes_nothing_and_is_said(course, monkeypatch):
    bring(course)
    write(mine(), answer="answer = 42")
    write(course / "01_one.ipynb", task="news")
    put(course / "03_three.ipynb", notebook([cell("x", "3")]))
    before = everything(mine().parent)

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        told = said(course)
    assert told.count("No space left on device") == 2 and "it stays as it was" in told
    assert everything(mine().parent) == before
    assert bring(course) == {"01_one.ipynb": "merged", "02_two.ipynb": "", "03_three.ipynb": "copied"}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="a small disk needs root to be mounted")
def test_a_disk_that_is_really_full(course, course_home):
    disk = course_home / "notebooks"
    disk.mkdir()
    if subprocess.call(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)], stderr=subprocess.DEVNULL):
        pytest.skip("nothing can be mounted here")
    try:
        bring(course)
        write(mine(), answer="answer = 42")
        before = mine().read_bytes()
        write(course / "01_one.ipynb", task="news")
        with contextlib.suppress(OSError), (disk / "fill").open("wb", buffering=0) as fill:
            while fill.write(b"x" * 4096):
                pass
        assert "No space left on device" in said(course)
        assert mine().read_bytes() == before
        (disk / "fill").unlink()
        assert bring(course)["01_one.ipynb"] == "merged"
    finally:
        subprocess.call(["umount", str(disk)])


def test_a_file_where_the_folder_belongs_is_said(course, course_home):
    (course_home / "notebooks").write_text("mine")
    with pytest.raises(OSError, match="your copies of the chapters belong there"):
        copies.folder()
    assert (course_home / "notebooks").read_text() == "mine"


def test_a_copy_kept_elsewhere_behind_a_link_is_changed_there(course, tmp_path):
    bring(course)
    elsewhere = tmp_path / "elsewhere.ipynb"
    os.rename(mine(), elsewhere)
    mine().symlink_to(elsewhere)
    write(course / "01_one.ipynb", task="news")
    bring(course)
    assert mine().is_symlink() and cells(elsewhere)["task"]["source"] == "news"


def test_the_files_rights_stay(course):
    bring(course)
    mine().chmod(0o640)
    write(course / "01_one.ipynb", task="news")
    bring(course)
    assert mine().stat().st_mode & 0o777 == 0o640


# ---- killed at any step ---------------------------------------------------------------------------------------------


def killed_after(steps):
    """Let this process, a child, die at the step after so many; the last file may then be there in part only."""
    left = iter(range(steps))

    def count(original, dying=lambda *result: None):
        def counted(*arguments, **options):
            if next(left, None) is None:
                dying(*arguments, **options)
                os._exit(9)
            return original(*arguments, **options)

        return counted

    def half(*arguments, **options):
        handle, _ = make(*arguments, **options)
        os.write(handle, b'{"cells": [')

    make = tempfile.mkstemp
    tempfile.mkstemp = count(make, half)
    for name in ("fsync", "replace", "link", "chmod", "unlink"):
        setattr(os, name, count(getattr(os, name)))


def start_and_kill(course, place, steps):
    """Start once, killed after some steps; return whether it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            killed_after(steps)
            copies.bring_all(course, place)
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code == 0


def lasting(folder):
    """Return the files of a folder without the hidden parts that a killed program leaves."""
    return {name: data for name, data in everything(folder).items() if not name.endswith(".part")}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed in the middle of a function")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("with_copies", [False, True], ids=["first copy", "merge"])
def test_killed_at_any_step_the_next_start_does_the_rest(course, tmp_path, with_copies):
    def prepared(name):
        place = tmp_path / name
        place.mkdir()
        if with_copies:
            for path, data in learner.items():
                whole_files.replace(place / path, data)
        return place

    (course / "02_two.ipynb").unlink()
    copies.bring_all(course, tmp_path / "learner")
    write(tmp_path / "learner" / "01_one.ipynb", answer="answer = 42")
    learner = everything(tmp_path / "learner")
    write(course / "01_one.ipynb", task="news", end="The very end.")
    copies.bring_all(course, prepared("undisturbed"))
    wanted = lasting(tmp_path / "undisturbed")
    for steps in range(60):
        place = prepared(f"killed {steps}")
        finished = start_and_kill(course, place, steps)
        own = place / "01_one.ipynb"
        assert not own.exists() or copies.read(own) is not None, f"half a notebook after {steps} steps"
        assert not with_copies or cells(own)["answer"]["source"] == "answer = 42"
        copies.bring_all(course, place)
        assert lasting(place) == wanted, f"after {steps} steps"
        copies.bring_all(course, place)
        assert lasting(place) == wanted
        if finished:
            break
    assert finished and steps >= 8


def test_parts_of_killed_programs_are_swept_up_in_time(course):
    bring(course)
    old, young = (mine().parent / f".01_one.ipynb-{n}.part" for n in ("old", "young"))
    for part in (old, young):
        part.write_text("{")
    os.utime(old, (1, 1))
    bring(course)
    assert young.exists() and not old.exists()
