"""Which tests can see a change of a file: by imports and by names, the nearest first."""

import ast
import re
from functools import cache
from pathlib import Path

from course_utils import settings

ROOT = settings.PACKAGE.parent
TESTS = ROOT / "tests"
_NEAREST = 6  # test files of the first turn
_NEXT = 8
_IN_BROWSER = 2


def turns(path) -> list[list[str]]:
    """Return the tests that reach a file of the package, as lists for pytest to be run in turn until one fails.

    First come the tests that name the file, or import it, with no module or few between; then those farther off with
    the notebooks of its chapter; at last the browser tests that name it or show what it draws.
    """
    ranked = [name for name, far in sorted(distances(path).items(), key=lambda one: (one[1], one[0])) if far < 9]
    plain = [name for name in ranked if not name.startswith("tests/browser/")]
    scripts = ["tests/javascript"] if path.endswith(".js") and (TESTS / "javascript").is_dir() else []
    first, second = plain[:_NEAREST], plain[_NEAREST : _NEAREST + _NEXT]
    shown = [name for name in ranked if name.startswith("tests/browser/")][:_IN_BROWSER] if _is_shown(path) else []
    return [turn for turn in (scripts, first, second + _notebooks(path), shown or _drawn(path)) if turn]


def _is_shown(path):
    return path.endswith(".js") or path.split("/")[1] in ("explorers", "site")


@cache
def distances(path):
    """Return how far every test file is from a file: 0 for one named after it, plus the imports between them."""
    ways, stem = _importers(), _word(path)
    far = _steps(ways, path)
    found = {}
    for name, text, used in _test_files():
        steps = min((far[one] + 1 for one in used if one in far), default=9)
        called = stem is not None and re.search(rf"\b{stem}\b", text) is not None
        titled = stem is not None and stem in Path(name).stem
        found[name] = (
            steps - 2 * titled - called if steps < 9 else 2 - titled if called and (titled or len(stem) > 5) else 9
        )
    return found


def _word(path):
    """Return the name by which tests speak of a file; a package is spoken of by its folder."""
    at = Path(path)
    return at.parent.name if at.stem in ("__init__", "__main__") else at.stem


def _notebooks(path):
    """Return the notebooks of the chapter that a file names, or of those that show an explorer, two at most."""
    chapter = re.search(r"chapter_(\d\d)", path)
    if chapter:
        return [one.relative_to(ROOT).as_posix() for one in sorted(settings.NOTEBOOKS.glob(f"{chapter[1]}_*.ipynb"))]
    return []


def _drawn(path):
    """Return the browser tests of all explorers, or of the pages, for a file that none of them names."""
    if path.startswith("course_utils/site/"):
        return ["tests/browser/pages/test_site.py"]
    if path.startswith("course_utils/explorers/"):
        shown = re.findall(r"^class (\w+)\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
        return ["tests/browser/test_drawn.py", *(["-k", " or ".join(shown)] if shown and path.endswith(".py") else [])]
    return []


@cache
def _test_files():
    """Return every test file: its path, its text, and the files of the package that it imports."""
    support = {path.stem: path for path in (TESTS / "support").glob("*.py")}
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        text, used = path.read_text(encoding="utf-8"), set()
        for one in [path, *(support[name] for name in _names(path) if name in support)]:
            used |= _used(one)
        found.append((path.relative_to(ROOT).as_posix(), text, used))
    return found


@cache
def _importers():
    """Return for every file of the package the files that import it."""
    ways = {}
    for path in sorted(settings.PACKAGE.rglob("*.py")):
        for used in _used(path):
            ways.setdefault(used, set()).add(path.relative_to(ROOT).as_posix())
    return ways


def _steps(ways, path):
    """Return how many imports lie between a file and each file that reaches it."""
    far, ahead = {path: 0}, [path]
    while ahead:
        one = ahead.pop(0)
        for user in sorted(ways.get(one, ())):
            if user not in far:
                far[user] = far[one] + 1
                ahead.append(user)
    return far


def _names(path):
    """Return the dotted names that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


def _used(path):
    """Return the files of the package that a file imports."""
    found = set()
    for name in _names(path):
        parts = name.split(".")
        if parts[0] == "course_utils" and len(parts) > 1:
            base = ROOT.joinpath(*parts)
            found |= {one for one in (base.with_suffix(".py"), base / "__init__.py") if one.is_file()}
    return {one.relative_to(ROOT).as_posix() for one in found}
