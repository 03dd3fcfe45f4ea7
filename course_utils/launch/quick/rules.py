"""From a changed file to the tests that can tell, the most telling first.

A rule is a function of one changed path that yields `Picked`s. A pick's ``rank`` says how near it is:

    0   the file's own tests, by name; the rules of size, imports and examples for this very file
    1   tests that import it; those of its chapter: exercises, claims, hygiene, references
    2   the notebook, run again; one explorer in the browser; tests in whose text it is named
    3+  tests that reach it through one more module, through two more, ...
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course_utils import settings
from course_utils.explorers import REGISTRY
from course_utils.maintenance import import_graph

#: Tests that look at every chapter, one id for each: of these, a chapter's own ids are taken.
OF_CHAPTERS = (
    "tests/notebooks/test_hygiene.py", "tests/notebooks/test_claims.py", "tests/notebooks/test_prompts.py",
    "tests/notebooks/test_equations.py", "tests/notebooks/test_commands.py",
)  # fmt: skip
OF_EXERCISES = (
    "tests/exercises/test_conformance.py", "tests/exercises/test_answers.py", "tests/exercises/test_cards.py",
    "tests/exercises/test_hints.py", "tests/exercises/test_hostile.py", "tests/site/test_numbers.py",
)  # fmt: skip
#: Tests that look at every explorer, one id for each.
OF_EXPLORERS = ("tests/explorers/test_every_explorer.py", "tests/explorers/test_controls.py",
                "tests/explorers/test_said_everywhere.py", "tests/explorers/test_same_look.py")  # fmt: skip
OF_ALL_CHAPTERS = ("tests/notebooks/test_references.py", "tests/notebooks/test_coverage.py",
                   "tests/notebooks/test_glossary.py")  # fmt: skip
DRAWN, FITS = "tests/browser/test_drawn.py", "tests/browser/test_fit.py"
SCRIPTS = "tests/javascript/test_javascript.py"
FARTHEST = 4  # modules between a change and a test that still counts as reaching it


@dataclass(frozen=True)
class Picked:
    """Tests to run: those of ``file`` whose id matches the pattern ``only`` ("" for all), and how near they are."""

    file: str
    rank: int
    only: str = ""


def pick(changed) -> list[Picked]:
    """Return the picks for all changed paths, nearest first, each file and pattern once."""
    best = {}
    for path in changed:
        for found in (one for rule in RULES for one in rule(path)):
            if (settings.ROOT / found.file).exists():
                key = (found.file, found.only)
                best[key] = min(best.get(key, 99), found.rank)
    whole = {file: rank for (file, only), rank in best.items() if not only}
    kept = [Picked(file, rank, only) for (file, only), rank in best.items() if not only or rank < whole.get(file, 99)]
    # Of equally near ones a room's own tests come before those of the chapters, which are many and longer.
    return sorted(kept, key=lambda one: (one.rank, one.file.startswith("tests/chapters/"), one.file, one.only))


def chapter_of(path):
    """Return the two digits of the chapter that a path belongs to by its name, or "".

    >>> [chapter_of(f"a/{name}") for name in ("chapter_05/x.py", "05_convolution.ipynb", "test_05_x.py", "5.py")]
    ['05', '05', '05', '']
    """
    found = re.search(r"(?:^|/)(?:chapter_|test_)?(\d\d)(?=[_./])", path)
    return found[1] if found else ""


def of_chapter(number):
    """Return the pattern of ids that belong to a chapter.

    >>> [bool(re.search(of_chapter("05"), id)) for id in ("t[05]", "t[rule-05_convolution]", "t[05-flip]", "t[105]")]
    [True, True, True, False]
    """
    return rf"\[(?:.*[^0-9])?{number}[-_\]]"


def its_own(path) -> Iterator[Picked]:
    """A test is its own test; a module has the tests that bear its name, and its ids in those of every module."""
    name = Path(path)
    if path.startswith("tests/") and name.name.startswith("test_") and name.suffix == ".py":
        yield Picked(path, 0)
    if path.startswith("course_utils/") and name.suffix == ".py":
        inside = re.escape(path.removeprefix("course_utils/"))
        yield Picked("tests/test_imports.py", 0, rf"\[({inside}|{re.escape(name.name)})\]|no_module_imports_one")
        dotted = re.escape(path.removesuffix(".py").replace("/", "."))
        yield Picked("tests/test_examples.py", 0, rf"\[{dotted}\]")
        stem = name.parent.name if name.stem in ("__init__", "__main__") else name.stem
        for test in tests():
            if re.fullmatch(rf"test_(\d\d_)?{re.escape(stem)}", Path(test).stem):
                yield Picked(test, 0)


def its_importers(path) -> Iterator[Picked]:
    """Tests that import a module or a file of tests/support, at once or through others; notebooks that do at once."""
    start, far = _module_named(path), 0
    while start.count(".") > 1 and not any("/test_" in reader for reader in distances(start)):
        start, far = start.rpartition(".")[0], far + 1  # found by its name when the program runs: its package's tests
    for reader, distance in distances(start).items():
        distance += far
        if reader.endswith(".ipynb"):
            if distance == 1:
                yield Picked(reader, 2)
        elif Path(reader).name.startswith("test_") and distance <= FARTHEST:
            yield Picked(reader, 1 if distance == 1 else distance + 1)


def its_chapter(path) -> Iterator[Picked]:
    """What holds of the chapter that a file belongs to by its name, or by being an explorer that the chapter shows."""
    number = chapter_of(path)
    if path.endswith(".ipynb"):
        yield Picked(path, 2)
        yield from (Picked(file, 1) for file in OF_ALL_CHAPTERS)
    shown = notebooks_with(path) if path.startswith("course_utils/explorers/") else []
    for chapter in filter(None, {number, *map(chapter_of, shown)}):
        yield from (Picked(file, 1, of_chapter(chapter)) for file in OF_CHAPTERS)
        if "/exercises/" in path or path.endswith(".ipynb"):
            yield from (Picked(file, 1, of_chapter(chapter)) for file in OF_EXERCISES)
        if number:
            yield from (Picked(test, 1) for test in tests() if Path(test).name.startswith(f"test_{chapter}_"))


def notebooks_with(path):
    """Return the notebooks that import a module at once."""
    near = (reader for reader, distance in distances(_module_named(path)).items() if distance == 1)
    return [reader for reader in near if reader.endswith(".ipynb")]


def its_claims(path) -> Iterator[Picked]:
    """A book of claims, and of a module the books whose expressions name it: a constant that a sentence quotes."""
    stem, books = Path(path).stem, sorted((settings.ROOT / "tests" / "claims").glob("*.toml"))
    for book in books:
        if path == import_graph.relative(book) or (_module_named(path) and _named_in(book, stem)):
            yield Picked("tests/notebooks/test_claims.py", 1, rf"\[{book.stem}\]")


@cache
def _named_in(book, stem):
    return bool(re.search(rf"\b{re.escape(stem)}\b", book.read_text(encoding="utf-8")))


def its_explorer(path) -> Iterator[Picked]:
    """Of an explorer, its ids in the tests of every explorer, and one look at it in the browser."""
    for name, module in REGISTRY.items():
        if path == f"course_utils/explorers/{module}.py":
            pattern = rf"\[(?:.*-)?{name}[-\]]"
            yield from (Picked(file, 1, pattern) for file in OF_EXPLORERS)
            yield from (Picked(file, 2, pattern) for file in (DRAWN, FITS))


def its_look(path) -> Iterator[Picked]:
    """JavaScript and style sheets: the tests of JavaScript, then what is drawn."""
    if path.endswith((".js", ".css", ".html")) and path.startswith(("course_utils/", "tests/javascript/")):
        yield Picked(SCRIPTS, 0)
        yield Picked(DRAWN, 2)


def its_mentions(path) -> Iterator[Picked]:
    """Tests in whose text a file is named that nothing imports: a list, a page, a picture, a script."""
    name = Path(path).name
    if path.endswith((".py", ".ipynb")) or path.startswith("tests/claims/"):
        return
    for test, text in texts().items():
        own = Path(test).stem == f"test_{Path(path).stem.lower()}"
        if own or name in text:
            yield Picked(test, 0 if own else 2)
    if name.startswith("requirements") or name in ("pyproject.toml", "environment.yml"):
        yield from (Picked(test, 3) for test in tests() if test.startswith(("tests/core/", "tests/models/")))


RULES = (its_own, its_importers, its_chapter, its_claims, its_explorer, its_look, its_mentions)


def distances(start) -> dict[str, int]:
    """Return {test or notebook: by how many steps it reaches ``start``, a module or a file of tests/support}."""
    if not start:
        return {}
    back, found, rim, step = importers(), {}, {start}, 0
    seen = {start}
    while rim:
        step += 1
        rim = {one for name in rim for one in back.get(name, ())} - seen
        seen |= rim
        found |= dict.fromkeys((one for one in rim if "/" in one), step)
    return found


@cache
def importers():
    """Return {module or file: what imports it}, of the package, the tests and the notebooks."""
    back = {}
    for name, used in [*import_graph.graph().items(), *import_graph.readers().items()]:
        for other in used:
            back.setdefault(other, set()).add(name)
    return back


def _module_named(path):
    """Return how the graph names a file: a module by its dotted name, support by its path; "" for all others."""
    if path.startswith("tests/support/"):
        return path
    dotted = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return dotted if path.startswith("course_utils/") and path.endswith(".py") and dotted != "course_utils" else ""


@cache
def tests():
    """Return the path of every file of tests."""
    return tuple(import_graph.relative(p) for p in sorted((settings.ROOT / "tests").rglob("test_*.py")))


@cache
def texts():
    """Return {file of tests: its text}."""
    return {name: (settings.ROOT / name).read_text(encoding="utf-8") for name in tests()}
