"""What holds for every module of the core: light, documented with examples that run, and short."""

import ast
import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import settings

MODULES = (
    "settings",
    "validation",
    "activations",
    "losses",
    "dense",
    "optimizers",
    "gradients",
    "backprop",
    "backprop_matrix",
    "backprop_trace",
)
LIGHT = """
import sys, numpy
before = set(sys.modules)
for name in {modules}:
    __import__("course_utils." + name)
net = __import__("course_utils.backprop", fromlist=["x"]).WorkedExample()
net.trace()
print(*sorted({{name.split(".")[0] for name in set(sys.modules) - before}}))
"""


def test_the_core_brings_in_nothing_but_the_standard_library():
    code = LIGHT.format(modules=MODULES)
    run = subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "course_utils" in loaded
    assert loaded - set(sys.stdlib_module_names) - {"course_utils", "org"} == set()  # copy asks for Jython's "org"
    assert run.stderr == ""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    results = doctest.testmod(importlib.import_module(f"course_utils.{name}"))
    assert results.failed == 0
    assert results.attempted > 0


@pytest.mark.parametrize("name", MODULES)
def test_files_and_functions_stay_short_and_documented(name):
    source = Path(inspect.getfile(importlib.import_module(f"course_utils.{name}"))).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    tree = ast.parse(source)
    public = [tree, *(node for node in tree.body if is_public(node))]
    public += [method for node in public[1:] for method in node.body if is_public(method)]
    assert [getattr(node, "name", name) for node in public if not ast.get_docstring(node)] == []
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if code_lines(node) > 30] == []


def is_public(node):
    return isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")


def code_lines(function):
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1
