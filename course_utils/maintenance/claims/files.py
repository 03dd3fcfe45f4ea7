"""Changes of stored runs and of the code's constants, in a copy of the course, and the tests that see them."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from course_utils import settings

_LEFT = (".git", ".venv", "my_course", "site", "slides", "wheels")  # at the top; the package has a room called site
_SECONDS = 600


def changes(count, rng):
    """Yield (kind, what was changed, the test that sees it or "") for `count` changes, runs and constants in turn."""
    if not count:
        return
    with tempfile.TemporaryDirectory(prefix="course-mutants-") as folder:
        copy = Path(folder) / "course"
        shutil.copytree(settings.ROOT, copy, ignore=_left_out)
        if by := _seen(copy, ["tests/notebooks/test_claims.py"]):
            raise RuntimeError(f"the copy fails {by} before anything is changed: nothing could be proved by it")
        for number in range(count):
            yield (_of_a_run if number % 2 else _of_a_constant)(copy, rng)


def _left_out(folder, names):
    top = _LEFT if Path(folder) == settings.ROOT else ()
    return {name for name in names if name in top or name in ("__pycache__", ".pytest_cache")}


def _of_a_run(copy, rng):
    path = rng.choice(sorted((copy / "data" / "runs").glob("*.json")))
    before = path.read_text(encoding="utf-8")
    numbers = list(re.finditer(r"(?<=[\s:\[,])-?\d+\.\d+(?=[\s,\]}])", before))
    hit = rng.choice(numbers)
    new = f"{float(hit.group()) * rng.choice((0.1, 0.5, 1.5, 10)):.6g}"
    path.write_text(before[: hit.start()] + new + before[hit.end() :], encoding="utf-8")
    json.loads(path.read_text(encoding="utf-8"))
    by = _seen(copy, list(_claims_that_name(copy, path.stem))) or _seen(copy, ["tests/data"])
    path.write_text(before, encoding="utf-8")
    return "stored run", f"{path.name}: {hit.group()} -> {new}", by


def _of_a_constant(copy, rng):
    path, node = rng.choice(_constants(copy))
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    line = lines[node.lineno - 1]
    new = repr(type(node.value)(node.value * 2 + (node.value == 0)))
    lines[node.lineno - 1] = line[: node.col_offset] + new + line[node.end_col_offset :]
    path.write_text("".join(lines), encoding="utf-8")
    by = _seen(copy, _tests_that_name(copy, path.stem)) or _seen(copy, ["tests/notebooks/test_claims.py"])
    path.write_text(before, encoding="utf-8")
    what = f"{path.relative_to(copy)}:{node.lineno}: {line.strip()} -> {new}"
    return "constant", what, by


def _constants(copy):
    """Return (file, literal) for the numbers in capitals at the head of the package's modules."""
    found = []
    for path in sorted((copy / "course_utils").rglob("*.py")):
        if "maintenance" in path.parts or "launch" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").lstrip("_").isupper():
                found += [(path, one) for one in ast.walk(node.value) if _is_number(one)]
    return found


def _is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.lineno == node.end_lineno


def _claims_that_name(copy, run):
    """Return the claim tests of the chapters whose claims or cells read a stored run."""
    for path in sorted((copy / "tests" / "claims").glob("*.toml")):
        notebook = "".join(p.read_text(encoding="utf-8") for p in (copy / "notebooks").glob(f"{path.stem}_*.ipynb"))
        if run in path.read_text(encoding="utf-8") or run in notebook:
            yield f"tests/notebooks/test_claims.py::test_the_numbers_of_a_chapter_hold[{path.stem}]"


def _tests_that_name(copy, module):
    """Return the test files, without those that need a browser or run notebooks, that name a module."""
    word = re.compile(rf"\b{module}\b")
    every = sorted(path for path in (copy / "tests").rglob("test_*.py") if "browser" not in path.parts)
    return [str(p.relative_to(copy)) for p in every if word.search(p.read_text(encoding="utf-8"))][:12]


def _seen(copy, tests) -> str:
    """Return the name of the test that fails, or "" when all pass."""
    if not tests:
        return ""
    environment = {**os.environ, "PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        told = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return "it took too long"
    if told.returncode not in (0, 5):
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", told.stdout, re.M)
        return failed[1] if failed else "pytest itself"
    return ""
