"""A real class server: two learners work at once, each in a place of their own, on a course that nobody changes."""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from urllib.parse import urlencode

import classroom_python
import pytest
from tornado.httpclient import HTTPClientError

from course_utils import settings
from course_utils.exercises import journal
from course_utils.maintenance.bench.class_hub import Hub

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run on Windows")
CHAPTER = "05_convolution.ipynb"
RIGHT, WRONG = "map_1_2 = 6.5", "map_1_2 = 6.0"
CHECK = 'check("05-window-by-hand", map_1_2)'
ANSWERS = {"ada": RIGHT, "bob": WRONG}
LIMITS = "import os; print({name: os.environ.get(name) for name in ('MEM_LIMIT', 'CPU_LIMIT', 'OMP_NUM_THREADS')})"
TOO_MUCH = "import numpy as np\nlarge = np.ones(900_000_000, np.uint8)"


def state_of(folder):
    """Return what stands in a folder: content, time and mode of every file."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(p): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns, p.stat().st_mode) for p in files}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return a copy of the course that a class could share."""
    folder = tmp_path_factory.mktemp("shared") / "the course"
    for name in ("course_utils", "data", "notebooks"):
        ignored = shutil.ignore_patterns("__pycache__", "weights", "*.part")
        shutil.copytree(settings.ROOT / name, folder / name, ignore=ignored)
    return folder


@pytest.fixture(scope="module")
def told(course, tmp_path_factory):
    """Return what two learners saw on the hub, and what was there before and after it was started again."""
    python = classroom_python.python("jupyterhub")
    if not os.path.exists(os.path.join(os.path.dirname(python), "configurable-http-proxy")):
        pytest.skip(f"no configurable-http-proxy beside {python}: install Node.js and run 'make classroom'")
    folder = tmp_path_factory.mktemp("hub")
    asked = {"COURSE_FOLDER": str(course), "COURSE_PYTHON": sys.executable, "COURSE_MEMORY": "800M"}
    asked |= {"COURSE_DATA": str(folder / "downloads"), "PYTHONPATH": str(course)}
    return asyncio.run(a_lesson(Hub(python, folder, asked), course))


async def a_lesson(hub, course):
    """Let two learners work, restart the hub, and tell what was seen."""
    seen = {"hub": hub, "before": state_of(course), "others": {}}
    await hub.start()
    try:
        learners = dict(zip(ANSWERS, await asyncio.gather(*map(hub.learner, ANSWERS))))
        seen |= dict(zip(ANSWERS, await asyncio.gather(*map(work, learners.values()))))
        for name, other in (("ada", "bob"), ("bob", "ada")):
            with contextlib.suppress(HTTPClientError):
                path = f"/user/{other}/api/contents/{CHAPTER}"
                seen["others"][name] = await hub.ask(path, token=learners[name].token)
        hub.stop()
        await hub.start()
        ada = await hub.learner("ada")
        ada.kernel = learners["ada"].kernel
        await ada.connect()
        seen["again"] = await ada.run("print(map_1_2)")
        seen["file again"] = await ada.ask(f"/api/contents/{CHAPTER}")
    finally:
        await hub.end()
    return seen | {"after": state_of(course)}


async def work(learner):
    """Answer, move an explorer, ask for too much, write into the own copy; return what was seen."""
    seen = {"cells": await learner.open("05")}
    await learner.run("from course_utils.explorers import FilterLab")
    seen["check"] = await learner.run(f"{ANSWERS[learner.name]}\n{CHECK}")
    await learner.run("FilterLab()")
    seen["explorer"] = await learner.move("FilterLab")
    seen["limits"] = await learner.run(LIMITS)
    seen["too much"] = await learner.run(TOO_MUCH)
    seen["after"] = await learner.run("print(map_1_2)")
    seen["pulled"] = await pulled(learner)
    model = await learner.ask(f"/api/contents/{CHAPTER}")
    model["content"]["cells"].append(
        {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": f"by {learner.name}"}
    )
    await learner.ask(f"/api/contents/{CHAPTER}", {"type": "notebook", "content": model["content"]}, "PUT")
    return seen | {"home": learner.home}


async def pulled(learner):
    """Follow a lecturer's link twice, between which both have written; return the file's text after each."""
    repository, texts = learner.hub.folder / f"week 3 for {learner.name}", []
    mine = learner.home / "notebooks" / "week-3" / "task.txt"
    address = f"/git-pull/api?{urlencode({'repo': repository.as_uri(), 'branch': 'main', 'targetpath': 'week-3'})}"
    for text in ("one\ntwo\nthree\n", "ONE\ntwo\nthree\n"):
        commit(repository, "task.txt", text)
        await learner.ask(address)
        texts.append(mine.read_text("utf-8"))
        mine.write_text(texts[-1] + "my answer\n", encoding="utf-8")
    return texts


def commit(repository, name, text):
    """Commit a file in a repository, made on first use."""
    git = ["git", "-c", "user.name=lecturer", "-c", "user.email=lecturer@example.org", "-C", str(repository)]
    if not repository.exists():
        subprocess.run(["git", "init", "-q", "-b", "main", str(repository)], check=True)
    (repository / name).write_text(text, encoding="utf-8")
    subprocess.run([*git, "add", name], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "for the class"], check=True)


@pytest.mark.parametrize("name", ANSWERS)
def test_each_learner_works_in_a_copy_of_their_own(told, name):
    own = json.loads((told[name]["home"] / "notebooks" / CHAPTER).read_text("utf-8"))
    assert own["cells"][-1]["source"] in (f"by {name}", [f"by {name}"])
    shipped = sorted(path.name for path in settings.NOTEBOOKS.glob("[0-9]*.ipynb"))
    assert sorted(path.name for path in (told[name]["home"] / "notebooks").glob("[0-9]*.ipynb")) == shipped


def test_nothing_was_written_into_the_course_that_all_share(told):
    assert len(told["before"]) > 500
    assert told["after"] == told["before"]


@pytest.mark.parametrize(("name", "verdict"), [("ada", "correct"), ("bob", "wrong")])
def test_an_answer_stands_in_the_journal_of_the_one_who_gave_it(told, name, verdict):
    lines = (told[name]["home"] / journal.FILE_NAME).read_text("utf-8").splitlines()
    attempts = [record for line in lines if (record := json.loads(line))["kind"] == "attempt"]
    assert [(record["id"], record["verdict"] == "correct") for record in attempts] == [
        ("05-window-by-hand", verdict == "correct")
    ]


def test_no_learner_reads_what_is_another_s(told):
    assert told["others"] == {}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_explorer_answers_by_way_of_the_hub(told, name):
    _, answer = told[name]["explorer"]
    assert answer["kind"] == "frame"
    assert json.loads(answer["text"])["frames"]


@pytest.mark.parametrize("name", ANSWERS)
def test_limits_are_told_and_kept_and_a_cell_that_is_too_large_costs_nothing_else(told, name):
    _, said, error = told[name]["limits"]
    assert (said.strip(), error) == (
        str({"MEM_LIMIT": str(800 * 2**20), "CPU_LIMIT": "1.0", "OMP_NUM_THREADS": "1"}),
        "",
    )
    assert "Unable to allocate" in told[name]["too much"][2] or "MemoryError" in told[name]["too much"][2]
    assert told[name]["after"][1:] == (f"{ANSWERS[name].split()[-1]}\n", "")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_lecturer_s_link_brings_notebooks_and_keeps_what_the_learner_wrote(told, name):
    first, second = told[name]["pulled"]
    assert first == "one\ntwo\nthree\n"
    assert second == "ONE\ntwo\nthree\nmy answer\n"


def test_a_hub_that_is_started_again_finds_the_learners_at_work(told):
    assert told["again"][1:] == ("6.5\n", "")
    assert told["file again"]["content"]["cells"][-1]["source"] == "by ada"


def test_everything_has_ended(told):
    assert told["hub"].process.poll() is not None
    homes = str(told["hub"].folder)
    left = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    assert [line for line in left.splitlines() if homes in line] == []
