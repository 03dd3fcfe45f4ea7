"""A chapter shown finished, and one begun again: laid beside what is there, which stays."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from small_course import cell, notebook, put

from course_utils import chapters, settings
from course_utils.launch import copies, plain, sharing


@pytest.fixture
def started(course, course_home, monkeypatch):
    """The learner's folder with copies, one of them answered."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(course_home / "jupyter" / "data"))
    folder = copies.folder()
    copies.bring_all(course, folder)
    own = copies.read(folder / "01_one.ipynb")
    own["cells"][3]["source"] = "answer = 42"
    put(folder / "01_one.ipynb", own)
    monkeypatch.chdir(folder)
    return folder


def everything(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def untouched(before, folder):
    after = everything(folder)
    return all(after.get(name) == data for name, data in before.items())


def test_a_finished_chapter_comes_with_its_results(started):
    before = everything(started)
    opened = chapters.finished("01")
    assert opened.path == started / "01_one_finished.ipynb" and untouched(before, started)
    notebook = copies.read(opened.path)
    assert notebook["cells"][1]["outputs"] and notebook["cells"][3]["source"] == "answer = ..."
    assert NotebookNotary().check_signature(nbformat.read(opened.path, as_version=4))
    assert opened._repr_html_().startswith('<p><a href="01_one_finished.ipynb">')


def test_asked_again_it_is_the_same_one_and_one_that_was_changed_stays(started, course):
    first = chapters.finished(1).path
    content = copies.read(first)
    content["cells"][1]["outputs"] = []  # run, not changed
    put(first, content)
    before = everything(started)
    assert chapters.finished("1").path == first and everything(started) == before
    content["cells"][1]["source"] = "mine"
    put(first, content)
    before = everything(started)
    assert chapters.finished("01_one").path.name == "01_one_finished_2.ipynb" and untouched(before, started)
    (started / "01_one_finished_3.ipynb").write_text("damaged")
    put(course / "01_one.ipynb", notebook([cell("title", "# New", "markdown")]))
    before = everything(started)
    assert chapters.finished("01").path.name == "01_one_finished_4.ipynb" and untouched(before, started)


def test_a_chapter_begun_again_leaves_the_first_and_both_follow_the_course(started, course):
    before = everything(started)
    names = [chapters.again("01").path.name for _ in range(2)]
    assert names == ["01_one_again.ipynb", "01_one_again_2.ipynb"] and untouched(before, started)
    assert copies.read(started / names[0])["cells"][3]["source"] == "answer = ..."
    own = copies.read(started / names[0])
    own["cells"][3]["source"] = "answer = 43"
    put(started / names[0], own)
    (started / names[1]).unlink()
    content = copies.read(course / "01_one.ipynb")
    content["cells"][4]["source"] = "The very end."
    put(course / "01_one.ipynb", content)
    copies.bring_all(course, started)
    for name, answer in (("01_one.ipynb", "answer = 42"), (names[0], "answer = 43")):
        sources = [c["source"] for c in copies.read(started / name)["cells"]]
        assert answer in sources and "The very end." in sources
    assert not (started / names[1]).exists()


def test_without_a_copy_again_makes_the_first(started):
    (started / "01_one.ipynb").unlink()
    assert chapters.again("01").path == started / "01_one.ipynb"


@pytest.mark.parametrize("chapter", ["03", 7, "nothing", "", None, "../01_one_x"])
def test_a_chapter_that_is_not_there_is_named(started, chapter):
    for call in (chapters.finished, chapters.again):
        with pytest.raises(ValueError, match="chapter: got .*; expected one of 01, 02"):
            call(chapter)


def test_a_damaged_chapter_of_the_course_makes_no_copy(started, course):
    (course / "01_one.ipynb").write_text("{")
    before = everything(started)
    for call in (chapters.finished, chapters.again):
        with pytest.raises(OSError, match="cannot be read as a notebook"):
            call("01")
    assert everything(started) == before


def test_a_finished_chapter_of_the_course_says_how_its_explorers_come_alive(course_home):
    path = chapters.finished("00").path
    html = "".join(
        "".join(o["data"].get("text/html", "")) for _, o in plain.displayed(json.loads(path.read_text("utf-8")))
    )
    assert html.count(plain.HOW["Explorer"]) == 2 and html.count(plain.HOW["Predict"]) == 2
    nbformat.validate(nbformat.read(path, as_version=4))


def test_the_command_does_the_same(course_home):
    command = [sys.executable, "-m", "course_utils", "chapter"]
    variables = {**os.environ, "COURSE_HOME": str(course_home)}

    def run(*words):
        return subprocess.run([*command, *words], capture_output=True, text=True, cwd=settings.ROOT, env=variables)

    done = run("finished", "00")
    assert done.returncode == 0 and str(course_home / "notebooks" / "00_start_here_finished.ipynb") in done.stdout
    assert (course_home / "jupyter" / "data" / "nbsignatures.db").exists()
    wrong = run("again", "99")
    assert wrong.returncode == 1 and "chapter: got '99'" in wrong.stderr and "Traceback" not in wrong.stderr
    for words, told in ((["again"], "got None; expected its number"), (["copies", "05"], "got '05'; expected none")):
        assert run(*words).returncode == 2 and told in run(*words).stderr


def test_the_command_makes_the_copies_that_jupyterlab_opens(course, course_home, monkeypatch, capsys):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    folder = course_home / "notebooks"
    assert chapters.main(["copies"]) == 0 and f"now in {folder}" in capsys.readouterr().out
    assert {path.name for path in folder.glob("*.ipynb")} == {"01_one.ipynb", "02_two.ipynb"}
    before = everything(folder)
    assert chapters.main(["copies"]) == 0 and capsys.readouterr().out == "" and everything(folder) == before
    put(course / "02_two.ipynb", notebook([cell("title", "# Two, again", "markdown"), cell("two", "2")]))
    with sharing.use(copies.lock_file(folder)) as use:  # somebody has them open
        use.share()
        assert chapters.main(["copies"]) == 0 and "There is news in 02_two" in capsys.readouterr().out
        assert everything(folder) == before
    assert chapters.main(["copies"]) == 0 and "Brought up to date: 02_two" in capsys.readouterr().out


def test_the_calls_load_nothing_heavy():
    code = "import course_utils.chapters, sys; print({n.split('.')[0] for n in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=settings.ROOT).stdout
    assert not [name for name in ("numpy", "torch", "IPython", "jupyter_server", "nbformat") if f"'{name}'" in loaded]
