"""Which tests can see a change of a file: by imports and by names, the nearest first."""

import ast
import re
from functools import cache
from pathlib import Path

from course_utils import settings
from course_utils.maintenance import import_graph

ROOT = settings.PACKAGE.parent
TESTS = ROOT / "tests"
_NEAREST = 2  # test files of the first turn: few start fast, and mostly one of them sees it
_NEXT = 9
_IN_BROWSER = 2
_VITEST = "tests/javascript/test_javascript.py::test_its_functions_do_what_they_say"
_FAR = 9  # imports: farther off than any test is


def turns(mutant) -> list[list[str]]:
    """Return the tests that reach a mutant, as lists for pytest to be run in turn until one fails.

    First come the examples in the file's docstrings and the tests that are nearest: named after the file, naming the
    function, importing the file with few modules between. Then those farther off with the notebooks of its chapter,
    then all tests of its room; at last, for what is shown, the browser tests that name it or show what it draws.
    """
    path = mutant.path
    far = distances(path, _function(mutant))
    ranked = [name for name, steps in sorted(far.items(), key=lambda one: (one[1], one[0])) if steps < _FAR]
    plain = [name for name in ranked if not name.startswith(("tests/browser/", "tests/javascript/"))]
    first, second, others = plain[:_NEAREST], plain[_NEAREST : _NEAREST + _NEXT], plain[_NEAREST + _NEXT :]
    room = [name for name in others if name.startswith(f"tests/{_room(path)}/")]
    found = [_scripts(path), _examples(path) + first, second + _notebooks(path), room, _in_browser(path, ranked)]
    return [turn for turn in found if turn]


def _room(path):
    """Return the folder of the tests of a file's room."""
    parts = path.split("/")[1:]
    return parts[0] if len(parts) > 1 and (TESTS / parts[0]).is_dir() else "core"


def _scripts(path):
    """Return the unit tests of JavaScript; not those of its format, which see every change and prove nothing."""
    return [_VITEST] if path.endswith(".js") else []


def _examples(path):
    """Return the test of the examples in a file's docstrings."""
    if path.endswith(".py") and re.search(r"^ *>>> ", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE):
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return [f"tests/test_examples.py::test_the_examples_run[{name}]"]
    return []


def _notebooks(path):
    """Return the notebooks of the chapter that a file names."""
    chapter = re.search(r"chapter_(\d\d)", path)
    found = settings.NOTEBOOKS.glob(f"{chapter[1]}_*.ipynb") if chapter else ()
    return [one.relative_to(ROOT).as_posix() for one in sorted(found)]


def _in_browser(path, ranked):
    """Return the browser tests of what is shown: those that name it, else those of all explorers, or of the pages."""
    if not path.endswith(".js") and path.split("/")[1] not in ("explorers", "site"):
        return []
    if named := [name for name in ranked if name.startswith("tests/browser/")][:_IN_BROWSER]:
        return named
    if path.startswith("course_utils/site/"):
        return ["tests/browser/pages/test_site.py"]
    shown = re.findall(r"^class (\w+)\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    return ["tests/browser/test_drawn.py", *(["-k", " or ".join(shown)] if shown and path.endswith(".py") else [])]


def _function(mutant):
    """Return the name of the function or class of a Python file in which a mutant stands, the outermost; else None."""
    if not mutant.path.endswith(".py"):
        return None
    body = ast.parse((ROOT / mutant.path).read_text(encoding="utf-8")).body
    return next(
        (one.name for one in body if hasattr(one, "name") and one.lineno <= mutant.line <= one.end_lineno), None
    )


@cache
def distances(path, function=None):
    """Return how far every test file is from a file: the imports between, less where it names the file or function."""
    stem, far = _word(path), _steps(path)
    found = {}
    for name, text, used in _test_files():
        steps = min((far[one] + 1 for one in used if one in far), default=_FAR)
        titled, called = stem in Path(name).stem, re.search(rf"\b{stem}\b", text)
        asked = function and re.search(rf"\b{function}\b", text)
        if steps < _FAR:
            steps -= 3 * titled + bool(called) + 2 * bool(asked) + name.startswith(f"tests/{_room(path)}/")
        elif called and (titled or len(stem) > 5):
            steps = 2 - titled
        found[name] = steps
    return found


def _word(path):
    """Return the name by which tests speak of a file; a package is spoken of by its folder."""
    at = Path(path)
    return at.parent.name if at.stem in ("__init__", "__main__") else at.stem


@cache
def _test_files():
    """Return every test file: its path, its text, and the files of the package that it and its helpers import."""
    used = _uses()
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        name = import_graph.relative(path)
        helped = set().union(*(used[one] for one in used[name] if one.startswith("tests/")))
        found.append((name, path.read_text(encoding="utf-8"), used[name] | helped))
    return found


@cache
def _uses():
    """Return for every module, helper and test, by its path, the paths of what it imports."""
    paths = {name: import_graph.relative(path) for name, path in import_graph.modules().items()}
    edges = [*import_graph.graph().items(), *import_graph.readers().items()]
    return {paths.get(name, name): {paths.get(one, one) for one in used} for name, used in edges}


@cache
def _importers():
    """Return for every file of the package the files of it that import it."""
    ways = {}
    for path, used in _uses().items():
        if path.startswith("course_utils/"):
            for one in used:
                ways.setdefault(one, []).append(path)
    return ways


def _steps(path):
    """Return how many imports lie between a file and each file that reaches it."""
    far, ahead = {path: 0}, [path]
    while ahead:
        one = ahead.pop(0)
        new = [user for user in _importers().get(one, ()) if user not in far]
        far |= dict.fromkeys(new, far[one] + 1)
        ahead += new
    return far
