"""The program that puts faults into the course: which tests it runs, what it makes of their answers, what it prints."""

import json
import tomllib

import pytest

from course_utils import settings
from course_utils.maintenance import in_a_copy
from course_utils.maintenance.mutants import __main__ as program
from course_utils.maintenance.mutants import reach
from course_utils.maintenance.mutants.mutant import Mutant
from course_utils.maintenance.mutants.trial import Course

# --- which tests, and what they say -----------------------------------------------------------------------------------


def mutant_in(path, text, after):
    """The mutant that puts `after` in the place of `text`, which stands once in a file."""
    source = (settings.ROOT / path).read_text(encoding="utf-8")
    assert source.count(text) == 1
    start = len(source[: source.index(text)].encode())
    return Mutant(
        path, source[: source.index(text)].count("\n") + 1, start, start + len(text.encode()), "any", text, after
    )


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("path", "text", "first"),
    [
        ("course_utils/losses.py", "def mse(", "tests/core/test_losses.py"),
        ("course_utils/models/blur_pool.py", "class BlurPool", "tests/models/test_blur_pool.py"),
        ("course_utils/site/numbers.py", "def letters(", "tests/site/test_numbers.py"),
        ("course_utils/exercises/journal.py", "def append(", "tests/exercises/test_journal.py"),
    ],
)
def test_the_nearest_tests_come_first(path, text, first):
    source = (settings.ROOT / path).read_text(encoding="utf-8")
    if text not in source:
        text = next(line for line in source.splitlines() if line.startswith(("def ", "class ")))
    turns = reach.turns(mutant_in(path, text, "x"))
    assert first in turns[0]
    every = [name for turn in turns for name in turn]
    assert len(every) == len(set(every))


def test_scripts_are_seen_by_vitest_and_then_by_browsers():
    """What they do is seen: that biome would write them otherwise proves nothing."""
    path = "course_utils/explorers/views/lines.js"
    turns = reach.turns(mutant_in(path, "const FAR = 4e3", "const FAR = 1"))
    assert turns[0] == [reach._VITEST] and turns[-1][0].startswith("tests/browser/")


def test_a_test_that_does_not_reach_a_file_is_not_run():
    path = "course_utils/models/blur_pool.py"
    line = next(line for line in (settings.ROOT / path).read_text(encoding="utf-8").splitlines() if "return" in line)
    mutant = Mutant(path, 1, 0, 1, "any", line, "x")
    far = {name for name, steps in reach.distances(path, reach._function(mutant)).items() if steps >= reach._FAR}
    assert far and not far & {name for turn in reach.turns(mutant) for name in turn}


class Copy:
    """What `in_a_copy.failing` would say, by the text of the mutated file."""

    def __init__(self, monkeypatch, answer):
        self.asked = []

        def failing(folder, tests, seconds, **_):
            self.asked.append(list(tests))
            return answer((folder / "a.py").read_text(encoding="utf-8"), tests)

        monkeypatch.setattr(in_a_copy, "failing", failing)
        monkeypatch.setattr(reach, "turns", lambda mutant: [["tests/near.py"], ["tests/far.py"]])


@pytest.fixture
def course(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    return Course(tmp_path)


MUTANT = Mutant("a.py", 1, 4, 5, "constant", "1", "2")


def test_a_mutant_dies_by_the_first_test_that_fails_with_it_and_passes_without(course, monkeypatch):
    copy = Copy(
        monkeypatch, lambda text, tests: "tests/far.py::test_b" if "2" in text and "tests/far.py" in tests else ""
    )
    assert course.tried(MUTANT)[0] == "tests/far.py::test_b"
    assert copy.asked == [["tests/near.py"], ["tests/far.py"], ["tests/far.py::test_b"]]
    assert (course.folder / "a.py").read_text(encoding="utf-8") == "x = 1\n"


def test_without_a_browser_its_tests_are_left_out(course, monkeypatch):
    copy = Copy(monkeypatch, lambda text, tests: "")
    monkeypatch.setattr(reach, "turns", lambda mutant: [["tests/near.py"], ["tests/browser/test_far.py", "-k", "Lab"]])
    assert course.tried(MUTANT)[0] == "" and len(copy.asked) == 2
    course.browser, copy.asked[:] = False, []
    assert course.tried(MUTANT)[0] == "" and copy.asked == [["tests/near.py"]]


def test_a_test_that_fails_anyway_kills_nothing(course, monkeypatch):
    def answer(text, tests):
        broken = any("near" in name for name in tests if not name.startswith("--"))
        return "tests/near.py::test_a" if broken and "--deselect=tests/near.py::test_a" not in tests else ""

    copy = Copy(monkeypatch, answer)
    assert course.tried(MUTANT)[0] == ""
    assert course.failing == {"tests/near.py::test_a"}
    assert course.tried(MUTANT)[0] == "" and "--deselect=tests/near.py::test_a" in copy.asked[-1]


def test_running_out_of_time_counts_only_where_the_course_is_fast(course, monkeypatch):
    Copy(monkeypatch, lambda text, tests: in_a_copy.TOO_LONG if "2" in text else "")
    assert course.tried(MUTANT)[0].startswith(in_a_copy.TOO_LONG)
    Copy(monkeypatch, lambda text, tests: in_a_copy.TOO_LONG)
    assert Course(course.folder).tried(MUTANT)[0] == ""


def test_the_file_is_as_before_whatever_happens(course, monkeypatch):
    def answer(text, tests):
        raise KeyboardInterrupt

    Copy(monkeypatch, answer)
    with pytest.raises(KeyboardInterrupt):
        course.tried(MUTANT)
    assert (course.folder / "a.py").read_text(encoding="utf-8") == "x = 1\n"


# --- the program ------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A draw of three that has been tried in part, and a course that kills what becomes 2."""
    (tmp_path / "course_utils").mkdir()
    (tmp_path / "course_utils" / "a.py").write_text("  x = 1\n", encoding="utf-8")
    monkeypatch.setattr(settings, "PACKAGE", tmp_path / "course_utils")
    mutants = [Mutant("course_utils/a.py", 1, 4, 5, "constant", "1", after) for after in ("2", "3", "4")]
    records = [{"mutant": one.record()} for one in mutants]
    records[0] |= {"by": "tests/x.py::test", "seconds": 1}
    file = tmp_path / "kept.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    monkeypatch.setattr(program, "copied", lambda folder: folder)
    monkeypatch.setattr(Course, "tried", lambda self, mutant: ("" if mutant.after == "3" else "tests/y.py::test", 2))
    return file


def test_a_run_that_was_stopped_goes_on_where_it_was(kept, capsys):
    assert program.main(["--kept", str(kept), "--seed", "7"]) == 1
    told = capsys.readouterr().out
    assert "2/3 2 s SURVIVED: course_utils/a.py:1: constant: 1 -> 3" in told and "1/3" not in told
    assert "survived: course_utils/a.py:1: constant: 1 -> 3" in told
    assert "core, py: 2 of 3 died" in told and "together 2 of 3 died, seed 7; 0 of the others" in told
    assert [one["by"] for one in json.loads(kept.read_text(encoding="utf-8"))] == [
        "tests/x.py::test",
        "",
        "tests/y.py::test",
    ]
    assert program.main(["--kept", str(kept)]) == 1
    assert "SURVIVED" not in capsys.readouterr().out


@pytest.mark.parametrize(("code", "excused"), [("x = 1", True), ("y = 1", False)])
def test_what_changes_nothing_is_listed_with_its_reason_and_counted_apart(
    kept, capsys, monkeypatch, tmp_path, code, excused
):
    argued = tmp_path / "equivalent.toml"
    entry = f'path = "course_utils/a.py"\ncode = "{code}"\nbefore = "1"\nafter = "3"\nwhy = "No reader."\n'
    argued.write_text(f"[[equivalent]]\n{entry}", encoding="utf-8")
    monkeypatch.setattr(program, "_EQUIVALENT", argued)
    assert program.main(["--kept", str(kept)]) == (0 if excused else 1)
    told = capsys.readouterr().out
    assert ("changes nothing: course_utils/a.py:1: constant: 1 -> 3\n    No reader." in told) is excused
    assert "together 2 of 3 died" in told and f"{int(excused)} of the others change nothing" in told


def test_every_reason_in_the_list_belongs_to_code_that_is_there():
    argued = tomllib.loads(program._EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    assert argued and all(
        set(one) == {"path", "code", "before", "after", "why"} and one["why"].endswith(".") for one in argued
    )
    for one in argued:
        lines = (settings.ROOT / one["path"]).read_text(encoding="utf-8").splitlines()
        assert one["before"] in one["code"] and one["code"] in map(str.strip, lines)


def test_the_list_alone_tries_nothing(kept, capsys):
    assert program.main(["--kept", str(kept), "--list"]) == 0
    assert capsys.readouterr().out.count("constant: 1 ->") == 3
    assert program.main(["--kept", str(kept), "--list", "--language", "js"]) == 0
    assert "constant" not in capsys.readouterr().out


# --- the copy ---------------------------------------------------------------------------------------------------------


def test_a_copy_holds_what_tests_need_and_nothing_that_is_made(tmp_path, monkeypatch):
    root = tmp_path / "course"
    for name in (
        "course_utils/site",
        "tests",
        "my_course",
        "site",
        ".venv",
        "node_modules/x",
        "course_utils/__pycache__",
    ):
        (root / name).mkdir(parents=True)
    (root / "course_utils" / "site" / "a.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(settings, "ROOT", root)
    copy = in_a_copy.copied(tmp_path / "copy")
    assert (copy / "course_utils" / "site" / "a.py").exists() and (copy / "tests").is_dir()
    assert not any((copy / name).exists() for name in ("my_course", "site", ".venv", "course_utils/__pycache__"))
    assert (copy / "node_modules").is_symlink() and (copy / "node_modules" / "x").is_dir()


@pytest.mark.long
def test_the_failing_test_is_named_and_time_is_kept(tmp_path):
    (tmp_path / "test_a.py").write_text(
        "import os, time, pytest\ndef test_good(): pass\n"
        "@pytest.mark.parametrize('a', ['x - y'])\ndef test_bad(a): assert os.environ.get('ASK') != 'yes'\n"
        "def test_slow(): time.sleep(30 * (os.environ.get('ASK') == 'slow'))\n",
        encoding="utf-8",
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    assert in_a_copy.failing(tmp_path, []) == ""
    assert in_a_copy.failing(tmp_path, ["test_a.py"]) == ""
    assert in_a_copy.failing(tmp_path, ["test_a.py"], ASK="yes").startswith("test_a.py::test_bad[x")
    assert in_a_copy.failing(tmp_path, ["test_a.py"], 8, ASK="slow") == in_a_copy.TOO_LONG
    assert in_a_copy.failing(tmp_path, ["no_such_file.py"]) == "pytest itself"
