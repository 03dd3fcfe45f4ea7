"""Changes of stored runs and of the code's constants, in copies of the course, and the tests that see them."""

import ast
import json
import queue
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.in_a_copy import copied, failing

# Rooms that are not drawn from, for most of their constants state nothing: programs about the course, the look of
# figures, wrong answers, which must only be wrong, the strokes of drawn digits. It leaves out the few there that do
# state something (right answers, a figure's dates); a room can be proved by taking its name away.
_NOT_STATED = ("maintenance", "launch", "site", "plotting", "inspection", "exercises", "digit_shapes.py")
_COPIES = 2
_CLAIMS = "tests/notebooks/test_claims.py"


@dataclass(frozen=True)
class Change:
    """A file of the course, its text with one number changed, and the tests that ought to see that, in turn."""

    kind: str
    path: Path  # from the root of the course
    text: str
    what: str
    tests: tuple[tuple[str, ...], ...]


def changes(count, rng):
    """Yield (kind, what was changed, the test that sees it or "") for `count` changes, constants and runs in turn."""
    if not count:
        return
    constants = _constants()
    drawn = [_of_a_run(rng) if number % 2 else _of_a_constant(constants, rng) for number in range(count)]
    with tempfile.TemporaryDirectory(prefix="course-mutants-") as folder:
        copies = queue.SimpleQueue()
        for number in range(_COPIES):
            copies.put(copied(Path(folder) / str(number)))
        if by := failing(Path(folder) / "0", [_CLAIMS]):
            raise RuntimeError(f"the copy fails {by} before anything is changed: nothing could be proved by it")
        with ThreadPoolExecutor(_COPIES) as pool:
            for change, by in zip(drawn, pool.map(_tried(copies), drawn), strict=True):
                yield change.kind, change.what, by


def _tried(copies):
    """Return a function that makes a change in a copy that is free, runs its tests, and takes the change back."""

    def tried(change):
        copy = copies.get()
        path = copy / change.path
        before = path.read_text(encoding="utf-8")
        try:
            path.write_text(change.text, encoding="utf-8")
            return next(filter(None, (failing(copy, tests) for tests in change.tests)), "")
        finally:
            path.write_text(before, encoding="utf-8")
            copies.put(copy)

    return tried


def _of_a_run(rng):
    path = rng.choice(sorted((settings.ROOT / "data" / "runs").glob("*.json")))
    before = path.read_text(encoding="utf-8")
    hit = rng.choice(list(re.finditer(r"(?<=[\s:\[,])-?\d+\.\d+(?=[\s,\]}])", before)))
    new = f"{float(hit.group()) * rng.choice((0.1, 0.5, 1.5, 10)):.6g}"
    text = before[: hit.start()] + new + before[hit.end() :]
    json.loads(text)
    what = f"{path.name}: {hit.group()} -> {new}"
    tests = (tuple(_claims_that_name(path.stem)), ("tests/data",))
    return Change("stored run", path.relative_to(settings.ROOT), text, what, tests)


def _of_a_constant(constants, rng):
    path, node = rng.choice(constants)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    line = lines[node.lineno - 1]
    new = repr(type(node.value)(node.value * 2 + (node.value == 0)))
    # ast counts columns in bytes
    head, tail = line.encode()[: node.col_offset].decode(), line.encode()[node.end_col_offset :].decode()
    text = "".join((*lines[: node.lineno - 1], head + new + tail, *lines[node.lineno :]))
    place = path.relative_to(settings.ROOT)
    what = f"{place}:{node.lineno}: {line.strip()} -> {new}"
    return Change("constant", place, text, what, (_tests_that_name(path.stem), (_CLAIMS,)))


def _constants():
    """Return (file, literal) for the numbers of the names in capitals at the head of modules that state something."""
    root = settings.ROOT / "course_utils"
    found = []
    for path in sorted(root.rglob("*.py")):
        if set(path.relative_to(root).parts) & set(_NOT_STATED):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").lstrip("_").isupper():
                found += [(path, one) for one in ast.walk(node.value) if _is_number(one)]
    return found


def _is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.lineno == node.end_lineno


def _claims_that_name(run):
    """Return the claim tests of the chapters whose claims or cells read a stored run."""
    named = re.compile(rf"""["'/]{run}["'.]""")
    for path in sorted((settings.ROOT / "tests" / "claims").glob("*.toml")):
        cells = "".join(p.read_text(encoding="utf-8") for p in settings.NOTEBOOKS.glob(f"{path.stem}_*.ipynb"))
        if named.search(path.read_text(encoding="utf-8") + cells):
            yield f"{_CLAIMS}::test_the_numbers_of_a_chapter_hold[{path.stem}]"


def _tests_that_name(module):
    """Return the test files, without those that need a browser, that name a module."""
    word = re.compile(rf"\b{module}\b")
    every = sorted(path for path in (settings.ROOT / "tests").rglob("test_*.py") if "browser" not in path.parts)
    named = (str(p.relative_to(settings.ROOT)) for p in every if word.search(p.read_text(encoding="utf-8")))
    return tuple(named)[:12]
