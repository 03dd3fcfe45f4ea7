"""Imports point one way, light modules stay light, and files stay small enough to read."""

import ast
import subprocess
import sys

import pytest

from course_utils import settings
from course_utils.maintenance.import_graph import PACKAGE, functions, graph, imports, reached

CORE = (
    "validation", "bars", "activations", "losses", "optimizers", "gradients", "backprop", "backprop_matrix",
    "backprop_trace", "dense", "shapes", "convolution", "convolution_kinds", "pooling", "normalisation", "highway",
    "dropout", "layers", "convnet", "training", "data", "quantiles", "uncertainty",
)  # fmt: skip
#: Lower layers first. A module imports from its own layer and from those before it.
LAYERS = (
    ("renamed", "settings", "whole_files", "locks"), CORE, ("models", "experiment", "inspection"), ("exercises",),
    ("plotting",), ("explorers",),
    ("bootstrap", "chapters", "doctor", "launch", "site", "classroom", "maintenance", "__main__"),
)  # fmt: skip
#: Who may import which outside package. What stands here for nobody is for nobody.
GUESTS = {
    "numpy": set(CORE)
    | {"models", "experiment", "inspection", "exercises", "plotting", "explorers", "maintenance", "site"},
    "torch": {"models", "experiment", "inspection"},
    "safetensors": {"models", "experiment"},
    "captum": {"inspection"},
    "matplotlib": {"plotting", "maintenance"},
    "anywidget": {"explorers"},
    "ipywidgets": {"explorers"},
    "traitlets": {"explorers", "launch"},
    "IPython": {"exercises", "plotting", "explorers", "data"},
    "PIL": {"data", "plotting", "maintenance", "experiment"},
    "pooch": {"data"},
    "requests": {"data"},  # comes with pooch
    "urllib3": {"data"},
    "tqdm": {"bars"},
}
#: They use servers and browsers.
TOOLS = {"bootstrap", "chapters", "doctor", "launch", "site", "classroom", "maintenance", "__main__"}
#: Reaches upward only inside a function, so that importing the lower layer stays light.
LAZY = {("exercises", "plotting"), ("exercises", "models"), ("training", "plotting"), ("experiment", "plotting")}
HEAVY = {"numpy", "torch", "matplotlib", "ipywidgets", "anywidget", "IPython", "PIL", "pooch", "requests", "tqdm"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 35  # lines; the aim for a function is 25

FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = [path for path in FILES if path.parent != PACKAGE or path.name != "__init__.py"]


def part(path):
    """The first name beneath the package: course_utils/data/batches.py belongs to "data"."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer(name):
    return next((height for height, names in enumerate(LAYERS) if name in names), None)


def faults(path, source=None):
    """Each import of a file that points the wrong way."""
    own = part(path)
    for name, lazy in imports(path, source):
        first, *rest = name.split(".")
        if first == "course_utils":
            other = rest[0] if rest else None
            upward = other in sum(LAYERS, ()) and layer(other) > layer(own) and not (lazy and (own, other) in LAZY)
            sideways = own == "exercises" and other in ("models", "experiment") and not lazy
            if upward or sideways:
                yield f"{own} imports {name}, a layer above it"
        elif first in GUESTS and own not in GUESTS[first] | (TOOLS - {"bootstrap"}):
            yield f"{own} imports {name}; only {', '.join(sorted(GUESTS[first]))} may"
        elif first not in sys.stdlib_module_names and first not in GUESTS and own not in TOOLS | {"explorers"}:
            yield f"{own} imports {name}, which the course does not depend on"


def of_every(paths, look):
    """Return {file: what `look` finds wrong with it}, of those with which something is."""
    return {str(path.relative_to(PACKAGE)): found for path in paths if (found := list(look(path)))}


def test_imports_point_one_way():
    homeless = {part(path) for path in MODULES if layer(part(path)) is None}
    assert not homeless, "these have no place in LAYERS of this test: say which layer they are"
    assert of_every(MODULES, faults) == {}


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("settings.py", "from course_utils import validation"),
        ("activations.py", "import torch"),
        ("activations.py", "def f():\n    import torch"),
        ("activations.py", "from matplotlib.figure import Figure"),
        ("losses.py", "from course_utils.models.lenet5 import LeNet5"),
        ("losses.py", "from .models import lenet5"),
        ("data/batches.py", "from ..plotting import show"),
        ("data/batches.py", "import ipywidgets"),
        ("exercises/engine.py", "from course_utils.plotting import show"),
        ("exercises/engine.py", "from course_utils.models import lenet5"),
        ("exercises/engine.py", "import anywidget"),
        ("plotting/style.py", "from course_utils.explorers import ActivationLab"),
        ("plotting/style.py", "import pandas"),
        ("explorers/engine.py", "import torch"),
        ("explorers/engine.py", "from course_utils import maintenance"),
        ("bootstrap.py", "import numpy"),
    ],
)
def test_a_wrong_import_is_noticed(file, source):
    assert list(faults(PACKAGE / file, source))


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("losses.py", "from course_utils import settings\nfrom .validation import array\nimport numpy as np, json"),
        ("exercises/engine.py", "def draw():\n    from course_utils.plotting import show"),
        ("explorers/engine.py", "import anywidget\nfrom course_utils.plotting import frames"),
        ("models/lenet5.py", "import torch\nfrom course_utils import layers"),
    ],
)
def test_a_right_import_is_not(file, source):
    assert list(faults(PACKAGE / file, source)) == []


def loaded_by(statement):
    """The top-level modules in memory after running `statement` in a fresh Python."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=settings.ROOT)
    return set(run.stdout.split())


def test_the_package_alone_is_light():
    assert not loaded_by("import course_utils") & HEAVY


def test_the_core_loads_numpy_and_nothing_heavier():
    present = [name for name in ("settings", *CORE) if (PACKAGE / name).exists() or (PACKAGE / f"{name}.py").exists()]
    loaded = loaded_by("".join(f"import course_utils.{name}\n" for name in present))
    assert not loaded & (HEAVY - {"numpy"})


def test_exercises_load_neither_torch_nor_figures():
    assert not loaded_by("import course_utils.exercises") & {"torch", "matplotlib", "ipywidgets", "anywidget"}


def test_no_module_imports_one_that_imports_it():
    edges = graph()
    assert [name for name in sorted(edges) if name in reached(name, edges)] == []


def test_a_run_loads_the_network_that_it_trains_and_no_other():
    code = "import sys, course_utils.experiment.train; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=settings.ROOT)
    loaded = {name for name in run.stdout.split() if name.startswith("course_utils.")}
    assert "course_utils.experiment.recipe" in loaded
    assert not {name for name in loaded if name.startswith("course_utils.models.")}
    assert "course_utils.inspection.attribution" not in loaded


def test_bootstrap_runs_on_a_bare_python():
    edges = graph()
    used = {"course_utils.bootstrap"} | reached("course_utils.bootstrap", edges)
    assert {"course_utils.launch.environment", "course_utils.whole_files"} <= used
    paths = [PACKAGE.parent / f"{name.replace('.', '/')}.py" for name in used]
    named = {name.split(".")[0] for path in paths if path.exists() for name, _ in imports(path)} - {"course_utils"}
    assert named <= set(sys.stdlib_module_names)


# --- size and description -----------------------------------------------------------------------------------------


def long(path, source=None):
    """Yield what is too long to read at once: the file, or functions by their lines besides their docstring."""
    source = path.read_text(encoding="utf-8") if source is None else source
    if source.count("\n") > LONGEST_FILE:
        yield f"{source.count(chr(10))} lines: split the file, which holds more than one idea"
    for function in functions(ast.parse(source)):
        if (size := _body_lines(function)) > LONGEST_FUNCTION:
            yield f"{function.name} has {size} lines; at most {LONGEST_FUNCTION} can be read at once"


def test_files_and_functions_are_short():
    assert of_every(FILES, long) == {}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1\n" * (LONGEST_FILE + 1), "301 lines"),
        ("class A:\n    def f():\n" + "        x = 1\n" * (LONGEST_FUNCTION + 1), "f has 36 lines"),
        ('def f():\n    """Say."""\n    def g():\n' + "        x = 1\n" * (LONGEST_FUNCTION - 1), None),
        ("x = 1\n" * LONGEST_FILE, None),
    ],
)
def test_what_is_too_long_is_noticed(source, words):
    found = list(long(PACKAGE / "made_up.py", source))
    assert len(found) == (words is not None) and all(words in one for one in found)


def _body_lines(function):
    has_docstring = ast.get_docstring(function) is not None
    start = function.body[1].lineno if has_docstring and len(function.body) > 1 else function.body[0].lineno
    return function.end_lineno - start + 1


def _holds_wrong_answers(path):
    """Return whether a file holds wrong answers: it describes them beside the messages that they earn."""
    in_a_chapter = any(folder.startswith("chapter_") for folder in path.parts)
    return in_a_chapter and path.name.startswith(("answers", "slips"))


def silent(path, source=None):
    """Yield the public names of a file that say nothing about themselves; "the module" is one."""
    tree = ast.parse(path.read_text(encoding="utf-8") if source is None else source)
    if not ast.get_docstring(tree):
        yield "the module"
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    for node in [n for n in public if isinstance(n, ast.ClassDef)]:
        public += [n for n in node.body if isinstance(n, ast.FunctionDef) and _must_be_described(n, node)]
    yield from (node.name for node in public if not ast.get_docstring(node))


def test_public_names_are_described():
    assert of_every([path for path in FILES if not _holds_wrong_answers(path)], silent) == {}


def test_what_says_nothing_is_noticed():
    two = "    def g(self):\n        x = 1\n        return x\n"
    source = f"def f(): pass\nclass A(B):\n{two}{two.replace('g', 'frame')}{two.replace('g', '_h')}class _C:\n{two}"
    assert list(silent(PACKAGE / "made_up.py", source)) == ["the module", "f", "A", "g"]


def _must_be_described(method, owner):
    """Private methods need no description, nor do those of one line, nor those that a base class describes."""
    if method.name.startswith("_") or owner.name.startswith("_") or _body_lines(method) <= 1:
        return False
    return not (owner.bases and method.name in {"frame", "check", "setup"})
