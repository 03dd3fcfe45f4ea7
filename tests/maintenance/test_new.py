"""A skeleton passes what the course asks of everything, refuses what cannot be, and is undone by git alone."""

import os
import re
import subprocess
import sys

import pytest

from course_utils import settings
from course_utils.explorers import REGISTRY
from course_utils.maintenance import hygiene_lesson, minutes
from course_utils.maintenance.new import __main__, cells, chapter, claim, exercise, explorer
from course_utils.maintenance.new.draft import Refused, spoken
from course_utils.maintenance.pages import Page, find

CHAPTERS = [path.name[:2] for path in find()]
NEXT = f"{len(CHAPTERS):02}"
TASK, LAB = "largest-share-of-each-tiny-row", "SlopeBenchOfVeryManyLittleRows"  # as long as names may be
MODULE = "slope_bench_of_very_many_little_rows"
SAID = "Of every nine rows some seven stay as they are."
MADE = (
    ("chapter", NEXT, "Sums of rows", "--no-run"), ("exercise", f"{NEXT}-{TASK}", "--no-run"),
    ("claim", NEXT, SAID), ("explorer", LAB, "--chapter", NEXT),
)  # fmt: skip
HELD = (
    f"course_utils.exercises.audit {NEXT}",
    f"course_utils.maintenance.claims {NEXT} glossary readme 00",
    f"course_utils.maintenance.hygiene {NEXT} 00",
    f"course_utils.maintenance.notebooks --check 00 {NEXT}",
    # The tests of what the skeletons hold, and of what lists it.
    "pytest -p no:cacheprovider -q --no-header tests/exercises/test_layout.py tests/exercises/test_conformance.py "
    "tests/exercises/test_answers.py tests/explorers/test_every_explorer.py tests/explorers/test_said_everywhere.py "
    f"tests/explorers/test_said_{MODULE}.py tests/explorers/test_samples.py tests/notebooks/test_hygiene.py "
    "tests/notebooks/test_claims.py tests/notebooks/test_glossary.py tests/notebooks/test_coverage.py "
    f"tests/notebooks/test_prompts.py tests/test_readme.py tests/test_imports.py "
    f"notebooks/{NEXT}_sums_of_rows.ipynb -k",
)
TESTS = f"{NEXT} or {LAB} or {MODULE} or glossary or both_kinds or most_refusals or belongs or in_its_table or is_whole"


def run(*command, folder, good=True):
    """Run a module in a copy of the course and return what it printed; ``good``: whether it shall succeed, if told."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(folder), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert good is None or (done.returncode == 0) == good, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def new(*arguments, folder, good=True):
    return run("course_utils.maintenance.new", *arguments, folder=folder, good=good)


def git(*arguments, folder):
    ours = ("-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "core.excludesFile=")
    done = subprocess.run(["git", *ours, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the course under git, with one of each skeleton; returns its folder."""
    folder = tmp_path_factory.mktemp("new") / "course"
    listed = git("ls-files", "-co", "--exclude-standard", "-z", folder=settings.ROOT).split("\0")
    for name in filter(None, listed):
        if (settings.ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((settings.ROOT / name).read_bytes())
    git("init", "-q", ".", folder=folder)
    git("add", "-A", folder=folder)
    git("commit", "-q", "-m", "the course", folder=folder)
    for one in MADE:
        assert ("will pass then" if "--no-run" in one else "The skeleton passes.") in new(*one, folder=folder)
    run("course_utils.maintenance.notebooks", "00", folder=folder)
    return folder


@pytest.mark.long
@pytest.mark.parametrize("command", HELD, ids=lambda command: command.partition(" ")[0])
def test_the_skeletons_hold_together(copied, command):
    words = command.split()
    run(*words, *([TESTS] if words[-1] == "-k" else []), folder=copied)


@pytest.mark.long
def test_they_have_the_form_of_the_course(copied):
    listed = git("status", "--porcelain", "-uall", "--no-renames", folder=copied).splitlines()
    files = [line[3:] for line in listed if line.endswith((".py", ".ipynb"))]
    assert len(files) > 12
    run("ruff", "check", "--no-cache", *files, folder=copied)
    run("ruff", "format", "--no-cache", "--check", *(f for f in files if f.endswith(".py")), folder=copied)


@pytest.mark.long
def test_every_reference_has_its_meaning(copied):
    """As many are wrong in the copy as were before."""
    now = run("course_utils.maintenance.references", "--check", folder=copied, good=None)
    git("stash", "-q", "-u", folder=copied)
    before = run("course_utils.maintenance.references", "--check", folder=copied, good=None)
    git("stash", "pop", "-q", folder=copied)
    assert now.partition(",")[2] == before.partition(",")[2]


@pytest.mark.long
def test_they_say_what_is_open_and_touch_few_files(copied):
    listed = new("left", folder=copied, good=False)
    for part in (
        "tasks_largest_share",
        "slope_bench_of",
        f"claims/{NEXT}.toml",
        f"{NEXT}_sums_of_rows.ipynb",
        "README",
    ):
        assert part in listed
    changed = git("diff", "--name-only", folder=copied).split()
    by_hand = {"README.md", "course_utils/explorers/__init__.py", "notebooks/concepts_and_glossary.ipynb"}
    assert set(changed) == by_hand | {"notebooks/00_start_here.ipynb"}  # the map, which `make notebooks` writes


@pytest.mark.long
@pytest.mark.parametrize("arguments", [one for one in MADE if one[0] != "claim"], ids=lambda arguments: arguments[0])
def test_a_name_that_is_taken_is_refused_and_nothing_is_written(copied, arguments):
    before = git("status", "--porcelain", folder=copied)
    said = new(*arguments, folder=copied, good=False)
    assert ("already" in said or "is there" in said) and "Traceback" not in said
    assert git("status", "--porcelain", folder=copied) == before


@pytest.mark.long
def test_a_claim_that_stands_is_refused(copied):
    assert "already" in new("claim", NEXT, SAID, folder=copied, good=False)
    assert "the chapter says" in new("claim", NEXT, SAID.replace("seven", "eight"), folder=copied, good=False)


@pytest.mark.long
def test_git_alone_undoes_it(copied):
    git("checkout", "-q", ".", folder=copied)
    git("clean", "-fdq", "course_utils", "notebooks", "tests", folder=copied)
    assert git("status", "--porcelain", folder=copied) == ""
    assert {path.name for path in (copied.parent / "home").iterdir()} <= {".cache", ".config"}  # matplotlib's fonts


# --- what is refused, and where things go: without a copy ----------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: explorer.draft("shiftlab", "06"), "name: got 'shiftlab'"),
        (lambda: explorer.draft("Shift Lab", "06"), "name: got 'Shift Lab'"),
        (lambda: explorer.draft("firstSLIDER".title(), "06"), "FirstSlider is an explorer already"),
        (lambda: explorer.draft("NewBench", "77"), "chapter: got '77'"),
        (lambda: explorer.draft("NewBench", "06", "nowhere"), "after: got 'nowhere'"),
        (lambda: exercise.draft("06-max-pool"), "06-max-pool is there already"),
        (lambda: exercise.draft("06-predict-winners"), "is there already"),
        (lambda: exercise.draft("06_global"), "id: got '06_global'"),
        (lambda: exercise.draft("06-lambda"), "id: got '06-lambda'"),
        (lambda: exercise.draft("06-3d"), "id: got '06-3d'"),
        (lambda: exercise.draft("77-row-sum"), "chapter: got '77'"),
        (lambda: chapter.draft("06", "Something else"), "chapter 06 is there"),
        (lambda: chapter.draft("99", "Something else"), f"expected {NEXT}"),
        (lambda: chapter.draft("x", "Something else"), f"expected {NEXT}"),
        (lambda: chapter.draft(NEXT, "Pooling"), "chapter 06 is called"),
        (lambda: chapter.draft(NEXT, "a|b"), "title: got"),
        (lambda: claim.draft("77", "It is 5 % of it."), "chapter: got '77'"),
        (lambda: claim.draft("06", "It wins."), "at least one number"),
        (lambda: claim.draft("readme", "Nobody says 5 % of it."), "write it there first"),
    ],
)
def test_what_cannot_be_is_refused_with_words(make, words):
    with pytest.raises(Refused) as caught:
        make()
    assert words in str(caught.value)


def test_the_command_says_so_and_returns_1(capsys):
    assert __main__.main(["exercise", "06-max-pool"]) == 1
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("number", CHAPTERS)
def test_an_explorer_fits_into_every_chapter(number, monkeypatch):
    """Where the chapter's path is full, it is folded away; then the chapter takes no longer."""
    made, _ = explorer.draft("NewBench", number)
    monkeypatch.setitem(REGISTRY, "NewBench", "new_bench")
    (path,) = find([number])
    page = Page(path, made.texts[f"notebooks/{path.name}"])
    rules = (hygiene_lesson.parts, hygiene_lesson.folded_sections, hygiene_lesson.no_answer_in_sight)
    assert [fault for rule in rules for fault in rule(page)] == []
    if any(cell.id == "new-bench-more" for cell in page.cells):
        assert sum(p.minutes for p in minutes.parts(page)) == sum(p.minutes for p in minutes.parts(Page(path)))


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_task_stands_last_and_in_the_register(number):
    made, chapters = exercise.draft(f"{number}-new-task")
    register = made.texts[f"course_utils/exercises/chapter_{number}/__init__.py"]
    assert chapters == sorted({"00", number}) and re.search(r"NEW_TASK,?\)\n", register)
    assert len(made.texts) == 5
    page = cells.page_of(number)
    assert all(cell.index < cells.last(page) for cell in page.code if minutes.exercise_of(cell))


def test_a_number_that_a_cell_has_printed_is_read_there():
    made, _, entry = claim.draft("06", "Upstream of it 432100 parameters stood.")
    assert """is = ['printed("global-average", "max pooling: ")']""" in entry
    assert list(made.texts) == ["tests/claims/06.toml", "notebooks/06_pooling.ipynb"]


def test_names_become_words():
    assert [spoken(name) for name in ("NewBench", "row-mean", "LeNet5Walker")] == [
        "New bench",
        "Row mean",
        "Le net5 walker",
    ]


@pytest.mark.parametrize(("found", "code", "words"), [([], 0, "0 places wait"), (["a:1"], 1, "1 place waits")])
def test_what_is_left_is_listed_and_told_by_the_exit_code(monkeypatch, capsys, found, code, words):
    from course_utils.maintenance.new import __main__ as command

    monkeypatch.setattr(command, "left", lambda: found)
    assert command.main(["left"]) == code
    said = capsys.readouterr().out
    assert words in said and all(one in said for one in found)
